"""``pharos check`` and ``pharos prune``: whether what is kept is whole, and what need not be kept."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli import output
from geodata.edition import Edition
from geodata.errors import GeodataError
from geodata.refresh.prune import KEEP_DAYS, Pruned
from geodata.refresh.prune import prune as pruned
from layers.errors import LayersError
from layers.registry import LAYERS
from layers.schema import validated

commands = typer.Typer()
MB = 1_000_000


@commands.command()
def check(as_json: output.AsJson = False) -> None:
    """Verify the ledger and every edition: hash, columns, and every cell against its layer."""
    store = output.store()
    try:
        ledger = store.ledger_problem()
        # What retention removed is gone on purpose; the ledger says so.
        kept = [e for name in LAYERS for e in store.editions(name) if not e.pruned_on]
        with output.working("Checking every edition ..."):
            results = [_checked(e) for e in kept]
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    bad = [r for r in results if r["problem"]]
    is_good = not bad and not ledger
    if as_json:
        output.print_json({"good": is_good, "ledger": ledger, "editions": results})
    else:
        if ledger:
            output.say(f"FAILED ledger  {ledger}")
        for r in results:
            word = "FAILED" if r["problem"] else "good"
            output.say(f"{word:7}{r['layer']:28}{r['edition']}  {r['problem']}".rstrip())
        output.say(f"{len(results) - len(bad)} editions good, {len(bad)} failed.")
    if not is_good:
        raise typer.Exit(1)


def _checked(edition: Edition) -> dict[str, str]:
    problem = ""
    try:
        layer = LAYERS[edition.layer]
        validated(layer.name, edition.frame(), layer.columns, layer.key)
    except (GeodataError, LayersError) as error:
        problem = str(error)
    return {"layer": edition.layer, "edition": edition.edition_id, "problem": problem}


@commands.command()
def prune(
    keep_days: Annotated[
        int,
        typer.Option(min=0, max=36_500, help="Keep every edition of the last N days."),
    ] = KEEP_DAYS,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")
    ] = False,
    as_json: output.AsJson = False,
) -> None:
    """Remove old editions: the newest of each source and the last of each month stay."""
    store = output.store()
    try:
        found = (
            pruned(store, output.now(), keep_days, dry_run=dry_run)
            if output.has_ledger(store)
            else Pruned((), 0, (), 0)
        )
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json(
            {
                "dry_run": dry_run,
                "keep_days": keep_days,
                "editions": [
                    {
                        "layer": e.layer,
                        "source": e.source,
                        "edition": e.edition_id,
                        "recorded_at": e.recorded_at.isoformat(),
                        "rows": e.rows,
                    }
                    for e in found.editions
                ],
                "kept": found.kept,
                "leftovers": [p.name for p in found.leftovers],
                "bytes": found.size,
            }
        )
        return
    for edition in found.editions:
        output.say(f"{edition.layer} of {edition.source}: {edition.edition_id}")
    for path in found.leftovers:
        output.say(f"left by an import that was broken off: {path.name}")
    verb = "would be removed" if dry_run else "removed"
    output.say(
        f"{output.counted(len(found.editions), 'edition')} and "
        f"{output.counted(len(found.leftovers), 'leftover file')} {verb} "
        f"({found.size / MB:,.1f} MB); {output.counted(found.kept, 'edition')} kept."
    )
