"""The one function from (store, selection, clearance) to frames and numbers.

Map, headline, series, table, record, command line and every later export read a `Picture`;
nothing else asks the store on behalf of a reader.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from cachetools import LRUCache

from dashboard.errors import RefusedInput
from dashboard.holdings import Holdings
from dashboard.state import decode
from geodata.errors import NoEdition
from geodata.store import Store
from geodata.store.protocol import is_known, until
from layers import aggregate, filters
from layers.analysis import completeness, duplicates, headline, records
from layers.analysis.area_doubt import area_sentence
from layers.analysis.rates import Rate
from layers.analysis.reconciliation import Comparison, concerning
from layers.errors import SelectionError
from layers.filters import Filtered, Flags
from layers.handling import OPEN, Clearance
from layers.metrics import Metric
from layers.registry import LAYERS
from layers.selection import Selection

DeathsBasis = Literal["series", "records", "both", "incidents"]
CACHED_PICTURES = 256
CACHED_HOLDINGS = 8
_SIDES_OF_THE_RATE = ("arrival_sea", "interception", "dead")


@dataclass(frozen=True)
class Picture:
    """What one selection shows: filtered rows, numbers and sentences, all from one place."""

    selection: Selection
    holdings: Holdings

    @cached_property
    def filtered(self) -> Filtered:
        """Which incidents remain, and what each reason removed."""
        return filters.select_incidents(self.holdings.index, self.selection)

    @property
    def incidents(self) -> gpd.GeoDataFrame:
        """The incidents that remain; cut anew each time, so that no kept picture holds a copy."""
        return self.holdings.incidents[self.filtered.rows]

    @cached_property
    def incident_sources(self) -> tuple[str, ...]:
        """The sources of the incidents that remain."""
        column = self.holdings.incidents["source"][self.filtered.rows]
        return tuple(sorted(column.dropna().unique()))

    @cached_property
    def located(self) -> int:
        """How many of them have a position and so are on the map."""
        return int(np.count_nonzero(self.filtered.rows & self.holdings.index.located))

    @property
    def unlocated(self) -> int:
        """How many of them have no position."""
        return self.filtered.shown - self.located

    @cached_property
    def crossings(self) -> pd.DataFrame:
        """Crossings rows of the routes and whole months, unknown months included."""
        return filters.select_months(self.holdings.crossings, self.selection)

    @cached_property
    def deaths(self) -> pd.DataFrame:
        """Rows of the deaths series for the routes and whole months."""
        return filters.select_months(self.holdings.deaths, self.selection)

    @property
    def deaths_basis(self) -> DeathsBasis:
        """What dead and missing are counted from.

        ``series``: the published monthly series. ``records``: the monthly series counted from a
        complete record of incidents; ``both``: some months from one, some from the other.
        ``incidents``: the single incidents that remain, where a filter that monthly totals
        cannot follow is on, or the period has no whole month.
        """
        first, last = self.selection.whole_months
        no_month = first is not None and last is not None and first > last
        if self.selection.narrows_incidents or no_month:
            return "incidents"
        counted = self._from_records
        return "both" if len(counted) == 2 else "records" if True in counted else "series"

    @cached_property
    def _from_records(self) -> set[bool]:
        """Whether months of the deaths series are counted from records: of some, of none, of all."""
        held = self.holdings.record_months
        months = zip(self.deaths["month"].dt.date, self.deaths["route"], strict=True)
        return {cell in held for cell in months} if held else {False}

    @cached_property
    def counted(self) -> Flags:
        """The incidents that the numbers of dead and missing are made of, one by one.

        Of the monthly series: the incidents of its months that are counted from records.
        """
        if self.deaths_basis == "incidents":
            return self.filtered.rows
        whole = self.selection.in_whole_months
        rows = filters.select_incidents(self.holdings.index, whole).rows
        return rows & self.holdings.in_record_months

    @cached_property
    def _open_candidates(self) -> list[duplicates.Candidate]:
        """The open pairs of which the numbers count both records."""
        if not self.holdings.candidates:
            return []
        ids = set(self.holdings.incidents["incident_id"][self.counted])
        pairs = [c for c in self.holdings.candidates if c.verdict == "undecided"]
        return [c for c in pairs if c.one in ids and c.other in ids]

    @cached_property
    def in_doubt(self) -> Flags:
        """The counted incidents that would not count if every open pair were one event."""
        ids = self.holdings.incidents["incident_id"]
        if not self._open_candidates:
            return np.zeros(len(ids), dtype=bool)
        doubtful = duplicates.in_doubt(self._open_candidates, set(ids[self.counted]))
        flags: Flags = ids.isin(doubtful).to_numpy(dtype=bool)
        return flags

    @property
    def open_pairs(self) -> int:
        """How many pairs of candidates that are both counted await a decision."""
        return len(self._open_candidates)

    @cached_property
    def crossings_series(self) -> pd.DataFrame:
        """Persons by bucket, route and measure; see `layers.aggregate.crossings_series`."""
        return aggregate.crossings_series(self.crossings, self.selection.every)

    @cached_property
    def deaths_series(self) -> pd.DataFrame:
        """Dead and missing by bucket and route, on the basis of `deaths_basis`."""
        every = self.selection.every
        single = self.deaths_basis == "incidents"
        made = aggregate.incident_series if single else aggregate.deaths_series
        series = made(self.incidents if single else self.deaths, every)
        return completeness.with_tail(series, self.holdings.deaths_tail, every)

    @cached_property
    def expected_deaths(self) -> pd.DataFrame | None:
        """What the newest deaths may become, by month; None where it is not asked or not drawn."""
        s = self.selection
        if not s.expected or s.every != "month" or self.deaths_basis == "incidents":
            return None
        return completeness.expected_after_revision(self.holdings.reporting_curve, self.deaths)

    @cached_property
    def claims(self) -> gpd.GeoDataFrame:
        """The search-and-rescue claims in force on at least one day of the period."""
        return filters.claims_in_force(
            self.holdings.claims, self.selection.first_day, self.selection.last_day
        )

    @cached_property
    def headline(self) -> list[Metric]:
        """The headline numbers, in reading order."""
        h = self.holdings
        moved = headline.crossing_metrics(self.crossings, h.source_dates, h.note_meanings)
        rate, _ = self._rate
        if self.in_doubt.any():
            said = "The deaths in it count both records of each pair that may be one event."
            rate = replace(rate, notes=(*rate.notes, said))
        toll = headline.series_deaths(self.deaths)[0]
        read = [m.as_of for m in (*moved, toll) if m.as_of and m.id in _SIDES_OF_THE_RATE]
        rate = replace(rate, as_of=min(read, default=""))
        return [*moved, *self._death_metrics, self._incident_metric, rate]

    @property
    def rate(self) -> Rate:
        """The death rate by the chosen formula with both of its sides."""
        return self._rate[1]

    @cached_property
    def other_rates(self) -> list[Metric]:
        """The same deaths by the formulas that were not chosen."""
        return headline.other_rates(self.crossings, self.deaths, self.selection.rate)

    @cached_property
    def _rate(self) -> tuple[Metric, Rate]:
        meanings = self.holdings.note_meanings
        return headline.rate_metric(self.crossings, self.deaths, self.selection.rate, meanings)

    @cached_property
    def _death_metrics(self) -> list[Metric]:
        h = self.holdings
        if self.deaths_basis != "incidents":
            metrics = headline.series_deaths(self.deaths)
            undated = h.undated_sentence(self.selection) if h.record_months else ""
            said = (*([undated] if undated else []), h.completeness_sentence)
            metrics = [replace(m, notes=(*m.notes, *said)) for m in metrics]
        else:
            sources = self.incident_sources
            dates = [d for s in sources if (d := h.source_dates.get(s))]
            metrics = headline.register_deaths(
                h.index, self.filtered.rows, max(dates, default=""), sources
            )
        if not self.in_doubt.any():
            return metrics
        spared = {
            "dead": h.index.dead[self.in_doubt],
            "missing": h.index.missing[self.in_doubt],
            "dead_and_missing": h.index.people[self.in_doubt],
        }
        return [headline.with_low(m, spared[m.id], self.open_pairs) for m in metrics]

    @cached_property
    def _incident_metric(self) -> Metric:
        dates = self.holdings.incidents["occurred_on"][self.filtered.rows].dropna()
        as_of = self.holdings.held["incidents"].edition.origin.as_of
        notes = (self.removal_sentence, *([self.share_sentence] if self.share_sentence else []))
        numbers = self.located, self.filtered.shown
        return headline.incident_metric(*numbers, dates, as_of, self.incident_sources, notes)

    @cached_property
    def removal_sentence(self) -> str:
        """What is on the map, and what is not, with the number for each reason."""
        removed = {filters.REASONS[r]: n for r, n in self.filtered.removed.items()}
        parts = {
            "without a trustworthy position": self.unlocated,
            **removed,
            "on none of the four sea routes": self.holdings.off_routes,
            "decided to be the same event as another": self.holdings.merged,
            "withheld by their handling mark": self.holdings.withheld,
        }
        said = [f"{self.located:,} on the map", *(f"{n:,} {why}" for why, n in parts.items() if n)]
        return " · ".join(said)

    @cached_property
    def share_sentence(self) -> str:
        """What share of the recorded deaths the incidents behind the map hold; may be empty."""
        total = int(self.deaths["dead_and_missing_count"].sum())
        if not total:
            return ""
        plain = self.selection.unnarrowed.in_whole_months
        h = self.holdings
        rows = filters.select_incidents(h.index, plain).rows
        outside = rows & h.contributed & ~h.in_record_months
        people = int(np.nansum(h.index.people[rows & h.index.located & ~outside]))
        which = "Unfiltered, the map" if self.selection.narrows_incidents else "The map"
        percent = f"{100 * people / total:.0f} % of the {total:,} recorded"
        sentence = f"{which} holds {self.incidents_held}: {percent}."
        if apart := int(np.count_nonzero(outside)):
            records = "record" if apart == 1 else "records"
            sentence += f" {apart:,} contributed {records} on it are not in that number."
        return sentence

    @property
    def incidents_held(self) -> str:
        """Which incidents are held for the months of the period, in words."""
        months = zip(self.deaths["month"].dt.date, self.deaths["route"], strict=True)
        return records.held_in_words(list(months), self.holdings.record_months)

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Published figures for exactly this period and these routes."""
        return concerning(self.holdings.comparisons, self.selection)

    @cached_property
    def notices(self) -> list[str]:
        """Sentences that the reader must see before trusting the picture."""
        out = list(self.holdings.warnings)
        s = self.selection
        if s.splits_a_month:
            out.append(
                "The period begins or ends inside a month. Monthly figures count whole months "
                "only; incidents follow the exact days."
            )
        if s.narrows_incidents:
            out.append(
                f"Dead and missing are now counted from {self.incidents_held}. "
                "Arrivals, interceptions and the death rate cannot follow a filter on incidents."
            )
        if s.regions and (doubt := self.holdings.region_doubt(s).sentence):
            out.append(doubt)
        if s.area:
            out.append(area_sentence(self.holdings.index, s, self.holdings.uncertainty_km))
        if self.open_pairs:
            out.append(duplicates.open_sentence(self.open_pairs))
        if s.expected:
            drawn = self.expected_deaths is not None
            out.append(self.holdings.completeness_sentence if drawn else completeness.NOT_DRAWN)
        if not self.filtered.shown:
            out.append("No incident of the register fits this selection.")
        return out


class Pictures:
    """Pictures of one store, kept by (store token, selection, clearance).

    One instance per application; safe for threads. `today` is the server's date (UTC).
    """

    def __init__(
        self,
        store: Store,
        clearance: Clearance = OPEN,
        today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
    ) -> None:
        self.store = store
        self.clearance = clearance
        self.today = today
        self._holdings: LRUCache[object, Holdings] = LRUCache(CACHED_HOLDINGS)
        self._pictures: LRUCache[object, Picture] = LRUCache(CACHED_PICTURES)
        self._lock = threading.Lock()

    def of(self, selection: Selection) -> Picture:
        """The picture of a selection.

        Raises:
            NoEdition: if a layer had no good edition on the selection's `known_on`.
            SelectionError: if the selection names a region that no claim has.
        """
        holdings = self.holdings(selection.known_on)
        unknown = set(selection.regions) - set(holdings.index.claim_ids)
        if unknown:
            from layers.analysis.region_counts import short  # noqa: PLC0415 (a start never needs it)

            names = holdings.claims.set_index("claim_id")["name"].map(short)
            claims = ", ".join(f"{claim} ({names[claim]})" for claim in holdings.index.claim_ids)
            raise SelectionError("region", min(unknown), f"expected one of {claims}")
        key = (holdings.key, selection, self.clearance)
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = Picture(selection, holdings)
            return self._pictures[key]

    def shown(self, token: object) -> Picture:
        """The picture of a selection token, as the page keeps it; None is the default selection.

        Raises:
            RefusedInput: if the token cannot be honoured to the letter. The page's own selection
                callback names problems to its reader; only other senders ever meet this.
        """
        decoded = decode(token)
        if decoded.problems:
            raise RefusedInput(list(decoded.problems))
        try:
            return self.of(decoded.selection)
        except SelectionError as error:
            raise RefusedInput([str(error)]) from error
        except NoEdition as error:
            if decoded.selection.known_on is None:
                raise  # the store's fault, not the sender's
            raise RefusedInput([str(error)]) from error

    def holdings(self, known_on: dt.date | None = None) -> Holdings:
        """Every layer as held at the end of a day, or at a moment.

        Raises:
            NoEdition: if a layer had no good edition then.
            SelectionError: if the day has not come yet: nobody knows what will be known.
        """
        self._check_past(known_on)
        # Days between two editions hold the same: they share what is kept.
        # What was known is the editions of that day, and the decisions of that day.
        decided = tuple(sorted(self.store.verdicts(known_on).items()))
        known_by = self.store.known_by(known_on)
        key = (self.store.token(), known_by, decided, self.clearance)
        with self._lock:
            if key not in self._holdings:
                self._holdings[key] = self._gather(known_on, known_by)
            return self._holdings[key]

    def _check_past(self, known_on: dt.date | None) -> None:
        newest = self.store.known_by(None)
        if known_on is None or (newest and until(known_on) <= newest):
            return  # what is recorded is known, also to a server whose clock is behind
        if until(known_on).date() > self.today():
            raise SelectionError("known_on", known_on.isoformat(), "expected a day up to today")

    def _gather(self, known_on: dt.date | None, known_by: dt.datetime | None) -> Holdings:
        held = {name: self.store.load(name, known_on) for name in LAYERS}
        warnings = tuple(w for h in held.values() for w in h.warnings)
        past = tuple(e for e in self.store.editions("incidents") if is_known(e, known_on))
        decided = self.store.verdicts(known_on)
        return Holdings(held, self.clearance, warnings, decided, past, known_by)
