"""What an analyst takes away: files of the rows that a page shows, and how they are cited.

An export is written whole into a temporary folder and then sent from an open file whose name is gone
before the first byte leaves: a reader who goes away, or a server that is killed, leaves nothing behind.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from dashboard import permalink
from dashboard.errors import RefusedInput
from dashboard.picture import Picture, Pictures
from geodata.errors import ExportError

if TYPE_CHECKING:
    from dashboard.exportbook import Export

MOST_AT_ONCE = 2  # exports that one process writes; each takes a core
RETRY_AFTER = "10"  # seconds
OWN_KEYS = ("data", "format", "hxl", "bare", "column", "edition")
CHUNK = 256 * 1024
_SAID = {"yes": True, "no": False}


def blueprint(pictures: Pictures, most_at_once: int = MOST_AT_ONCE) -> Blueprint:
    """``/export``, ``/export/preview`` and ``/cite``; nothing of them is kept by a browser.

    The selection is that of the page's address, in any version. Beside it: `data` (a layer or a
    table, repeated), `format`, `hxl` and `bare` (yes or no), `column` (repeated), `edition` (the
    editions that the asker has seen; others are refused).
    """
    files = Blueprint("export_files", __name__)
    free = threading.BoundedSemaphore(most_at_once)

    @files.get("/export")
    def export() -> Response:
        asked = _asked()
        from dashboard.exportbook import check_format  # noqa: PLC0415  a start needs none of it

        chosen = check_format(_once(asked, "format"))
        if not free.acquire(blocking=False):
            return _busy()
        try:
            made = _planned(pictures, asked)
            return _sent(made, chosen.id, hxl=_flag(asked, "hxl"), bare=_flag(asked, "bare"))
        finally:
            free.release()

    @files.get("/export/preview")
    def preview() -> Response:
        asked = _asked()
        from dashboard.exportbook import check_format  # noqa: PLC0415  as above
        from geodata.exports.formats import FORMATS  # noqa: PLC0415

        if "format" in asked:
            check_format(_once(asked, "format"))
        if not free.acquire(blocking=False):
            return _busy()
        try:
            said = _planned(pictures, asked).preview()
        finally:
            free.release()
        said["formats"] = [
            {"id": f.id, "title": f.title, "shapes": f.shapes, "several": f.several,
             "holds_sidecar": f.holds_sidecar, "limits": f.limits}
            for f in FORMATS.values()
        ]  # fmt: skip
        return _private(jsonify(said))

    @files.get("/cite")
    def cite() -> Response:
        asked = _asked()
        unused = sorted(set(asked) & set(OWN_KEYS) - {"edition"})
        if unused:
            raise RefusedInput([f"{unused[0]!r} is no part of a citation; leave it away."])
        from dashboard.citation import cite as citation  # noqa: PLC0415  as above

        found = citation(_picture(pictures, asked), base=request.host_url)
        return _private(jsonify(found.as_json()))

    return files


Asked = Mapping[str, list[str]]


def _asked() -> dict[str, list[str]]:
    return {key: request.args.getlist(key) for key in request.args}


def _once(asked: Asked, key: str) -> str:
    given = asked.get(key, [])
    if len(given) != 1:
        shown = repr([g[:40] for g in given[:3]]) if given else "nothing"
        raise RefusedInput([f"{key}: {shown} is not understood; expected it once."])
    return given[0]


def _flag(asked: Asked, key: str) -> bool:
    if key not in asked:
        return False
    said = _once(asked, key)
    if said not in _SAID:
        raise RefusedInput([f"{key}: {said[:40]!r} is not understood; expected yes or no."])
    return _SAID[said]


def _picture(pictures: Pictures, asked: Asked) -> Picture:
    """The picture that an address names to the letter.

    Raises:
        RefusedInput: with a sentence for each part that cannot be honoured.
    """
    is_permanent = asked.get("v") == [permalink.PERMANENT]
    # A permalink names its own editions, under its check.
    own = [k for k in OWN_KEYS if not (is_permanent and k == "edition")]
    pairs = [(k, v) for k, values in asked.items() if k not in own for v in values]
    picture, problems = permalink.shown(pictures, "?" + urlencode(pairs) if pairs else "")
    if picture is None or problems:
        raise RefusedInput(list(problems))
    if "edition" in own and "edition" in asked:
        seen = permalink.Opened(picture.selection, edition=_once(asked, "edition"))
        if wrong := permalink.edition_problem(seen, picture):
            raise RefusedInput([f"{wrong} Load the page again to see what is held now."])
    return picture


def _planned(pictures: Pictures, asked: Asked) -> Export:
    from dashboard.exportbook import check_names, plan  # noqa: PLC0415  a start needs none of it

    wanted = check_names(asked.get("data", []))
    return plan(_picture(pictures, asked), wanted, asked.get("column", []))


def _sent(made: Export, format_id: str, *, hxl: bool, bare: bool) -> Response:
    from geodata.exports.formats import FORMATS  # noqa: PLC0415  as above
    from geodata.exports.write import write  # noqa: PLC0415

    chosen = FORMATS[format_id]
    if bare and not chosen.holds_sidecar:
        raise RefusedInput(
            [f"bare: {format_id!r} cannot hold what must travel with it; leave it away and get both "
             "in one zip."]
        )  # fmt: skip
    ending, mimetype = (chosen.ending, chosen.mimetype) if bare else ("zip", "application/zip")
    name = f"{made.file_stem}.{ending.lstrip('.')}"
    with tempfile.TemporaryDirectory(prefix="pharos-export-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / name
        try:
            write(made.sheets, made.sidecar, format_id, path, hxl=hxl, bare=bare)
            size, file = path.stat().st_size, path.open("rb")
        except ExportError as error:
            # Where the server keeps its files is nobody's business.
            said = str(error).replace(str(path), name).replace(folder, "")
            if isinstance(error.__cause__, OSError):
                return _failed(507, f"The server had no room to write the file, {name!r}.")
            raise RefusedInput([said]) from error
    return _private(_streamed(file, size, mimetype, name))


def _streamed(file: BinaryIO, size: int, mimetype: str, name: str) -> Response:
    """The open file in pieces; it is closed when all of it was sent, or the asker went away."""

    def pieces() -> Any:
        while piece := file.read(CHUNK):
            yield piece

    answer = Response(pieces(), mimetype=mimetype, direct_passthrough=True)
    answer.call_on_close(file.close)
    answer.headers["Content-Length"] = str(size)
    # The name is made of registered ids, a day and a mark: nothing that a reader sent.
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _busy() -> Response:
    answer = _failed(
        503,
        "Other exports are being written just now; this one was not begun. Ask again in "
        f"{RETRY_AFTER} seconds.",
    )
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _failed(status: int, problem: str) -> Response:
    answer = jsonify({"problems": [problem]})
    answer.status_code = status
    return _private(answer)
