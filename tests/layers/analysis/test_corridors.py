"""Deaths per crossing between two countries: only where both sides are filed by both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from dashboard.picture import Pictures
from layers.aggregate import complete_crossings
from layers.analysis.corridors import Corridor, corridor_rate, corridors, in_no_corridor
from layers.analysis.rates import Rate
from layers.selection import Selection

Frames = Callable[..., pd.DataFrame]
WAY = {"departure_country": "LBY", "arrival_country": "ITA", "month": "2018-01"}
LIBYA_ITALY = Corridor(("LBY",), "ITA", ("central",))
JANUARY = {(dt.date(2018, 1, 1), "central")}


def between(frame: Frames, *rows: dict[str, Any]) -> pd.DataFrame:
    both = {"departure_country": "LBY", "arrival_country": "ITA", "record_kind": "incident"}
    return frame("incidents", *({**both, "incident_id": i, **row} for i, row in enumerate(rows)))


def rate_of(
    frame: Frames,
    lost: pd.DataFrame,
    formula: str = "per_arrival",
    covered: Any = JANUARY,
    corridor: Corridor = LIBYA_ITALY,
    *moved: dict[str, Any],
) -> Rate:
    rows = moved or ({**WAY, "persons": 8}, {"arrival_country": "ITA", "persons": 100})
    return corridor_rate(
        complete_crossings(frame("crossings", *rows)), lost, corridor, covered, formula
    )


def test_a_corridor_whose_two_sides_are_known_has_a_rate(frame: Frames) -> None:
    lost = between(
        frame,
        {"occurred_on": "2018-01-05", "dead_count": 1, "missing_count": 2},
        {"occurred_on": "2018-01-06", "dead_count": 1, "record_kind": "cumulative"},
        {"occurred_on": "2018-01-07", "dead_count": 16, "departure_country": "TUN"},
        {"occurred_on": "2018-02-01", "dead_count": 32},
    )
    rate = rate_of(frame, lost)
    assert (rate.value, rate.missing) == (0.5, "")
    assert (rate.left_out, rate.left_out_people) == (1, 32)
    assert (rate.spread.people, rate.spread.apart, rate.spread.incidents) == (3, 1, 1)
    assert (rate.numerator_rule, rate.denominator_rule) == ("by_corridor", "by_corridor")
    attempts = rate_of(frame, lost, "per_attempt")
    assert attempts.value is None
    assert "interceptions are not filed by where people were bound for" in attempts.missing


def test_a_record_of_the_deadliest_incidents_alone_gives_no_rate(frame: Frames) -> None:
    lost = between(frame, {"occurred_on": "2018-01-05", "dead_count": 400})
    rate = rate_of(frame, lost, covered=())
    assert (rate.value, rate.band, rate.route_months) == (None, None, 0)
    assert "not the whole record" in rate.missing
    assert rate.as_json()["arrivals"] is None


def test_an_incident_that_is_filed_under_another_route_asks_for_the_record_of_that_route(
    frame: Frames,
) -> None:
    lost = between(frame, {"occurred_on": "2018-01-05", "dead_count": 4, "route": "eastern"})
    assert rate_of(frame, lost).value is None
    both = JANUARY | {(dt.date(2018, 1, 1), "eastern")}
    assert rate_of(frame, lost, covered=both).value == 0.5


def test_a_corridor_from_either_of_two_countries_counts_both(frame: Frames) -> None:
    either = Corridor(("LBY", "TUN"), "ITA", ("central",))
    lost = between(
        frame,
        {"occurred_on": "2018-01-05", "dead_count": 1},
        {"occurred_on": "2018-01-06", "dead_count": 2, "departure_country": "TUN"},
    )
    moved = ({**WAY, "persons": 4}, {**WAY, "departure_country": "TUN", "persons": 2})
    assert rate_of(frame, lost, "per_arrival", JANUARY, either, *moved).value == 0.5
    assert either.words == "Libya or Tunisia to Italy"


@pytest.mark.parametrize("formula", ["per_arrival", "per_arrival_incl"])
def test_a_corridor_without_an_incident_has_no_rate_of_zero(frame: Frames, formula: str) -> None:
    none = between(frame, {"occurred_on": "2018-01-05", "departure_country": "TUN"})
    rate = rate_of(frame, none, formula)
    assert (rate.value, rate.missing) == (
        None,
        "not enough data: no incident is filed between these two countries",
    )


def test_a_corridor_on_which_nobody_arrived_has_no_rate(frame: Frames) -> None:
    lost = between(frame, {"occurred_on": "2018-01-05", "dead_count": 4})
    rate = rate_of(frame, lost, "per_arrival_incl", JANUARY, LIBYA_ITALY, {**WAY, "persons": 0})
    assert rate.value is None
    assert "no crossing is recorded to divide by" in rate.missing


def test_the_packaged_corridors_say_what_is_missing(pictures: Pictures) -> None:
    picture = pictures.of(Selection())
    ways = picture.holdings.frame("routes")
    found = corridors(ways, ("central", "eastern"))
    assert len(set(found)) == len(found)
    assert Corridor(("LBN", "SYR"), "CYP", ("eastern",)) in found
    assert {r for c in found for r in c.routes} == {"central", "eastern"}
    rate = corridor_rate(
        picture.crossings, picture.incidents, Corridor(("TUN",), "ITA", ("central",)), (),
        "per_arrival",
    )  # fmt: skip
    assert (rate.value, rate.band, rate.no_band) == (None, None, "")
    assert rate.missing == (
        "not enough data: no source held gives arrivals in Italy by country of departure "
        "(Tunisia to Italy)"
    )
    plain = rate.as_json()
    assert [plain[k] for k in ("arrivals", "interceptions", "dead_and_missing", "incidents")] == [
        None
    ] * 4


def test_incidents_that_lack_one_of_the_countries_are_counted(frame: Frames) -> None:
    rows = frame(
        "incidents",
        {"departure_country": "LBY", "arrival_country": "ITA"},
        {"departure_country": "LBY"},
        {"arrival_country": "ITA"},
    )
    assert in_no_corridor(rows) == 2
