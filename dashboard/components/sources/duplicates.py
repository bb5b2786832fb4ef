"""Records of different sources that may be one event, side by side, for somebody to decide."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.sources.words import command, count, day, fold, moment, shortened, table
from dashboard.sourcebook import Pair, Side, Sourcebook

MOST_PAIRS = 100
MOST_DECISIONS = 50
VERDICTS = {"same": "Same event", "different": "Different events", "undecided": "Undecided"}


def duplicates(book: Sourcebook, said: str) -> list[Any]:
    """The section on possible duplicates.

    Args:
        book: what the page shows.
        said: what the last decision did; empty if none was made just now.
    """
    return [
        html.H2("Possible duplicates", id="duplicates"),
        html.P(
            "Records of two sources within 3 days and 0.2° of each other may be one event. They "
            "are never merged by themselves: until somebody decides, both are counted, and totals "
            "run from low to high."
        ),
        html.P(said, className="decided", role="status"),
        *_pairs(book),
        _withheld(book.holdings.withheld),
        *_history(book),
    ]


def _pairs(book: Sourcebook) -> list[Any]:
    if not book.pairs:
        return [html.P("No two records of different sources lie that close together.",
                       className="hint")]  # fmt: skip
    open_pairs = sum(p.candidate.verdict == "undecided" for p in book.pairs)
    left = len(book.pairs) - MOST_PAIRS
    return [
        html.P(_effect(book, open_pairs), className="effect"),
        None
        if book.may_decide
        else html.P(
            "This server is reached by others, so decisions are made on its own command line.",
            className="hint",
        ),
        *[_pair(p, can_write=book.may_decide) for p in book.pairs[:MOST_PAIRS]],
        html.P([f"{left:,} more pairs: ", command("pharos duplicates")]) if left > 0 else None,
    ]


def _withheld(number: int) -> html.P | None:
    if not number:
        return None
    said = "1 record was" if number == 1 else f"{number:,} records were"
    return html.P(f"{said} not looked at because of the handling mark.", className="hint")


def _effect(book: Sourcebook, open_pairs: int) -> list[Any]:
    if not open_pairs:
        all_of = "The pair is" if len(book.pairs) == 1 else f"All {len(book.pairs):,} pairs are"
        return [f"{all_of} decided; no total is in doubt because of a pair."]
    return [
        html.Strong(f"{open_pairs:,} of {len(book.pairs):,}"),
        f" {'pair is' if open_pairs == 1 else 'pairs are'} open. Dead and missing of all incidents held: ",
        html.Strong(f"{book.people - book.spared:,} to {book.people:,}"),
        f" ({book.spared:,} fewer if every open pair that can be one event is one).",
    ]


def _pair(pair: Pair, *, can_write: bool) -> html.Article:
    c = pair.candidate
    people = "an unknown number of" if c.other_people is None else f"{c.other_people:,}"
    if c.verdict == "same":
        effect = f"{c.other} is not counted: {people} fewer dead and missing."
    elif c.verdict == "different":
        effect = "Both are counted, and no total is in doubt."
    else:
        effect = f"As the same event, {c.other} would not be counted: {people} fewer."
    return html.Article(
        [
            html.Div([_side(pair.one, "stays if they are one"), _side(pair.other, "")],
                     className="sides"),
            html.Div(
                [
                    html.Strong(_apart(c.days, c.km)),
                    f" · {VERDICTS[c.verdict].lower()}. {effect}",
                ],
                className="apart",
            ),
            _buttons(pair) if can_write else _commands(pair),
        ],
        className=f"pair {c.verdict}",
        key=f"{c.one} {c.other}",
        **{"aria-label": f"{c.one} and {c.other}"},
    )  # fmt: skip


def _apart(days: int, km: float) -> str:
    when = "the same day" if days == 0 else "1 day apart" if days == 1 else f"{days} days apart"
    return f"{when}, {km:,.1f} km apart"


def _side(side: Side, what: str) -> html.Div:
    return html.Div(
        [
            html.Div([html.Strong(shortened(side.incident_id, 80)),
                      html.Span(f" {what}", className="where") if what else None]),
            html.Div(shortened(side.source, 80), className="where"),
            html.Div(f"{day(side.day)} · {side.place}"),
            html.Div(f"dead {count(side.dead)} · missing {count(side.missing)}"),
        ],
        className="side",
    )  # fmt: skip


def _buttons(pair: Pair) -> html.Div:
    c = pair.candidate
    return html.Div(
        [
            dcc.Input(type="text", placeholder="Why (kept with the decision)", maxLength=500,
                      className="note"),
            *[_button(c.one, c.other, verdict, text, chosen=verdict == c.verdict)
              for verdict, text in VERDICTS.items()],
        ],
        className="verdicts",
    )  # fmt: skip


def _button(one: str, other: str, verdict: str, text: str, *, chosen: bool = False) -> html.Button:
    return html.Button(
        text,
        type="button",
        className="tool verdict",
        **{
            "data-verdict": verdict, "data-one": one, "data-other": other,
            "aria-pressed": "true" if chosen else "false",
            "aria-label": f"{text}: {one} and {other}",
        },
    )  # fmt: skip


def _commands(pair: Pair) -> html.Div:
    """A line to copy for each verdict that would change something."""
    c = pair.candidate
    ids = f"{shlex.quote(c.one)} {shlex.quote(c.other)}"
    lines = [
        html.Div([f"{text}: ", command(f"pharos duplicates decide {ids} {verdict}")])
        for verdict, text in VERDICTS.items()
        if verdict != c.verdict
    ]
    return html.Div(lines)


def _history(book: Sourcebook) -> list[Any]:
    """Every decision, newest first; the one that holds for a pair can be taken back."""
    if not book.decisions:
        return []
    known = {p.candidate.pair for p in book.pairs}
    holds: set[tuple[str, str]] = set()
    rows: list[Sequence[Any]] = []
    for d in book.decisions[:MOST_DECISIONS]:
        pair = (d.one, d.other)
        is_newest = pair not in holds
        holds.add(pair)
        undo: Any = ""
        if is_newest and d.verdict != "undecided" and pair in known:
            ids = f"{shlex.quote(d.one)} {shlex.quote(d.other)}"
            undo = (
                _button(d.one, d.other, "undecided", "Undo")
                if book.may_decide
                else command(f"pharos duplicates decide {ids} undecided")
            )
        rows.append(
            [moment(d.at), f"{d.one} · {d.other}", VERDICTS.get(d.verdict, d.verdict),
             shortened(d.note), undo or ("" if is_newest else "replaced since")]
        )  # fmt: skip
    named = ["When", "Records", "Decided", "Why", ""]
    return [
        fold(
            [html.Strong(f"{len(book.decisions):,}"), " decisions, newest first"],
            [
                table(
                    "Decisions about possible duplicates, newest first",
                    named,
                    rows,
                    (),
                    "decisions",
                )
            ],
            opened=True,
        )
    ]
