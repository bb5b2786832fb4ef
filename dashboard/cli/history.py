"""``pharos loads``, ``quarantine`` and ``diff``: what was imported, and what it changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.cli import output
from dashboard.cli.account import changed
from geodata.errors import GeodataError, SourceError
from geodata.ledger import Load
from geodata.refresh import mending
from geodata.refresh.account import report_of
from geodata.refresh.compare import Between, between
from geodata.report import MEANINGS, SetAside
from geodata.sources.registry import source
from geodata.store import FileStore
from layers.errors import LayersError
from layers.registry import LAYERS

commands = typer.Typer()


@commands.command()
def loads(
    name: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="All sources by default.")
    ] = None,
    as_json: output.AsJson = False,
) -> None:
    """List the imports and how each ended, newest first."""
    store = output.store()
    try:
        found = store.loads(source(name).name if name else None)
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json({"loads": [_plain(x) for x in found]})
        return
    if not found:
        output.tell(f"Nothing was imported of {name}." if name else "Nothing was imported yet.")
        return
    output.print_table(
        ("id", "at (UTC)", "source", "ended", "rows", "quarantined", "as of", "file"),
        [_row(x) for x in found],
        numbers=("id", "rows", "quarantined"),
    )
    for load in found:
        if load.message:
            output.tell(f"{load.load_id}: {load.message}")


def _row(load: Load) -> tuple[object, ...]:
    report = load.report or {}
    return (
        str(load.load_id),
        f"{load.at:%Y-%m-%d %H:%M}",
        load.source,
        load.outcome,
        report.get("rows_in", ""),
        report.get("quarantined", ""),
        load.as_of,
        load.file,
    )


def _plain(load: Load) -> dict[str, Any]:
    report = report_of(load)
    return {
        "load_id": load.load_id,
        "source": load.source,
        "kind": load.kind,
        "outcome": load.outcome,
        "file": load.file,
        "sha256": load.sha256,
        "at": load.at.isoformat(),
        "as_of": load.as_of.isoformat() if load.as_of else None,
        "edition": load.edition_id,
        "message": load.message,
        "report": report.as_json() if report else None,
    }


@commands.command()
def quarantine(
    load_id: Annotated[int, typer.Argument(help="The number of the import; see `pharos loads`.")],
    to: Annotated[
        Path | None, typer.Option("--output", help="A new CSV file; stdout by default.")
    ] = None,
    as_json: output.AsJson = False,
) -> None:
    """Write the quarantined rows of an import as CSV, to be mended and imported again."""
    store = output.store()
    try:
        load, rows = _quarantined(store, load_id)
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    if to:
        output.write_new(to, mending.written(rows))
    if as_json:
        written = str(to) if to else None
        said = [asdict(r) | {"meaning": MEANINGS[r.reason]} for r in rows]
        output.print_json({"load_id": load_id, "output": written, "rows": said})
    elif to:
        output.tell(
            f"{output.counted(len(rows), 'row')} written to {to}. Mend them there, then "
            f"`pharos import {load.source} {to}` adds them to what is held."
        )
    else:
        typer.echo(mending.written(rows), nl=False)


def _quarantined(store: FileStore, load_id: int) -> tuple[Load, list[SetAside]]:
    load = store.ledger().load(load_id) if output.has_ledger(store) else None
    if load is None:
        raise SourceError(
            f"There is no import {load_id}; `pharos loads` lists those that there are."
        )
    rows = store.ledger().quarantine(load_id)
    if not rows:
        raise SourceError(f"The import {load_id} of {load.source} quarantined no row.")
    return load, rows


@commands.command()
def diff(
    before: Annotated[str, typer.Option(help="As known at the end of this day.")],
    after: Annotated[
        str | None, typer.Option(help="As known at the end of this day; now by default.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="One layer; all by default.")] = None,
    first: Annotated[int, typer.Option(min=1, help="How many of each kind to print.")] = 20,
    as_json: output.AsJson = False,
) -> None:
    """List what is new, revised, withdrawn or renumbered between two dates, as known on each."""
    one = output.day("before", before)
    other = output.day("after", after) if after is not None else None
    if one > (other or output.now().date()):
        raise output.refuse(f"--before: {before!r} is later than {after or 'today'!r}.")
    store = output.store()
    try:
        found = [between(store, name, one, other) for name in ([layer] if layer else LAYERS)]
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json(
            {"before": before, "after": after, "layers": [_between(b) for b in found]}
        )
        return
    for b in found:
        if not b.changes and not b.withheld:
            output.tell(f"{b.layer}: nothing differs.")
            continue
        output.tell(f"{b.layer}:")
        for line in changed(b.changes, _known(one), first):
            output.tell(line)
        if b.withheld:
            output.tell(
                f"  {output.counted(b.withheld, 'record')} more, withheld because of the handling mark."
            )


def _known(on: dt.date) -> str:
    return f"what was known on {on.isoformat()}"


def _between(found: Between) -> dict[str, Any]:
    return {
        "layer": found.layer,
        "editions_before": {e.source: e.edition_id for e in found.before.editions},
        "editions_after": {e.source: e.edition_id for e in found.after.editions},
        "warnings": [*found.before.warnings, *found.after.warnings],
        "withheld": found.withheld,
        **asdict(found.changes),
    }
