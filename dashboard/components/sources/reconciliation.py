"""Deaths counted from records beside the published series, and published figures beside ours."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from dashboard.components.headline import published
from dashboard.components.sources.words import command, count, fold, signed, table
from dashboard.holdings import Holdings
from layers.terms import ROUTE_NAMES, ROUTE_SHORT, ROUTES

HEADINGS = ("Month", "Route", "From records", "Published", "Difference", "Incidents", "Why")
NUMBERS = (2, 3, 4, 5)


def reconciliation(holdings: Holdings) -> list[Any]:
    """The section on records beside the series, by year and month."""
    return [
        html.H2("Records beside the published series", id="records"),
        html.P(
            "Where a complete record of incidents is held, dead and missing are counted from it, "
            "incident by incident. Here that count stands beside the monthly series that was "
            "published. Unit: dead and missing persons, a minimum."
        ),
        *_table(holdings.records_beside_series),
    ]


def _table(frame: pd.DataFrame) -> list[Any]:
    if frame.empty:
        return [
            html.P(
                [
                    "No complete record is held, so the deaths on the picture are those of the "
                    "published series. To load one: ",
                    command("pharos import iom-missing-migrants FILE"),
                    " with the register as its publisher offers it.",
                ],
                className="hint",
            )
        ]
    years = frame.groupby(frame["month"].dt.year, sort=True)
    differing = int((frame["difference"].fillna(0) != 0).sum())
    without = int(frame["published"].isna().sum())
    apart = f"; {without:,} have no published figure" if without else ""
    return [
        html.P(
            f"{len(frame):,} months of a route: {differing:,} differ from the published "
            f"series{apart}. Open a year for its months."
        ),
        html.Div(
            [html.Span(h) for h in ("Year", "From records", "Published", "Difference", "Differ")],
            className="year-line heads",
            **{"aria-hidden": "true"},
        ),
        *[_year(int(year), rows) for year, rows in years],
    ]


def _year(year: int, frame: pd.DataFrame) -> Any:
    compared = frame[frame["published"].notna()]
    differing = int((compared["difference"] != 0).sum())
    without = len(frame) - len(compared)
    theirs = int(compared["published"].sum()) if len(compared) else None
    gap = int(compared["difference"].sum()) if len(compared) else None
    cells = [
        ("year", str(year)),
        ("from records", f"{int(frame['dead_and_missing'].sum()):,}"),
        ("published", count(theirs) if theirs is not None else "none"),
        ("difference", signed(gap) + (" of what was published" if gap and without else "")),
        ("", f"{differing} of {len(compared)}"),
    ]
    line = html.Div(
        [
            html.Span([html.Span(f"{name} ", className="cell-name") if name else None, text])
            for name, text in cells
        ],
        className="year-line",
    )
    rows = [row for _, month in frame.groupby("month", sort=True) for row in _month(month)]
    what = f"Dead and missing of {year}, from records and as published, by month and route"
    return fold(line, [table(what, HEADINGS, rows, NUMBERS, "months")], "fold year")


def _month(rows: pd.DataFrame) -> list[list[Any]]:
    """The routes that differ, each on its line, and those that agree together on one."""
    name = f"{rows['month'].iloc[0]:%b %Y}"
    agrees = (rows["difference"] == 0).fillna(value=False).astype(bool)
    lines = [_line(name, ROUTE_NAMES[str(r["route"])], r) for r in _ordered(rows[~agrees])]
    equal = rows[agrees]
    if len(equal):
        names = [ROUTE_SHORT[str(r["route"])] for r in _ordered(equal)]
        whole = "all routes" if len(equal) == len(ROUTES) else ", ".join(names)
        columns = ["dead_and_missing", "published", "difference", "incidents",
                   "published_incidents"]  # fmt: skip
        sums: dict[str, Any] = {c: equal[c].sum(skipna=False) for c in columns}
        lines.append(_line(name, whole, {**sums, "reason": ""}))
    return lines


def _ordered(rows: pd.DataFrame) -> list[dict[str, Any]]:
    found = [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]
    return sorted(found, key=lambda r: ROUTES.index(str(r["route"])))


def _line(month: str, route: str, row: dict[str, Any]) -> list[Any]:
    ours, theirs = _whole(row["incidents"]), _whole(row["published_incidents"])
    incidents = count(ours) if ours == theirs else f"{count(ours)} / {_or_none(theirs)}"
    return [
        month,
        route,
        count(_whole(row["dead_and_missing"])),
        _or_none(_whole(row["published"])),
        html.Strong(signed(gap)) if (gap := _whole(row["difference"])) else signed(gap),
        incidents,
        str(row["reason"]),
    ]


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _or_none(value: int | None) -> str:
    return "none" if value is None else f"{value:,}"


def published_figures(holdings: Holdings) -> list[Any]:
    """The section on published figures, each beside ours with the reason."""
    comparable = [c for c in holdings.comparisons if c.ours is not None]
    return [
        html.H2("Ours beside published figures", id="published-figures"),
        html.P(
            "A published figure is quoted as its document gave it. Where ours differs, the "
            "reason is printed if the material gives one; nothing is smoothed."
        ),
        *published(comparable, dated=True),
    ]
