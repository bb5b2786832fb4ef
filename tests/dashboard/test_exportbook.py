"""An export says of its rows all that is known: what they are, what they lack, under which terms."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geodata.exports
from dashboard.cli.figures import figures_json
from dashboard.errors import RefusedInput
from dashboard.exportbook import TABLES, names, plan
from dashboard.exportbook.terms import terms_of
from dashboard.permalink import permalink
from dashboard.picture import Pictures
from dashboard.theme import colour
from layers.areas import Circle
from layers.handling import Clearance, Mark
from layers.registry import LAYERS
from layers.schema import DTYPES
from layers.selection import BUCKETS, Selection
from layers.terms import CAUSES, LEVEL_MEASURES, PLACE_KINDS, ROUTES
from layers.units import FORMULAS

Frames = Callable[..., pd.DataFrame]
SCHEMA = json.loads((Path(geodata.exports.__file__).parent / "sidecar.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
YEAR = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31))
DAYS = st.dates(dt.date(2012, 1, 1), dt.date(2027, 12, 31))


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first and last and first > last:
        first, last = last, first
    compared = sorted(draw(st.lists(DAYS, min_size=2, max_size=2) | st.just([])))
    return Selection(
        first_day=first,
        last_day=last,
        routes=tuple(draw(st.sets(st.sampled_from(ROUTES)))),
        regions=tuple(draw(st.sets(st.sampled_from(("ITA", "MLT", "TUN")), max_size=2))),
        causes=tuple(draw(st.sets(st.sampled_from(CAUSES), max_size=2))),
        min_people=draw(st.sampled_from((0, 1, 50, 50_000))),
        min_source_quality=draw(st.sampled_from((0, 3, 5))),
        known_on=draw(st.sampled_from((None, dt.date(2026, 11, 22)))),
        every=draw(st.sampled_from(BUCKETS)),
        rate=draw(st.sampled_from(tuple(FORMULAS))),
        expected=draw(st.booleans()),
        measure=draw(st.sampled_from(tuple(LEVEL_MEASURES))),
        **dict(zip(("compare_first", "compare_last"), compared, strict=False)),
        area=draw(st.sampled_from((None, Circle(12.6, 35.5, 200)))),
    )


def said(export: Any) -> dict[str, Any]:
    """The document as it is read back."""
    return json.loads(json.dumps(export.sidecar.document))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=20)
@given(selection=selections(), asked=st.sets(st.sampled_from(list(names())), min_size=4))
def test_the_document_of_any_selection_fits_its_schema_and_its_sheets(
    pictures: Pictures, selection: Selection, asked: set[str]
) -> None:
    export = plan(pictures.of(selection), sorted(asked))
    document = said(export)
    assert [e.message for e in VALIDATOR.iter_errors(document)] == []
    for sheet, described in zip(export.sheets, document["sheets"], strict=True):
        assert described["rows"] == len(sheet.frame)
        assert [c["name"] for c in described["columns"]] == [c.name for c in sheet.columns]
        for column in sheet.columns:
            cells = sheet.frame[column.name]
            if column.kind != "geometry" and column.allowed is not None:
                told = set(cells.dropna().str.split(";").explode()) if column.kind == "codes" else (
                    set(cells.dropna()))  # fmt: skip
                assert told <= set(column.allowed), (sheet.name, column.name)


def test_a_document_that_leaves_something_out_does_not_fit(pictures: Pictures) -> None:
    whole = said(plan(pictures.of(YEAR), ["incidents"]))
    for key in whole:
        assert list(VALIDATOR.iter_errors({k: v for k, v in whole.items() if k != key})), key
    assert list(VALIDATOR.iter_errors({**whole, "handling_mark": "TLP:PURPLE"}))
    assert list(VALIDATOR.iter_errors({**whole, "invented": 1}))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_its_columns_in_their_types_with_meaning_and_unit(
    pictures: Pictures, name: str
) -> None:
    table = TABLES[name]
    frame = table.frame(pictures.of(YEAR))
    assert list(frame.columns) == [c.name for c in table.columns]
    assert len({c.name for c in table.columns}) == len(table.columns)
    for column in table.columns:
        assert str(frame[column.name].dtype) == DTYPES[column.kind], column.name
        assert len(column.meaning) > 4, column.name
        assert column.unit or column.kind not in ("count", "number"), column.name
    assert name not in LAYERS
    assert {r.layer for r in table.reads(pictures.of(YEAR))} <= set(LAYERS)
    assert table.description.endswith(".")


@pytest.mark.parametrize("name", TABLES)
def test_no_table_carries_a_value_that_its_columns_do_not_name_away_in_silence(
    pictures: Pictures, name: str
) -> None:
    """A number that a page shows and a table loses would be found by nobody."""
    dropped = {
        "rates": {"band", "routes"}, "rates_over_time": {"band", "routes"},
        "rates_by_corridor": {"band", "routes"}, "shifts": {"after", "before", "placebo_dates"},
        "flows": {"departure", "arrival"},
    }  # fmt: skip
    rows = list(TABLES[name].build(pictures.of(YEAR)))
    given = {str(key) for row in rows for key in row}
    assert given - {c.name for c in TABLES[name].columns} <= dropped.get(name, set())


def test_the_tables_say_the_numbers_of_the_command_line(pictures: Pictures) -> None:
    picture = pictures.of(YEAR)
    figures = figures_json(picture)
    series = TABLES["series_crossings"].frame(picture)
    assert series["persons"].isna().any() or series["persons"].notna().all()
    for name in ("crossings", "deaths"):
        frame = TABLES[f"series_{name}"].frame(picture)
        ours = [None if pd.isna(v) else int(v) for v in frame["persons"]]
        assert ours == [row["persons"] for row in figures["series"][name]]
    headline = TABLES["headline"].frame(picture).set_index("id")
    for metric in figures["metrics"]:
        value = headline.loc[metric["id"], "value"]
        assert (None if pd.isna(value) else float(value)) == metric["value"]
        assert headline.loc[metric["id"], "unit"] == metric["unit"]
        assert headline.loc[metric["id"], "text"] == metric["text"]
    rates = TABLES["rates"].frame(picture).set_index(["formula", "routes"])
    for formula, by_route in figures["rates"]["by_route"].items():
        for route, rate in by_route.items():
            value = rates.loc[(formula, route), "value"]
            assert (None if pd.isna(value) else float(value)) == rate["value"]
            assert rates.loc[(formula, route), "denominator"] == rate["denominator"]


def test_the_region_cells_hold_every_incident_once(pictures: Pictures) -> None:
    picture = pictures.of(YEAR)
    cells = TABLES["regions"].frame(picture)
    assert int(cells["incidents"].sum()) == len(picture.incidents)
    assert "total" not in set(cells["kind"])


def test_a_sum_of_unknowns_stays_unknown_in_a_table(world: Any, frame: Frames) -> None:
    store = world(
        incidents=frame("incidents", {"missing_count": 2}, {"missing_count": 4}),
        crossings=frame("crossings", {"persons": 1}),
        deaths=frame("deaths", {"missing_count": 6}),
    )
    cells = TABLES["regions"].frame(Pictures(store).of(Selection()))
    assert cells["dead"].isna().all()
    assert list(cells["missing"]) == [6]


def test_the_document_names_selection_moment_editions_and_formula(pictures: Pictures) -> None:
    picture = pictures.of(YEAR.but(rate="per_arrival", causes=("drowning",), routes=("central",)))
    document = said(plan(picture, ["incidents", "deaths"]))
    assert document["selection"]["permalink"] == permalink(picture)
    assert document["known_at"] == "2026-11-22T00:00:00Z"
    assert document["selection"]["fields"]["known_on"] == "2026-11-22T00:00:00Z"
    assert document["selection"]["fields"]["causes"] == ["drowning"]
    words = " ".join(document["selection"]["words"])
    for part in ("January 2018 to December 2018", "Central Mediterranean.", "Drowning"):
        assert part in words
    chosen = [f["id"] for f in document["formulas"] if f["is_chosen"]]
    assert chosen == ["per_arrival"]
    assert {e["layer"] for e in document["editions"]} == {"incidents", "deaths"}
    held = picture.holdings.held["incidents"].edition
    shown = document["editions"][0]
    assert (shown["id"], shown["sha256"]) == (held.edition_id, held.sha256)
    assert shown["doubts"] == list(held.origin.doubts)
    assert set(picture.notices) <= set(document["caveats"])
    assert document["deaths_basis"]["id"] == "incidents"


def test_what_the_rows_could_not_follow_and_what_was_taken_out_is_in_words_too(
    pictures: Pictures,
) -> None:
    export = plan(pictures.of(YEAR.but(regions=("ITA",))), ["incidents", "routes"])
    text = " ".join(export.sidecar.readme.split())
    for reason, rows in export.sheets[0].removed.items():
        assert f"{rows:,} {reason}" in text
    assert "These rows cannot follow: the period, search-and-rescue regions." in text
    for source in said(export)["sources"]:
        assert " ".join(source["citation"].split()) in text


def test_a_licence_that_restricts_is_said_and_never_read_as_leave(pictures: Pictures) -> None:
    document = said(plan(pictures.of(YEAR), ["crossings", "search_and_rescue_regions"]))
    by_key = {s["source"]: s["redistribution"] for s in document["sources"]}
    assert by_key["iom_med_monthly_2025"] == "restricted"
    assert by_key["unhcr_monthly_2019"] == "unclear"
    assert by_key["imo_gisis_2026_04"] == "restricted"
    assert by_key["fir_proxy_vatsim"] == "share-alike"
    assert any("may not be passed on" in sentence for sentence in document["terms"])


@pytest.mark.parametrize(
    ("licence", "terms"),
    [
        ("CC BY 4.0", "attribution"),
        ("CC-BY-4.0", "attribution"),
        ("CC BY-SA 4.0", "share-alike"),
        ("public domain", "free"),
        ("own", "free"),
        ("unknown", "unclear"),
        ("", "unclear"),
        ("UNHCR portal terms (CC BY stated by users)", "unclear"),
        ("CC BY 4.0 (publisher); read from the public copy unlicensed", "unclear"),
        ("not stated; figures only, raw sheet not redistributed", "restricted"),
        ("UN document; figures only", "restricted"),
    ],
)
def test_the_more_careful_reading_of_a_licence_is_taken(licence: str, terms: str) -> None:
    assert terms_of(licence).redistribution == terms


def test_every_source_of_the_packaged_figures_has_terms_that_are_read(pictures: Pictures) -> None:
    for key, row in pictures.holdings().sources.items():
        found = terms_of(row["licence"])
        assert found.redistribution in SCHEMA["properties"]["sources"]["items"]["properties"][
            "redistribution"]["enum"], key  # fmt: skip


@pytest.mark.parametrize(
    ("up_to", "label", "named"),
    [(Mark.CLEAR, "TLP:CLEAR", ""), (Mark.AMBER_STRICT, "TLP:AMBER+STRICT", "-TLP-AMBER-STRICT")],
)
def test_the_strictest_mark_of_what_it_is_made_of_is_on_it_and_in_its_name(
    world: Any, frame: Frames, up_to: Mark, label: str, named: str
) -> None:
    store = world(
        incidents=frame("incidents", {"dead_count": 1}, {"dead_count": 2, "mark": "AMBER+STRICT"}),
        crossings=frame("crossings", {"persons": 1}),
        deaths=frame("deaths", {"dead_count": 3}),
    )
    picture = Pictures(store, Clearance(up_to), lambda: dt.date(2026, 12, 1)).of(Selection())
    for name in ("incidents", "regions"):
        export = plan(picture, [name])
        assert said(export)["handling_mark"] == label
        assert export.sidecar.readme.startswith(label + "\n")
        assert export.file_stem == f"pharos-{name}-2026-01-01{named}"
        assert said(export)["sheets"][0]["withheld"] == (1 if up_to == Mark.CLEAR else 0)
    assert said(plan(picture, ["crossings"]))["handling_mark"] == "TLP:CLEAR"


def test_what_is_withheld_is_nowhere_in_the_document(world: Any, frame: Frames) -> None:
    secret = {"mark": "RED", "source": "secretive", "incident_id": "HIDDEN-1", "dead_count": 77}
    store = world(
        incidents=frame("incidents", {"dead_count": 1}, secret),
        crossings=frame("crossings", {"persons": 1}),
        deaths=frame("deaths", {"dead_count": 3}),
    )
    picture = Pictures(store).of(Selection())
    export = plan(picture, [n for n in names() if n != "note_codes"])
    everything = json.dumps(said(export)) + export.sidecar.readme
    everything += "".join(s.frame.to_csv() for s in export.sheets)
    assert "secretive" not in everything
    assert "HIDDEN-1" not in everything
    assert "77" not in {str(v) for s in export.sheets for v in s.frame.to_numpy().ravel()}


def test_the_same_rows_give_the_same_document_whether_the_day_was_named_or_not(
    pictures: Pictures,
) -> None:
    one = plan(pictures.of(YEAR), ["incidents", "headline"]).sidecar
    other = plan(pictures.of(YEAR.but(known_on=dt.date(2026, 11, 22))), ["incidents", "headline"])
    assert json.dumps(one.document) == json.dumps(other.sidecar.document)
    assert one.readme == other.sidecar.readme


def test_layers_are_coloured_as_on_the_page(pictures: Pictures) -> None:
    export = plan(pictures.of(YEAR), ["incidents", "routes", "embarkation_points", "crossings"])
    incidents, routes, places, crossings = export.sheets
    assert incidents.colour_column == routes.colour_column == "route"
    assert incidents.colours == {r: colour("light", r) for r in ROUTES}
    assert (places.colour_column, places.colours) == ("", {"": colour("light", "place")})
    assert crossings.colours == {}
    assert incidents.people == ("dead_count", "missing_count")
    assert {value for (column, value) in places.symbols if column == "kind"} == set(PLACE_KINDS)


def test_a_symbol_does_not_ask_for_a_column_that_is_not_there(pictures: Pictures) -> None:
    places = plan(pictures.of(YEAR), ["embarkation_points"], ["name"]).sheets[0]
    incidents = plan(pictures.of(YEAR), ["incidents"], ["dead_count"]).sheets[0]
    assert places.symbols == {}
    assert incidents.people == ("dead_count",)


def test_columns_are_kept_by_name_and_one_that_there_is_not_is_quoted(pictures: Pictures) -> None:
    export = plan(pictures.of(YEAR), ["incidents", "routes"], ["name", "dead_count", "route"])
    assert [c.name for c in export.sheets[0].columns] == ["dead_count", "route"]
    assert [c.name for c in export.sheets[1].columns] == ["name", "route", "geometry"]
    with pytest.raises(RefusedInput, match="'crew'"):
        plan(pictures.of(YEAR), ["incidents"], ["crew"])
    with pytest.raises(RefusedInput, match="one of 'routes'"):
        plan(pictures.of(YEAR), ["incidents", "routes"], ["dead_count"])


@pytest.mark.parametrize(
    ("asked", "quoted"), [(["vessels"], "'vessels'"), ([], "Nothing"), (["routes"] * 65, "at most")]
)
def test_what_cannot_be_exported_is_quoted(
    pictures: Pictures, asked: list[str], quoted: str
) -> None:
    with pytest.raises(RefusedInput, match=quoted):
        plan(pictures.of(YEAR), asked)


def test_an_empty_selection_gives_empty_sheets_that_say_so(pictures: Pictures) -> None:
    nothing = Selection(min_people=100_000)
    export = plan(pictures.of(nothing), ["incidents", "regions"])
    assert [len(s.frame) for s in export.sheets] == [0, 0]
    assert export.sidecar.readme.count("It has no row for this selection") == 2
    assert [e.message for e in VALIDATOR.iter_errors(said(export))] == []
    assert [s["bytes_as_csv_about"] for s in export.preview()["sheets"]] == [0, 0]


def test_a_preview_says_rows_columns_what_is_left_out_and_about_how_large_it_is(
    pictures: Pictures,
) -> None:
    export = plan(pictures.of(YEAR), ["incidents", "crossings"])
    preview = export.preview()
    for sheet, shown in zip(export.sheets, preview["sheets"], strict=True):
        assert shown["rows"] == len(sheet.frame)
        table = pd.DataFrame(sheet.frame).drop(columns="geometry", errors="ignore")
        size = len(table.to_csv(index=False).encode())
        assert 0.5 * size < shown["bytes_as_csv_about"] < 2 * size
    assert preview["permalink"] == permalink(pictures.of(YEAR))
