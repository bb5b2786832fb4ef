"""How objects drift in wind: the published leeway classes that matter for boats with people."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from pathlib import Path

from geodata.formats import read_csv
from layers.analysis.leeway import LeewayClass, Regression

FILE = Path(__file__).parent / "object_classes.csv"


@cache
def leeway_classes() -> tuple[LeewayClass, ...]:
    """The classes in the order of the published table; where they come from is in the README."""
    return tuple(
        LeewayClass(
            row["class_id"],
            row["name"],
            row["family"],
            downwind=_regression(row, "downwind"),
            right=_regression(row, "right"),
            left=_regression(row, "left"),
            in_mixture=row["in_mixture"] == "yes",
        )
        for row in read_csv(FILE.read_bytes()).to_dict("records")
    )


def _regression(row: dict[Hashable, str], part: str) -> Regression:
    return Regression(
        slope_percent=float(row[f"{part}_slope_percent"]),
        offset_cm_s=float(row[f"{part}_offset_cm_s"]),
        error_cm_s=float(row[f"{part}_error_cm_s"]),
    )
