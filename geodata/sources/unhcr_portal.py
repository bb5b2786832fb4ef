"""Answers of UNHCR's operational data portal: time series and sub-locations."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from geodata.errors import SchemaChanged
from geodata.sources import cells
from geodata.sources.countries import country_code
from geodata.sources.unhcr_figures import LARGEST

SEA = frozenset({"4797", "4908", "5634"})  # Mediterranean, the same by day, Canary Islands
LAND = frozenset({"4798"})
CANARIES = "5634"
GROUPS = "4797 (sea), 4908 (sea, by day), 5634 (Canary Islands) or 4798 (land)"
COUNTRIES = {"616": "CYP", "640": "GRC", "656": "ITA", "690": "MLT", "729": "ESP"}
# From this situation on, group 4797 of Spain is without the Canary Islands.
SPLIT_SITUATION = "100"
# Daily arrivals are not known to rise ten reports in a row; a running total always does.
STEADY = 10
# Beside the portal's own names in a row that is set aside: what a row alone would not tell when it
# is mended and brought back.
ASKED, RUNNING = "asked", "running total"
_BEGINNING = dt.date(1900, 1, 1)  # what the portal is asked for where everything is wanted

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """What the portal was asked, from the address or from the file name made of it.

    Attributes:
        groups: ids of population groups.
        geo: id of the country; empty or 0 = all.
        situation: id of the situation view.
        first_day: the day since which reports are added up; None = since the beginning.
        year: the one year that was asked for.
    """

    groups: frozenset[str]
    geo: str
    situation: str
    first_day: dt.date | None
    year: int | None

    @property
    def country(self) -> str | None:
        """ISO 3166 alpha-3; empty = all countries together, None = not one that is known."""
        return "" if self.geo in {"", "0"} else COUNTRIES.get(self.geo)


@dataclass(frozen=True)
class Answer:
    """One answer: its question, and its rows with their places in the file."""

    question: Question
    where: str
    rows: tuple[tuple[int, Item], ...]
    is_series: bool


def question(where: str) -> Question:
    """What was asked, from an address, or from a file name such as ``..-geo-id-656-..``."""
    if "?" in where:
        asked = {k.casefold(): v[-1] for k, v in parse_qs(urlsplit(where).query).items()}
        groups = frozenset(re.findall(r"\d+", asked.get("population_group", "")))
    else:
        slug = where.casefold().replace("_", "-")
        named = {
            k: re.search(rf"{k.replace('_', '-')}-(\d[\d-]*)", slug)
            for k in ("population_group", "geo_id", "sv_id", "fromdate", "year")
        }
        asked = {k: found[1].strip("-") for k, found in named.items() if found}
        # A file name loses the commas of the address: ids of four digits stand side by side.
        groups = frozenset(re.findall(r"\d{4}", asked.get("population_group", "")))
    try:
        first_day = dt.date.fromisoformat(asked.get("fromdate", "")[:10])
    except ValueError:
        first_day = _BEGINNING
    year = asked.get("year", "")
    return Question(
        groups,
        asked.get("geo_id", ""),
        asked.get("sv_id", ""),
        None if first_day == _BEGINNING else first_day,
        int(year) if re.fullmatch(r"20\d\d", year) else None,
    )


def answers(document: object, name: str) -> list[Answer]:
    """The answers of a document: one, or a bundle ``{"answers": [{"url":.., "answer":..}]}``.

    Rows are numbered through the whole document, from 1.

    Raises:
        SchemaChanged: if it is neither.
    """
    pairs: list[tuple[str, object]] = [(name, document)]
    if isinstance(document, dict) and "answers" in document:
        bundle = document["answers"]
        if not isinstance(bundle, list) or not all(
            isinstance(b, dict) and isinstance(b.get("url"), str) and "answer" in b for b in bundle
        ):
            raise SchemaChanged(
                'the bundle is not understood; expected {"answers": [{"url": .., "answer": ..}]}.'
            )
        pairs = [(b["url"], b["answer"]) for b in bundle]
    out: list[Answer] = []
    number = 0
    for where, one in pairs:
        items, is_series = _items(one, where)
        rows = tuple(enumerate(items, start=number + 1))
        number += len(items)
        out.append(Answer(question(where), where, rows, is_series))
    return out


def mended(rows: Iterable[tuple[int, Item]]) -> list[Answer]:
    """The answers that rows, set aside before and brought back as a table, were once part of."""
    groups: dict[tuple[str, bool, str], list[tuple[int, Item]]] = {}
    for line, cells_of_row in rows:
        item = {name: cell for name, cell in cells_of_row.items() if cell}
        is_series = "geomaster_name" not in item
        key = text(item.get(ASKED)), is_series, text(item.get(RUNNING))
        groups.setdefault(key, []).append((line, item))
    return [
        Answer(question(where), where, tuple(group), is_series)
        for (where, is_series, _), group in groups.items()
    ]


def _items(document: object, where: str) -> tuple[list[Item], bool]:
    data = document.get("data") if isinstance(document, dict) else None
    series = data.get("timeseries") if isinstance(data, dict) else None
    items = series if series is not None else data
    if not isinstance(items, list) or not all(isinstance(i, dict) for i in items):
        keys = ", ".join(sorted(map(str, document))) if isinstance(document, dict) else "no object"
        raise SchemaChanged(
            f"{where[:200]!r}: the answer holds {keys[:200]}; expected a list of objects under "
            "'data' (sub-locations) or under 'data' and 'timeseries'."
        )
    is_series = series is not None
    wanted = ["individuals"] if is_series else ["individuals", "geomaster_name"]
    for key in wanted:
        if items and not any(key in item for item in items):
            raise SchemaChanged(
                f"{where[:200]!r}: no row has {key!r}; they have {', '.join(map(str, items[0]))}."
            )
    return items, is_series


def measure(groups: frozenset[str]) -> str | None:
    """What the groups together count; None where that is not arrivals by sea or by land."""
    if not groups or not groups <= SEA | LAND:
        return None
    if groups <= SEA:
        return "arrival_sea"
    return "arrival_land" if groups <= LAND else "arrival_sea_land"


def is_running_total(answer: Answer, others: Sequence[Answer]) -> tuple[bool, str]:
    """Whether a series adds up as it goes, and why it is read so.

    The total of the same people by place decides, where the sum or the last value is equal to it;
    then the portal's own word; then the shape of the series.
    """
    if own := {text(item[RUNNING]) for _, item in answer.rows if RUNNING in item}:
        return own == {"true"}, "the rows were set aside as such"
    values = [v for v in (_number(item) for _, item in answer.rows) if v is not None]
    rising = all(a <= b for a, b in itertools.pairwise(values))
    total = _total_by_place(answer, others)
    if (
        total is not None
        and len(values) > 1
        and (rising and values[-1] == total) != (sum(values) == total)
    ):
        if rising and values[-1] == total:
            return True, f"its last value is the total by place, {total:,}"
        return False, f"its sum is the total by place, {total:,}"
    if stated := _stated(answer.question.groups, others):
        called = "cumulative" if stated == "C" else f"not cumulative ({stated!r})"
        return stated == "C", f"the portal calls the group {called}"
    return _by_shape(answer, values, rising)


def _by_shape(answer: Answer, values: list[int], rising: bool) -> tuple[bool, str]:
    if not rising:
        return False, "it falls at least once"
    if len(values) >= STEADY and values[0] < values[-1] and "month" not in answer.rows[0][1]:
        return True, f"it never falls in {len(values)} reports; no other answer confirms it"
    return False, "the portal's groups of arrivals count each report apart"


def _stated(groups: frozenset[str], others: Sequence[Answer]) -> str:
    """The portal's code of how a group counts, where one of the answers carries it."""
    for answer in others:
        for _, item in answer.rows:
            described = item.get("population_groups")
            for group in described if isinstance(described, list) else []:
                if isinstance(group, dict) and str(group.get("id")) in groups:
                    code = str(group.get("pop_frequency_cumulative_code") or "")
                    return "C" if "(cumulative)" in str(group.get("name")) else code
    return ""


def _total_by_place(answer: Answer, others: Sequence[Answer]) -> int | None:
    asked = answer.question
    for other in others:
        same = (other.question.groups, other.question.first_day) == (asked.groups, asked.first_day)
        if other.is_series or not same:
            continue
        known = [
            _number(item)
            for _, item in other.rows
            if other.question.geo == asked.geo
            or country_code(str(item.get("geomaster_name", ""))) == asked.country
        ]
        if known and None not in known:
            return sum(n for n in known if n is not None)
    return None


def _number(item: Item) -> int | None:
    try:
        return cells.count(text(item.get("individuals")), LARGEST)
    except cells.CellProblem:
        return None


def text(value: object) -> str:
    """A value of JSON as a cell: a null is blank."""
    return "" if value is None else str(value)
