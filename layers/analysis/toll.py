"""How many incidents there are among some rows, and how many people in them, as far as known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Toll:
    """Incidents and people in them; a sum that lacks unknown figures is a minimum.

    Attributes:
        dead_unknown: incidents without a figure of the dead.
        missing_unknown: incidents without a figure of the missing.
        largest: dead and missing of the largest incident, as far as known; None where no
            incident has a figure.
    """

    incidents: int
    dead: int
    missing: int
    dead_unknown: int
    missing_unknown: int
    largest: int | None

    @property
    def people(self) -> int:
        """Dead and missing, as far as known."""
        return self.dead + self.missing

    @property
    def is_minimum(self) -> bool:
        """Whether a figure is missing from the sum of dead and missing."""
        return bool(self.dead_unknown or self.missing_unknown)

    @property
    def dead_known(self) -> int | None:
        """The dead; None where there are incidents and no figure of any."""
        return self.dead if not self.incidents or self.dead_unknown < self.incidents else None

    @property
    def missing_known(self) -> int | None:
        """The missing, in the same way."""
        known = not self.incidents or self.missing_unknown < self.incidents
        return self.missing if known else None

    def as_json(self) -> dict[str, Any]:
        """Plain values; a sum is null where no figure is known, and a minimum where some lack."""
        return asdict(self) | {"dead": self.dead_known, "missing": self.missing_known}


def teller(incidents: pd.DataFrame) -> Callable[[Flags], Toll]:
    """A function that tells the toll of those rows of `incidents` that a mask marks."""
    dead, missing = numbers(incidents["dead_count"]), numbers(incidents["missing_count"])
    people = people_of(dead, missing)

    def toll(rows: Flags) -> Toll:
        known = people[rows & ~np.isnan(people)]
        return Toll(
            incidents=int(rows.sum()),
            dead=int(np.nansum(dead[rows])),
            missing=int(np.nansum(missing[rows])),
            dead_unknown=int(np.isnan(dead[rows]).sum()),
            missing_unknown=int(np.isnan(missing[rows]).sum()),
            largest=int(known.max()) if len(known) else None,
        )

    return toll


def people_of(dead: Floats, missing: Floats) -> Floats:
    """Dead and missing of each row as far as known; NaN where neither is."""
    people = np.nan_to_num(dead) + np.nan_to_num(missing)
    people[np.isnan(dead) & np.isnan(missing)] = np.nan
    return people


def numbers(column: pd.Series) -> Floats:
    """The values of a nullable column; NaN where unknown."""
    return column.to_numpy(dtype="float64", na_value=np.nan)
