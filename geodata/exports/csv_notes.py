"""What must be said of the CSV files of an export: how they open, and which cells are guarded."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from geodata.exports.sheet import Sidecar

HOW_TO_OPEN = (
    "Files of CSV are UTF-8 without a byte-order mark. R and pandas read them as they are; in Excel "
    "take Data > From Text/CSV and File origin 65001 (UTF-8), as a double click may show other "
    "letters. The same export as XLSX needs nothing."
)
HOW_TO_UNDO = (
    "An apostrophe stands before a text that a spreadsheet would run as a formula, also where "
    "apostrophes stood before it; one sign alone is no formula and stays. Take one apostrophe away "
    "where what follows it would be run, and the text is as it was: the rule is in the README of "
    "geodata, under 'Text that a spreadsheet would run'."
)
_WIDTH = 96
# Cells with an apostrophe by column, by file.
Guarded = dict[str, Mapping[str, int]]


def with_notes(sidecar: Sidecar, guarded: Mapping[str, Mapping[str, int]]) -> Sidecar:
    """The document with what must be known of its CSV files; the same where there are none."""
    if not guarded:
        return sidecar
    cells = [
        {"file": file, "column": column, "cells": number}
        for file, columns in guarded.items()
        for column, number in columns.items()
    ]
    told = [HOW_TO_OPEN, HOW_TO_UNDO]
    held = [f"{c['file']}, {c['column']}: {c['cells']:,} cells" for c in cells] or ["no cell"]
    told.append(f"With such an apostrophe here: {'; '.join(held)}.")
    lines = [line for t in told for line in textwrap.wrap(
        t, _WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False,
        break_on_hyphens=False)]  # fmt: skip
    title = "The CSV files"
    words = "\n".join(["", title, "-" * len(title), *lines, ""])
    document = {**sidecar.document, "csv": {"notes": told, "guarded": cells}}
    return Sidecar(document, sidecar.readme + words, sidecar.known_at)
