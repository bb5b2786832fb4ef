"""``pharos import`` and ``confirm``: how files become editions."""

from __future__ import annotations

import datetime as dt
import gc
import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli import output
from dashboard.cli.account import print_report
from dashboard.cli.catalogue import named
from geodata.errors import GeodataError, RefusedFile, SourceError
from geodata.refresh.load import Brought, confirm, load_file
from geodata.report import LoadReport
from geodata.sandbox import LIMITS, shown
from geodata.sources.source import Options, Parsed, Source
from layers.errors import LayersError

commands = typer.Typer()
MB = 2**20
STDIN = "-"


@commands.command("import")
def import_files(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
    name: Annotated[str, typer.Argument(metavar="SOURCE", help="See `pharos sources`.")],
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="A dash reads stdin.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; record nothing.")
    ] = False,
    confirmed: Annotated[
        bool,
        typer.Option(
            "--confirm", help="Record a file even if it shrinks, or is older than, what is held."
        ),
    ] = False,
    all_regions: Annotated[
        bool, typer.Option("--all-regions", help="Keep records off the four sea routes too.")
    ] = False,
    mend_swapped: Annotated[
        bool, typer.Option("--mend-swapped", help="Exchange latitude and longitude where swapped.")
    ] = False,
    encoding: Annotated[
        str, typer.Option(help="Of a text file that is not UTF-8, such as cp1252.")
    ] = "",
    sheet: Annotated[str, typer.Option(help="The sheet or table, where a file has several.")] = "",
    as_json: output.AsJson = False,
) -> None:
    """Import files of a source and account for every row of each.

    The report is for whoever brings the file: it quotes rows of it, whatever their handling mark.
    """
    wanted = _loading_ahead(named(name))
    store = output.store()
    options = Options(all_regions, mend_swapped, encoding, sheet)

    def one(file: str) -> LoadReport:
        brought = Brought(content(file), "stdin" if file == STDIN else Path(file).name, options)
        return load_file(store, wanted, brought, output.now(), confirmed=confirmed, dry_run=dry_run)

    with _without_garbage_search():
        ended = [_tried(file, one) for file in files]
    _finish(ended, as_json=as_json)


@commands.command("confirm")
def confirm_load(
    name: Annotated[str, typer.Argument(metavar="SOURCE")],
    load_id: Annotated[int, typer.Argument(help="The number of the import that was held.")],
    as_json: output.AsJson = False,
) -> None:
    """Record a file that was held because it would shrink or age what readers see."""
    wanted = named(name)
    store = output.store()

    def one(_: str) -> LoadReport:
        if not output.has_ledger(store):
            raise SourceError(f"There is no import {load_id}: nothing was imported yet.")
        return confirm(store, wanted, load_id, output.now())

    _finish([_tried(f"import {load_id}", one)], as_json=as_json)


def content(file: str) -> bytes:
    """The bytes of a file, or with a dash of stdin.

    Raises:
        SourceError: if it cannot be read, or is larger than any file that is read.
    """
    limit = LIMITS.file_bytes
    try:
        if file == STDIN:
            found = sys.stdin.buffer.read(limit + 1)
        elif not Path(file).is_file():
            what = "a folder or a device" if Path(file).exists() else "not there"
            raise RefusedFile(
                f"The file '{shown(file, 500)}' is {what}; expected a file, or - for stdin."
            )
        else:
            with Path(file).open("rb") as opened:
                found = opened.read(limit + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RefusedFile(f"The file '{shown(file, 500)}' cannot be read: {reason}.") from error
    if len(found) > limit:
        raise RefusedFile(
            f"The file '{shown(file, 500)}' has more than {limit // MB} MB, the limit; split it "
            "and import the parts one after the other."
        )
    return found


@contextmanager
def _without_garbage_search() -> Iterator[None]:
    """The rows of a file are many objects and no circles: to search them is a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _loading_ahead(wanted: Source) -> Source:
    """The source, whose parser loads what its rows are checked with while the child reads.

    A quarter of a second of import that a file known already does not need.
    """

    def parse(content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
        ahead = threading.Thread(target=importlib.import_module, args=("pandera.pandas",))
        ahead.start()
        try:
            return wanted.parse(content, name, today, options)
        finally:
            ahead.join()

    return replace(wanted, parse=parse)


def _tried(file: str, one: Callable[[str], LoadReport]) -> tuple[str, LoadReport | str]:
    """The report of one file, or the sentence that says why there is none."""
    try:
        with output.working(f"Reading {file} ..."):
            return file, one(file)
    except (GeodataError, LayersError) as error:
        return file, str(error)


def _finish(ended: Sequence[tuple[str, LoadReport | str]], *, as_json: bool) -> None:
    """Print how each file ended; exit with 1 if one was not taken in."""
    if as_json:
        output.print_json(
            {
                "files": [
                    {"file": file, "report": None, "problem": e}
                    if isinstance(e, str)
                    else {"file": file, "report": e.as_json(), "problem": " ".join(e.held_because)}
                    for file, e in ended
                ]
            }
        )
    for file, e in ended:
        if isinstance(e, str):
            output.say(e if Path(file).name in e else f"{file}: {e}", err=True)
        elif not as_json:
            print_report(e)
            if len(ended) > 1:
                output.say()
    if any(isinstance(e, str) or e.outcome == "held" for _, e in ended):
        raise typer.Exit(1)
