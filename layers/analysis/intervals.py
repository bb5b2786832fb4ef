"""How far a death toll could lie from what it is by the chance of which boats sink.

Deaths come in incidents: one shipwreck may hold a third of a year's deaths. So the incidents are
taken as the independent events (a compound Poisson process) and not the persons. The interval is
the gamma interval for a weighted sum of Poisson counts (Fay and Feuer 1997, Statistics in Medicine
16, 791-801, doi 10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#), where the
weight of an incident is its dead and missing. It needs the sum, the sum of squares and the largest
incident, which monthly series keep. Its upper end asks what one more incident as large as the
largest would do: a year without a great shipwreck says little against one.

Gamma quantiles are exact (SciPy's inverse of the incomplete gamma function) below the shape
`EXACT_BELOW`, where few incidents decide a toll. Above it they are those of Wilson and Hilferty
(1931, doi 10.1073/pnas.17.12.684), which lie within 0.06 % of the exact ones there (tested), so that
a page of many incidents, as a start of the server, reads no library of statistics.

Coverage measured by the simulation in ``tests/layers/analysis/test_intervals.py`` (130 incidents a
year, one in eight drawn from the incidents of 30 or more on the Central route, the others
log-normal): the nominal 95 % holds the true toll in 93 to 94 % of years; a log-normal interval
with the same standard error sqrt(sum d²) in 89 %, with Student's t in 91 %, Wilson's for a share
of persons in 12 %. At 20 incidents a year it is 87 %, at 10 about 80 %.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from layers.metrics import Band

LEVEL = 0.95
EXACT_BELOW = 20.0  # the sum squared over the sum of squares: about the number of equal incidents
# Below this number the measured coverage of a nominal 95 % nears 80 %: see the module's first words.
MIN_INCIDENTS = 20
# One incident with more than half of the deaths decides the toll: nothing is told by the others.
MAX_SHARE = 0.5
MEASURED_COVERAGE = 0.93
COVERAGE_SENTENCE = (
    f"In a simulation at the scale of a year on the Central route, {100 * MEASURED_COVERAGE:.0f} % of such "
    "bands held the true value (nominal 95 %); a band for single persons (Wilson) held it in 12 %."
)
SAMPLING_ONLY = "Sampling variation only; under-recording not included."
# Quoted, never used in a number of ours.
LITERATURE = (
    "Literature on what the records miss (not part of this number): Central Mediterranean "
    "2014-2025, 25,712 recorded against 30,426 to 39,172 estimated (95 % credible interval; "
    "arXiv 2603.19986)."
)

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """How the dead and missing are spread over incidents.

    `incidents` counts those with a known figure: one of which nobody knows the toll tells nothing
    of how tolls are spread. `people` leaves out `apart`: persons of records that cover many
    incidents, whose sizes nobody knows. `largest` is None where no incident has a figure.
    """

    people: int
    incidents: int
    squares: int
    largest: int | None
    apart: int = 0

    @property
    def largest_share(self) -> float | None:
        """The share of the deaths that the largest incident holds; None where none is known."""
        return self.largest / self.people if self.people and self.largest is not None else None


def spread_of_incidents(people: Iterable[float]) -> Spread:
    """The spread over single incidents, from the dead and missing of each; NaN is unknown."""
    sizes = np.asarray(list(people), dtype="float64")
    known = sizes[~np.isnan(sizes)].astype("int64")
    return Spread(
        people=int(known.sum()),
        incidents=int(np.count_nonzero(known)),
        squares=int((known**2).sum()),
        largest=int(known.max()) if len(known) else None,
    )


def gamma_bounds(
    people: npt.ArrayLike,
    squares: npt.ArrayLike,
    largest: npt.ArrayLike,
    level: float = LEVEL,
) -> tuple[Numbers, Numbers]:
    """The lower and the upper end of the interval for tolls.

    Args:
        people: the sums over incidents, all above 0.
        squares: the sums of the squared sizes.
        largest: the largest sizes.
        level: the nominal level, between 0 and 1.
    """
    total, second, top = (np.asarray(a, dtype="float64") for a in (people, squares, largest))
    one_more, second_more = total + top, second + top**2
    low = second / total * gamma_quantile(total**2 / second, (1 - level) / 2)
    high = second_more / one_more * gamma_quantile(one_more**2 / second_more, (1 + level) / 2)
    return low, high


def gamma_quantile(shape: npt.ArrayLike, share: float) -> Numbers:
    """The quantile of gamma variates of scale 1; exact below the shape `EXACT_BELOW`.

    Args:
        shape: the shape parameters, above 0.
        share: the probability below the quantile.
    """
    shapes = np.asarray(shape, dtype="float64")
    z = NormalDist().inv_cdf(share)
    root = 1 - 1 / (9 * shapes) + z / (3 * np.sqrt(shapes))
    quantiles = np.asarray(shapes * np.maximum(root, 0) ** 3)
    few = shapes < EXACT_BELOW
    if few.any():
        # A tenth of a second and 15 MB, which a page of many incidents need not pay.
        from scipy.special import gammaincinv  # noqa: PLC0415

        quantiles = np.where(few, gammaincinv(shapes, share), quantiles)
    return quantiles


def lacking(spread: Spread) -> str:
    """What is missing for a band, as a sentence; empty if nothing is."""
    if not spread.incidents or not spread.people:
        return "No band: not enough data, no incident with a known toll."
    if spread.incidents < MIN_INCIDENTS:
        return (
            f"No band: not enough data, {spread.incidents} "
            f"incident{'' if spread.incidents == 1 else 's'}; at least {MIN_INCIDENTS} are needed."
        )
    share = spread.largest_share
    if share is None or not spread.squares:
        return "No band: not enough data, the sizes of the incidents are not known."
    if share > MAX_SHARE:
        return (
            f"No band: not enough data, one incident holds {100 * share:.0f} % of the deaths; at most "
            f"{100 * MAX_SHARE:.0f} % are allowed."
        )
    return ""


def toll_band(spread: Spread, level: float = LEVEL) -> Band | None:
    """The band of a toll in persons; None where something is `lacking`.

    Persons of records that cover many incidents are in both ends as they are.
    """
    share = spread.largest_share
    if lacking(spread) or spread.largest is None or share is None:
        return None
    low, high = gamma_bounds(spread.people, spread.squares, spread.largest, level)
    ends = float(low) + spread.apart, float(high) + spread.apart
    return Band(*ends, level, spread.incidents, share, _words(spread, share))


def _words(spread: Spread, share: float) -> str:
    words = [
        SAMPLING_ONLY,
        f"{spread.incidents:,} incidents, taken as independent; the largest holds {100 * share:.0f} % of "
        "their deaths.",
    ]
    if spread.apart:
        words.append(
            f"{spread.apart:,} persons of records that cover many incidents are in the number; "
            "the band does not vary them."
        )
    return " ".join(words)
