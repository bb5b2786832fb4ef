"""The figures behind each chart, as tables: what is drawn, and what is known to be missing from it.

A chart and its table are made of the same values: of the picture for the two series, of its
`Routebook` and `Regionbook` for the charts of those pages. Unknown is null, never 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from dashboard.errors import RefusedInput
from dashboard.picture import Picture
from dashboard.regionbook import Regionbook
from dashboard.routebook import Routebook
from layers.aggregate import of_route
from layers.analysis.flows import Flow
from layers.terms import ROUTES

CROSSINGS = ("arrival_sea", "interception", "arrival_sea_land")
DEATHS = ("dead", "missing")
SEASON = "season-"


def chart_table(picture: Picture, chart: str) -> pd.DataFrame:
    """The rows behind a chart in a picture.

    Raises:
        RefusedInput: naming the charts that there are.
    """
    return TABLES[known_chart(chart)](picture)


def known_chart(chart: str) -> str:
    """The same name, if there is such a chart.

    Raises:
        RefusedInput: naming the charts that there are.
    """
    if chart not in TABLES:
        raise RefusedInput([f"There is no chart {chart[:40]!r}; there are {', '.join(TABLES)}."])
    return chart


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
    """The level of each chosen route by month inside the period, and its share of all routes."""
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
                row = {"persons": _whole(level), "arrivals_by_sea": _whole(arrived.get(month))}
                share = None if math.isnan(shares[at]) else float(shares[at])
                rows.append(_level(route, month, found.measure) | row | {"share": share})
        months = {m: p for (r, m), p in so_far.items() if r == route and first <= m <= last}
        rows += [
            _level(route, m, found.measure) | {"persons": p, "is_unfinished": True}
            for m, p in months.items()
        ]
    names = ["month", "route", "measure", "persons", "arrivals_by_sea", "share", "is_unfinished"]
    return _typed(pd.DataFrame(rows, columns=names), ("persons", "arrivals_by_sea"))


def _level(route: str, month: object, measure: str) -> dict[str, Any]:
    return {"month": month, "route": route, "measure": measure, "is_unfinished": False}


def season_table(picture: Picture, route: str) -> pd.DataFrame:
    """The level of a route by month, with how many years before the newest twelve it lies."""
    book = Routebook(picture)
    found = book.levels
    values = _row(found, route) if route in book.routes else []
    pairs = list(zip(found.months, values, strict=False))
    known = [m for m, v in pairs if m <= book.span[1] and not math.isnan(v)]
    rows = []
    for month, value in pairs:
        if known and month <= known[-1]:
            back = (known[-1].year - month.year) * 12 + known[-1].month - month.month
            rows.append((month, route, found.measure, back // 12, _whole(value)))
    names = ["month", "route", "measure", "years_before", "persons"]
    return _typed(pd.DataFrame(rows, columns=names), ("persons",))


def flows_table(picture: Picture) -> pd.DataFrame:
    """The flows of both periods, with the months that each does not know."""
    book = Routebook(picture)
    periods = None if isinstance(book.periods, str) else book.periods
    rows = []
    for flow in book.flows if periods else []:
        assert periods
        ends = {
            f"{end}_{side}": month
            for side, months in (("now", periods.now), ("before", periods.before))
            for end, month in (("first_month", months.first), ("last_month", months.last))
        }
        rows.append({**_flow(flow), **ends})
    names = [*FLOW, *(f"{end}_month_{s}" for s in ("before", "now") for end in ("first", "last"))]
    return _typed(pd.DataFrame(rows, columns=names), ("persons_before", "persons_now", "change"))


FLOW = (
    "route", "measure", "departure_country", "arrival_country", "persons_before", "persons_now",
    "unknown_months_before", "unknown_months_now", "change", "change_is_monthly",
)  # fmt: skip


def _flow(flow: Flow) -> dict[str, Any]:
    values = (
        flow.route, flow.measure, flow.departure, flow.arrival, flow.before, flow.now,
        flow.unknown_before, flow.unknown_now, flow.change, flow.is_monthly,
    )  # fmt: skip
    return dict(zip(FLOW, values, strict=True))


def departures_table(picture: Picture) -> pd.DataFrame:
    """What is known by country of departure: persons returned, and incidents that name it."""
    rows = []
    for found in Routebook(picture).departures[0]:
        flow = found.returned
        rows.append(
            {
                "departure_country": found.country,
                "interceptions_before": flow.before if flow else None,
                "interceptions_now": flow.now if flow else None,
                "change": flow.change if flow else None,
                "change_is_monthly": flow.is_monthly if flow else None,
                "direction": found.direction,
                "incidents_before": found.incidents_before,
                "incidents_now": found.incidents_now,
            }
        )
    counts = ("interceptions_before", "interceptions_now", "change")
    names = ["departure_country", *counts, "change_is_monthly", "direction", "incidents_before",
             "incidents_now"]  # fmt: skip
    return _typed(pd.DataFrame(rows, columns=names), counts)


def rates_table(picture: Picture) -> pd.DataFrame:
    """The death rate of each chosen route by the chosen formula, both of its sides, its band."""
    book = Routebook(picture)
    rows = []
    for route, rate in book.rates[book.formula].items():
        band, spread = rate.band, rate.spread
        rows.append(
            {
                "route": route,
                "formula": rate.formula,
                "rate": rate.value,
                "low": band.low if band else None,
                "high": band.high if band else None,
                "dead_and_missing": rate.dead_and_missing,
                "divided_by": rate.denominator,
                "unknown_figures": rate.unknown,
                "incidents": spread.incidents if spread else None,
                "first_day": rate.first,
                "last_day": rate.last,
                "note": " ".join(n for n in (rate.missing, rate.no_band) if n),
            }
        )
    names = ["route", "formula", "rate", "low", "high", "dead_and_missing", "divided_by",
             "unknown_figures", "incidents", "first_day", "last_day", "note"]  # fmt: skip
    return _typed(pd.DataFrame(rows, columns=names), ("incidents",))


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


def region_series_table(picture: Picture) -> pd.DataFrame:
    """Dead and missing by region and bucket, every incident in one region; unknown is null."""
    book = Regionbook(picture)
    labels = {cell.key: cell.label for cell in book.counts.cells}
    table = book.over_time().rename(columns={"bucket": "first_day", "key": "region"})
    table.insert(2, "label", table["region"].map(labels))
    return table.assign(every=book.selection.every)


def _row(found: Any, route: str) -> Any:
    return found.persons[found.row(route)] if route in found.routes else [math.nan] * len(found.months)


def _whole(value: float | None) -> int | None:
    return None if value is None or math.isnan(value) else round(value)


def _typed(table: pd.DataFrame, counts: tuple[str, ...]) -> pd.DataFrame:
    """The table with its counts as whole numbers or null: a null would make them decimal."""
    return table.astype(dict.fromkeys(counts, "Int64"))


def _season(route: str) -> Callable[[Picture], pd.DataFrame]:
    return lambda picture: season_table(picture, route)


# By the name under which a chart travels on its page.
TABLES: dict[str, Callable[[Picture], pd.DataFrame]] = {
    "series": series_table,
    "levels": levels_table,
    **{f"{SEASON}{route}": _season(route) for route in ROUTES},
    "flows-before": flows_table,
    "flows-now": flows_table,
    "departures": departures_table,
    "rates": rates_table,
    "regions-map": region_areas_table,
    "regions-series": region_series_table,
}
