"""The top line: name, pages, age of the figures, theme and wall mode."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html


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
                    dcc.Link("Sources", href="/sources", id="nav-sources", className="nav"),
                ],
                **{"aria-label": "Pages"},
            ),
            html.Div(id="period-words", className="period-words", **{"aria-live": "polite"}),
            html.Div(
                [
                    html.Div(id="as-of", className="as-of"),
                    _button("share", "Copy link", "Copy a link to exactly this picture"),
                    _button("wall", "Wall", "Wall mode: big type, no panels (W)"),
                    _button("theme-switch", "Dark", "Change between light and dark (T)"),
                    _button("keys", "?", "The keys of this page (?)"),
                ],
                className="header-tools",
            ),
        ],
        className="header",
    )


def _button(name: str, text: str, title: str) -> html.Button:
    return html.Button(text, id=name, title=title, className="tool", type="button", n_clicks=0)


def keys_help() -> dmc.Modal:
    """The list of keys."""
    rows = [
        ("/", "go to the period"),
        (", and .", "one month back, one month on"),
        ("M", "go to the map; then arrows pan, + and - zoom, 0 shows all"),
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
