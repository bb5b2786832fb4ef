"""The button that takes a chart away: as an image, or as the figures behind it."""

from __future__ import annotations

from dash import html

_WORDS = {"map": "the map", "series": "the time series"}


def take_button(chart: str, class_name: str = "take") -> html.Button:
    """A button that opens the menu of a chart; `chart` is the name under which it travels."""
    what = _WORDS.get(chart, "this chart")
    return html.Button(
        html.Span(className="tool-icon out"),
        type="button",
        className=class_name,
        title=f"Save {what}: image, figures",
        **{
            "data-chart": chart,
            "aria-label": f"Save {what}: image, figures",
            "aria-haspopup": "menu",
            "aria-expanded": "false",
        },
    )
