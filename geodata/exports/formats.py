"""The formats that an export can have, and what each of them cannot hold."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.errors import ExportError


@dataclass(frozen=True)
class Format:
    """One format of files.

    Attributes:
        id: the word used in commands and addresses.
        title: what a reader sees.
        ending: of its file, without the dot.
        mimetype: of the file alone.
        shapes: whether it is made for rows with shapes; rows without any can be written too.
        several: whether one file holds several sheets; else each has a file of its own.
        holds_sidecar: whether the document that travels with an export fits inside the file.
        limits: what of the rows it cannot hold, in a sentence.
    """

    id: str
    title: str
    ending: str
    mimetype: str
    shapes: bool
    several: bool
    holds_sidecar: bool
    limits: str


FORMATS: dict[str, Format] = {
    f.id: f
    for f in (
        Format(
            "gpkg", "GeoPackage", "gpkg", "application/geopackage+sqlite3", True, True, True,
            "Months are text; lines and polygons are of several parts.",
        ),
        Format(
            "geojson", "GeoJSON", "geojson", "application/geo+json", True, False, True,
            "Coordinates have seven decimals, a hundredth of a metre; days and months are text; "
            "lines and polygons are of several parts.",
        ),
        Format(
            "geoparquet", "GeoParquet", "parquet", "application/vnd.apache.parquet",
            True, False, True, "Months are text; rows without any shape are plain Parquet.",
        ),
        Format(
            "fgb", "FlatGeobuf", "fgb", "application/vnd.flatgeobuf", True, False, True,
            "Rows are in the order of their place, not of the page; those without a shape are in a "
            "CSV beside it; days are times at midnight; months are text; lines and polygons are of "
            "several parts.",
        ),
        Format(
            "shp", "Shapefile", "shp.zip", "application/zip", True, False, False,
            "Names of columns are cut to ten characters (fields.csv has the whole ones), text to "
            "254 bytes, and spaces at its ends are lost; empty text and no text are one; numbers "
            "have fifteen decimals; yes and no are 1 and 0; months are text; a table without "
            "shapes is a .dbf.",
        ),
        Format(
            "kml", "KML", "kml", "application/vnd.google-earth.kml+xml", True, False, True,
            "Coordinates have seven decimals; days and months are text; a character that XML "
            "cannot hold is shown as \ufffd; a row without a position is a placemark without one.",
        ),
        Format(
            "csv", "CSV", "csv", "text/csv", False, False, False,
            "All is text: unknown is nothing between two commas, empty text is two quotes; shapes "
            "other than points are WKT with seven decimals; an apostrophe stands before what a "
            "spreadsheet would run as a formula (which cells is said beside them); no byte-order "
            "mark, so that Excel has to be told UTF-8 (Data > From Text/CSV).",
        ),
        Format(
            "xlsx", "Excel workbook", "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            False, True, True,
            "Lines and polygons are left out; text is cut at 32,767 characters, and empty text and "
            "no text look alike; numbers have sixteen digits; days before March 1900 and months are "
            "text; after 1,048,575 rows a sheet goes on in the next one.",
        ),
        Format(
            "parquet", "Parquet", "parquet", "application/vnd.apache.parquet", False, False, True,
            "Shapes other than points are WKT with seven decimals; months are text.",
        ),
    )
}  # fmt: skip


def format_named(format_id: str) -> Format:
    """The format with an id.

    Raises:
        ExportError: quoting an id that no format has.
    """
    try:
        return FORMATS[format_id]
    except KeyError:
        known = ", ".join(FORMATS)
        raise ExportError(f"format: {format_id[:60]!r} is not known; there are {known}.") from None
