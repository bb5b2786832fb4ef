"""The project's own tables, changed by an editor and brought back in the columns of their layer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geodata import sandbox
from geodata.errors import SourceError
from geodata.report import Remark, SetAside
from geodata.sources.cells import CellProblem
from geodata.sources.columns import Columns, recognise, rows_below
from geodata.sources.positions import looks_swapped, position, refuse_other_systems, shape
from geodata.sources.screening import ragged, repeated, set_aside
from geodata.sources.source import Options, Parsed
from geodata.tables import RawTable
from layers.geometry import BASIN
from layers.layer import Layer
from layers.schema import CRS, Problem, cell_problems

Parse = Callable[[bytes, str, dt.date, Options], Parsed]
Rows = dict[int, list[str]]
_PLACED_BY = {"point": ("longitude", "latitude"), "line": ("geometry",), "polygon": ("geometry",)}


def parser(layer: Layer) -> Parse:
    """A `parse` that takes the columns of `layer` and nothing else."""

    def parse(content: bytes, name: str, _today: dt.date, options: Options) -> Parsed:
        table = sandbox.read_table(content, name, encoding=options.encoding, sheet=options.sheet)
        return read(table, layer, options)

    return parse


def read(table: RawTable, layer: Layer, options: Options) -> Parsed:
    """The rows of `table` that fit `layer`; see `geodata.sources.source.Parsed`.

    Raises:
        SchemaChanged: if a column of the layer is missing, or there is another.
        RefusedFile: if the coordinates are not in WGS84.
        SourceError: if there is a header and nothing below it.
    """
    wanted = [c.name for c in layer.columns]
    columns = recognise(table, dict.fromkeys(wanted, ()), wanted, optional_rest=False)
    refuse_other_systems(table)
    rows = {line: list(row) for line, row in rows_below(table, columns)}
    if not rows:
        raise SourceError("The table has a header and no rows; expected what the layer is to hold.")
    aside = ragged(rows, columns)
    left = without(rows, aside)
    aside += repeated(left, columns, layer.key)
    left = without(left, aside)
    aside += _unfit(left, columns, layer)
    left = without(left, aside)
    shapes, misplaced, remarks = _placed(left, columns, layer, options)
    left = without(left, misplaced)
    return Parsed(
        layer=layer.name,
        frame=_frame(left, columns, layer, shapes),
        lines=[(line,) for line in left],
        rows_in=len(rows),
        set_aside=tuple(sorted([*aside, *misplaced], key=lambda a: a.line)),
        remarks=tuple(remarks),
        layout=f"the columns of {layer.name}",
        notes=table.remarks,
    )


def without(rows: Rows, aside: Iterable[SetAside]) -> Rows:
    """The rows that were not set aside."""
    gone = {a.line for a in aside}
    return {line: row for line, row in rows.items() if line not in gone}


def _unfit(rows: Rows, columns: Columns, layer: Layer) -> list[SetAside]:
    """The rows with a cell that does not fit its column; the first such cell is named."""
    lines = list(rows)
    cells = {name: [row[i] for row in rows.values()] for name, i in columns.at.items()}
    first: dict[int, Problem] = {}
    for problem in cell_problems(pd.DataFrame(cells, dtype="str"), layer.columns):
        first.setdefault(lines[problem.row], problem)
    return [
        set_aside(
            columns, line, rows[line], _reason(problem), columns.name(problem.column.name),
            problem.text, _right(problem),
        )
        for line, problem in first.items()
    ]  # fmt: skip


def _placed(
    rows: Rows, columns: Columns, layer: Layer, options: Options
) -> tuple[dict[int, BaseGeometry], list[SetAside], list[Remark]]:
    """The shape of each row that has one, the rows that are nowhere, and what to know of others.

    Where it is asked for, exchanged coordinates are put right in `rows`.
    """
    shapes: dict[int, BaseGeometry] = {}
    aside: list[SetAside] = []
    remarks: list[Remark] = []
    names = _PLACED_BY.get(layer.geometry, ())
    for line, row in rows.items() if names else ():
        cells = [row[columns.at[name]] for name in names]  # noqa: PD008 - a dictionary, no frame
        column = columns.name(names[0])
        try:
            if layer.geometry == "point":
                if _turned_round(row, columns.at, options):
                    remarks.append(Remark(line, "swapped_mended", column, " ".join(cells)))
                continue
            shapes[line], was_mended = shape(cells[0], layer.geometry)
            if was_mended:
                remarks.append(Remark(line, "made_valid", column))
        except CellProblem as problem:
            text = " ".join(cells)[:200]
            aside.append(set_aside(columns, line, row, problem.reason, column, text, problem.right))
    return shapes, aside, remarks


def _turned_round(row: list[str], at: Mapping[str, int], options: Options) -> bool:
    east, north = at["longitude"], at["latitude"]
    found = position(row[east], row[north])
    if found is None or not looks_swapped(found, BASIN):
        return False
    if not options.mend_swapped:
        right = f"perhaps {found.latitude} and {found.longitude}: in the mapped area"
        raise CellProblem("looks_swapped", right)
    row[east], row[north] = found.latitude, found.longitude
    return True


def _frame(
    rows: Rows, columns: Columns, layer: Layer, shapes: Mapping[int, BaseGeometry]
) -> pd.DataFrame:
    names = [c.name for c in layer.columns if c.kind != "geometry"]
    positions = [columns.at[name] for name in names]  # noqa: PD008 - a dictionary, no frame
    cells = [[row[i] for i in positions] for row in rows.values()]
    frame = pd.DataFrame(cells, columns=names, dtype="str")
    if layer.geometry not in {"line", "polygon"}:
        return frame
    shaped: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=[shapes[n] for n in rows], crs=CRS)
    return shaped


def _reason(problem: Problem) -> str:
    """The reason of the report for a cell that does not fit its column."""
    column, text = problem.column, problem.text
    is_range = problem.right.startswith("from")
    if column.name in {"longitude", "latitude"}:
        return "position_out_of_range" if text and is_range else "not_a_position"
    if not text:
        return "no_date" if column.kind in {"date", "month", "day_or_month"} else "does_not_fit"
    if column.kind in {"date", "month", "day_or_month"}:
        return "impossible_date"
    if column.kind == "count":
        is_negative = text.startswith("-") and text[1:].isdigit() and column.minimum is not None
        return "negative_count" if is_negative else "does_not_fit" if is_range else "not_a_count"
    return "unknown_word" if column.allowed else "does_not_fit"


def _right(problem: Problem) -> str:
    if problem.text and problem.column.kind == "date":
        return "a day that exists, such as 2024-03-31"
    if problem.text and problem.column.kind == "day_or_month":
        return "a day or a month that exists, such as 2024-03-31 or 2024-03"
    return problem.right.removeprefix("expected ")
