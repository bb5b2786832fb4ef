"""What GDAL writes: GeoPackage, GeoJSON, FlatGeobuf and Shapefile, through Arrow."""

from __future__ import annotations

import csv
import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata.exports.arrow import DECIMALS, GEOMETRY_TYPES, SHAPE, cells, shapes, with_shapes
from geodata.exports.geopackage import describe
from geodata.exports.sheet import Sheet, Sidecar

CRS = "EPSG:4326"
FIELDS = "fields.csv"
_LONGEST = 254  # bytes of a text in a .dbf
_SHORT = 10  # characters of a column's name in a Shapefile
_one_at_a_time = threading.Lock()  # the moment that GDAL writes is a setting of the process


def write_gpkg(sheets: Sequence[Sheet], sidecar: Sidecar, path: Path) -> None:
    """The sheets as one GeoPackage, with how QGIS shows them and the document of the export.

    Source: https://www.geopackage.org/spec131/ and the table `layer_styles` of QGIS.
    """
    # Written once: a moment as GDAL and SQLite write it, the same whenever the file is made.
    with _moment(sidecar.known_at):
        for number, sheet in enumerate(sheets):
            # The place of a row is found through an index, as a GIS expects of this format.
            _write(sheet, path, "GPKG", {"FID": "fid", "DESCRIPTION": sheet.title, "IDENTIFIER": sheet.name},
                   {"VERSION": "1.3"} if number == 0 else {}, append=number > 0)  # fmt: skip
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
        "AUTODETECT_JSON_STRINGS": "NO",
    }  # a text stays a text, also one of JSON
    _write(sheet, bare, "GeoJSON", options, {})
    head = b'{\n"type": "FeatureCollection",\n'
    document = json.dumps(sidecar.document, ensure_ascii=False, separators=(",", ":"))
    with bare.open("rb") as rows, path.open("wb") as file:
        found = rows.read(len(head))
        if found != head:
            raise RuntimeError(f"GDAL began a collection with {found!r}, expected {head!r}")
        file.write(head + b'"pharos": ' + document.encode() + b",\n")
        shutil.copyfileobj(rows, file, 1 << 20)
    bare.unlink()


def write_fgb(sheet: Sheet, sidecar: Sidecar, path: Path) -> None:
    """The sheet as FlatGeobuf, the document in the description of its header.

    Its index of places cannot hold a row without a shape: where there is one, there is no index,
    and the rows keep their order.
    """
    document = json.dumps(sidecar.document, ensure_ascii=False, separators=(",", ":"))
    all_placed = sheet.geometry != "none" and len(sheet.frame) > 0
    all_placed = all_placed and not shapely.is_missing(shapes(sheet)).any()
    index = "YES" if all_placed else "NO"
    options = {"SPATIAL_INDEX": index, "TITLE": sheet.title, "DESCRIPTION": document}
    _write(sheet, path, "FlatGeobuf", options, {})


def write_shp(sheet: Sheet, sidecar: Sidecar, folder: Path) -> list[Path]:
    """The sheet as a Shapefile in a folder, and `fields.csv`: which short name is which column."""
    table = _table(sheet)
    names = [n for n in table.column_names if n != SHAPE]
    short = short_names(names)
    flags = [i for i, f in enumerate(table.schema) if pa.types.is_boolean(f.type)]
    for place in flags:
        field = table.schema.field(place)
        number = table.column(place).cast(pa.int32())
        table = table.set_column(place, pa.field(field.name, pa.int32()), number)
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(place, field, _cut(table.column(place)))
    table = table.rename_columns([short.get(n, n) for n in table.column_names])
    day = sidecar.known_at[:10]
    options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": day}
    _write_table(table, sheet, folder / f"{sheet.name}.shp", "ESRI Shapefile", options, {})
    with (folder / FIELDS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["field", "column", "unit", "meaning"])
        told = {c.name: c for c in sheet.columns}
        writer.writerows([short[n], n, told[n].unit, told[n].meaning] for n in names)
    return sorted(folder.iterdir())


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
    sheet: Sheet,
    path: Path,
    driver: str,
    layer_options: dict[str, str],
    dataset_options: dict[str, str],
    *,
    append: bool = False,
) -> None:
    _write_table(_table(sheet), sheet, path, driver, layer_options, dataset_options, append=append)


def _table(sheet: Sheet) -> pa.Table:
    return cells(sheet) if sheet.geometry == "none" else with_shapes(sheet)


def _write_table(
    table: pa.Table,
    sheet: Sheet,
    path: Path,
    driver: str,
    layer_options: dict[str, str],
    dataset_options: dict[str, str],
    *,
    append: bool = False,
) -> None:
    import pyogrio  # noqa: PLC0415  loads GDAL, which a start can do without

    if driver == "GeoJSON" and sheet.geometry == "none":
        # It asks for the coordinate system also of rows that have no place.
        table = table.append_column(SHAPE, pa.nulls(len(table), pa.binary()))
    shaped: dict[str, Any] = {}
    if SHAPE in table.column_names:
        kind = GEOMETRY_TYPES.get(sheet.geometry, "Point")
        shaped = {"geometry_name": SHAPE, "geometry_type": kind}
    pyogrio.write_arrow(
        table, path, layer=sheet.name, driver=driver, crs=CRS, append=append,
        layer_options=layer_options, dataset_options=dataset_options, **shaped,
    )  # fmt: skip


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
