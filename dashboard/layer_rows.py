"""The rows of any layer as a picture shows them: what an export, a preview or a collection holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from dashboard.picture import Picture
from layers import filters
from layers.following import follow
from layers.layer import Layer
from layers.registry import layer as layer_named
from layers.schema import DTYPES, Column

OFF_ROUTES = "on none of the four sea routes"
WITHOUT_FIGURE = "expected months without a figure"
FROM_REPORTS = "months out of reported arrivals"
MERGED = "decided to be the same event as another"
_NOT_HELD = "not held"
_IS_EXPECTED = Column(
    "is_expected", "flag", "Whether a figure of this month was to be expected: empty is unknown"
)


@dataclass(frozen=True)
class LayerRows:
    """The rows of one layer that a selection and a clearance leave.

    Attributes:
        layer: which layer, with the columns that are shown; see `shown_layer`.
        frame: the rows, in the layer's columns and types, with its geometry; unknown is null.
        removed: rows taken out, by reason in words. With `withheld` and the rows of `frame` they
            add up to every published row that is held and every one that was added.
        withheld: rows that their handling mark hides from this reader.
        ignored: the parts of the selection, set by the reader, that the layer cannot follow.
        added: rows that are in none of its editions, by reason in words; of the whole layer, before
            anything is taken out.
    """

    layer: Layer
    frame: pd.DataFrame
    removed: Mapping[str, int]
    withheld: int
    ignored: tuple[str, ...] = ()
    added: Mapping[str, int] = field(default_factory=dict)


def shown_layer(name: str) -> Layer:
    """The layer called `name` with the columns that its rows have here.

    The series of crossings has a row for every expected month, and says so.

    Raises:
        UnknownLayer: naming the layers that exist.
    """
    layer = layer_named(name)
    if name != "crossings":
        return layer
    told = (
        replace(c, allowed=(*(c.allowed or ()), _NOT_HELD)) if c.name == "status" else c
        for c in layer.columns
    )
    # An expected month that no source speaks of has no source.
    columns = (replace(c, required=False) if c.name == "source" else c for c in told)
    return replace(layer, columns=(*columns, _IS_EXPECTED))


def layer_rows(picture: Picture, name: str) -> LayerRows:
    """The rows of the layer called `name` in a picture.

    Raises:
        UnknownLayer: naming the layers that exist.
    """
    layer, holdings = shown_layer(name), picture.holdings
    if name == "incidents":
        gone = {OFF_ROUTES: holdings.off_routes, MERGED: holdings.merged}
        reasons = {filters.REASONS[r]: n for r, n in picture.filtered.removed.items()}
        removed = {**reasons, **{reason: n for reason, n in gone.items() if n}}
        return LayerRows(layer, picture.incidents, removed, holdings.withheld)
    # The series has a row for every expected month: an unknown one is told, not left out.
    whole = holdings.crossings if name == "crossings" else holdings.frame(name)
    followed = follow(layer, whole, picture.selection)
    rows, added = whole[followed.rows], {}
    if name == "crossings":
        rows, added = rows.astype({"is_expected": DTYPES["flag"]}), _added(picture)
    return LayerRows(layer, rows, followed.removed, 0, followed.ignored, added)


def _added(picture: Picture) -> dict[str, int]:
    crossings = picture.holdings.crossings
    unknown = int((crossings["status"] == _NOT_HELD).sum())
    filled = len(crossings) - len(picture.holdings.held["crossings"].frame) - unknown
    return {why: n for why, n in ((WITHOUT_FIGURE, unknown), (FROM_REPORTS, filled)) if n}
