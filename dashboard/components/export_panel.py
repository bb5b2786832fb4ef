"""The panel *Export* as it stands before it is opened; `assets/54-export.js` fills it then."""

from __future__ import annotations

from dash import html


def export_panel() -> html.Aside:
    """The empty panel; hidden. What can be exported is asked for when it is opened first."""
    return html.Aside(
        [
            html.Button("×", id="export-close", className="close", type="button",
                        **{"aria-label": "Close the export"}),
            html.H2("Export and cite"),
            html.Div(id="export-body", className="export-body"),
        ],
        id="export-panel",
        className="record export",
        hidden=True,
        **{"aria-label": "Export and cite"},
    )  # fmt: skip
