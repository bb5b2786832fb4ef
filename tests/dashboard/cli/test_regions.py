"""``pharos regions``: the page's numbers, and refusals that name the option."""

from __future__ import annotations

from typing import Any

import pytest


def test_every_incident_is_counted_once_and_claims_run_from_low_to_high(pharos: Any) -> None:
    found = pharos.read("regions")
    for part in ("incidents", "dead", "missing"):
        assert sum(c["toll"][part] for c in found["cells"]) == found["total"][part]
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
