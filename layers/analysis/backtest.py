"""What the alerts and the test of displacement would have said in the past, month by month.

Each known episode is gone through as the months came in: a month is taken as known at the end of
the month after it, and only months up to then are used. The figures are those held today: revisions
and delays of that time are not in them, and would have made what is said here later or less
certain. The rules were written with this history known, so that it tests their delay better than
their judgement; the rates of false alarms are from synthetic worlds.

Per episode: the first alert of its route in its direction from six months before to eighteen months
after its date, and how late that was; and, where a fall is part of it, the verdict on every other
route with the fall found in the figures of that time, when it was first to be had and six months of
levels later, and the verdict of all figures held today. What no packaged figure can show is said.
Published as it comes out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from layers.analysis.change_points import ChangePoint, Direction, change_points
from layers.analysis.changes import Alert, alerts
from layers.analysis.displacement import HORIZON, LEAST_FALL, LEAST_HORIZON, Shift, displacement
from layers.analysis.levels import YEAR, Levels
from layers.selection import month_end, next_month
from layers.terms import ROUTE_NAMES

EARLY, LATE = 6, 18  # months around the date of an episode
NEAR = 6  # months between its date and a fall that is found
AS_KNOWN = (
    "Each month is taken as known at the end of the month after it. Revisions and delays of that "
    "time are not in the packaged figures."
)


@dataclass(frozen=True)
class Episode:
    """A change of the past that a reader knows of.

    Attributes:
        key: its id.
        title: what it is called here.
        route: the route whose level changed.
        direction: which way.
        date: the month from which on the delay is counted.
        falling: the route that fell at the time; empty where none is part of it.
        fell: the month around which its fall is looked for; None for that of the episode.
        event_id: a dated event beside it, in the layer events; no reason is meant.
        source: where the date is from.
        limit: what the packaged figures cannot show of it.
    """

    key: str
    title: str
    route: str
    direction: Direction
    date: dt.date
    falling: str = ""
    event_id: str = ""
    source: str = ""
    limit: str = ""
    fell: dt.date | None = None


EPISODES: tuple[Episode, ...] = (
    Episode(
        "2015_central_to_eastern", "From the Central to the Eastern route, 2015", "eastern", "rise",
        dt.date(2015, 7, 1), "central",
        source="UNODC, November 2015: the second half of 2015",
    ),
    Episode(
        "2016_eu_tuerkiye", "EU-Türkiye statement, 2016", "eastern", "fall",
        dt.date(2016, 3, 1), "eastern", "EV12", "the event's day",
    ),
    Episode(
        "2017_central_falls", "Fall of the Central route, summer 2017", "central", "fall",
        dt.date(2017, 7, 1), "central", "EV17", "general knowledge: from July 2017",
    ),
    Episode(
        "2018_western_rises", "Rise of the Western route, 2018", "western", "rise",
        dt.date(2018, 6, 1), "central", "EV22", "general knowledge: the summer of 2018",
    ),
    Episode(
        "2019_western_falls", "Fall of the Western route, 2019", "western", "fall",
        dt.date(2019, 2, 1), "western", source="general knowledge: early 2019",
    ),
    Episode(
        "2020_atlantic_rises", "Rise of the Atlantic route, 2019-2020", "atlantic", "rise",
        dt.date(2019, 9, 1), "western", source="general knowledge: the autumn of 2019",
        fell=dt.date(2019, 2, 1),
    ),
    Episode(
        "2023_tunisia_rises", "Departures from Tunisia, 2023", "central", "rise",
        dt.date(2023, 2, 1), source="general knowledge: early 2023",
        limit="Arrivals are by country of arrival: Tunisia is seen only as part of the Central route.",
    ),
    Episode(
        "2024_tunisia_falls", "Fall of the Central route, 2023-2024", "central", "fall",
        dt.date(2023, 10, 1), "central", "EV35", "general knowledge: the autumn of 2023",
        "Tunisian interceptions of December 2023 are unknown.",
    ),
    Episode(
        "2024_libya_crete", "From Libya to Crete, 2024-2025", "eastern", "rise",
        dt.date(2024, 1, 1), "", "EV40", "general knowledge: from early 2024",
        "Arrivals in Crete are inside those of Greece: no packaged figure has this corridor, and a "
        "rise of the Eastern route is not a finding on it.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A verdict, and the day from which on it could have been had."""

    on: dt.date
    shift: Shift


@dataclass(frozen=True)
class Replay:
    """What would have been said of one episode.

    Attributes:
        episode: the episode.
        alert: the first alert of its route and direction; None if there was none.
        said_on: the day from which on it could have been said.
        delay_months: months from the month of the episode to that of `said_on`; negative is before.
        fall: the fall that was found in the figures of its time; None if none was in time.
        first: the first verdicts that the figures allowed, one for each other route.
        later: the verdicts with six months of levels after the fall.
        today: the verdicts with all months held today.
        missing: what kept it from being seen or judged.
    """

    episode: Episode
    alert: Alert | None
    said_on: dt.date | None
    delay_months: int | None
    fall: ChangePoint | None
    first: tuple[Told, ...]
    later: tuple[Told, ...]
    today: tuple[Shift, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Backtest:
    """Every episode, and the alerts that belong to none of them."""

    measure: str
    replays: tuple[Replay, ...]
    other_alerts: tuple[Alert, ...]


def backtest(levels: Levels, episodes: tuple[Episode, ...] = EPISODES) -> Backtest:
    """What would have been said of each episode with only the months up to then."""
    # An alert knows only the months up to its own: one look at all months is a look at each.
    found = alerts(levels)
    settled = change_points(levels)
    replays = tuple(_replay(levels, e, found, settled) for e in episodes)
    used = [r.alert for r in replays if r.alert]
    return Backtest(levels.measure, replays, tuple(a for a in found if a not in used))


def known_on(month: dt.date) -> dt.date:
    """The day on which the figure of a month is taken as known: the end of the next month."""
    return month_end(next_month(month))


def _replay(
    levels: Levels, episode: Episode, found: list[Alert], settled: list[ChangePoint]
) -> Replay:
    mine = [
        a
        for a in found
        if a.route == episode.route
        and a.direction == episode.direction
        and -EARLY <= _months(episode.date, a.first) <= LATE
    ]
    alert = min(mine, key=lambda a: a.first, default=None)
    missing = [episode.limit] if episode.limit else []
    if alert is None:
        missing.append(_why_silent(levels, episode))
    fall: ChangePoint | None = None
    first: tuple[Told, ...] = ()
    later: tuple[Told, ...] = ()
    today: tuple[Shift, ...] = ()
    if episode.falling and episode.falling in levels.routes:
        fall, first, later = _as_it_came(levels, episode)
        held = _nearest(settled, episode)
        today = _verdicts(levels, episode.falling, held.since) if held else ()
        if fall is None:
            name = ROUTE_NAMES[episode.falling]
            missing.append(f"no fall of {name} was found in the figures up to {LATE} months later")
        if held is None:
            missing.append("nor is one found in all figures held today")
    return Replay(
        episode=episode,
        alert=alert,
        said_on=known_on(alert.first) if alert else None,
        delay_months=_months(episode.date, next_month(alert.first)) if alert else None,
        fall=fall,
        first=first,
        later=later,
        today=today,
        missing=tuple(missing),
    )


def _as_it_came(
    levels: Levels, episode: Episode
) -> tuple[ChangePoint | None, tuple[Told, ...], tuple[Told, ...]]:
    """The fall as it was first found, and the verdicts then and when the window was full."""
    row = levels.row(episode.falling)
    alone = _only(levels, episode.falling)
    start = levels.position(episode.fell or episode.date)
    for t in range(
        max(start + LEAST_HORIZON - 1, 0), min(start + LATE, len(levels.months) - 1) + 1
    ):
        if np.isnan(levels.persons[row, t]):
            continue  # nothing new to learn
        fall = _nearest(change_points(alone.upto(levels.months[t])), episode)
        if fall is None:
            continue
        full = max(t, levels.position(fall.since) + HORIZON - 1)
        told = []
        for month in (t, min(full, len(levels.months) - 1)):
            as_known = levels.upto(levels.months[month])
            on = known_on(levels.months[month])
            shifts = _verdicts(as_known, episode.falling, fall.since)
            told.append(tuple(Told(on, s) for s in shifts))
        return fall, told[0], told[1]
    return None, (), ()


def _only(levels: Levels, route: str) -> Levels:
    """The levels of one route."""
    row = levels.row(route)
    return Levels(
        levels.measure,
        levels.months,
        (route,),
        levels.persons[row : row + 1],
        levels.series,
        levels.cells,
    )


def _verdicts(levels: Levels, falling: str, date: dt.date) -> tuple[Shift, ...]:
    others = (r for r in levels.routes if r != falling)
    return tuple(displacement(levels, falling, other, date) for other in others)


def _nearest(points: list[ChangePoint], episode: Episode) -> ChangePoint | None:
    """The fall of an episode among change points; None if there is none near its date."""
    date = episode.fell or episode.date
    falls = [
        p
        for p in points
        if p.route == episode.falling
        and p.factor <= 1 / LEAST_FALL
        and abs(_months(date, p.since)) <= NEAR
    ]
    return min(falls, key=lambda p: abs(_months(date, p.since)), default=None)


def _why_silent(levels: Levels, episode: Episode) -> str:
    if episode.route not in levels.routes:
        return "no figure of the route"
    row = levels.row(episode.route)
    first = max(levels.position(episode.date) - EARLY, 0)
    last = levels.position(episode.date) + LATE
    known = int((~np.isnan(levels.year_before[0][row, first : last + 1])).sum())
    if known < LATE - EARLY:
        return (
            f"{known} of {LATE + EARLY + 1} months can be compared with the year before; the "
            f"figures held begin in {levels.months[0]:%b %Y}"
        )
    return "no change passed the rules of an alert"


def _months(start: dt.date, end: dt.date) -> int:
    return (end.year - start.year) * YEAR + end.month - start.month
