"""``pharos duplicates``: records of two sources that may be one event, and decisions on them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from dashboard.cli import output
from dashboard.picture import Pictures
from geodata.errors import GeodataError
from geodata.ledger import Decision
from geodata.refresh.decide import decide as decided
from layers.analysis.duplicates import Candidate, overcount
from layers.errors import LayersError

commands = typer.Typer()
_group = typer.Typer(invoke_without_command=True)
commands.add_typer(_group, name="duplicates")


@_group.callback()
def duplicates(context: typer.Context, as_json: output.AsJson = False) -> None:
    """List pairs of records that may be one event, or decide about one of them."""
    if context.invoked_subcommand:
        return
    store = output.store()
    try:
        holdings = Pictures(store).holdings()
        pairs = holdings.candidates
        most = overcount(pairs, set(holdings.incidents["incident_id"]))
        history = store.decisions()
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json(
            {
                "pairs": [asdict(p) for p in pairs],
                "counted_too_often_at_most": most,
                "withheld": holdings.withheld,
                "decisions": [_plain(d) for d in history],
            }
        )
        return
    if not pairs:
        output.tell("No two records of different sources lie within 3 days and 0.2 degrees.")
        _tell_withheld(holdings.withheld)
        return
    output.print_table(
        ("verdict", "days", "km", "people", "people", "one", "other"),
        [_row(p) for p in pairs],
        numbers=("days", "km", "people"),
    )
    still = sum(p.verdict == "undecided" for p in pairs)
    output.tell(
        f"{output.counted(still, 'pair')} undecided. If every one that can be one event is one, "
        f"the totals count {most:,} dead and missing too often."
    )
    _tell_withheld(holdings.withheld)
    output.tell(
        "`pharos duplicates decide ONE OTHER same` (or different, undecided) decides about a pair."
    )


def _tell_withheld(number: int) -> None:
    if number:
        verb = "was" if number == 1 else "were"
        output.tell(
            f"{output.counted(number, 'record')} {verb} not looked at because of the handling mark."
        )


def _row(pair: Candidate) -> tuple[object, ...]:
    return (
        pair.verdict,
        pair.days,
        f"{pair.km:.1f}",
        pair.one_people,
        pair.other_people,
        f"{pair.one} ({pair.one_source})",
        f"{pair.other} ({pair.other_source})",
    )


@_group.command()
def decide(
    one: Annotated[str, typer.Argument(help="The id of a record.")],
    other: Annotated[str, typer.Argument(help="The id of a record of another source.")],
    verdict: Annotated[str, typer.Argument(help="same, different, or undecided to take it back.")],
    note: Annotated[str, typer.Option(help="Why, for those who read it later.")] = "",
    as_json: output.AsJson = False,
) -> None:
    """Decide whether two records are one event; earlier decisions stay on record."""
    try:
        made = decided(output.store(), one, other, verdict, output.now(), note)
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json(_plain(made))
    else:
        output.tell(f"{made.one} and {made.other}: {made.verdict}. `undecided` takes it back.")


def _plain(decision: Decision) -> dict[str, Any]:
    return asdict(decision) | {"at": decision.at.isoformat()}
