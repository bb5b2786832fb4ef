"""``pharos shift``: levels and shares of the routes, alerts, and what goes with a fall."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from dashboard.cli import chosen, output
from dashboard.routebook import Routebook
from dashboard.state import encode, in_words
from layers.analysis.backtest import AS_KNOWN, Backtest, Replay, Told
from layers.analysis.change_points import CHANGE_POINTS_WANDERING, FALSE_CHANGE_POINTS
from layers.analysis.changes import FALSE_ALERTS, FALSE_ALERTS_WANDERING
from layers.analysis.displacement import (
    FALSE_ALARMS,
    FALSE_ALARMS_SHORT,
    FALSE_ALARMS_YOUNG,
    MEASURED_BY,
    POWER,
    POWER_WANDERING,
    POWER_YOUNG,
    Shift,
)
from layers.analysis.flows import Flow, Months
from layers.analysis.levels import MEASURE_NAMES, MEASURES, SHARES_MISLEAD, Levels
from layers.terms import MEASURE_NAMES as UNIT_NAMES
from layers.terms import ROUTE_NAMES, ROUTE_SHORT, country_name

commands = typer.Typer()
MONTHS_SHOWN = 24


@commands.command()
def shift(  # noqa: PLR0917 - an option each; typer names them, nobody counts them
    first: Annotated[str | None, typer.Option("--from", help="First day or month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or month, included.")] = None,
    route: Annotated[list[str] | None, typer.Option(help="Route; may be repeated.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    measure: Annotated[str | None, typer.Option(help=f"{' or '.join(MEASURES)}.")] = None,
    compare_from: Annotated[
        str | None, typer.Option(help="First day or month of the period set beside it.")
    ] = None,
    compare_to: Annotated[str | None, typer.Option(help="Its last day or month.")] = None,
    with_backtest: Annotated[
        bool, typer.Option("--backtest", help="What would have been said of known shifts.")
    ] = False,
    as_json: output.AsJson = False,
) -> None:
    """Tell how the routes shift: levels, alerts, verdicts on displacement, two periods."""
    book = Routebook(
        chosen.picture(
            {
                "from": first,
                "to": last,
                "route": route,
                "known_on": known_on,
                "measure": measure,
                "compare_from": compare_from,
                "compare_to": compare_to,
            }
        )
    )
    if as_json:
        output.print_json(shift_json(book, with_backtest=with_backtest))
    else:
        _print_found(book, with_backtest=with_backtest)


def shift_json(book: Routebook, *, with_backtest: bool = False) -> dict[str, Any]:
    """Everything that the routes page shows of shifts, as plain values."""
    held, chosen = book.levels, book.selection
    begun, years = book.alerts_begun
    out = {
        "selection": encode(chosen),
        "period": in_words(chosen, book.picture.holdings.months),
        "measure": {"id": held.measure, "name": MEASURE_NAMES[held.measure]},
        "levels": [
            {
                "month": held.months[t],
                "route": r,
                "persons": _whole(held.persons[held.row(r), t]),
                "share": _rounded(held.shares[held.row(r), t]),
            }
            for t in book.months
            for r in held.routes
            if r in chosen.routes
        ],
        "known_to": held.known_to,
        "shares_mislead": SHARES_MISLEAD,
        "shares_are_without": {r: f"before {m:%Y-%m}" for r, m in held.without_share.items()},
        "alerts": [{**asdict(a), "is_usual": a.is_usual, "why": a.why} for a in book.alerts],
        "change_points": [{**asdict(p), "direction": p.direction} for p in book.told_points],
        "displacement": [asdict(s) for d in book.declines for s in d.shifts],
        "false_alarms": {
            "alerts_per_route_and_year": FALSE_ALERTS,
            "the_same_by_drift_of_the_level": FALSE_ALERTS_WANDERING,
            "alerts_begun_in_this_record": begun,
            "route_years_of_this_record": round(years, 1),
            "series_of_ten_years_with_a_change_point": FALSE_CHANGE_POINTS,
            "change_points_by_drift_of_the_level": CHANGE_POINTS_WANDERING,
            "pairs_of_routes_called_displacement": FALSE_ALARMS,
            "the_same_with_a_short_history": FALSE_ALARMS_SHORT,
            "the_same_within_six_months": FALSE_ALARMS_YOUNG,
            "of_these_verdicts_expected_where_nothing_is_displaced": round(book.expected_false, 2),
            "displacement_found_by_share_of_loss": POWER,
            "the_same_three_months_after": POWER_YOUNG,
            "the_same_where_levels_wander": POWER_WANDERING,
            "measured_by": MEASURED_BY,
        },
        "two_periods": _periods_json(book),
        "backtest": _backtest_json(book.backtest) if with_backtest else None,
        "edition": book.picture.holdings.key,
    }
    plain: dict[str, Any] = _plain(out)
    return plain


def _periods_json(book: Routebook) -> dict[str, Any]:
    """The two periods, or what is missing for them; their flows and countries of departure."""
    both = book.periods
    if isinstance(both, str):
        return {"missing": both}
    found, unnamed = book.departures
    return {
        "now": asdict(both.now),
        "before": asdict(both.before),
        "reason": both.reason,
        "caution": both.caution,
        "flows": [asdict(f) for f in book.flows],
        "departures": [
            {
                "country": d.country,
                "direction": d.direction,
                "incidents_now": d.incidents_now,
                "incidents_before": d.incidents_before,
            }
            for d in found
        ],
        "incidents_without_a_departure": unnamed,
        "incidents_held": book.picture.incidents_held,
    }


def _backtest_json(result: Backtest) -> dict[str, Any]:
    replays = []
    for replay in result.replays:
        verdicts: dict[str, Any] = {
            name: [{"on": told.on, **asdict(told.shift)} for told in getattr(replay, name)]
            for name in ("first", "later")
        }
        replays.append({**asdict(replay), **verdicts})
    return {
        "as_known": AS_KNOWN,
        "episodes": replays,
        "other_alerts": [asdict(a) for a in result.other_alerts],
    }


def _plain(value: Any) -> Any:
    """A value that JSON can hold: days as text, what is not a number as unknown."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return _rounded(value) if isinstance(value, float) else value


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 4)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(float(value))


def _print_found(book: Routebook, *, with_backtest: bool) -> None:
    held, chosen = book.levels, book.selection
    output.tell(
        f"{in_words(chosen, book.picture.holdings.months)}; persons a month, "
        f"{MEASURE_NAMES[held.measure]}."
    )
    routes = [r for r in held.routes if r in chosen.routes]
    shown = book.months[-MONTHS_SHOWN:]
    if len(shown) < len(book.months):
        output.tell(f"The last {len(shown)} of {len(book.months)} months; `--json` has all.")
    output.print_table(
        ("month", *(ROUTE_NAMES[r] for r in routes)),
        [(f"{held.months[t]:%Y-%m}", *(_level(held, r, t) for r in routes)) for t in shown],
        numbers=[ROUTE_NAMES[r] for r in routes],
    )
    reach = ", ".join(f"{ROUTE_SHORT[r]} {held.known_to[r]:%b %Y}" for r in routes)
    if reach:
        output.tell(f"Levels are known to: {reach}.")
    output.tell(SHARES_MISLEAD)
    output.tell()
    _print_alerts(book)
    output.tell()
    _print_shifts(book)
    output.tell()
    _print_periods(book)
    if with_backtest:
        output.tell()
        _print_backtest(book.backtest)


def _level(held: Levels, route: str, t: int) -> str:
    persons, share = (_whole(v[held.row(route), t]) for v in (held.persons, 100 * held.shares))
    if persons is None:
        return "unknown"
    return f"{persons:,}" if share is None else f"{persons:,} ({share} %)"


def _print_alerts(book: Routebook) -> None:
    if not book.alerts:
        output.tell("No alert in this period.")
        return
    output.print_table(
        ("alert", "", "to", "since about", "factor", "persons a month", "why"),
        [
            (
                f"{a.first:%Y-%m}",
                f"{ROUTE_NAMES[a.route]}, {a.direction}",
                f"{a.last:%Y-%m}{', newest' if a.is_open else ''}",
                f"{a.since:%Y-%m}" if a.since else "unknown",
                f"{a.factor:.2f}",
                f"{a.before:,.0f} -> {a.after:,.0f}",
                a.why,
            )
            for a in book.alerts
        ],
        numbers=("factor",),
    )
    begun, years = book.alerts_begun
    output.tell(
        "Three months against the same months of the year before. Where nothing changes, an alert "
        f"begins {FALSE_ALERTS:g} times per route and year (simulated); in this record {begun} "
        f"began in {years:.0f} route years."
    )


def _print_shifts(book: Routebook) -> None:
    found: list[Shift] = [s for d in book.declines for s in d.shifts]
    if not found:
        output.tell("No lasting fall by a third or more began in this period.")
        return
    for one in found:
        output.tell(f"{one.verdict}: {one.sentence}")
        for lack in one.missing:
            output.tell(f"  missing: {lack}")
    output.tell(book.many_verdicts)


def _print_periods(book: Routebook) -> None:
    both = book.periods
    if isinstance(both, str):
        output.tell(f"Two periods: not enough data. {both}")
        return
    output.tell(" ".join(p for p in (both.reason, both.caution) if p))
    now, before = (f"{m.first:%Y-%m} to {m.last:%Y-%m}" for m in (both.now, both.before))
    output.print_table(
        ("route", "from or to", "unit", before, now, "change", "months"),
        [_flow_row(flow, both.now) for flow in book.flows],
        numbers=(before, now, "change"),
    )


def _flow_row(flow: Flow, now: Months) -> tuple[str, ...]:
    change = "not known" if flow.change is None else f"{flow.change:+,}"
    return (
        ROUTE_SHORT[flow.route],
        country_name(flow.arrival or flow.departure),
        UNIT_NAMES[flow.measure].lower(),
        _side(flow.before, flow.unknown_before),
        _side(flow.now, flow.unknown_now),
        f"{change} a month" if flow.is_monthly and flow.change is not None else change,
        f"{flow.compared} of {now.count}",
    )


def _side(persons: int | None, unknown: int) -> str:
    if persons is None:
        return "unknown"
    return f"at least {persons:,}" if unknown else f"{persons:,}"


def _print_backtest(result: Backtest) -> None:
    output.tell(f"What would have been said of known shifts. {AS_KNOWN}")
    for replay in result.replays:
        output.tell(f"{replay.episode.title} ({replay.episode.date:%b %Y})")
        output.tell(f"  alert: {_alert_told(replay)}")
        for name, told in (("first verdicts", replay.first), ("later verdicts", replay.later)):
            if told:
                output.tell(f"  {name}, {told[0].on}: {_verdicts(told)}")
        if replay.today:
            today = tuple(Told(dt.date.max, s) for s in replay.today)
            output.tell(f"  with all months held today: {_verdicts(today)}")
        for lack in replay.missing:
            output.tell(f"  missing: {lack}")
    output.tell(f"Alerts that belong to none of these: {len(result.other_alerts)}.")


def _alert_told(replay: Replay) -> str:
    if replay.alert is None:
        return "none"
    months = replay.delay_months or 0
    late = f"{output.counted(abs(months), 'month')} {'before' if months < 0 else 'after'}"
    return f"{replay.said_on} ({late}), {replay.alert.basis}, factor {replay.alert.factor:.2f}"


def _verdicts(told: Sequence[Told]) -> str:
    return "; ".join(f"{ROUTE_NAMES[t.shift.other]}: {t.shift.verdict}" for t in told)
