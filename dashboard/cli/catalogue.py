"""``pharos sources`` and ``template``: what can be imported, and how to contribute."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.cli import output
from geodata.errors import SourceError
from geodata.sources import incident_reports
from geodata.sources.registry import SOURCES, source
from geodata.sources.source import Source

commands = typer.Typer()
TEMPLATES = {incident_reports.NAME: incident_reports.template}


def named(name: str) -> Source:
    """The source called `name`, or a refusal that lists those that exist."""
    try:
        return source(name)
    except SourceError as error:
        raise output.refuse(str(error)) from error


@commands.command()
def sources(as_json: output.AsJson = False) -> None:
    """List the sources: what each reads, whether it can be fetched, and its terms."""
    if as_json:
        output.print_json({"sources": [_plain(s) for s in SOURCES.values()]})
        return
    for s in SOURCES.values():
        terms = "; ".join(f"{name} ({where})" if where else name for name, where in s.licence)
        rhythm = f"every {s.rhythm_days} days" if s.rhythm_days else "no fixed rhythm"
        way = f"`pharos update {s.name}`" if s.fetch else "by file only"
        output.tell(f"{s.name}: {s.title}")
        output.tell(f"  publisher  {'; '.join(filter(None, (s.publisher, s.url)))}")
        output.tell(f"  reads      {s.reads}")
        output.tell(f"  feeds      {s.layer}; {rhythm}; {way}")
        output.tell(f"  terms      {terms}")


def _plain(source: Source) -> dict[str, Any]:
    return {
        "source": source.name,
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "layer": source.layer,
        "reads": source.reads,
        "rhythm_days": source.rhythm_days,
        "can_fetch": source.fetch is not None,
        "hosts": list(source.hosts),
        "licence": [{"name": name, "url": where} for name, where in source.licence],
        "citation": source.citation,
        "doubts": list(source.doubts),
    }


@commands.command()
def template(
    name: Annotated[str, typer.Argument(metavar="SOURCE")] = incident_reports.NAME,
    to: Annotated[
        Path | None, typer.Option("--output", help="A new CSV file; stdout by default.")
    ] = None,
    as_json: output.AsJson = False,
) -> None:
    """Write the template in whose columns incidents can be contributed."""
    if name not in TEMPLATES:
        known = ", ".join(TEMPLATES)
        raise output.refuse(f"There is no template for {name!r}; expected one of {known}.")
    content = TEMPLATES[name]()
    if to:
        output.write_new(to, content)
    if as_json:
        columns = content.decode("utf-8-sig").splitlines()[0].split(",")
        output.print_json({"source": name, "output": str(to) if to else None, "columns": columns})
    elif to:
        output.say(f"Written to {to}. `pharos import {name} {to}` brings it back, filled in.")
    else:
        typer.echo(content, nl=False)
