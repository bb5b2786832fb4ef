"""``pharos shift``: levels and shares of the routes, alerts, and what goes with a fall."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from dashboard.cli import output
from dashboard.picture import Picture, Pictures
from dashboard.state import decode_values, encode, in_words
from geodata.errors import GeodataError
from layers.analysis.backtest import AS_KNOWN, Backtest, Replay, Told, backtest
from layers.analysis.change_points import FALSE_CHANGE_POINTS, ChangePoint, change_points
from layers.analysis.changes import FALSE_ALERTS, Alert, alerts
from layers.analysis.displacement import (
    FALSE_ALARMS,
    FALSE_ALARMS_SHORT,
    MEASURED_BY,
    POWER,
    POWER_WANDERING,
    Shift,
    displacements,
)
from layers.analysis.levels import MEASURE_NAMES, MEASURES, SHARES_MISLEAD, Levels, levels
from layers.errors import LayersError, SelectionError
from layers.selection import month_end
from layers.terms import ROUTE_NAMES

commands = typer.Typer()
MONTHS_SHOWN = 24


@dataclass(frozen=True)
class Found:
    """What the analysis says of the routes and the period of a picture.

    The analysis itself reads every month that is held: a period only chooses what is told.
    """

    picture: Picture
    levels: Levels
    months: tuple[int, ...]
    alerts: tuple[Alert, ...]
    points: tuple[ChangePoint, ...]
    shifts: tuple[Shift, ...]
    backtest: Backtest | None


@commands.command()
def shift(
    first: Annotated[str | None, typer.Option("--from", help="First day or month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day or month, included.")] = None,
    route: Annotated[list[str] | None, typer.Option(help="Route; may be repeated.")] = None,
    known_on: Annotated[str | None, typer.Option(help="As known at the end of a day.")] = None,
    measure: Annotated[str, typer.Option(help=f"{' or '.join(MEASURES)}.")] = "crossings_known",
    with_backtest: Annotated[
        bool, typer.Option("--backtest", help="What would have been said of known shifts.")
    ] = False,
    as_json: output.AsJson = False,
) -> None:
    """Tell how the routes shift: levels, shares, alerts, and verdicts on displacement."""
    if measure not in MEASURES:
        raise output.refuse(f"--measure: {measure!r} is unknown; expected {' or '.join(MEASURES)}.")
    given: dict[str, Sequence[str] | None] = {
        "from": None if first is None else [first],
        "to": None if last is None else [last],
        "route": route,
        "known_on": None if known_on is None else [known_on],
    }
    decoded = decode_values({k: v for k, v in given.items() if v})
    if decoded.problems:
        raise output.refuse(" ".join(_as_option(p) for p in decoded.problems))
    try:
        picture = Pictures(output.store()).of(decoded.selection)
        found = found_in(picture, measure, with_backtest=with_backtest)
    except SelectionError as error:
        raise output.refuse(_as_option(str(error))) from error
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json(shift_json(found))
    else:
        _print_found(found)


def _as_option(problem: str) -> str:
    """A refusal under the name of the option."""
    name, colon, rest = problem.partition(":")
    return ("--from, --to" if name == "period" else f"--{name.replace('_', '-')}") + colon + rest


def found_in(picture: Picture, measure: str, *, with_backtest: bool = False) -> Found:
    """The analysis of everything held, and of it what lies on the routes and in the period.

    A fall is tested against every other route, chosen or not.
    """
    held = levels(picture.holdings.crossings, measure)
    chosen = picture.selection
    first, last = chosen.first_day or dt.date.min, chosen.last_day or dt.date.max
    whole_first, whole_last = chosen.whole_months
    months = tuple(
        place
        for place, month in enumerate(held.months)
        if (whole_first or month) <= month <= (whole_last or month)
    )
    points = [
        p
        for p in change_points(held)
        if p.route in chosen.routes and first <= month_end(p.since) and p.since <= last
    ]
    return Found(
        picture=picture,
        levels=held,
        months=months,
        alerts=tuple(
            a
            for a in alerts(held)
            if a.route in chosen.routes and first <= month_end(a.last) and a.first <= last
        ),
        points=tuple(points),
        shifts=tuple(displacements(held, points)),
        backtest=backtest(held) if with_backtest else None,
    )


def shift_json(found: Found) -> dict[str, Any]:
    """Everything that was found, as plain values."""
    held, chosen = found.levels, found.picture.selection
    out = {
        "selection": encode(chosen),
        "period": in_words(chosen, found.picture.holdings.months),
        "measure": {"id": held.measure, "name": MEASURE_NAMES[held.measure]},
        "levels": [
            {
                "month": held.months[t],
                "route": r,
                "persons": _whole(held.persons[held.row(r), t]),
                "share": _rounded(held.shares[held.row(r), t]),
            }
            for t in found.months
            for r in held.routes
            if r in chosen.routes
        ],
        "shares_mislead": SHARES_MISLEAD,
        "alerts": [asdict(a) for a in found.alerts],
        "change_points": [{**asdict(p), "direction": p.direction} for p in found.points],
        "displacement": [asdict(s) for s in found.shifts],
        "false_alarms": {
            "alerts_per_route_and_year": FALSE_ALERTS,
            "series_of_ten_years_with_a_change_point": FALSE_CHANGE_POINTS,
            "pairs_of_routes_called_displacement": FALSE_ALARMS,
            "the_same_with_a_short_history": FALSE_ALARMS_SHORT,
            "displacement_found_by_share_of_loss": {str(k): v for k, v in POWER.items()},
            "the_same_where_levels_wander": {str(k): v for k, v in POWER_WANDERING.items()},
            "measured_by": MEASURED_BY,
        },
        "backtest": _backtest_json(found.backtest) if found.backtest else None,
        "edition": found.picture.holdings.key,
    }
    plain: dict[str, Any] = _plain(out)
    return plain


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
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return _rounded(value) if isinstance(value, float) else value


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 4)


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(float(value))


def _print_found(found: Found) -> None:
    held, chosen = found.levels, found.picture.selection
    output.tell(
        f"{in_words(chosen, found.picture.holdings.months)}; persons a month, "
        f"{MEASURE_NAMES[held.measure]}."
    )
    routes = [r for r in held.routes if r in chosen.routes]
    shown = found.months[-MONTHS_SHOWN:]
    if len(shown) < len(found.months):
        output.tell(f"The last {len(shown)} of {len(found.months)} months; `--json` has all.")
    output.print_table(
        ("month", *(ROUTE_NAMES[r] for r in routes)),
        [(f"{held.months[t]:%Y-%m}", *(_level(held, r, t) for r in routes)) for t in shown],
        numbers=[ROUTE_NAMES[r] for r in routes],
    )
    output.tell(SHARES_MISLEAD)
    output.tell()
    _print_alerts(found.alerts)
    output.tell()
    _print_shifts(found)
    if found.backtest:
        output.tell()
        _print_backtest(found.backtest)


def _level(held: Levels, route: str, t: int) -> str:
    persons, share = (_whole(v[held.row(route), t]) for v in (held.persons, 100 * held.shares))
    if persons is None:
        return "unknown"
    return f"{persons:,}" if share is None else f"{persons:,} ({share} %)"


def _print_alerts(told: Sequence[Alert]) -> None:
    if not told:
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
                a.basis if a.rank is None else f"{a.basis}; rank {a.rank:.3f} of {a.placebos}",
            )
            for a in told
        ],
        numbers=("factor",),
    )
    output.tell(
        "Three months against the same months of the year before. Where nothing changes, an alert "
        f"begins {FALSE_ALERTS:g} times per route and year (simulated)."
    )


def _print_shifts(found: Found) -> None:
    if not found.shifts:
        output.tell("No lasting fall by a third or more began in this period.")
        return
    for one in found.shifts:
        output.tell(f"{one.verdict}: {one.sentence}")
        for lack in one.missing:
            output.tell(f"  missing: {lack}")
    judged = [s for s in found.shifts if s.verdict != "not enough data"]
    expected = sum(s.false_alarms for s in judged)
    output.tell(
        f"{output.counted(len(judged), 'verdict')}: where nothing is displaced, up to "
        f"{FALSE_ALARMS:.0%} of pairs ({FALSE_ALARMS_SHORT:.0%} with a short history) are called "
        f"consistent with displacement (simulated): of these, {expected:.1f}."
    )


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
