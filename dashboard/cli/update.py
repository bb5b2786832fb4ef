"""``pharos update``: what the publishers have new."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from stamina import instrumentation

from dashboard.cli import output
from dashboard.cli.catalogue import named
from geodata.errors import GeodataError
from geodata.http import Client
from geodata.refresh.update import update
from geodata.sandbox import shown
from geodata.sources.registry import SOURCES
from geodata.sources.source import Fetcher, Source
from geodata.store import FileStore

commands = typer.Typer()
COUNTS = ("rows_in", "accepted", "quarantined", "as_of")
Progress = Callable[[int, int | None], None]
Say = Callable[[str], None]


@commands.command("update")
def update_sources(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="All that can be fetched by default."),
    ] = None,
    as_json: output.AsJson = False,
) -> None:
    """Fetch what the publishers have new; on any failure the last good figures stay."""
    wanted = [named(n) for n in names] if names else [s for s in SOURCES.values() if s.fetch]
    store = output.store()
    try:
        ended = [_updated(store, s) for s in wanted]
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json({"sources": ended})
    else:
        _print(ended)
    if any(e["problem"] for e in ended):
        raise typer.Exit(1)


def _updated(store: FileStore, wanted: Source) -> dict[str, Any]:
    """How the update of one source ended, as plain values."""
    proxy = output.settings().proxy
    with _asking(wanted.name) as progress:

        def client(asked: Source) -> Fetcher:
            return Client(asked.hosts, proxy=proxy, progress=progress)

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


def _print(ended: list[dict[str, Any]]) -> None:
    rows = []
    for e in ended:
        report = e["report"]
        counts = [report[c] for c in COUNTS] if report else [""] * len(COUNTS)
        rows.append((e["source"], e["outcome"], *counts))
    output.print_table(
        ("source", "ended", "rows", "accepted", "quarantined", "as of"),
        rows,
        numbers=("rows", "accepted", "quarantined"),
    )
    for e in ended:
        if e["problem"]:
            output.tell(f"{e['source']}: {e['problem']}")


@contextmanager
def _retries_told(name: str, say: Say) -> Iterator[None]:
    """Says when a publisher is asked again, and why.

    What stamina says by default is for developers, and on stdout, where `--json` answers.
    """

    def again(details: instrumentation.RetryDetails) -> None:
        say(f"{name}: {details.caused_by}; asked again in {details.wait_for:.0f} s.")

    instrumentation.set_on_retry_hooks([again])
    try:
        yield
    finally:
        instrumentation.set_on_retry_hooks(None)


@contextmanager
def _asking(name: str) -> Iterator[Progress | None]:
    """Tells on stderr how far it is: to a terminal with a bar of how much has come."""
    if not sys.stderr.isatty():
        with _retries_told(name, lambda text: output.say(text, err=True)):
            yield None
        return
    from rich.console import Console  # noqa: PLC0415 (a pipe needs none of it)
    from rich.progress import BarColumn, DownloadColumn, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)
        with _retries_told(name, lambda text: console.print(shown(text, 500), markup=False)):
            yield lambda size, whole: bar.update(task, completed=size, total=whole)
