"""Make the coarse coast from the basemap's land: enough to tell a coast from a limit at sea.

Usage: python tools/build_coarse_land.py
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "assets" / "basemap" / "land.geojson"
TARGET = ROOT / "geodata" / "gazetteer" / "coarse_land.parquet"
TOLERANCE_DEGREES = 0.01  # about 1 km; a limit counts as coast from 0.05 degrees


def main() -> None:
    """Write the file and say how large it is."""
    land = gpd.read_file(SOURCE).geometry
    whole = shapely.union_all(shapely.make_valid(land.to_numpy()))
    parts = shapely.get_parts(shapely.make_valid(shapely.simplify(whole, TOLERANCE_DEGREES)))
    parts = [p for p in parts if p.geom_type == "Polygon" and p.area > TOLERANCE_DEGREES**2]
    # Quarters of bounded size make the index that answers "how near" quick.
    pieces = [piece for part in parts for piece in _quartered(part)]
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(pieces, crs="EPSG:4326"))
    TARGET.parent.mkdir(exist_ok=True)
    frame.to_parquet(TARGET, index=False, compression="zstd")
    print(f"{TARGET.name}: {len(frame)} pieces, {TARGET.stat().st_size:,} bytes")


def _quartered(shape: shapely.Polygon, most: int = 200) -> list[shapely.Polygon]:
    if shapely.get_num_coordinates(shape) <= most:
        return [shape]
    west, south, east, north = shape.bounds
    middle = ((west + east) / 2, (south + north) / 2)
    boxes = [
        shapely.box(west, south, *middle),
        shapely.box(middle[0], south, east, middle[1]),
        shapely.box(west, middle[1], middle[0], north),
        shapely.box(*middle, east, north),
    ]
    cut = [p for b in boxes for p in shapely.get_parts(shape.intersection(b))]
    return [q for p in cut if p.geom_type == "Polygon" for q in _quartered(p, most)]


if __name__ == "__main__":
    main()
