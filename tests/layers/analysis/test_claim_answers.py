"""What an answer says in words: no more than is known, and no digit more than it is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import geopandas as gpd
import pytest
from shapely import box

from dashboard.picture import Pictures
from layers.analysis.claim_answers import AS_DECLARED, in_kilometres
from layers.analysis.responsibility import responsibility

Frames = Callable[..., gpd.GeoDataFrame]


@pytest.fixture
def pair(frame: Frames) -> gpd.GeoDataFrame:
    """Two registered claims with a limit at 1 degree east."""
    rows = [
        {"claim_id": "A", "state": "ITA", "geometry": box(0, 0, 1, 1)},
        {"claim_id": "B", "state": "MLT", "geometry": box(1, 0, 2, 1)},
    ]
    held = frame("search_and_rescue_regions", *rows)
    held["basis"], held["is_approximate"] = "IMO GISIS", False
    return held


def test_it_is_the_circle_that_comes_near_a_limit_and_not_the_position(
    pair: gpd.GeoDataFrame,
) -> None:
    # 0.99 degrees east lies 1.113 km from the limit.
    point = responsibility(pair, 0.9995, 0.5)
    assert point.sentence.startswith("The position is within 100 m of a limit, and the limits as ")
    circle = responsibility(pair, 0.99, 0.5, 1.1)
    assert circle.sentence.startswith("The circle of 1.1 km comes near a limit, and the limits as ")
    assert responsibility(pair, 0.99, 0.5, 1.2).sentence.startswith(
        "The circle of 1.2 km crosses a limit."
    )


@pytest.mark.parametrize(
    ("km", "said"),
    [
        (25, "25 km"),
        (12.5, "12.5 km"),
        (999.0, "999 km"),
        (400.0, "400 km"),
        (0.5, "0.5 km"),
        (5.54655, "about 5.5 km"),
        (0.0554655, "about 0.055 km"),
        (55.4655, "about 55 km"),
        (123.4567, "about 120 km"),
    ],
)
def test_a_radius_is_said_with_no_more_digits_than_it_is_worth(km: float, said: str) -> None:
    assert in_kilometres(km) == said


def test_the_verdict_is_not_said_again_in_the_sentence(pair: gpd.GeoDataFrame) -> None:
    found = responsibility(pair, 1.0, 0.5)
    assert found.verdict == "cannot tell"
    assert "annot tell" not in found.sentence


def test_no_recognition_is_said_once_whatever_the_answer(pair: gpd.GeoDataFrame) -> None:
    for longitude in (0.5, 1.0, 2.3, 30.0):
        assert responsibility(pair, longitude, 0.5).notes.count(AS_DECLARED) == 1


def test_a_distance_to_a_limit_is_in_whole_kilometres_unless_it_is_short(
    pair: gpd.GeoDataFrame,
) -> None:
    assert responsibility(pair, 0.5, 0.5).answers[0].limit_words == "55 km, inside"
    assert responsibility(pair, 0.95, 0.5).answers[0].limit_words == "5.6 km, inside"
    pair["basis"] = "FIR proxy"
    words = responsibility(pair, 0.9, 0.5).answers[0].limit_words
    assert words == "11 km, inside; the line is good to about 5 km"


def test_that_nobody_knows_since_when_is_said_in_the_sentence_of_a_day(
    pair: gpd.GeoDataFrame,
) -> None:
    pair["valid_from"] = [None, dt.date(2017, 12, 14)]
    pair = gpd.GeoDataFrame(pair.astype({"valid_from": "datetime64[s]"}))
    day = dt.date(2018, 1, 1)
    assert responsibility(pair, 0.5, 0.5, on=day).sentence == (
        "Italy claims this position; since when is not known."
    )
    assert "since" not in responsibility(pair, 1.5, 0.5, on=day).sentence
    both = responsibility(pair, 1.0, 0.5, on=day).sentence
    assert both.endswith("Candidates: Italy and Malta; since when is not known of Italy.")


def test_the_year_of_a_declaration_is_told_where_its_day_is_not_known(pictures: Pictures) -> None:
    (greece,) = responsibility(
        pictures.holdings().claim_index, 21.0, 36.2, on=dt.date(2020, 1, 1)
    ).answers
    assert (greece.claim_id, greece.valid_from, greece.declared_year) == ("GRC", None, 1975)
    assert greece.validity_words == "declared in 1975, the day is not known"
