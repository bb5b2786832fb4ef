"""``pharos status``: how every layer and every source stands."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import typer

from dashboard.cli import output
from geodata.errors import GeodataError
from geodata.refresh.standing import STATE_MEANINGS, Standing, standing
from geodata.sources.registry import SOURCES
from geodata.store import Store
from layers.registry import LAYERS

commands = typer.Typer()


@commands.command()
def status(as_json: output.AsJson = False) -> None:
    """List every layer and source: as-of date, age against its own rhythm, state, terms."""
    today = output.now().date()
    try:
        store = output.store()
        layers = [_layer_row(store, name, today) for name in LAYERS]
        held = store.load("sources").frame
        terms: list[dict[str, Any]] = json.loads(held.to_json(orient="records"))
        sources = [_source_row(standing(store, s, today)) for s in SOURCES.values()]
        token = store.token()
    except GeodataError as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json({"token": token, "layers": layers, "sources": terms, "standing": sources})
        return
    _print_layers(layers)
    _print_sources(sources)
    output.tell("\nTerms")
    for row in layers:
        output.tell(f"{row['layer']}: {'; '.join(row['licences'])}")
    output.tell("\nOrigins")
    for source in terms:
        as_of = f", as of {source['as_of']}" if source["as_of"] else ""
        output.tell(f"{source['source']}: {source['publisher']}{as_of}; {source['licence']}")


def _layer_row(store: Store, name: str, today: dt.date) -> dict[str, Any]:
    held = store.load(name)
    edition, origin = held.edition, held.edition.origin
    age = (today - origin.as_of).days if origin.as_of else None
    return {
        "layer": name,
        "edition": edition.edition_id,
        "editions": {e.source: e.edition_id for e in held.editions},
        "rows": len(held.frame),
        "as_of": origin.as_of.isoformat() if origin.as_of else None,
        "age_days": age,
        "rhythm_days": LAYERS[name].rhythm_days,
        "state": LAYERS[name].age_state(age),
        "recorded_at": edition.recorded_at.isoformat(),
        "licences": [title for title, _ in origin.licences],
        "warnings": list(held.warnings),
    }


def _source_row(found: Standing) -> dict[str, Any]:
    held = [x.load_id for x in found.loads[:1] if x.outcome == "held"]
    return {
        "source": found.source.name,
        "layer": found.source.layer,
        "state": found.state,
        "meaning": STATE_MEANINGS[found.state],
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "as_of_by": dict(found.as_of_by),
        "age_days": found.age_days,
        "fetched_at": found.fetched_at.isoformat() if found.fetched_at else None,
        "next_due": found.next_due.isoformat() if found.next_due else None,
        "editions": len(found.editions),
        "problem": found.problem,
        "confirm": f"pharos confirm {found.source.name} {held[0]}" if held else "",
    }


def _print_layers(rows: list[dict[str, Any]]) -> None:
    output.print_table(
        ("layer", "rows", "as of", "age", "state", "edition"),
        [
            (
                row["layer"],
                row["rows"],
                row["as_of"] or "",
                "" if row["age_days"] is None else f"{row['age_days']} d",
                row["state"],
                row["edition"] + _others(row["editions"]),
            )
            for row in rows
        ],
        numbers=("rows", "age"),
    )
    for row in rows:
        for warning in row["warnings"]:
            output.tell(warning)


def _others(editions: dict[str, str]) -> str:
    """How many sources feed a layer beside the one that leads it."""
    return f" +{len(editions) - 1}" if len(editions) > 1 else ""


def _print_sources(rows: list[dict[str, Any]]) -> None:
    output.tell("\nSources")
    output.print_table(
        ("state", "source", "as of", "fetched", "next due"),
        [
            (
                row["state"],
                row["source"],
                row["as_of"] or "",
                (row["fetched_at"] or "")[:10],
                row["next_due"] or "",
            )
            for row in rows
        ],
    )
    for row in rows:
        if row["problem"]:
            output.tell(f"{row['source']}: {row['problem']}")
        if row["confirm"]:
            output.tell(f"{row['source']}: `{row['confirm']}` records it all the same.")
