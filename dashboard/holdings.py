"""Every layer as held on one date and seen with one clearance."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from cachetools import LRUCache, cached

from geodata.coast import coarse_land
from geodata.edition import Edition
from geodata.errors import GeodataError, NoEdition
from geodata.store import Held, Store
from layers import aggregate, filters
from layers.analysis import arrivals, completeness, records
from layers.analysis.claim_index import ClaimIndex
from layers.analysis.duplicates import Candidate, Verdict, candidates, not_counted
from layers.analysis.reconciliation import Comparison, compare
from layers.analysis.region_counts import Circles, Doubt, circles, region_doubt
from layers.filters import IncidentIndex
from layers.handling import MARK_NAMES, Clearance
from layers.registry import LAYERS
from layers.selection import Selection

# Of two who report the same arrivals, the one who counts them comes before the one who repeats it.
PREFERRED = ("italy-interior-daily", "unhcr-arrivals")


# Two years of monthly editions are read in under a second.
MAX_PAST = 24
_COUNTED = ["occurred_on", "route", "dead_count", "missing_count", "status", "mark"]


def _said_in(edition: Edition) -> str:
    """The month in which the newest part of an edition was said."""
    return max((f"{p.as_of:%Y-%m}" for p in edition.complete if p.as_of), default="")


@cached(LRUCache(4 * MAX_PAST), key=lambda edition: (edition.path, edition.sha256))
def _counts(edition: Edition) -> pd.DataFrame:
    """What an edition knew, by month and route."""
    rows = edition.columns(_COUNTED)
    # What everybody sees is learned from what everybody may see.
    return completeness.known_counts(rows[rows["mark"] == MARK_NAMES[0]], edition.complete)


def _readable(edition: Edition) -> pd.DataFrame:
    """What an edition knew; nothing where its file is pruned or damaged, until it is mended."""
    try:
        return _counts(edition)
    except GeodataError:
        return pd.DataFrame()


def first_known(store: Store) -> dt.date:
    """The day on which the first complete set of layers was recorded (UTC).

    Raises:
        NoEdition: if a layer has none.
    """
    firsts = []
    for name in LAYERS:
        editions = store.editions(name)
        if not editions:
            raise NoEdition(name, None)
        firsts.append(editions[0].recorded_at.astimezone(dt.UTC).date())
    return max(firsts)


@dataclass(frozen=True)
class Holdings:
    """Every layer as held on one date and seen with one clearance; shared, never changed.

    `past` are the editions of the incidents from which the reporting curve is learned.
    `withheld` counts incidents that their mark hides. `warnings` are sentences to the reader.
    `verdicts` are the decisions about pairs of incidents. `known_by` is the moment at which the
    newest of it all was recorded: asked as of then, the store holds the same for ever. `key` names
    the editions and decisions: equal keys, equal frames.
    """

    held: Mapping[str, Held]
    clearance: Clearance
    warnings: tuple[str, ...]
    verdicts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    past: tuple[Edition, ...] = ()
    known_by: dt.datetime | None = None

    @property
    def moment(self) -> dt.datetime:
        """`known_by`, or where nobody said it when the newest edition was recorded; UTC."""
        every = (e.recorded_at for h in self.held.values() for e in h.editions)
        return (self.known_by or max(every)).astimezone(dt.UTC)

    def frame(self, layer: str) -> pd.DataFrame:
        """The frame of a layer, reduced to what the clearance allows."""
        if layer == "deaths":
            return self.deaths
        return self.incidents if layer == "incidents" else self.held[layer].frame

    def giving(self, layer: str) -> list[Edition]:
        """The editions of a layer that gave a row which this reader sees.

        Who gave nothing, or nothing that may be seen here, is the origin of no figure.
        """
        found = [e for e in self.held[layer].editions if e.rows]
        if layer != "incidents":
            return found
        seen = set(self.incidents["source"].dropna())
        # The first one leads; its rows have sources of their own.
        return [e for e in found if e is self._leading or e.source in seen]

    @cached_property
    def reporting(self) -> list[Edition]:
        """The editions of reported arrivals that filled a month of the crossings."""
        used = set(self.crossings["source"].dropna())
        return [e for e in self.giving("arrivals_reported") if e.source in used]

    @cached_property
    def key(self) -> str:
        """A digest of all editions and the clearance."""
        names = [
            f"{n}={','.join(f'{e.edition_id}:{e.sha256}' for e in h.editions)}"
            for n, h in self.held.items()
        ]
        decided = [f"{'+'.join(pair)}={verdict}" for pair, verdict in self.verdicts.items()]
        text = ";".join([*names, *decided, str(self.clearance)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def _visible(self) -> gpd.GeoDataFrame:
        """The published incidents that the clearance allows to see."""
        frame = cast("gpd.GeoDataFrame", self.held["incidents"].frame)
        allowed = frame["mark"].isin(MARK_NAMES[: self.clearance.up_to + 1])
        return frame[allowed & (frame["status"] == "published")]

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Pairs of visible incidents of different sources that may be one event."""
        verdicts = cast("Mapping[tuple[str, str], Verdict]", self.verdicts)
        return candidates(self._visible, verdicts)

    @cached_property
    def incidents(self) -> gpd.GeoDataFrame:
        """The incidents that are counted, by route, then date.

        Left out are those on none of the four routes, and those that somebody decided are the
        same event as one that is counted.
        """
        counted = ~self._visible["incident_id"].isin(not_counted(self.candidates))
        counted &= self._visible["route"].notna()
        return filters.sorted_incidents(self._visible[counted.to_numpy(dtype=bool)])

    @cached_property
    def withheld(self) -> int:
        """How many published incidents the clearance hides."""
        frame = self.held["incidents"].frame
        return int((frame["status"] == "published").sum()) - len(self._visible)

    @cached_property
    def merged(self) -> int:
        """How many visible incidents are the same event as one that is counted, by decision."""
        return int(self._visible["incident_id"].isin(not_counted(self.candidates)).sum())

    @cached_property
    def off_routes(self) -> int:
        """How many visible incidents lie on none of the four sea routes."""
        return int(self._visible["route"].isna().sum())

    @cached_property
    def index(self) -> IncidentIndex:
        """The arrays that filters read; one row per incident."""
        return filters.index_incidents(self.incidents, self.claims)

    @cached_property
    def uncertainty_km(self) -> npt.NDArray[np.float32]:
        """How far off each incident's position may be, in km, NaN where nobody says; a row each."""
        column = self.incidents["position_uncertainty_km"]
        return column.to_numpy(dtype="float32", na_value=np.nan)

    @property
    def claims(self) -> gpd.GeoDataFrame:
        """The search-and-rescue claims, all validities."""
        return cast("gpd.GeoDataFrame", self.held["search_and_rescue_regions"].frame)

    @cached_property
    def claim_index(self) -> ClaimIndex:
        """The claims prepared for questions of where, with the coast."""
        return ClaimIndex.of(self.claims, coarse_land())

    @cached_property
    def claim_circles(self) -> Circles:
        """Each incident's circle against the claims of its day; a moment where there are many."""
        return circles(self.claim_index, self.incidents)

    def region_doubt(self, selection: Selection) -> Doubt:
        """Which incidents the selection's filter by region, which goes by points, may have wrong."""
        shown, candidates = (
            filters.select_incidents(self.index, s).rows
            for s in (selection, selection.but(regions=()))
        )
        where = self.claim_index, self.incidents, self.claim_circles
        return region_doubt(*where, selection.regions, shown, candidates)

    @cached_property
    def crossings(self) -> pd.DataFrame:
        """Monthly crossings with a row for every expected month, known or not."""
        series = self.held["crossings"].frame
        reported = self.held["arrivals_reported"].frame
        if len(reported):
            months = arrivals.reported_months(reported, PREFERRED)
            series = arrivals.filled(series, months)
        return aggregate.complete_crossings(series)

    @property
    def _leading(self) -> Edition:
        return self.held["incidents"].edition

    @cached_property
    def record_months(self) -> dict[records.Cell, records.Covered]:
        """The months of each route counted from single records, and how far each is covered."""
        return records.record_months(self._leading.complete, self.held["deaths"].frame)

    @cached_property
    def record_deaths(self) -> pd.DataFrame:
        """The deaths series counted from single records; empty where no complete one is held."""
        return records.deaths_from_records(self.incidents, self.record_months, self._leading.source)

    @cached_property
    def in_record_months(self) -> filters.Flags:
        """Which incidents lie in a month of a route that is counted from records; a flag a row."""
        month = self.incidents["occurred_on"].dt.to_period("M").dt.start_time
        cells = zip(month, self.incidents["route"], strict=True)
        held = {(pd.Timestamp(m), r) for m, r in self.record_months}
        return np.fromiter((cell in held for cell in cells), dtype=bool, count=len(month))

    @cached_property
    def contributed(self) -> filters.Flags:
        """Which incidents are not of the source that leads the layer; a flag a row."""
        others = [e.source for e in self.held["incidents"].editions[1:]]
        return self.incidents["source"].isin(others).to_numpy(dtype=bool)

    def undated_sentence(self, selection: Selection) -> str:
        """How many incidents on the chosen routes stand in no month; empty if none does."""
        frame = self.incidents
        rows = frame[frame["occurred_on"].isna() & frame["route"].isin(selection.routes)]
        if rows.empty:
            return ""
        people = int(rows[["dead_count", "missing_count"]].sum().sum())
        return (
            f"{len(rows):,} incident{'s' if len(rows) > 1 else ''} without a date ({people:,} dead "
            "and missing): in no month, and not in this number."
        )

    @cached_property
    def deaths(self) -> pd.DataFrame:
        """The deaths series: from single records where they are complete, else as published."""
        published = self.held["deaths"].frame
        if not self.record_months:
            return published
        held = {(pd.Timestamp(m), r) for m, r in self.record_months}
        cells = zip(published["month"], published["route"], strict=True)
        rest = published[[cell not in held for cell in cells]]
        together = pd.concat([rest, self.record_deaths], ignore_index=True)
        return together.sort_values(["month", "route"], kind="stable").reset_index(drop=True)

    @cached_property
    def reporting_curve(self) -> completeness.Curve:
        """How much of a month's deaths is known after so many months; see `completeness`.

        Learned from the whole records that the leading source gave over time: one edition for
        each month in which the publisher spoke. It takes a moment where there are many.
        """
        complete = [e for e in self.past if e.source == self._leading.source and e.complete]
        by_month = {_said_in(e): e for e in complete}
        newest = list(by_month.values())[-MAX_PAST:]
        return completeness.reporting_curve([_readable(e) for e in newest])

    @cached_property
    def deaths_tail(self) -> frozenset[tuple[dt.date, str]]:
        """The months and routes whose deaths are incomplete, by the reporting curve."""
        return completeness.tail_of(self.reporting_curve, self.deaths)

    @property
    def completeness_sentence(self) -> str:
        """Which months are incomplete, and how that is known; or why it is not."""
        return completeness.tail_sentence(self.reporting_curve, self.deaths_tail)

    @cached_property
    def records_beside_series(self) -> pd.DataFrame:
        """The series from records beside the published one; see `layers.analysis.records.beside`."""
        leading = self.incidents[~self.contributed]
        counted = records.deaths_from_records(leading, self.record_months, self._leading.source)
        return records.beside(
            counted,
            self.held["deaths"].frame,
            self.held["deaths_exclusions"].frame,
            self.note_meanings,
            leading,
            self.record_months,
        )

    @cached_property
    def note_meanings(self) -> dict[str, str]:
        """The meaning of each note code."""
        codes = self.held["note_codes"].frame
        return dict(zip(codes["note_code"], codes["meaning"], strict=True))

    @cached_property
    def sources(self) -> dict[str, dict[str, str]]:
        """The sources by key, those of recorded editions too; absent cells are empty."""
        table = self.held["sources"].frame.set_index("source").fillna("")
        out = {
            str(key): {str(name): str(cell) for name, cell in row.items()}
            for key, row in table.to_dict("index").items()
        }
        for edition in (e for h in self.held.values() for e in h.editions):
            origin = edition.origin
            if edition.edition_id.startswith("packaged") or edition.source in out:
                continue
            out[edition.source] = {
                "publisher": origin.publisher,
                "title": origin.title,
                "url": origin.url,
                "licence": ", ".join(name for name, _ in origin.licences),
                "as_of": origin.as_of.isoformat() if origin.as_of else "",
                "note": " ".join(origin.doubts),
            }
        return out

    @cached_property
    def source_dates(self) -> dict[str, str]:
        """When each source was read: an ISO day, or a month where only that is known."""
        return {k: v["as_of"] for k, v in self.sources.items() if v["as_of"]}

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Every published figure beside ours."""
        claims = self.held["published_figures"].frame
        return compare(claims, self.crossings, self.deaths)

    @cached_property
    def months(self) -> list[dt.date]:
        """Every month from the first to the last that a series or an incident lies in."""
        columns = [
            self.crossings["month"],
            self.deaths["month"],
        ]
        first = min(c.min() for c in columns)
        last = max(c.max() for c in columns)
        return [m.date() for m in pd.date_range(first, last, freq="MS")]

    @cached_property
    def last_whole_month(self) -> dt.date:
        """The newest month for which both series are complete; presets end with it."""
        deaths = self.deaths
        over = deaths.loc[~aggregate.unfinished_months(deaths), "month"].max()
        moved = self.crossings
        sea = moved[(moved["measure"] == "arrival_sea") & (moved["status"] != "partial")]
        return min(over, sea.loc[sea["persons"].notna(), "month"].max()).date()
