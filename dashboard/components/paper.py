"""A page with figures as data: as it is on the screen, and as it is on white paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.theme import Mode

Json = dict[str, Any]


def with_paper(made: Callable[[Mode], tuple[html.Div, Json]], mode: Mode) -> Json:
    """The page as data: ``page``, its parts; ``figures`` by the name of their place; ``paper``.

    Args:
        made: the parts and the figures of the page in a mode.
        mode: light or dark. In the dark, ``paper`` holds the figures for white paper; in the light
            it is None, for they are the same.
    """
    page, figures = made(mode)
    return {"page": page, "figures": figures, "paper": made("light")[1] if mode == "dark" else None}
