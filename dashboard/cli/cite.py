"""``pharos cite``: how a picture is cited, the publishers of its figures with it."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.citation import cite as citation
from dashboard.cli import chosen, output
from layers.units import FORMULAS

commands = typer.Typer()
FORMS = ("text", "bibtex", "csl")


@commands.command()
def cite(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
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
    form: Annotated[str, typer.Option("--format", help="text, bibtex or csl.")] = "text",
    base: Annotated[
        str, typer.Option(help="Address of the server; PHAROS_PUBLIC_URL by default.")
    ] = "",
    as_json: output.AsJson = False,
) -> None:
    """Print how a picture is cited: as text, BibTeX or CSL-JSON; all three with --json."""
    if form not in FORMS:
        raise output.refuse(f"--format: {form[:60]!r} is not known; expected {', '.join(FORMS)}.")
    if base and not base.startswith(("http://", "https://")):
        raise output.refuse(f"--base: {base[:60]!r} is no address; expected http:// or https://.")
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
    base = base or output.settings().public_url
    found = citation(chosen.picture_or_permalink(options, permalink), base=base)
    if as_json:
        output.print_json(found.as_json())
    elif form == "csl":
        output.print_json(found.csl)
    else:
        output.say(found.bibtex.rstrip("\n") if form == "bibtex" else found.text)
