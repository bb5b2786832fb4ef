"""How the headline numbers depend on how well the incidents behind them are sourced.

The tolls are those of single incidents. Arrivals and interceptions come from authorities and have no
such mark. A death rate can follow the mark only in months of which the incidents held are the whole
record: elsewhere its deaths are monthly totals, which say nothing of their sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.analysis.rates import Rate, death_rate
from layers.analysis.records import Cell, Covered, deaths_from_records
from layers.filters import IncidentIndex, select_incidents, select_months
from layers.selection import Selection

QUALITIES = (0, 1, 2, 3, 4, 5)
NO_RECORD = (
    "not enough data: the incidents held are not the whole record of any chosen month, so that no "
    "death rate can be taken from them"
)


@dataclass(frozen=True)
class AtQuality:
    """The recorded incidents with a source quality of at least `quality`; 0 is any, or unknown.

    Attributes:
        quality: the least source quality.
        incidents: how many there are.
        dead: bodies found; None where no incident has a figure.
        missing: presumed dead; None where no incident has a figure.
        dead_unknown: how many incidents have no figure of bodies.
        missing_unknown: how many have no figure of missing.
        unknown: how many lack either.
    """

    quality: int
    incidents: int
    dead: int | None
    missing: int | None
    dead_unknown: int
    missing_unknown: int
    unknown: int

    @property
    def dead_and_missing(self) -> int | None:
        """Bodies and persons presumed dead, as far as known; None where neither is."""
        known = [n for n in (self.dead, self.missing) if n is not None]
        return sum(known) if known else None


def by_quality(index: IncidentIndex, selection: Selection) -> list[AtQuality]:
    """The toll of a selection at each source quality, from single incidents.

    Args:
        index: the arrays of the incidents.
        selection: what a reader chose; its own source quality is left out of account.
    """
    out = []
    for quality in QUALITIES:
        rows = select_incidents(index, selection.but(min_source_quality=quality)).rows
        dead, missing = index.dead[rows], index.missing[rows]
        out.append(
            AtQuality(
                quality=quality,
                incidents=int(np.count_nonzero(rows)),
                dead=_known_sum(dead),
                missing=_known_sum(missing),
                dead_unknown=int(np.count_nonzero(np.isnan(dead))),
                missing_unknown=int(np.count_nonzero(np.isnan(missing))),
                unknown=int(np.count_nonzero(np.isnan(dead) | np.isnan(missing))),
            )
        )
    return out


def _known_sum(persons: npt.NDArray[np.float32]) -> int | None:
    known = persons[~np.isnan(persons)]
    if not len(known):
        # Of no incident the sum is none; of incidents without a figure it is unknown.
        return None if len(persons) else 0
    return int(known.astype("float64").sum())


def rates_by_quality(
    crossings: pd.DataFrame,
    incidents: pd.DataFrame,
    covered: Mapping[Cell, Covered],
    selection: Selection,
) -> list[Rate]:
    """The death rate with the deaths of incidents of at least each source quality.

    Args:
        crossings: selected rows of `layers.aggregate.complete_crossings`.
        incidents: rows of the incidents layer that are counted, of any quality.
        covered: the months of each route of which they are the whole record.
        selection: what a reader chose; of its filters only period and routes are followed, as a
            denominator has no others.

    Returns:
        A rate for each of `QUALITIES`; none where no chosen month is covered.
    """
    quality = incidents["source_quality"].fillna(0).to_numpy(dtype="int64")
    out = []
    for least in QUALITIES if covered else ():
        deaths = deaths_from_records(incidents[quality >= least], covered, "")
        chosen = select_months(deaths, selection)
        if len(chosen):
            out.append(death_rate(crossings, chosen, selection.rate))
    return out
