"""The picture page: filters, map, headline, series, table; and the place of the other pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.export_panel import export_panel
from dashboard.components.filters import filter_bar
from dashboard.components.header import header, keys_help
from dashboard.components.layer_panel import layer_panel
from dashboard.components.mantine import dmc
from dashboard.components.map_tools import map_tools
from dashboard.components.position_panel import position_panel
from dashboard.components.sheet import sheet
from dashboard.components.take import take_button
from dashboard.figures.map import CONFIG, map_figure
from dashboard.pages.method import method_place
from dashboard.pages.regions import regions_place
from dashboard.pages.routes import routes_place
from dashboard.pages.sources import sources_place
from layers.terms import ROUTE_SHORT, ROUTES

MANTINE_THEME = {
    "fontFamily": "Inter, 'Helvetica Neue', Arial, sans-serif",
    "primaryColor": "sea",
    "primaryShade": {"light": 7, "dark": 3},
    "defaultRadius": 4,
    "colors": {
        "sea": ["#eef5f9", "#dceaf3", "#b9d4e6", "#93bdd8", "#6fa6ca", "#4c8db6", "#33759f",
                "#1d5c85", "#164a6c", "#0f3850"],
    },
}  # fmt: skip

ATTRIBUTION = (
    "Limits as declared, no recognition implied; positions are estimates · "
    "GSHHG, Natural Earth · 12/24 nm computed"
)


def picture_page(
    months: Sequence[dt.date],
    claims: Sequence[tuple[str, str]],
    first_known: dt.date,
    classes: Sequence[tuple[str, str]],
) -> Component:
    """The whole document. Built anew for every visitor; it holds no figures of its own.

    Args:
        months: every month held.
        claims: (claim id, name) of the search-and-rescue regions.
        first_known: the first day that "as known on" can ask about.
        classes: (id, name) of the object classes that a drift can be asked of.
    """
    return dmc.MantineProvider(
        id="mantine",
        theme=MANTINE_THEME,
        forceColorScheme="light",
        children=[
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.SELECTION),
            dcc.Store(id=ids.PROBLEMS),
            dcc.Store(id=ids.THEME),
            dcc.Store(id=ids.MAP_PICTURE),
            dcc.Store(id=ids.MAP_DRAWN),
            dcc.Store(id=ids.OPENED),
            dcc.Store(id=ids.POSITION),
            dcc.Store(id=ids.POSITION_ASKED),
            dcc.Store(id=ids.POSITION_TOLD),
            dcc.Store(id=ids.BRUSH),
            dcc.Store(id=ids.STEP),
            dcc.Store(id=ids.COMPARE),
            dcc.Store(id=ids.AREA),
            dcc.Store(id=ids.ASKED),
            dcc.Store(id="table-asked"),
            header(),
            # One bar for every page that follows the selection.
            filter_bar(months, claims, first_known),
            html.Main(
                [
                    _map(classes),
                    sheet(),
                ],
                id="picture",
                className="picture",
            ),
            *routes_place(),
            *regions_place(),
            *sources_place(),
            *method_place(),
            keys_help(),
            dcc.Store(id=ids.EXPORT_FOLLOWS),
            export_panel(),
            dmc.Drawer(
                id=ids.DETAIL,
                opened=False,
                position="right",
                size=420,
                title="",
                padding="md",
                withOverlay=False,
                lockScroll=False,
                closeButtonProps={"aria-label": "Close"},
            ),
        ],
    )


def _map(classes: Sequence[tuple[str, str]]) -> html.Section:
    return html.Section(
        [
            html.H1("Crossings and deaths at sea in the Mediterranean", className="hidden"),
            html.Div(
                dcc.Graph(
                    id=ids.MAP,
                    figure=map_figure(),
                    config=CONFIG,
                    responsive=True,
                    className="map-graph",
                ),
                id="map-frame",
                className="map-frame",
                tabIndex=0,
                role="group",
                **{"aria-label": "Map of incidents, routes, places and regions. Arrow keys pan, "
                   "plus and minus zoom, 0 shows all. The incidents table lists the same records."},
            ),
            layer_panel(),
            # Live, and still a list: the role of a status would take the role of its items.
            html.Ul(id=ids.NOTICES, className="notices", **{"aria-live": "polite"}),
            html.Div(id="published", className="published", role="note"),
            html.Div(id=ids.EMPTY, className="empty", hidden=True, role="status"),
            html.Div(
                [
                    html.Button("+", id="map-zoom-in", title="Closer", type="button",
                                **{"aria-label": "Zoom in"}),
                    html.Button("−", id="map-zoom-out", title="Further", type="button",
                                **{"aria-label": "Zoom out"}),
                    html.Button("⌂", id="map-home", title="Show all", type="button",
                                **{"aria-label": "Show the whole map"}),
                    html.Button(html.Span(className="tool-icon where"), id="map-where", title="Ask about a position (P)",
                                type="button", **{"aria-label": "Ask about a position"}),
                    take_button("map", ""),
                ],
                className="map-buttons",
            ),
            map_tools(),
            html.Div(
                [
                    html.Div(id=ids.SENTENCE, className="sentence"),
                    html.Div(id="map-position", className="map-position",
                             **{"aria-hidden": "true"}),
                    html.Button("0° 0.0′", id="map-form", className="map-form", type="button",
                                title="How positions are written"),
                    html.Div(id="map-scale", className="map-scale", **{"aria-hidden": "true"}),
                    html.Div(
                        [
                            html.Span([html.Span(className=f"dot {r}"), ROUTE_SHORT[r]])
                            for r in ROUTES
                        ],
                        className="foot-keys",
                    ),
                    html.Div(ATTRIBUTION, className="attribution"),
                ],
                className="map-foot",
            ),
            html.Aside(
                [
                    html.Button("×", id="record-close", className="close", type="button",
                                **{"aria-label": "Close the record"}),
                    html.Div(id="record-body"),
                ],
                id=ids.RECORD,
                className="record",
                hidden=True,
                **{"aria-label": "Record", "aria-live": "polite"},
            ),
            position_panel(classes),
        ],
        id="map-section",
        className="map-section",
        **{"aria-label": "Map"},
    )  # fmt: skip
