"""What leaves with a chart: rows that are those drawn, and words that a picture without a page needs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd
import pytest

from dashboard.api.chart_files import csv_text
from dashboard.chartbook import CHARTS, chart_named, levels_table, series_table
from dashboard.components.regions import regions_page
from dashboard.components.routes import routes_page
from dashboard.errors import RefusedInput
from dashboard.exportbook import check_names, names
from dashboard.figures.captions import caption
from dashboard.figures.of_picture import series_of
from dashboard.picture import Pictures
from dashboard.regionbook import Regionbook
from dashboard.routebook import Routebook
from dashboard.state import decode
from dashboard.theme import TOKENS
from geodata.exports.formats import FORMATS
from layers.handling import Clearance, Mark
from layers.selection import Selection

YEAR = "?v=1&from=2018-01-01&to=2018-12-31"
SELECTIONS = ("", YEAR, f"{YEAR}&by_route=no&every=quarter", f"{YEAR}&route=none",
              f"{YEAR}&min_people=100&region=LBY", "?v=1&from=2018-03-05&to=2018-03-20")  # fmt: skip


def picture(pictures: Pictures, search: str) -> Any:
    return pictures.of(decode(search).selection)


def rows(visitor: Any, chart: str, search: str) -> list[dict[str, str]]:
    answer = visitor.get(f"/charts/{chart}.csv{search}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


@pytest.mark.parametrize("search", SELECTIONS)
@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_of_every_selection_has_its_words_and_its_rows(
    visitor: Any, chart: str, search: str
) -> None:
    said = visitor.get(f"/charts/{chart}.json{search}")
    assert said.status_code == 200, said.get_data(as_text=True)
    words = said.get_json()
    assert words["title"]
    assert words["scope"][0].count("as known on") == 1
    assert words["sources"].startswith("Sources: ")
    assert words["mark"] == "TLP:CLEAR"
    answer = visitor.get(f"/charts/{chart}.csv{search}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{words["stem"]}.csv"'


@pytest.mark.parametrize("search", SELECTIONS)
def test_the_rows_behind_the_series_are_its_bars_and_its_unknowns_are_empty(
    pictures: Pictures, visitor: Any, search: str
) -> None:
    shown = picture(pictures, search)
    drawn = {
        (trace["uid"], place): abs(value)
        for trace in series_of(shown, "light")["data"]
        if trace["type"] == "bar" or str(trace["uid"]).startswith("arrival_sea_land")
        for place, value in enumerate(trace["y"])
    }
    known: dict[tuple[str, int], int] = {}
    counts: dict[str, int] = {}
    for row in rows(visitor, "series", search):
        if row["persons"] == "":
            assert int(row["known"]) == 0
            continue
        uid = f"{row['measure']}-{row['route']}"
        known[uid, counts.get(uid, 0)] = int(row["persons"])
        counts[uid] = counts.get(uid, 0) + 1
    assert known == drawn


def test_the_rows_behind_the_levels_are_its_bars_month_by_month(
    pictures: Pictures, visitor: Any
) -> None:
    shown = picture(pictures, YEAR)
    page = routes_page(Routebook(shown), "light")
    drawn = {
        (t["uid"], x[:7]): y
        for t in page["figures"]["levels"]["data"]
        if t["type"] == "bar"
        for x, y in zip(t["x"], t["y"], strict=True)
    }
    told = 0
    for row in rows(visitor, "levels", YEAR):
        at = row["month"][:7]
        if row["persons"]:
            split = [drawn.get((f"{part}-{row['route']}", at)) for part in ("level", "returned")]
            whole = drawn.get((f"undivided-{row['route']}", at))
            assert int(row["persons"]) == (whole if whole is not None else sum(split))  # type: ignore[arg-type]
            told += 1
        if row["share"]:
            assert float(row["share"]) == pytest.approx(
                drawn[f"share-{row['route']}", at], abs=6e-5
            )
    assert told > 30


def test_the_rows_behind_the_regions_are_the_bars_of_their_series(
    pictures: Pictures, visitor: Any
) -> None:
    page = regions_page(Regionbook(picture(pictures, YEAR)), "light")
    drawn = [
        (part, trace["uid"].split("-", 1)[1], value)
        for trace in page["figures"]["regions-series"]["data"]
        for part in [trace["uid"].split("-")[0]]
        for value in trace["y"]
        if value is not None
    ]
    told = [
        (part, row["key"], int(row[part]))
        for row in rows(visitor, "regions-series", YEAR)
        for part in ("dead", "missing")
        if row[part]
    ]
    assert sorted(told) == sorted(drawn)


def test_the_rows_behind_the_rates_are_the_marks_with_the_ends_of_their_bands(
    pictures: Pictures, visitor: Any
) -> None:
    page = routes_page(Routebook(picture(pictures, YEAR)), "light")
    drawn = {t["uid"]: t for t in page["figures"]["rates"]["data"]}
    told = {f"rate-{r['route']}": r for r in rows(visitor, "rates", YEAR) if r["value"]}
    assert set(told) == set(drawn)
    for uid, row in told.items():
        assert 100 * float(row["value"]) == pytest.approx(drawn[uid]["x"][0], abs=1e-4)
        assert bool(row["band_low"]) == drawn[uid]["error_x"]["visible"]


def test_the_rows_behind_the_map_are_the_incidents_of_the_selection(
    pictures: Pictures, visitor: Any
) -> None:
    shown = picture(pictures, YEAR)
    told = rows(visitor, "map", YEAR)
    assert [r["incident_id"] for r in told] == shown.incidents["incident_id"].to_list()
    unknown = shown.incidents["survivor_count"].isna().sum()
    assert sum(r["survivor_count"] == "" for r in told) == unknown > 0


def test_routes_together_are_one_row_a_bucket_over_known_figures(pictures: Pictures) -> None:
    apart = series_table(picture(pictures, YEAR))
    together = series_table(picture(pictures, f"{YEAR}&by_route=no"))
    assert set(together["route"]) == {"all"}
    for measure in ("arrival_sea", "dead"):
        sums = [t.loc[t["measure"] == measure, "persons"].sum() for t in (apart, together)]
        assert sums[0] == sums[1] > 0


def test_a_month_that_is_not_over_is_marked_and_has_no_share(pictures: Pictures) -> None:
    table = levels_table(picture(pictures, ""))
    unfinished = table[table["is_unfinished"]]
    assert unfinished["share"].isna().all()
    assert (unfinished["persons"] > 0).all()


def test_a_cell_that_begins_like_a_formula_is_text_and_a_negative_number_stays_one() -> None:
    table = pd.DataFrame({"label": ["=1+1", "@x", "=", None], "change": [-3, 1, 2, 0]})
    assert csv_text(table) == "label,change\r\n'=1+1,-3\r\n'@x,1\r\n=,2\r\n,0\r\n"


@pytest.mark.parametrize("chart", ["nobody", "season-", "map.csv"])
def test_a_chart_that_there_is_not_is_named_with_those_there_are(visitor: Any, chart: str) -> None:
    for ending in ("json", "csv"):
        answer = visitor.get(f"/charts/{chart}.{ending}")
        assert answer.status_code == 400
        (said,) = answer.get_json()["problems"]
        assert repr(chart) in said
        assert "regions-series" in said
    with pytest.raises(RefusedInput, match="season-central"):
        chart_named(chart)


def test_a_selection_that_cannot_be_honoured_is_refused_for_a_chart_too(visitor: Any) -> None:
    for ending in ("json", "csv"):
        answer = visitor.get(f"/charts/series.{ending}?v=1&route=northern")
        assert answer.status_code == 400
        assert "northern" in answer.get_json()["problems"][0]


def test_what_lies_behind_a_chart_can_be_exported(visitor: Any) -> None:
    for chart in CHARTS.values():
        assert check_names(chart.behind) == tuple(chart.behind)


def test_a_filter_on_incidents_is_said_whether_a_chart_follows_it_or_not(
    pictures: Pictures,
) -> None:
    shown = picture(pictures, f"{YEAR}&min_people=100")
    follows = caption(shown, "map")["scope"][1]
    assert follows == "Only incidents of at least 100 dead and missing"
    assert caption(shown, "rates")["scope"][1].startswith("Not followed here: ")


def test_the_legend_of_the_map_names_only_the_layers_that_are_shown(pictures: Pictures) -> None:
    words = caption(picture(pictures, "?v=1&layer=embarkation_points"), "map")
    assert [key[2] for group in words["keys"] for key in group] == [
        "embarkation", "disembarkation", "both"
    ]  # fmt: skip
    assert "GSHHG" in words["sources"]
    assert "IMO" not in words["sources"]
    everything = caption(picture(pictures, ""), "map")
    assert any("no recognition implied" in note for note in everything["notes"])
    assert "IMO (GISIS terms" in everything["sources"]


def test_an_image_of_the_map_is_drawn_in_the_colours_of_white_paper(visitor: Any) -> None:
    drawn = visitor.get("/charts/map.json").get_json()["picture"]
    assert drawn["theme"] == "light"
    assert drawn["colours"] == TOKENS["light"]


def test_an_image_inherits_the_strictest_mark_of_what_it_shows(world: Any, frame: Any) -> None:
    store = world(
        incidents=frame("incidents", {"dead_count": 1}, {"dead_count": 2, "mark": "AMBER"}),
        crossings=frame("crossings", {"persons": 4}),
        deaths=frame("deaths", {"dead_count": 1}),
    )
    marks = {}
    for up_to in (Mark.CLEAR, Mark.AMBER):
        shown = Pictures(store, Clearance(up_to)).of(Selection())
        said = caption(shown, "map")
        marks[up_to] = said["mark"], said["stem"].partition("-TLP-")[2]
    assert marks == {Mark.CLEAR: ("TLP:CLEAR", ""), Mark.AMBER: ("TLP:AMBER", "AMBER")}


def test_the_panel_offers_every_layer_and_table_once(visitor: Any) -> None:
    offered = visitor.get("/export/choices").get_json()
    ids = [item["id"] for group in offered["groups"] for item in group["items"]]
    assert sorted(ids) == sorted(names())
    assert [f["id"] for f in offered["formats"]] == list(FORMATS)
    assert set(offered["charts"]) == set(CHARTS)


@pytest.mark.parametrize("format_id", FORMATS)
def test_the_panel_offers_hxl_tags_exactly_where_they_are_written(
    visitor: Any, format_id: str
) -> None:
    offered = {f["id"]: f for f in visitor.get("/export/choices").get_json()["formats"]}
    answer = visitor.get(f"/export?data=note_codes&format={format_id}&hxl=yes")
    assert (answer.status_code == 200) == offered[format_id]["hxl"]


def test_the_panel_knows_which_rows_have_shapes(visitor: Any) -> None:
    offered = visitor.get("/export/choices").get_json()["groups"]
    drawn = {item["id"] for group in offered for item in group["items"] if item["shapes"]}
    assert {"incidents", "routes", "search_and_rescue_regions", "embarkation_points"} <= drawn
    assert not {"series_deaths", "crossings", "headline"} & drawn
