"""KML 2.2: placemarks in the colours of the map, their cells typed, the document of the export within.

Written here because no library that is at hand does it whole: GDAL's drivers take no style from a
table of Arrow, take columns named ``id`` or ``name`` for their own, do not escape an ``id``, and leave
characters in that XML cannot hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geodata.exports.arrow import DECIMALS, cells, shapes
from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.styles import FILL_OPACITY, POINT_OPACITY, class_of, classes

DOCUMENT = "pharos"
_BATCH = 20_000
_MOST = 2**31  # `int` of KML has 32 bits; a double is exact for every count that can be held
# Of XML 1.0, section 2.2: what no document may hold, written or escaped.
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
_REPLACED = "\ufffd"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'


def write_kml(sheet: Sheet, sidecar: Sidecar, path: Path) -> None:
    """The sheet as KML; the document is the value ``pharos`` of its extended data.

    A cell that is unknown is left out, an empty text is there and empty. Days and months are text.

    Source: https://docs.ogc.org/is/12-007r2/12-007r2.html
    """
    table = cells(sheet)
    styled = class_of(sheet)
    found = shapes(sheet) if sheet.geometry != "none" else np.full(len(table), None)
    found = shapely.orient_polygons(found)  # outer rings go anticlockwise
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        file.write(f"<name>{_escaped(sheet.title)}</name>\n")
        file.write(f"<description>{_escaped(sidecar.readme)}</description>\n")
        _write_styles(sheet, file)
        said = _escaped(json.dumps(sidecar.document, ensure_ascii=False, separators=(",", ":")))
        file.write(
            f'<ExtendedData><Data name="{DOCUMENT}"><value>{said}</value></Data></ExtendedData>\n'
        )
        _write_schema(sheet, table, file)
        file.write(f"<Folder>\n<name>{sheet.name}</name>\n")
        for begin in range(0, len(table), _BATCH):
            some = slice(begin, begin + _BATCH)
            rows = _placemarks(sheet.name, table.slice(begin, _BATCH), styled[some], found[some])
            file.writelines(rows)
        file.write("</Folder>\n</Document>\n</kml>\n")


def _escaped(text: str) -> str:
    array = pc.replace_substring_regex(pa.array([text]), _FORBIDDEN, _REPLACED)
    return escape(array[0].as_py())


def _write_styles(sheet: Sheet, file: IO[str]) -> None:
    for number, one in enumerate(classes(sheet)):
        # KML has the opacity first, and blue before red.
        shade = one.colour[5:7] + one.colour[3:5] + one.colour[1:3]
        faint, strong = (f"{round(255 * share):02x}" for share in (FILL_OPACITY, POINT_OPACITY))
        file.write(
            f'<Style id="class-{number}">'
            f"<IconStyle><color>{strong}{shade}</color><scale>0.6</scale></IconStyle>"
            "<LabelStyle><scale>0</scale></LabelStyle>"
            f"<LineStyle><color>ff{shade}</color><width>2</width></LineStyle>"
            f"<PolyStyle><color>{faint}{shade}</color></PolyStyle></Style>\n"
        )


def _write_schema(sheet: Sheet, table: pa.Table, file: IO[str]) -> None:
    told = {column.name: column for column in sheet.columns}
    file.write(f'<Schema name="{sheet.name}" id="{sheet.name}">\n')
    for field in table.schema:
        column = told[field.name]
        meaning = _escaped(f"{column.meaning} ({column.unit})" if column.unit else column.meaning)
        file.write(
            f'<SimpleField type="{_kind(table, field)}" name={quoteattr(field.name)}>'
            f"<displayName>{meaning}</displayName></SimpleField>\n"
        )
    file.write("</Schema>\n")


def _kind(table: pa.Table, field: pa.Field) -> str:
    if pa.types.is_int64(field.type):
        ends = pc.min_max(table.column(field.name)).values()
        return "int" if all(abs(end.as_py() or 0) < _MOST for end in ends) else "double"
    kinds = {pa.float64(): "double", pa.bool_(): "bool"}
    return kinds.get(field.type, "string")


def _placemarks(name: str, table: pa.Table, styled: Any, found: Any) -> Iterator[str]:
    parts: list[Any] = [f'<SchemaData schemaUrl="#{name}">']
    for field in table.schema:
        text = _cell_texts(table.column(field.name))
        begin = f"<SimpleData name={quoteattr(field.name)}>"
        whole = pc.binary_join_element_wise(begin, text, "</SimpleData>", "")
        parts.append(pc.fill_null(whole, ""))
    data = pc.binary_join_element_wise(*parts, "</SchemaData>", "").to_pylist()
    # What a placemark is called in a list: its first cell, an id in every layer.
    called = pc.fill_null(_cell_texts(table.column(0)), "").to_pylist()
    for label, number, cell, shape in zip(called, styled, data, _shapes(found), strict=True):
        yield (
            f"<Placemark><name>{label}</name><styleUrl>#class-{number}</styleUrl>"
            f"<ExtendedData>{cell}</ExtendedData>"
            f"{shape}</Placemark>\n"
        )


def _cell_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_boolean(column.type):
        return column.cast(pa.int8()).cast(pa.string())
    if not pa.types.is_string(column.type):
        return column.cast(pa.string())
    text = pc.replace_substring_regex(column, _FORBIDDEN, _REPLACED)
    # A bare carriage return would come back as a line feed.
    for plain, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = pc.replace_substring(text, plain, written)
    return text


def _shapes(found: Any) -> Iterator[str]:
    if len(found) and (shapely.get_type_id(found) <= 0).all():
        at = np.char.mod(f"%.{DECIMALS}f", np.stack([shapely.get_x(found), shapely.get_y(found)]))
        for placed, x, y in zip(~shapely.is_missing(found), *at, strict=True):
            yield f"<Point><coordinates>{x},{y}</coordinates></Point>" if placed else ""
        return
    for shape in found:
        yield "" if shape is None else _shape(shape)


def _shape(shape: Any) -> str:
    if shape.geom_type == "Point":
        return f"<Point>{_coordinates(shape)}</Point>"
    if shape.geom_type == "LineString":
        return f"<LineString><tessellate>1</tessellate>{_coordinates(shape)}</LineString>"
    if shape.geom_type == "Polygon":
        outer, *inner = (
            f"<LinearRing>{_coordinates(ring)}</LinearRing>"
            for ring in (shape.exterior, *shape.interiors)
        )
        holes = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in inner)
        return (
            f"<Polygon><tessellate>1</tessellate><outerBoundaryIs>{outer}</outerBoundaryIs>"
            f"{holes}</Polygon>"
        )
    return f"<MultiGeometry>{''.join(_shape(part) for part in shape.geoms)}</MultiGeometry>"


def _coordinates(shape: Any) -> str:
    at = " ".join(
        f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in shapely.get_coordinates(shape).tolist()
    )
    return f"<coordinates>{at}</coordinates>"
