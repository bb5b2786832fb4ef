"""``pharos drift``: where something adrift may be after some hours; indicative only."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from dashboard.cli import output
from geodata.coast import coarse_land
from geodata.leeway import leeway_classes
from layers.analysis.coordinates import Reading, all_forms, read_pair
from layers.analysis.coordinates import cautions as odd
from layers.analysis.drift import HOURS, DriftOutlook, drift
from layers.analysis.drift_words import per_cent
from layers.analysis.wind_and_current import (
    CURRENT_SPREAD_MS,
    WIND_SPREAD_MS,
    Current,
    Wind,
    read_direction,
    read_speed,
)
from layers.errors import DriftRefused, LayersError

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
    "latitude": "LAT",
    "longitude": "LON",
    "position": "LAT LON",
}


# A longitude west of Greenwich begins with a minus and is no option.
@commands.command(name="drift", context_settings={"ignore_unknown_options": True})
def drift_command(
    latitude: Annotated[str, typer.Argument(metavar="LAT", help="Latitude; south is negative.")],
    longitude: Annotated[str, typer.Argument(metavar="LON", help="Longitude; west is negative.")],
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
    radius_km: Annotated[float, typer.Option(help="How far off the position may be.")] = 0.0,
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
        reading = read_pair(latitude, longitude)
        outlook = drift(
            reading.longitude,
            reading.latitude,
            _moment(at),
            wind=Wind(
                read_speed("wind speed", wind),
                read_direction("wind direction", wind_from, "where the wind blows FROM"),
                read_speed("wind spread", wind_spread),
            ),
            current=Current(
                read_speed("current speed", current),
                read_direction("current direction", current_to, "where the current flows TO"),
                read_speed("current spread", current_spread),
            ),
            classes=leeway_classes(),
            object_class=None if object_class is None else object_class.upper(),
            radius_km=radius_km,
            hours=HOURS if hours is None else hours,
            land=coarse_land(),
        )
    except DriftRefused as error:
        raise output.refuse(str(error.named(_OPTIONS.get(error.field, error.field)))) from error
    except LayersError as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json(outlook.as_json())
    else:
        _print_outlook(outlook, reading)


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        allowed = "expected a date and time with its zone, 2026-11-28T06:00Z"
        raise DriftRefused("time", text, allowed) from None


def _print_echo(reading: Reading) -> None:
    """The position in its three forms, and what is odd about it, before what rests on it."""
    for form, text in all_forms(reading.longitude, reading.latitude).items():
        output.tell(f"{form:<8} {text}")
    for text in (*reading.repairs, *odd(reading.longitude, reading.latitude, coarse_land())):
        output.tell(text)


def _print_outlook(outlook: DriftOutlook, reading: Reading) -> None:
    output.tell(outlook.label)
    _print_echo(reading)
    output.tell(f"Within {outlook.radius_km:g} km, at {outlook.at:%d %B %Y, %H:%M} UTC.")
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
                *(f"{float(f'{area.area_km2:.2g}'):,.10g}" for area in step.areas),
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
