"""Incidents that others contribute, in the columns of a published template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import pandas as pd

from geodata import sandbox
from geodata.errors import SourceError
from geodata.report import Remark, SetAside, SumLine
from geodata.sources import incident_template as rules
from geodata.sources.cells import CellProblem, clean
from geodata.sources.columns import Columns, recognise, rows_below
from geodata.sources.incident_template import template
from geodata.sources.positions import (
    Position,
    position,
    refuse_other_systems,
    shape,
    swapped_on_route,
)
from geodata.sources.screening import ragged, repeated, set_aside
from geodata.sources.source import Options, Parsed, Scope, Source
from geodata.tables import RawTable
from layers.analysis.uncertainty import Told, radius, whole_degrees
from layers.definitions.incidents import LAYER
from layers.terms import CAUSES, ROUTES

__all__ = ["NAME", "SOURCE", "parse", "read", "template"]

NAME = "incident-reports"
# A contribution speaks for its own records only: it is the whole truth of no period, so that it
# withdraws nothing that others contributed.
NO_PERIOD: Scope = (dt.date(2100, 1, 2), dt.date(2100, 1, 1))


def parse(content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
    """The incidents of a file in the columns of the template.

    Raises:
        SourceError: if the file cannot be read, or has other columns.
    """
    table = sandbox.read_table(content, name, encoding=options.encoding, sheet=options.sheet)
    return read(table, today, options)


def read(table: RawTable, today: dt.date, options: Options) -> Parsed:
    """The incidents of a table in the columns of the template.

    Raises:
        SchemaChanged: if a column of the template is missing.
        RefusedFile: if the coordinates are not in WGS84.
        SourceError: if there is a header and nothing below it.
    """
    wanted = [c.name for c in rules.COLUMNS]
    if table.kind in {"geojson", "gpkg"}:  # a vector file says where by its shapes
        wanted = [c for c in wanted if c not in {"longitude", "latitude"}] + ["geometry"]
    columns = recognise(table, dict.fromkeys(wanted, ()), wanted)
    refuse_other_systems(table)
    rows = dict(rows_below(table, columns))
    if not rows:
        raise SourceError("The table has a header and no rows; expected incidents.")
    aside = ragged(rows, columns)
    aside += repeated(_left(rows, aside), columns, ("provider", "report_id"))
    reading = _Reading(columns, today, options)
    taken: dict[int, dict[str, str]] = {}
    for line, row in _left(rows, aside).items():
        try:
            taken[line] = reading.incident(line, row)
        except _Unfit as bad:
            column = columns.name(bad.meaning)
            aside.append(set_aside(columns, line, row, bad.reason, column, bad.text, bad.right))
    days = [dt.date.fromisoformat(incident["occurred_on"]) for incident in taken.values()]
    frame = pd.DataFrame(list(taken.values()), columns=[c.name for c in LAYER.columns], dtype="str")
    return Parsed(
        layer=LAYER.name,
        frame=frame,
        lines=[(line,) for line in taken],
        rows_in=len(rows),
        set_aside=tuple(sorted(aside, key=lambda a: a.line)),
        remarks=tuple(r for r in reading.remarks if r.line in taken),
        sums=_sums(rows, columns, frame),
        layout="the template of incident reports",
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        scope=NO_PERIOD,
        notes=(*table.remarks, *_left_behind(columns)),
    )


class _Unfit(Exception):
    """A row that cannot be taken, by the cell that says why."""

    def __init__(self, meaning: str, text: str, problem: CellProblem) -> None:
        self.meaning = meaning
        self.text = text
        self.reason = problem.reason
        self.right = problem.right
        super().__init__(str(problem))


class _Reading:
    """The rules by which a row becomes an incident, and what was remarked on the way."""

    def __init__(self, columns: Columns, today: dt.date, options: Options) -> None:
        self.columns = columns
        self.today = today
        self.options = options
        self.remarks: list[Remark] = []

    def incident(self, line: int, row: list[str]) -> dict[str, str]:
        """The row as the layer wants it.

        Raises:
            _Unfit: for the first cell that does not fit.
        """

        def cell(meaning: str, reader: Callable[[str], str]) -> str:
            text = row[positions[meaning]]
            try:
                return reader(clean(text))
            except CellProblem as problem:
                raise _Unfit(meaning, text, problem) from problem

        positions = self.columns.at
        provider, report = cell("provider", rules.provider), cell("report_id", rules.report_id)
        occurred_on, _, precision = cell("occurred_on", self._day).partition(" ")
        counts = {meaning: cell(meaning, rules.people) for meaning in rules.COUNTS}
        route = cell("route", rules.word_of(ROUTES))
        if not route and not self.options.all_regions:
            problem = CellProblem("other_route", f"one of {', '.join(ROUTES)}")
            raise _Unfit("route", row[positions["route"]], problem)
        self._check_counts(row, counts)
        if not counts["dead_count"] and not counts["missing_count"]:
            self.remarks.append(Remark(line, "no_count", self.columns.name("dead_count")))
        when = row[positions["occurred_on"]]
        if rules.has_time(when):
            self.remarks.append(
                Remark(line, "time_left_out", self.columns.name("occurred_on"), when)
            )
        mark = cell("mark", rules.mark)
        if not clean(row[positions["mark"]]):
            self.remarks.append(Remark(line, "no_mark", self.columns.name("mark")))
        place = self._place(line, row, route, cell("position_uncertainty_km", rules.radius))
        counts.pop("people_on_board")
        return dict.fromkeys((c.name for c in LAYER.columns), "") | place | counts | {
            "incident_id": f"{provider}:{report}",
            "record_kind": "incident",
            "occurred_on": occurred_on,
            "date_precision": precision,
            "route": route,
            "departure_country": cell("departure_country", rules.country),
            "arrival_country": cell("arrival_country", rules.country),
            "cause": cell("cause", rules.word_of(CAUSES)),
            "parts_count": "1",
            "source_quality": cell("source_quality", rules.quality),
            "source_url": cell("source_url", rules.address),
            "source": NAME,
            "mark": mark,
            "status": cell("status", rules.word_of(("published", "withdrawn"))) or "published",
        }  # fmt: skip

    def _day(self, text: str) -> str:
        return " ".join(rules.occurred_on(text, self.today))

    def _check_counts(self, row: list[str], counts: dict[str, str]) -> None:
        known = {meaning: int(text) for meaning, text in counts.items() if text}
        dead, missing = known.get("dead_count"), known.get("missing_count")
        aboard = known.get("people_on_board")
        people = (dead or 0) + (missing or 0) + known.get("survivor_count", 0)
        if aboard is not None and people > aboard:
            right = f"not more than the {aboard} on board; dead, missing and survivors are {people}"
            raise self._unfit(row, "people_on_board", "impossible_counts", right)
        if dead is None or missing is None:
            return
        for meaning in ("women_count", "men_count", "children_count"):
            if known.get(meaning, 0) > dead + missing:
                right = f"not more than the {dead + missing} dead and missing"
                raise self._unfit(row, meaning, "impossible_counts", right)

    def _unfit(self, row: list[str], meaning: str, reason: str, right: str) -> _Unfit:
        text = row[self.columns.at[meaning]]  # noqa: PD008 - a dictionary, no frame
        return _Unfit(meaning, text, CellProblem(reason, right))

    def _place(self, line: int, row: list[str], route: str, given: str) -> dict[str, str]:
        at = self.columns.at
        meaning = "geometry" if "geometry" in at else "longitude"
        names = ("geometry",) if "geometry" in at else ("longitude", "latitude")
        text = " ".join(row[at[name]] for name in names)
        mended = Remark(line, "swapped_mended", self.columns.name(meaning), text)
        try:
            found = (
                _point(text) if meaning == "geometry" else position(*(row[at[n]] for n in names))
            )
            if found is None:
                self.remarks.append(Remark(line, "no_position", self.columns.name(meaning)))
                return {}
            found = self._in_its_sea(found, route, mended)
        except CellProblem as problem:
            raise _Unfit(meaning, text[:200], problem) from problem
        east, north = found.longitude, found.latitude
        if whole_degrees(east, north):
            self.remarks.append(Remark(line, "whole_degrees", self.columns.name(meaning), text))
        own_km = float(given) if given else None
        if own_km == 0:  # nobody knows a place at sea to nothing
            own_km, given = None, ""
            self.remarks.append(
                Remark(line, "no_radius", self.columns.name("position_uncertainty_km"), "0")
            )
        good_to = radius(NAME, Told(east, north, own_km=own_km))
        return {
            "longitude": east,
            "latitude": north,
            "position_uncertainty_km": given or f"{good_to.km:g}",
        }

    def _in_its_sea(self, found: Position, route: str, mended: Remark) -> Position:
        if not swapped_on_route(found, route):
            return found
        turned = found.exchanged()
        if not self.options.mend_swapped:
            right = f"perhaps longitude {turned.longitude}, latitude {turned.latitude}"
            raise CellProblem("looks_swapped", right)
        self.remarks.append(mended)
        return turned


def _left(rows: dict[int, list[str]], aside: Iterable[SetAside]) -> dict[int, list[str]]:
    gone = {a.line for a in aside}
    return {line: row for line, row in rows.items() if line not in gone}


def _point(text: str) -> Position | None:
    if not text.strip():
        return None
    found = shape(text, "point")[0]
    return Position(f"{found.x:.9g}", f"{found.y:.9g}")


def _left_behind(columns: Columns) -> list[str]:
    """A sentence on the columns that are not of the template."""
    known = set(columns.at.values())
    names = [repr(n) for i, n in enumerate(columns.names) if i not in known]
    return (
        [f"Not carried on, for they are not of the template: {', '.join(names)}."] if names else []
    )


def _sums(rows: dict[int, list[str]], columns: Columns, frame: pd.DataFrame) -> tuple[SumLine, ...]:
    """Dead and missing, apart: of every row that can be read, and of those taken in."""
    lines = []
    for meaning, name in (("dead_count", "dead"), ("missing_count", "missing")):
        position_of = columns.at[meaning]  # noqa: PD008 - a dictionary, no frame
        before: list[int] = []
        for row in rows.values():
            try:
                before.append(int(rules.people(row[position_of])))
            except (CellProblem, ValueError, IndexError):
                continue
        after = [int(text) for text in frame[meaning] if text]
        lines.append(
            SumLine(name, "persons", sum(before) if before else None, sum(after) if after else None)
        )
    return tuple(lines)


SOURCE = Source(
    name=NAME,
    title="Contributed incident reports",
    publisher="The contributors, each named in the id of the incident",
    url="",
    licence=(("As the contributor marks it (TLP 2.0)", "https://www.first.org/tlp/"),),
    citation="Incident reports contributed to this installation, as of {as_of}.",
    layer=LAYER.name,
    reads="CSV, XLSX, JSON, GeoJSON or GeoPackage in the columns of the published template.",
    rhythm_days=None,
    parse=parse,
    version=2,
    doubts=(
        "Contributors count by their own rules; an incident may also stand in other registers.",
        "A report without a handling mark is held as TLP:RED.",
    ),
)
