"""``pharos where``: who claims a position at sea, and what is near over water."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

import typer

from dashboard.cli import output, standing
from dashboard.components.position import duration, miles
from dashboard.picture import Pictures
from dashboard.questions import Question, day_of_claims, hours, radius, speed
from dashboard.seabook import PORT_CAUTIONS, RULES, Standpoint
from geodata.errors import GeodataError
from layers.areas import three_figures
from layers.errors import LayersError, PositionRefused, SelectionError
from layers.selection import Selection

commands = typer.Typer()


# A latitude of -12.5 is a position, not an option.
@commands.command(context_settings={"ignore_unknown_options": True})
def where(
    position: Annotated[list[str], typer.Argument(help=standing.POSITION_HELP)],
    radius_km: Annotated[
        str | None, typer.Option(help="How far the position may be off, in km.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(help="Day of the claims, YYYY-MM-DD, up to today; today by default."),
    ] = None,
    knots: Annotated[str | None, typer.Option(help="Speed for times at sea; 20.")] = None,
    reach_hours: Annotated[
        list[str] | None,
        typer.Option(help="Also what is reached over water in so many hours; up to four times."),
    ] = None,
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    as_json: output.AsJson = False,
) -> None:
    """Tell which regions claim a position, and the nearest ports by sea."""
    try:
        reading = standing.read(position)
        reached = _option(hours, reach_hours) if reach_hours else ()
        asked = Question(
            reading,
            _option(radius, radius_km),
            None if on is None else _day(on),
            _option(speed, knots),
        )
    except PositionRefused as error:
        raise output.refuse(str(error)) from error
    except SelectionError as error:
        raise output.refuse(f"--{error}") from error
    until = output.day("known-on", known_on) if known_on is not None else None
    try:
        pictures = Pictures(output.store())
        holdings = pictures.holdings(until)
        standpoint = Standpoint(asked, holdings, Selection(known_on=until), output.now().date())
        if as_json:
            output.print_json(standpoint.as_json(reached))
        else:
            _print(standpoint, reached)
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error


def _day(text: str) -> dt.date:
    try:
        return day_of_claims(text, output.now().date())
    except SelectionError as error:
        raise error.named("on") from None


# What a refusal calls a part of the question, and the option that holds it.
_OPTIONS = {"radius": "radius-km", "speed": "knots", "hours": "reach-hours"}
T = TypeVar("T")


def _option(read: Callable[[object], T], given: object) -> T:
    try:
        return read(given)
    except SelectionError as error:
        raise error.named(_OPTIONS[error.field]) from None


def _print(standpoint: Standpoint, reached: Sequence[float]) -> None:
    standing.print_echo(standpoint)
    standing.print_claims(standpoint)
    output.tell()
    output.tell("Whoever claims the place:")
    for rule in RULES:
        output.tell(f"  {rule}")
    output.tell()
    _print_ports(standpoint)
    if reached:
        output.tell()
        _print_reach(standpoint, reached)


def _print_ports(standpoint: Standpoint) -> None:
    knots = standpoint.question.knots
    try:
        paths = standpoint.ports
    except LayersError as error:
        output.tell(f"No port by sea. {error}")
        return
    output.tell(standpoint.ports_sentence)
    columns = ["nm by sea", "nm straight", f"at {knots:g} kn"]
    rows = [
        [p.to_name, miles(p.distance_nm), miles(p.great_circle_nm), duration(p.hours_at(knots))]
        for p in paths
    ]
    output.print_table(["port", *columns], rows, columns)
    for note in (*dict.fromkeys(n for p in paths for n in p.notes), *PORT_CAUTIONS):
        output.tell(note)


def _print_reach(standpoint: Standpoint, reached: Sequence[float]) -> None:
    knots = standpoint.question.knots
    try:
        extents, notes = standpoint.reach(reached)
    except LayersError as error:
        output.tell(str(error))
        return
    output.tell(f"Reached over water at {knots:g} knots; no weather, no current, no draught:")
    columns = ["nm by water", "nm straight, at most", "km² of sea"]
    rows = [
        [f"{e.hours:g} h", miles(e.hours * knots), miles(e.farthest_nm), three_figures(e.area_km2)]
        for e in extents
    ]
    output.print_table(["within", *columns], rows, columns)
    for note in notes:
        output.tell(note)
