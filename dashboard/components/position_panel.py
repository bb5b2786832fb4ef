"""The panel of one position as it stands before anything was asked: entry box, terms, tabs.

What is told of a position is in `position.py`, which a start does not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.mantine import dmc
from dashboard.questions import KNOTS, MAX_RADIUS_KM, MOST_KNOTS

TABS = {"claims": "Region", "ports": "Ports by sea", "reach": "Reach", "drift": "Drift"}


def position_panel(classes: Sequence[tuple[str, str]]) -> html.Aside:
    """The panel as it stands before anything was asked; hidden.

    Args:
        classes: (id, name) of the object classes that a drift can be asked of.
    """
    return html.Aside(
        [
            html.Button("×", id="position-close", className="close", type="button",
                        **{"aria-label": "Close the position"}),
            html.H2("A position at sea"),
            html.Div(
                [
                    dmc.TextInput(
                        id="position-text", value="", placeholder="35° 30′ N 12° 36′ E",
                        size="xs", autoComplete="off", spellCheck=False,
                        **{"aria-label": "Position, latitude first"},
                    ),
                    html.Button("Find", id="position-find", className="tool", type="button"),
                ],
                className="position-entry",
            ),
            html.P("Type it in any usual form, latitude first, or click on the map.",
                   className="hint", id="position-hint"),
            html.Div(
                [
                    dmc.NumberInput(id="position-radius", label="Good to, km", value="", min=0,
                                    max=MAX_RADIUS_KM, size="xs", debounce=400,
                                    allowNegative=False, placeholder="0"),
                    dmc.TextInput(id="position-day", label="On", value="", debounce=True,
                                  placeholder="YYYY-MM-DD", size="xs", autoComplete="off"),
                    dmc.NumberInput(id="position-knots", label="Speed, kn", value=KNOTS, min=0.1,
                                    max=MOST_KNOTS, size="xs", debounce=400,
                                    allowNegative=False),
                ],
                className="position-terms",
            ),
            html.Div(id="position-problem", role="alert", className="position-problem"),
            html.Div(id="position-echo", className="position-echo", **{"aria-live": "polite"}),
            html.Div(
                dmc.SegmentedControl(
                    id="position-tab",
                    value="claims",
                    data=[{"value": k, "label": v} for k, v in TABS.items()],
                    size="xs",
                    fullWidth=True,
                    **{"aria-label": "What to tell of the position"},
                ),
                id="position-tabs",
                hidden=True,
            ),
            html.Div(_drift_form(classes), id="drift-form", className="drift-form", hidden=True),
            html.Div(id="position-answer", className="position-answer", **{"aria-live": "polite"}),
            html.P(
                "What is asked here stays on this page: it is in no link and is not recorded.",
                className="hint",
            ),
        ],
        id="position-panel",
        className="record position",
        hidden=True,
        **{"aria-label": "A position at sea"},
    )  # fmt: skip


def _drift_form(classes: Sequence[tuple[str, str]]) -> list[Component]:
    def field(name: str, label: str, value: str, hint: str) -> Component:
        return dmc.TextInput(id=f"drift-{name}", label=label, value=value, placeholder=hint,
                             size="xs", debounce=True, autoComplete="off")  # fmt: skip

    return [
        html.Div(
            [
                field("wind", "Wind speed", "", "10 m/s or 20 kn"),
                field("wind-from", "blows from, °", "", "320"),
                field("current", "Current speed", "", "0.3 m/s or 0.6 kn"),
                field("current-to", "flows to, °", "", "120"),
                field("at", "From, UTC", "", "now"),
                dmc.Select(
                    id="drift-object",
                    label="What drifts",
                    value="",
                    data=[
                        {"value": "", "label": "unknown: a mixture of classes"},
                        *({"value": v, "label": f"{v}: {label}"} for v, label in classes),
                    ],
                    allowDeselect=False,
                    size="xs",
                    comboboxProps={"width": 300, "withinPortal": False},
                ),
            ],
            className="position-terms two-wide",
        ),
    ]
