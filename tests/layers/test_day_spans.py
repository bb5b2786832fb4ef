"""The days that a row of any layer speaks of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from layers.following import day_spans
from layers.registry import LAYERS

Frames = Callable[..., pd.DataFrame]
SQUARE = box(12, 34, 13, 35)


@pytest.mark.parametrize(
    ("layer", "row", "first", "last"),
    [
        ("incidents", {"occurred_on": "2018-05-01"}, "2018-05-01", "2018-05-01"),
        ("incidents", {"occurred_on": ""}, "NaT", "NaT"),
        ("crossings", {"month": "2016-02"}, "2016-02-01", "2016-02-29"),
        ("deaths", {"month": "2018-12"}, "2018-12-01", "2018-12-31"),
        ("events", {"starts_on": "2017-07", "ends_on": ""}, "2017-07-01", "2017-07-31"),
        ("events", {"starts_on": "2017-07-03", "ends_on": "2017-09"}, "2017-07-03", "2017-09-30"),
        (
            "search_and_rescue_regions",
            {"valid_from": "2017-12-14", "valid_to": "", "geometry": SQUARE},
            "2017-12-14",
            "9999-12-31",
        ),
        (
            "search_and_rescue_regions",
            {"valid_from": "", "valid_to": "2018-06-30", "geometry": SQUARE},
            "0001-01-01",
            "2018-06-30",
        ),
    ],
)
def test_a_row_speaks_of_its_day_its_month_or_its_span(
    frame: Frames, layer: str, row: dict[str, Any], first: str, last: str
) -> None:
    spans = day_spans(LAYERS[layer], frame(layer, row))
    assert spans is not None
    assert [str(days[0].astype("datetime64[D]")) for days in spans] == [first, last]


def test_a_layer_without_dates_says_so(frame: Frames) -> None:
    assert day_spans(LAYERS["note_codes"], frame("note_codes")) is None


def test_a_year_lasts_from_new_year_to_its_last_day() -> None:
    years = pd.DataFrame({"year": pd.array([2014, 2016], dtype="Int64")})
    spans = day_spans(LAYERS["arrivals_annual"], years)
    assert spans is not None
    assert spans[0].tolist() == np.array(["2014-01-01", "2016-01-01"], "datetime64[D]").tolist()
    assert spans[1].tolist() == np.array(["2014-12-31", "2016-12-31"], "datetime64[D]").tolist()
