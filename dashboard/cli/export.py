"""``pharos export``: layers and tables of a selection, as files with all that is known about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.cli import chosen, output
from dashboard.errors import RefusedInput
from dashboard.exportbook import Export, check_format, check_names, plan
from dashboard.exportbook.readme import counted
from geodata.errors import ExportError
from geodata.exports.formats import FORMATS
from geodata.exports.write import write
from layers.units import FORMULAS

commands = typer.Typer()


@commands.command()
def export(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
    layer: Annotated[list[str], typer.Argument(help="Layers and tables, by their ids.")],
    format_id: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}.")],
    path: Annotated[Path, typer.Option("--output", help="The file; it is written whole or not.")],
    first: Annotated[str | None, typer.Option("--from", help="First day or month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or month, included.")] = None,
    route: Annotated[list[str] | None, typer.Option(help="Route; may be repeated.")] = None,
    sar_region: Annotated[list[str] | None, typer.Option(help="Region; may be repeated.")] = None,
    cause: Annotated[list[str] | None, typer.Option(help="Cause; may be repeated.")] = None,
    min_people: Annotated[str | None, typer.Option(help="Dead and missing, at least.")] = None,
    source_quality: Annotated[str | None, typer.Option(help="1 to 5, at least.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As known on a day or at a moment.")] = None,
    area: Annotated[str | None, typer.Option(help="circle:LON,LAT,KM or polygon:LON,LAT;…")] = None,
    every: Annotated[str | None, typer.Option(help="month, quarter or year.")] = None,
    rate: Annotated[str | None, typer.Option(help=f"{', '.join(FORMULAS)}.")] = None,
    measure: Annotated[str | None, typer.Option(help="What levels count.")] = None,
    compare_from: Annotated[str | None, typer.Option(help="Other period, first.")] = None,
    compare_to: Annotated[str | None, typer.Option(help="Other period, last.")] = None,
    permalink: Annotated[
        str | None,
        typer.Option(help="A permalink or address, in place of the selection's options."),
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Only these, and where a row lies; may be repeated.")
    ] = None,
    hxl: Annotated[bool, typer.Option("--hxl", help="A row of HXL tags in CSV.")] = False,
    bare: Annotated[
        bool, typer.Option("--bare", help="The file alone, where it holds its own sidecar.")
    ] = False,
    as_json: output.AsJson = False,
) -> None:
    """Write layers and tables of a selection, with where they come from and what they lack."""
    options = {
        "from": first,
        "to": last,
        "route": route,
        "region": sar_region,
        "cause": cause,
        "min_people": min_people,
        "source_quality": source_quality,
        "known_on": known_on,
        "area": area,
        "every": every,
        "rate": rate,
        "measure": measure,
        "compare_from": compare_from,
        "compare_to": compare_to,
    }
    try:
        check_format(format_id)
        check_names(layer)
        picture = chosen.picture_or_permalink(options, permalink)
        with output.working("Gathering the rows"):
            made = plan(picture, layer, column or (), output.settings().public_url)
        replaced = path.exists()
        with output.working(f"Writing {', '.join(s.name for s in made.sheets)}"):
            written = write(made.sheets, made.sidecar, format_id, path, hxl=hxl, bare=bare)
    except RefusedInput as error:
        raise output.refuse(" ".join(error.problems)) from error
    except ExportError as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json({**export_json(made, format_id, written), "replaced": replaced})
    else:
        _print(made, written, replaced=replaced)


def export_json(made: Export, format_id: str, written: Path) -> dict[str, Any]:
    """What was written, as plain values."""
    said = made.sidecar.document
    wanted = ("name", "rows", "added", "removed", "withheld", "ignored")
    return {
        "path": str(written),
        "bytes": written.stat().st_size,
        "format": format_id,
        "handling_mark": said["handling_mark"],
        "known_at": said["known_at"],
        "edition": said["edition"],
        "permalink": said["selection"]["permalink"],
        "sheets": [{name: sheet[name] for name in wanted} for sheet in said["sheets"]],
        "caveats": said["caveats"],
    }


def _print(made: Export, written: Path, *, replaced: bool) -> None:
    said = made.sidecar.document
    for sheet in said["sheets"]:
        left = " ".join(counted(sheet))
        output.tell(f"{sheet['name']}: {output.counted(sheet['rows'], 'row')}. {left}".strip())
    for sentence in said["terms"]:
        output.tell(sentence)
    output.tell(f"{said['handling_mark']}, as known at {said['known_at']}.")
    instead = ", in place of the file that was there" if replaced else ""
    output.say(f"Written: {written} ({written.stat().st_size:,} bytes){instead}")
