"""What a file adds up to, as published and as taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from geodata.report import SumLine
from geodata.sources.iom_missing_migrants.incidents import Incident
from geodata.sources.iom_missing_migrants.rows import Part
from geodata.sources.iom_missing_migrants.words import MEDITERRANEAN, Journey
from layers.terms import ROUTE_NAMES

UNIT = "dead and missing, persons"


@dataclass(frozen=True, slots=True)
class Published:
    """Dead and missing of a row as it stands, negative cells included; None where unknown."""

    journey: Journey
    year: int | None
    people: int | None


def sum_lines(published: Iterable[Published], taken: Iterable[Incident]) -> tuple[SumLine, ...]:
    """A line for the file, for each year of the region Mediterranean, each route and year.

    Cells with several values have lines of their own, so that the others are what the
    publisher's table of a route or a region says.
    """
    before: dict[str, list[int]] = defaultdict(list)
    after: dict[str, list[int]] = defaultdict(list)
    for row in published:
        if row.people is not None:
            for name in _names(row.journey, row.year):
                before[name].append(row.people)
    for incident in taken:
        for part in incident.parts:
            people = _counted(part, incident.left_out)
            if people is not None:
                for name in _names(part.journey, part.when.year):
                    after[name].append(people)
    names = sorted({*before, *after} - {_FILE})
    return tuple(SumLine(n, UNIT, _sum(before, n), _sum(after, n)) for n in [_FILE, *names])


_FILE = "Whole file"


def _sum(groups: dict[str, list[int]], name: str) -> int | None:
    return sum(groups[name]) if name in groups else None


def _names(journey: Journey, year: int | None) -> list[str]:
    when = str(year) if year else "without a year"
    names = [_FILE]
    if journey.several:
        near = journey.route or MEDITERRANEAN in journey.region_text
        return [*names, f"Several regions or routes in one cell {when}"] if near else names
    if journey.region_text == MEDITERRANEAN:
        names.append(f"{MEDITERRANEAN} {when}")
    if journey.route:
        names.append(f"{ROUTE_NAMES[journey.route]} {when}")
    return names


def _counted(part: Part, left_out: frozenset[str]) -> int | None:
    """Dead and missing of a part over the known cells that were not left out."""
    known = [
        n for m in ("dead", "missing") if m not in left_out and (n := part.counts[m]) is not None
    ]
    return sum(known) if known else None
