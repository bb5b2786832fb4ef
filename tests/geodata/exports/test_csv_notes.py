"""A CSV says how it opens and which of its cells are guarded; every guard can be taken away."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write

Sheets = Callable[..., Sheet]


def beside(path: Path) -> tuple[dict[str, object], str]:
    """The document and the words beside the rows of an export."""
    with zipfile.ZipFile(path) as bundle:
        words = " ".join(bundle.read("README.txt").decode().split())
        return json.loads(bundle.read("metadata.json")), words


def test_the_cells_that_were_guarded_are_counted_by_column(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    rows = sheet(
        {"note": "=1+1", "place_code": "="}, {"note": "'+1"}, {"note": "x;=1"}, {"note": "a"}
    )
    document, words = beside(write([rows], sidecar, "csv", tmp_path / "a.zip"))
    csv = document["csv"]
    assert csv["guarded"] == [{"file": "things.csv", "column": "note", "cells": 3}]  # type: ignore[index]
    assert "With such an apostrophe here: things.csv, note: 3 cells." in words
    assert "Data > From Text/CSV" in words


def test_where_nothing_was_guarded_that_is_said(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    document, words = beside(write([sheet({"note": "="})], sidecar, "csv", tmp_path / "a.zip"))
    assert document["csv"]["guarded"] == []  # type: ignore[index]
    assert "With such an apostrophe here: no cell." in words


def test_the_csv_beside_a_flatgeobuf_is_told_of_too(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path
) -> None:
    rows = sheet({"note": "=1+1", "geometry": None}, {"geometry": shapely.Point(1, 2)},
                 geometry="point")  # fmt: skip
    document, _ = beside(write([rows], sidecar, "fgb", tmp_path / "a.zip"))
    (guarded,) = document["csv"]["guarded"]  # type: ignore[index]
    assert (guarded["column"], guarded["cells"]) == ("note", 1)
    assert guarded["file"].endswith(".csv")


@pytest.mark.parametrize("format_id", ["xlsx", "geojson", "parquet"])
def test_an_export_without_csv_has_no_words_of_it(
    sheet: Sheets, sidecar: Sidecar, tmp_path: Path, format_id: str
) -> None:
    document, words = beside(write([sheet({})], sidecar, format_id, tmp_path / "a.zip"))
    assert "csv" not in document
    assert "From Text/CSV" not in words
