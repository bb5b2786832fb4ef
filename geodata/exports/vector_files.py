"""What GDAL writes: GeoPackage, GeoJSON, FlatGeobuf and Shapefile, through Arrow."""

from __future__ import annotations

import csv
import json
import os
import shutil
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata.errors import ExportError
from geodata.exports.arrow import (
    DECIMALS,
    GEOMETRY_TYPES,
    SHAPE,
    cells,
    shapes,
    stream,
    with_shapes,
    without_shape,
)
from geodata.exports.csv_notes import Guarded
from geodata.exports.geopackage import describe
from geodata.exports.plain_files import write_csv
from geodata.exports.sheet import Sheet, Sidecar

CRS = "EPSG:4326"
FIELDS = "fields.csv"
WITHOUT = "_without_position"
_HEAD, _TAIL = b'{\n"type": "FeatureCollection",\n', b"]\n}\n"
_LARGEST = 1e22  # of a number in a .dbf of 24 characters; beyond it the digits would be wrong
_DBF_HEAD = 32  # bytes before the fields
_LONGEST = 254  # bytes of a text in a .dbf
_SHORT = 10  # characters of a column's name in a Shapefile
_one_at_a_time = threading.Lock()  # the moment that GDAL writes is a setting of the process


def write_gpkg(sheets: Sequence[Sheet], sidecar: Sidecar, path: Path) -> None:
    """The sheets as one GeoPackage, with how QGIS shows them and the document of the export.

    Source: https://www.geopackage.org/spec131/ and the table `layer_styles` of QGIS.
    """
    with _moment(sidecar.known_at):
        for number, sheet in enumerate(sheets):
            taken = {column.name.lower() for column in sheet.columns}
            options = {
                "FID": "ogc_fid" if "fid" in taken else "fid",
                # Of a contents table every identifier is one, and titles need not be.
                "IDENTIFIER": sheet.name,
                "DESCRIPTION": sheet.title,
                "GEOMETRY_NAME": SHAPE,  # as in every other format
            }
            version = {"VERSION": "1.3"} if number == 0 else {}
            _write(stream(sheet), sheet, path, "GPKG", options, version, append=number > 0)
    describe(sheets, sidecar, path)


def write_geojson(sheet: Sheet, sidecar: Sidecar, path: Path) -> None:
    """The sheet as GeoJSON of RFC 7946, with the document as the member ``pharos``.

    Outer rings go anticlockwise and there is no `crs`; a row without a position has a null shape.
    """
    bare = path.with_name(path.name + ".rows")
    options = {
        "RFC7946": "YES",
        "COORDINATE_PRECISION": str(DECIMALS),
        "WRITE_NAME": "NO",
        "AUTODETECT_JSON_STRINGS": "NO",  # a text stays a text, also one that reads as JSON
    }
    rows: pa.Table | pa.RecordBatchReader = stream(sheet)
    if sheet.geometry == "none":
        # It asks for the coordinate system also of rows that have no place.
        table = cells(sheet)
        rows = table.append_column(SHAPE, pa.nulls(len(table), pa.binary()))
    _write(rows, sheet, bare, "GeoJSON", options, {})
    document = json.dumps(sidecar.document, ensure_ascii=False, separators=(",", ":"))
    with bare.open("rb") as made, path.open("wb") as file:
        found = made.read(len(_HEAD))
        made.seek(-len(_TAIL), os.SEEK_END)
        if (found, made.read()) != (_HEAD, _TAIL):
            raise OSError("the collection of GDAL is not whole")
        made.seek(len(_HEAD))
        file.write(_HEAD + b'"pharos": ' + document.encode() + b",\n")
        shutil.copyfileobj(made, file, 1 << 20)
    bare.unlink()


def write_fgb(
    sheet: Sheet, sidecar: Sidecar, path: Path, guarded: Guarded | None = None
) -> list[Path]:
    """The rows with a shape as FlatGeobuf, and the others as a CSV beside it, where there are any.

    The document is the description in the header. A row without a shape has no place in the index
    of this format, and one in a file without an index ends programs that read through the Arrow
    interface of GDAL 3.12. What was guarded in the CSV is noted in `guarded`, by its name.
    """
    lost = without_shape(sheet)
    made: list[Path] = []
    if sheet.geometry != "none":
        placed = ~shapely.is_missing(shapes(sheet))
        kept = replace(sheet, frame=sheet.frame[placed]) if lost else sheet
        document = json.dumps(sidecar.document, ensure_ascii=False, separators=(",", ":"))
        index = "YES" if len(kept.frame) else "NO"
        options = {"SPATIAL_INDEX": index, "TITLE": sheet.title, "DESCRIPTION": document}
        _write(stream(kept), sheet, path, "FlatGeobuf", options, {})
        _check_shapes(path, len(kept.frame))
        made.append(path)
    if lost or sheet.geometry == "none":
        name = sheet.name if sheet.geometry == "none" else sheet.name + WITHOUT
        rest = path.with_name(f"{name}.csv")
        gone = sheet if sheet.geometry == "none" else replace(sheet, frame=sheet.frame[~placed])
        changed = write_csv(gone, rest)
        if guarded is not None:
            guarded[rest.name] = changed
        made.append(rest)
    return made


def write_shp(sheet: Sheet, sidecar: Sidecar, folder: Path) -> list[Path]:
    """The sheet as a Shapefile in a folder, and `fields.csv`: which short name is which column."""
    table = cells(sheet) if sheet.geometry == "none" else with_shapes(sheet)
    names = [n for n in table.column_names if n != SHAPE]
    short = short_names(names)
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_boolean(field.type):
            number = column.cast(pa.int32())
            table = table.set_column(place, pa.field(field.name, pa.int32()), number)
        elif pa.types.is_string(field.type):
            table = table.set_column(place, field, _cut(column))
        elif pa.types.is_float64(field.type):
            _check_numbers(column, field.name, sheet.name)
    table = table.rename_columns([short.get(n, n) for n in table.column_names])
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": sidecar.known_at[:10]}
    _write(table, sheet, folder / f"{sheet.name}.shp", "ESRI Shapefile", options, {})
    _check_sizes(folder, sheet, len(table))
    with (folder / FIELDS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["field", "column", "unit", "meaning"])
        known = {c.name: c for c in sheet.columns}
        writer.writerows([short[n], n, known[n].unit, known[n].meaning] for n in names)
    return sorted(folder.iterdir())


def _check_numbers(column: pa.ChunkedArray, name: str, sheet: str) -> None:
    ends = [end for end in pc.min_max(column).values() if end.is_valid]
    for end in ends:
        if abs(end.as_py()) >= _LARGEST:
            raise ExportError(
                f"A Shapefile cannot hold {end.as_py()!r}, of the column {name!r} of {sheet!r}; "
                f"expected numbers below {_LARGEST:g}, or another format."
            )


def _cut(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text of at most as many bytes as a .dbf holds in a cell, whole characters only."""
    long = pc.greater(pc.binary_length(column), _LONGEST)
    if not pc.any(long).as_py():
        return column
    cut = [
        v if v is None else v.encode()[:_LONGEST].decode(errors="ignore")
        for v in column.to_pylist()
    ]
    return pa.chunked_array([pa.array(cut, type=pa.string())])


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Names of at most ten characters, each once, whatever the case of the letters."""
    out: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        short, number = name[:_SHORT], 1
        while short.lower() in used:
            number += 1
            ending = f"_{number}"
            short = name[: _SHORT - len(ending)] + ending
        used.add(short.lower())
        out[name] = short
    return out


def _write(
    rows: pa.Table | pa.RecordBatchReader,
    sheet: Sheet,
    path: Path,
    driver: str,
    layer_options: dict[str, str],
    dataset_options: dict[str, str],
    *,
    append: bool = False,
) -> None:
    import pyogrio  # noqa: PLC0415  loads GDAL, which a start can do without

    shaped: dict[str, Any] = {}
    if SHAPE in rows.schema.names:
        kind = GEOMETRY_TYPES.get(sheet.geometry, "Point")
        shaped = {"geometry_name": SHAPE, "geometry_type": kind}
    try:
        pyogrio.write_arrow(
            rows, path, layer=sheet.name, driver=driver, crs=CRS, append=append,
            layer_options=layer_options, dataset_options=dataset_options, **shaped,
        )  # fmt: skip
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise OSError(str(error)) from error


def _check_shapes(path: Path, rows: int) -> None:
    """GDAL is silent of a disk that fills while it closes a file: read what was written last.

    Raises:
        OSError: if the last of the rows is not there, or one more is.
    """
    import pyogrio  # noqa: PLC0415  as above

    try:
        found = pyogrio.read_info(path, force_feature_count=True)["features"]
        last = len(pyogrio.read_bounds(path, skip_features=rows - 1)[0]) if rows else 0
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as error:
        raise OSError(str(error)) from error
    if found != rows or last != bool(rows):
        raise OSError(f"{path.name} is not whole")


def _check_sizes(folder: Path, sheet: Sheet, rows: int) -> None:
    """As `_check_shapes`, by the lengths that the files of a Shapefile say of themselves.

    Source: ESRI, Shapefile Technical Description (1998), and the header of dBASE III.

    Raises:
        OSError: if one of them is not whole.
    """
    whole: dict[str, Callable[[bytes], int]] = {
        "dbf": lambda head: sum(a * b for a, b in zip((1, rows), struct.unpack_from("<HH", head, 8), strict=True)) + 1
    }  # fmt: skip
    if sheet.geometry != "none":
        whole["shp"] = whole["shx"] = lambda head: 2 * struct.unpack_from(">i", head, 24)[0]
    for ending, length in whole.items():
        path = folder / f"{sheet.name}.{ending}"
        with path.open("rb") as file:
            head = file.read(100)
        if len(head) < _DBF_HEAD or path.stat().st_size != length(head):
            raise OSError(f"{path.name} is not whole")


@contextmanager
def _moment(known_at: str) -> Iterator[None]:
    """While inside, GDAL writes `known_at` where it would write the present moment."""
    import pyogrio  # noqa: PLC0415  as above

    moment = known_at[:19] + ".000Z"
    with _one_at_a_time:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
