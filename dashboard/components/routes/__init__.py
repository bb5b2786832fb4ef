"""The routes page: verdicts first, then what they rest on."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.paper import with_paper
from dashboard.components.routes.flows import beginnings, two_periods
from dashboard.components.routes.history import backtest_table
from dashboard.components.routes.overtime import events, former_years, over_time
from dashboard.components.routes.rates import by_quality, death_rates
from dashboard.components.routes.verdicts import alert_list, verdicts
from dashboard.routebook import Routebook
from dashboard.state import in_words
from dashboard.theme import Mode
from layers.selection import known_words
from layers.terms import LEVEL_MEASURES, ROUTE_SHORT

Json = dict[str, Any]
PARTS = (
    ("verdicts", "Verdicts"),
    ("alerts", "Alerts"),
    ("levels", "Levels and shares"),
    ("former-years", "Former years"),
    ("flows", "Two periods"),
    ("departures", "Departures"),
    ("rates", "Death rates"),
    ("quality", "Source quality"),
    ("events", "Events"),
    ("backtest", "Backtest"),
)


def routes_page(book: Routebook, mode: Mode) -> Json:
    """The whole page as data, see `with_paper`."""
    return with_paper(lambda shown: _page(book, shown), mode)


def _page(book: Routebook, mode: Mode) -> tuple[html.Div, Json]:
    figures: Json = {}
    page = html.Div(
        [
            html.P(_scope(book), className="lead"),
            html.Ul([html.Li(n) for n in book.picture.notices], className="page-notices")
            if book.picture.notices
            else None,
            _filtered(book),
            html.Nav(
                [html.A(title, href=f"#{name}") for name, title in PARTS],
                className="parts-of-page",
                **{"aria-label": "Parts of this page"},
            ),
            verdicts(book),
            alert_list(book),
            over_time(book, mode, figures),
            former_years(book, mode, figures),
            two_periods(book, mode, figures),
            beginnings(book, mode, figures),
            death_rates(book, book.formula, mode, figures),
            by_quality(book),
            events(book, book.picture.holdings.sources),
            backtest_table(book),
        ],
        className="routes-page",
    )
    return page, figures


def _scope(book: Routebook) -> str:
    months = book.picture.holdings.months
    names = [ROUTE_SHORT[r] for r in book.routes]
    routes = ", ".join(names) if len(names) < len(ROUTE_SHORT) else "all four routes"
    known = book.selection.known_on
    as_known = f", as known on {known_words(known)}" if known else ""
    levels = f" · levels by {LEVEL_MEASURES[book.selection.measure]}"
    scope = f"{in_words(book.selection, months)} · {routes or 'no route is chosen'}{as_known}"
    return f"{scope}{levels}."


def _filtered(book: Routebook) -> html.P | None:
    """What of the page cannot follow a filter on incidents."""
    if not book.selection.narrows_incidents:
        return None
    return html.P(
        "A filter on single incidents is on. Only the incidents by country of departure and the "
        "tolls by source quality follow it here; levels, verdicts, flows and death rates are made "
        "of monthly totals, which have no such marks.",
        className="nothing",
    )
