"""Rows of the portal's answers as figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from geodata.errors import SchemaChanged
from geodata.report import SetAside, ranges
from geodata.sources import cells
from geodata.sources.countries import country_code
from geodata.sources.unhcr_figures import LARGEST, Figure, Reading, month_end
from geodata.sources.unhcr_portal import (
    ASKED,
    CANARIES,
    COUNTRIES,
    GROUPS,
    LAND,
    RUNNING,
    SPLIT_SITUATION,
    Answer,
    Item,
    Question,
    is_running_total,
    measure,
    text,
)

# The newest day on which a place reported, by country, what is covered of it, and measure.
Reported = dict[tuple[str, str, str], dt.date]


class _Apart(Exception):
    """A row that is set aside: reason, column, text and what is right."""

    def __init__(self, reason: str, column: str, found: str, right: str) -> None:
        self.reason, self.column, self.found, self.right = reason, column, found, right
        super().__init__(f"{column} {found!r}: expected {right}")


def read(answers: Sequence[Answer], today: dt.date) -> Reading:
    """The figures of all answers of a document.

    Raises:
        SchemaChanged: if nothing says which people an answer counts.
    """
    out = Reading("answers of the portal" if len(answers) > 1 else "an answer of the portal")
    reported: Reported = {}
    for answer in answers:
        out.rows_in += len(answer.rows)
        if not answer.is_series:
            _read_places(answer, out, reported, today)
    for answer in answers:
        if answer.is_series:
            _read_series(answer, answers, out, reported, today)
    out.figures.sort(key=lambda f: f.line)  # so that the last of a repeated figure wins
    return out


def _read_places(answer: Answer, out: Reading, reported: Reported, today: dt.date) -> None:
    """Each row is what was added up for one place and group, to its own report day."""
    asked = answer.question
    for line, item in answer.rows:
        own = frozenset(text(item.get("population_group_id")).replace(" ", "").split(","))
        groups = (own - {""}) or asked.groups
        try:
            says = _measure(groups)
            country, place = _country_and_place(item, asked.country)
            said = _day(item, "date", today)
            last = _counted_to(item, said, asked.year, today)
            start = dt.date(asked.year, 1, 1) if asked.year else asked.first_day
            persons = _persons(item)
        except _Apart as apart:
            out.set_aside.append(_aside(line, item, apart, {ASKED: answer.where}))
            continue
        cover = _cover(country, groups, asked.situation)
        place = place or cover
        since = f"by place since {start or 'the beginning'}" if place else ""
        series = _series(country, since, says)
        out.figures.append(
            Figure(line, country, place, says, start, last, persons, said, series, not place)
        )
        if said is not None:
            key = country, cover, says
            reported[key] = max(said, reported.get(key, said))


def _read_series(
    answer: Answer, answers: Sequence[Answer], out: Reading, reported: Reported, today: dt.date
) -> None:
    asked = answer.question
    if not asked.groups:
        raise SchemaChanged(
            f"{answer.where[:200]!r} does not say which people are counted; expected "
            f"population_group={GROUPS} in the address, or population-group-4797 in the file name."
        )
    lines = ranges([line for line, _ in answer.rows])
    total, why = is_running_total(answer, answers)
    kind = "a running total" if total else "each report apart"
    out.notes.append(f"Rows {lines or 'none'} are read as {kind}: {why}.")
    figures: list[Figure] = []
    for line, item in answer.rows:
        try:
            says = _measure(asked.groups)
            country = _asked_country(asked)
            first, last = _period(item, today)
            persons = _persons(item)
        except _Apart as apart:
            told = {ASKED: answer.where, RUNNING: str(total).lower()}
            out.set_aside.append(_aside(line, item, apart, told))
            continue
        place = _cover(country, asked.groups, asked.situation)
        series = _series(country, place, says, "by month" if first < last else "by day")
        start = asked.first_day if total else first
        figures.append(
            Figure(line, country, place, says, start, last, persons, None, series, total)
        )
    out.figures += _dated(figures, reported)


def _dated(figures: list[Figure], reported: Reported) -> list[Figure]:
    """The figures of one series with the day on which they were said.

    Days are as of the newest of them. A month does not tell how far it was counted: that is the
    report day by place of the same country, where the document has one.
    """
    by_month = any(f.first_day != f.last_day and not f.running_total for f in figures)
    if by_month:
        return [replace(f, as_of=reported.get((f.country, f.place, f.measure))) for f in figures]
    newest = max((f.last_day for f in figures), default=None)
    return [replace(f, as_of=newest) for f in figures]


def _measure(groups: frozenset[str]) -> str:
    says = measure(groups)
    if says is None:
        raise _Apart("other_population", "population_group", ",".join(sorted(groups)), GROUPS)
    return says


def _asked_country(asked: Question) -> str:
    if asked.country is None:
        known = ", ".join(f"{i} ({c})" for i, c in COUNTRIES.items())
        raise _Apart("unknown_word", "geo_id", asked.geo, f"one of {known}")
    return asked.country


def _country_and_place(item: Item, asked: str | None) -> tuple[str, str]:
    name = cells.clean(text(item.get("geomaster_name")))
    if text(item.get("admin_level")).casefold() == "country":
        country = country_code(name)
        place = ""
    else:
        country, place = asked or "", name
    if not country:
        right = "the English name of a country, or a place of a country that was asked for"
        raise _Apart("unknown_word", "geomaster_name", name, right)
    return country, place


def _cover(country: str, groups: frozenset[str], situation: str) -> str:
    """What is covered, where the groups of Spain leave a part of it out."""
    if groups == {CANARIES}:
        return "Canary Islands"
    whole = CANARIES in groups or groups <= LAND or situation != SPLIT_SITUATION
    return "" if whole or country not in {"ESP", ""} else "without the Canary Islands"


def _series(country: str, *parts: str) -> str:
    return ", ".join(p for p in (country or "all countries", *parts) if p)


def _period(item: Item, today: dt.date) -> tuple[dt.date, dt.date]:
    """A day, or the month of a row that has no day."""
    found = _day(item, "data_date", today)
    if found is not None:
        return found, found
    month = _month(item, today)
    if month is None:
        right = "a day such as 2024-03-31, or a month and a year"
        raise _Apart("no_date", "data_date", text(item.get("data_date")), right)
    return month.replace(day=1), month


def _day(item: Item, key: str, today: dt.date) -> dt.date | None:
    try:
        return cells.day(text(item.get(key)), "ymd", today)
    except cells.CellProblem as problem:
        raise _Apart(problem.reason, key, text(item.get(key)), problem.right) from problem


def _counted_to(item: Item, said: dt.date | None, year: int | None, today: dt.date) -> dt.date:
    """The last day that a row by place counts.

    A row of one year was said later, when the year was long over: its month tells.
    """
    month = _month(item, today)
    last = month if month and (year or not said) else said
    if last is None:
        raise _Apart("no_date", "date", text(item.get("date")), "a day such as 2024-03-31")
    return last


def _month(item: Item, today: dt.date) -> dt.date | None:
    """The last day of the month of a row; None where it names none."""
    year, month = text(item.get("year")).strip(), text(item.get("month")).strip()
    if not year and not month:
        return None
    try:
        last = month_end(int(year), int(month))
    except ValueError:
        right = "a year and a month from 1 to 12"
        raise _Apart("impossible_date", "month", f"{year}-{month}", right) from None
    if not cells.EARLIEST <= last.replace(day=1) <= today:
        right = f"a month from {cells.EARLIEST} to {today}"
        raise _Apart("date_out_of_range", "month", f"{year}-{month}", right)
    return last


def _persons(item: Item) -> int | None:
    found = text(item.get("individuals"))
    try:
        persons = cells.count(found, LARGEST)
    except cells.CellProblem as problem:
        raise _Apart(problem.reason, "individuals", found, problem.right) from problem
    if persons is not None and persons < 0:
        raise _Apart("negative_count", "individuals", found, "a count from 0")
    return persons


def _aside(line: int, item: Item, apart: _Apart, told: dict[str, str]) -> SetAside:
    if apart.reason == "other_population":
        return SetAside(line, "excluded", apart.reason, apart.column, apart.found, apart.right)
    record = {str(k): text(v) for k, v in item.items()} | told
    return SetAside(
        line, "quarantined", apart.reason, apart.column, apart.found, apart.right, record
    )
