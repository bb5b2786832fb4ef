"""How the headline numbers depend on how well the incidents behind them are sourced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.filters import IncidentIndex, select_incidents
from layers.selection import Selection

QUALITIES = (0, 1, 2, 3, 4, 5)


@dataclass(frozen=True)
class AtQuality:
    """The recorded incidents with a source quality of at least `quality`; 0 is any, or unknown."""

    quality: int
    incidents: int
    dead: int
    missing: int
    unknown: int

    @property
    def dead_and_missing(self) -> int:
        """Bodies and persons presumed dead."""
        return self.dead + self.missing


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
                dead=int(np.nansum(dead.astype("float64"))),
                missing=int(np.nansum(missing.astype("float64"))),
                unknown=int(np.count_nonzero(np.isnan(dead) | np.isnan(missing))),
            )
        )
    return out
