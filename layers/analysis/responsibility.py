"""Whose search-and-rescue region: claims side by side, never one answer where two exist."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.analysis.claim_answers import (
    FAR_KM,
    LIMIT_GOOD_TO_KM,
    ROUGHLY_KM,
    ClaimAnswer,
    Neighbour,
    Responsibility,
    Verdict,
    notes_of,
    sentence_of,
    verdict_of,
)
from layers.analysis.claim_index import COAST_KM, ClaimIndex, Flags, Floats
from layers.errors import SelectionError
from layers.filters import day_number
from layers.geometry import area_km2
from layers.units import KM_PER_NAUTICAL_MILE

__all__ = ["ClaimAnswer", "Neighbour", "Responsibility", "Verdict", "overlaps", "responsibility"]

# Limits drawn to 0.05 degrees make false slivers between neighbours; smaller overlaps are noise.
SLIVER_KM2 = 150.0
RADIUS_LIMIT_KM = 1000.0
NEARBY_KM = 60 * KM_PER_NAUTICAL_MILE
NOT_DRAWN_KM = 600.0  # the Gulf of Cádiz is so far from the end of what is drawn
_ON_THE_LINE_KM = 0.005
_NOT_DRAWN, _PART_ONLY = "_not_drawn", "_part_only"
_DECLARED = ("earlier_declaration", "decree")
_DECLARED_IN = re.compile(r"declared_(\d{4})(?:_|$)")
_ISLAND = (
    "At the coast as drawn, or on an island too small to be cut out of the claims: the answer is "
    "that of the sea around it."
)


def overlaps(claims: gpd.GeoDataFrame, sliver_km2: float = SLIVER_KM2) -> gpd.GeoDataFrame:
    """The areas that two claims share.

    Args:
        claims: search-and-rescue claims, WGS84.
        sliver_km2: shared areas below this are left out as an effect of rounding.

    Returns:
        Columns `claim_ids` (two ids joined by ``;``), `area_km2` and geometry, WGS84, one row a
        pair; an area that three claims share is in three rows.
    """
    rows = []
    for a, b in combinations(claims.itertuples(), 2):
        if a.state == b.state or not a.geometry.intersects(b.geometry):
            continue
        shared = a.geometry.intersection(b.geometry)
        parts = [p for p in shapely.get_parts(shared) if p.geom_type == "Polygon"]
        parts = [p for p in parts if area_km2(p) >= sliver_km2]
        if parts:
            shape = shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]
            shape = shapely.orient_polygons(shape)  # RFC 7946: outer rings counter-clockwise
            size = round(area_km2(shape), 1)
            rows.append(
                {
                    "claim_ids": f"{a.claim_id};{b.claim_id}",
                    "area_km2": size,
                    "geometry": shape,
                }
            )
    columns = ["claim_ids", "area_km2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=claims.crs)


@dataclass(frozen=True)
class _Case:
    """What is known of one position before it is put into words, a row per claim."""

    index: ClaimIndex
    radius_km: float
    is_candidate: Flags
    is_whole: Flags
    is_inside: Flags
    is_crossed: Flags  # the circle itself meets the limit or the claim beyond it
    limit_km: Floats
    outline_km: Floats
    ashore: bool
    is_short: bool  # in no claim, at sea or at the shore, with the coast of a claim nearest


def responsibility(
    claims: gpd.GeoDataFrame | ClaimIndex,
    longitude: float,
    latitude: float,
    radius_km: float = 0.0,
    on: dt.date | None = None,
    meanings: Mapping[str, str] = MappingProxyType({}),
) -> Responsibility:
    """Every claim to a position, and whether one can tell.

    The rule. A claim is a candidate if the position is in it, or the circle meets it, or its
    limit lies within `radius_km` and what that limit is good to (`LIMIT_GOOD_TO_KM`: 0.1 km as
    registered, about 5 km otherwise; a sketch is judged with the same 5 km, and not measured). A
    candidate holds the circle *whole* if the position is in it and its limit is further than
    that. One whole candidate: ``one claim``; more: ``several claims``; any that holds it in part:
    ``cannot tell``, with all of them; none: ``no claim``, which says that none is drawn and not
    that nobody is responsible. So overlaps and gaps that come from rounding are never answers.

    Coasts are no limits. On land no claim lies; what a circle around a place on land meets at sea
    are candidates. Land is what lies more than 1 km behind the coast: nearer to it, or on the
    water, a position in no claim within 5 km of where one is drawn to the coast cannot be told,
    for claims are drawn short of the shore. Islands below 60 km² are not cut out of the claims and
    answer like the sea.

    Args:
        claims: claims, WGS84, or better their index, made once with the land: without land every
            coast counts as a limit.
        longitude: degrees east, WGS84.
        latitude: degrees north.
        radius_km: of the circle in which the position is believed to lie; 0 for a point.
        on: the day asked for, both ends of a validity included; an unknown start is shown for
            every date. None asks for the claims without an end.
        meanings: sentence by note code.

    Raises:
        SelectionError: if the position or the radius cannot be.
    """
    _check("latitude", latitude, -90, 90)
    _check("longitude", longitude, -180, 180)
    if not (_is_number(radius_km) and 0 <= radius_km < RADIUS_LIMIT_KM):
        raise SelectionError(
            "radius_km", radius_km, f"expected kilometres from 0 to below {RADIUS_LIMIT_KM:,.0f}"
        )
    index = claims if isinstance(claims, ClaimIndex) else ClaimIndex.of(claims)
    position = np.array([longitude]), np.array([latitude])
    days = None if on is None else np.array([day_number(on)], dtype="int32")
    force = _flags(index.in_force(days, 1)[0], len(index))
    case = _case(index, longitude, latitude, radius_km)
    kept = case.is_candidate & force
    answers = tuple(
        sorted(
            (_answer(case, int(i), meanings) for i in np.flatnonzero(kept)),
            key=lambda a: (a.holds != "whole", not a.position_inside),
        )
    )
    nearby = _nearby(case, force & ~kept, none_answers=not answers)
    verdict = verdict_of(answers)
    asleep = case.is_candidate & ~force
    is_answered = len(answers) > 1 or verdict not in {"no claim", "cannot tell"}
    beyond = not is_answered and (not case.ashore or bool(answers))
    notes = (
        *notes_of(answers),
        *_notes_of_dates(case, asleep, on, meanings),
        *(_notes_of_nothing(case, meanings) if beyond else ()),
        *((_ISLAND,) if case.is_inside.any() and index.on_land(*position)[0] else ()),
    )
    return Responsibility(
        longitude,
        latitude,
        radius_km,
        on,
        verdict,
        answers,
        sentence_of(
            verdict,
            answers,
            nearby,
            radius_km=radius_km,
            is_ashore=case.ashore,
            is_crossed=bool((case.is_crossed & kept).any()),
            is_short=case.is_short,
            before=on if asleep.any() else None,
            is_dated=on is not None,
        ),
        notes,
        case.ashore,
        nearby,
    )


def _case(index: ClaimIndex, longitude: float, latitude: float, radius_km: float) -> _Case:
    position = np.array([longitude]), np.array([latitude])
    limit, outline = index.nearest(longitude, latitude)
    inside = _flags(index.inside(*position)[0], len(index))
    ashore = is_short = False
    if not inside.any() and index.land_tree is not None:
        ashore = bool(index.ashore(*position)[0])
        near = not ashore and bool((outline <= COAST_KM).any())
        is_short = near and bool(outline.min() < limit.min())
    good = np.array(
        [LIMIT_GOOD_TO_KM.get(b) or ROUGHLY_KM for b in (r["basis"] for r in index.rows)]
    )
    # On land there is no limit to be near to: only what the circle meets at sea counts.
    reach = np.full(len(index), radius_km) if ashore else radius_km + good
    reached = (radius_km > 0) & (outline <= radius_km) & ~inside
    over_land = bool((reached & (limit > radius_km)).any())
    near_limit = (limit <= reach) & (not ashore or radius_km > 0)
    candidate = inside | near_limit | reached | (is_short & (outline <= COAST_KM))
    whole = inside & ~near_limit & (not over_land)
    crossed = (limit <= max(radius_km, _ON_THE_LINE_KM)) | reached
    return _Case(
        index, radius_km, candidate, whole, inside, crossed, limit, outline, ashore,
        is_short,
    )  # fmt: skip


def _answer(case: _Case, place: int, meanings: Mapping[str, str]) -> ClaimAnswer:
    row = case.index.rows[place]
    good = LIMIT_GOOD_TO_KM.get(row["basis"], ROUGHLY_KM)
    codes = str(row["note_code"]).split(";") if not pd.isna(row["note_code"]) else []
    notes = [meanings.get(code, code.replace("_", " ")) for code in codes]
    if row["basis"] == "schematic":
        notes.insert(0, "Drawn as a sketch: no distance is measured to its limit.")
    elif row["is_approximate"]:
        notes.insert(0, f"Limit as drawn good to about {good:g} km at best ({row['basis']}).")
    return ClaimAnswer(
        claim_id=row["claim_id"],
        state=row["state"],
        rcc="" if pd.isna(row["rcc"]) else row["rcc"],
        name=row["name"],
        status=row["status"],
        basis=row["basis"],
        is_approximate=bool(row["is_approximate"]),
        valid_from=_date(row["valid_from"]),
        declared_year=next((int(y[1]) for c in codes if (y := _DECLARED_IN.match(c))), None),
        valid_to=_date(row["valid_to"]),
        holds="whole" if case.is_whole[place] else "part",
        position_inside=bool(case.is_inside[place]),
        distance_to_limit_km=_kilometres(case.limit_km[place], good),
        limit_good_to_km=good,
        notes=tuple(notes),
    )


def _nearby(case: _Case, which: Flags, *, none_answers: bool) -> tuple[Neighbour, ...]:
    by_distance = np.argsort(case.outline_km, kind="stable")
    near = [i for i in by_distance if which[i] and case.outline_km[i] <= FAR_KM]
    kept = [i for i in near if case.outline_km[i] <= NEARBY_KM] or near[: 1 if none_answers else 0]
    out = []
    for i in kept:
        row = case.index.rows[i]
        good = LIMIT_GOOD_TO_KM.get(row["basis"], ROUGHLY_KM)
        out.append(
            Neighbour(
                row["claim_id"],
                row["state"],
                "" if pd.isna(row["rcc"]) else row["rcc"],
                row["name"],
                row["status"],
                _kilometres(case.outline_km[i], good),
                good,
            )
        )
    return tuple(out)


def _notes_of_dates(
    case: _Case, which: Flags, on: dt.date | None, meanings: Mapping[str, str]
) -> tuple[str, ...]:
    """The claims that would be candidates on another day."""
    notes = []
    for i in np.flatnonzero(which):
        answer = _answer(case, int(i), meanings)
        start, end = answer.valid_from, answer.valid_to
        span = " ".join([*([f"from {start}"] if start else []), *([f"to {end}"] if end else [])])
        when = f"on {on}" if on else "any more"
        codes = str(case.index.rows[i]["note_code"]).split(";")
        told = [meanings.get(c, c.replace("_", " ")) for c in codes if c.startswith(_DECLARED)]
        notes.append(" ".join([f"Not in force {when}: {answer.name} ({span}).", *told]))
    return tuple(notes)


def _notes_of_nothing(case: _Case, meanings: Mapping[str, str]) -> tuple[str, ...]:
    """What the claims near by say is not drawn; far from all, of which seas they draw no part."""
    endings = (
        _NOT_DRAWN,
        *((_PART_ONLY,) if case.outline_km.min(initial=np.inf) > NEARBY_KM else ()),
    )
    notes = []
    for i, row in enumerate(case.index.rows):
        codes = row["note_code"]
        if pd.isna(codes) or case.outline_km[i] > NOT_DRAWN_KM:
            continue
        missing = [c for c in str(codes).split(";") if c.endswith(endings)]
        notes += [f"{row['name']}: {meanings.get(c, c.replace('_', ' '))}" for c in missing]
    return tuple(dict.fromkeys(notes))


def _flags(bits: np.uint64, count: int) -> Flags:
    return ((bits >> np.arange(count, dtype="uint64")) & np.uint64(1)).astype(bool)


def _kilometres(distance: float, good_to: float | None) -> float | None:
    if good_to is None or not math.isfinite(distance):
        return None
    return round(float(distance), 1) if good_to < 1 else float(round(distance))


def _date(value: object) -> dt.date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload,arg-type]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check(field: str, value: float, low: float, high: float) -> None:
    if not _is_number(value) or not low <= value <= high:
        raise SelectionError(field, value, f"expected degrees from {low} to {high}")
