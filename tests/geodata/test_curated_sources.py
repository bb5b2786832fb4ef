"""The project's own tables: the packaged files come back as they are, and a bad row is kept apart."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import RefusedFile, SchemaChanged, SourceError
from geodata.packaged import packaged_editions
from geodata.report import SetAside
from geodata.sources import corridors, events, places, regions
from geodata.sources.curated import read
from geodata.sources.source import Options, Parsed, Source
from geodata.tables import RawTable
from layers.layer import Layer
from layers.registry import LAYERS, layer

TODAY = dt.date(2026, 11, 23)
SOURCES = [events.SOURCE, places.SOURCE, regions.SOURCE, corridors.SOURCE]
EVENTS, PLACES = layer("events"), layer("embarkation_points")
REGIONS, CORRIDORS = layer("search_and_rescue_regions"), layer("routes")
EVENT = {
    "event_id": "E1", "starts_on": "2018-01-15", "date_precision": "day", "routes": "central",
    "kind": "law", "label": "A law", "certainty": "verified", "source": "gazette",
}  # fmt: skip
PLACE = {
    "place_id": "p1", "name": "A cove", "country_code": "TUN", "longitude": "10.5",
    "latitude": "35.25", "kind": "both", "source": "own",
}  # fmt: skip
REGION = {
    "claim_id": "R1", "state": "MLT", "name": "A region", "basis": "drawn", "status": "declared",
    "source": "own", "licence": "CC0-1.0", "is_approximate": "true",
    "geometry": '{"type":"Polygon","coordinates":[[[14,35],[15,35],[15,36],[14,35]]]}',
}  # fmt: skip
CORRIDOR = {
    "corridor_id": "c1", "name": "Here to there", "route": "central", "source": "own",
    "geometry": '{"type":"LineString","coordinates":[[12,33],[12.5,35.5]]}',
}  # fmt: skip


def table(of: Layer, *rows: dict[str, str], kind: str = "csv", crs: str = "") -> RawTable:
    names = [c.name for c in of.columns]
    cells = [[row.get(name, "") for name in names] for row in rows]
    return RawTable([names, *cells], list(range(1, len(rows) + 2)), kind, crs)


def taken(of: Layer, *rows: dict[str, str], **options: Any) -> Parsed:
    parsed = read(table(of, *rows), of, Options(**options))
    lines = [*(line for group in parsed.lines for line in group)]
    lines += [aside.line for aside in parsed.set_aside]
    assert sorted(lines) == list(range(2, len(rows) + 2)), "each row once"
    assert parsed.rows_in == len(rows)
    return parsed


def only(parsed: Parsed) -> SetAside:
    (found,) = parsed.set_aside
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_the_packaged_file_of_a_layer_gives_the_packaged_edition(source: Source) -> None:
    edition = packaged_editions()[source.layer]
    parsed = source.parse(edition.content(), edition.path.name, TODAY, Options())
    assert parsed.set_aside == ()
    assert parsed.remarks == ()
    found, held = LAYERS[source.layer].conform(parsed.frame), edition.frame()
    if "geometry" in parsed.frame:
        assert isinstance(found, gpd.GeoDataFrame)
        assert found.geometry.geom_equals_exact(held.geometry, 0).all()
    columns = [c.name for c in LAYERS[source.layer].columns if c.kind != "geometry"]
    pd.testing.assert_frame_equal(pd.DataFrame(found[columns]), pd.DataFrame(held[columns]))


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.name)
def test_a_curated_table_is_its_whole_layer_and_nobody_is_asked_for_it(source: Source) -> None:
    edition = packaged_editions()[source.layer]
    assert source.fetch is None
    assert source.rhythm_days is None
    assert source.hosts == ()
    assert source.parse(edition.content(), "x", TODAY, Options()).scope is None


def test_columns_in_another_order_give_the_same_rows() -> None:
    straight = table(EVENTS, EVENT)
    turned = RawTable([list(reversed(row)) for row in straight.rows], straight.lines, "csv")
    pd.testing.assert_frame_equal(
        read(straight, EVENTS, Options()).frame, read(turned, EVENTS, Options()).frame
    )


def test_a_column_that_is_missing_or_more_than_there_is_stops_the_file() -> None:
    whole = table(EVENTS, EVENT)
    fewer = RawTable([row[:-1] for row in whole.rows], whole.lines, "csv")
    with pytest.raises(SchemaChanged, match="'note_code'"):
        read(fewer, EVENTS, Options())
    more = RawTable([[*row, "vessel"] for row in whole.rows], whole.lines, "csv")
    with pytest.raises(SchemaChanged, match="unknown columns 'vessel'"):
        read(more, EVENTS, Options())


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(SourceError, match="no rows"):
        read(table(EVENTS), EVENTS, Options())


BAD_CELLS = [
    (EVENTS, EVENT, {"kind": "rumour"}, "unknown_word", "kind", "agreement, conflict"),
    (EVENTS, EVENT, {"routes": "central;north"}, "unknown_word", "routes", "western, central"),
    (EVENTS, EVENT, {"starts_on": "2024-02-30"}, "impossible_date", "starts_on", "a day or a month"),
    (EVENTS, EVENT, {"starts_on": "3024-01-01"}, "impossible_date", "starts_on", "a day or a month"),
    (EVENTS, EVENT, {"starts_on": ""}, "no_date", "starts_on", "day or month it began"),
    (EVENTS, EVENT, {"label": ""}, "does_not_fit", "label", "what happened"),
    (EVENTS, EVENT, {"event_id": " "}, "no_id", "event_id", "an id of its own"),
    (PLACES, PLACE, {"longitude": "1400"}, "position_out_of_range", "longitude", "-180 to 180"),
    (PLACES, PLACE, {"latitude": "35,25"}, "not_a_position", "latitude", "a number such as 35.9"),
    (PLACES, PLACE, {"latitude": ""}, "not_a_position", "latitude", "from -90 to 90"),
    (PLACES, PLACE, {"longitude": "0", "latitude": "0.0"}, "position_out_of_range", "longitude", "not both 0"),
    (PLACES, PLACE, {"longitude": "35.25", "latitude": "-5.5"}, "looks_swapped", "longitude", "-5.5 and 35.25"),
    (REGIONS, REGION, {"area_km2": "-4"}, "does_not_fit", "area_km2", "0 or more"),
    (REGIONS, REGION, {"is_approximate": "perhaps"}, "does_not_fit", "is_approximate", "true or false"),
    (REGIONS, REGION, {"valid_from": "2024-03-00"}, "impossible_date", "valid_from", "2024-03-31"),
    (CORRIDORS, CORRIDOR, {"first_reported_year": "about 20"}, "not_a_count", "first_reported_year", "a whole number"),
    (CORRIDORS, CORRIDOR, {"first_reported_year": "1200"}, "does_not_fit", "first_reported_year", "from 1900 to 2100"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "good", "change", "reason", "column", "right"), BAD_CELLS)
def test_a_row_with_a_bad_cell_is_kept_apart_and_the_others_are_taken(
    of: Layer, good: dict[str, str], change: dict[str, str], reason: str, column: str, right: str
) -> None:
    other = good | {of.key[0]: "another"}
    parsed = taken(of, good | change, other)
    aside = only(parsed)
    assert (aside.line, aside.kind, aside.reason) == (2, "quarantined", reason)
    assert aside.column == column
    assert right in aside.right
    assert dict(aside.record) == {c.name: (good | change).get(c.name, "") for c in of.columns}
    assert of.conform(parsed.frame)[of.key[0]].tolist() == ["another"]


def test_swapped_coordinates_are_put_right_only_on_request() -> None:
    swapped = PLACE | {"longitude": "35.25", "latitude": "-5.5"}
    parsed = taken(PLACES, swapped, mend_swapped=True)
    assert parsed.frame[["longitude", "latitude"]].to_numpy().tolist() == [["-5.5", "35.25"]]
    assert [(r.reason, r.text) for r in parsed.remarks] == [("swapped_mended", "35.25 -5.5")]


def test_a_ragged_row_is_kept_apart_with_what_stood_beyond_the_header() -> None:
    raw = table(EVENTS, EVENT, EVENT | {"event_id": "E2"}, EVENT | {"event_id": "E4"})
    raw.rows[1].append("beyond")
    raw.rows[2].pop()
    parsed = read(raw, EVENTS, Options())
    assert [(a.line, a.reason, a.text) for a in parsed.set_aside] == [
        (2, "ragged_row", "11 cells"),
        (3, "ragged_row", "9 cells"),
    ]
    assert parsed.set_aside[0].record["(beyond the header)"] == "beyond"
    assert parsed.lines == [(4,)]


def test_the_same_row_twice_is_one_row() -> None:
    parsed = taken(EVENTS, EVENT, EVENT)
    assert (only(parsed).kind, only(parsed).reason, only(parsed).line) == (
        "excluded", "repeated_row", 3
    )  # fmt: skip
    assert len(parsed.frame) == 1


def test_of_two_rows_of_one_id_neither_is_believed() -> None:
    parsed = taken(EVENTS, EVENT, EVENT | {"label": "Another"}, EVENT | {"event_id": "E4"})
    assert [(a.line, a.reason) for a in parsed.set_aside] == [
        (2, "repeated_id"),
        (3, "repeated_id"),
    ]
    assert "2, 3" in parsed.set_aside[0].right


def polygon(*corners: tuple[object, ...]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


def test_a_bow_tie_is_made_valid_and_said() -> None:
    tie = polygon((14, 35), (15, 36), (15, 35), (14, 36), (14, 35))
    parsed = taken(REGIONS, REGION | {"geometry": tie})
    assert [r.reason for r in parsed.remarks] == ["made_valid"]
    whole = REGIONS.conform(parsed.frame)["geometry"].iloc[0]
    assert (whole.geom_type, whole.area) == ("MultiPolygon", 0.5)


def test_heights_are_left_out() -> None:
    high = polygon((14, 35, 1e308), (15, 35, 2), (15, 36, 4), (14, 35, 1e308))
    parsed = taken(REGIONS, REGION | {"geometry": high})
    assert not parsed.frame.geometry.has_z.any()
    assert parsed.remarks == ()


BAD_SHAPES = {
    "none": "",
    "null": "null",
    "no json": "POLYGON ((14 35))",
    "unclosed": polygon((14, 35), (15, 35), (15, 36)),
    "empty": '{"type": "Polygon", "coordinates": []}',
    "text": polygon(("14", "35"), ("15", "35"), ("15", "36"), ("14", "35")),
    "not a number": polygon((float("nan"), 35), (15, 35), (15, 36), (float("nan"), 35)),
    "infinite": polygon((float("inf"), 35), (15, 35), (15, 36), (float("inf"), 35)),
    "collapsed": polygon((14, 35), (15, 35), (14, 35), (14, 35)),
    "a point": '{"type": "Point", "coordinates": [14, 35]}',
}


@pytest.mark.parametrize("case", BAD_SHAPES)
def test_a_shape_that_cannot_be_one_is_kept_apart(case: str) -> None:
    parsed = taken(REGIONS, REGION | {"geometry": BAD_SHAPES[case]}, REGION | {"claim_id": "R2"})
    aside = only(parsed)
    assert (aside.reason, aside.column) == ("invalid_shape", "geometry")
    assert "Polygon or MultiPolygon" in aside.right
    assert REGIONS.conform(parsed.frame)["claim_id"].tolist() == ["R2"]


@pytest.mark.parametrize(
    "corners",
    [
        [(1400, 35), (1401, 35), (1401, 36), (1400, 35)],
        [(0.0001, 0.0003), (0.0002, 0.0003), (0.0002, 0.0004), (0.0001, 0.0003)],
        [(35, -14), (36, -14), (36, -15), (35, -14)],
    ],
    ids=["metres", "degrees taken for metres", "elsewhere"],
)
def test_a_shape_outside_of_the_mapped_area_is_kept_apart(corners: list[Any]) -> None:
    aside = only(taken(REGIONS, REGION | {"geometry": polygon(*corners)}))
    assert aside.reason == "position_out_of_range"


@pytest.mark.parametrize(
    ("kind", "crs", "said"),
    [
        ("geojson", "EPSG:3857", "declared as EPSG:3857; expected longitude and latitude"),
        ("gpkg", "", "no reference system"),
    ],
)
def test_a_file_in_another_reference_system_is_refused(kind: str, crs: str, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        read(table(REGIONS, REGION, kind=kind, crs=crs), REGIONS, Options())


def test_regions_come_by_geopackage_too(tmp_path: Path) -> None:
    edition = packaged_editions()[REGIONS.name]
    path = tmp_path / "regions.gpkg"
    edition.frame().to_file(path, layer="regions", driver="GPKG")
    parsed = regions.SOURCE.parse(path.read_bytes(), path.name, TODAY, Options())
    assert [a.text for a in parsed.set_aside] == []
    found, held = REGIONS.conform(parsed.frame), edition.frame()
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.drop(columns="geometry")), pd.DataFrame(held.drop(columns="geometry"))
    )


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "event_id": st.sampled_from(["", "E1", "E2", "E4"]),
                "starts_on": st.sampled_from(["", "2018-01-15", "2018-02-30"]),
                "kind": st.sampled_from(["law", "rumour"]),
            }
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_row_is_taken_or_kept_apart_once_and_what_is_taken_conforms(
    changes: list[dict[str, str]],
) -> None:
    parsed = taken(EVENTS, *(EVENT | change for change in changes))
    if len(parsed.frame):
        EVENTS.conform(parsed.frame)
