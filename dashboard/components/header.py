"""The top line: name, pages, age of the figures, theme and wall mode."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.mantine import dmc


def header() -> html.Header:
    """The top line of every page."""
    return html.Header(
        [
            html.A("Skip to the filters", href="#filters", className="skip"),
            dcc.Link(
                [html.Span(className="mark", **{"aria-hidden": "true"}), html.Span("Pharos")],
                href="/",
                className="wordmark",
                title="Pharos: the Mediterranean picture",
            ),
            html.Nav(
                [
                    dcc.Link("Picture", href="/", id="nav-picture", className="nav"),
                    dcc.Link("Routes", href="/routes", id="nav-routes", className="nav"),
                    dcc.Link("Regions", href="/regions", id="nav-regions", className="nav"),
                    dcc.Link("Sources", href="/sources", id="nav-sources", className="nav"),
                    dcc.Link("Method", href="/method", id="nav-method", className="nav"),
                ],
                **{"aria-label": "Pages"},
            ),
            html.Div(id="period-words", className="period-words", **{"aria-live": "polite"}),
            html.Div(
                [
                    html.Div(id="as-of", className="as-of"),
                    _button("share", "Copy link", "Copy a link to exactly this picture"),
                    _button("export", "Export", "Files of these figures, and how to cite them (E)"),
                    _button("wall", "Wall", "Wall mode: big type, no panels (W)"),
                    _button("theme-switch", "Dark", "Change between light and dark (T)"),
                    _button("keys", "?", "The keys of this page (?)"),
                ],
                className="header-tools",
            ),
        ],
        className="header",
    )


def ages(facts: Sequence[tuple[str, str, str]]) -> list[html.Span]:
    """How old the figures are: word, colour and shape say the same.

    Args:
        facts: (what, as of, state) with the state as `Layer.age_state` gives it.
    """
    return [
        html.Span(
            [
                html.Span(className="age-mark", **{"aria-hidden": "true"}),
                f"{what} as of {as_of}",
                html.Span(f" {_STATES[state]}", className="age-word") if _STATES[state] else None,
            ],
            className=f"age {state.lower()}",
        )
        for what, as_of, state in facts
    ]


_STATES = {"OK": "", "REFERENCE": "", "LATE": "late", "STALE": "old"}


def _button(name: str, text: str, title: str) -> html.Button:
    return html.Button(text, id=name, title=title, className="tool", type="button", n_clicks=0)


def keys_help() -> Component:
    """The list of keys."""
    rows = [
        ("/", "go to the period"),
        (", and .", "one month back, one month on"),
        ("M", "go to the map; then arrows pan, + and - zoom, 0 shows all"),
        ("P", "ask about a position"),
        ("D / R", "on the map: measure / range rings"),
        ("A / C", "on the map: draw an area / a circle to filter by"),
        ("Enter", "with a map tool: set a point at the cross, or finish; Backspace takes one back"),
        ("E", "export and cite"),
        ("L", "show or hide the layers"),
        ("S / I", "time series / incidents table"),
        ("W", "wall mode"),
        ("T", "light or dark"),
        ("Esc", "close what is open"),
        ("?", "this list"),
    ]
    return dmc.Modal(
        id="keys-help",
        title="Keys",
        opened=False,
        size="sm",
        children=html.Dl(
            [part for key, does in rows for part in (html.Dt(dmc.Kbd(key)), html.Dd(does))],
            className="keys",
        ),
    )
