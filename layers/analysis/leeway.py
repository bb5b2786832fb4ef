"""How fast wind drives an object through the water: published leeway, with its standard errors.

Leeway has a part along the wind and a part across it, each a straight line of the wind's speed at
10 m. Breivik and Allen 2008, doi:10.1016/j.jmarsys.2007.02.010; the measurements are those of
Allen and Plourde 1999 (USCG CG-D-08-99), Allen 2005 (CG-D-05-05) and later ones in the same form
(Breivik et al. 2011, doi:10.1016/j.apor.2011.01.005).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from layers.errors import DriftRefused, LayersError

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """One part of the leeway, in cm/s, as a line of the wind's speed in m/s."""

    slope_percent: float
    offset_cm_s: float
    error_cm_s: float

    def __post_init__(self) -> None:
        """Refuse what no regression can have."""
        if not all(math.isfinite(v) for v in astuple(self)) or self.error_cm_s < 0:
            raise LayersError(
                f"{self!r} is no leeway: a slope, an offset and a standard error not below 0."
            )

    def at(self, wind_ms: float, error_cm_s: float = 0.0) -> float:
        """The leeway in cm/s in a wind, with one error of the line shared by slope and offset.

        (a + e/20) W + (b + e/2): at 10 m/s the error is whole, in a calm half, at 20 m/s half as
        large again. Breivik and Allen 2008.
        """
        return (self.slope_percent + error_cm_s / 20) * wind_ms + (
            self.offset_cm_s + error_cm_s / 2
        )


@dataclass(frozen=True)
class LeewayClass:
    """A kind of drifting object: its leeway along the wind, and to the right or left of it.

    Leeway to the right of where the wind blows to is positive, to the left negative.
    """

    class_id: str
    name: str
    family: str
    downwind: Regression
    right: Regression
    left: Regression
    in_mixture: bool = False

    def __post_init__(self) -> None:
        """Refuse a class that would drift into the wind."""
        if self.downwind.slope_percent < 0:
            raise LayersError(
                f"The class {self.class_id!r} drifts into the wind "
                f"({self.downwind.slope_percent} %); its downwind slope is never below 0."
            )


@dataclass(frozen=True)
class Leeway:
    """Leeway of every member in m/s: along the wind, and across it on either side of the wind."""

    downwind: Numbers
    right: Numbers
    left: Numbers


def chosen_classes(classes: Sequence[LeewayClass], class_id: str | None) -> tuple[LeewayClass, ...]:
    """The class of an id; the classes of the mixture where the object is unknown.

    Raises:
        DriftRefused: quoting an id that no class has, and listing those there are.
    """
    if class_id is None:
        mixture = tuple(c for c in classes if c.in_mixture)
        if not mixture:
            raise LayersError("No leeway class is marked as part of the mixture.")
        return mixture
    found = tuple(c for c in classes if c.class_id == class_id)
    if not found:
        known = ", ".join(c.class_id for c in classes)
        raise DriftRefused("object class", class_id, f"the classes are {known}")
    return found


def drawn_leeway(
    classes: Sequence[LeewayClass],
    wind_ms: Numbers,
    rng: np.random.Generator,
    *,
    with_errors: bool = True,
) -> Leeway:
    """The leeway of every member; the classes take turns, so that each has an equal share.

    One standard normal number a member for the part along the wind and one for the part across
    it, times the published standard error, shift slope and offset as in `Regression.at`. A number
    that would make the downwind slope negative is drawn again, as in OpenDrift. In a calm there
    is no leeway: it would have no direction.
    """
    table = np.array([[astuple(c.downwind), astuple(c.right), astuple(c.left)] for c in classes])
    slope, offset, error = np.moveaxis(table[np.arange(len(wind_ms)) % len(classes)], 2, 0)
    drawn = np.zeros_like(slope)
    if with_errors:
        drawn[:, 0] = error[:, 0] * rng.standard_normal(len(wind_ms))
        drawn[:, 1:] = error[:, 1:] * rng.standard_normal(len(wind_ms))[:, np.newaxis]
        while (against := slope[:, 0] + drawn[:, 0] / 20 < 0).any():
            drawn[against, 0] = error[against, 0] * rng.standard_normal(int(against.sum()))
    cm_s = (slope + drawn / 20) * wind_ms[:, np.newaxis] + offset + drawn / 2
    cm_s[wind_ms == 0] = 0
    downwind, right, left = cm_s.T / 100
    return Leeway(downwind, right, left)
