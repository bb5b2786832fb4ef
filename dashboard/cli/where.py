"""``pharos where``: who claims a position at sea, and what is near over water."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

import typer

from dashboard.cli import output, standing
from dashboard.components.position import duration, miles
from dashboard.picture import Pictures
from dashboard.questions import Question, day_of_claims, radius, speed
from dashboard.seabook import PORT_CAUTIONS, RULES, Standpoint
from geodata.errors import GeodataError
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
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    as_json: output.AsJson = False,
) -> None:
    """Tell which regions claim a position, and the nearest ports by sea."""
    try:
        reading = standing.read(position)
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
            output.print_json(standpoint.as_json())
        else:
            _print(standpoint)
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error


def _day(text: str) -> dt.date:
    try:
        return day_of_claims(text, output.now().date())
    except SelectionError as error:
        raise error.named("on") from None


def _option(read: Callable[[object], float], text: str | None) -> float:
    try:
        return read(text)
    except SelectionError as error:
        raise error.named(
            error.field.replace("radius", "radius-km").replace("speed", "knots")
        ) from None


def _print(standpoint: Standpoint) -> None:
    standing.print_echo(standpoint)
    standing.print_claims(standpoint)
    output.tell()
    output.tell("Whoever claims the place:")
    for rule in RULES:
        output.tell(f"  {rule}")
    output.tell()
    _print_ports(standpoint)


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
