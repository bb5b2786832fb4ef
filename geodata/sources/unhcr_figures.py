"""Figures read from any layout of UNHCR, and what they become: records of `arrivals_reported`."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pandas as pd

from geodata.report import Remark, SetAside, SumLine
from geodata.sources.source import Parsed
from layers.layer import names
from layers.registry import LAYERS
from layers.units import MEASURE_UNITS

NAME = "unhcr-arrivals"
LAYER = "arrivals_reported"
LARGEST = 100_000_000  # persons in a total of years

Key = tuple[str, str, str, dt.date | None, dt.date]


@dataclass(frozen=True)
class Figure:
    """One figure, in the terms of the layer.

    Attributes:
        line: where it stands in the file.
        country: ISO 3166 alpha-3; empty = all countries together.
        place: empty = the whole country.
        measure: one of the arrivals of `layers.terms.MEASURES`.
        first_day: None = since the source began, on a day that it does not state.
        last_day: the last day counted.
        persons: None = unknown.
        as_of: when it was said, where the file tells.
        series: the name under which it is summed; a `running_total` is not summed but read off.
    """

    line: int
    country: str
    place: str
    measure: str
    first_day: dt.date | None
    last_day: dt.date
    persons: int | None
    as_of: dt.date | None
    series: str
    running_total: bool = False

    @property
    def key(self) -> Key:
        """What makes it the same figure, said again."""
        return self.country, self.place, self.measure, self.first_day, self.last_day


@dataclass
class Reading:
    """What has been read of a file so far.

    A row of a wide table gives several figures, all under its one line. `rows_in` counts lines: a
    line of which anything is used counts as used, and a cell of it that is not becomes a remark.
    """

    layout: str
    figures: list[Figure] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows_in: int = 0
    left_out: Counter[str] = field(default_factory=Counter)  # persons in remarked cells, by series


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def parsed(reading: Reading, today: dt.date) -> Parsed:
    """The figures as records, the last of those that say the same thing."""
    kept = list({f.key: f for f in reading.figures}.values())
    kept_lines = {f.line for f in kept}
    chosen = {f.key: f.line for f in kept}
    superseded = {f.line: chosen[f.key] for f in reading.figures if f.line not in kept_lines}
    set_aside = reading.set_aside + [
        SetAside(line, "excluded", "superseded", "", f"said again in line {by}", "said once")
        for line, by in superseded.items()
    ]
    days = [d for f in kept for d in (f.first_day, f.last_day) if d is not None]
    span = (min(days), max(days)) if days else None
    said: defaultdict[str, list[dt.date]] = defaultdict(list)
    for f in kept:
        if f.as_of is not None:
            said[f.country].append(f.as_of)
    return Parsed(
        layer=LAYER,
        frame=_frame(kept, today),
        lines=[(f.line,) for f in kept],
        rows_in=reading.rows_in,
        set_aside=tuple(sorted(set_aside, key=lambda s: s.line)),
        remarks=tuple(reading.remarks),
        sums=_sums(reading, kept),
        layout=reading.layout,
        first_day=span[0] if span else None,
        last_day=span[1] if span else None,
        scope=span,
        as_of=max((d for ds in said.values() for d in ds), default=None),
        as_of_by={c: max(ds).isoformat() for c, ds in sorted(said.items()) if c},
        notes=tuple(reading.notes),
    )


def _frame(kept: list[Figure], today: dt.date) -> pd.DataFrame:
    newest: dict[str, dt.date] = {}
    for f in kept:
        newest[f.series] = max(f.last_day, newest.get(f.series, f.last_day))
    records = [
        {
            "arrival_country": f.country,
            "place": f.place,
            "measure": f.measure,
            "first_day": f.first_day.isoformat() if f.first_day else "",
            "last_day": f.last_day.isoformat(),
            "persons": "" if f.persons is None else str(f.persons),
            "status": _status(f, newest[f.series], today),
            "as_of": f.as_of.isoformat() if f.as_of else "",
            "source": NAME,
        }
        for f in kept
    ]
    return pd.DataFrame(records, columns=names(LAYERS[LAYER].columns), dtype="str")


def _status(figure: Figure, newest: dt.date, today: dt.date) -> str:
    """Partial while its period runs, provisional while its last month is the newest, then final."""
    if figure.last_day > (figure.as_of or today):
        return "partial"
    reference = figure.as_of or newest
    month = (figure.last_day.year, figure.last_day.month)
    return "provisional" if month == (reference.year, reference.month) else "final"


def _sums(reading: Reading, kept: list[Figure]) -> tuple[SumLine, ...]:
    """By series: of the rows as they stand and of those taken in; the newest of a running total."""
    lines = []
    before, after = _by_series(reading.figures), _by_series(kept)
    for name, taken in after.items():
        unit = MEASURE_UNITS[taken[0].measure]
        if any(f.running_total for f in taken):
            last = max(taken, key=lambda f: f.last_day)
            lines.append(
                SumLine(f"{name}, total to {last.last_day}", unit, last.persons, last.persons)
            )
            continue
        as_it_stands = _total(before[name])
        if name in reading.left_out:
            as_it_stands = (as_it_stands or 0) + reading.left_out[name]
        lines.append(SumLine(name, unit, as_it_stands, _total(taken)))
    return tuple(lines)


def _by_series(figures: list[Figure]) -> dict[str, list[Figure]]:
    groups: defaultdict[str, list[Figure]] = defaultdict(list)
    for f in figures:
        groups[f.series].append(f)
    return groups


def _total(figures: list[Figure]) -> int | None:
    known = [f.persons for f in figures if f.persons is not None]
    return sum(known) if known else None
