"""``pharos import``, ``update`` and ``confirm``: how files and answers become editions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.cli import output
from dashboard.cli.account import print_report
from geodata.errors import GeodataError, RefusedFile, SourceError
from geodata.refresh.load import Brought, confirm, load_file
from geodata.report import LoadReport
from geodata.sandbox import LIMITS, shown
from geodata.sources.registry import SOURCES, source
from geodata.sources.source import Fetcher, Options, Source
from geodata.store import FileStore
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
        bool, typer.Option("--confirm", help="Record a file even if it shrinks what is held.")
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
    """Import files of a source and account for every row of each."""
    wanted = _named([name])[0]
    store = output.store()
    options = Options(all_regions, mend_swapped, encoding, sheet)

    def one(file: str) -> LoadReport:
        brought = Brought(content(file), "stdin" if file == STDIN else Path(file).name, options)
        return load_file(store, wanted, brought, output.now(), confirmed=confirmed, dry_run=dry_run)

    _finish([_tried(file, one) for file in files], as_json=as_json)


@commands.command("confirm")
def confirm_load(
    name: Annotated[str, typer.Argument(metavar="SOURCE")],
    load_id: Annotated[int, typer.Argument(help="The number of the import that was held.")],
    as_json: output.AsJson = False,
) -> None:
    """Record a file that was held because it would shrink or age what readers see."""
    wanted = _named([name])[0]
    store = output.store()

    def one(_: str) -> LoadReport:
        if not output.has_ledger(store):
            raise SourceError(f"There is no import {load_id}: nothing was imported yet.")
        return confirm(store, wanted, load_id, output.now())

    _finish([_tried(f"import {load_id}", one)], as_json=as_json)


@commands.command("update")
def update_sources(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE...]", help="All that can be fetched by default."),
    ] = None,
    as_json: output.AsJson = False,
) -> None:
    """Fetch what the publishers have new; on any failure the last good figures stay."""
    wanted = _named(names) if names else [s for s in SOURCES.values() if s.fetch]
    store = output.store()
    try:
        ended = [_updated(store, s) for s in wanted]
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json({"sources": ended})
    else:
        output.print_table(
            ("source", "ended", "rows", "accepted", "quarantined", "as of"),
            [_row(e["source"], e["outcome"], e["report"]) for e in ended],
            numbers=("rows", "accepted", "quarantined"),
        )
        for e in ended:
            if e["problem"]:
                output.say(f"{e['source']}: {e['problem']}")
    if any(e["problem"] for e in ended):
        raise typer.Exit(1)


def _row(name: str, outcome: str, report: dict[str, Any] | None) -> tuple[object, ...]:
    counts = ("rows_in", "accepted", "quarantined", "as_of")
    cells = [("" if report is None else report[c]) for c in counts]
    return (name, outcome, *cells)


def _updated(store: FileStore, wanted: Source) -> dict[str, Any]:
    """How the update of one source ended, as plain values."""
    from geodata.refresh.update import update  # noqa: PLC0415 (a file needs no network)

    with _fetching(wanted) as client:
        found = update(store, wanted, client, output.now())
    report, problem = found.report, found.problem
    if report and report.held_because:
        problem = (
            f"{' '.join(report.held_because)} Held; to record it all the same: "
            f"`pharos confirm {report.source} {report.load_id}`."
        )
    return {
        "source": wanted.name,
        "outcome": report.outcome if report else "failed",
        "problem": problem,
        "report": report.as_json() if report else None,
    }


@contextmanager
def _fetching(wanted: Source) -> Iterator[Callable[[Source], Fetcher]]:
    """What to ask with; how far it is stands on stderr, if somebody looks at a terminal."""
    from geodata.http import Client  # noqa: PLC0415 (a file needs no network)

    proxy = output.settings().proxy
    if not sys.stderr.isatty():
        yield lambda s: Client(s.hosts, proxy=proxy)
        return
    from rich.console import Console  # noqa: PLC0415 (a pipe needs none of it)
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(wanted.name, total=None)
        yield lambda s: Client(
            s.hosts,
            proxy=proxy,
            progress=lambda size, whole: bar.update(task, completed=size, total=whole),
        )


def _named(names: Sequence[str]) -> list[Source]:
    try:
        return [source(name) for name in names]
    except SourceError as error:
        raise output.refuse(str(error)) from error


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
            raise RefusedFile(f"The file '{shown(file, 500)}' is {what}; expected a file.")
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
            output.say(f"{file}: {e}" if len(ended) > 1 else e, err=True)
        elif not as_json:
            print_report(e)
            if len(ended) > 1:
                output.say()
    if any(isinstance(e, str) or e.outcome == "held" for _, e in ended):
        raise typer.Exit(1)
