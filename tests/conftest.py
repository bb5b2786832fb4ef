"""Small worlds for tests: frames of a few rows in the types of their layer, and stores of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import settings
from shapely.geometry import box

from dashboard.picture import Pictures
from geodata.edition import located
from geodata.store import FileStore, MemoryStore
from layers.registry import LAYERS

# A busy machine is slow, not wrong; and a test that fails today fails tomorrow.
settings.register_profile("house", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests are shared out, those with a browser stay together: one server, one browser."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


Frames = Callable[..., pd.DataFrame]
# What a row says where a test is silent: only what the layer requires.
DEFAULTS: dict[str, dict[str, str]] = {
    "incidents": {
        "occurred_on": "2018-05-01",
        "date_precision": "day",
        "route": "central",
        "source": "register",
        "mark": "CLEAR",
        "status": "published",
    },
    "crossings": {
        "month": "2018-01",
        "route": "central",
        "measure": "arrival_sea",
        "status": "final",
        "source": "sheet",
    },
    "deaths": {
        "month": "2018-01",
        "route": "central",
        "unknown_count": "0",
        "cumulative_persons": "0",
        "source": "register",
        "as_of": "2026-05-06",
    },
    "search_and_rescue_regions": {
        "state": "ITA",
        "name": "A region",
        "basis": "drawn for a test",
        "status": "declared",
        "source": "sketch",
        "licence": "CC0-1.0",
        "is_approximate": "false",
    },
    "events": {
        "starts_on": "2018-01-15",
        "date_precision": "day",
        "kind": "law",
        "label": "A law",
        "certainty": "verified",
        "source": "paper",
    },
    "sources": {"publisher": "A publisher", "title": "A title", "licence": "CC0-1.0"},
    "note_codes": {"meaning": "A meaning."},
}


def rows_of(layer: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of text with every column of the layer, not yet typed; an absent cell is empty."""
    columns = [c.name for c in LAYERS[layer].columns if c.kind != "geometry"]
    blank = dict.fromkeys(columns, "") | DEFAULTS.get(layer, {})
    filled = []
    for number, row in enumerate(rows, start=1):
        names = {"incident_id": f"I{number}", "event_id": f"E{number}", "claim_id": f"C{number}"}
        named = {k: v for k, v in names.items() if k in columns}
        filled.append(blank | named | {k: v if k == "geometry" else str(v) for k, v in row.items()})
    return pd.DataFrame(filled, columns=[*columns, *(["geometry"] if _shaped(layer) else [])])


def _shaped(layer: str) -> bool:
    return any(c.kind == "geometry" for c in LAYERS[layer].columns)


def frame_of(layer: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """A frame of the layer from rows that name only what the test is about."""
    raw = rows_of(layer, *rows)
    if _shaped(layer):
        raw = gpd.GeoDataFrame(raw, geometry="geometry", crs="EPSG:4326")
    # Without rows there is nothing to check, and pandera has no say on an empty key.
    frame = LAYERS[layer].conform(raw) if rows else LAYERS[layer].typed(raw)
    return located(frame) if LAYERS[layer].geometry == "point" else frame


def world_of(**frames: pd.DataFrame) -> MemoryStore:
    """A store of the given frames, with every other layer empty."""
    return MemoryStore({name: frames.get(name, frame_of(name)) for name in LAYERS})


@pytest.fixture(scope="session")
def raw() -> Frames:
    """Rows of text for a layer: ``raw("crossings", {"persons": 1}, {"persons": 2})``."""
    return rows_of


@pytest.fixture(scope="session")
def frame() -> Frames:
    """A typed frame of a layer: ``frame("crossings", {"persons": 1}, {"persons": 2})``."""
    return frame_of


@pytest.fixture(scope="session")
def world() -> Callable[..., MemoryStore]:
    """A store of small frames: ``world(incidents=frame("incidents", {"dead_count": 1}))``."""
    return world_of


@pytest.fixture(scope="session")
def square() -> Callable[[float, float, float, float], Any]:
    """A box by west, south, east, north in degrees."""
    return box


@pytest.fixture(scope="session")
def packaged() -> FileStore:
    """The packaged figures, and nothing over them."""
    return FileStore()


@pytest.fixture(scope="session")
def pictures(packaged: FileStore) -> Pictures:
    """The pictures of the packaged figures."""
    return Pictures(packaged)
