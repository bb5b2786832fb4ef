"""The command line: every command has ``--json``; 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import datetime as dt
import gc
import json
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from pydantic import ValidationError

from dashboard.errors import RefusedInput
from dashboard.picture import Picture, Pictures
from dashboard.settings import Settings
from dashboard.state import decode_values, encode, in_words
from geodata.edition import Edition
from geodata.errors import GeodataError
from geodata.store import FileStore, Store
from layers.analysis.reconciliation import said
from layers.errors import LayersError, SelectionError
from layers.registry import LAYERS
from layers.schema import validated
from layers.terms import ROUTE_NAMES

app = typer.Typer(
    name="pharos",
    help="The Mediterranean picture: crossings and deaths at sea.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        problems = [f"{e['loc'][0]}: {e['input']!r} ({e['msg']})" for e in error.errors()]
        raise _refuse("; ".join(problems)) from error


def _refuse(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(1)


def _store() -> FileStore:
    try:
        return FileStore(_settings().data)
    except GeodataError as error:
        raise _refuse(str(error)) from error


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind; loopback by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 8050 by default.")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes; 2 by default.")] = None,
) -> None:
    """Start the dashboard."""
    settings = _settings(host=host, port=port, workers=workers)
    gc.disable()  # until the application is made; see `Server.load`
    # Dash is not needed by the other commands.
    from dashboard.wsgi import Server  # noqa: PLC0415

    _store()
    _refuse_port_in_use(settings)
    typer.echo(f"Pharos on http://{settings.host}:{settings.port} (Ctrl+C ends it)")
    Server(settings).run()


def _refuse_port_in_use(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise _refuse(
                f"The address {settings.host}:{settings.port} cannot be used ({error.strerror}); "
                "choose another by --port or --host."
            ) from error


@app.command()
def figures(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
    first: Annotated[str | None, typer.Option("--from", help="First day or month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or month, included.")] = None,
    route: Annotated[list[str] | None, typer.Option(help="Route; may be repeated.")] = None,
    sar_region: Annotated[list[str] | None, typer.Option(help="Region; may be repeated.")] = None,
    cause: Annotated[list[str] | None, typer.Option(help="Cause; may be repeated.")] = None,
    min_people: Annotated[str | None, typer.Option(help="Dead and missing, at least.")] = None,
    source_quality: Annotated[str | None, typer.Option(help="1 to 5, at least.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    every: Annotated[str | None, typer.Option(help="month, quarter or year.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the headline numbers and the series of a selection, as the page shows them."""
    given: dict[str, Sequence[str] | None] = {
        "from": _once(first),
        "to": _once(last),
        "route": route,
        "region": sar_region,
        "cause": cause,
        "min_people": _once(min_people),
        "source_quality": _once(source_quality),
        "known_on": _once(known_on),
        "every": _once(every),
    }
    decoded = decode_values({k: v for k, v in given.items() if v})
    if decoded.problems:
        raise _refuse(" ".join(_as_option(p) for p in decoded.problems))
    try:
        picture = Pictures(_store()).of(decoded.selection)
    except SelectionError as error:
        raise _refuse(_as_option(str(error))) from error
    except (GeodataError, LayersError) as error:
        raise _refuse(str(error)) from error
    if as_json:
        typer.echo(json.dumps(figures_json(picture), indent=2, ensure_ascii=False))
    else:
        _print_figures(picture)


def _once(value: str | None) -> list[str] | None:
    """An option that was given, even empty: an empty one is refused, not taken for absent."""
    return None if value is None else [value]


def _as_option(problem: str) -> str:
    """A refusal under the name of the option, where the address has another for it."""
    name, colon, rest = problem.partition(":")
    special = {"region": "--sar-region", "period": "--from, --to"}
    return special.get(name, f"--{name.replace('_', '-')}") + colon + rest


def figures_json(picture: Picture) -> dict[str, Any]:
    """The numbers of a picture as plain values; the page shows the same ones."""

    def rows(series: Any) -> list[dict[str, Any]]:
        out = series.assign(bucket=[b.date().isoformat() for b in series["bucket"]])
        return cast("list[dict[str, Any]]", json.loads(out.to_json(orient="records")))

    return {
        "selection": encode(picture.selection),
        "period": in_words(picture.selection, picture.holdings.months),
        "metrics": [m.as_json() for m in picture.headline],
        "incidents": {
            "on_the_map": picture.located,
            "without_position": picture.unlocated,
            "removed": dict(picture.filtered.removed),
            "withheld": picture.holdings.withheld,
        },
        "deaths_basis": picture.deaths_basis,
        "published": [
            {
                "claim": c.claim_id,
                "measure": c.measure,
                "published": c.published,
                "comparator": c.comparator,
                "ours": c.ours,
                "ours_unit": c.ours_unit.value if c.ours_unit else None,
                "at_least": c.at_least,
                "difference": c.difference,
                "reason": c.reason,
            }
            for c in picture.comparisons
        ],
        "series": {
            "crossings": rows(picture.crossings_series),
            "deaths": rows(picture.deaths_series),
        },
        "notices": picture.notices,
        "edition": picture.holdings.key,
    }


def _print_figures(picture: Picture) -> None:
    from rich.console import Console  # noqa: PLC0415  `serve` prints no table
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    table = Table(title=in_words(picture.selection, picture.holdings.months), title_justify="left")
    for name, justify in (("", "left"), ("figure", "right"), ("unit", "left"), ("unknown", "right"),
                          ("as of", "left")):  # fmt: skip
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for m in picture.headline:
        table.add_row(m.label, m.text, m.unit.value, f"{m.unknown:,}", m.as_of)
    console.print(table)
    console.print(picture.removal_sentence, markup=False)
    for notice in picture.notices:
        console.print(notice, markup=False)
    for c in picture.comparisons:
        theirs, ours = said(c)
        measure = c.measure.replace("_", " ")
        area = ROUTE_NAMES.get(c.geography, c.geography)
        text = f"Published: {area}, {measure} {theirs} ({c.document}); here {ours}. {c.reason}"
        console.print(text.strip(), markup=False)


@app.command()
def status(as_json: AsJson = False) -> None:
    """List every layer: edition, as-of date, age against its own rhythm, rows, licence."""
    today = dt.datetime.now(dt.UTC).date()
    try:
        store = _store()
        rows = [_status_row(store, name, today) for name in LAYERS]
        held = store.load("sources").frame
        sources: list[dict[str, Any]] = json.loads(held.to_json(orient="records"))
    except GeodataError as error:
        raise _refuse(str(error)) from error
    if as_json:
        typer.echo(
            json.dumps({"token": store.token(), "layers": rows, "sources": sources}, indent=2)
        )
        return
    from rich.console import Console  # noqa: PLC0415  as above
    from rich.table import Table  # noqa: PLC0415

    # Six columns fit 80 characters; the terms take sentences and stand below.
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("layer", "rows", "as of", "age", "state"):
        is_number = name in ("rows", "age")
        table.add_column(name, justify="right" if is_number else "left", no_wrap=True)
    table.add_column("edition", overflow="fold")
    for row in rows:
        age = "" if row["age_days"] is None else f"{row['age_days']} d"
        table.add_row(
            row["layer"], f"{row['rows']:,}", row["as_of"] or "", age, row["state"],
            row["edition"],
        )  # fmt: skip
    console = Console()
    console.print(table)
    for row in rows:
        for warning in row["warnings"]:
            console.print(warning, markup=False)
    console.print("\nTerms", style="bold")
    for row in rows:
        console.print(f"{row['layer']}: {'; '.join(row['licences'])}", markup=False)
    console.print("\nSources", style="bold")
    for source in sources:
        as_of = f", as of {source['as_of']}" if source["as_of"] else ""
        console.print(
            f"{source['source']}: {source['publisher']}{as_of}; {source['licence']}", markup=False
        )


def _status_row(store: Store, name: str, today: dt.date) -> dict[str, Any]:
    held = store.load(name)
    edition, origin = held.edition, held.edition.origin
    rhythm = LAYERS[name].rhythm_days
    age = (today - origin.as_of).days if origin.as_of else None
    return {
        "layer": name,
        "edition": edition.edition_id,
        "rows": edition.rows,
        "as_of": origin.as_of.isoformat() if origin.as_of else None,
        "age_days": age,
        "rhythm_days": rhythm,
        "state": LAYERS[name].age_state(age),
        "recorded_at": edition.recorded_at.isoformat(),
        "licences": [title for title, _ in origin.licences],
        "warnings": list(held.warnings),
    }


@app.command()
def check(as_json: AsJson = False) -> None:
    """Verify the ledger and every edition: hash, columns, and every cell against its layer."""
    store = _store()
    try:
        ledger = store.ledger_problem()
        results = [_checked(e) for name in LAYERS for e in store.editions(name)]
    except GeodataError as error:
        raise _refuse(str(error)) from error
    bad = [r for r in results if r["problem"]]
    is_good = not bad and not ledger
    if as_json:
        typer.echo(json.dumps({"good": is_good, "ledger": ledger, "editions": results}, indent=2))
    else:
        if ledger:
            typer.echo(f"FAILED ledger  {ledger}")
        for r in results:
            word = "FAILED" if r["problem"] else "good"
            typer.echo(f"{word:7}{r['layer']:28}{r['edition']}  {r['problem']}".rstrip())
        typer.echo(f"{len(results) - len(bad)} editions good, {len(bad)} failed.")
    if not is_good:
        raise typer.Exit(1)


def _checked(edition: Edition) -> dict[str, str]:
    problem = ""
    try:
        layer = LAYERS[edition.layer]
        validated(layer.name, edition.frame(), layer.columns, layer.key)
    except (GeodataError, LayersError) as error:
        problem = str(error)
    return {"layer": edition.layer, "edition": edition.edition_id, "problem": problem}


@app.command()
def bench(
    rows: Annotated[
        list[int] | None,
        typer.Option(help="Synthetic incidents; may be repeated. 20000 and 200000 by default."),
    ] = None,
    rounds: Annotated[int, typer.Option(min=3, max=200, help="Times that each is measured.")] = 15,
    browser: Annotated[
        bool | None,
        typer.Option(
            "--browser/--no-browser", help="In a browser too; by default if there is one."
        ),
    ] = None,
    chromium: Annotated[
        Path | None, typer.Option(envvar="PHAROS_CHROMIUM", help="The browser to measure in.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write the table as Markdown too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure this dashboard beside the plain way of doing the same, in turns."""
    from dashboard.benchmarks.run import whole_run  # noqa: PLC0415 (no other command needs Dash)

    try:
        report = whole_run(rows, rounds, browser, chromium, lambda s: typer.echo(s, err=True))
        if output:
            output.write_text(report.markdown(), "utf-8")
    except (RefusedInput, OSError) as error:
        raise _refuse(str(error)) from error
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
        return
    from rich.console import Console  # noqa: PLC0415  as above
    from rich.table import Table  # noqa: PLC0415

    table = Table(title="Pharos and the plain way, medians", title_justify="left")
    for heading in report.headings:
        table.add_column(heading)
    for row in report.table():
        table.add_row(*row)
    Console().print(table)
    for note in report.notes:
        typer.echo(note)
