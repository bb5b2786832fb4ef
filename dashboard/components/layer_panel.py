"""The layer panel: switches, counts and the legend in one."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from dashboard.components.mantine import dmc
from layers.registry import LAYERS
from layers.selection import DRAWN_LAYERS
from layers.terms import ROUTE_SHORT, ROUTES


def layer_panel() -> html.Details:
    """The panel over the map's left edge."""
    return html.Details(
        [
            html.Summary("Layers", title="Show or hide the layers (L)"),
            dmc.CheckboxGroup(
                id="layers",
                value=list(DRAWN_LAYERS),
                children=html.Div([_switch(name) for name in reversed(DRAWN_LAYERS)]),
                **{"aria-label": "Layers"},
            ),
            html.Details(
                [
                    html.Summary("Legend"),
                    *[
                        html.Div(
                            _LEGENDS[name](),
                            className="legend pairs" if name in _PAIRED else "legend",
                        )
                        for name in reversed(DRAWN_LAYERS)
                    ],
                    html.P(
                        "Limits as declared; implies no recognition. Positions are estimates.",
                        className="hint",
                    ),
                ],
                id="legend",
                className="legends",
                open=True,
            ),
        ],
        open=True,
        id="layer-panel",
        className="layer-panel",
    )


def _switch(name: str) -> html.Div:
    layer = LAYERS[name]
    return html.Div(
        [
            html.Div(
                [
                    dmc.Checkbox(value=name, label=_SHORT.get(name, layer.title), size="xs"),
                    html.Span(id={"type": "layer-count", "layer": name}, className="layer-count"),
                ],
                className="layer-head",
                title=layer.description,
            ),
        ],
        className="layer",
    )


def _key(symbol: str, text: str) -> html.Div:
    return html.Div([html.Span(className=f"key {symbol}"), html.Span(text)], className="legend-row")


def _incidents() -> list[html.Div]:
    sizes = html.Div(
        [
            html.Span(
                [html.Span(className=f"bubble b{n}"), html.Span(f"{n:,}")], className="bubble-key"
            )
            for n in (30, 250, 1000)
        ],
        className="bubbles",
    )
    return [
        sizes,
        html.Div("area: dead and missing · colour: route", className="legend-note"),
        _key("halo", "where it may lie, from zoom 7"),
    ]


def _routes() -> list[html.Div]:
    return [
        html.Div(
            [html.Span([html.Span(className=f"line {r}"), ROUTE_SHORT[r]]) for r in ROUTES],
            className="route-keys",
        ),
        html.Div(
            "width: arrivals of the whole route; not known by corridor",
            className="legend-note",
        ),
    ]


def _places() -> list[html.Div]:
    return [
        _key("triangle", "embarkation"),
        _key("square", "disembarkation"),
        _key("diamond", "both"),
    ]


def _regions() -> list[html.Div]:
    return [
        _key("limit exact", "IMO register"),
        _key("limit approximate", "approximate"),
        _key("limit disputed", "disputed"),
        _key("hatch", "overlap"),
    ]


_SHORT = {
    "embarkation_points": "Embarkation, disembarkation",
    "search_and_rescue_regions": "Search-and-rescue regions",
}
_PAIRED = ("embarkation_points", "search_and_rescue_regions")
_LEGENDS = {
    "incidents": _incidents,
    "routes": _routes,
    "embarkation_points": _places,
    "search_and_rescue_regions": _regions,
}


def layer_counts(counts: Mapping[str, str]) -> list[str]:
    """The texts beside the switches, in the panel's order."""
    return [counts[name] for name in reversed(DRAWN_LAYERS)]
