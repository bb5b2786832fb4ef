"""The files that a map loads once per edition."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from dashboard.api.picture_files import MAKERS
from dashboard.picture import Pictures

NAMES = tuple(MAKERS)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_the_present_edition_may_be_kept_for_ever(
    visitor: Any, pictures: Pictures, name: str
) -> None:
    answer = visitor.get(f"/picture/{name}?edition={pictures.holdings().key}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("query", ["", "?edition=", "?edition=0123456789abcdef"])
@pytest.mark.parametrize("name", NAMES)
def test_a_file_asked_for_under_another_edition_may_not_be_kept(
    visitor: Any, name: str, query: str
) -> None:
    answer = visitor.get(f"/picture/{name}{query}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_json_that_a_browser_can_read(visitor: Any, name: str) -> None:
    answer = visitor.get(f"/picture/{name}")

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    json.loads(answer.get_data(as_text=True), parse_constant=refuse)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_travels_compressed(visitor: Any, name: str) -> None:
    plain = visitor.get(f"/picture/{name}", Accept_Encoding="identity")
    answer = visitor.get(f"/picture/{name}", Accept_Encoding="br")
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) < 0.6 * len(plain.data)


@pytest.mark.parametrize(
    "name", ["nobody.json", "incidents", "../secrets", "..%2f..%2fsecrets", "x" * 3_000]
)
def test_an_unknown_file_is_refused_and_the_known_ones_are_named(visitor: Any, name: str) -> None:
    answer = visitor.get(f"/picture/{name}")
    assert answer.status_code in (400, 404)
    text = answer.get_data(as_text=True)
    assert len(text) < 500
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("query", "quotes"),
    [
        ("known_on=soon", "'soon'"),
        ("known_on=2018-02-30", "2018-02-30"),
        ("known_on=2001-01-01", "1 January 2001"),
        ("known_on=" + "9" * 5_000, "999"),
        ("colour=red", "'colour'"),
    ],
    ids=lambda v: v[:24],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_question_that_cannot_be_answered_is_refused_in_words(
    visitor: Any, name: str, query: str, quotes: str
) -> None:
    answer = visitor.get(f"/picture/{name}?{query}")
    assert answer.status_code == 400
    assert quotes in " ".join(answer.get_json()["problems"])
    assert len(answer.data) < 1_000


def test_the_columns_hold_every_incident_and_keep_unknown_apart_from_zero(
    visitor: Any, pictures: Pictures
) -> None:
    sent = visitor.get("/picture/incidents/columns.json").get_json()
    frame = pictures.holdings().incidents
    assert sent["id"] == frame["incident_id"].to_list()
    for name, column in (("dead", "dead_count"), ("missing", "missing_count"),
                         ("uncertainty_km", "position_uncertainty_km")):  # fmt: skip
        values = np.frombuffer(base64.b64decode(sent[name]["bdata"]), dtype="<f4")
        assert len(values) == sent["n"] == len(frame)
        assert np.isnan(values).tolist() == frame[column].isna().to_list()
        assert np.nansum(values) == pytest.approx(float(frame[column].sum()))


def test_an_incident_without_a_position_has_none_rather_than_zero(
    visitor: Any, pictures: Pictures
) -> None:
    sent = visitor.get("/picture/incidents/columns.json").get_json()
    frame = pictures.holdings().incidents
    longitude = np.frombuffer(base64.b64decode(sent["longitude"]["bdata"]), dtype="<f8")
    assert np.isnan(longitude).sum() == frame["longitude"].isna().sum()
    latitude = np.frombuffer(base64.b64decode(sent["latitude"]["bdata"]), dtype="<f8")
    assert not ((longitude == 0) & (latitude == 0)).any()


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(".geojson")])
def test_a_geojson_has_its_positions_in_range_and_an_id_beside_each_title(
    visitor: Any, name: str
) -> None:
    sent = visitor.get(f"/picture/{name}").get_json()
    assert sent["type"] == "FeatureCollection"
    titled = [f["properties"] for f in sent["features"] if "title" in f["properties"]]
    assert titled
    assert all(isinstance(p["id"], str) and p["id"] for p in titled)
    for feature in sent["features"]:
        for longitude, latitude in positions(feature["geometry"]["coordinates"]):
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90


def positions(coordinates: Any) -> Any:
    """Every position in coordinates of any depth."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[:2]
    else:
        for part in coordinates:
            yield from positions(part)
