"""Daily landings in Italy: the Ministry's half-monthly report, digitised by onData."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

import pandas as pd

from geodata import sandbox
from geodata.report import SetAside, SumLine
from geodata.sources import cells, columns
from geodata.sources.italy_download import HOSTS, fetch
from geodata.sources.source import Options, Parsed, Source
from geodata.tables import RawTable
from layers.layer import names
from layers.registry import LAYERS
from layers.units import Unit

NAME = "italy-interior-daily"
LAYER = "arrivals_reported"
ALIASES = {
    "day": ("Data", "Giorno", "date"),
    "persons": ("Valore", "Migranti sbarcati", "value"),
    "report": ("Data_Report", "Data report"),
    "note": ("Note",),
    "attribution": ("Fonte",),
}
REQUIRED = ("day", "persons", "report")


@dataclass(frozen=True)
class _Row:
    line: int
    day: dt.date
    report: dt.date
    persons: int


def parse(content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
    """The landings of one file; see `read`.

    Raises:
        SourceError: if the file is no such table.
    """
    table = sandbox.read_table(content, name, encoding=options.encoding, sheet=options.sheet)
    return read(table, today)


def read(table: RawTable, today: dt.date) -> Parsed:
    """One record per day, from the last report that gives one.

    Two reports a month say the same days again, and the one of the 15th fills the days still to
    come with zeros: a day after its report is never a figure.

    Raises:
        SchemaChanged: if the table has other columns.
    """
    header = columns.recognise(table, ALIASES, REQUIRED)
    rows: list[_Row] = []
    set_aside: list[SetAside] = []
    as_it_stands: Counter[int] = Counter()  # by year, what adding up every row would give
    cut_off: Counter[str] = Counter()
    rows_in = 0
    for line, cells_of_row in columns.rows_below(table, header):
        rows_in += 1
        try:
            row = _row(line, cells_of_row, header, today)
        except _Apart as apart:
            set_aside.append(apart.row)
            continue
        as_it_stands[row.day.year] += row.persons
        if row.day > row.report:
            right = f"a day up to the report of {row.report}"
            set_aside.append(_excluded(line, "after_the_report", header, "day", row.day, right))
            continue
        rows.append(row)
        cut_off[_cut_off(cells_of_row, header)] += 1
    kept, superseded = _last_per_day(rows)
    set_aside += [
        _excluded(r.line, "superseded", header, "report", r.report, "the last report on that day")
        for r in superseded
    ]
    counted: Counter[int] = Counter()
    for row in kept:
        counted[row.day.year] += row.persons
    as_of = max((r.report for r in rows), default=None)
    first, last = (kept[0].day, kept[-1].day) if kept else (None, None)
    return Parsed(
        layer=LAYER,
        frame=_frame(kept, as_of),
        lines=[(r.line,) for r in kept],
        rows_in=rows_in,
        set_aside=tuple(sorted(set_aside, key=lambda s: s.line)),
        sums=tuple(
            SumLine(str(year), Unit.ARRIVAL, as_it_stands[year], counted.get(year))
            for year in sorted(as_it_stands)
        ),
        layout="daily landings with the date of the report",
        first_day=first,
        last_day=last,
        scope=(first, last) if first and last else None,
        complete=True,
        as_of=as_of,
        as_of_by={"ITA": as_of.isoformat()} if as_of else {},
        notes=(*table.remarks, *_notes(kept, cut_off)),
    )


class _Apart(Exception):
    """A row that is set aside."""

    def __init__(self, row: SetAside) -> None:
        self.row = row
        super().__init__(row.reason)


def _row(line: int, row: list[str], header: columns.Columns, today: dt.date) -> _Row:
    def apart(reason: str, column: str, right: str) -> _Apart:
        text = _cell(row, header, column)
        name = header.name(column)
        return _Apart(SetAside(line, "quarantined", reason, name, text, right, header.record(row)))

    if len(row) != len(header.names):
        right = f"{len(header.names)} cells"
        record = header.record(row)
        raise _Apart(
            SetAside(line, "quarantined", "ragged_row", "", f"{len(row)} cells", right, record)
        )
    days: dict[str, dt.date] = {}
    # A report may print the whole of its month, so its days run ahead of today.
    for column, horizon in (("day", today + dt.timedelta(days=31)), ("report", today)):
        try:
            found = cells.day(_cell(row, header, column), "ymd", horizon)
        except cells.CellProblem as problem:
            raise apart(problem.reason, column, problem.right) from problem
        if found is None:
            raise apart("no_date", column, "a day such as 2024-03-31")
        days[column] = found
    try:
        persons = cells.count(_cell(row, header, "persons"))
    except cells.CellProblem as problem:
        raise apart(problem.reason, "persons", problem.right) from problem
    if persons is None:
        text = _cell(row, header, "persons")
        raise _Apart(_excluded(line, "blank", header, "persons", text, "the persons of that day"))
    if persons < 0:
        raise apart("negative_count", "persons", "a count from 0")
    return _Row(line, days["day"], days["report"], persons)


def _cell(row: list[str], header: columns.Columns, meaning: str) -> str:
    return row[header.at[meaning]]  # noqa: PD008 - a dictionary, no frame


def _excluded(
    line: int, reason: str, header: columns.Columns, column: str, text: object, right: str
) -> SetAside:
    return SetAside(line, "excluded", reason, header.name(column), str(text), right)


def _last_per_day(rows: list[_Row]) -> tuple[list[_Row], list[_Row]]:
    """The rows that count, by day, and those that a later report (or line) says again."""
    by_day: defaultdict[dt.date, list[_Row]] = defaultdict(list)
    for row in rows:
        by_day[row.day].append(row)
    kept, superseded = [], []
    for day in sorted(by_day):
        *earlier, last = sorted(by_day[day], key=lambda r: (r.report, r.line))
        kept.append(last)
        superseded += earlier
    return kept, superseded


def _frame(kept: list[_Row], as_of: dt.date | None) -> pd.DataFrame:
    records = [
        {
            "arrival_country": "ITA",
            "place": "",
            "measure": "arrival_sea",
            "first_day": r.day.isoformat(),
            "last_day": r.day.isoformat(),
            "persons": str(r.persons),
            "status": _status(r.day, as_of),
            "as_of": r.report.isoformat(),
            "source": NAME,
        }
        for r in kept
    ]
    return pd.DataFrame(records, columns=names(LAYERS[LAYER].columns), dtype="str")


def _status(day: dt.date, as_of: dt.date | None) -> str:
    """The month of the newest report is still being counted."""
    newest = as_of is not None and (day.year, day.month) == (as_of.year, as_of.month)
    return "provisional" if newest else "final"


def _cut_off(row: list[str], header: columns.Columns) -> str:
    note = _cell(row, header, "note") if "note" in header.at else ""
    return next((hour for hour in ("24:00", "8:00") if hour in note), "not stated")


def _notes(kept: list[_Row], cut_off: Counter[str]) -> list[str]:
    notes = []
    if len(cut_off) > 1:
        hours = ", ".join(f"{hour} ({rows:,} rows)" for hour, rows in cut_off.most_common())
        notes.append(f"The day of a report ends at different hours: {hours}.")
    if kept:
        absent = (kept[-1].day - kept[0].day).days + 1 - len(kept)
        if absent:
            notes.append(
                f"{absent:,} days between {kept[0].day} and {kept[-1].day} have no figure: "
                "unknown, not zero."
            )
    return notes


SOURCE = Source(
    name=NAME,
    title="Daily landings in Italy",
    publisher="Ministero dell'Interno, digitised by onData",
    url="https://libertaciviliimmigrazione.dlci.interno.gov.it/documentazione/dati-e-statistiche/cruscotto-statistico-giornaliero",
    licence=(("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),),
    citation=(
        "Ministero dell'Interno, Dipartimento della Pubblica sicurezza, cruscotto statistico; "
        'digitised by "Liberiamoli tutti!", https://datibenecomune.substack.com/, {as_of}'
    ),
    layer=LAYER,
    reads="The daily table as CSV, with the columns Data, Valore and Data_Report.",
    rhythm_days=15,
    parse=parse,
    hosts=HOSTS,
    fetch=fetch,
    doubts=(
        "The Ministry marks every figure as subject to later consolidation.",
        "The Ministry publishes PDF only: what is fetched is onData's table, which comes later.",
        "Most reports count a day to 08:00, some to 24:00; the column Note says which.",
        "Landings by sea as the police record them: a boat that arrives unseen is not in them.",
    ),
)
