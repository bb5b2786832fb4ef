"""The tools of the map: measure, range rings, a drawn area. The browser works them."""

from __future__ import annotations

from dash import html

# Name of the tool, what it is called, what it does and its key.
TOOLS = (
    ("measure", "Measure", "Measure distances and bearings (D)"),
    ("rings", "Range rings", "Range rings around a place (R)"),
    ("polygon", "Draw an area", "Draw an area: the picture then shows its incidents (A)"),
    ("radius", "Circle", "Draw a circle: the picture then shows its incidents (C)"),
)


def map_tools() -> html.Div:
    """The buttons of the tools, the place of the open one's words, and what is read aloud."""
    buttons = [
        html.Button(
            html.Span(className=f"tool-icon {name}", **{"aria-hidden": "true"}),
            id=f"tool-{name}",
            title=title,
            type="button",
            **{"aria-label": label, "aria-pressed": "false"},
        )
        for name, label, title in TOOLS
    ]
    clear = html.Button(
        html.Span(className="tool-icon clear", **{"aria-hidden": "true"}),
        id="tool-clear",
        title="Take away what was measured and drawn",
        type="button",
        **{"aria-label": "Take away what was measured and drawn"},
    )
    return html.Div(
        [
            html.Div(
                [*buttons, clear],
                id="map-tools",
                className="map-buttons map-tools",
                role="group",
                **{"aria-label": "Map tools"},
            ),
            html.Section(
                id="tool-panel",
                className="tool-panel",
                hidden=True,
                **{"aria-label": "Map tool"},
            ),
            html.Div(id="tool-crosshair", className="tool-crosshair", hidden=True,
                     **{"aria-hidden": "true"}),
            html.Div(id="tool-said", className="hidden", role="status"),
        ],
        className="map-tools-place",
    )  # fmt: skip
