"""What the uncertainty of positions does to a drawn area: who could be in it, who out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.areas import area_words, bounds, contains, distance_to_limit_km
from layers.filters import IncidentIndex, select_incidents
from layers.selection import Selection


@dataclass(frozen=True)
class AreaDoubt:
    """How many incidents of a selection a drawn area holds, and how sure that is.

    `inside` lie in it by their position. `could_leave` of them could lie outside: their limit is
    not farther off than their position may be wrong. `could_enter` lie outside and could lie
    inside. `unsure` lie outside, and nobody says how far off their position may be.
    """

    inside: int
    could_leave: int
    could_enter: int
    unsure: int


def area_doubt(
    index: IncidentIndex, selection: Selection, uncertainty_km: npt.NDArray[np.float32]
) -> AreaDoubt:
    """The doubt about the area of a selection, over the incidents that its other filters leave.

    Args:
        index: the incidents.
        selection: one with an area.
        uncertainty_km: the radius within which each incident is believed to lie; NaN is unknown.

    Raises:
        ValueError: if the selection has no area.
    """
    area = selection.area
    if area is None:
        raise ValueError("the selection has no area; there is no doubt to tell of")
    others = select_incidents(index, selection.but(area=None)).rows & index.located
    reaches = uncertainty_km[others]
    unknown = int(np.count_nonzero(np.isnan(reaches)))
    west, south, east, north = bounds(area, float(np.nanmax(reaches, initial=0.0)))
    close = others & (index.longitude >= west) & (index.longitude <= east)
    close &= (index.latitude >= south) & (index.latitude <= north)
    rows = np.flatnonzero(close)
    longitude, latitude = index.longitude[rows], index.latitude[rows]
    reach = uncertainty_km[rows]
    held = contains(area, longitude, latitude)
    # A comparison with NaN is false: an unknown uncertainty moves nothing over the limit.
    near = distance_to_limit_km(area, longitude, latitude) <= reach
    return AreaDoubt(
        inside=int(np.count_nonzero(held)),
        could_leave=int(np.count_nonzero(held & near)),
        could_enter=int(np.count_nonzero(~held & near)),
        unsure=unknown - int(np.count_nonzero(held & np.isnan(reach))),
    )


def area_sentence(
    index: IncidentIndex, selection: Selection, uncertainty_km: npt.NDArray[np.float32]
) -> str:
    """That an area is on, how large it is, and what the uncertainty of positions does to it."""
    if selection.area is None:
        return ""
    doubt = area_doubt(index, selection, uncertainty_km)
    could = (
        f"By the uncertainty of their positions {_of(doubt.could_leave, doubt.inside)} could lie "
        f"outside, and {_further(doubt.could_enter)} could lie inside."
    )
    unsure = f" Of {doubt.unsure:,} outside nobody says how exact they are." if doubt.unsure else ""
    return f"Only incidents {area_words(selection.area)} are shown. {could}{unsure}"


def _of(number: int, whole: int) -> str:
    return f"{number:,} of the {whole:,} inside" if number else f"none of the {whole:,} inside"


def _further(number: int) -> str:
    return f"{number:,} further" if number else "no further one"
