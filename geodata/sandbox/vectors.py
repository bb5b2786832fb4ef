"""GeoPackages: one table of features, read from a copy, and nothing in it is carried out."""

from __future__ import annotations

import re
import sqlite3
import struct
from pathlib import Path
from typing import Any

from geodata.errors import RefusedFile
from geodata.sandbox.limits import Limits
from geodata.tables import RawTable

_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the code in a geometry's flags
_GIVEN_SRS = {-1: "undefined cartesian", 0: "undefined geographic"}


def table(content: bytes, layer: str, limits: Limits) -> RawTable:
    """The features of one table of a GeoPackage.

    It is read by SQLite and not by a driver of vector files: those open views, which may never
    end, and follow extensions.
    """
    copy = Path("content.gpkg").resolve()  # the working folder is this process's own, and empty
    copy.write_bytes(content)
    base = sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)
    try:
        base.execute("PRAGMA trusted_schema = OFF")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.file_bytes)
        base.set_authorizer(_allow)
        return _read(base, layer, limits)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise RefusedFile(f"it is a damaged GeoPackage: {str(error)[:200]}") from error
    finally:
        base.close()


def _allow(action: int, first: str | None, *_: str | None) -> int:
    """Reading columns, and nothing that computes, recurses, writes or attaches."""
    if action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first == "table_info":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _read(base: sqlite3.Connection, layer: str, limits: Limits) -> RawTable:
    # A virtual table is a table too, and runs code of an extension.
    tables = {
        name
        for name, made in base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if str(made).split()[:2] == ["CREATE", "TABLE"]
    }
    for needed in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"):
        if needed not in tables:
            raise RefusedFile(f"it is an SQLite database without the table {needed}: no GeoPackage")
    listed = [
        str(name)
        for (name,) in base.execute(
            "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY rowid"
        )
    ]
    views = [name for name in listed if name not in tables]
    if views:
        raise RefusedFile(f"it lists {views[0]!r}, which is a view or absent; only tables are read")
    if layer and layer not in listed:
        raise RefusedFile(f"it has no table of features {layer!r}; it has {listed[:20]}")
    if not listed:
        raise RefusedFile("it has no table of features")
    name = layer or listed[0]
    remarks = []
    if len(listed) > 1 and not layer:
        remarks.append(f"The table {name!r} was read; others are {listed[1:20]}.")
    column, srs = _geometry_column(base, name)
    return _rows(base, name, column, _crs(base, srs), remarks, limits)


def _geometry_column(base: sqlite3.Connection, name: str) -> tuple[str, int]:
    found = base.execute(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (name,)
    ).fetchone()
    if found is None:
        raise RefusedFile(f"its table {name!r} has no column of shapes")
    return str(found[0]), int(found[1])


def _crs(base: sqlite3.Connection, srs: int) -> str:
    if srs in _GIVEN_SRS:
        return ""
    found = base.execute(
        "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (srs,),
    ).fetchone()
    return f"{str(found[0]).upper()}:{found[1]}"[:80] if found else f"srs_id {srs}"


def _rows(
    base: sqlite3.Connection, name: str, shape: str, crs: str, remarks: list[str], limits: Limits
) -> RawTable:
    import shapely  # noqa: PLC0415 - only for a file that has come this far

    quoted = name.replace('"', '""')
    info = base.execute(f'PRAGMA table_info("{quoted}")').fetchall()
    # The row number is SQLite's, not the sender's.
    columns = [str(c[1]) for c in info if not (c[5] and str(c[2]).upper() == "INTEGER")]
    if shape not in columns or len(columns) > limits.columns:
        raise RefusedFile(f"its table {name!r} has {len(columns):,} columns; the limit is {limits.columns:,}, the column {shape!r} among them")  # fmt: skip
    names = [c for c in columns if c != shape]
    if "geometry" in names:
        raise RefusedFile(f"its table {name!r} has a second column called 'geometry'")
    wanted = ", ".join('"' + c.replace('"', '""') + '"' for c in [*names, shape])
    found = base.execute(f'SELECT {wanted} FROM "{quoted}" LIMIT {limits.rows + 1}').fetchall()  # noqa: S608 - quoted
    kinds = {str(c[1]): str(c[2]).upper() for c in info}
    rows = [
        [_written(cell, kinds[n]) for cell, n in zip(row, names, strict=False)] for row in found
    ]
    shapes = [_shape(row[-1], shapely) for row in found]
    corners = int(sum(shapely.get_num_coordinates(s) for s in shapes if not isinstance(s, str)))
    if corners > limits.vertices:
        raise RefusedFile(f"its shapes have {corners:,} corners, the limit is {limits.vertices:,}")
    for row, found_shape in zip(rows, shapes, strict=True):
        row.append(_geojson(found_shape, shapely))
    return RawTable(
        [[*names, "geometry"], *rows], list(range(len(rows) + 1)), "gpkg", crs, name, tuple(remarks)
    )


def _shape(blob: object, shapely: Any) -> Any:
    """The shape in a GeoPackage's envelope; a sentence where there is none to be had."""
    if blob is None:
        return ""
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        return "not a GeoPackage geometry"
    start = 8 + _ENVELOPES.get(blob[3] >> 1 & 7, len(blob))
    try:
        return shapely.from_wkb(blob[start:])
    except (shapely.errors.GEOSException, struct.error, ValueError) as error:
        return f"not a geometry: {str(error)[:80]}"


def _geojson(shape: Any, shapely: Any) -> str:
    if isinstance(shape, str):
        return shape
    try:
        return str(shapely.to_geojson(shape))
    except (shapely.errors.GEOSException, ValueError):
        return str(shape)[:200]


def _written(cell: object, kind: str) -> str:
    """A cell as text; SQLite has neither truths nor days, only columns declared to hold them."""
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return f"({len(cell)} bytes)"
    if kind == "BOOLEAN" and cell in (0, 1):
        return "true" if cell else "false"
    if kind == "DATETIME":
        return re.sub(r"T00:00:00(\.0+)?Z?$", "", str(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)
