"""Turns the gazetteer into the points that the map labels."""

from __future__ import annotations

import csv
from pathlib import Path

import shapely

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


def build(gazetteer: Path, target: Path) -> None:
    """Writes the labels, the most important first, with the zooms at which each is shown."""
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
        features.append((properties, point))
    write.collection(target, features, 3)
