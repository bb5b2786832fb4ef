"""The figures behind each chart, as tables: what is drawn, and what is known to be missing from it.

A chart and its table are made of the same values: of the picture for the two series, of its
`Routebook` and `Regionbook` for the charts of those pages. Unknown is null, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.errors import RefusedInput
from dashboard.exportbook import TABLES
from dashboard.layer_rows import layer_rows
from dashboard.picture import Picture
from dashboard.regionbook import Regionbook
from dashboard.routebook import Routebook
from layers.aggregate import of_route
from layers.selection import DRAWN_LAYERS
from layers.terms import ROUTE_NAMES, ROUTES

CROSSINGS = ("arrival_sea", "interception", "arrival_sea_land")
DEATHS = ("dead", "missing")
SEASON = "season-"


@dataclass(frozen=True)
class Chart:
    """One chart of a page.

    Attributes:
        title: what it shows.
        behind: the layers and tables of an export that hold its figures.
        table: the rows behind it in a picture.
    """

    title: str
    behind: tuple[str, ...]
    table: Callable[[Picture], pd.DataFrame]


def chart_named(name: str) -> Chart:
    """The chart that travels under a name.

    Raises:
        RefusedInput: naming the charts that there are.
    """
    if name not in CHARTS:
        raise RefusedInput([f"There is no chart {name[:40]!r}; there are {', '.join(CHARTS)}."])
    return CHARTS[name]


def series_table(picture: Picture) -> pd.DataFrame:
    """Persons by bucket, route and measure, as in the two series.

    `known` and `unknown` count monthly figures (or incidents); `low` and `high` are the range of
    what the newest deaths may become, in rows of the measure ``expected_after_revision``.
    """
    selection = picture.selection
    parts = []
    for route in ROUTES if selection.by_route else (None,):
        pairs = [(picture.crossings_series, m) for m in CROSSINGS]
        pairs += [(picture.deaths_series, m) for m in DEATHS]
        parts += [
            of_route(series, m, route).assign(route=route or "all", measure=m)
            for series, m in pairs
        ]
    expected = picture.expected_deaths
    if expected is not None:
        named = expected.rename(columns={"month": "bucket", "median": "persons"})
        parts.append(named.assign(route="all", measure="expected_after_revision"))
    columns = ["bucket", "route", "measure", "persons", "known", "unknown", "is_partial"]
    filled = [p for p in parts if len(p)]
    table = pd.concat(filled or parts, ignore_index=True)
    ends = [c for c in ("low", "high") if c in table]
    return table[[*columns, *ends]].assign(every=selection.every).rename(
        columns={"bucket": "first_day"}
    )  # fmt: skip


def levels_table(picture: Picture) -> pd.DataFrame:
    """The level of each chosen route by month inside the period, and its share of all routes.

    `unknown` counts the figures that a level lacks, `share_unknown` those of all routes.
    """
    book = Routebook(picture)
    found, arrivals = book.levels, book.arrivals
    first, last = book.span
    so_far = {(route, month): persons for route, month, persons in book.unfinished}
    rows: list[dict[str, Any]] = []
    for route in (r for r in book.routes if r in found.routes):
        arrived = dict(zip(arrivals.months, _row(arrivals, route), strict=True))
        shares = found.shares[found.row(route)]
        for at, month in enumerate(found.months):
            if first <= month <= last:
                level = found.persons[found.row(route)][at]
                row = {"persons": _whole(level), "arrivals_by_sea": _whole(arrived.get(month)),
                       "unknown": book.figures[month, route][1],
                       "share_unknown": sum(book.figures[month, r][1] for r in found.routes)}  # fmt: skip
                share = None if math.isnan(shares[at]) else float(shares[at])
                rows.append(_level(route, month, found.measure) | row | {"share": share})
        months = {m: p for (r, m), p in so_far.items() if r == route and first <= m <= last}
        rows += [
            _level(route, m, found.measure)
            | {"persons": p, "unknown": book.figures[m, route][1], "is_unfinished": True}
            for m, p in months.items()
        ]
    names = ["month", "route", "measure", "persons", "unknown", "arrivals_by_sea", "share",
             "share_unknown", "is_unfinished"]  # fmt: skip
    counts = ("persons", "unknown", "arrivals_by_sea", "share_unknown")
    return _typed(pd.DataFrame(rows, columns=names), counts)


def _level(route: str, month: object, measure: str) -> dict[str, Any]:
    return {"month": month, "route": route, "measure": measure, "is_unfinished": False}


def season_table(picture: Picture, route: str) -> pd.DataFrame:
    """The level of a route by month, with how many years before the newest twelve it lies.

    `unknown` counts the figures that it lacks.
    """
    book = Routebook(picture)
    found = book.levels
    values = _row(found, route) if route in book.routes else []
    pairs = list(zip(found.months, values, strict=False))
    known = [m for m, v in pairs if m <= book.span[1] and not math.isnan(v)]
    rows = []
    for month, value in pairs:
        if known and month <= known[-1]:
            back = (known[-1].year - month.year) * 12 + known[-1].month - month.month
            unknown = book.figures[month, route][1]
            rows.append((month, route, found.measure, back // 12, _whole(value), unknown))
    names = ["month", "route", "measure", "years_before", "persons", "unknown"]
    return _typed(pd.DataFrame(rows, columns=names), ("persons", "unknown"))


def rates_table(picture: Picture) -> pd.DataFrame:
    """The death rate of each chosen route by the chosen formula, with both of its sides."""
    table = _exported("rates")(picture)
    drawn = (table["formula"] == picture.selection.rate) & table["routes"].isin(ROUTES)
    return table[drawn].rename(columns={"routes": "route"}).reset_index(drop=True)


def region_areas_table(picture: Picture) -> pd.DataFrame:
    """The areas of the map of regions: who claims them, dead and missing by the incidents' points.

    An area without a recorded incident has no number: none recorded is not none.
    """
    book = Regionbook(picture)
    rows = []
    for area in book.areas:
        toll = book.people.get(area.claim_ids)
        rows.append(
            {
                "claim_ids": ";".join(area.claim_ids),
                "area_km2": round(area.area_km2),
                "incidents": toll.incidents if toll else None,
                "dead_and_missing": toll.people if toll else None,
                "per_10000_km2": 10_000 * toll.people / area.area_km2 if toll else None,
                "is_minimum": toll.is_minimum if toll else None,
            }
        )
    names = ["claim_ids", "area_km2", "incidents", "dead_and_missing", "per_10000_km2",
             "is_minimum"]  # fmt: skip
    return _typed(pd.DataFrame(rows, columns=names), ("incidents", "dead_and_missing"))


def incidents_table(picture: Picture) -> pd.DataFrame:
    """The incidents on the map, and those of the selection that have no position."""
    rows = layer_rows(picture, "incidents")
    return pd.DataFrame(rows.frame)[[c.name for c in rows.layer.columns if c.kind != "geometry"]]


def _row(found: Any, route: str) -> Any:
    return (
        found.persons[found.row(route)] if route in found.routes else [math.nan] * len(found.months)
    )


def _whole(value: float | None) -> int | None:
    return None if value is None or math.isnan(value) else round(value)


def _typed(table: pd.DataFrame, counts: tuple[str, ...]) -> pd.DataFrame:
    """The table with its counts as whole numbers or null: a null would make them decimal."""
    return table.astype(dict.fromkeys(counts, "Int64"))


def _season(route: str) -> Callable[[Picture], pd.DataFrame]:
    return lambda picture: season_table(picture, route)


def _exported(name: str) -> Callable[[Picture], pd.DataFrame]:
    """A table that an export may hold is the one behind a chart too."""
    return TABLES[name].frame


_SERIES = ("series_crossings", "series_deaths")
# By the name under which a chart travels on its page.
CHARTS: dict[str, Chart] = {
    "map": Chart("Incidents on the map", DRAWN_LAYERS, incidents_table),
    "series": Chart("Crossings and deaths over time", _SERIES, series_table),
    "levels": Chart("Levels and shares of the routes", ("levels",), levels_table),
    **{
        f"{SEASON}{route}": Chart(
            f"{ROUTE_NAMES[route]}: the same months in former years", ("levels",), _season(route)
        )
        for route in ROUTES
    },
    "flows-before": Chart("Departure, route and arrival", ("flows",), _exported("flows")),
    "flows-now": Chart("Departure, route and arrival", ("flows",), _exported("flows")),
    "departures": Chart(
        "Interceptions by country of departure", ("departures",), _exported("departures")
    ),
    "rates": Chart("Deaths per crossing, by route", ("rates",), rates_table),
    "regions-map": Chart(
        "Dead and missing by search-and-rescue region",
        ("regions_by_claim",),
        region_areas_table,
    ),
    "regions-series": Chart(
        "Dead and missing by region over time",
        ("regions_over_time",),
        _exported("regions_over_time"),
    ),
}
