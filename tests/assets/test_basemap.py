"""The basemap that the browser gets: whole, small, and the same places in both themes."""

import csv
import json
from pathlib import Path
from typing import Any

import brotli
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import shape

ROOT = Path(__file__).resolve().parents[2]
BASEMAP = ROOT / "assets" / "basemap"
GAZETTEER = ROOT / "geodata" / "gazetteer" / "names.csv"
COLUMNS = [
    "name_id",
    "kind",
    "name",
    "name_local",
    "country_code",
    "longitude",
    "latitude",
    "min_zoom",
    "max_zoom",
    "rank",
    "basis",
]
KINDS = {"sea", "strait", "island", "city", "country"}
GEOD = Geod(ellps="WGS84")

# A point well inside each, longitude before latitude.
ISLANDS = {
    "Lampedusa": (12.595, 35.513),
    "Linosa": (12.868, 35.866),
    "Pantelleria": (12.0, 36.79),
    "Ustica": (13.178, 38.709),
    "Malta": (14.43, 35.885),
    "Gozo": (14.25, 36.05),
    "Farmakonisi": (27.089, 37.291),
    "Agathonisi": (26.968, 37.459),
    "Kastellorizo": (29.575, 36.143),
    "Gavdos": (24.085, 34.84),
    "Leros": (26.85, 37.15),
    "Lipsi": (26.764, 37.302),
    "Symi": (27.83, 36.6),
    "Oinousses": (26.222, 38.521),
    "Lesvos": (26.05, 39.25),
    "Samos": (26.8, 37.75),
    "Kos": (27.1, 36.82),
    "Rhodes": (27.95, 36.2),
    "Djerba": (10.88, 33.8),
    "Kerkennah": (11.2, 34.72),
    "Alborán": (-3.038, 35.9415),
    "Chafarinas": (-2.431, 35.182),
    "Formentera": (1.44, 38.69),
    "El Hierro": (-18.0, 27.74),
    "La Graciosa": (-13.505, 29.255),
    "Arwad": (35.858, 34.856),
}


def styled(theme: str) -> dict[str, Any]:
    return json.loads((BASEMAP / f"style-{theme}.json").read_text(encoding="utf-8"))


def drawn(name: str) -> list[dict[str, Any]]:
    text = (BASEMAP / f"{name}.geojson").read_text(encoding="utf-8")
    return json.loads(text)["features"]


def gazetteer() -> list[dict[str, str]]:
    with GAZETTEER.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def land() -> shapely.STRtree:
    return shapely.STRtree([shape(feature["geometry"]) for feature in drawn("land")])


def test_both_themes_have_the_same_sources_and_the_same_layers_in_the_same_order() -> None:
    light, dark = styled("light"), styled("dark")
    assert light["sources"] == dark["sources"]
    for one, other in zip(light["layers"], dark["layers"], strict=True):
        painted = {"paint"}
        assert {k: v for k, v in one.items() if k not in painted} == {
            k: v for k, v in other.items() if k not in painted
        }
        assert one["paint"].keys() == other["paint"].keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_style_asks_for_nothing_outside_the_site(theme: str) -> None:
    style = styled(theme)
    assert not {"glyphs", "sprite", "terrain", "font-faces"} & style.keys()
    for source in style["sources"].values():
        assert source["data"].startswith("/assets/basemap/")
        assert (BASEMAP / Path(source["data"]).name).is_file()
    assert "://" not in json.dumps(style)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_layer_draws_from_a_source_that_the_style_declares(theme: str) -> None:
    style = styled(theme)
    names = [layer["id"] for layer in style["layers"]]
    assert len(set(names)) == len(names)
    used = {layer["source"] for layer in style["layers"] if layer["type"] != "background"}
    assert used == style["sources"].keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_computed_lines_say_on_the_map_that_they_are_no_legal_limit(theme: str) -> None:
    label = next(layer for layer in styled(theme)["layers"] if layer["id"] == "names-limits")
    assert "computed, not a legal limit" in json.dumps(label["layout"]["text-field"])
    assert label["minzoom"] <= 7


def test_the_whole_basemap_is_under_500_kilobytes_compressed() -> None:
    sizes = {path.name: path.stat().st_size for path in BASEMAP.glob("*.br")}
    assert len(sizes) == len(list(BASEMAP.glob("*.*json")))
    assert sum(sizes.values()) < 500_000, sizes


@pytest.mark.parametrize("name", ISLANDS)
def test_an_inhabited_island_is_land(name: str, land: shapely.STRtree) -> None:
    assert len(land.query(shapely.points(*ISLANDS[name]), predicate="within")) == 1


@pytest.mark.parametrize(
    "where",
    [(18.0, 34.5), (12.7, 35.7), (-16.0, 26.5), (-5.6, 35.95), (27.05, 37.7), (32.0, 43.5)],
)
def test_the_open_sea_and_the_straits_are_not_land(
    where: tuple[float, float], land: shapely.STRtree
) -> None:
    assert len(land.query(shapely.points(*where), predicate="within")) == 0


def test_every_polygon_is_valid() -> None:
    for name in ("land", "waters"):
        parts = [shape(feature["geometry"]) for feature in drawn(name)]
        assert [part.bounds for part in parts if not part.is_valid] == []


@pytest.mark.parametrize("miles", [12, 24])
def test_a_small_island_alone_is_ringed_at_the_distance_that_is_written(miles: int) -> None:
    waters = {f["properties"]["nm"]: shape(f["geometry"]) for f in drawn("waters")}
    # The western end of Alborán, which is over 35 nm from either shore.
    lon, lat, _ = GEOD.fwd(-3.043, 35.9405, 270.0, 1852.0 * miles + 400)
    assert not waters[miles].contains(shapely.points(lon, lat))
    lon, lat, _ = GEOD.fwd(-3.043, 35.9405, 270.0, 1852.0 * miles - 400)
    assert waters[miles].contains(shapely.points(lon, lat))


def test_borders_in_dispute_are_told_from_the_others() -> None:
    lines = {f["properties"]["disputed"]: shape(f["geometry"]) for f in drawn("borders")}
    assert lines.keys() == {0, 1}
    for where in [(-11.0, 27.667), (33.4, 35.13), (21.2, 42.9), (35.75, 32.95)]:
        assert lines[1].distance(shapely.points(*where)) < 0.35, where
    assert lines[1].distance(shapely.points(7.0, 44.5)) > 5


def test_the_gazetteer_has_its_columns_and_no_name_twice() -> None:
    with GAZETTEER.open(encoding="utf-8", newline="") as text:
        assert next(csv.reader(text)) == COLUMNS
    rows = gazetteer()
    assert len({row["name_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in KINDS, row
        assert row["name"].strip() == row["name"] != "", row
        assert row["country_code"] == "" or (
            len(row["country_code"]) == 3 and row["country_code"].isupper()
        ), row
        assert 1 <= int(row["rank"]) <= 4, row
        assert float(row["min_zoom"]) <= float(row["max_zoom"] or 24), row
        assert row["basis"], row


def test_every_name_lies_in_the_charted_box() -> None:
    for row in gazetteer():
        assert -22 <= float(row["longitude"]) <= 44, row
        assert 10 <= float(row["latitude"]) <= 48, row


def test_a_sea_is_nobodys_and_a_city_is_somebodys() -> None:
    for row in gazetteer():
        if row["kind"] in {"sea", "strait"}:
            assert row["country_code"] == "", row
        elif row["kind"] in {"city", "island"}:
            assert row["country_code"] != "", row
            assert row["name_local"] != "", row


def test_every_island_and_city_is_named_on_land_or_within_5_km_of_it(
    land: shapely.STRtree,
) -> None:
    for row in gazetteer():
        if row["kind"] not in {"island", "city"}:
            continue
        point = shapely.points(float(row["longitude"]), float(row["latitude"]))
        nearest = land.geometries[land.nearest(point)]
        on_it = shapely.shortest_line(point, nearest)
        assert GEOD.geometry_length(on_it) < 5_000, row["name"]


def test_seas_and_straits_are_named_on_the_water(land: shapely.STRtree) -> None:
    for row in gazetteer():
        if row["kind"] in {"sea", "strait"} and row["name"] != "Suez Canal":
            point = shapely.points(float(row["longitude"]), float(row["latitude"]))
            assert len(land.query(point, predicate="within")) == 0, row["name"]


def test_the_font_holds_every_letter_that_the_map_draws() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    held = ttlib.TTFont(ROOT / "assets" / "fonts" / "inter-variable.woff2").getBestCmap()
    written = {letter for row in gazetteer() for letter in row["name"]}
    written |= {letter for row in gazetteer() for letter in row["name"].upper()}
    assert not {letter for letter in written if ord(letter) not in held}


def test_every_file_of_the_basemap_has_a_compressed_twin_that_says_the_same() -> None:
    files = sorted(BASEMAP.glob("*.*json"))
    assert files
    for file in files:
        twin = file.with_name(file.name + ".br")
        assert brotli.decompress(twin.read_bytes()) == file.read_bytes(), file.name
