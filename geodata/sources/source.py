"""What a source is, and what reading one of its files gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

import pandas as pd

from geodata.report import Remark, SetAside, SumLine
from layers.terms import ROUTES

Scope = tuple[dt.date, dt.date]
# As in `geodata.http`, which is not imported here: a parser needs no network.
Expect = Literal["csv", "xlsx", "json", "html", "any"]


@dataclass(frozen=True)
class Options:
    """What the reader of a file may choose.

    Attributes:
        all_regions: keep records that are on none of the four sea routes.
        mend_swapped: exchange latitude and longitude where they look swapped.
        encoding: the encoding of a text file, where it was not UTF-8 and the choice is confirmed.
        sheet: the sheet or table to read, where a file has several.
    """

    all_regions: bool = False
    mend_swapped: bool = False
    encoding: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Parsed:
    """A file, read: the rows taken in, and every row that was not.

    Attributes:
        layer: the layer that the frame fits.
        frame: the records as raw text (empty = unknown) in the columns of the layer, shapes as a
            GeoDataFrame where the layer has shapes; `layers.layer.Layer.conform` takes it.
        lines: for each record the lines of the file that it was made from.
        rows_in: rows of the file below its header, blank lines not counted.
        set_aside: the rows not taken in. With `lines` they make up `rows_in`, each row once.
        layout: the name of the layout that was recognised.
        first_day: the first day that the records cover; None where they have no date.
        last_day: the last one.
        scope: the period of which this file is the whole truth: what is held outside of it stays,
            what is held inside and not in the file is withdrawn. None: the file is the whole layer.
        complete: whether the file holds every record of its scope, not only the large ones.
        routes: the routes that the file speaks about; records of others stay as they are held.
        as_of: the day on which the publisher said it.
        is_dated: whether the file states that day; else it is the last day that it covers.
        as_of_by: the same by country (ISO 3166 alpha-3), where it differs.
        notes: sentences for the report.
    """

    layer: str
    frame: pd.DataFrame
    lines: list[tuple[int, ...]]
    rows_in: int
    set_aside: tuple[SetAside, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sums: tuple[SumLine, ...] = ()
    layout: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    scope: Scope | None = None
    complete: bool = False
    routes: tuple[str, ...] = ROUTES
    as_of: dt.date | None = None
    is_dated: bool = True
    as_of_by: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Answered(Protocol):
    """What is known of the newest answer."""

    @property
    def name(self) -> str:
        """The name of the file as the publisher gives it; empty where it gives none."""
        ...


class Fetcher(Protocol):
    """What `fetch` is given to ask a publisher with: see `geodata.http.Client`."""

    @property
    def last(self) -> Answered | None:
        """The newest answer; None before the first."""
        ...

    def get(self, url: str, *, expect: Expect = "any") -> bytes:
        """The body of the answer.

        Args:
            url: its host must be one of the source's.
            expect: the kind of file; ``any`` is any data but a web page.

        Raises:
            FetchFailed: if it cannot be had whole, in time, of that kind and from an allowed host.
        """
        ...


@dataclass(frozen=True)
class Source:
    """One source: who publishes it, under what terms, how often, and how it is read.

    Attributes:
        name: the id used in commands and files; also the `source` of its rows.
        title: what a reader sees.
        publisher: who answers for the figures.
        url: where a person finds them.
        licence: (name, where to read it) pairs.
        citation: how the publisher wants to be cited; ``{as_of}`` stands for the as-of date.
        layer: the layer that it feeds.
        reads: one sentence on the files that it takes.
        rhythm_days: how often the publisher says something new; None if nobody promised it.
        parse: (bytes, file name, today, options) to `Parsed`; raises `SourceError`.
        version: raised whenever `parse` would read the same bytes differently.
        hosts: the only hosts that `fetch` may ask.
        fetch: asks the publisher; None where a person has to bring the file.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: tuple[tuple[str, str], ...]
    citation: str
    layer: str
    reads: str
    rhythm_days: int | None
    parse: Callable[[bytes, str, dt.date, Options], Parsed]
    version: int = 1
    hosts: tuple[str, ...] = ()
    fetch: Callable[[Fetcher, dt.date], bytes] | None = None
    doubts: tuple[str, ...] = ()
