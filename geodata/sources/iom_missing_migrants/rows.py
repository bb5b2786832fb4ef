"""One row of the register, read by rule: a part of an incident, or the reason why it is not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from geodata.report import Kind, Remark, SetAside
from geodata.sources import cells
from geodata.sources.cells import CellProblem
from geodata.sources.iom_missing_migrants import places, words
from geodata.sources.iom_missing_migrants.dates import When, when
from geodata.sources.iom_missing_migrants.layouts import Layout
from geodata.sources.iom_missing_migrants.places import Encoding
from geodata.sources.iom_missing_migrants.words import Journey
from geodata.sources.positions import Position, swapped_on_route
from geodata.sources.source import Options
from layers.analysis import uncertainty
from layers.analysis.uncertainty import Described

COUNTS = ("dead", "missing", "survivors", "women", "men", "children")
MAIN_ID = re.compile(r"\d{4}\.MMP\d+")
Value = TypeVar("Value")

# Most cells of the register repeat, thousands of times.
count = lru_cache(maxsize=4096)(cells.count)
_described = lru_cache(maxsize=4096)(uncertainty.described)
_when = lru_cache(maxsize=8192)(when)


@dataclass(frozen=True, slots=True)
class Part:
    """A row that was taken in: an incident, or a part of one that the layout lists apart.

    Attributes:
        line: where it stands.
        id: our id of the incident; parts of one incident share it.
        main_id: the register's id; empty where the layout has a numbering of its own.
        incident_ids: the register's ids of parts, as the cell lists them; empty where it has none.
        counts: by `COUNTS`; None where unknown.
        when: the date.
        position: where, if that is said and can be trusted.
        place: how exactly the description says where it is; the description itself is not kept.
        journey: route and region.
        country: of the incident, ISO 3166 alpha-3; empty where unknown.
        origins: of the people, likewise.
        causes: classes of cause.
        kind: of record; empty where the layout does not say it.
        quality: of the source, 1 to 5.
        url: the first link.
    """

    line: int
    id: str
    main_id: str
    incident_ids: str
    counts: dict[str, int | None]
    when: When
    position: Position | None
    place: Described
    journey: Journey
    country: str
    origins: tuple[str, ...]
    causes: frozenset[str]
    kind: str
    quality: int | None
    url: str


class Unfit(Exception):
    """A row that is not taken in, and why."""

    def __init__(self, kind: Kind, reason: str, meaning: str, text: str, right: str) -> None:
        self.kind = kind
        self.reason = reason
        self.meaning = meaning
        self.text = text
        self.right = right
        super().__init__(reason)


@dataclass
class Reader:
    """Reads the rows of one file, and notes what has to be said about them."""

    layout: Layout
    written: Encoding
    today: dt.date
    options: Options
    remarks: list[Remark] = field(default_factory=list)
    strange: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._at = self.layout.columns.at  # looked up a quarter of a million times in a full record

    def cell(self, row: Sequence[str], meaning: str) -> str:
        """The cell of `row` under the column of this meaning; empty where there is none."""
        at = self._at.get(meaning)
        return row[at] if at is not None and at < len(row) else ""

    def set_aside(self, line: int, row: Sequence[str], why: Unfit) -> SetAside:
        """The row as the report has it; word for word where it is quarantined."""
        quarantined = why.kind == "quarantined"
        return SetAside(
            line, why.kind, why.reason, self.layout.name_of(why.meaning), why.text, why.right,
            self.layout.columns.record(row) if quarantined else {},
        )  # fmt: skip

    def journey(self, row: Sequence[str]) -> Journey:
        """The journey of a row; what no sea route is, is not looked at any further.

        Raises:
            Unfit: if the row is on no sea route, or on one whose name is not known.
        """
        found = words.journey(self.cell(row, "region"), self.cell(row, "route"))
        if found.doubtful:
            right = f"one of {', '.join(words.SEA_ROUTES)}, or a known route by land"
            raise Unfit("quarantined", "unknown_word", "route", found.route_text, right)
        if not found.known and not found.route:
            self._strange("route", found.route_text)
        if not found.route and not self.options.all_regions:
            right = f"one of {', '.join(words.SEA_ROUTES)}"
            raise Unfit("excluded", "other_route", "route", found.route_text, right)
        return found

    def ids_of(self, row: Sequence[str]) -> tuple[str, str]:
        """Our id and the register's Main ID, freed of invisible characters; empty if there is none.

        A number of the web site's own is no Main ID, and must not look like one.
        """
        cleaned = cells.clean(self.cell(row, self.layout.id_column))
        if cells.is_unknown(cleaned) or " " in cleaned:
            return "", ""
        own = self.layout.id_column == "web_id" and not MAIN_ID.fullmatch(cleaned)
        return (f"web-{cleaned}", "") if own else (cleaned, cleaned)

    def published(self, row: Sequence[str]) -> int | None:
        """Dead and missing of a row as it stands; None where unknown or not to be read."""
        try:
            total = count(self.cell(row, "total"))
            known = [total] if total is not None else self._dead_and_missing(row)
        except CellProblem:
            return None
        return sum(known) if known else None

    def _dead_and_missing(self, row: Sequence[str]) -> list[int]:
        both = (count(self.cell(row, "dead")), count(self.cell(row, "missing")))
        return [n for n in both if n is not None]

    def when(self, row: Sequence[str]) -> When:
        """The date of a row.

        Raises:
            CellProblem: if there is one that cannot be.
        """
        return self._when(row, self.cell(row, "date"))

    def part(self, line: int, row: Sequence[str]) -> Part:
        """The row as a part of an incident.

        Raises:
            Unfit: if it is not taken in.
        """
        if len(row) != len(self.layout.columns.names):
            right = f"{len(self.layout.columns.names)} cells, as in the header"
            raise Unfit("quarantined", "ragged_row", "", f"{len(row)} cells", right)
        journey = self.journey(row)
        written_id = self.cell(row, self.layout.id_column)
        our_id, main_id = self.ids_of(row)
        if not our_id:
            right = "the register's id of the incident, such as 2023.MMP0001"
            raise Unfit("quarantined", "no_id", self.layout.id_column, written_id, right)
        counts = {meaning: self._told(row, meaning, count) for meaning in COUNTS}
        self._check_total(row, counts)
        date = self._told(row, "date", lambda text: self._when(row, text))
        position = self._position(line, row, journey)
        part = Part(
            line=line,
            id=our_id,
            main_id=main_id,
            incident_ids=cells.clean(self.cell(row, "incident_id")),
            counts=counts,
            when=date,
            position=position,
            place=_described(self.cell(row, "place")),
            journey=journey,
            country=self._known("country", words.country(self.cell(row, "country")), row),
            origins=self._origins(row),
            causes=self._causes(row),
            kind=self._known("kind", words.record_kind(self.cell(row, "kind")), row),
            quality=words.quality(self.cell(row, "quality")),
            url=words.first_link(self.cell(row, "url")),
        )
        self._remark_on(part, row, written_id)
        return part

    def _told(
        self,
        row: Sequence[str],
        meaning: str,
        read: Callable[[str], Value],
        text: str | None = None,
    ) -> Value:
        """What `read` makes of a cell; its complaint with the column and the text."""
        told = self.cell(row, meaning) if text is None else text
        try:
            return read(told)
        except CellProblem as problem:
            raise Unfit("quarantined", problem.reason, meaning, told, problem.right) from problem

    def _check_total(self, row: Sequence[str], counts: dict[str, int | None]) -> None:
        total = self._told(row, "total", count)
        added = (counts["dead"] or 0) + (counts["missing"] or 0)
        if total is not None and total != added:
            text = self.cell(row, "total")
            raise Unfit("quarantined", "impossible_counts", "total", text, f"{added}, the sum")

    def _when(self, row: Sequence[str], text: str) -> When:
        year, month = self.cell(row, "year"), self.cell(row, "month")
        # Where there is a date the id says nothing new, and would make each call one of its kind.
        main_id = self.ids_of(row)[1] if cells.is_unknown(text) or text == "0" else ""
        return _when(text, year, month, main_id, self.layout.order, self.today)

    def _position(self, line: int, row: Sequence[str], journey: Journey) -> Position | None:
        if self.layout.has("coordinates"):
            meaning, text = "coordinates", self.cell(row, "coordinates")
            found = self._told(row, meaning, lambda cell: places.position(cell, self.written))
        else:
            latitude, longitude = self.cell(row, "latitude"), self.cell(row, "longitude")
            meaning, text = "latitude", f"{latitude}, {longitude}"
            found = self._told(
                row, meaning, lambda _: places.position_of(latitude, longitude), text
            )
        if found is None or not swapped_on_route(found, journey.route):
            return found
        if not self.options.mend_swapped:
            right = "a point in the sea of the route: exchange the two, or confirm the exchange"
            raise Unfit("quarantined", "looks_swapped", meaning, text, right)
        self._remark(line, "swapped_mended", meaning, text)
        return found.exchanged()

    def _known(self, meaning: str, found: str | None, row: Sequence[str]) -> str:
        if found is None:
            self._strange(meaning, cells.clean(self.cell(row, meaning)))
        return found or ""

    def _origins(self, row: Sequence[str]) -> tuple[str, ...]:
        found = words.countries(self.cell(row, "origin"))
        if None in found:
            self._strange("origin", cells.clean(self.cell(row, "origin")))
        return tuple(code for code in found if code)

    def _causes(self, row: Sequence[str]) -> frozenset[str]:
        found = words.causes(self.cell(row, "cause"))
        if found is None:
            self._strange("cause", cells.clean(self.cell(row, "cause")))
        return found or frozenset()

    def _strange(self, meaning: str, text: str) -> None:
        seen = self.strange.setdefault(meaning, {})
        seen[text] = seen.get(text, 0) + 1

    def _remark(self, line: int, reason: str, meaning: str = "", text: str = "") -> None:
        self.remarks.append(Remark(line, reason, self.layout.name_of(meaning), text))

    def _remark_on(self, part: Part, row: Sequence[str], written_id: str) -> None:
        line = part.line
        if cells.clean(written_id) != written_id.strip(" "):
            self._remark(line, "id_cleaned", self.layout.id_column, written_id)
        if part.when.day is None or part.when.precision != "day":
            self._remark(line, "no_day", "date", self.cell(row, "date"))
        if part.journey.several:
            self._remark(line, "many_values", "route", part.journey.route_text)
        if part.kind == "cumulative":
            self._remark(line, "cumulative", "kind", self.cell(row, "kind"))
        elif part.position is None:
            self._remark(line, "no_position", "coordinates", self.cell(row, "coordinates"))
        elif uncertainty.whole_degrees(part.position.longitude, part.position.latitude):
            text = f"{part.position.latitude}, {part.position.longitude}"
            self._remark(line, "whole_degrees", "coordinates", text)
        for meaning in ("region", "route", "country", "origin", "cause"):
            text = self.cell(row, meaning)
            if "&" in text or "\n" in text.strip(" "):
                self._remark(line, "text_cleaned", meaning, text)
