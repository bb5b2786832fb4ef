"""The small parts of the sources page: dates, links, states, tables, texts to copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from dash import html

LONGEST_TEXT = 160


def day(value: dt.date | None, unknown: str = "not known") -> str:
    """A day as a reader writes it."""
    return f"{value:%-d %b %Y}" if value else unknown


def moment(value: dt.datetime | None, unknown: str = "never") -> str:
    """A moment to the minute, in UTC and saying so."""
    return f"{value.astimezone(dt.UTC):%-d %b %Y, %H:%M} UTC" if value else unknown


def count(value: int | None) -> str:
    """A number with thousands apart; unknown is a word."""
    return "unknown" if value is None else f"{value:,}"


def several(number: int, what: str) -> str:
    """A number of things, the one thing without its plural."""
    return f"{number:,} {what if number == 1 else what + 's'}"


def signed(value: int | None) -> str:
    """A difference with its sign."""
    if value is None:
        return "not known"
    return "0" if value == 0 else f"{value:+,}".replace("-", "−")


def shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text from outside, cut where it would fill the page; line ends become visible."""
    plain = text.replace("\r\n", "↵").replace("\n", "↵")
    return plain if len(plain) <= longest else plain[:longest] + "…"


def link(text: str, url: str) -> html.A | html.Span:
    """A link to another site; plain text where the address is not one of the web."""
    if urlsplit(url).scheme not in ("http", "https"):
        return html.Span(text)
    return html.A([text, html.Span(" ↗", **{"aria-hidden": "true"})], href=url, target="_blank",
                  rel="noopener noreferrer", title=url)  # fmt: skip


def copied(text: str, what: str) -> html.Span:
    """A text with a button that copies it; `what` names it to those who hear the button."""
    return html.Span(
        [
            html.Span(text, className="copy-text"),
            html.Button("Copy", type="button", className="tool copy",
                        **{"data-copy": text, "aria-label": f"Copy {what}"}),
        ],
        className="copied",
    )  # fmt: skip


def command(text: str) -> html.Span:
    """A line for the terminal with a button that copies it."""
    return html.Span(
        [
            html.Code(text, className="copy-text"),
            html.Button("Copy", type="button", className="tool copy",
                        **{"data-copy": text, "aria-label": f"Copy the command {text}"}),
        ],
        className="copied command",
    )  # fmt: skip


def state(name: str, meanings: Mapping[str, str]) -> html.Span:
    """A state as word, shape and colour; its meaning where a pointer rests on it."""
    return html.Span(
        [
            html.Span(className="state-mark", **{"aria-hidden": "true"}),
            html.Span(name, className="state-word"),
        ],
        className=f"state {name.lower()}",
        title=f"{name}: {meanings.get(name, '')}",
    )


def facts(pairs: Sequence[tuple[str, object]]) -> html.Dl:
    """Names and what is said under each; pairs without anything to say are left out."""
    return html.Dl([part for k, v in pairs if v for part in (html.Dt(k), html.Dd(v))])


def table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[int] = (),
    kind: str = "",
) -> html.Div:
    """A table that scrolls within itself where the page is narrow.

    Args:
        caption: what it holds; read out, and shown by a heading of its own where that is wanted.
        headings: one a column.
        rows: cells, text or components; a row of one cell spans all columns.
        numbers: the columns that stand to the right.
        kind: a class for this table.
    """

    def cell(place: int, value: Any, width: int) -> html.Td:
        named = {"data-heading": headings[place]} if width > 1 else {}
        span = {"colSpan": len(headings)} if width == 1 and len(headings) > 1 else {}
        return html.Td(value, className="number" if place in numbers else "", **span, **named)

    head = [html.Th(h, scope="col", className="number" if i in numbers else "")
            for i, h in enumerate(headings)]  # fmt: skip
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr(head)),
                html.Tbody(
                    [html.Tr([cell(i, v, len(row)) for i, v in enumerate(row)]) for row in rows]
                ),
            ],
            className=f"figures {kind}".strip(),
        ),
        className="scrolls",
        tabIndex=0,
        role="region",
        **{"aria-label": caption},
    )


def fold(summary: Any, body: Sequence[Any], kind: str = "fold", *, opened: bool = False) -> Any:
    """A part that opens when it is asked for."""
    return html.Details([html.Summary(summary), *body], className=kind, open=opened)
