"""A file that would lower a toll or bring back older figures waits for somebody; no other does."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geodata.refresh.load import Brought, load_file
from geodata.refresh.standing import standing
from geodata.refresh.suspicion import Held, suspicions
from geodata.report import LoadReport
from geodata.sources import frontex_detections, iom_missing_migrants, unhcr_arrivals
from geodata.sources.source import Parsed, Source
from geodata.store import FileStore
from layers.analysis.records import Period

Frames = Callable[..., pd.DataFrame]
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
YEAR = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
SINCE = (dt.date(2020, 1, 1), dt.date(2022, 12, 31))  # of which 2020 does not grow any more


@pytest.fixture
def toll(frame: Frames) -> Callable[..., tuple[str, ...]]:
    """Why a file is held that counts `ours` in March 2020 where `known` are published."""

    def asked(
        ours: int, known: int, scope: Any = SINCE, month: int = 3, complete: bool = True,
        routes: tuple[str, ...] = ("central",), said: str = "published",
    ) -> tuple[str, ...]:  # fmt: skip
        def incidents(people: int) -> pd.DataFrame:
            return frame(
                "incidents",
                {"incident_id": "A", "occurred_on": f"2020-{month:02}-10", "route": "central",
                 "dead_count": people // 2, "missing_count": people - people // 2},
            )  # fmt: skip

        published = frame(
            "deaths",
            {"month": f"2020-{month:02}", "route": "central", "dead_and_missing_count": known},
        )
        is_published = said == "published"
        nothing = incidents(1).iloc[:0]
        parsed = Parsed("incidents", nothing, [], 1, scope=scope, complete=complete, routes=routes)
        held = Held(
            nothing, nothing if is_published else incidents(known), (), None,
            published if is_published else published.iloc[:0],
        )  # fmt: skip
        return suspicions(parsed, incidents(ours), held)

    return asked


def test_a_toll_below_four_fifths_of_the_published_one_is_held(toll: Any) -> None:
    assert toll(79, 100) == (
        "Central Mediterranean 2020: it counts 79 dead and missing in whole months where the "
        "published series has 100; expected at least 80.",
    )
    assert toll(80, 100) == ()


def test_a_toll_below_four_fifths_of_what_is_held_is_held(toll: Any) -> None:
    assert "where what is held has 100; expected at least 80." in toll(79, 100, said="held")[-1]
    assert toll(80, 100, said="held") == ()


def test_the_last_year_of_a_record_still_grows(toll: Any) -> None:
    assert toll(50, 100, scope=YEAR) == ()
    assert "expected at least 50." in toll(49, 100, scope=YEAR)[0]


def test_a_few_people_are_no_measure(toll: Any) -> None:
    assert toll(1, 49) == ()
    assert toll(1, 50) != ()


@pytest.mark.parametrize(
    "how",
    [
        {"scope": (dt.date(2020, 3, 2), dt.date(2022, 12, 31))},
        {"scope": (dt.date(2020, 1, 1), dt.date(2020, 3, 30))},
        {"scope": None},
        {"complete": False},
        {"routes": ("western",)},
    ],
    ids=["from within the month", "to within the month", "no period", "a selection", "another"],
)
def test_what_a_file_does_not_claim_is_not_held_against_it(toll: Any, how: Any) -> None:
    assert toll(1, 100, **how) == ()


def test_many_low_tolls_are_told_by_the_first_few(frame: Frames) -> None:
    one = frame("incidents", {"incident_id": "A", "occurred_on": "2020-01-10", "dead_count": 1})
    published = frame(
        "deaths",
        *[{"month": f"{year}-01", "route": route, "dead_and_missing_count": 100}
          for year in (2018, 2019) for route in ("western", "central", "eastern", "atlantic")],
    )  # fmt: skip
    scope = (dt.date(2018, 1, 1), dt.date(2022, 1, 1))
    parsed = Parsed("incidents", one, [(2,)], 1, scope=scope, complete=True)
    found = suspicions(parsed, one, Held(one.iloc[:0], one.iloc[:0], (), None, published))
    assert (len(found), found[-1]) == (6, "So it is with 3 more routes and years.")


@pytest.mark.parametrize(
    ("as_of", "is_dated", "period", "is_held"),
    [
        (dt.date(2021, 5, 5), True, Period("central", *YEAR, dt.date(2021, 5, 6)), True),
        (dt.date(2021, 5, 6), True, Period("central", *YEAR, dt.date(2021, 5, 6)), False),
        (dt.date(2021, 5, 5), False, Period("central", *YEAR, dt.date(2021, 5, 6)), False),
        (dt.date(2021, 5, 5), True, Period("western", *YEAR, dt.date(2021, 5, 6)), False),
        (dt.date(2020, 12, 30), True, Period("central", *YEAR, None), True),
        (dt.date(2020, 12, 31), True, Period("central", *YEAR, None), False),
        (
            dt.date(2021, 5, 5),
            True,
            Period("central", dt.date(2021, 1, 1), dt.date(2021, 3, 1), dt.date(2021, 5, 6)),
            False,
        ),
    ],
    ids=["older", "as old", "undated", "another route", "older than its last day", "of that day",
         "another period"],
)  # fmt: skip
def test_the_age_of_a_record_is_judged_within_its_own_routes_and_days(
    frame: Frames, as_of: dt.date, is_dated: bool, period: Period, is_held: bool
) -> None:
    one = frame("incidents", {"incident_id": "A", "occurred_on": "2020-01-10", "dead_count": 1})
    parsed = Parsed(
        "incidents", one, [(2,)], 1, scope=YEAR, routes=("central",), as_of=as_of,
        is_dated=is_dated,
    )  # fmt: skip
    said = dt.date(2026, 1, 1)
    found = suspicions(parsed, one, Held(one, one.iloc[:0], (period,), said, frame("deaths")))
    assert bool(found) is is_held
    assert all("expected one of that day or later" in sentence for sentence in found)


def arrivals(frame: Frames, *rows: tuple[str, str, int]) -> pd.DataFrame:
    named = [{"source": "u", "arrival_country": "ITA", "measure": "arrival_sea",
              "first_day": a, "last_day": b, "persons": n, "status": "final"} for a, b, n in rows]  # fmt: skip
    return frame("arrivals_reported", *named)


JANUARY, FEBRUARY = ("2020-01-01", "2020-01-31"), ("2020-02-01", "2020-02-29")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(*JANUARY, 100), (*FEBRUARY, 60)], []),
        (
            [(*JANUARY, 99), (*FEBRUARY, 60)],
            ["ITA arrival_sea by month: it counts 159 persons where 200 are held"],
        ),
        # Totals since January hold each other: the largest of a year stands for them.
        ([(*JANUARY, 100), (*FEBRUARY, 100), ("2020-01-01", "2020-02-15", 160)], []),
        (
            [(*JANUARY, 100), (*FEBRUARY, 100), ("2020-01-01", "2020-02-15", 159)],
            ["ITA arrival_sea by total of 2020: it counts 159 persons where 200 are held"],
        ),
    ],
)
def test_series_of_arrivals_are_compared_each_with_itself(
    frame: Frames, rows: Any, said: list[str]
) -> None:
    both = [(*JANUARY, 100), (*FEBRUARY, 100)]
    totals = [("2020-01-01", "2020-02-10", 150), ("2020-01-01", "2020-02-15", 200)]
    before = arrivals(frame, *both, *(totals if len(rows) > 2 else []))
    fresh = arrivals(frame, *rows)
    parsed = Parsed("arrivals_reported", fresh, [], len(rows))
    found = [s for s in suspicions(parsed, fresh, Held(before, before, (), None, frame("deaths")))
             if "persons" in s]  # fmt: skip
    assert len(found) == len(said)
    assert all(a.startswith(b) for a, b in zip(found, said, strict=True))


# Files, as they are brought into a data folder.

HEADER = ("Main ID", "Incident ID", "Incident Type", "Region of Incident", "Incident Date",
          "Number of Dead", "Minimum Estimated Number of Missing", "Country of Incident",
          "Migration Route", "Coordinates")  # fmt: skip
ROUTES = {
    "western": "Western Mediterranean",
    "central": "Central Mediterranean",
    "eastern": "Eastern Mediterranean",
    "atlantic": "Western Africa / Atlantic route to the Canary Islands",
}


def written(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def register(*rows: tuple[str, str, int]) -> bytes:
    """A full record of single incidents: a route, a day, and how many died."""
    numbered = [(f"{day.replace('-', '')}{[*ROUTES].index(route)}", route, day, dead)
                for route, day, dead in rows]  # fmt: skip
    cells = [
        (f"2030.MMP{number}", "", "Incident", "Mediterranean", day, dead, "", "Libya",
         ROUTES[route], f"36.{number}, 12.5")
        for number, route, day, dead in numbered
    ]  # fmt: skip
    return written(HEADER, cells)


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., LoadReport]:
    """Imports a file of a source into a data folder of this test, an hour after the one before."""
    store = FileStore(tmp_path / "data")
    hours = iter(range(99))

    def brought(source: Source, content: bytes, name: str = "x.csv", **how: Any) -> LoadReport:
        now = NOON + dt.timedelta(hours=next(hours))
        return load_file(store, source, Brought(content, name), now, **how)

    brought.store = store  # type: ignore[attr-defined]
    return brought


IOM = iom_missing_migrants.SOURCE
# On the days after the packaged figures end nothing is published.
WHOLE = [(route, f"2026-{month:02}-15", 4) for route in ROUTES for month in (6, 7, 8)]


def test_a_file_of_one_route_leaves_the_others_as_they_are(bring: Any) -> None:
    bring(IOM, register(*WHOLE))
    before = bring.store.load("incidents")
    central = [row for row in WHOLE if row[0] == "central"]
    other = register(*central).replace(b",4,", b",5,")
    report = bring(IOM, other.replace(b"2030.MMP", b"2031.MMP"))
    assert (report.outcome, len(report.changes.withdrawn)) == ("recorded", 3)
    after = bring.store.load("incidents")
    for route in ("western", "eastern", "atlantic"):
        kept = [f.frame[f.frame["route"] == route]["incident_id"].tolist() for f in (before, after)]
        assert kept[0] == kept[1]
    routes = [p.route for p in after.editions[0].complete]
    assert sorted(routes) == sorted(ROUTES)
    assert any("No row of the route Western" in n for n in report.notes)


def test_a_file_of_one_route_is_complete_of_that_route_only(bring: Any) -> None:
    bring(IOM, register(("central", "2026-06-15", 1), ("central", "2026-08-15", 2)))
    periods = bring.store.load("incidents").editions[0].complete
    assert periods == (Period("central", dt.date(2026, 6, 15), dt.date(2026, 8, 15), None),)


def test_a_filter_that_leaves_a_part_of_a_route_is_held_by_the_published_toll(bring: Any) -> None:
    few = [("atlantic", f"{year}-{month:02}-15", 1) for year in (2020, 2021, 2022)
           for month in (1, 12)]  # fmt: skip
    report = bring(IOM, register(*few))
    assert report.outcome == "held"
    assert any(s.startswith("Atlantic to the Canaries 2020: it counts 2 ")
               for s in report.held_because)  # fmt: skip


def test_a_file_of_part_of_a_year_withdraws_nothing_before_it(bring: Any) -> None:
    bring(IOM, register(*WHOLE))
    report = bring(IOM, register(*[row for row in WHOLE if row[1] > "2026-07"]), confirmed=True)
    dates = bring.store.load("incidents").frame["occurred_on"].dt.strftime("%Y-%m-%d")
    assert (dates == "2026-06-15").sum() == 4
    assert report.kept_from_before > 4


def test_an_older_file_that_changes_nothing_is_no_news(bring: Any) -> None:
    bring(IOM, register(*WHOLE), "MissingMigrants-2026-09-01.csv")
    june = [row for row in WHOLE if row[1] < "2026-07"]
    bring(IOM, register(("central", "2026-09-15", 1)).replace(b"2030", b"2029"), "2026-10-01.csv")
    same = register(*WHOLE)
    again = bring(IOM, same + b"\n", "MissingMigrants-2026-09-01.csv")
    assert (again.outcome, again.held_because) == ("unchanged", ())
    older = bring(IOM, register(*june).replace(b",4,", b",5,"), "MissingMigrants-2026-07-01.csv")
    assert older.outcome == "held"


LONG = ("route", "type", "nat", "month", "n")


def detections(last: int, figure: int) -> bytes:
    row = ("Central Mediterranean Route", "Sea", "SYR")
    return written(LONG, [(*row, f"2024-{month:02}-01", figure) for month in range(1, last + 1)])


def test_an_older_table_of_detections_waits_and_does_not_age_what_is_held(bring: Any) -> None:
    source = frontex_detections.SOURCE
    bring(source, detections(4, 100))
    older = bring(source, detections(2, 90))
    assert older.outcome == "held"
    assert (
        "ends with Feb 2024, and what is held of the same series with Apr 2024"
        in (older.held_because[0])
    )
    assert bring(source, detections(2, 90), confirmed=True).outcome == "recorded"
    assert standing(bring.store, source, NOON.date()).as_of == dt.date(2024, 4, 30)


def monthly(last: int, italy: int, greece: int = 0) -> bytes:
    rows = [(month, 2018, italy, greece or 100) for month in range(1, last + 1)]
    return written(("month", "year", "italy_all", "greece_sea"), rows)


def test_an_older_table_of_arrivals_waits_for_somebody(bring: Any) -> None:
    source = unhcr_arrivals.SOURCE
    bring(source, monthly(4, 100))
    assert bring(source, monthly(4, 100) + b"\n").outcome == "unchanged"
    older = bring(source, monthly(3, 99))
    assert older.outcome == "held"
    assert "ends with 2018-03-31" in older.held_because[0]


def test_arrivals_of_one_country_that_fall_by_half_wait_for_somebody(bring: Any) -> None:
    source = unhcr_arrivals.SOURCE
    bring(source, monthly(4, 100, 900))
    halved = bring(source, monthly(4, 50, 900))
    assert halved.outcome == "held"
    assert [s for s in halved.held_because if "it counts 200 persons where 400 are held" in s]
