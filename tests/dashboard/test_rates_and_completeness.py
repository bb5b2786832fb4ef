"""The chosen formula, its band and the incomplete tail, from the address to tile, drawer and series."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard.cli import app as command
from dashboard.figures.of_picture import series_of
from dashboard.picture import Pictures
from dashboard.routebook import Routebook
from dashboard.state import decode
from geodata.origin import Origin
from geodata.store import FileStore
from layers.analysis.records import Period
from layers.selection import Selection
from layers.terms import ROUTES
from layers.units import FORMULAS

CENTRAL_2018 = "?v=1&from=2018-01-01&to=2018-12-31&route=central"
OF_2018 = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31), ("central",))
SEEN = (0.5, 0.8, 1.0)  # of 100 dead a month, known so many months after its end
SAID = [d.date() for d in pd.date_range("2023-01-31", periods=14, freq="ME")]


@pytest.mark.parametrize(
    ("formula", "number", "band"),
    [
        ("per_attempt", "2.85 %", "(1.7–4.7)"),
        ("per_arrival", "5.30 %", "(3.1–8.9)"),
        ("per_arrival_incl", "5.03 %", "(3.0–8.2)"),
    ],
)
def test_the_tile_shows_the_chosen_rate_with_its_band(
    visitor: Any, words: Callable[[Any], str], formula: str, number: str, band: str
) -> None:
    address = CENTRAL_2018 if formula == "per_attempt" else f"{CENTRAL_2018}&rate={formula}"
    tiles = visitor.ask("tiles.children", selection__data=address)["tiles.children"]
    rates = [t for t in tiles if "deaths_per" in t["props"]["className"]]
    assert [t["props"]["className"] for t in rates] == [f"tile deaths_{formula}"]
    said = words(rates)
    assert number in said
    assert band in said
    assert FORMULAS[formula].short in said


def test_what_is_beside_the_tile_is_what_the_formula_divides(
    visitor: Any, words: Callable[[Any], str]
) -> None:
    tiles = visitor.ask("tiles.children", selection__data=f"{CENTRAL_2018}&rate=per_arrival")
    assert "1,314 of 24,815" in words(tiles["tiles.children"])


def test_the_drawer_gives_the_band_in_words_and_the_other_formulas(
    visitor: Any, words: Callable[[Any], str]
) -> None:
    answer = visitor.ask("detail.children", selection__data=CENTRAL_2018,
                         asked__data={"metric": "deaths_per_attempt"})  # fmt: skip
    said = words(answer["detail.children"])
    for part in (
        "Sampling variation only; under-recording not included. 60 incidents",
        "the largest holds 10 %",
        "held the true value (nominal 95 %)",
        "30,426 to 39,172 estimated",
        "Deaths per arrival: about 5.30 %",
        "Deaths per arrival or death: about 5.03 %",
    ):
        assert part in said


def test_a_rate_that_has_too_few_incidents_shows_no_band(
    visitor: Any, words: Callable[[Any], str]
) -> None:
    address = "?v=1&from=2018-01-01&to=2018-01-31&route=western"
    tiles = visitor.ask("tiles.children", selection__data=address)["tiles.children"]
    assert "(" not in words(tiles[-1])
    answer = visitor.ask("detail.children", selection__data=address,
                         asked__data={"metric": "deaths_per_attempt"})  # fmt: skip
    assert "at least 20 are needed" in words(answer["detail.children"])


def test_the_number_in_json_carries_its_band(pictures: Pictures) -> None:
    rate = pictures.of(OF_2018).headline[-1].as_json()
    assert rate["id"] == "deaths_per_attempt"
    assert isinstance(rate["band"], dict)
    assert (rate["band"]["incidents"], rate["band"]["level"]) == (60, 0.95)


def run(tmp_path: Path, *options: str) -> Any:
    return CliRunner().invoke(command, ["figures", *options], env={"PHAROS_DATA": str(tmp_path)})


def test_the_command_gives_rates_by_route_with_band_formula_and_both_rules(tmp_path: Path) -> None:
    answer = run(
        tmp_path, "--from", "2018-01", "--to", "2018-12", "--rate", "per_arrival", "--json"
    )
    figures = json.loads(answer.stdout)
    assert figures["rates"]["chosen"] == "per_arrival"
    central = figures["rates"]["by_route"]["per_attempt"]["central"]
    assert (central["numerator_rule"], central["denominator_rule"]) == ("by_journey", "by_arrival")
    assert (central["formula"], central["incidents"]) == ("per_attempt", 60)
    assert central["band"]["low"] < central["value"] < central["band"]["high"]
    assert set(figures["rates"]["by_route"]) == set(FORMULAS)
    assert {c["value"] for c in figures["rates"]["by_corridor"]} == {None}
    assert all(c["missing"] for c in figures["rates"]["by_corridor"])
    assert figures["completeness"]["sentence"].startswith("No reporting curve: not enough data")


def test_the_command_gives_rates_by_period_and_corridor_as_the_page_does(
    tmp_path: Path, pictures: Pictures
) -> None:
    answer = run(tmp_path, "--from", "2017-01", "--to", "2018-12", "--every", "year", "--json")
    rates = json.loads(answer.stdout)["rates"]
    assert rates["caption"].startswith("Sampling variation only")
    book = Routebook(pictures.of(decode(json.loads(answer.stdout)["selection"]).selection))
    own = book.rates_over_time("year", "per_attempt")
    given = {(r["first"], r["route"]): r for r in rates["by_period"]}
    assert {k: r["value"] for k, r in given.items()} == {
        (f"{day}", route): rate.value for (day, route), rate in own.items()
    }
    central = given["2018-01-01", "central"]
    assert (central["formula"], central["incidents"]) == ("per_attempt", 60)
    assert central["band"]["low"] < central["value"] < central["band"]["high"]
    ways = {(*c["departure_countries"], c["arrival_country"]) for c in rates["by_corridor"]}
    assert ("LBN", "SYR", "CYP") in ways
    assert rates["incidents_in_no_corridor"] == book.in_no_corridor
    assert rates["by_source_quality"] == []


def test_the_command_prints_each_route_and_refuses_another_formula(tmp_path: Path) -> None:
    printed = run(tmp_path, "--from", "2018-01", "--to", "2018-12")
    assert "per_attempt: (dead + missing)" in printed.stdout
    assert "1.67 to 4.69 %" in printed.stdout
    refused = run(tmp_path, "--rate", "per_boat")
    assert refused.exit_code != 0
    assert "--rate: 'per_boat'" in refused.output


def test_without_history_nothing_is_hatched_and_the_page_says_so(pictures: Pictures) -> None:
    asked = pictures.of(Selection(expected=True))
    assert asked.holdings.deaths_tail == frozenset()
    assert any("No reporting curve: not enough data" in n for n in asked.notices)
    dead = next(m for m in asked.headline if m.id == "dead")
    assert any("by how much is not known" in n for n in dead.notes)
    expected = next(t for t in series_of(asked, "light")["data"] if t["uid"] == "expected")
    assert expected["x"] == []


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """A store that recorded, month by month, a record that knows half of its newest month."""
    store = FileStore(tmp_path_factory.mktemp("grown"))
    conforming = store.conformed("incidents", _raw(store, []))
    assert conforming.empty
    for said in SAID:
        frame = store.conformed("incidents", _raw(store, _months(said)))
        first = dt.date(2021, 1, 1)
        complete = tuple(Period(route, first, said, said) for route in ROUTES)
        origin = Origin("Test", "Test", "Test", "", (("CC0-1.0", ""),), said)
        # The packaged series was read in between: what is recorded comes after it.
        now = dt.datetime.combine(said.replace(year=said.year + 4, day=28), dt.time(12), dt.UTC)
        store.record("incidents", frame, origin, now, complete=complete)
    return Pictures(store, today=lambda: dt.date(2028, 6, 1))


def _months(said: dt.date) -> list[tuple[dt.date, int]]:
    months = [d.date() for d in pd.date_range("2021-01-01", said, freq="MS")]
    ages = [(said.year - m.year) * 12 + said.month - m.month for m in months]
    return [(m, round(100 * SEEN[min(a, 2)])) for m, a in zip(months, ages, strict=True)]


def _raw(store: FileStore, months: list[tuple[dt.date, int]]) -> pd.DataFrame:
    columns = [c for c in store.load("incidents").frame.columns if c != "geometry"]
    rows = [
        {"incident_id": f"t{month:%Y%m}", "occurred_on": f"{month:%Y-%m}-10", "date_precision":
         "day", "dead_count": str(dead), "route": "central", "source": "test", "mark": "CLEAR",
         "status": "published", "record_kind": "incident"}
        for month, dead in months
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns, dtype="string")


def test_the_ledger_of_a_record_gives_its_delay(grown: Pictures) -> None:
    curve = grown.holdings().reporting_curve
    assert curve.missing == ""
    assert curve.shares["median"].tolist()[:3] == pytest.approx(list(SEEN))
    assert curve.settled_after == 2


def test_months_of_the_incomplete_tail_are_hatched_whatever_the_bucket(grown: Pictures) -> None:
    tail = sorted(m for m, r in grown.holdings().deaths_tail if r == "central")
    # Then those of the packaged series, which was read on 6 May 2026.
    assert [f"{m:%Y-%m}" for m in tail] == ["2024-01", "2024-02", "2026-03", "2026-04", "2026-05"]
    for every, partial in (("month", ["2024-01", "2024-02"]), ("quarter", ["2024-01"])):
        selection = Selection(dt.date(2023, 10, 1), dt.date(2024, 2, 29), ("central",), every=every)  # type: ignore[arg-type]
        series = grown.of(selection).deaths_series
        rows = series[(series["measure"] == "dead") & series["is_partial"]]
        assert [f"{b:%Y-%m}" for b in rows["bucket"]] == partial


def test_what_is_expected_is_drawn_only_where_it_is_asked(grown: Pictures) -> None:
    plain = Selection(dt.date(2023, 10, 1), dt.date(2024, 2, 29), ("central",))
    for selection, drawn in ((plain, []), (plain.but(expected=True), [100, 100])):
        figure = series_of(grown.of(selection), "light")
        trace = next(t for t in figure["data"] if t["uid"] == "expected")
        assert trace["y"] == drawn
    assert "50 known" in trace["customdata"][-1]
    assert any("Incomplete by former revisions: Jan 2024 to Feb 2024, Mar 2026" in n
               for n in grown.of(plain.but(expected=True)).notices)  # fmt: skip


def test_a_filter_on_incidents_draws_nothing_expected_and_says_why(grown: Pictures) -> None:
    picture = grown.of(Selection(expected=True, min_people=10))
    assert picture.expected_deaths is None
    assert any("only without a filter on incidents" in n for n in picture.notices)


def test_as_known_on_a_former_day_knows_only_the_editions_of_that_day(grown: Pictures) -> None:
    curve = grown.holdings(dt.date(2027, 3, 15)).reporting_curve
    assert (curve.editions, curve.shares.empty) == (2, True)
