"""An unknown month is filled by what a source reports for the whole of it, and by nothing less."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from typing import Any

import pandas as pd

from layers.analysis.arrivals import filled, reported_months

Frames = Callable[..., Any]
REPORT = {
    "arrival_country": "ITA", "measure": "arrival_sea", "status": "provisional",
    "source": "unhcr-arrivals", "first_day": "2026-03-01", "last_day": "2026-03-31", "persons": 7,
}  # fmt: skip


def reported(frame: Frames, *rows: dict[str, Any]) -> pd.DataFrame:
    found: pd.DataFrame = frame("arrivals_reported", *({**REPORT, **r} for r in rows))
    return found


def daily(month: str, persons: int, skip: int = 0, **cells: Any) -> list[dict[str, Any]]:
    year, number = (int(p) for p in month.split("-"))
    days = range(1, calendar.monthrange(year, number)[1] + 1)
    return [
        {"first_day": f"{month}-{d:02d}", "last_day": f"{month}-{d:02d}", "persons": persons,
         **cells}
        for d in days if d != skip
    ]  # fmt: skip


def figures(months: pd.DataFrame) -> list[tuple[str, str, str, int]]:
    return [
        (f"{m.month:%Y-%m}", str(m.arrival_country), str(m.route), int(m.persons))
        for m in months.itertuples()
    ]


def test_a_monthly_figure_is_of_the_route_of_its_country(frame: Frames) -> None:
    months = reported_months(reported(frame, {}, {"arrival_country": "GRC", "persons": 4}))
    assert figures(months) == [
        ("2026-03", "GRC", "eastern", 4), ("2026-03", "ITA", "central", 7),
    ]  # fmt: skip


def test_the_sea_arrivals_of_spain_are_of_two_routes_and_fill_none(frame: Frames) -> None:
    assert reported_months(reported(frame, {"arrival_country": "ESP"})).empty


def test_the_two_parts_of_spain_are_of_the_western_and_the_atlantic_route(frame: Frames) -> None:
    rows = reported(
        frame,
        {"arrival_country": "ESP", "place": "without the Canary Islands", "persons": 2},
        {"arrival_country": "ESP", "place": "Canary Islands", "persons": 4},
    )
    assert figures(reported_months(rows)) == [
        ("2026-03", "ESP", "atlantic", 4), ("2026-03", "ESP", "western", 2),
    ]  # fmt: skip


def test_a_place_an_undivided_measure_or_a_longer_sum_is_no_month(frame: Frames) -> None:
    rows = (
        {"place": "Sicily"}, {"measure": "arrival_land"}, {"measure": "arrival_sea_land"},
        {"first_day": "2026-01-01"}, {"first_day": ""}, {"persons": ""},
    )  # fmt: skip
    assert reported_months(reported(frame, *rows)).empty


def test_days_make_a_month_only_if_every_day_is_there(frame: Frames) -> None:
    assert figures(reported_months(reported(frame, *daily("2026-02", 2)))) == [
        ("2026-02", "ITA", "central", 56)
    ]
    assert reported_months(reported(frame, *daily("2026-02", 2, skip=9))).empty


def test_a_running_month_is_partial(frame: Frames) -> None:
    months = reported_months(reported(frame, {"last_day": "2026-03-20", "status": "partial"}))
    assert months["status"].tolist() == ["partial"]
    assert reported_months(reported(frame, {"last_day": "2026-03-20"})).empty


def test_who_counts_comes_before_who_repeats(frame: Frames) -> None:
    rows = reported(frame, {"persons": 1}, *daily("2026-03", 2, source="italy-interior-daily"))
    months = reported_months(rows, ("italy-interior-daily", "unhcr-arrivals"))
    assert figures(months) == [("2026-03", "ITA", "central", 62)]
    assert figures(reported_months(rows, ("unhcr-arrivals",))) == [("2026-03", "ITA", "central", 1)]


def crossings(frame: Frames, *rows: dict[str, Any]) -> pd.DataFrame:
    held: pd.DataFrame = frame(
        "crossings", *({"arrival_country": "ITA", "month": "2026-03", **r} for r in rows)
    )
    return held


def test_an_unknown_and_an_absent_month_are_filled_and_a_known_one_never_changes(
    frame: Frames,
) -> None:
    months = reported_months(
        reported(
            frame, {}, {"first_day": "2026-04-01", "last_day": "2026-04-30", "persons": 4},
            {"first_day": "2026-05-01", "last_day": "2026-05-31", "persons": 8},
        )
    )  # fmt: skip
    held = crossings(frame, {"persons": 100}, {"month": "2026-04", "persons": ""})
    out = filled(held, months).sort_values("month")
    assert out["persons"].tolist() == [100, 4, 8]
    assert out["source"].tolist() == ["sheet", "unhcr-arrivals", "unhcr-arrivals"]
    assert out["note_code"].tolist()[1:] == ["as_reported", "as_reported"]
    assert list(out.columns) == list(held.columns)


def test_where_sea_and_land_stand_together_sea_alone_is_not_added(frame: Frames) -> None:
    held = crossings(frame, {"measure": "arrival_sea_land", "persons": 9})
    out = filled(held, reported_months(reported(frame, {})))
    assert out["measure"].tolist() == ["arrival_sea_land"]
