"""Every layer as held on one date and seen with one clearance."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import geopandas as gpd
import pandas as pd

from geodata.store import Held
from layers import aggregate, filters
from layers.analysis.reconciliation import Comparison, compare
from layers.filters import IncidentIndex
from layers.handling import MARK_NAMES, Clearance


@dataclass(frozen=True)
class Holdings:
    """Every layer as held on one date and seen with one clearance; shared, never changed.

    `withheld` counts incidents that their mark hides. `warnings` are sentences to the reader.
    `key` names the editions: equal keys, equal frames.
    """

    held: Mapping[str, Held]
    clearance: Clearance
    warnings: tuple[str, ...]

    def frame(self, layer: str) -> pd.DataFrame:
        """The frame of a layer, reduced to what the clearance allows."""
        return self.incidents if layer == "incidents" else self.held[layer].frame

    @cached_property
    def key(self) -> str:
        """A digest of all editions and the clearance."""
        names = [f"{n}={','.join(e.edition_id for e in h.editions)}" for n, h in self.held.items()]
        text = ";".join([*names, str(self.clearance)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def incidents(self) -> gpd.GeoDataFrame:
        """The incidents that may be seen, by route, then date."""
        frame = cast("gpd.GeoDataFrame", self.held["incidents"].frame)
        allowed = frame["mark"].isin(MARK_NAMES[: self.clearance.up_to + 1])
        return filters.sorted_incidents(frame[allowed & (frame["status"] == "published")])

    @cached_property
    def withheld(self) -> int:
        """How many published incidents the clearance hides."""
        frame = self.held["incidents"].frame
        return int((frame["status"] == "published").sum()) - len(self.incidents)

    @cached_property
    def index(self) -> IncidentIndex:
        """The arrays that filters read; one row per incident."""
        return filters.index_incidents(self.incidents, self.claims)

    @property
    def claims(self) -> gpd.GeoDataFrame:
        """The search-and-rescue claims, all validities."""
        return cast("gpd.GeoDataFrame", self.held["search_and_rescue_regions"].frame)

    @cached_property
    def crossings(self) -> pd.DataFrame:
        """Monthly crossings with a row for every expected month, known or not."""
        return aggregate.complete_crossings(self.held["crossings"].frame)

    @cached_property
    def note_meanings(self) -> dict[str, str]:
        """The meaning of each note code."""
        codes = self.held["note_codes"].frame
        return dict(zip(codes["note_code"], codes["meaning"], strict=True))

    @cached_property
    def sources(self) -> dict[str, dict[str, str]]:
        """The sources table by key; absent cells are empty."""
        table = self.held["sources"].frame.set_index("source").fillna("")
        return {
            str(key): {str(name): str(cell) for name, cell in row.items()}
            for key, row in table.to_dict("index").items()
        }

    @cached_property
    def source_dates(self) -> dict[str, str]:
        """When each source was read: an ISO day, or a month where only that is known."""
        return {k: v["as_of"] for k, v in self.sources.items() if v["as_of"]}

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Every published figure beside ours."""
        claims = self.held["published_figures"].frame
        return compare(claims, self.crossings, self.held["deaths"].frame)

    @cached_property
    def months(self) -> list[dt.date]:
        """Every month from the first to the last that a series or an incident lies in."""
        columns = [
            self.held["crossings"].frame["month"],
            self.held["deaths"].frame["month"],
        ]
        first = min(c.min() for c in columns)
        last = max(c.max() for c in columns)
        return [m.date() for m in pd.date_range(first, last, freq="MS")]

    @cached_property
    def last_whole_month(self) -> dt.date:
        """The newest month for which both series are complete; presets end with it."""
        deaths = self.held["deaths"].frame
        over = deaths.loc[~aggregate.unfinished_months(deaths), "month"].max()
        moved = self.held["crossings"].frame
        sea = moved[(moved["measure"] == "arrival_sea") & (moved["status"] != "partial")]
        return min(over, sea.loc[sea["persons"].notna(), "month"].max()).date()
