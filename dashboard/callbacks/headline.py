"""Headline tiles, notices, the sentence on what the filter removed, and the layer counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html
from dash.exceptions import PreventUpdate

from dashboard import ids
from dashboard.components.header import ages
from dashboard.components.headline import (
    RATES,
    as_of_words,
    explanation,
    problems,
    published,
    published_card,
    tiles,
)
from dashboard.components.layer_panel import layer_counts
from dashboard.errors import RefusedInput
from dashboard.picture import Picture, Pictures
from dashboard.state import encode
from layers.filters import REASONS
from layers.registry import LAYERS
from layers.selection import known_words
from layers.terms import ROUTE_SHORT, ROUTES


def register(app: Dash, pictures: Pictures) -> None:
    """Register the numbers and the sentences of a selection."""

    @app.callback(
        output={
            "tiles": Output("tiles", "children"),
            "published": Output("published", "children"),
            "sentence": Output(ids.SENTENCE, "children"),
            "basis": Output("basis", "children"),
            "as_of": Output("as-of", "children"),
            "empty": Output(ids.EMPTY, "children"),
            "is_full": Output(ids.EMPTY, "hidden"),
            "counts": Output({"type": "layer-count", "layer": ALL}, "children"),
        },
        inputs={"selection": Input(ids.SELECTION, "data")},
        prevent_initial_call=True,
    )
    def show(selection: object) -> dict[str, Any]:
        picture = pictures.shown(selection)
        empty = empty_state(picture)
        return {
            "tiles": tiles(picture.headline, beside(picture)),
            "published": published_card(picture.comparisons),
            "sentence": picture.removal_sentence,
            "basis": [basis(picture), *_ages(picture, pictures.today(), small=True)],
            "as_of": _ages(picture, pictures.today()),
            "empty": empty,
            "is_full": empty is None,
            "counts": layer_counts(_counts(picture)),
        }

    @app.callback(
        Output(ids.NOTICES, "children"),
        Input(ids.SELECTION, "data"),
        Input(ids.PROBLEMS, "data"),
        prevent_initial_call=True,
    )
    def say(selection: object, refused: object) -> list[html.Li]:
        sentences = refused if isinstance(refused, list) else []
        notes = pictures.shown(selection).notices
        return problems([str(s) for s in sentences], "problem") + problems(notes, "note")

    @app.callback(
        Output(ids.DETAIL, "opened"),
        Output(ids.DETAIL, "title"),
        Output(ids.DETAIL, "children"),
        Input(ids.ASKED, "data"),
        State(ids.SELECTION, "data"),
        prevent_initial_call=True,
    )
    def explain(asked: object, selection: object) -> tuple[Any, ...]:
        if asked is None:
            raise PreventUpdate
        clicked = asked if isinstance(asked, dict) else {}
        picture = pictures.shown(selection)
        metrics = {m.id: m for m in picture.headline}
        wanted = clicked.get("metric")
        if not isinstance(wanted, str) or wanted not in metrics:
            named = str(wanted)[:40]
            raise RefusedInput([f"There is no number {named!r}; there are {', '.join(metrics)}."])
        metric = metrics[wanted]
        others = [metrics[m] for m in _BESIDE.get(metric.id, ()) if m in metrics]
        rates = picture.other_rates if metric.id in RATES else ()
        body = explanation(metric, picture.holdings.sources, others, rates)
        return True, metric.label, [body, *published(picture.comparisons)]

    # New tiles come with every picture; only a click on one may ask the server.
    app.clientside_callback(
        ClientsideFunction("pharos", "askMetric"),
        Output(ids.ASKED, "data"),
        Input({"type": ids.METRIC, "metric": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )


_BESIDE = {"arrival_sea": ("arrival_sea_land", "arrival_land"), "dead": ("missing",)}


def beside(picture: Picture) -> dict[str, str]:
    """A line for some tiles: what belongs beside the number but is never added to it."""
    metrics = {m.id: m for m in picture.headline}
    large = {"series": "of 30 or more; ", "both": "of 30 or more in part; "}
    kind = large.get(picture.deaths_basis, "")
    out = {"incidents": f"{kind}{_without_position(picture)}"}
    if (undivided := metrics.get("arrival_sea_land")) and undivided.value:
        apart = f"{undivided.value:,} by sea or land stand apart"
        unknown = metrics["arrival_sea"].unknown
        out["arrival_sea"] = (f"{unknown:,} months unknown; " if unknown else "") + apart
    rate = picture.rate
    if rate.value is not None:
        parts = [f"{rate.dead_and_missing:,} of {rate.denominator:,}"]
        figures = "figure" if rate.unknown == 1 else "figures"
        lacking = [f"{rate.unknown:,} {figures}"] if rate.unknown else []
        if rate.formula == "per_attempt":
            lacking += [f"{ROUTE_SHORT[r]} interceptions" for r in rate.without_interceptions]
        if lacking:
            parts.append(", ".join(lacking) + " lacking")
        out[f"deaths_{rate.formula}"] = "; ".join(parts)
    both = metrics["dead_and_missing"]
    if both.value is not None:
        out["missing"] = f"dead and missing together {both.text}"
    return out


def _without_position(picture: Picture) -> str:
    """The incidents without a position: counted here as well, or left out as the map bar says."""
    narrowed = {
        "no_position_for_region": picture.selection.regions,
        "no_position_for_area": picture.selection.area,
    }
    asked = [reason for reason, is_asked in narrowed.items() if is_asked]
    if not asked:
        return f"{picture.unlocated:,} more without position"
    removed = picture.filtered.removed
    # All are counted under the first reason that takes them out.
    reason = next((r for r in asked if r in removed), asked[0])
    return f"{removed.get(reason, 0):,} {REASONS[reason]}"


def basis(picture: Picture) -> str:
    """What the deaths are counted from, and what share of them the map shows."""
    if picture.deaths_basis == "incidents":
        return f"Deaths: computed from {picture.incidents_held}, filtered"
    said = {
        "series": "published monthly series",
        "records": "computed from the record of single incidents",
        "both": "computed from the record of single incidents where it is held, else the "
        "published monthly series",
    }
    return f"Deaths: {said[picture.deaths_basis]}. {picture.share_sentence}".strip()


def _ages(picture: Picture, today: dt.date, *, small: bool = False) -> list[Any]:
    metrics = {m.id: m for m in picture.headline}
    facts = []
    for name, what, layer in (
        ("arrival_sea", "arrivals", "crossings"),
        ("dead", "deaths", "deaths"),
    ):
        metric = metrics[name]
        if metric.as_of:
            read = dt.date.fromisoformat(metric.as_of[:7] + "-01" if len(metric.as_of) == 7
                                         else metric.as_of)  # fmt: skip
            ended = picture.selection.last_day
            # A period that was over when it was read does not grow old.
            past = ended is not None and ended < read
            state = "OK" if past else LAYERS[layer].age_state((today - read).days)
            facts.append((what, as_of_words(metric), state))
    known_on = picture.selection.known_on
    first = [html.Span(f"as known on {known_words(known_on, '%-d %b %Y')}")] if known_on else []
    every = [*first, *ages(facts)]
    # The header has no room for them on small screens and on paper: there they stand here.
    return [html.Span(every, className="basis-ages")] if small else every


def _counts(picture: Picture) -> dict[str, str]:
    routes = picture.holdings.frame("routes")
    places = picture.holdings.frame("embarkation_points")
    chosen = set(picture.selection.routes)
    near = places["routes"].fillna("").map(lambda r: bool(chosen & set(r.split(";"))))
    return {
        "incidents": f"{picture.located:,}",
        "routes": f"{int(routes['route'].isin(chosen).sum())}",
        "embarkation_points": f"{int(near.sum())}",
        "search_and_rescue_regions": f"{len(picture.claims)}",
    }


def empty_state(picture: Picture) -> list[Any] | None:
    """Why nothing is shown, and the nearest selection that shows something; None if not empty."""
    if picture.filtered.shown or picture.crossings["persons"].notna().any():
        return None
    selection = picture.selection
    if not selection.routes:
        why = "No route is chosen."
        wider = selection.but(routes=ROUTES)
    else:
        why = "No figure and no incident is held for this period and these filters."
        wider = selection.but(first_day=None, last_day=None)
    return [
        html.Strong("Nothing to show"),
        html.P(why),
        html.A("Show the nearest that is not empty", href="/" + encode(wider), className="tool"),
    ]
