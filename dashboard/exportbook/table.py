"""What a table of numbers is: its columns with their units, and how it is made of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from dashboard.exportbook.readings import Reads
from dashboard.picture import Picture
from layers.following import PARTS, is_set
from layers.schema import DTYPES, Column
from layers.selection import Selection
from layers.terms import ROUTES

Row = Mapping[str, object]
# What single incidents can follow, and monthly totals cannot.
OF_INCIDENTS = ("regions", "causes", "min_people", "min_source_quality", "area")
MONTHLY = dict.fromkeys(OF_INCIDENTS, "")
EVERYTHING = dict.fromkeys(PARTS, "")


@dataclass(frozen=True)
class Table:
    """One table that a page shows and an export may hold.

    Attributes:
        name: its id, beside the ids of the layers.
        title: what a reader sees.
        description: what a row is, and what must not be added up.
        columns: the dictionary.
        build: its rows of a picture; a value None or absent is unknown.
        reads: which rows of which layers its numbers are made of.
        aside: the parts of a selection (see `layers.following.PARTS`) that its rows do not follow,
            with the columns or rows of which that holds; empty for all of them.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    build: Callable[[Picture], Iterable[Row]]
    reads: Reads
    aside: Mapping[str, str] = field(default_factory=dict)

    def ignored(self, selection: Selection) -> tuple[str, ...]:
        """The parts that the reader has set and that the rows do not follow, in words."""
        return tuple(
            f"{PARTS[part]} (of {where})" if where else PARTS[part]
            for part, where in self.aside.items()
            if is_set(selection, part)
        )

    def frame(self, picture: Picture) -> pd.DataFrame:
        """The rows in the types of the columns; unknown is null."""
        rows = list(self.build(picture))
        return pd.DataFrame(
            {
                c.name: pd.Series([_plain(row.get(c.name)) for row in rows], dtype=DTYPES[c.kind])
                for c in self.columns
            }
        )


def _plain(value: object) -> object:
    """A cell as the types of a frame take it: absent is None, a list is text with ``;``."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, Sequence):
        return ";".join(map(str, value)) or None
    return None if pd.isna(value) else value  # type: ignore[call-overload]


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame by column name."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def day_of(said: object) -> object:
    """An ISO day of a plain value, as a column of days takes it."""
    return pd.Timestamp(said) if isinstance(said, str) and said else None


def text(name: str, meaning: str) -> Column:
    """A column of sentences."""
    return Column(name, "text", meaning)


def code(name: str, meaning: str, allowed: tuple[str, ...] | None = None) -> Column:
    """A column of codes."""
    return Column(name, "code", meaning, allowed=allowed)


def codes(name: str, meaning: str) -> Column:
    """A column of codes, several in a cell apart by ``;``."""
    return Column(name, "codes", meaning)


def day(name: str, meaning: str) -> Column:
    """A column of days."""
    return Column(name, "date", meaning)


def count(name: str, meaning: str, unit: str = "persons") -> Column:
    """A column of whole numbers."""
    return Column(name, "count", meaning, unit=unit)


def number(name: str, meaning: str, unit: str) -> Column:
    """A column of numbers with a fraction."""
    return Column(name, "number", meaning, unit=unit)


def flag(name: str, meaning: str) -> Column:
    """A column of true and false."""
    return Column(name, "flag", meaning)


ROUTE = code("route", "Route", ROUTES)
BUCKET = day("bucket", "First day of the month, quarter or year; the selection says which")
