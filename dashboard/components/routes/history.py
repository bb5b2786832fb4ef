"""What would have been said of known episodes with the months of their time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.routes.parts import lacking, method, section
from dashboard.components.routes.verdicts import MARKS
from dashboard.components.sources.words import day, several, table
from dashboard.routebook import Routebook
from layers.analysis.backtest import AS_KNOWN, Replay
from layers.analysis.displacement import Shift
from layers.terms import ROUTE_SHORT


def backtest_table(book: Routebook) -> html.Section:
    """Every episode with its first alert, its delay and its verdicts, as they come out."""
    title = "What this would have said before"
    found = book.backtest
    if not book.levels.months:
        return section("backtest", title, lacking("No known figure of any route."))
    return section(
        "backtest",
        title,
        html.P(
            [
                "Known episodes, gone through month by month with only what was there by then; "
                "printed as it comes out, also where it is unflattering. ",
                AS_KNOWN,
                " It follows the measure of levels and no other choice. ",
                method("backtest"),
            ]
        ),
        table(
            "The backtest",
            ["Episode", "First alert", "Delay", "Verdicts as they came", "Verdicts today",
             "Not seen, and why"],
            [_line(r) for r in found.replays],
            kind="backtest stacked",
        ),
        html.P(
            f"{len(found.other_alerts)} other alerts of these years belong to none of the episodes; "
            "they are in the list of alerts.",
            className="hint",
        ),
    )  # fmt: skip


def _line(replay: Replay) -> list[Any]:
    e = replay.episode
    delay = replay.delay_months
    when = "none in time"
    if replay.alert and replay.said_on:
        when = f"{day(replay.said_on)}: {ROUTE_SHORT[replay.alert.route]} {replay.alert.direction}"
    came = [(t.shift, f"on {day(t.on)}") for t in (replay.later or replay.first)]
    return [
        [html.Strong(e.title), html.Div(f"from {e.date:%b %Y}; {e.source}", className="where")],
        when,
        _delay(delay),
        _verdicts(came, "no fall was found in time" if e.falling else "no fall is part of it"),
        _verdicts([(s, "") for s in replay.today], "no fall is found" if e.falling else "–"),
        _sentence([*replay.missing, *_lacks([s for s, _ in came])]),
    ]


def _lacks(found: Sequence[Shift]) -> list[str]:
    return [f"as it came: {s.missing[0]}" for s in found if s.missing]


def _delay(months: int | None) -> str:
    if months is None:
        return "–"
    many = several(abs(months), "month")
    return f"{many} before" if months < 0 else many


def _sentence(parts: Sequence[str]) -> str:
    return "; ".join(p.removesuffix(".") for p in parts)


def _verdicts(found: Sequence[tuple[Shift, str]], none: str) -> Any:
    if not found:
        return none
    shift, when = found[0]
    head = html.Div(
        f"{ROUTE_SHORT[shift.declining]} fell from {shift.date:%b %Y}{', said ' + when if when else ''}",
        className="where",
    )
    lines = [
        html.Div(
            [
                html.Span(f"{MARKS[s.verdict]} ", **{"aria-hidden": "true"}),
                f"{ROUTE_SHORT[s.other]}: ",
                html.Strong(s.verdict) if s.verdict.startswith("consistent") else s.verdict,
            ]
        )
        for s, _ in found
    ]
    return [head, *lines]
