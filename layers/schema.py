"""Columns with meaning beside the name, and the conversion of raw text to typed frames."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd

from layers.errors import NonConforming

if TYPE_CHECKING:
    import pandera.pandas as pa

ColumnKind = Literal["text", "code", "codes", "date", "month", "day_or_month", "count", "number",
                     "flag", "geometry"]  # fmt: skip
CRS = "EPSG:4326"
# A day before or after is a slip of a digit, not a fact: nothing held is older or lies ahead.
FIRST_YEAR, LAST_YEAR = 1900, 2100
LARGEST_COUNT = 2**53  # the largest whole number that JSON carries without loss


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, its unit, and what is allowed in it.

    `codes` is a ``;``-separated list of codes, kept as text. `month` is the first day of the
    month; `date` a day without time; `day_or_month` text that is one of the two; all in the years
    1900 to 2100. `minimum` and `maximum` are inclusive. A null means *unknown*, never zero.
    """

    name: str
    kind: ColumnKind
    meaning: str
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Problem:
    """A cell that does not fit its column.

    Attributes:
        row: the row of the frame, counted from 0.
        column: the column that it does not fit.
        text: what the cell says; empty where it is blank and may not be.
        right: what it may say.
    """

    row: int
    column: Column
    text: str
    right: str


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def _count(value: object) -> int:
    # JSON has one kind of number: a column of counts with a gap comes as 4.0 and null.
    whole = isinstance(value, float) and value.is_integer()
    text = f"{value:.0f}" if whole else str(value)
    if not re.fullmatch(r"-?[0-9]{1,16}", text) or abs(int(text)) > LARGEST_COUNT:
        raise ValueError("expected a whole number")
    return int(text)


def _number(value: object) -> float:
    text = str(value)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text):
        raise ValueError("expected a number such as 35.9")
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("expected a finite number")
    return number


def _flag(value: object) -> bool:
    truth = {"true": True, "false": False}.get(str(value).lower())
    if truth is None:
        raise ValueError("expected true or false")
    return truth


def _date(value: object) -> dt.date:
    text = str(value)
    # date.fromisoformat also reads 2024-W01-1, which is ten characters long.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("expected a day as YYYY-MM-DD")
    day = dt.date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _month(value: object) -> dt.date:
    text = str(value)
    if len(text) != 7:
        raise ValueError("expected a month as YYYY-MM")
    return _date(text + "-01")


def _day_or_month(value: object) -> str:
    text = str(value)
    _month(text) if len(text) == 7 else _date(text)
    return text


_PARSERS: dict[str, Callable[[object], object]] = {
    "text": _text, "code": _text, "codes": _text, "date": _date, "month": _month,
    "day_or_month": _day_or_month, "count": _count, "number": _number, "flag": _flag,
}  # fmt: skip
DTYPES: dict[str, str] = {
    "text": "string", "code": "string", "codes": "string", "day_or_month": "string",
    "date": "datetime64[s]", "month": "datetime64[s]", "count": "Int64", "number": "Float64",
    "flag": "boolean",
}  # fmt: skip


def typed(name: str, raw: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """`raw` (text or JSON values, empty = unknown) as a frame with `columns` in their types.

    Columns that are not declared are refused, so that nothing is carried along unread.

    Raises:
        NonConforming: naming every missing or undeclared column and every cell that does not fit.
    """
    wanted = [c for c in columns if c.kind != "geometry"]
    problems = [f"column {c.name!r} is missing" for c in wanted if c.name not in raw.columns]
    repeated = raw.columns[raw.columns.duplicated()].unique()
    problems += [f"column {c!r} is there more than once" for c in repeated]
    has_shapes = isinstance(raw, gpd.GeoDataFrame)
    if any(c.kind == "geometry" for c in columns) and not has_shapes:
        problems.append("column 'geometry' is missing")
    known = {c.name for c in columns}
    problems += [f"column {c!r} is not declared" for c in raw.columns if c not in known]
    out: dict[str, pd.Series] = {}
    for column in wanted:
        if column.name in raw.columns and column.name not in repeated:
            values, bad = _converted(raw[column.name], column)
            problems += [f"row {p.row + 1}, {column.name}: {p.text!r} ({p.right})" for p in bad]
            out[column.name] = pd.Series(values, dtype=DTYPES[column.kind], index=raw.index)
    if problems:
        raise NonConforming(name, problems)
    frame = pd.DataFrame(out, index=raw.index)
    if isinstance(raw, gpd.GeoDataFrame):
        shaped: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=raw.geometry, crs=raw.crs)
        return shaped
    return frame


def _converted(cells: pd.Series, column: Column) -> tuple[list[object], list[Problem]]:
    parse = _PARSERS[column.kind]
    values: list[object] = []
    bad: list[Problem] = []
    seen: dict[str, object] = {}  # most cells of a table repeat: months, routes, codes
    for row, cell in enumerate(cells.to_numpy(dtype=object)):
        if isinstance(cell, str) and cell in seen:
            values.append(seen[cell])
            continue
        if cell == "" if isinstance(cell, str) else pd.isna(cell):
            values.append(None)
            continue
        try:
            value = parse(cell)
        except (TypeError, ValueError) as error:
            values.append(None)
            bad.append(Problem(row, column, str(cell)[:60], str(error)))
            continue
        values.append(value)
        if isinstance(cell, str):
            seen[cell] = value
    return values, bad


def checks(columns: Sequence[Column], key: Sequence[str]) -> pa.DataFrameSchema:
    """The pandera schema of `columns`: presence, closed lists, ranges and the unique key."""
    # Half a second of import that a running page never needs.
    import pandera.pandas as pa  # noqa: PLC0415

    fields: dict[str, pa.Column] = {}
    for c in columns:
        if c.kind == "geometry":
            continue
        tests: list[pa.Check] = []
        if c.allowed is not None and c.kind == "codes":
            tests.append(pa.Check(_all_in(c.allowed), element_wise=True, error=f"in {c.allowed}"))
        elif c.allowed is not None:
            tests.append(pa.Check.isin(list(c.allowed)))
        if c.minimum is not None:
            tests.append(pa.Check.ge(c.minimum))
        if c.maximum is not None:
            tests.append(pa.Check.le(c.maximum))
        fields[c.name] = pa.Column(checks=tests, nullable=not c.required, required=True)
    return pa.DataFrameSchema(fields, unique=list(key) or None, strict=False)


def _all_in(allowed: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda cell: all(part in allowed for part in cell.split(";"))


def cell_problems(raw: pd.DataFrame, columns: Sequence[Column]) -> list[Problem]:
    """Every cell of `raw` text that does not fit, where `typed` and `validated` would refuse all.

    Columns that are absent, shapes and repeated keys are not looked at.
    """
    import pandera.errors  # noqa: PLC0415 - as in `checks`

    held = [c for c in columns if c.kind != "geometry" and c.name in raw.columns]
    problems: list[Problem] = []
    cells: dict[str, pd.Series] = {}
    for column in held:
        values, bad = _converted(raw[column.name], column)
        problems += bad
        cells[column.name] = pd.Series(values, dtype=DTYPES[column.kind])
    unread = {(p.row, p.column.name) for p in problems}
    try:
        checks(held, ()).validate(pd.DataFrame(cells), lazy=True)
    except pandera.errors.SchemaErrors as report:
        by_name = {c.name: c for c in held}
        for case in report.failure_cases.to_dict("records"):
            row, column = int(case["index"]), by_name[case["column"]]
            if (row, column.name) not in unread:
                text = str(raw[column.name].iloc[row])
                problems.append(Problem(row, column, text, _allowed(column)))
    return sorted(problems, key=lambda p: p.row)


def _allowed(column: Column) -> str:
    if column.allowed is not None:
        several = ", several divided by ;" if column.kind == "codes" else ""
        return f"one of {', '.join(column.allowed)}{several}"
    if column.minimum is not None and column.maximum is not None:
        return f"from {column.minimum:g} to {column.maximum:g}"
    if column.minimum is not None:
        return f"{column.minimum:g} or more"
    return f"something: {column.meaning.lower()}"


def validated(
    name: str, frame: pd.DataFrame, columns: Sequence[Column], key: Sequence[str]
) -> pd.DataFrame:
    """`frame` itself, once every check holds and geometry is valid WGS84.

    Raises:
        NonConforming: from pandera's lazy report, naming every failing row and value.
    """
    import pandera.errors  # noqa: PLC0415 - as in `checks`

    problems: list[str] = []
    try:
        checks(columns, key).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as report:
        for case in report.failure_cases.to_dict("records"):
            row = case["index"]
            # One failure of the whole table turns all row numbers of the report into floats.
            where = "the table" if pd.isna(row) else f"row {int(row) + 1}"
            problems.append(
                f"{where}, {case['column']}: {case['failure_case']!r} fails {case['check']}"
            )
    if isinstance(frame, gpd.GeoDataFrame):
        if frame.crs is None or frame.crs.to_epsg() != 4326:
            problems.append(f"coordinates are in {frame.crs}, expected WGS84 (EPSG:4326)")
        invalid = frame.index[~(frame.geometry.is_valid | frame.geometry.isna())]
        problems += [f"row {i + 1}, geometry: not a valid shape" for i in invalid]
        problems += _misplaced(frame)
        if any(c.kind == "geometry" for c in columns):
            absent = frame.index[frame.geometry.isna() | frame.geometry.is_empty]
            problems += [f"row {i + 1}, geometry: no shape" for i in absent]
    if problems:
        raise NonConforming(name, problems)
    return frame


def _misplaced(frame: gpd.GeoDataFrame) -> list[str]:
    """A sentence for each shape that leaves the globe: degrees out of range, or not degrees."""
    bounds = frame.geometry.bounds
    off = (bounds["minx"] < -180) | (bounds["maxx"] > 180)
    off |= (bounds["miny"] < -90) | (bounds["maxy"] > 90)
    return [
        f"row {i + 1}, geometry: {tuple(round(float(v), 3) for v in bounds.loc[i])} "
        "is outside -180 to 180 and -90 to 90 degrees"
        for i in frame.index[off]
    ]
