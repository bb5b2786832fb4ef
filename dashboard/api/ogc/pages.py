"""The documents as pages for a person: plain, of this server alone, light and dark."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from dashboard.theme import FONT, TOKENS
from layers.layer import Layer

_COLOURS = ("ink", "ink-2", "paper", "surface", "hairline", "accent", "focus")


def page(
    name: str, document: dict[str, Any], address: str, search: str, layer: Layer | None = None
) -> str:
    """A document as a page.

    Args:
        name: which template.
        document: what is shown.
        address: where the interface lies.
        search: the selection as the page's address has it, empty for the whole.
        layer: whose rows are shown, where rows are.
    """
    return render_template(
        f"ogc/{name}.html", document=document, search=search, layer=layer, **_frame(address)
    )


def refusal(problems: list[str], address: str) -> str:
    """A refusal as a page."""
    return render_template("ogc/refusal.html", problems=problems, search="", **_frame(address))


def _frame(address: str) -> dict[str, Any]:
    colours = {mode: {name: tokens[name] for name in _COLOURS} for mode, tokens in TOKENS.items()}
    return {"address": address, "root": request.script_root, "font": FONT, "colours": colours}
