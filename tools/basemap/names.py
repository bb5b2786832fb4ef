"""Turns the gazetteer into the points that the map labels."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import shapely
import shapely.geometry
from basemap import write

COLUMNS = (
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
)
# An island narrower than twice this never holds its own name, however close in.
WIDE_KM = 1.5
KINDS = ("sea", "strait", "island", "city", "country")


class GazetteerError(ValueError):
    """A row of the gazetteer cannot be drawn."""


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of the gazetteer as text, in file order.

    Raises:
        GazetteerError: if the columns are others, or a kind is unknown.
    """
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise GazetteerError(
                f"{path.name} has columns {reader.fieldnames!r}; allowed are {list(COLUMNS)!r}"
            )
        found = list(reader)
    for row in found:
        if row["kind"] not in KINDS:
            raise GazetteerError(f"kind {row['kind']!r}: allowed are {', '.join(KINDS)}")
    return found


def _half_width_km(point: shapely.Geometry, land: list[shapely.Geometry]) -> float:
    """Half the breadth of the land around `point` from west to east, in km; 0 at sea."""
    for part in land:
        if part.contains(point):
            west, _, east, _ = part.bounds
            return (east - west) / 2 * 111.2 * math.cos(math.radians(point.y))
    return 0.0


def build(gazetteer: Path, land: Path, target: Path) -> None:
    """Writes the labels, the most important first, with the zooms at which each is shown.

    Args:
        gazetteer: the table of names.
        land: the land as built, which tells the islands that are wide enough to hold a name.
        target: the GeoJSON to write.

    Raises:
        GazetteerError: if a row cannot be drawn.
    """
    drawn = json.loads(land.read_text(encoding="utf-8"))["features"]
    parts = [shapely.geometry.shape(feature["geometry"]) for feature in drawn]
    ordered = sorted(rows(gazetteer), key=lambda r: (int(r["rank"]), KINDS.index(r["kind"])))
    features = []
    for row in ordered:
        properties = {
            "kind": row["kind"],
            "name": row["name"],
            "zoom": float(row["min_zoom"]),
            "rank": int(row["rank"]),
        }
        if row["max_zoom"]:
            properties["last"] = float(row["max_zoom"])
        point = shapely.points(float(row["longitude"]), float(row["latitude"]))
        if row["kind"] == "island" and (half := _half_width_km(point, parts)) >= WIDE_KM:
            properties["wide"] = round(half, 1)
        features.append((properties, point))
    write.collection(target, features, 3)
