"""Cuts the interface font out of the full Inter variable font; see assets/README.md.

python tools/build_font.py --inter FOLDER

One file for Latin, Greek and the signs that a chart needs, weights 100 to 900, at the optical
size for text. One file rather than one per script: the map draws each letter as soon as the font
answers, and a name such as Tekirdağ must not wait for a second file for its last letter.
Needs the packages fonttools and brotli, which the product itself does not use.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).resolve().parent.parent / "assets" / "fonts"
# First and last code point of each run that is kept, both included.
KEPT = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # western, central European and Turkish Latin, Maltese
    (0x218, 0x21B),
    (0x2B0, 0x2DD),
    (0x300, 0x30C),
    (0x326, 0x328),
    (0x384, 0x3CE),  # Greek, monotonic
    (0x1E00, 0x1E9F),  # transliterated Arabic: ḥ ṣ ṭ ẓ
    (0x2000, 0x206F),
    (0x2070, 0x209C),
    (0x20AC, 0x20AC),
    (0x2190, 0x2199),
    (0x2200, 0x22FF),
    (0x25A0, 0x25FF),
    (0x2713, 0x2717),
)
FEATURES = [
    *("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk"),
    *("tnum", "pnum", "case", "zero", "sups", "subs", "frac", "ss03"),
]


def main(given: list[str] | None = None) -> int:
    """Writes the font and its licence; 0 when done, 1 when the font is not in the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inter", type=Path, required=True, help="where inter-ui is unpacked")
    parser.add_argument("--target", type=Path, default=TARGET)
    args = parser.parse_args(given)
    full = args.inter / "variable" / "InterVariable.woff2"
    licence = args.inter / "LICENSE.txt"
    for needed in (full, licence):
        if not needed.is_file():
            print(f"not built: {str(needed)!r} is missing", file=sys.stderr)
            return 1
    args.target.mkdir(parents=True, exist_ok=True)
    font = TTFont(full)
    options = subset.Options(layout_features=FEATURES, notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for first, last in KEPT for c in range(first, last + 1)])
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"opsz": 14})
    font.flavor = "woff2"
    font.save(args.target / "inter-variable.woff2")
    shutil.copyfile(licence, args.target / "OFL-Inter.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
