"""Death rates by route with their bands, and how much rests on weakly sourced records."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.components.routes.parts import lacking, method, plot, route_name, section
from dashboard.components.sources.words import fold, several, table
from dashboard.figures.rates import ROW_PX, rates_json
from dashboard.routebook import Routebook
from dashboard.theme import Mode
from layers.analysis.intervals import LITERATURE, SAMPLING_ONLY
from layers.analysis.rates import FORMULAS, RULES_SENTENCE, Rate
from layers.analysis.sensitivity import AtQuality
from layers.terms import ROUTE_SHORT, SOURCE_QUALITY

Json = dict[str, Any]


def death_rates(book: Routebook, formula: str, mode: Mode, figures: Json) -> html.Section:
    """The rate of each route by `formula` with band and n; the other formulas folded."""
    found = book.rates[formula]
    title = "Deaths per crossing, by route"
    if not any(rate.value is not None for rate in found.values()):
        why = next((r.missing for r in found.values() if r.missing), "")
        return section("rates", title, lacking(why or "No route month has both sides."))
    figures["rates"] = rates_json(found, mode)
    return section(
        "rates",
        title,
        html.P([html.Strong(f"{formula}: "), FORMULAS[formula], ". ", SAMPLING_ONLY, " ",
                RULES_SENTENCE]),
        plot("rates", "The death rate of each route with its band; the table below holds the same.",
             ROW_PX * len(found) + 36),
        _rates_table(found, formula),
        *[
            fold([html.Strong(other), f": {FORMULAS[other]}"], [_rates_table(rates, other)])
            for other, rates in book.rates.items()
            if other != formula
        ],
        html.P([LITERATURE, " ", method("rates")], className="hint"),
    )  # fmt: skip


def _rates_table(found: dict[str, Rate], formula: str) -> html.Div:
    return table(
        f"Death rates by route, {formula}",
        ["Route", "Rate", "Band", "Dead and missing", "Divided by", "Incidents", "Largest", "Note"],
        [_rate(route, rate) for route, rate in found.items()],
        numbers=(1, 2, 3, 4, 5, 6),
        kind="rates stacked",
    )


def _rate(route: str, rate: Rate) -> list[Any]:
    band, spread = rate.band, rate.spread
    share = spread.largest_share if spread else None
    if rate.value is None:
        return [route_name(route, ROUTE_SHORT), f"Not enough data. {rate.missing}"] + [""] * 6
    return [
        route_name(route, ROUTE_SHORT),
        html.Strong(f"{'about ' if rate.unknown else ''}{100 * rate.value:.2f} %"),
        f"{100 * band.low:.2f}–{100 * band.high:.2f}" if band else "no band",
        f"{rate.dead_and_missing:,}",
        f"{rate.denominator:,}",
        f"{spread.incidents:,}" if spread else "not known",
        f"{share:.0%}" if share is not None else "not known",
        _notes(rate),
    ]


def _notes(rate: Rate) -> str:
    parts = [rate.no_band]
    if rate.unknown:
        what = several(rate.unknown, "monthly figure")
        parts.append(f"{what} of the divisor unknown; the rate may be too high.")
    if rate.left_out:
        parts.append(f"{several(rate.left_out, 'month')} left out of both sides.")
    return " ".join(p for p in parts if p)


def by_quality(book: Routebook) -> html.Section:
    """The toll at each source quality, with the slider that sets it for the whole selection."""
    found, chosen = book.qualities, book.selection.min_source_quality
    whole = found[0]
    slider = html.Label(
        [
            html.Span("Source quality, at least", className="slider-name"),
            dcc.Input(id="routes-quality", type="range", min=0, max=5, step=1),
            html.Output(_quality_words(chosen), id="routes-quality-words"),
        ],
        className="quality",
        htmlFor="routes-quality",
        **{"data-value": str(chosen)},
    )
    return section(
        "quality",
        "What rests on weakly sourced records",
        html.P(
            "The slider sets the source quality of the whole selection, here and on the picture. "
            f"The records are {book.picture.incidents_held}. Arrivals and interceptions come from "
            "authorities and do not change with it; so neither does a rate, whose deaths are the "
            "monthly totals."
        ),
        slider,
        table(
            "The toll at each source quality",
            ["Source quality", "Incidents", "Dead", "Missing", "Dead and missing", "Of all"],
            [_quality(q, whole, chosen=q.quality == chosen) for q in found],
            numbers=(1, 2, 3, 4, 5),
            kind="quality-table",
        )
        if whole.incidents
        else lacking("No incident of the register fits this selection."),
    )


def _quality_words(quality: int) -> str:
    return f"{quality}: {SOURCE_QUALITY[quality]}" if quality else "any, also unknown"


def _quality(found: AtQuality, whole: AtQuality, *, chosen: bool) -> list[Any]:
    words = _quality_words(found.quality)
    share = found.dead_and_missing / whole.dead_and_missing if whole.dead_and_missing else None
    least = "at least " if found.unknown else ""
    return [
        html.Strong([words, " ← chosen"]) if chosen else words,
        f"{found.incidents:,}",
        f"{found.dead:,}",
        f"{found.missing:,}",
        f"{least}{found.dead_and_missing:,}",
        f"{share:.0%}" if share is not None else "",
    ]
