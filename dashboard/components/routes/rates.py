"""Death rates by route with their bands, and how much rests on weakly sourced records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from dash import dcc, html

from dashboard.components.routes.parts import (
    choice,
    lacking,
    method,
    percent,
    plot,
    route_name,
    section,
)
from dashboard.components.sources.words import fold, several, table
from dashboard.figures.rates import ROW_PX, rates_json
from dashboard.routebook import Routebook
from dashboard.theme import Mode
from layers.analysis.intervals import LITERATURE, SAMPLING_ONLY
from layers.analysis.rates import FORMULAS, RULES_SENTENCE, Rate
from layers.analysis.sensitivity import NO_RECORD, AtQuality
from layers.terms import ROUTE_SHORT, SOURCE_QUALITY, country_name
from layers.units import FORMULAS as NAMED
from layers.units import Unit, formula_named

Json = dict[str, Any]
DIVISORS = {name: f.short.removeprefix("Deaths per ") for name, f in NAMED.items()}


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
        choice("rate", "Deaths divided by", DIVISORS, formula),
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
        fold("By year", [_by_year(book, formula)]),
        fold("By corridor, from country to country", [*_by_corridor(book)]),
        html.P(
            [book.picture.holdings.completeness_sentence, " ", LITERATURE, " ", method("rates")],
            className="hint",
        ),
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
        f"{percent(share)}" if share is not None else "not known",
        _notes(rate),
    ]


def _notes(rate: Rate) -> str:
    parts = [rate.no_band]
    if rate.unknown:
        what = several(rate.unknown, "monthly figure")
        parts.append(f"{what} of the divisor unknown; the rate may be too high.")
    if Unit.INTERCEPTION in formula_named(rate.formula).below:
        names = ", ".join(country_name(c) for c in rate.interceptors)
        parts.append(
            f"Interceptions of {names} only; those of other countries are not held."
            if names
            else "No interception figure is held: this is deaths per arrival or death."
        )
    if rate.left_out:
        parts.append(f"{several(rate.left_out, 'month')} left out of both sides.")
    return " ".join(p for p in parts if p)


def _by_year(book: Routebook, formula: str) -> html.Div:
    """The rate of each route in each year of the period, with its band and its incidents."""
    found = book.rates_over_time("year", formula)
    years = sorted({day for day, _ in found}, reverse=True)
    routes = [r for r in book.routes if any(r == route for _, route in found)]
    return html.Div(
        [
            table(
                f"Death rates by year, {formula}",
                ["Year", *[ROUTE_SHORT[r] for r in routes]],
                [[f"{y:%Y}", *[_in_short(found.get((y, r))) for r in routes]] for y in years],
                numbers=range(1, len(routes) + 1),
                kind="by-year",
            ),
            html.P(
                "Rate with its band, and the number of incidents. Years of which figures of the "
                "divisor are unknown are “about”, and must not be compared with those that have "
                "more of them.",
                className="hint",
            ),
        ]
    )


def _in_short(rate: Rate | None) -> Any:
    if rate is None or rate.value is None:
        return html.Span("not enough data", className="where", title=rate.missing if rate else "")
    about = "about " if rate.unknown else ""
    band = rate.band
    ends = f"{100 * band.low:.2f}–{100 * band.high:.2f}" if band else "no band"
    incidents = several(rate.spread.incidents, "incident")
    return [
        f"{about}{100 * rate.value:.2f} %",
        html.Div(f"{ends}, {incidents}", className="where"),
    ]


def _by_corridor(book: Routebook) -> list[Any]:
    """What is known of each corridor, and what is missing for its rate."""
    found = book.corridors
    if not found:
        return [lacking("No corridor is drawn for the chosen routes.")]
    known = [(way, rate) for way, rate in found if rate.value is not None]
    lacks = [[way.words, rate.missing.removeprefix("not enough data: ")]
             for way, rate in found if rate.value is None]  # fmt: skip
    return [
        html.P(
            "Both sides of a corridor are filed by the same two countries, so that no rule of "
            f"routes parts them. {several(book.in_no_corridor, 'incident')} of the period "
            "name no country of departure or no country of arrival, and are in no corridor."
        ),
        table(
            f"Death rates by corridor, {book.formula}",
            ["Corridor", "Rate", "Dead and missing", "Divided by"],
            [
                [way.words, _in_short(rate), f"{rate.dead_and_missing:,}", f"{rate.denominator:,}"]
                for way, rate in known
            ],
            numbers=(1, 2, 3),
        )
        if known
        else None,
        table("Corridors without a rate", ["Not enough data", "What is missing"], lacks)
        if lacks
        else None,
    ]


def by_quality(book: Routebook) -> html.Section:
    """The toll at each source quality, with the slider that sets it for the whole selection."""
    found, chosen = book.qualities, book.selection.min_source_quality
    rates = book.quality_rates
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
            "authorities and have no such mark. A death rate follows it in the months of which every "
            "incident is held."
        ),
        slider,
        table(
            "The toll at each source quality",
            ["Source quality", "Incidents", "Dead", "Missing", "Dead and missing", "Of all",
             *(["Death rate"] if rates else [])],
            [
                [*_quality(q, whole, chosen=q.quality == chosen),
                 *([_in_short(rate)] if rate else [])]
                for q, rate in zip_longest(found, rates)
            ],
            numbers=range(1, 7),
            kind="quality-table",
        )
        if whole.incidents
        else lacking("No incident of the register fits this selection."),
        html.P(_of_rates(book, rates), className="hint"),
    )  # fmt: skip


def _of_rates(book: Routebook, rates: Sequence[Rate]) -> str:
    if not rates:
        return f"Death rate: {NO_RECORD}."
    months = several(rates[0].route_months, "route month")
    return f"Death rate: {book.formula}, over {months} of which every incident is held."


def _quality_words(quality: int) -> str:
    return f"{quality}: {SOURCE_QUALITY[quality]}" if quality else "any, also unknown"


def _quality(found: AtQuality, whole: AtQuality, *, chosen: bool) -> list[Any]:
    words = _quality_words(found.quality)
    toll, all_of_it = found.dead_and_missing, whole.dead_and_missing
    return [
        html.Strong([words, " ← chosen"]) if chosen else words,
        f"{found.incidents:,}",
        _toll(found.dead, found.dead_unknown),
        _toll(found.missing, found.missing_unknown),
        _toll(toll, found.unknown),
        f"{percent(toll / all_of_it)}" if all_of_it and toll is not None else "",
    ]


def _toll(persons: int | None, unknown: int) -> str:
    """A toll with how many incidents have no figure of it."""
    if persons is None:
        return "unknown"
    return f"at least {persons:,} ({unknown:,} unknown)" if unknown else f"{persons:,}"
