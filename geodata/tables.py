"""A table as a file holds it: text, before anybody has said what a column means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RawTable:
    """Every row of a file as text, the header among them.

    Attributes:
        rows: the cells as they stand; a blank cell is an empty string. A number of a spreadsheet
            is written without a needless ``.0``, its dates as ISO 8601. Rows may differ in length.
        lines: for each row its place in the file, counted from 1: the line where a CSV row begins,
            the row of the sheet, the number of the object or feature. The header that JSON-like
            files do not have is row 0.
        kind: ``csv``, ``xlsx``, ``json``, ``geojson`` or ``gpkg``. The last two carry a column
            ``geometry`` with each shape as GeoJSON text, in the coordinates of the file and as
            wrong as it stood there; the features' own ids are not carried.
        crs: what the file declares, as ``EPSG:4326``; empty where it declares nothing.
        sheet: name of the sheet or table that was read.
        remarks: sentences on how it was read, where that had to be found out (encoding, dialect).
    """

    rows: list[list[str]]
    lines: list[int]
    kind: str
    crs: str = ""
    sheet: str = ""
    remarks: tuple[str, ...] = ()
