"""A layer: what can be switched on, or asked about, and the columns it promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from layers import schema
from layers.schema import Column

Geometry = Literal["point", "line", "polygon", "none"]
Use = Literal["map", "series", "reference"]


@dataclass(frozen=True)
class Layer:
    """One layer.

    Attributes:
        name: the id used in files, URLs and commands.
        title: what a reader sees.
        description: one plain sentence: what a row is.
        use: drawn on the `map`, counted in a `series`, or a `reference` table.
        geometry: the kind of shape; point layers hold `longitude` and `latitude` in degrees WGS84.
        columns: every column in order, with its meaning.
        key: the columns that name a row.
        rhythm_days: how often the source is expected to change, for its age; None if it never is.
    """

    name: str
    title: str
    description: str
    use: Use
    geometry: Geometry
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rhythm_days: int | None = None

    def typed(self, raw: pd.DataFrame) -> pd.DataFrame:
        """`raw` text as a frame in this layer's types; see `layers.schema.typed`."""
        return schema.typed(self.name, raw, self.columns)

    def conform(self, raw: pd.DataFrame) -> pd.DataFrame:
        """`raw` text typed and then checked in full; see `layers.schema.validated`."""
        return schema.validated(self.name, self.typed(raw), self.columns, self.key)

    def age_state(self, age_days: int | None) -> str:
        """An age in a word: OK up to twice the rhythm, LATE up to four times, then STALE.

        REFERENCE where the layer has no rhythm or its age is not known.
        """
        if self.rhythm_days is None or age_days is None:
            return "REFERENCE"
        if age_days <= 2 * self.rhythm_days:
            return "OK"
        return "LATE" if age_days <= 4 * self.rhythm_days else "STALE"

    def column(self, name: str) -> Column:
        """The column called `name`.

        Raises:
            KeyError: if the layer has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"the layer {self.name!r} has no column {name!r}")


def names(columns: Sequence[Column]) -> list[str]:
    """The column names, in order."""
    return [c.name for c in columns]
