"""What the uncertainty of positions does to a drawn area is counted, and said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from layers.analysis.area_doubt import AreaDoubt, area_doubt, area_sentence
from layers.areas import read_area
from layers.filters import IncidentIndex, index_incidents, select_incidents, sorted_incidents
from layers.selection import Selection

Frames = Callable[..., pd.DataFrame]
SQUARE = read_area("polygon:12,35;13,35;13,36;12,36")


def world(frame: Frames, *rows: dict[str, Any]) -> tuple[IncidentIndex, Any]:
    incidents = sorted_incidents(frame("incidents", *rows))
    reach = incidents["position_uncertainty_km"].to_numpy(dtype="float32", na_value=np.nan)
    return index_incidents(incidents), reach


def at(longitude: float, latitude: float, km: object, **more: object) -> dict[str, Any]:
    return {"longitude": longitude, "latitude": latitude, "position_uncertainty_km": km, **more}


ROWS = (
    at(12.5, 35.5, 10),  # 45 km inside: surely in
    at(12.5, 35.05, 10),  # 5.5 km inside
    at(12.5, 34.95, 10),  # 5.5 km outside
    at(12.5, 34.5, 10),  # 55 km outside: surely out
    at(12.5, 34.5, 60),
    at(12.5, 34.9, ""),  # outside, and nobody says how exact
    {},  # without a position
    at(12.5, 34.95, 10, route="eastern"),
)


def test_who_could_leave_and_who_could_enter_is_counted(frame: Frames) -> None:
    index, reach = world(frame, *ROWS)
    selection = Selection(area=SQUARE, routes=("central",))
    assert area_doubt(index, selection, reach) == AreaDoubt(2, 1, 2, 1)
    assert area_sentence(index, selection, reach) == (
        "Only incidents inside the drawn polygon of 4 corners (10,100 km²) are shown. By the "
        "uncertainty of their positions 1 of the 2 inside could lie outside, and 2 further could "
        "lie inside. Of 1 outside nobody says how exact they are."
    )


def test_a_radius_of_nothing_is_plain_point_in_polygon(frame: Frames) -> None:
    index, reach = world(frame, *ROWS)
    doubt = area_doubt(index, Selection(area=SQUARE), np.zeros_like(reach))
    assert (doubt.could_leave, doubt.could_enter) == (0, 0)
    assert doubt.inside == select_incidents(index, Selection(area=SQUARE)).shown == 2


def test_the_other_filters_go_first(frame: Frames) -> None:
    index, reach = world(frame, *ROWS)
    assert area_doubt(index, Selection(area=SQUARE), reach).could_enter == 3
    assert area_doubt(index, Selection(area=SQUARE, routes=()), reach) == AreaDoubt(0, 0, 0, 0)


def test_without_an_area_there_is_nothing_to_say(frame: Frames) -> None:
    index, reach = world(frame, *ROWS)
    assert area_sentence(index, Selection(), reach) == ""
    with pytest.raises(ValueError, match="no area"):
        area_doubt(index, Selection(), reach)
