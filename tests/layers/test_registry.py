"""What must be true of every registered layer, so that the next one is tested too."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest

import layers.definitions
from geodata import formats
from geodata.packaged import packaged_editions
from layers.errors import UnknownLayer
from layers.layer import Layer, names
from layers.registry import LAYERS, layer
from layers.terms import CAUSES, MEASURES, ROUTES

DEFINITIONS = Path(layers.definitions.__file__).parent
SOURCED = [x for x in LAYERS.values() if "source" in names(x.columns) and x.name != "sources"]
every_layer = pytest.mark.parametrize("a_layer", LAYERS.values(), ids=LAYERS.keys())


@every_layer
def test_a_layer_says_what_it_is_and_what_a_row_is(a_layer: Layer) -> None:
    assert a_layer.title[0].isupper()
    assert a_layer.description.endswith(".")
    assert len(a_layer.description.split()) >= 4


@every_layer
def test_every_column_has_a_meaning_beside_its_name(a_layer: Layer) -> None:
    assert [c.name for c in a_layer.columns if not c.meaning.strip()] == []


@every_layer
def test_no_column_is_declared_twice(a_layer: Layer) -> None:
    assert [n for n, times in Counter(names(a_layer.columns)).items() if times > 1] == []


@every_layer
def test_the_key_is_made_of_declared_columns(a_layer: Layer) -> None:
    assert a_layer.key
    assert set(a_layer.key) <= set(names(a_layer.columns))
    assert a_layer.column(a_layer.key[0]).name == a_layer.key[0]


@every_layer
def test_a_layer_of_shapes_declares_them_and_one_of_points_declares_degrees(
    a_layer: Layer,
) -> None:
    kinds = {c.kind for c in a_layer.columns}
    assert ("geometry" in kinds) == (a_layer.geometry in ("line", "polygon"))
    if a_layer.geometry == "point":
        for name, limit in (("longitude", 180), ("latitude", 90)):
            column = a_layer.column(name)
            assert (column.unit, column.minimum, column.maximum) == ("degree", -limit, limit)


@every_layer
def test_counts_of_people_name_their_kind_and_are_never_negative(a_layer: Layer) -> None:
    counts = [c for c in a_layer.columns if c.name.endswith("_count") or c.name == "persons"]
    counts = [c for c in counts if a_layer.use != "reference"]
    assert all(c.kind == "count" and c.minimum in (0, 1) for c in counts)


@every_layer
def test_the_closed_lists_are_the_shared_ones(a_layer: Layer) -> None:
    shared = {"route": ROUTES, "routes": ROUTES, "cause": CAUSES, "measure": MEASURES}
    for column in a_layer.columns:
        if column.allowed is not None and column.name in shared:
            assert set(column.allowed) <= set(shared[column.name]), column.name


def test_a_layer_is_one_file_of_its_own_name() -> None:
    files = {p.stem for p in DEFINITIONS.glob("*.py")} - {"__init__"}
    assert files == set(LAYERS)
    assert all(name == a_layer.name for name, a_layer in LAYERS.items())


def test_titles_are_told_apart() -> None:
    assert len({a_layer.title for a_layer in LAYERS.values()}) == len(LAYERS)


@every_layer
def test_the_packaged_edition_conforms_to_its_layer(a_layer: Layer) -> None:
    edition = packaged_editions()[a_layer.name]
    read = formats.read_geojson if edition.path.suffix == ".geojson" else formats.read_csv
    frame = a_layer.conform(read(edition.content()))
    assert len(frame) == edition.rows
    assert isinstance(frame, gpd.GeoDataFrame) == (a_layer.geometry in ("line", "polygon"))


@pytest.mark.parametrize("a_layer", SOURCED, ids=lambda a_layer: a_layer.name)
def test_every_packaged_row_names_a_source_that_is_described(a_layer: Layer) -> None:
    editions = packaged_editions()
    described = set(editions["sources"].frame()["source"])
    used = editions[a_layer.name].frame()["source"].str.split(";").explode()
    assert set(used.dropna()) <= described


def test_an_unknown_layer_is_quoted_beside_those_that_exist() -> None:
    with pytest.raises(UnknownLayer, match=r"no layer 'inzidents'; the layers are .*incidents"):
        layer("inzidents")


def test_an_unknown_column_is_quoted_beside_its_layer() -> None:
    with pytest.raises(KeyError, match="'incidents' has no column 'vessel'"):
        LAYERS["incidents"].column("vessel")
