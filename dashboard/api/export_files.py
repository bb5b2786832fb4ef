"""What an analyst takes away: files of the rows that a page shows, and how they are cited.

An export is written whole into a temporary folder and then sent from an open file whose name is gone
before the first byte leaves: a reader who goes away, or a server that is killed, leaves nothing behind.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from dashboard import permalink
from dashboard.errors import RefusedInput
from dashboard.picture import Picture, Pictures

if TYPE_CHECKING:
    from dashboard.api.exporting import Made, Order

MOST_AT_ONCE = 2  # exports that one process writes; each takes a core
RETRY_AFTER = "10"  # seconds
OWN_KEYS = ("data", "format", "hxl", "bare", "column", "edition")
PREFIX = "pharos-export-"
CHUNK = 256 * 1024
REFUSED = 400
_SAID = {"yes": True, "no": False}


def blueprint(
    pictures: Pictures, most_at_once: int = MOST_AT_ONCE, public_url: str = ""
) -> Blueprint:
    """``/export``, ``/export/preview`` and ``/cite``; nothing of them is kept by a browser.

    The selection is that of the page's address, in any version. Beside it: `data` (a layer or a
    table, repeated), `format`, `hxl` and `bare` (yes or no), `column` (repeated), `edition` (the
    editions that the asker has seen; others are refused). An export cites the picture under
    `public_url` alone, so that its bytes do not depend on the host that was asked; a citation to be
    copied has the address of that host where nothing else is known.
    """
    files = Blueprint("export_files", __name__)
    free = threading.BoundedSemaphore(most_at_once)

    @files.get("/export")
    def export() -> Response:
        asked = _asked()
        order = replace(_order(asked, _once(asked, "format")), base=public_url)
        with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
            found = _carried_out(pictures, free, order, asked, folder)
            if found is None:
                return _busy()
            if found.problems:
                return _failed(found.status, " ".join(found.problems))
            file = (Path(folder) / found.name).open("rb")
        return _private(_streamed(file, found.mimetype, found.name))

    @files.get("/export/preview")
    def preview() -> Response:
        asked = _asked()
        if "format" in asked:
            _order(asked, _once(asked, "format"))
        found = _carried_out(pictures, free, _order(asked, ""), asked, "")
        if found is None or found.preview is None:
            return _busy()
        from geodata.exports.formats import FORMATS  # noqa: PLC0415  as above

        formats = [
            {"id": f.id, "title": f.title, "shapes": f.shapes, "several": f.several,
             "holds_sidecar": f.holds_sidecar, "limits": f.limits}
            for f in FORMATS.values()
        ]  # fmt: skip
        return _private(jsonify({**found.preview, "formats": formats}))

    @files.get("/cite")
    def cite() -> Response:
        asked = _asked()
        unused = sorted(set(asked) & set(OWN_KEYS) - {"edition"})
        if unused:
            raise RefusedInput([f"{unused[0]!r} is no part of a citation; leave it away."])
        from dashboard.citation import cite as citation  # noqa: PLC0415  as above

        found = citation(_picture(pictures, asked), base=public_url or request.host_url)
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


def _carried_out(
    pictures: Pictures, free: threading.BoundedSemaphore, order: Order, asked: Asked, folder: str
) -> Made | None:
    """What became of an order; None where too many others are being carried out."""
    from dashboard.api.exporting import made  # noqa: PLC0415  a start needs none of it

    picture = _picture(pictures, asked)
    if not free.acquire(blocking=False):
        return None
    try:
        found = made(pictures, picture, order, Path(folder))
    finally:
        free.release()
    if found.status == REFUSED:
        raise RefusedInput(list(found.problems))
    return found


def _order(asked: Asked, format_id: str) -> Order:
    """What is asked for, as far as it is known here; the selection is another matter."""
    from dashboard.api.exporting import Order, checked  # noqa: PLC0415  a start needs none of it
    from dashboard.exportbook import check_format  # noqa: PLC0415

    if format_id:
        check_format(format_id)
    names, columns = tuple(asked.get("data", [])), tuple(asked.get("column", []))
    hxl, bare = _flag(asked, "hxl"), _flag(asked, "bare")
    return checked(Order(names, columns, format_id, hxl, bare))


def _streamed(file: BinaryIO, mimetype: str, name: str) -> Response:
    """The open file in pieces; it is closed when all of it was sent, or the asker went away."""
    # An answer that is passed through has no end of its own to be told of: the pieces close the
    # file, also where a server drops them unread. They have begun, so that there is an end.
    pieces = _pieces(file)
    next(pieces)
    answer = Response(pieces, mimetype=mimetype, direct_passthrough=True)
    answer.headers["Content-Length"] = str(os.fstat(file.fileno()).st_size)
    # The name is made of registered ids, a day and a mark: nothing that a reader sent.
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """Nothing, then the file in pieces; closed at the end, or when nobody wants more of it."""
    with file:
        yield b""
        while piece := file.read(CHUNK):
            yield piece


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
