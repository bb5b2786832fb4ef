"""``pharos figures``."""

from __future__ import annotations

import json
from typing import Annotated, Any, cast

import typer

from dashboard.cli import chosen, output
from dashboard.picture import Picture
from dashboard.routebook import Routebook
from dashboard.state import encode, in_words
from layers.analysis.area_doubt import area_doubt
from layers.analysis.completeness import expected_after_revision
from layers.analysis.intervals import COVERAGE_SENTENCE, LITERATURE, SAMPLING_ONLY
from layers.analysis.rates import FORMULAS, RULES_SENTENCE, Rate, death_rate, rates_by_route
from layers.analysis.reconciliation import said
from layers.areas import size_km2
from layers.terms import ROUTE_NAMES

commands = typer.Typer()


@commands.command()
def figures(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
    first: Annotated[str | None, typer.Option("--from", help="First day or month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or month, included.")] = None,
    route: Annotated[list[str] | None, typer.Option(help="Route; may be repeated.")] = None,
    sar_region: Annotated[list[str] | None, typer.Option(help="Region; may be repeated.")] = None,
    cause: Annotated[list[str] | None, typer.Option(help="Cause; may be repeated.")] = None,
    min_people: Annotated[str | None, typer.Option(help="Dead and missing, at least.")] = None,
    source_quality: Annotated[str | None, typer.Option(help="1 to 5, at least.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    area: Annotated[str | None, typer.Option(help="circle:LON,LAT,KM or polygon:LON,LAT;…")] = None,
    every: Annotated[str | None, typer.Option(help="month, quarter or year.")] = None,
    rate: Annotated[str | None, typer.Option(help=f"{', '.join(FORMULAS)}.")] = None,
    as_json: output.AsJson = False,
) -> None:
    """Print the headline numbers and the series of a selection, as the page shows them."""
    picture = chosen.picture(
        {
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
        }
    )
    if as_json:
        output.print_json(figures_json(picture))
    else:
        _print_figures(picture)


def figures_json(picture: Picture) -> dict[str, Any]:
    """The numbers of a picture as plain values; the page shows the same ones."""

    def rows(series: Any) -> list[dict[str, Any]]:
        out = series.assign(bucket=[b.date().isoformat() for b in series["bucket"]])
        return cast("list[dict[str, Any]]", json.loads(out.to_json(orient="records")))

    return {
        "selection": encode(picture.selection),
        "period": in_words(picture.selection, picture.holdings.months),
        "metrics": [m.as_json() for m in picture.headline],
        "rates": rates_json(picture),
        "completeness": completeness_json(picture),
        "incidents": {
            "on_the_map": picture.located,
            "without_position": picture.unlocated,
            "removed": dict(picture.filtered.removed),
            "withheld": picture.holdings.withheld,
        },
        "area": area_json(picture),
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


def area_json(picture: Picture) -> dict[str, Any] | None:
    """The drawn area, how large it is, and who could lie on its other side; None without one."""
    selection, holdings = picture.selection, picture.holdings
    if selection.area is None:
        return None
    doubt = area_doubt(holdings.index, selection, holdings.uncertainty_km)
    return {
        "text": str(selection.area),
        "area_km2": float(f"{size_km2(selection.area):.3g}"),
        "inside": doubt.inside,
        "could_lie_outside": doubt.could_leave,
        "could_lie_inside": doubt.could_enter,
        "outside_of_unknown_uncertainty": doubt.unsure,
    }


def rates_json(picture: Picture) -> dict[str, Any]:
    """The death rates: of all chosen routes, of each, of each period of it, of each corridor."""
    moved, died = picture.crossings, picture.deaths
    book = Routebook(picture)
    chosen, every = picture.selection.rate, picture.selection.every
    return {
        "chosen": chosen,
        "rules": RULES_SENTENCE,
        "caption": SAMPLING_ONLY,
        "literature": LITERATURE,
        "measured_coverage": COVERAGE_SENTENCE,
        "together": {f: death_rate(moved, died, f).as_json() for f in FORMULAS},
        "by_route": {
            f: {route: r.as_json() for route, r in book.rates[f].items()} for f in FORMULAS
        },
        "by_period": [
            {"first": day.isoformat(), "every": every, "route": route, **_in_short(rate)}
            for (day, route), rate in book.rates_over_time(every, chosen).items()
        ],
        "by_corridor": [
            {
                "departure_countries": list(way.departures),
                "arrival_country": way.arrival,
                "drawn_on": list(way.routes),
                **rate.as_json(),
            }
            for way, rate in book.corridors
        ],
        "incidents_in_no_corridor": book.in_no_corridor,
        "by_source_quality": [
            {"at_least": quality.quality, **_in_short(rate)}
            for quality, rate in zip(book.qualities, book.quality_rates, strict=False)
        ],
    }


_SHORT = (
    "formula", "value", "dead_and_missing", "denominator", "route_months", "unknown", "incidents",
    "band", "no_band", "missing",
)  # fmt: skip


def _in_short(rate: Rate) -> dict[str, object]:
    """What one of many rates needs beside it; the rest is said once."""
    whole = rate.as_json()
    return {name: whole[name] for name in _SHORT}


def completeness_json(picture: Picture) -> dict[str, Any]:
    """The reporting curve, the months that it calls incomplete, and what is expected of them."""
    curve = picture.holdings.reporting_curve
    expected = expected_after_revision(curve, picture.deaths)
    return {
        "sentence": picture.holdings.completeness_sentence,
        "editions": curve.editions,
        "months_seen_twice": curve.overlap,
        "curve": json.loads(curve.shares.to_json(orient="records")),
        "incomplete": sorted(f"{m:%Y-%m} {route}" for m, route in picture.holdings.deaths_tail),
        "expected": json.loads(
            expected.assign(month=expected["month"].dt.strftime("%Y-%m")).to_json(orient="records")
        ),
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
    _print_rates(console, picture)
    console.print(picture.removal_sentence, markup=False)
    for notice in picture.notices:
        console.print(notice, markup=False)
    for c in picture.comparisons:
        theirs, ours = said(c)
        measure = c.measure.replace("_", " ")
        area = ROUTE_NAMES.get(c.geography, c.geography)
        text = f"Published: {area}, {measure} {theirs} ({c.document}); here {ours}. {c.reason}"
        console.print(text.strip(), markup=False)


def _print_rates(console: Any, picture: Picture) -> None:
    from rich.table import Table  # noqa: PLC0415  `serve` prints no table

    formula = picture.selection.rate
    rates = rates_by_route(picture.crossings, picture.deaths, formula)
    table = Table(title=f"{formula}: {FORMULAS[formula]}", title_justify="left")
    for name in ("route", "rate", "95 % band", "incidents", "largest"):
        table.add_column(name, justify="left" if name == "route" else "right")
    for route, rate in rates.items():
        band, share = rate.band, rate.spread.largest_share
        ends = f"{100 * band.low:.2f} to {100 * band.high:.2f} %" if band else rate.no_band
        value = "not enough data" if rate.value is None else f"{100 * rate.value:.2f} %"
        largest = "" if share is None else f"{100 * share:.0f} %"
        incidents = f"{rate.spread.incidents:,}"
        table.add_row(ROUTE_NAMES[route], value, ends, incidents, largest)
    console.print(table)
    console.print(f"{SAMPLING_ONLY} {RULES_SENTENCE}", markup=False)
