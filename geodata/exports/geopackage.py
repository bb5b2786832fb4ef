"""What a GeoPackage holds beside its rows: how QGIS paints them, and the document of the export."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from geodata.exports.sheet import Sheet, Sidecar
from geodata.exports.styles import qml, sld

# The table as QGIS itself makes it: "Save style in database".
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""
# Annex F.8 of the standard, https://www.geopackage.org/spec131/#extension_metadata
_METADATA = (
    """
CREATE TABLE IF NOT EXISTS gpkg_metadata (
    id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
    md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
    metadata TEXT NOT NULL DEFAULT ''
)""",
    """
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (
    reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
    timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
    CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
    CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
)""",
    """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
)""",
)
_DEFINITION = "http://www.geopackage.org/spec131/#extension_metadata"


def describe(sheets: Sequence[Sheet], sidecar: Sidecar, path: Path) -> None:
    """Add the styles of the sheets and the document to a GeoPackage that holds their rows."""
    moment = sidecar.known_at[:19] + ".000Z"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(_STYLES)
        # Registered as QGIS itself does it; readers then list it beside the rows.
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (moment,),
        )
        for sheet in sheets:
            if sheet.geometry != "none":
                file.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                    " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
                    " owner, update_time) VALUES ('', '', ?, 'geometry', ?, ?, ?, 1, ?, '', ?)",
                    (sheet.name, sheet.name[:30], qml(sheet), sld(sheet), sheet.title, moment),
                )
        for statement in _METADATA:
            file.execute(statement)
        document = json.dumps(sidecar.document, ensure_ascii=False)
        for number, (kind, text) in enumerate(
            (("application/json", document), ("text/plain", sidecar.readme)), start=1
        ):
            file.execute(
                "INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, ?, ?)",
                (number, "https://json-schema.org/draft/2020-12/schema", kind, text),
            )
            file.execute(
                "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, ?, NULL)",
                (moment, number),
            )
        file.executemany(
            "INSERT OR IGNORE INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
            [(table, _DEFINITION) for table in ("gpkg_metadata", "gpkg_metadata_reference")],
        )
