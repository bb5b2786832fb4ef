"""The colours and sizes of the product; `assets/00-tokens.css` says the same to the browser."""

from __future__ import annotations

from typing import Literal

Mode = Literal["light", "dark"]
MODES: tuple[Mode, ...] = ("light", "dark")

FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"

TOKENS: dict[Mode, dict[str, str]] = {
    "light": {
        "ink": "#14212b",
        "ink-2": "#445663",
        "ink-3": "#5b6c79",
        "paper": "#ffffff",
        "surface": "#f5f8f9",
        "raised": "#ffffff",
        "hairline": "#d9e2e7",
        "accent": "#1d5c85",
        "accent-soft": "#e3eff6",
        "focus": "#0b66c3",
        "stale": "#b3261e",
        "late": "#8a5300",
        "fine": "#1e6b45",
        "western": "#013e80",
        "central": "#cc451e",
        "eastern": "#0a836e",
        "atlantic": "#9b57bb",
        "dead": "#1a232a",
        "missing": "#98a5ae",
        "region": "#3d6379",
        "region-fill": "#3d6379",
        "region-text": "#2d4f63",
        "place": "#2b3942",
    },
    "dark": {
        "ink": "#e9eff3",
        "ink-2": "#b3c1cb",
        "ink-3": "#92a3af",
        "paper": "#111d27",
        "surface": "#0c161e",
        "raised": "#16242f",
        "hairline": "#263845",
        "accent": "#7fbbe3",
        "accent-soft": "#1a3344",
        "focus": "#7cc0ff",
        "stale": "#ff8a80",
        "late": "#f0b45c",
        "fine": "#74d0a0",
        "western": "#6a89d2",
        "central": "#f6895c",
        "eastern": "#54c9b1",
        "atlantic": "#e7b8fc",
        "dead": "#f0f4f6",
        "missing": "#788a97",
        "region": "#7fa6bd",
        "region-fill": "#7fa6bd",
        "region-text": "#a8c6d8",
        "place": "#d5dfe5",
    },
}


def colour(mode: Mode, token: str) -> str:
    """The colour of a token in a mode, as ``#rrggbb``."""
    return TOKENS[mode][token]


def faded(mode: Mode, token: str, opacity: float) -> str:
    """The colour of a token with an opacity from 0 to 1, as ``rgba(...)``."""
    value = TOKENS[mode][token]
    red, green, blue = (int(value[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
