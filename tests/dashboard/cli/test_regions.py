"""``pharos regions``: the page's numbers, and refusals that name the option."""

from __future__ import annotations

import re
from typing import Any

import pytest


def test_every_incident_is_counted_once_and_claims_run_from_low_to_high(pharos: Any) -> None:
    found = pharos.read("regions")
    for part in ("incidents", "dead", "missing"):
        assert sum(c["toll"][part] or 0 for c in found["cells"]) == found["total"][part]
    assert found["total"]["incidents"] == 336
    malta = {c["claim_id"]: c for c in found["claims"]}["MLT"]
    assert malta["low"]["incidents"] < malta["by_point"]["incidents"] < malta["high"]["incidents"]
    assert malta["not_to_be_added_up"] is True
    assert (malta["basis"], malta["status"]) == ("IMO GISIS", "declared")
    assert sum(row["incidents"] for row in found["over_time"]) == 336 - found["undated"]


def test_a_region_filter_says_what_it_may_have_wrong(pharos: Any) -> None:
    found = pharos.read("regions", "--sar-region", "MLT", "--from", "2018-01")
    assert "may lie outside by their uncertainty" in found["region_filter"]
    figures = pharos.read("figures", "--sar-region", "MLT", "--from", "2018-01")
    assert found["region_filter"] in figures["notices"]


def test_it_prints_both_tables_and_no_recognition(pharos: Any) -> None:
    said = pharos.run("regions", "--from", "2018-01", "--to", "2018-12").stdout
    assert "not to be added up" in said
    assert "no recognition implied" in said
    assert "Total" in said
    assert "at least" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sar-region", "ATL"), "--sar-region: 'ATL'"),
        (("--sar-region", "Malta"), "MLT (Malta)"),
        (("--from", "2018-02", "--to", "2018-01"), "--from, --to: "),
        (("--every", "day"), "--every: 'day'"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_option(
    pharos: Any, words: tuple[str, ...], said: str
) -> None:
    result = pharos.run("regions", *words)
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_drawn_area_filters_the_regions_as_it_filters_the_figures(pharos: Any) -> None:
    area = ("--area", "circle:12.6,35.5,100")
    inside = pharos.read("regions", *area)
    figures = pharos.read("figures", *area)
    shown = figures["incidents"]["on_the_map"] + figures["incidents"]["without_position"]
    assert inside["total"]["incidents"] == shown
    assert 0 < shown < pharos.read("regions")["total"]["incidents"]


def test_a_sum_of_which_no_figure_is_known_is_null_and_never_zero(pharos: Any) -> None:
    found = pharos.read("regions")
    tolls = [c["toll"] for c in found["cells"]]
    tolls += [c[end] for c in found["claims"] for end in ("low", "by_point", "high")]
    seen = 0
    for toll in tolls:
        for part in ("dead", "missing"):
            is_unknown = 0 < toll["incidents"] == toll[f"{part}_unknown"]
            assert (toll[part] is None) == is_unknown
            seen += is_unknown
    assert seen > 0


def test_a_count_says_what_part_of_the_recorded_deaths_it_holds(pharos: Any) -> None:
    found = pharos.read("regions")
    assert "30 or more dead and missing" in found["incidents_held"]
    assert re.search(r"\d+ % of the [\d,]+ recorded", found["share_sentence"])
    assert found["deaths_basis"] == "series"
    said = " ".join(pharos.run("regions").stdout.split())
    assert found["share_sentence"] in said
    assert "The headline of the picture counts" in said


def test_codes_stand_beside_the_names_and_each_end_is_a_minimum_by_itself(pharos: Any) -> None:
    lines = pharos.run("regions").stdout.splitlines()
    (turkish,) = (line for line in lines if line.startswith("TUR "))
    assert re.search(r"0 to at least \d", turkish)
    assert "at least 0 " not in "\n".join(lines)


def test_regions_over_time_are_printed_where_a_step_is_given(pharos: Any) -> None:
    assert "with --every" in pharos.run("regions", "--from", "2018-01").stdout
    words = ("--from", "2018-01", "--to", "2018-12", "--every", "year")
    said = pharos.run("regions", *words).stdout
    assert "2018-01-01" in said
    rows = [line.split() for line in said.splitlines() if line.startswith("2018-01-01")]
    found = pharos.read("regions", *words)
    assert len(rows) == len(found["over_time"])
