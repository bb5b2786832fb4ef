"""The one way to a file: sheets and their document, whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from geodata.errors import ExportError
from geodata.exports.arrow import without_shape
from geodata.exports.csv_notes import Guarded, with_notes
from geodata.exports.formats import Format, format_named
from geodata.exports.sheet import Sheet, Sidecar

README, METADATA = "README.txt", "metadata.json"
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip can name: none is told
_LEVEL = 3  # a third of the time of 6, for a sixth more bytes
_COMPRESSED = (".parquet", ".xlsx")  # by themselves
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def write(
    sheets: Sequence[Sheet],
    sidecar: Sidecar,
    format_id: str,
    path: Path,
    *,
    hxl: bool = False,
    bare: bool = False,
) -> Path:
    """The path, once the sheets are written there: a zip, or with `bare` the file alone.

    A zip holds the file or files, `README.txt` and `metadata.json`. The same sheets and document
    give the same bytes at any time. What stood at the path stays until the new file is whole.

    Args:
        sheets: what is written; each name once.
        sidecar: the document that travels with it.
        format_id: one of `FORMATS`.
        path: where to; its folder must be there.
        hxl: a row of HXL hashtags under the header of each CSV.
        bare: the file alone, for formats that hold the document inside.

    Raises:
        ExportError: quoting what cannot be honoured or where nothing can be written.
    """
    chosen = format_named(format_id)
    _check(sheets, chosen, path, hxl=hxl, bare=bare)
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".pharos-", dir=path.parent))
        rows = folder / "rows"
        rows.mkdir()
        guarded: Guarded = {}
        made = _made(sheets, sidecar, chosen, rows, guarded, hxl=hxl)
        told = with_notes(sidecar, guarded)
        whole = made[0] if bare else _zipped(made, rows, told, folder / "whole.zip")
        with whole.open("rb+") as file:
            os.fsync(file.fileno())
        whole.replace(path)
    except OSError as error:
        reason = error.strerror or str(error).rstrip(".")
        if folder is not None:
            reason = reason.replace(f"{folder}{os.sep}", "")
        raise ExportError(f"{str(path)!r} cannot be written: {reason}.") from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
    return path


def _check(sheets: Sequence[Sheet], chosen: Format, path: Path, *, hxl: bool, bare: bool) -> None:
    _check_names(sheets)
    if hxl and chosen.id != "csv":
        raise ExportError(f"HXL hashtags are a row of CSV; {chosen.id!r} cannot have it.")
    if bare:
        _check_alone(sheets, chosen)
    ending = chosen.ending if bare else "zip"
    if not path.name.lower().endswith(f".{ending}"):
        instead = "" if bare or not chosen.holds_sidecar else ", or ask for the file alone (--bare)"
        raise ExportError(f"{str(path)!r}: expected a name that ends in .{ending}{instead}.")
    if path.is_dir():
        raise ExportError(f"{str(path)!r} is a folder; expected the name of a file.")


def _check_names(sheets: Sequence[Sheet]) -> None:
    if not sheets:
        raise ExportError("There is nothing to export; name at least one layer or table.")
    for number, sheet in enumerate(sheets):
        if not _NAME.fullmatch(sheet.name):
            raise ExportError(
                f"{sheet.name[:60]!r} is no name of a sheet: small letters, digits and _."
            )
        if sheet.name in [s.name for s in sheets[:number]]:
            raise ExportError(f"{sheet.name!r} is named twice.")


def _check_alone(sheets: Sequence[Sheet], chosen: Format) -> None:
    if not chosen.holds_sidecar:
        raise ExportError(
            f"{chosen.id!r} cannot hold what must travel with it: both go in one zip."
        )
    if len(sheets) > 1 and not chosen.several:
        raise ExportError(
            f"A file of {chosen.id!r} holds one layer or table, and {len(sheets)} are asked for: "
            "they go in one zip."
        )
    if chosen.id == "fgb" and sheets[0].geometry == "none":
        raise ExportError(
            f"{sheets[0].name!r} has no shapes, which FlatGeobuf is made of: it goes in one zip, "
            "as CSV."
        )
    if chosen.id == "fgb" and without_shape(sheets[0]):
        raise ExportError(
            f"{without_shape(sheets[0]):,} rows of {sheets[0].name!r} have no position, which "
            "FlatGeobuf cannot hold: they go in one zip, in a CSV beside it."
        )


def _made(
    sheets: Sequence[Sheet],
    sidecar: Sidecar,
    chosen: Format,
    folder: Path,
    guarded: Guarded,
    *,
    hxl: bool,
) -> list[Path]:
    """The files of a format in a folder; what was guarded in a CSV is noted by its name."""
    if chosen.several:
        path = folder / f"{'pharos' if len(sheets) > 1 else sheets[0].name}.{chosen.ending}"
        if chosen.id == "xlsx":
            from geodata.exports.workbook import write_xlsx  # noqa: PLC0415  no other needs it

            write_xlsx(sheets, sidecar, path)
        else:
            from geodata.exports.vector_files import write_gpkg  # noqa: PLC0415  loads GDAL

            write_gpkg(sheets, sidecar, path)
        return [path]
    made: list[Path] = []
    for sheet in sheets:
        alone = len(sheets) == 1
        made += _one(sheet, sidecar, chosen, folder, guarded, alone=alone, hxl=hxl)
    return made


def _one(
    sheet: Sheet,
    sidecar: Sidecar,
    chosen: Format,
    folder: Path,
    guarded: Guarded,
    *,
    alone: bool,
    hxl: bool,
) -> list[Path]:
    path = folder / f"{sheet.name}.{chosen.ending}"
    if chosen.id == "csv":
        from geodata.exports.plain_files import write_csv  # noqa: PLC0415  see above

        guarded[path.name] = write_csv(sheet, path, hxl=hxl)
    elif chosen.id in ("geoparquet", "parquet"):
        from geodata.exports import parquet_files  # noqa: PLC0415  see above

        shaped = chosen.id == "geoparquet"
        writer = parquet_files.write_geoparquet if shaped else parquet_files.write_parquet
        writer(sheet, sidecar, path)
    elif chosen.id == "kml":
        from geodata.exports.kml import write_kml  # noqa: PLC0415  see above

        write_kml(sheet, sidecar, path)
    else:
        from geodata.exports import vector_files  # noqa: PLC0415  loads GDAL

        if chosen.id == "shp":
            own = folder if alone else folder / sheet.name
            own.mkdir(exist_ok=True)
            return vector_files.write_shp(sheet, sidecar, own)
        if chosen.id == "fgb":
            return vector_files.write_fgb(sheet, sidecar, path, guarded)
        vector_files.write_geojson(sheet, sidecar, path)
    return [path]


def _zipped(made: Sequence[Path], rows: Path, sidecar: Sidecar, whole: Path) -> Path:
    document = json.dumps(sidecar.document, ensure_ascii=False, indent=2) + "\n"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in made:
            entry = _entry(path.relative_to(rows).as_posix())
            if path.suffix in _COMPRESSED:
                entry.compress_type = zipfile.ZIP_STORED
            with path.open("rb") as source, bundle.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)
            path.unlink()  # what is in the bundle need not be there twice
        for name, text in ((README, sidecar.readme), (METADATA, document)):
            bundle.writestr(_entry(name), text.encode())
    return whole


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _OLDEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # An entry does not ask its bundle; Python 3.13 calls it compress_level, and knows this name too.
    entry._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001
    entry.create_system = 3  # the same bytes on every system
    entry.external_attr = 0o644 << 16
    return entry
