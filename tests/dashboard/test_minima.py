"""A sum that lacks figures is a minimum, and every table that holds one says how many it lacks."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from dashboard.chartbook import levels_table, season_table
from dashboard.exportbook import TABLES, plan
from dashboard.picture import Pictures
from layers.aggregate import crossings_series
from layers.analysis.levels import MEASURES
from layers.selection import Selection

CENTRAL = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31), routes=("central",))
FEBRUARY = pd.Timestamp(2018, 2, 1)


OTHER = {"compare_first": dt.date(2016, 3, 1), "compare_last": dt.date(2016, 6, 30)}


@pytest.mark.parametrize("measure", list(MEASURES))
def test_a_level_lacks_the_figures_that_the_series_of_its_month_lacks(
    pictures: Pictures, measure: str
) -> None:
    picture = pictures.of(Selection(measure=measure))
    levels = TABLES["levels"].frame(picture)
    series = crossings_series(picture.holdings.crossings, "month")
    series = series[series["measure"].isin(MEASURES[measure])]
    told = series.groupby(["bucket", "route"])[["persons", "known", "unknown"]].sum()
    for row in levels.itertuples():
        beside = told.loc[(row.month, row.route)]
        assert (row.known, row.unknown) == (beside["known"], beside["unknown"])
        if not pd.isna(row.persons):
            assert row.persons == beside["persons"]


def test_a_month_without_malta_is_a_minimum_and_its_share_no_exact_one(pictures: Pictures) -> None:
    levels = TABLES["levels"].frame(pictures.of(CENTRAL)).set_index("month")
    january, february = levels.loc[pd.Timestamp(2018, 1, 1)], levels.loc[FEBRUARY]
    assert (february["persons"], february["known"], february["unknown"]) == (1977, 3, 1)
    assert (january["unknown"], february["share_unknown"]) == (0, 2)
    assert february["share"] == pytest.approx(0.3859, abs=0.0001)


def test_the_rows_behind_the_charts_of_levels_say_it_too(pictures: Pictures) -> None:
    picture = pictures.of(CENTRAL)
    levels = levels_table(picture).set_index("month")
    season = season_table(picture, "central").set_index("month")
    assert (levels.loc[FEBRUARY.date(), "unknown"], levels.loc[FEBRUARY.date(), "share_unknown"]) == (
        1, 2,
    )  # fmt: skip
    assert season.loc[FEBRUARY.date(), "unknown"] == 1
    assert season.loc[dt.date(2018, 1, 1), "unknown"] == 0


def test_interceptions_of_a_country_say_how_many_months_they_lack(pictures: Pictures) -> None:
    rows = TABLES["departures"].frame(pictures.of(CENTRAL)).set_index("country")
    assert list(rows.loc["TUN", ["returned_before", "unknown_before"]]) == [3130, 3]
    assert list(rows.loc["LBY", ["returned_before", "unknown_before"]]) == [18900, 0]


@pytest.mark.parametrize("name", ["flows", "departures"])
@pytest.mark.parametrize("changes", [{}, OTHER], ids=["matched", "monthly"])
def test_a_change_can_be_rebuilt_from_the_months_that_it_rests_on(
    pictures: Pictures, name: str, changes: dict[str, dt.date]
) -> None:
    export = plan(pictures.of(CENTRAL.but(**changes)), [name])
    table = export.sheets[0].frame
    compared = table[table["change"].notna()]
    assert len(compared)
    assert (compared["change"] == compared["now_compared"] - compared["base"]).all()
    rows = table.set_index("departure_country" if name == "flows" else "country").loc["TUN"]
    now, before = (
        r.frame[(r.frame["departure_country"] == "TUN")].set_index("month")["persons"].dropna()
        for r, _ in export.drawn_from[name]
        if r.layer.name == "crossings"
    )
    if not changes:
        both = [m for m in now.index if m - pd.DateOffset(years=1) in before.index]
        assert (rows["compared"], rows["now_compared"]) == (len(both), now[both].sum()) == (9, 2940)
        return
    assert bool(rows["is_monthly"])
    assert (rows["compared"], rows["now_compared"]) == (len(now), round(now.mean()))
    assert (rows["compared_before"], rows["base"]) == (len(before), round(before.mean()))


def test_nothing_compared_is_a_number_of_nothing(pictures: Pictures) -> None:
    malta = TABLES["flows"].frame(pictures.of(CENTRAL)).set_index("arrival_country").loc["MLT"]
    assert malta["compared"] == 0
    assert malta[["change", "now_compared", "base"]].isna().all()


def test_units_are_added_up_only_as_a_named_formula_does(pictures: Pictures) -> None:
    export = plan(pictures.of(CENTRAL), ["series_crossings", "headline"])
    text = " ".join(export.sidecar.readme.split())
    assert text.count("never added up but by a formula that is named.") == 3
    assert "never added up." not in text
    assert "arrivals + interceptions" in text
