"""The small parts of the routes page: places of figures, keys, notes on what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.components.take import take_button
from layers.terms import ROUTE_NAMES

NOT_ENOUGH = "Not enough data"


def plot(name: str, words: str, height: int) -> html.Div:
    """The place of a figure, which the browser draws there, and the button that takes it away.

    Args:
        name: the name under which the figure travels.
        words: what it shows, for those who do not see it.
        height: px that are kept free for it.
    """
    return html.Div(
        [
            html.Div(
                className="plot",
                role="img",
                style={"minHeight": f"{height}px"},
                **{"data-figure": name, "aria-label": words},
            ),
            take_button(name),
        ],
        className="charted",
    )


def route_key(routes: Sequence[str]) -> html.P:
    """The colours of the routes, named."""
    return html.P(
        [html.Span([html.Span(className=f"dot {r}"), ROUTE_NAMES[r]]) for r in routes],
        className="route-key",
    )


def route_name(route: str, names: Mapping[str, str] = ROUTE_NAMES) -> html.Span:
    """A route with its colour."""
    return html.Span([html.Span(className=f"dot {route}"), names[route]], className="route-name")


def lacking(*what: str) -> html.Div:
    """That there is not enough data, and what is missing."""
    return html.Div(
        [html.P(NOT_ENOUGH, className="not-enough"), *[html.P(w) for w in what if w]],
        className="lacking",
    )


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{100 * share:.0f} %"


def method(part: str, words: str = "How this is computed") -> html.A:
    """A link to a part of the method page."""
    return html.A(words, href=f"/method#{part}", className="to-method")


def choice(control: str, words: str, options: Mapping[str, str], chosen: str) -> html.Div:
    """A choice of the selection as buttons; the browser hands it to the control of that name.

    Args:
        control: the id of the control under Filters that holds the choice.
        words: what is chosen.
        options: a word for each value.
        chosen: the present value.
    """
    buttons = [
        html.Button(
            label,
            type="button",
            className="tool choice",
            **{"data-choose": control, "data-choice": value,
               "aria-pressed": "true" if value == chosen else "false"},
        )
        for value, label in options.items()
    ]  # fmt: skip
    return html.Div(
        [html.Span(words, className="choice-words"), *buttons],
        className="choices",
        role="group",
        **{"aria-label": words},
    )


def section(name: str, title: str, *body: Any) -> html.Section:
    """A part of the page with an address."""
    return html.Section([html.H2(title, id=name), *body])
