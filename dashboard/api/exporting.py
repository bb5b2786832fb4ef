"""Where an export is made: here where it is small, in a process of its own where it is large.

Threads of one Python share one lock: while a thread writes two hundred thousand rows, every filter of
every reader waits for it, ten times as long as on an idle server. A process of its own waits for
nobody; it opens the same folder by the permalink of the picture, which names rows for good, and so
writes the same bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard import permalink
from dashboard.errors import RefusedInput
from dashboard.exportbook import check_format, check_names, plan
from dashboard.picture import Picture, Pictures
from geodata.errors import ExportError
from geodata.store import FileStore
from layers.handling import Clearance, Mark

# Incidents held: an export of so many takes less time than a process takes to begin.
SMALL = 20_000
LONGEST = 900.0  # seconds
NICENESS = 19
_REFUSED, _NO_ROOM = 400, 507


@dataclass(frozen=True)
class Order:
    """What is to be written, or looked at before.

    Attributes:
        names: layers and tables.
        columns: the columns to keep; all where none is named.
        format_id: how it is written; empty for a preview.
        hxl: whether CSV has a row of HXL tags.
        bare: whether the file goes alone.
        link: the permalink of the picture, for a process that has none.
        base: the address under which readers reach this Pharos; may be empty.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...] = ()
    format_id: str = ""
    hxl: bool = False
    bare: bool = False
    link: str = ""
    base: str = ""


@dataclass(frozen=True)
class Made:
    """What became of an order: a file in the folder, or a preview, or why there is neither."""

    name: str = ""
    mimetype: str = ""
    preview: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()
    status: int = 200


def checked(order: Order) -> Order:
    """The order, if it can be carried out at all.

    Raises:
        RefusedInput: quoting what is not known here, before anything is gathered.
    """
    order = replace(order, names=check_names(order.names))
    if order.format_id and order.bare and not check_format(order.format_id).holds_sidecar:
        raise RefusedInput(
            [f"bare: {order.format_id!r} cannot hold what must travel with it; leave it away and "
             "get both in one zip."]
        )  # fmt: skip
    return order


def made(pictures: Pictures, picture: Picture, order: Order, folder: Path) -> Made:
    """Carry out an order, here or in a process of its own, whichever keeps readers waiting less.

    Args:
        pictures: of the store that the picture was made from.
        picture: what is exported.
        order: what `checked` returned.
        folder: where the file goes; empty, and removed by who made it.
    """
    large = len(picture.holdings.index) > SMALL
    if large and isinstance(pictures.store, FileStore):
        return _apart(pictures.store, pictures.clearance, picture, order, folder)
    return _here(picture, order, folder)


def _here(picture: Picture, order: Order, folder: Path) -> Made:
    try:
        export = plan(picture, order.names, order.columns, order.base)
    except RefusedInput as error:
        return Made(problems=tuple(error.problems), status=_REFUSED)
    if not order.format_id:
        return Made(preview=export.preview())
    from geodata.exports.write import write  # noqa: PLC0415  a preview needs no writer

    chosen = check_format(order.format_id)
    ending, mimetype = (
        (chosen.ending, chosen.mimetype) if order.bare else ("zip", "application/zip")
    )
    name = f"{export.file_stem}.{ending.lstrip('.')}"
    path = folder / name
    try:
        write(export.sheets, export.sidecar, order.format_id, path, hxl=order.hxl, bare=order.bare)
    except ExportError as error:
        if isinstance(error.__cause__, OSError):
            said = f"The server could not write the file, {name!r}; it may have no room."
            return Made(problems=(said,), status=_NO_ROOM)
        # Where the server keeps its files is nobody's business.
        said = str(error).replace(str(path), name).replace(str(folder), "")
        return Made(problems=(said,), status=_REFUSED)
    return Made(name, mimetype)


def _apart(
    store: FileStore, clearance: Clearance, picture: Picture, order: Order, folder: Path
) -> Made:
    asked = {
        "order": asdict(replace(order, link=permalink.permalink(picture))),
        "folder": str(folder),
        "store": str(store.folder) if store.folder else None,
        "clearance": int(clearance.up_to),
    }
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.api.exporting"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-4000:])
    answer: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Made(**{**answer, "problems": tuple(answer["problems"])})


def main() -> None:
    """Read an order from standard input, carry it out, and print what became of it."""
    asked = json.loads(sys.stdin.buffer.read())
    with suppress(OSError):
        os.nice(NICENESS)
    pa.set_cpu_count(1)  # it would take every core, and one is left to readers
    given = asked["order"]
    order = Order(**{**given, "names": tuple(given["names"]), "columns": tuple(given["columns"])})
    store = FileStore(Path(asked["store"]) if asked["store"] else None)
    pictures = Pictures(store, Clearance(Mark(asked["clearance"])))
    picture, problems = permalink.shown(pictures, order.link)
    if picture is None or problems:
        found = Made(problems=problems, status=_REFUSED)
    else:
        found = _here(picture, order, Path(asked["folder"]))
    sys.stdout.write("\n" + json.dumps(asdict(found)) + "\n")


if __name__ == "__main__":
    main()
