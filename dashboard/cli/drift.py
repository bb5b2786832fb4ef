"""``pharos drift``: where something adrift may be after some hours; indicative only."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from dashboard.cli import output, standing
from dashboard.picture import Pictures
from dashboard.questions import DriftQuestion, Question, day_of_claims
from dashboard.seabook import Standpoint
from geodata.errors import GeodataError
from layers.analysis.claim_answers import in_kilometres
from layers.analysis.coordinates import Reading
from layers.analysis.drift import HOURS, WIDEST_RADIUS_KM, DriftOutlook
from layers.analysis.drift_words import km2, per_cent
from layers.analysis.wind_and_current import (
    CURRENT_SPREAD_MS,
    WIND_SPREAD_MS,
    Current,
    Wind,
    checked,
    read_direction,
    read_speed,
)
from layers.errors import DriftRefused, LayersError
from layers.selection import Selection

commands = typer.Typer()

# A refusal names the part of the question; whoever typed it knows the option.
_OPTIONS = {
    "wind speed": "--wind",
    "wind direction": "--wind-from",
    "wind spread": "--wind-spread",
    "current speed": "--current",
    "current direction": "--current-to",
    "current spread": "--current-spread",
    "time": "--at",
    "radius": "--radius-km",
    "object class": "--object",
    "hours": "--hours",
    "position": "POSITION",
}


# A longitude west of Greenwich begins with a minus and is no option.
@commands.command(name="drift", context_settings={"ignore_unknown_options": True})
def drift_command(
    position: Annotated[list[str], typer.Argument(help=standing.POSITION_HELP)],
    *,
    at: Annotated[str, typer.Option(help="When it was there, with its zone: 2026-11-28T06:00Z.")],
    wind: Annotated[str, typer.Option(help="Wind speed with its unit: 20kn or 10m/s.")],
    wind_from: Annotated[str, typer.Option(help="Degrees from true north it blows FROM.")],
    current: Annotated[str, typer.Option(help="Current speed with its unit; 0kn for none.")],
    current_to: Annotated[str, typer.Option(help="Degrees from true north it flows TO.")],
    wind_spread: Annotated[
        str, typer.Option(help="How far off the wind may be: one standard deviation.")
    ] = f"{WIND_SPREAD_MS:g}m/s",
    current_spread: Annotated[
        str, typer.Option(help="How far off the current may be.")
    ] = f"{CURRENT_SPREAD_MS:g}m/s",
    radius_km: Annotated[
        float,
        typer.Option(
            help="How far off the position may be; at the least as far as its digits leave open."
        ),
    ] = 0.0,
    object_class: Annotated[
        str | None, typer.Option("--object", help="Leeway class; unknown where none is given.")
    ] = None,
    hours: Annotated[
        list[float] | None, typer.Option(help="Hours after --at; may be repeated.")
    ] = None,
    as_json: output.AsJson = False,
) -> None:
    """Tell where something adrift may be. Indicative, not for search planning."""
    try:
        asked = DriftQuestion(
            _moment(at),
            Wind(
                read_speed("wind speed", wind),
                read_direction("wind direction", wind_from, "where the wind blows FROM"),
                read_speed("wind spread", wind_spread),
            ),
            Current(
                read_speed("current speed", current),
                read_direction("current direction", current_to, "where the current flows TO"),
                read_speed("current spread", current_spread),
            ),
            None if object_class is None else object_class.upper(),
        )
        standpoint = _standpoint(standing.read(position), radius_km, asked.at)
        outlook = standpoint.drift(asked, HOURS if hours is None else hours)
        if as_json:
            found = outlook.as_json()
            found["position"] |= standpoint.standing_json()
            found["radius"] = standpoint.drift_radius_sentence
            output.print_json(found)
        else:
            _print_outlook(outlook, standpoint)
    except DriftRefused as error:
        raise output.refuse(str(error.named(_OPTIONS.get(error.field, error.field)))) from error
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error


def _standpoint(reading: Reading, radius_km: float, at: dt.datetime) -> Standpoint:
    """The position with the claims of its day; a drift that begins tomorrow has those of today."""
    checked("radius", radius_km, 0, WIDEST_RADIUS_KM, "km")
    today = output.now().date()
    is_aware = at.tzinfo is not None
    day = min(at.astimezone(dt.UTC).date() if is_aware else at.date(), today)
    asked = Question(reading, radius_km, day_of_claims(day.isoformat(), today))
    return Standpoint(asked, Pictures(output.store()).holdings(None), Selection(), today)


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        allowed = "expected a date and time with its zone, 2026-11-28T06:00Z"
        raise DriftRefused("time", text, allowed) from None


def _print_outlook(outlook: DriftOutlook, standpoint: Standpoint) -> None:
    output.tell(outlook.label)
    standing.print_echo(standpoint)
    standing.print_claims(standpoint)
    output.tell()
    for text in (standpoint.drift_radius_sentence,):
        if text:
            output.tell(text)
    output.tell(f"Within {in_kilometres(outlook.radius_km)}, at {outlook.at:%d %B %Y, %H:%M} UTC.")
    output.tell()
    output.print_table(
        (
            "hours",
            "UTC",
            "latitude",
            "longitude",
            "nm",
            "bearing",
            "50 % km²",
            "90 % km²",
            "ashore",
        ),
        [
            (
                f"{step.hours:g}",
                f"{step.at:%d %b %H:%M}",
                f"{step.centre[1]:.2f}",
                f"{step.centre[0]:.2f}",
                f"{step.displacement_nm:.1f}",
                "none"
                if step.bearing_degrees is None
                else f"{round(step.bearing_degrees) % 360:03d}°",
                *(km2(area.area_km2) for area in step.areas),
                "unknown" if step.ashore is None else per_cent(step.ashore),
            )
            for step in outlook.steps
        ],
        numbers=(
            "hours",
            "latitude",
            "longitude",
            "nm",
            "bearing",
            "50 % km²",
            "90 % km²",
            "ashore",
        ),
    )
    output.tell(
        "Latitude, longitude, miles and bearing are those of the middle of the members; the areas "
        "themselves are in `--json`."
    )
    for heading, sentences in (
        ("Beware", outlook.cautions),
        ("Assumed", outlook.assumptions),
        ("Method", outlook.method),
    ):
        if sentences:
            output.tell()
            output.tell(f"{heading}:")
            for sentence in sentences:
                output.tell(f"  {sentence}")
