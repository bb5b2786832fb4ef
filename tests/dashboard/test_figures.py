"""Drawings say what they are given: unknown stays empty, doubt is hatched, words are whole."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from dashboard.figures import of_picture
from dashboard.figures.map import CONFIG as MAP_CONFIG
from dashboard.figures.map import (
    area_geojson,
    incident_columns,
    map_figure,
    packed,
    packed_rows,
)
from dashboard.figures.overlays import (
    claim_layers,
    claims_geojson,
    corridor_layers,
    corridors_geojson,
    place_layers,
    places_geojson,
    route_widths,
)
from dashboard.figures.series import CONFIG as SERIES_CONFIG
from dashboard.figures.series import blank_series, event_day, series_figure
from dashboard.picture import Pictures
from dashboard.theme import MODES, Mode, colour
from layers.aggregate import complete_crossings, crossings_series, deaths_series
from layers.analysis.responsibility import overlaps
from layers.areas import read_area
from layers.filters import index_incidents
from layers.geometry import sea_limits
from layers.selection import Selection
from layers.terms import ROUTES

Frames = Callable[..., pd.DataFrame]
SPAN = (dt.date(2018, 1, 1), dt.date(2018, 12, 31))


def series_of(picture: Any, mode: Any) -> go.Figure:
    """What the callback sends, as plotly has checked it."""
    return go.Figure(of_picture.series_of(picture, mode))


def drawn(
    frame: Frames, moved: list[dict[str, Any]], died: list[dict[str, Any]], **options: Any
) -> dict[str, Any]:
    """The traces of a figure of one central series, by their id."""
    ita = {"arrival_country": "ITA"}
    rows = [(row if "departure_country" in row else {**ita, **row}) for row in moved]
    figure = series_figure(
        crossings_series(complete_crossings(frame("crossings", *rows)), "month"),
        deaths_series(frame("deaths", *died), "month"),
        frame("events"),
        **{"every": "month", "by_route": True, "mode": "light", "span": SPAN, **options},
    )
    return {trace.uid: trace for trace in figure.data}


def test_a_month_without_a_figure_has_no_bar(frame: Frames) -> None:
    moved = [{"month": f"2018-0{m}", "persons": n} for m, n in ((1, 1), (2, ""), (3, 0), (4, 4))]
    bars = drawn(frame, moved, [{"dead_count": ""}])
    assert list(bars["arrival_sea-central"].y) == [1, 0, 4]
    assert len(bars["dead-central"].y) == 0


def test_a_bar_that_lacks_figures_says_at_least_and_how_many(frame: Frames) -> None:
    moved = [{"persons": 1}, {"arrival_country": "MLT", "persons": ""}]
    bars = drawn(frame, moved, [{"dead_count": 2}])
    (words,) = bars["arrival_sea-central"].customdata
    assert words.startswith("at least 1")
    assert "1" in words.removeprefix("at least 1")
    assert bars["dead-central"].customdata[0] == "2"


def test_only_months_that_are_not_whole_are_hatched(frame: Frames) -> None:
    moved = [{"month": "2018-01", "persons": 1}, {"month": "2018-02", "persons": 2,
             "status": "partial"}]  # fmt: skip
    died = [
        {"month": "2018-01", "dead_count": 1, "as_of": "2018-02-06"},
        {"month": "2018-02", "dead_count": 2, "as_of": "2018-02-06"},
    ]
    bars = drawn(frame, moved, died)
    for name in ("arrival_sea-central", "dead-central"):
        plain, hatched = bars[name].marker.pattern.shape
        assert plain == ""
        assert hatched != ""
        # In place of the colour the hatch would leave the bar invisible, as if it were zero.
        assert bars[name].marker.pattern.fillmode == "overlay"
        assert "incomplete" in bars[name].customdata[1]
        assert "incomplete" not in bars[name].customdata[0]


def test_interceptions_go_down_and_never_stack_on_arrivals(frame: Frames) -> None:
    returned = {"measure": "interception", "departure_country": "LBY", "persons": 4}
    bars = drawn(frame, [{"persons": 1}, returned], [{"dead_count": 2, "missing_count": 1}])
    assert list(bars["arrival_sea-central"].y) == [1]
    assert list(bars["interception-central"].y) == [-4]
    # The hover names the people, not the direction of the bar.
    assert bars["interception-central"].customdata[0] == "4"
    crossing_axis = bars["arrival_sea-central"].yaxis
    assert bars["interception-central"].yaxis == crossing_axis
    assert {bars[f"{m}-central"].yaxis for m in ("dead", "missing")} != {crossing_axis}


def test_undivided_arrivals_are_rings_of_their_own_and_no_part_of_a_bar(frame: Frames) -> None:
    moved = [{"persons": 1}, {"measure": "arrival_sea_land", "persons": 4}]
    traces = drawn(frame, moved, [{"dead_count": 2}])
    bars = [t for t in traces.values() if t.type == "bar" and t.uid.startswith("arrival")]
    assert sum(sum(t.y) for t in bars) == 1
    rings = traces["arrival_sea_land-central"]
    assert (rings.type, rings.mode, list(rings.y)) == ("scatter", "markers", [4])


def test_all_routes_together_are_the_sum_of_the_routes(frame: Frames) -> None:
    moved = [{"persons": 1}, {"route": "eastern", "arrival_country": "GRC", "persons": 2}]
    died = [{"dead_count": 1}, {"route": "eastern", "dead_count": 4}]
    bars = drawn(frame, moved, died, by_route=False)
    assert list(bars["arrival_sea-all"].y) == [3]
    assert list(bars["dead-all"].y) == [5]


@pytest.mark.parametrize("mode", MODES)
def test_a_route_has_its_own_colour_on_bars_and_map(frame: Frames, mode: Mode) -> None:
    bars = drawn(frame, [{"persons": 1}], [{"dead_count": 2}], mode=mode)
    red, green, blue = (int(colour(mode, "central")[i : i + 2], 16) for i in (1, 3, 5))
    assert f"{red},{green},{blue}" in bars["arrival_sea-central"].marker.color
    points = {t.name: t for t in map_figure(mode).data}
    assert points["incidents-central"].marker.color == colour(mode, "central")


@pytest.mark.parametrize("every", ["month", "quarter", "year"])
@pytest.mark.parametrize("by_route", [True, False])
def test_the_bars_of_the_packaged_figures_add_up_to_the_headline(
    pictures: Pictures, every: str, by_route: bool
) -> None:
    picture = pictures.of(Selection(every=every, by_route=by_route))  # type: ignore[arg-type]
    headline = {m.id: m.value for m in picture.headline}
    sums: dict[str, int] = {}
    for trace in series_of(picture, "light").data:
        measure = trace.uid.split("-")[0]
        sums[measure] = sums.get(measure, 0) + int(sum(trace.y)) if measure != "events" else 0
    assert sums["arrival_sea"] == headline["arrival_sea"]
    assert -sums["interception"] == headline["interception"]
    assert (sums["dead"], sums["missing"]) == (headline["dead"], headline["missing"])


def events_of(figure: go.Figure) -> list[str]:
    (markers,) = [t for t in figure.data if t.uid == "events"]
    assert len(markers.x) == len(figure.layout.shapes) == len(markers.customdata)
    return list(markers.customdata)


def test_events_are_marked_for_the_chosen_routes_and_period_alone(pictures: Pictures) -> None:
    events = pictures.holdings().frame("events")
    whole = events_of(series_of(pictures.of(Selection()), "light"))
    first = pictures.holdings().months[0].isoformat()
    assert len(whole) == (events["starts_on"] >= first[:7]).sum()
    atlantic = Selection(routes=("atlantic",), first_day=SPAN[0], last_day=SPAN[1])
    named = events[events["routes"].isna() | events["routes"].fillna("").str.contains("atlantic")]
    inside = named[named["starts_on"].str.startswith("2018")]
    assert len(events_of(series_of(pictures.of(atlantic), "light"))) == len(inside)
    assert len(inside) < len(events[events["starts_on"].str.startswith("2018")])


def test_an_event_of_a_month_stands_in_its_middle() -> None:
    assert event_day("2018-02") == dt.date(2018, 2, 15)
    assert event_day("2018-02-03") == dt.date(2018, 2, 3)


def test_no_event_is_said_to_have_caused_anything(pictures: Pictures) -> None:
    words = " ".join(events_of(series_of(pictures.of(Selection()), "light"))).lower()
    assert "caused" not in words
    assert "because" not in words


@pytest.mark.parametrize(
    "selection",
    [
        Selection(routes=()),
        Selection(SPAN[0], SPAN[0]),
        Selection(min_people=100_000),
        Selection(dt.date(2003, 1, 1), dt.date(2003, 12, 31), by_route=False, every="year"),
    ],
)
def test_an_empty_selection_is_drawn_as_empty_axes(
    pictures: Pictures, selection: Selection
) -> None:
    figure = series_of(pictures.of(selection), "dark")
    assert sum(len(t.y) for t in figure.data if t.uid.startswith(("dead", "missing"))) == 0


def test_the_blank_series_has_the_traces_of_a_full_one(pictures: Pictures) -> None:
    full = series_of(pictures.of(Selection()), "light")
    assert {t.uid for t in full.data} == {t.uid for t in go.Figure(blank_series()).data}


@pytest.mark.parametrize("config", [MAP_CONFIG, SERIES_CONFIG])
def test_no_button_sends_a_chart_to_a_cloud(config: dict[str, Any]) -> None:
    assert (config["showSendToCloud"], config["displaylogo"]) == (False, False)


def test_the_map_keeps_its_view_and_names_no_host(pictures: Pictures) -> None:
    text = json.dumps([map_figure(mode).to_plotly_json() for mode in MODES], default=str)
    assert "http" not in text
    assert map_figure().layout.uirevision == "map"
    assert [t.uid for t in map_figure().data] == [f"incidents-{r}" for r in ROUTES]


@given(st.lists(st.booleans(), max_size=70))
def test_flags_survive_their_packing(flags: list[bool]) -> None:
    content = np.frombuffer(
        base64.urlsafe_b64decode(packed_rows(np.array(flags, dtype=bool))), "uint8"
    )
    assert len(content) == (len(flags) + 7) // 8
    bits = np.unpackbits(content, bitorder="little")[: len(flags)]
    assert bits.astype(bool).tolist() == flags


@given(st.lists(st.floats(width=32) | st.just(float("nan")), max_size=9))
def test_numbers_survive_their_packing_unknowns_included(numbers: list[float]) -> None:
    column = packed(np.array(numbers, dtype="float32"), "f4")
    again = np.frombuffer(base64.b64decode(column["bdata"]), "<f4")
    np.testing.assert_array_equal(again, np.array(numbers, dtype="float32"))


def test_an_unknown_count_reaches_the_browser_as_unknown(frame: Frames) -> None:
    index = index_incidents(frame("incidents", {"dead_count": 1}, {"missing_count": 2}))
    nothing = np.full(2, np.nan, dtype="float32")
    columns = incident_columns(index, ["a", "b"], nothing, nothing)
    dead = np.frombuffer(base64.b64decode(columns["dead"]["bdata"]), "<f4")
    assert dead[0] == 1
    assert np.isnan(dead[1])
    longitude = np.frombuffer(base64.b64decode(columns["longitude"]["bdata"]), "<f8")
    assert np.isnan(longitude).all()  # and not at 0,0
    assert columns["n"] == len(columns["id"]) == 2


Collection = dict[str, Any]


@pytest.fixture(scope="module")
def collections(pictures: Pictures) -> dict[str, Collection]:
    holdings = pictures.holdings()
    claims = holdings.claims
    limits = {row.claim_id: sea_limits(row.geometry, None) for row in claims.itertuples()}
    return {
        "corridors": corridors_geojson(holdings.frame("routes")),
        "places": places_geojson(holdings.frame("embarkation_points")),
        "regions": claims_geojson(claims, limits, overlaps(claims)),
    }


def positions(coordinates: Any) -> Iterator[list[float]]:
    if isinstance(coordinates[0], float | int):
        yield coordinates
        return
    for part in coordinates:
        yield from positions(part)


@pytest.mark.parametrize("name", ["corridors", "places", "regions"])
def test_an_overlay_is_a_feature_collection_of_rfc_7946(
    collections: dict[str, Collection], name: str
) -> None:
    collection = json.loads(json.dumps(collections[name], allow_nan=False))
    assert set(collection) == {"type", "features"}
    assert collection["features"]
    for feature in collection["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        for longitude, latitude in positions(feature["geometry"]["coordinates"]):
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
    shapes = gpd.GeoDataFrame.from_features(collection["features"], crs="EPSG:4326")
    assert not shapes.geometry.is_empty.any()


@pytest.mark.parametrize("name", ["corridors", "places", "regions"])
def test_the_words_of_an_overlay_are_whole(collections: dict[str, Collection], name: str) -> None:
    for feature in collections[name]["features"]:
        for key, cell in feature["properties"].items():
            if isinstance(cell, str):
                assert cell.strip() == cell != "", key
                assert not {"None", "nan", "NaT", "<NA>"} & set(cell.replace("·", " ").split())
            else:
                assert cell is not None, key


def test_every_corridor_place_and_claim_is_drawn(
    pictures: Pictures, collections: dict[str, Collection]
) -> None:
    holdings = pictures.holdings()
    for name, layer, key in (
        ("corridors", "routes", "corridor_id"),
        ("places", "embarkation_points", "place_id"),
        ("regions", "search_and_rescue_regions", "claim_id"),
    ):
        features = [f["properties"] for f in collections[name]["features"]]
        named = {p["id"] for p in features if "id" in p and p.get("part") != "overlap"}
        assert named == set(holdings.frame(layer)[key])


def test_a_claim_says_as_declared_and_that_nothing_is_recognised(
    collections: dict[str, Collection],
) -> None:
    areas = [f["properties"] for f in collections["regions"]["features"]]
    areas = [p for p in areas if p["part"] == "area"]
    assert all("implies no recognition" in p["line3"] for p in areas)
    libya = next(p for p in areas if p["id"] == "LBY")
    assert "14 December 2017" in libya["line2"]
    assert "disputed" in libya["line1"]
    sketch = next(p for p in areas if p["id"] == "TUR-AEG")
    assert sketch["approximate"] is True


def test_an_overlap_names_both_of_its_claims(collections: dict[str, Collection]) -> None:
    shared = [f["properties"] for f in collections["regions"]["features"]]
    shared = [p for p in shared if p["part"] == "overlap"]
    assert any(p.get("claim_ITA") and p.get("claim_MLT") for p in shared)
    assert all(sum(key.startswith("claim_") for key in p) == 2 for p in shared)


def test_the_width_of_a_route_grows_with_its_arrivals_and_unknown_is_plain() -> None:
    widths = route_widths({"western": 1, "central": 4, "eastern": None})
    assert widths["western"] < widths["central"]
    assert widths["eastern"] == widths["atlantic"]
    assert set(widths) == set(ROUTES)
    # Width is by the root: a line four times as wide would say sixteen times as many.
    wide, narrow, least = widths["central"], widths["western"], route_widths({"western": 0})
    assert (narrow - 2) / (wide - 2) == pytest.approx(0.5)
    assert len(set(least.values())) == 1


@pytest.mark.parametrize("mode", MODES)
def test_what_lies_on_the_map_is_a_layer_with_an_id_of_its_own(mode: Mode) -> None:
    widths = route_widths({})
    stack = [
        *corridor_layers(mode, ("central",), widths),
        *place_layers(mode, ("central",)),
        *claim_layers(mode, ["ITA", "MLT"], ["ITA"]),
    ]
    assert len({layer["id"] for layer in stack}) == len(stack)
    assert {layer["source"] for layer in stack} == {"corridors", "places", "regions"}
    text = json.dumps(stack, allow_nan=False)
    assert "http" not in text


def test_approximate_and_disputed_limits_are_drawn_unlike_exact_ones() -> None:
    lines = {x["id"]: x["paint"].get("line-dasharray") for x in claim_layers("light", ["ITA"], [])}
    dashes = [lines[f"claim-limits-{kind}"] for kind in ("exact", "approximate", "disputed")]
    assert dashes[0] is None
    assert dashes[1]
    assert dashes[2]
    assert dashes[1] != dashes[2]


def test_a_drawn_area_is_a_closed_ring_to_geodesic_scale_with_its_size() -> None:
    drawn = json.loads(json.dumps(area_geojson(read_area("circle:12.6,35.5,50"))))
    ring = np.array(drawn["geometry"]["coordinates"][0])
    assert (ring[0] == ring[-1]).all()
    metres = Geod(ellps="WGS84").inv(ring[:, 0] * 0 + 12.6, ring[:, 1] * 0 + 35.5, *ring.T)[2]
    assert np.abs(np.array(metres) - 50_000).max() < 1
    assert drawn["properties"] == {"label": "27 nm radius"}
    square = area_geojson(read_area("polygon:12,35;13,35;13,36"))
    assert square["geometry"]["coordinates"] == [[[12, 35], [13, 35], [13, 36], [12, 35]]]
