"""What a drift outlook says in words: its label, its method, what was assumed, what to beware of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from layers.analysis.claim_answers import in_kilometres
from layers.analysis.drift_ensemble import STEP_HOURS
from layers.analysis.leeway import LeewayClass
from layers.analysis.wind_and_current import Current, Wind

INDICATIVE = "Indicative, not for search planning."
METHOD = (
    "Leeway: Breivik and Allen 2008, doi:10.1016/j.jmarsys.2007.02.010.",
    "Coefficients: Allen and Plourde 1999 (USCG CG-D-08-99), Allen 2005 (CG-D-05-05), in the "
    "table of OpenDrift (OBJECTPROP.DAT of 25 August 2011).",
    "Areas: highest density regions, Hyndman 1996, doi:10.1080/00031305.1996.10474359.",
)
STRONG_WIND_MS = 15.0


def assumptions(
    *,
    wind: Wind,
    current: Current,
    radius_km: float,
    sea_share: float | None,
    classes: Sequence[LeewayClass],
    is_known: bool,
    with_errors: bool,
    jibes_per_hour: float,
    members: int,
    seed: int,
) -> tuple[str, ...]:
    """What was assumed, a sentence each; `sea_share` is None where no land was given."""
    errors = (
        "e is normal with the published standard error, drawn once a member and part, again where "
        "it would make the downwind slope negative."
        if with_errors
        else "no error e is drawn."
    )
    return (
        "Wind and current are the same everywhere and for the whole time.",
        f"A {wind.words}; ± {wind.spread_ms:g} m/s eastward and northward (one standard "
        "deviation; a member keeps its own).",
        f"A {current.words}; ± {current.spread_ms:g} m/s in the same way.",
        _position(radius_km, sea_share),
        _object(classes, is_known=is_known),
        "Leeway is (a + e/20) W + (b + e/2), along and across the wind W at 10 m, with the "
        f"published slope a and offset b; {errors}",
        "Members begin right and left of the wind in equal numbers and change sides with a "
        f"probability of {jibes_per_hour:g} an hour (jibing).",
        "It only drifts: no engine, oars or anchor, no waves beyond what the leeway holds; it "
        "neither sinks nor capsizes on the way.",
        "No land was given: members drift across it, and no share ashore is known."
        if sea_share is None
        else "A member that meets land, by a coast good to about 1 km, stays there and is counted "
        "in the areas, which are not cut off at the coast.",
        "50 and 90 % are shares of the members, not chances that somebody is found there.",
        f"{members:,} members, seed {seed}, steps of {STEP_HOURS * 60:g} minutes.",
    )


def cautions(
    *, wind: Wind, sea_share: float, is_known: bool, leaves_basin: bool
) -> tuple[str, ...]:
    """What to beware of in this answer, a sentence each; often none."""
    out = []
    if not is_known:
        out.append(
            "No class of the table was measured on the rubber and wooden boats of these "
            "crossings; the mixture holds the nearest ones."
        )
    if sea_share < 0.5:
        out.append(
            "Most of the circle of the position is land; members begin only where it is sea."
        )
    if wind.speed_ms > STRONG_WIND_MS:
        out.append(
            f"In wind above {STRONG_WIND_MS:g} m/s small boats may swamp or capsize, which is not "
            "modelled."
        )
    if leaves_basin:
        out.append("Some members leave the mapped basin; there is no land for them beyond it.")
    return tuple(out)


def step_words(
    hours: float,
    at: dt.datetime,
    displacement_nm: float,
    bearing_degrees: float | None,
    areas: Sequence[tuple[float, float]],
    ashore: float | None,
) -> str:
    """One moment in words; areas are pairs of share and km², `ashore` None where unknown."""
    middle = (
        "the middle of the members is where the position was"
        if bearing_degrees is None
        else f"the middle of the members is {displacement_nm:.1f} nm from the position, bearing "
        f"{round(bearing_degrees) % 360:03d}°"
    )
    within = ", ".join(
        f"{share:.0%} within {km2(area)} km²".replace("%", " %") for share, area in areas
    )
    land = "" if ashore is None else f" {_members(ashore)} would have met land."
    return f"After {hours:g} h ({at:%d %B %Y, %H:%M} UTC) {middle}; of the members {within}.{land}"


def per_cent(share: float) -> str:
    """A share in words; none and all only where it is none and all."""
    if 0 < share < 0.005:
        return "less than 1 %"
    if 0.995 <= share < 1:
        return "more than 99 %"
    return f"{share:.0%}".replace("%", " %")


def _members(share: float) -> str:
    if share == 0:
        return "None of them"
    words = per_cent(share)
    return words[0].upper() + words[1:]


def _position(radius_km: float, sea_share: float | None) -> str:
    if radius_km == 0:
        return "The position is taken as exact: no radius of uncertainty was given."
    sea = "" if sea_share in {None, 1.0} else f" that is sea ({per_cent(sea_share or 0)} of it)"
    circle = f"a circle of {in_kilometres(radius_km)}"
    return f"It began anywhere in {circle}{sea}, every place equally likely."


def _object(classes: Sequence[LeewayClass], *, is_known: bool) -> str:
    if is_known:
        return f"It drifts as the class {classes[0].class_id}: {classes[0].name}."
    names = ", ".join(c.class_id for c in classes)
    return f"What drifts is unknown: an equal mixture of {len(classes)} published classes, {names}."


def km2(area: float) -> str:
    """An area in km² to two figures, without its unit; no finer than a hundredth."""
    return "under 0.01" if area < 0.01 else f"{float(f'{area:.2g}'):,.10g}"
