"""A table of the register, whatever its layout, as incidents and a report of every row."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from geodata.errors import SourceError
from geodata.report import SetAside
from geodata.sources.cells import CellProblem, day
from geodata.sources.columns import rows_below
from geodata.sources.iom_missing_migrants import incidents, layouts, places, sums, words
from geodata.sources.iom_missing_migrants.groups import Rows, grouped
from geodata.sources.iom_missing_migrants.incidents import Incident
from geodata.sources.iom_missing_migrants.layouts import Layout
from geodata.sources.iom_missing_migrants.notes import notes
from geodata.sources.iom_missing_migrants.places import Encoding
from geodata.sources.iom_missing_migrants.rows import Part, Reader, Unfit
from geodata.sources.iom_missing_migrants.sums import Published
from geodata.sources.source import Options, Parsed, Scope
from geodata.tables import RawTable
from layers.definitions.incidents import LAYER
from layers.terms import ROUTES

NAME = "iom-missing-migrants"
SMALL = 30  # persons: a file without a smaller incident is a selection of the large ones
NEW_YEAR = dt.timedelta(days=31)  # a file that begins later in a year leaves out what was before
_DAY = re.compile(r"(?<!\d)20\d{2}-\d{2}-\d{2}(?!\d)")


def read(table: RawTable, today: dt.date, options: Options, name: str = "") -> Parsed:
    """The incidents of a table of the register; see `geodata.sources.source.Parsed`.

    Args:
        table: the file.
        today: a date after tomorrow is a slip.
        options: which rows to take, and whether swapped coordinates are mended.
        name: of the file; a day in it is the day on which the publisher said it.

    Raises:
        SchemaChanged: if a column is missing without which nothing can be counted.
        SourceError: if there is a header and nothing below it.
    """
    layout = layouts.recognise(table)
    width = len(layout.columns.names)
    below = rows_below(table, layout.columns)
    rows = {line: _filled(row, width, table.kind) for line, row in below}
    if not rows:
        raise SourceError(f"{name or 'The file'} has a header and no rows: expected incidents.")
    reader = Reader(layout, _encoding(rows.values(), layout), today, options)
    parts, aside, spoiled = _sorted_out(reader, rows)
    groups, repeated = grouped(reader, rows, parts, spoiled)
    taken = [incidents.merged(group) for group in groups]
    names = {meaning: layout.columns.names[at] for meaning, at in layout.columns.at.items()}
    lines = {line for i in taken for line in (p.line for p in i.parts)}
    remarks = [r for r in reader.remarks if r.line in lines]
    for incident in taken:
        remarks += incidents.remarks(incident, names)
    days = [p.when.day for i in taken for p in i.parts if p.when.day]
    scope = _scope(reader, rows.values())
    stated = _stated(name, today)
    published = list(_published(reader, rows.values()))
    seen = {p.journey.route for p in published}
    routes = tuple(r for r in ROUTES if r in seen)
    as_of = stated or (scope[1] if scope else None)
    return Parsed(
        layer=LAYER.name,
        frame=_frame(taken, _shared(reader, rows)),
        lines=[tuple(p.line for p in i.parts) for i in taken],
        rows_in=len(rows),
        set_aside=tuple(sorted([*aside, *repeated], key=lambda a: a.line)),
        remarks=tuple(sorted(remarks, key=lambda r: r.line)),
        sums=sums.sum_lines(published, taken),
        layout=layout.name,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        scope=scope,
        complete=(
            layout.name != layouts.REGIONAL_EXTRACT and any(_people(i) < SMALL for i in taken)
        ),
        routes=routes,
        as_of=as_of,
        is_dated=stated is not None,
        notes=notes(reader, list(rows.values()), as_of, stated is not None, routes),
    )


def _filled(row: list[str], width: int, kind: str) -> list[str]:
    """A row of the width of the header, where only blank cells make the difference.

    Spreadsheets and JSON leave blank cells away; a text file that does so has lost a cell.
    """
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        return row[:width]
    if len(row) < width and kind != "csv":
        return [*row, *[""] * (width - len(row))]
    return row


def _encoding(rows: Iterable[Sequence[str]], layout: Layout) -> Encoding:
    at = layout.columns.at.get("coordinates")
    return places.encoding(row[at] for row in rows if at is not None and at < len(row))


def _sorted_out(
    reader: Reader, rows: Rows
) -> tuple[list[Part], list[SetAside], dict[str, SetAside]]:
    """The parts, the rows that are none, and of those the quarantined ones by id."""
    parts: list[Part] = []
    aside: list[SetAside] = []
    spoiled: dict[str, SetAside] = {}
    for line, row in rows.items():
        try:
            parts.append(reader.part(line, row))
        except Unfit as why:
            aside.append(reader.set_aside(line, row, why))
            if why.kind == "quarantined":
                spoiled.setdefault(reader.ids_of(row)[0], aside[-1])
    return parts, aside, spoiled


def _frame(taken: Sequence[Incident], shared_by: Mapping[int, int]) -> pd.DataFrame:
    columns = [c.name for c in LAYER.columns]
    return pd.DataFrame(incidents.frame_rows(taken, NAME, shared_by), columns=columns, dtype="str")


def _shared(reader: Reader, rows: Rows) -> dict[int, int]:
    """How many records have the point of each line, whether they are taken in or not.

    A file writes a point in one way, so that its text tells it; parts of a record count once.
    """
    layout = reader.layout
    where = [m for m in ("coordinates", "latitude", "longitude") if layout.has(m)]
    points = {line: tuple([reader.cell(row, m) for m in where]) for line, row in rows.items()}
    ids = (reader.cell(row, layout.id_column) for row in rows.values())
    records = Counter(point for _, point in set(zip(ids, points.values(), strict=True)))
    return {line: records[point] for line, point in points.items()}


def _scope(reader: Reader, rows: Iterable[Sequence[str]]) -> Scope | None:
    """From the first day held to the last, on whatever route.

    What a file does not hold between them, the register no longer has. A year that a file holds
    almost from its beginning is held from the first of January; after its last day a file says
    nothing yet.
    """
    days = set()
    seen: set[str] = set()  # a full record names each day several times
    for row in rows:
        text = reader.cell(row, "date")
        if text.strip() and text in seen:
            continue
        seen.add(text)
        try:
            days.add(reader.when(row).day)
        except CellProblem:
            continue
    known = [d for d in days if d]
    if not known:
        return None
    first, last = min(known), max(known)
    new_year = dt.date(first.year, 1, 1)
    return (new_year if first - new_year <= NEW_YEAR else first, last)


def _stated(name: str, today: dt.date) -> dt.date | None:
    """The day in the name of a file; None where there is none that can be."""
    for text in _DAY.findall(name):
        try:
            return day(text, "ymd", today)
        except CellProblem:
            continue
    return None


def _published(reader: Reader, rows: Iterable[Sequence[str]]) -> Iterator[Published]:
    for row in rows:
        journey = words.journey(reader.cell(row, "region"), reader.cell(row, "route"))
        year = None
        if journey.route or words.MEDITERRANEAN in journey.region_text:
            try:
                year = reader.when(row).year
            except CellProblem:
                year = None
        yield Published(journey, year, reader.published(row))


def _people(incident: Incident) -> int:
    return (incident.counts["dead"] or 0) + (incident.counts["missing"] or 0)
