"""The headline numbers of a selection: from filtered rows to metrics, in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from layers.aggregate import SERIES, Gap, Sum, gaps, sum_of
from layers.analysis.intervals import COVERAGE_SENTENCE, LITERATURE
from layers.analysis.rates import FORMULAS, RULES_SENTENCE, Rate, death_rate
from layers.filters import IncidentIndex
from layers.metrics import Metric
from layers.selection import month_end
from layers.terms import MEASURE_NAMES, ROUTE_SHORT, country_name
from layers.units import DEFAULT_FORMULA, MEASURE_UNITS, Unit, formula_named, sum_unit

AsOf = Mapping[str, str]


def crossing_metrics(rows: pd.DataFrame, as_of: AsOf, notes: Mapping[str, str]) -> list[Metric]:
    """Arrivals and interceptions, one metric a measure; unlike measures are never added.

    Args:
        rows: selected rows of `layers.aggregate.complete_crossings`.
        as_of: when each source was read, by source key; ISO 8601, a day or a month.
        notes: the meaning of each note code.
    """
    missing = gaps(rows)
    out = []
    for measure, label in MEASURE_NAMES.items():
        of_measure = rows[rows["measure"] == measure]
        known = of_measure[of_measure["persons"].notna()]
        if known.empty and measure in ("arrival_land", "arrival_sea_land"):
            continue  # neither is promised for every month: nothing to say where none stands
        total = sum_of(of_measure, "persons")
        sentences = [_gap_sentence(g) for g in missing if g.measure == measure]
        sentences += _remarks(known, notes)
        out.append(_counted(measure, label, MEASURE_UNITS[measure], total, known, as_of, sentences))
    return out


def _counted(
    name: str,
    label: str,
    unit: Unit,
    total: Sum,
    known: pd.DataFrame,
    as_of: AsOf,
    sentences: Sequence[str],
) -> Metric:
    newest = _newest_rows(known)
    read = sorted(d for s in newest["source"].dropna().unique() if (d := as_of.get(s)))
    last = month_end(total.last) if total.last else None
    # The newest month may still have been running when it was read.
    for day in (d for d in read if len(d) == 10):
        if last and dt.date.fromisoformat(day).replace(day=1) == last.replace(day=1):
            last = min(last, dt.date.fromisoformat(day))
    return Metric(
        id=name,
        label=label,
        unit=unit,
        value=total.value,
        known=total.known,
        unknown=total.unknown,
        first=total.first,
        last=last,
        as_of=read[0] if read else "",
        sources=tuple(sorted(known["source"].dropna().unique())),
        notes=(*_reach(newest), *sentences),
    )


def _newest_rows(known: pd.DataFrame) -> pd.DataFrame:
    """The newest known row of each series."""
    ordered = known.sort_values("month", kind="stable")
    return ordered.groupby(SERIES, dropna=False, sort=False).tail(1)


def _reach(newest: pd.DataFrame) -> list[str]:
    """One sentence on how far each series reaches, where they do not all reach as far."""
    if newest["month"].nunique() < 2:
        return []
    country = newest["arrival_country"].fillna(newest["departure_country"])
    names = [
        f"{country_name(c)} ({ROUTE_SHORT[r]})"
        for c, r in zip(country, newest["route"], strict=True)
    ]
    by_month = pd.Series(names).groupby(newest["month"].to_numpy()).agg(", ".join)
    parts = [f"{month:%b %Y}: {who}" for month, who in by_month.iloc[::-1].items()]
    return ["The newest figure held is of " + "; ".join(parts) + "."]


def _gap_sentence(gap: Gap) -> str:
    first, last = gap.months[0], gap.months[-1]
    span = f"{first:%b %Y}" if first == last else f"between {first:%b %Y} and {last:%b %Y}"
    n = len(gap.months)
    sentence = (
        f"{country_name(gap.country)} ({ROUTE_SHORT[gap.route]}): no figure for "
        f"{n} month{'s' if n > 1 else ''}, {span}"
    )
    if gap.held_with_land:
        sentence += f"; for {gap.held_with_land} of them the source gives sea and land together"
    return sentence + "."


def _remarks(known: pd.DataFrame, notes: Mapping[str, str]) -> list[str]:
    """What the table remarks on its own figures, by country and span of months."""
    marked = known[known["note_code"].notna()]
    rows = marked.assign(code=marked["note_code"].str.split(";")).explode("code")
    rows = rows[rows["code"].isin(list(notes))]
    rows = rows.assign(country=rows["arrival_country"].fillna(rows["departure_country"]))
    out = []
    for keys, part in rows.groupby(["country", "route", "code"], sort=False):
        country, route, code = (str(k) for k in keys)
        span = _span(part["month"].min(), part["month"].max())
        out.append(f"{country_name(country)} ({ROUTE_SHORT[route]}), {span}: {notes[code]}")
    return out


def _span(first: dt.date, last: dt.date) -> str:
    return f"{first:%b %Y}" if first == last else f"{first:%b %Y} to {last:%b %Y}"


_BLANK_AS_ZERO = (
    "The register's present layout prints a count that nobody knows as 0, so the monthly series "
    "cannot tell the two apart; every toll is a minimum."
)


def series_deaths(rows: pd.DataFrame) -> list[Metric]:
    """Dead and missing from selected rows of the published monthly series."""
    out = []
    for name, column, unit in (
        ("dead", "dead_count", Unit.DEAD),
        ("missing", "missing_count", Unit.MISSING),
        ("dead_and_missing", "dead_and_missing_count", sum_unit((Unit.DEAD, Unit.MISSING))),
    ):
        total = sum_of(rows, column)
        extra = _unknown_incidents(rows, name)
        last = month_end(total.last) if total.last else None
        as_of = rows["as_of"].max().date() if len(rows) else None
        cumulative = int(rows["cumulative_persons"].sum())
        sentences = []
        if cumulative:
            sentences.append(
                f"{cumulative:,} of the dead and missing come from records that cover many "
                "incidents and stand in the month of their last day."
            )
        if rows["dead_unknown_count"].isna().any():
            sentences.append(_BLANK_AS_ZERO)
        out.append(
            Metric(
                id=name,
                label=_DEATH_LABELS[name],
                unit=unit,
                value=total.value,
                known=total.known,
                unknown=total.unknown + extra,
                is_minimum=True,
                first=total.first,
                last=min(last, as_of) if last and as_of else last,
                as_of=as_of.isoformat() if as_of else "",
                sources=_sources(rows),
                notes=tuple(sentences),
            )
        )
    return out


def _unknown_incidents(rows: pd.DataFrame, name: str) -> int:
    """Incidents without this figure; where a month does not tell them, those with neither."""
    neither = rows["unknown_count"].fillna(0)
    dead, missing = (
        rows[c].fillna(neither) for c in ("dead_unknown_count", "missing_unknown_count")
    )
    either = dead + missing - neither
    return int({"dead": dead, "missing": missing}.get(name, either).sum())


def _sources(rows: pd.DataFrame) -> tuple[str, ...]:
    named = rows["source"].dropna().unique()
    return tuple(sorted({part for names in named for part in str(names).split(";")}))


_DEATH_LABELS = {
    "dead": "Dead",
    "missing": "Missing",
    "dead_and_missing": "Dead and missing",
}


def register_deaths(
    index: IncidentIndex, rows: np.ndarray, as_of: str, source: Sequence[str]
) -> list[Metric]:
    """Dead and missing from the single incidents of the register that `rows` flags."""
    days = index.day[rows]
    dated = days[days > np.iinfo(np.int32).min]
    span = [_day(dated.min()), _day(dated.max())] if len(dated) else [None, None]
    out = []
    parts = {
        "dead": (index.dead, Unit.DEAD),
        "missing": (index.missing, Unit.MISSING),
        "dead_and_missing": (index.people, Unit.DEAD_AND_MISSING),
    }
    either = np.isnan(index.dead[rows]) | np.isnan(index.missing[rows])
    for name, (column, unit) in parts.items():
        cells = column[rows]
        known = int(np.count_nonzero(~np.isnan(cells)))
        lacking = either if unit is Unit.DEAD_AND_MISSING else np.isnan(cells)
        out.append(
            Metric(
                id=name,
                label=_DEATH_LABELS[name],
                unit=unit,
                value=int(np.nansum(cells.astype("float64"))) if known else None,
                known=known,
                unknown=int(np.count_nonzero(lacking)),
                counted="incidents",
                is_minimum=unit is not Unit.DEAD,
                first=span[0],
                last=span[1],
                as_of=as_of,
                sources=tuple(source),
            )
        )
    return out


def incident_metric(
    located: int,
    shown: int,
    days: pd.Series,
    as_of: dt.date | None,
    sources: tuple[str, ...],
    notes: tuple[str, ...],
) -> Metric:
    """The incidents on the map.

    Args:
        located: how many have a position.
        shown: how many remain after the filters.
        days: the known days of those.
        as_of: when the register was read.
        sources: keys of their sources.
        notes: sentences on what is not among them.
    """
    return Metric(
        id="incidents",
        label="Incidents on the map",
        unit=Unit.INCIDENT,
        value=located,
        known=shown,
        counted="incidents",
        first=days.min().date() if len(days) else None,
        last=days.max().date() if len(days) else None,
        as_of=as_of.isoformat() if as_of else "",
        sources=sources,
        notes=notes,
    )


def with_low(metric: Metric, spared: np.ndarray, pairs: int) -> Metric:
    """The metric with the number it would be if every open pair of records were one event.

    Args:
        metric: a count of people that counts each record of a pair.
        spared: the people of the records that would not count then; NaN where unknown.
        pairs: how many pairs await a decision.
    """
    if metric.value is None:
        return metric
    less = int(np.nansum(spared.astype("float64")))
    sentence = (
        f"{pairs:,} pair{'' if pairs == 1 else 's'} of records from different sources may be one "
        "event; the higher number counts both records."
    )
    low = int(metric.value) - less if less else None
    return replace(metric, low=low, notes=(*metric.notes, sentence))


def _day(number: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(number))


def rate_metric(
    crossings: pd.DataFrame,
    deaths: pd.DataFrame,
    formula: str = DEFAULT_FORMULA,
    meanings: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Metric, Rate]:
    """Deaths per crossing by `formula`, with both sides named in its notes."""
    rate = death_rate(crossings, deaths, formula)
    notes = [*_rate_notes(rate), *_remarks(crossings[crossings["persons"].notna()], meanings)]
    metric = Metric(
        id=f"deaths_{formula}",
        label=formula_named(formula).name,
        unit=Unit.RATIO,
        value=rate.value,
        known=rate.route_months,
        counted="route months",
        unknown=rate.unknown,
        first=rate.first,
        last=month_end(rate.last) if rate.last else None,
        formula=FORMULAS[formula],
        sources=tuple(sorted(set(crossings["source"].dropna()) | set(deaths["source"].dropna()))),
        notes=tuple(notes),
        band=rate.band,
    )
    return metric, rate


def other_rates(crossings: pd.DataFrame, deaths: pd.DataFrame, chosen: str) -> list[Metric]:
    """The same deaths by every formula but the chosen one."""
    return [rate_metric(crossings, deaths, f)[0] for f in FORMULAS if f != chosen]


def _rate_notes(rate: Rate) -> list[str]:
    """What goes into a rate, what it lacks, and how far it can be trusted."""
    if rate.value is None:
        notes = [f"Not computed: {rate.missing.removeprefix('not enough data: ')}."]
    else:
        notes = [_sides(rate), _chance(rate)]
    if rate.left_out:
        notes.append(
            f"{rate.left_out} route months ({rate.left_out_people:,} dead and missing) are left "
            "out of both sides: no sea-arrivals figure, or the month was not over."
        )
    if rate.unknown:
        notes.append(
            f"The denominator lacks {rate.unknown} monthly "
            f"figure{'' if rate.unknown == 1 else 's'}, so the rate may be too high."
        )
    if rate.without_interceptions and rate.formula == DEFAULT_FORMULA:
        names = ", ".join(ROUTE_SHORT[r] for r in rate.without_interceptions)
        notes.append(
            f"No interception figure is held in this period for: {names}. Rates of periods with "
            "and without interceptions must not be compared."
        )
    notes.append(RULES_SENTENCE)
    if "central" in rate.routes:
        notes.append(LITERATURE)
    return notes


def _sides(rate: Rate) -> str:
    lost, arrivals = (
        f"{rate.dead_and_missing:,} dead and missing",
        f"{rate.arrivals:,} sea arrivals",
    )
    parts = {
        "per_arrival": arrivals,
        "per_arrival_incl": f"{arrivals} + dead and missing = {rate.denominator:,} persons",
        "per_attempt": f"{arrivals} + {rate.interceptions:,} interceptions + dead and missing = "
        f"{rate.denominator:,} attempted crossings",
    }
    one_in = f" One death in {rate.one_in:,.1f}." if rate.one_in else ""
    return f"{lost}; {parts[rate.formula]}.{one_in}"


def _chance(rate: Rate) -> str:
    """The band in words, or why there is none."""
    band = rate.band
    if band is None:
        return rate.no_band
    return (
        f"{100 * band.level:.0f} % band from {100 * band.low:.2f} % to {100 * band.high:.2f} %. "
        f"{band.sentence} {COVERAGE_SENTENCE}"
    )
