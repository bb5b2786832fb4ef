"""The rows of any layer as a picture shows them: what an export, a preview or a collection holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.picture import Picture
from layers import filters
from layers.following import follow
from layers.layer import Layer
from layers.registry import layer as layer_named

OFF_ROUTES = "on none of the four sea routes"
MERGED = "decided to be the same event as another"


@dataclass(frozen=True)
class LayerRows:
    """The rows of one layer that a selection and a clearance leave.

    Attributes:
        layer: which layer.
        frame: the rows, in the layer's columns and types, with its geometry; unknown is null.
        removed: rows taken out, by reason in words. With `withheld` and the rows of `frame` they
            add up to every published row that is held.
        withheld: rows that their handling mark hides from this reader.
        ignored: the parts of the selection, set by the reader, that the layer cannot follow.
    """

    layer: Layer
    frame: pd.DataFrame
    removed: Mapping[str, int]
    withheld: int
    ignored: tuple[str, ...] = ()


def layer_rows(picture: Picture, name: str) -> LayerRows:
    """The rows of the layer called `name` in a picture.

    Raises:
        UnknownLayer: naming the layers that exist.
    """
    layer, holdings = layer_named(name), picture.holdings
    if name == "incidents":
        gone = {OFF_ROUTES: holdings.off_routes, MERGED: holdings.merged}
        reasons = {filters.REASONS[r]: n for r, n in picture.filtered.removed.items()}
        removed = {**reasons, **{reason: n for reason, n in gone.items() if n}}
        return LayerRows(layer, picture.incidents, removed, holdings.withheld)
    # The series has a row for every expected month: an unknown one is told, not left out.
    whole = holdings.crossings if name == "crossings" else holdings.frame(name)
    followed = follow(layer, whole, picture.selection)
    return LayerRows(layer, whole[followed.rows], followed.removed, 0, followed.ignored)
