"""Sheets of a few telling rows, and readers of every format that are not our writers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from openpyxl.utils.escape import unescape

from geodata.exports.formats import FORMATS
from geodata.exports.plain_files import RISKY, RISKY_WITHIN
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.write import write
from layers.schema import DTYPES, Column

KML = "{http://www.opengis.net/kml/2.2}"
DOCUMENT = {"title": "Three rows", "sources": [{"citation": "A register, “2026” & <more>"}], "n": 0}
SIDECAR = Sidecar(DOCUMENT, "What was chosen\n- everything & <more>\n", "2026-05-01T10:20:30Z")
# Of every kind one; `key` tells the rows apart where a file has them in another order.
COLUMNS = (
    Column("key", "count", "Which row"),
    Column("note", "text", "A remark"),
    Column("place_code", "code", "A place"),
    Column("dead_count", "count", "People found dead", "persons"),
    Column("distance_from_the_coast_nm", "number", "How far out", "nautical miles"),
    Column("distance_from_the_port_nm", "number", "How far out", "nautical miles"),
    Column("is_approximate", "flag", "Whether it is a guess"),
    Column("occurred_on", "date", "The day"),
    Column("reported_in", "month", "The month"),
)
SHAPE = Column("geometry", "geometry", "The shape")


def sheet_of(
    *rows: dict[str, Any], geometry: str = "none", name: str = "things", **said: Any
) -> Sheet:
    """A sheet of rows that name only what a test is about; what they do not name is unknown."""
    cells = {
        c.name: pd.Series(
            [row.get(c.name, number if c.name == "key" else None) for number, row in enumerate(rows)],
            dtype=DTYPES[c.kind],
        )
        for c in COLUMNS
    }  # fmt: skip
    frame = pd.DataFrame(cells)
    if geometry == "none":
        return Sheet(name, "Things", frame, COLUMNS, "none", **said)
    shapes = gpd.GeoSeries([row.get("geometry") for row in rows], crs="EPSG:4326")
    shaped = gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")
    return Sheet(name, "Things", shaped, (*COLUMNS, SHAPE), geometry, **said)  # type: ignore[arg-type]


@dataclass
class Back:
    """What another program finds in an export: of each column the values, null where unknown."""

    cells: dict[str, list[Any]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    shapes: list[Any] | None = None

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        return list(zip(*self.cells.values(), strict=True))


def read_back(format_id: str, whole: Path, sheet: Sheet) -> Back:
    """The one sheet of a zip, read by a program of others."""
    folder = whole.with_suffix("")
    with zipfile.ZipFile(whole) as bundle:
        bundle.extractall(folder)
    path = folder / f"{sheet.name}.{FORMATS[format_id].ending.removesuffix('.zip')}"
    readers: dict[str, Callable[[Path, Sheet], Back]] = {
        "gpkg": _by_gdal, "fgb": _fgb, "shp": _shp, "geojson": _geojson, "kml": _kml,
        "geoparquet": _parquet, "parquet": _parquet, "csv": _csv, "xlsx": _xlsx,
    }  # fmt: skip
    return readers[format_id](path, sheet)


def _by_gdal(path: Path, sheet: Sheet) -> Back:
    _, table = pyogrio.read_arrow(path, layer=sheet.name)
    return _of_arrow(table)


def _of_arrow(table: pa.Table) -> Back:
    back = Back()
    for name, column in zip(table.schema, table.columns, strict=True):
        values = column.to_pylist()
        if pa.types.is_binary(name.type) or pa.types.is_large_binary(name.type):
            back.shapes = list(shapely.from_wkb(values))
            continue
        if pa.types.is_timestamp(name.type):
            assert all(v is None or v.time() == dt.time() for v in values)
            values = [v if v is None else v.date() for v in values]
        if name.name != "bbox":
            back.cells[name.name] = values
            back.types[name.name] = str(name.type)
    return back


def _fgb(path: Path, sheet: Sheet) -> Back:
    if sheet.geometry == "none":
        return _csv(path.with_suffix(".csv"), sheet)
    back = _by_gdal(path, sheet)
    rest = path.with_name(f"{sheet.name}_without_position.csv")
    if rest.exists():
        without = _csv(rest, sheet)
        back.cells = {n: [*v, *without.cells[n]] for n, v in back.cells.items()}
        back.shapes = [*(back.shapes or ()), *[None] * len(without.rows)]
    return back


def _shp(path: Path, sheet: Sheet) -> Back:
    back = _by_gdal(path if sheet.geometry != "none" else path.with_suffix(".dbf"), sheet)
    with (path.parent / "fields.csv").open(encoding="utf-8", newline="") as file:
        names = {row["field"]: row["column"] for row in csv.DictReader(file)}
    flags = {c.name for c in sheet.columns if c.kind == "flag"}
    cells = {names[n]: v for n, v in back.cells.items()}
    assert all(v in (None, 0, 1) for n in flags for v in cells[n])
    back.cells = {
        n: [None if v is None else bool(v) for v in c] if n in flags else c
        for n, c in cells.items()
    }
    back.types = {names[n]: t for n, t in back.types.items()}
    return back


def _geojson(path: Path, sheet: Sheet) -> Back:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    names = [c.name for c in sheet.columns if c.kind != "geometry"]
    assert all(list(f["properties"]) == names for f in features)
    values = {n: [f["properties"][n] for f in features] for n in names}
    shapes = [f["geometry"] and shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
    days = {c.name for c in sheet.columns if c.kind == "date"}
    cells = {n: [day(v) if n in days else v for v in c] for n, c in values.items()}
    return Back(cells, {}, shapes)


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _kml(path: Path, sheet: Sheet) -> Back:
    root = ET.parse(path).getroot()  # what we wrote ourselves
    kinds = {f.get("name"): f.get("type") for f in root.iter(f"{KML}SimpleField")}
    back = Back({str(n): [] for n in kinds}, {str(n): str(t) for n, t in kinds.items()})
    read = {"int": int, "double": float, "bool": lambda v: bool(int(v)), "string": str}
    whole = {c.name for c in sheet.columns if c.kind == "count"}
    days = {c.name for c in sheet.columns if c.kind == "date"}
    shapes = back.shapes = []
    for mark in root.iter(f"{KML}Placemark"):
        cells = {c.get("name"): c.text or "" for c in mark.iter(f"{KML}SimpleData")}
        for name, kind in back.types.items():
            value = read[kind](cells[name]) if name in cells else None
            if value is not None and name in whole:
                value = int(value)
            back.cells[name].append(day(value) if name in days else value)
        shapes.append(_kml_shape(mark))
    return back


def _kml_shape(mark: ET.Element) -> Any:
    def line(element: ET.Element) -> list[tuple[float, ...]]:
        text = element.findtext(f"{KML}coordinates") or ""
        return [tuple(float(n) for n in at.split(",")) for at in text.split()]

    points = [shapely.Point(line(e)[0]) for e in mark.iter(f"{KML}Point")]
    lines = [shapely.LineString(line(e)) for e in mark.iter(f"{KML}LineString")]
    areas = []
    for polygon in mark.iter(f"{KML}Polygon"):
        outer, *inner = (line(ring) for ring in polygon.iter(f"{KML}LinearRing"))
        areas.append(shapely.Polygon(outer, inner))
    if points:
        return points[0]
    return (
        shapely.MultiLineString(lines) if lines else shapely.MultiPolygon(areas) if areas else None
    )


def _parquet(path: Path, sheet: Sheet) -> Back:
    back = _of_arrow(pq.read_table(path))
    return _with_text_shapes(back, sheet)


def _csv(path: Path, sheet: Sheet) -> Back:
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    table = pa_csv.read_csv(
        path,
        parse_options=pa_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[""],
            strings_can_be_null=True, quoted_strings_can_be_null=False,
        ),
    )  # fmt: skip
    kinds = {c.name: c.kind for c in sheet.columns}
    read: dict[str, Callable[[str], Any]] = {
        "count": int, "number": float, "date": dt.date.fromisoformat,
        "flag": {"true": True, "false": False}.__getitem__,
    }  # fmt: skip
    back = Back()
    for name in names:
        convert = read.get(kinds.get(name, "number"), armed_again)
        if name == "geometry":
            convert = str
        values = table.column(name).to_pylist()
        back.cells[name] = [None if v is None else convert(v) for v in values]
    return _with_text_shapes(back, sheet)


def armed_again(text: str) -> str:
    """A text of a CSV without the apostrophes that keep it from being run."""
    if text.startswith("'") and re.match(RISKY, text[1:], re.ASCII):
        text = text[1:]
    return re.sub(RISKY_WITHIN.replace(")(", ")'("), r"\1\2", text, flags=re.ASCII)


def _with_text_shapes(back: Back, sheet: Sheet) -> Back:
    if sheet.geometry in ("line", "polygon") and back.shapes is None:
        back.shapes = [v and shapely.from_wkt(v) for v in back.cells.pop("geometry")]
    elif sheet.geometry == "point" and back.shapes is None:
        own = {c.name for c in sheet.columns}
        at = [back.cells[n] if n in own else back.cells.pop(n) for n in ("longitude", "latitude")]
        back.shapes = [None if x is None else shapely.Point(x, y) for x, y in zip(*at, strict=True)]
    return back


def _xlsx(path: Path, sheet: Sheet) -> Back:
    book = openpyxl.load_workbook(path, read_only=True)
    head, *rows = book[sheet.name[:31]].iter_rows(values_only=True)
    book.close()
    kinds = {c.name: c.kind for c in sheet.columns}
    back = Back({str(n): [] for n in head})
    for row in rows:
        # openpyxl leaves away what is empty behind the last cell of a row.
        for name, value in zip(head, [*row, *[None] * (len(head) - len(row))], strict=True):
            back.cells[str(name)].append(_of_a_workbook(value, kinds.get(str(name), "number")))
    if sheet.geometry == "point":
        return _with_text_shapes(back, sheet)
    return back


def _of_a_workbook(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "date":
        return value.date() if isinstance(value, dt.datetime) else dt.date.fromisoformat(value)
    if kind == "number":
        assert isinstance(value, int | float)
        return float(value)
    if kind in ("text", "code", "codes", "month", "day_or_month"):
        return unescape(value)
    return value


def names_in(whole: Path) -> list[str]:
    with zipfile.ZipFile(whole) as bundle:
        return bundle.namelist()


@pytest.fixture(scope="session")
def sidecar() -> Sidecar:
    """A document with signs that JSON, XML and HTML know, in the year 2026."""
    return SIDECAR


@pytest.fixture(scope="session")
def sheet() -> Callable[..., Sheet]:
    """A sheet of small rows: ``sheet({"note": "a"}, {"dead_count": 2}, geometry="point")``."""
    return sheet_of


@pytest.fixture(scope="session")
def there_and_back(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sheet, str], Back]:
    """What another program reads of a sheet, once it is written."""

    def both(sheet: Sheet, format_id: str) -> Back:
        path = tmp_path_factory.mktemp("export") / "whole.zip"
        return read_back(format_id, write([sheet], SIDECAR, format_id, path), sheet)

    return both


@pytest.fixture(scope="session")
def as_it_was() -> Callable[[str], str]:
    """A text of a CSV without the apostrophes that keep it from being run."""
    return armed_again


@pytest.fixture
def entry(tmp_path: Path, sidecar: Sidecar) -> Callable[..., bytes]:
    """The bytes of one file of an export: ``entry("csv", "things.csv", sheet)``."""

    def read(format_id: str, name: str, *sheets: Sheet, **how: Any) -> bytes:
        path = write(sheets, sidecar, format_id, tmp_path / "one.zip", **how)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as bundle:
            return bundle.read(name)

    return read


@pytest.fixture
def unpacked(tmp_path: Path, sidecar: Sidecar) -> Callable[..., Path]:
    """The folder of the files of an export: ``unpacked("shp", [sheet])``."""

    def read(format_id: str, sheets: Sequence[Sheet], **how: Any) -> Path:
        path = write(sheets, sidecar, format_id, tmp_path / "whole.zip", **how)
        with zipfile.ZipFile(path) as bundle:
            bundle.extractall(tmp_path / "whole")
        return tmp_path / "whole"

    return read
