"""The panel of one position as it stands before anything was asked: entry box, terms, tabs.

What is told of a position is in `position.py`, which a start does not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.mantine import dmc
from dashboard.questions import HOURS, KNOTS

TABS = {"claims": "Region", "ports": "Ports by sea", "reach": "Reach", "drift": "Drift"}
HOURS_HINT = " ".join(f"{hour:g}" for hour in HOURS)


def position_panel(classes: Sequence[tuple[str, str]]) -> html.Aside:
    """The panel as it stands before anything was asked; hidden.

    Args:
        classes: (id, name) of the object classes that a drift can be asked of.
    """
    return html.Aside(
        [
            html.H2("A position at sea", className="hidden"),
            html.Div(
                [
                    dmc.TextInput(
                        id="position-text", value="", placeholder="35° 30′ N 12° 36′ E",
                        size="xs", autoComplete="off", spellCheck=False,
                        **{"aria-label": "Position, latitude first"},
                    ),
                    html.Button("Find", id="position-find", className="tool", type="button"),
                    html.Button("×", id="position-close", className="close", type="button",
                                **{"aria-label": "Close the position"}),
                ],
                className="position-entry",
            ),
            _problem("position"),
            html.Div(
                [
                    _inline("position-radius", "Good to", 56, "km", "0", debounce=400),
                    _inline("position-day", "On", 29, "", "today"),
                    _inline("position-knots", "Speed", 48, "kn", f"{KNOTS:g}", f"{KNOTS:g}",
                            debounce=400),
                ],
                className="position-terms",
            ),
            _problem("terms"),
            html.P("Type it in any usual form, latitude first, or click on the map.",
                   className="hint", id="position-hint"),
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
            html.Div(
                _inline("position-hours", "Hours", 50, "", HOURS_HINT, HOURS_HINT),
                id="reach-form", className="position-terms", hidden=True,
            ),
            _problem("reach"),
            html.Div(_drift_form(classes), id="drift-form", className="drift-form", hidden=True),
            _problem("drift"),
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


def _problem(group: str) -> html.Div:
    """Where it is told what is wrong with the fields above."""
    return html.Div(id=f"{group}-problem", className="position-problem", role="alert")


def _inline(
    field: str,
    label: str,
    width: int,
    unit: str,
    hint: str,
    value: str = "",
    *,
    debounce: bool | int = True,
) -> Component:
    """A field with its name and unit inside of it: one row has room for three."""
    return dmc.TextInput(
        id=field,
        value=value,
        placeholder=hint,
        leftSection=html.Span(label, className="input-prefix"),
        leftSectionWidth=width,
        leftSectionPointerEvents="none",
        rightSection=html.Span(unit, className="input-prefix") if unit else None,
        rightSectionWidth=28 if unit else 0,
        rightSectionPointerEvents="none",
        size="xs",
        debounce=debounce,
        autoComplete="off",
        **{"aria-label": f"{label}, {unit}" if unit else label},
    )


def _drift_form(classes: Sequence[tuple[str, str]]) -> list[Component]:
    def field(name: str, label: str, hint: str) -> Component:
        return dmc.TextInput(id=f"drift-{name}", label=label, value="", placeholder=hint,
                             size="xs", debounce=True, autoComplete="off")  # fmt: skip

    return [
        field("wind", "Wind speed", "10 m/s"),
        field("wind-from", "from, °", "320"),
        field("current", "Current speed", "0.6 kn"),
        field("current-to", "to, °", "120"),
        field("at", "Since, UTC", "now"),
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
    ]
