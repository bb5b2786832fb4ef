"""What an export is made of: sheets of rows, and the document that travels with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from layers.layer import Geometry
from layers.schema import Column


@dataclass(frozen=True)
class Sheet:
    """One layer or table to be written.

    Attributes:
        name: its id, used in file and table names: lower-case letters, digits and ``_``.
        title: what a reader sees.
        frame: the rows; a GeoDataFrame (WGS84) where `geometry` is not ``none``. Unknown is null.
        columns: the dictionary, a column each in the order of the file; the frame may have more.
        geometry: the kind of shape.
        removed: rows taken out, by reason in words.
        withheld: rows that their handling mark hides.
        ignored: parts of the selection that these rows could not follow, in words.
        added: rows that no edition holds, by reason in words.
        colours: how a GIS should paint it: hex colours by value of `colour_column`, or one under
            the empty text.
        colour_column: the column whose values `colours` names; empty for one colour.
        symbols: the shape of a point or the stroke of a limit (as QGIS names them) by the value of
            a column; the first that is true holds.
        people: the columns whose sum the area of a point follows; empty for points of one size.
    """

    name: str
    title: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    geometry: Geometry = "none"
    removed: Mapping[str, int] = field(default_factory=dict)
    withheld: int = 0
    ignored: tuple[str, ...] = ()
    added: Mapping[str, int] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    colour_column: str = ""
    symbols: Mapping[tuple[str, str | bool], str] = field(default_factory=dict)
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sidecar:
    """The document that travels with every export.

    Attributes:
        document: plain values, as `metadata.json` holds them; see ``sidecar.schema.json``.
        readme: the same in words, as `README.txt` and the sheet *read me* hold it.
        known_at: the moment (ISO 8601, UTC) by which everything in it was recorded: the only time
            that a file may carry, so that the same question gives the same bytes next year.
    """

    document: Mapping[str, Any]
    readme: str
    known_at: str
