"""``pharos sources`` and ``template``: what can be imported, and how to contribute."""

from __future__ import annotations

from typing import Any

import typer

from dashboard.cli import output
from geodata.sources.registry import SOURCES
from geodata.sources.source import Source

commands = typer.Typer()


@commands.command()
def sources(as_json: output.AsJson = False) -> None:
    """List the sources: what each reads, whether it can be fetched, and its terms."""
    if as_json:
        output.print_json({"sources": [_plain(s) for s in SOURCES.values()]})
        return
    for source in SOURCES.values():
        terms = "; ".join(f"{name} ({where})" if where else name for name, where in source.licence)
        rhythm = f"every {source.rhythm_days} days" if source.rhythm_days else "no fixed rhythm"
        way = f"`pharos update {source.name}`" if source.fetch else "by file only"
        output.tell(f"{source.name}: {source.title}")
        output.tell(f"  publisher  {source.publisher}; {source.url}")
        output.tell(f"  reads      {source.reads}")
        output.tell(f"  feeds      {source.layer}; {rhythm}; {way}")
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
