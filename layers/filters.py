"""The one place that drops rows; every row that is dropped is counted under one reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.areas import contains
from layers.selection import Selection
from layers.terms import CAUSES, ROUTES

Flags = npt.NDArray[np.bool_]
_EPOCH = dt.date(1970, 1, 1)
_NO_DAY = np.iinfo(np.int32).min
# Reasons in the order in which they are applied: a row is counted under the first that holds.
REASONS: dict[str, str] = {
    "no_date": "without a date",
    "outside_period": "outside the period",
    "other_route": "on other routes",
    "other_cause": "of another cause",
    "too_few_people": "with fewer people, or an unknown number",
    "lower_quality": "of lower or unknown source quality",
    "no_position_for_region": "without a position, so in no region",
    "other_region": "outside the chosen regions, or before the claim was in force",
    "no_position_for_area": "without a position, so in no area",
    "outside_area": "outside the drawn area",
}


def day_number(day: dt.date) -> int:
    """Days since 1 January 1970."""
    return (day - _EPOCH).days


@dataclass(frozen=True)
class IncidentIndex:
    """The columns of an incidents frame that filters read, as arrays of equal length n.

    Rows are in the frame's own order: by route, then date, then id, as `sorted_incidents`
    leaves them. Unknown is NaN (`dead`, `missing`, positions), 0 (`source_quality`) or the
    smallest int32 (`day`). `regions` has one bit per claim in `claim_ids`, set where the
    position lies in the claim (limits included) and the claim was in force on the day.
    """

    route: npt.NDArray[np.uint8]
    cause: npt.NDArray[np.uint8]
    day: npt.NDArray[np.int32]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    dead: npt.NDArray[np.float32]
    missing: npt.NDArray[np.float32]
    source_quality: npt.NDArray[np.uint8]
    regions: npt.NDArray[np.uint64]
    claim_ids: tuple[str, ...]
    people: npt.NDArray[np.float32] = field(init=False)
    located: Flags = field(init=False)

    def __post_init__(self) -> None:
        both_unknown = np.isnan(self.dead) & np.isnan(self.missing)
        people = np.nan_to_num(self.dead) + np.nan_to_num(self.missing)
        people[both_unknown] = np.nan
        object.__setattr__(self, "people", people.astype("float32"))
        object.__setattr__(self, "located", ~(np.isnan(self.longitude) | np.isnan(self.latitude)))

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Filtered:
    """Which rows of an index remain (`rows`, a flag per row) and how many each reason removed."""

    rows: Flags
    removed: Mapping[str, int]

    @property
    def shown(self) -> int:
        """How many rows remain."""
        return int(self.rows.sum())


def sorted_incidents(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame by route (in the order of `ROUTES`), then date (unknown last), then id.

    A period on one route is then one slice of neighbouring rows.
    """
    order = frame.assign(_route=frame["route"].map({r: i for i, r in enumerate(ROUTES)}))
    order = order.sort_values(["_route", "occurred_on", "incident_id"], kind="stable")
    out: gpd.GeoDataFrame = order.drop(columns="_route").reset_index(drop=True)
    return out


def index_incidents(
    frame: gpd.GeoDataFrame, claims: gpd.GeoDataFrame | None = None
) -> IncidentIndex:
    """The index of a sorted incidents frame, with its rows placed in `claims`.

    Args:
        frame: incidents, WGS84.
        claims: search-and-rescue regions, WGS84, at most 64; None places nothing.
    """
    route = frame["route"].map({r: i for i, r in enumerate(ROUTES)})
    cause = frame["cause"].map({c: i for i, c in enumerate(CAUSES)})
    day = np.full(len(frame), _NO_DAY, dtype="int32")
    dated = frame["occurred_on"].notna().to_numpy()
    seconds = frame["occurred_on"].to_numpy(dtype="datetime64[D]")
    day[dated] = seconds[dated].astype("int64")
    longitude = frame["longitude"].to_numpy(dtype="float64", na_value=np.nan)
    latitude = frame["latitude"].to_numpy(dtype="float64", na_value=np.nan)
    claim_ids: tuple[str, ...] = ()
    regions = np.zeros(len(frame), dtype="uint64")
    if claims is not None and len(claims):
        claim_ids = tuple(claims["claim_id"])
        regions = _placed(longitude, latitude, day, claims)
    return IncidentIndex(
        route=route.to_numpy(dtype="uint8"),
        cause=cause.fillna(255).to_numpy(dtype="uint8"),
        day=day,
        longitude=longitude,
        latitude=latitude,
        dead=frame["dead_count"].to_numpy(dtype="float32", na_value=np.nan),
        missing=frame["missing_count"].to_numpy(dtype="float32", na_value=np.nan),
        source_quality=frame["source_quality"].fillna(0).to_numpy(dtype="uint8"),
        regions=regions,
        claim_ids=claim_ids,
    )


def _placed(
    longitude: npt.NDArray[np.float64],
    latitude: npt.NDArray[np.float64],
    day: npt.NDArray[np.int32],
    claims: gpd.GeoDataFrame,
) -> npt.NDArray[np.uint64]:
    if len(claims) > 64:
        raise ValueError(f"{len(claims)} claims; at most 64 fit one index")
    bits = np.zeros(len(day), dtype="uint64")
    for bit, claim in enumerate(claims.itertuples()):
        shape = claim.geometry
        shapely.prepare(shape)
        inside = shapely.intersects_xy(shape, longitude, latitude)
        if not pd.isna(claim.valid_from):
            inside &= day >= day_number(claim.valid_from.date())
        if not pd.isna(claim.valid_to):
            # An unknown day is the smallest number: it lies before every end, yet is not known to.
            inside &= (day <= day_number(claim.valid_to.date())) & (day != _NO_DAY)
        bits |= inside.astype("uint64") << np.uint64(bit)
    return bits


def select_incidents(index: IncidentIndex, selection: Selection) -> Filtered:
    """The rows of `index` that `selection` asks for, and what each reason removed.

    Rows without a position stay (they are listed beside the map) unless a region or an area is
    chosen.
    """
    keep: Flags = np.ones(len(index), dtype=bool)
    removed: dict[str, int] = {}
    for reason, passes in _tests(index, selection):
        left = keep & passes
        gone = int(np.count_nonzero(keep)) - int(np.count_nonzero(left))
        if gone:
            removed[reason] = gone
        keep = left
    return Filtered(keep, removed)


def _tests(index: IncidentIndex, selection: Selection) -> Iterator[tuple[str, Flags]]:
    """A reason and the rows that pass it, for every filter that is on, in the order of REASONS."""
    if selection.first_day or selection.last_day:
        yield "no_date", index.day != _NO_DAY
        yield "outside_period", _in_period(index, selection)
    if selection.routes != ROUTES:
        yield "other_route", np.isin(index.route, [ROUTES.index(r) for r in selection.routes])
    if selection.causes:
        yield "other_cause", np.isin(index.cause, [CAUSES.index(c) for c in selection.causes])
    if selection.min_people:
        # A comparison with NaN is false: an unknown number of people never passes.
        yield "too_few_people", index.people >= selection.min_people
    if selection.min_source_quality:
        yield "lower_quality", index.source_quality >= selection.min_source_quality
    if selection.regions:
        yield "no_position_for_region", index.located
        yield "other_region", (index.regions & _bits(index, selection.regions)) != 0
    if selection.area:
        yield "no_position_for_area", index.located
        yield "outside_area", contains(selection.area, index.longitude, index.latitude)


def _in_period(index: IncidentIndex, selection: Selection) -> Flags:
    inside: Flags = np.ones(len(index), dtype=bool)
    if selection.first_day:
        inside &= index.day >= day_number(selection.first_day)
    if selection.last_day:
        inside &= index.day <= day_number(selection.last_day)
    return inside


def _bits(index: IncidentIndex, claims: Sequence[str]) -> np.uint64:
    wanted = np.uint64(0)
    for claim in claims:
        if claim in index.claim_ids:
            wanted |= np.uint64(1) << np.uint64(index.claim_ids.index(claim))
    return wanted


def months_inside(months: npt.NDArray[np.datetime64], selection: Selection) -> Flags:
    """Which months (given by their first days) lie wholly in the period."""
    first, last = selection.whole_months
    inside: Flags = np.ones(len(months), dtype=bool)
    if first is not None:
        inside &= months >= np.datetime64(first)
    if last is not None:
        inside &= months <= np.datetime64(last)
    return inside


def select_months(frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows of a monthly table on the chosen routes whose month lies wholly in the period."""
    keep = months_inside(frame["month"].to_numpy(), selection)
    return frame[frame["route"].isin(selection.routes) & keep]


def in_force(
    valid_from: npt.NDArray[np.datetime64],
    valid_to: npt.NDArray[np.datetime64],
    first_day: dt.date | None,
    last_day: dt.date | None,
) -> Flags:
    """Which validities cover at least one day of the period; an unknown end (NaT) is open.

    Both days are included; None means open.
    """
    keep: Flags = np.ones(len(valid_from), dtype=bool)
    if last_day is not None:
        keep &= np.isnat(valid_from) | (valid_from <= np.datetime64(last_day))
    if first_day is not None:
        keep &= np.isnat(valid_to) | (valid_to >= np.datetime64(first_day))
    return keep


def claims_in_force(
    claims: gpd.GeoDataFrame, first_day: dt.date | None, last_day: dt.date | None
) -> gpd.GeoDataFrame:
    """The claims in force on at least one day of the period; see `in_force`."""
    validities = claims["valid_from"].to_numpy(), claims["valid_to"].to_numpy()
    return claims[in_force(*validities, first_day, last_day)]
