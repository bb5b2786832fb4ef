"""An area is honoured as it was drawn, or refused with what is wrong with it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers import areas
from layers.areas import (
    MOST_CORNERS,
    Area,
    Circle,
    Polygon,
    area_words,
    bounds,
    contains,
    distance_to_limit_km,
    outline,
    position_words,
    read_area,
    size_km2,
    size_words,
    three_figures,
)
from layers.errors import AreaRefused, SelectionError

GEOD = Geod(ellps="WGS84")
LONGITUDES, LATITUDES = st.floats(-5.9, 36), st.floats(30.1, 46)


@st.composite
def circles(draw: st.DrawFn) -> Circle:
    return Circle(draw(LONGITUDES), draw(LATITUDES), draw(st.floats(0.1, 500)))


@st.composite
def polygons(draw: st.DrawFn) -> Polygon:
    """A star around a place: whatever the reaches, its outline does not cross itself."""
    count = draw(st.integers(3, 20))
    reaches = draw(st.lists(st.floats(0.1, 3), min_size=count, max_size=count))
    x, y = draw(st.floats(0, 30)), draw(st.floats(34, 42))
    turns = [2 * math.pi * k / count for k in range(count)]
    corners = [(x + r * math.cos(t), y + r * math.sin(t)) for r, t in zip(reaches, turns,
                                                                           strict=True)]  # fmt: skip
    return Polygon(tuple(corners))


def holds(area: Area, *places: tuple[float, float]) -> list[bool]:
    east, north = np.array(places, dtype="float64").T
    return [bool(v) for v in contains(area, east, north)]


@given(circles() | polygons())
def test_an_area_is_read_back_from_its_text(area: Area) -> None:
    assert read_area(str(area)) == area
    assert str(read_area(str(area))) == str(area)
    assert len(str(area)) < 4000


@given(polygons(), st.integers(0, 19), st.booleans(), st.booleans())
def test_one_outline_is_one_area_wherever_and_whichever_way_it_was_begun(
    area: Polygon, first: int, is_turned: bool, is_closed: bool
) -> None:
    first %= len(area.corners)
    corners = [*area.corners[first:], *area.corners[:first]]
    corners = corners[::-1] if is_turned else corners
    again = Polygon(tuple([*corners, corners[0]] if is_closed else corners))
    assert again == area
    assert hash(again) == hash(area)
    assert str(again) == str(area)


def test_finer_degrees_than_a_metre_are_rounded_to_it() -> None:
    assert str(Circle(12.123456789, 35.0000049, 50.00049)) == "circle:12.12346,35,50"
    assert Circle(-0.000001, 36, 5) == Circle(0.000001, 36, 5)


def test_spaces_and_capitals_do_not_matter() -> None:
    assert read_area(" Circle: 12.6, 35.5 , 50 ") == Circle(12.6, 35.5, 50)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("", ["''", "circle:longitude,latitude,kilometres"]),
        ("square:1,2", ["'square:1,2'"]),
        ("circle:", ["''", "not a number"]),
        ("circle:12.6,35.5", ["'12.6,35.5' has 2 numbers"]),
        ("circle:12.6,35.5,50,1", ["has 4 numbers"]),
        ("circle:nan,35.5,50", ["'nan' is not a number"]),
        ("circle:12.6,35.5,inf", ["'inf' is not a number"]),
        ("circle:12.6,35.5,1e2", ["'1e2' is not a number"]),
        ("circle:12,6,35,5,50", ["has 5 numbers"]),
        ("circle:12.6,91,50", ["latitude 91", "-90 to 90"]),
        ("circle:12.6,-90.5,50", ["latitude -90.5"]),
        ("circle:190,35,50", ["longitude 190", "date line"]),
        ("circle:35.5,12.6,50", ["35.5,12.6", "looks swapped", "12.6,35.5"]),
        ("circle:28,-15,50", ["28,-15", "looks swapped", "-15,28"]),
        ("circle:12.6,5,50", ["12.6,5", "lies off the map", "-22 to 43"]),
        ("circle:-140,35,50", ["-140,35", "lies off the map"]),
        ("circle:12.6,35.5,0", ["radius 0 km", "0.1 to 500"]),
        ("circle:12.6,35.5,-5", ["radius -5 km"]),
        ("circle:12.6,35.5,1000", ["radius 1000 km", "0.1 to 500"]),
        ("polygon:", ["0 different corners", "at least 3"]),
        ("polygon:12,35;13,35", ["2 different corners"]),
        ("polygon:12,35;13,35;12,35", ["2 different corners"]),
        ("polygon:12,35;13,35;14", ["'14' has 1 numbers", "longitude, latitude"]),
        ("polygon:12,35;13,35;14,91", ["latitude 91"]),
        ("polygon:12,35;13,35;14,35", ["3 corners holds no area"]),
        ("polygon:12,35;12.0001,35;12,35.0001", ["holds no area", "0.01 km²"]),
        ("polygon:12,35;13,36;13,35;12,36", ["crosses or touches itself", "N 012° 30.0′ E"]),
        ("polygon:12,35;14,35;14,36;13,35;12,36", ["crosses or touches itself at 35° 00.0′ N"]),
        ("polygon:179,35;-179,35;-179,36", ["-179 to 179", "date line"]),
        ("polygon:35.1,12.2;35.9,12.2;35.9,13", ["looks swapped", "12.2,35.1"]),
        ("polygon:" + "x" * 5_000, ["5,008 characters"]),
        ("polygon:" + ";".join(f"{k / 10},{35 + k % 2}" for k in range(101)), ["101 corners"]),
        ("polygon:" + "12,35;" * 300, ["300 corners", str(MOST_CORNERS)]),
    ],
    ids=lambda v: str(v)[:40],
)  # fmt: skip
def test_what_cannot_be_an_area_is_refused_and_quoted(text: str, quotes: list[str]) -> None:
    with pytest.raises(AreaRefused) as caught:
        read_area(text)
    said = str(caught.value)
    for quote in quotes:
        assert quote in said
    assert said.startswith("area: ")
    assert said.endswith(".")
    assert len(said) < 300


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "50", None])
def test_a_number_that_is_none_is_refused_on_construction(value: object) -> None:
    with pytest.raises(AreaRefused, match="not a number"):
        Circle(12.6, 35.5, value)  # type: ignore[arg-type]
    with pytest.raises(AreaRefused, match="not a number"):
        Polygon(((12, 35), (13, 35), (value, 36)))  # type: ignore[arg-type]


@given(st.text(max_size=60) | st.text("circlepoyn:;,.-0123456789 ", max_size=80))
def test_any_text_is_an_area_or_refused(text: str) -> None:
    try:
        found: object = read_area(text)
    except SelectionError as error:
        found = error.field
    assert isinstance(found, Circle | Polygon) or found == "area"


@given(circles(), st.floats(0, 360), st.floats(0, 1.9))
def test_a_circle_holds_what_the_geodesic_reaches(
    circle: Circle, bearing: float, share: float
) -> None:
    metres = circle.radius_km * 1000 * share
    east, north, _ = GEOD.fwd(circle.longitude, circle.latitude, bearing, metres)
    if abs(share - 1) > 1e-6:
        assert holds(circle, (east, north)) == [share < 1]


def test_the_rim_of_a_circle_is_inside() -> None:
    circle = Circle(12.6, 35.5, 50)
    rim = outline(circle)[:-1]
    assert holds(circle, *rim) == [True] * len(rim)
    assert holds(circle, (math.nan, math.nan), (12.6, math.nan)) == [False, False]


def test_the_limits_of_a_polygon_are_inside() -> None:
    square = read_area("polygon:12,35;13,35;13,36;12,36")
    assert holds(square, (12, 35), (12.5, 35), (13, 35.5), (12.5, 35.5)) == [True] * 4
    assert holds(square, (11.99999, 35.5), (12.5, 36.00001), (math.nan, 35.5)) == [False] * 3


def test_an_edge_of_a_polygon_is_straight_on_the_map_and_not_a_great_circle() -> None:
    wide = read_area("polygon:0,36;20,36;20,38;0,38")
    # The geodesic between the southern corners runs north of the parallel that the map draws.
    assert max(y for _, y in GEOD.npts(0, 36, 20, 36, 9)) > 36.4
    assert holds(wide, (10, 36.1), (10, 35.99), (10, 38.1)) == [True, False, False]
    slope = read_area("polygon:0,30;20,44;0,44")
    # Halfway up in Mercator, which is not halfway in degrees: 37.32 and not 37.
    assert holds(slope, (10, 37.3), (10, 37.35)) == [False, True]


@given(polygons(), st.lists(st.tuples(st.floats(-4, 34), st.floats(31, 45)), min_size=1))
def test_what_lies_in_a_polygon_lies_in_its_box(
    area: Polygon, places: list[tuple[float, float]]
) -> None:
    west, north = min(x for x, _ in area.corners), max(y for _, y in area.corners)
    for (x, y), held in zip(places, holds(area, *places), strict=True):
        assert not held or (x >= west and y <= north)


def test_the_distance_from_a_limit_is_geodesic_on_both_sides_of_it() -> None:
    square = read_area("polygon:12,35;13,35;13,36;12,36")
    south = GEOD.inv(12.5, 34.5, 12.5, 35)[2] / 1000
    corner = GEOD.inv(13.5, 36.5, 13, 36)[2] / 1000
    east, north = np.array([12.5, 13.5, 12.5, math.nan]), np.array([34.5, 36.5, 35.2, 35])
    found = distance_to_limit_km(square, east, north)
    inside = GEOD.inv(12.5, 35.2, 12.5, 35)[2] / 1000
    assert found[:3] == pytest.approx([south, corner, inside], rel=1e-4)
    assert math.isnan(found[3])
    ring = distance_to_limit_km(Circle(12.5, 35, 20), np.array([12.5]), np.array([34.5]))
    assert ring[0] == pytest.approx(south - 20)


def nearest_km(area: Polygon, longitude: float, latitude: float) -> float:
    """The shortest of the geodesics to places every 500 metres along the outline."""
    ring = shapely.segmentize(areas._drawn(area.corners).exterior, 0.005)
    x, y = shapely.get_coordinates(ring).T
    y = np.degrees(np.arctan(np.sinh(np.radians(y))))
    return (
        float(GEOD.inv(np.full(len(x), longitude), np.full(len(x), latitude), x, y)[2].min()) / 1000
    )


@pytest.mark.parametrize(
    ("corners", "place"),
    [
        # Equally far in the plane of the map; the northern edge is nearer by some per cent.
        ("0,40;20,40;20,43.38;0,43.38", (10, 41.71)),
        ("0,40;20,40;20,43.4;0,43.4", (10, 41.7)),
        ("8,30;12,30;12,47;8,47", (10, 38)),
        ("0,35;9,41;2,44", (4, 41.5)),
    ],
)
def test_of_edges_on_all_sides_the_nearest_by_geodesic_counts(
    corners: str, place: tuple[float, float]
) -> None:
    area = read_area(f"polygon:{corners}")
    x, y = place
    found = distance_to_limit_km(area, np.array([x]), np.array([y]))[0]
    assert 100 < found < 200
    assert found == pytest.approx(nearest_km(area, x, y), rel=1e-3)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(polygons(), st.floats(-6, 36), st.floats(30, 46))
def test_a_distance_is_the_shortest_to_a_thousandth_within_200_km(
    area: Polygon, longitude: float, latitude: float
) -> None:
    found = distance_to_limit_km(area, np.array([longitude]), np.array([latitude]))[0]
    if 5 < found <= 200:
        assert found == pytest.approx(nearest_km(area, longitude, latitude), rel=1e-3)


def test_the_size_is_geodesic() -> None:
    assert size_km2(Circle(12.6, 35.5, 50)) == pytest.approx(math.pi * 2500, rel=1e-3)
    square = read_area("polygon:12,35;13,35;13,36;12,36")
    # One degree each way at 35.5° N, from the ellipsoid's radii: 90.70 km by 110.95 km.
    assert size_km2(square) == pytest.approx(10_064, rel=1e-3)


def test_the_words_say_no_more_figures_than_a_hand_can_draw() -> None:
    circle = Circle(12.6, 35.5, 50)
    assert size_words(circle) == "27 nm radius"
    assert area_words(circle) == "within 27 nm (50 km) of 35° 30.0′ N 012° 36.0′ E"
    by_hand = Circle(12.6, 35.5, 293.237)  # nobody draws to a metre
    assert area_words(by_hand).startswith("within 158 nm (293 km) of")
    square = read_area("polygon:12,35;13,35;13,36;12,36")
    assert size_words(square) == "10,100 km²"
    assert area_words(square) == "inside the drawn polygon of 4 corners (10,100 km²)"
    assert [three_figures(v) for v in (0.054, 5.4, 54.04, 1234567.0, 999.9)] == [
        "0.054", "5.4", "54", "1,230,000", "1,000",
    ]  # fmt: skip


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_position_in_words_never_has_sixty_minutes(longitude: float, latitude: float) -> None:
    assert "60.0" not in position_words(longitude, latitude).replace("160° ", "").replace(
        "060° ", ""
    )


def test_what_rounds_to_sixty_minutes_is_the_next_degree() -> None:
    assert position_words(12.99999, -35.99999) == "36° 00.0′ S 013° 00.0′ E"


@given(circles() | polygons(), st.floats(0, 100), LONGITUDES, LATITUDES)
def test_the_box_around_an_area_holds_all_that_is_near_it(
    area: Area, margin: float, longitude: float, latitude: float
) -> None:
    west, south, east, north = bounds(area, margin)
    in_box = west <= longitude <= east and south <= latitude <= north
    place = np.array([longitude]), np.array([latitude])
    near = contains(area, *place)[0] or distance_to_limit_km(area, *place)[0] <= margin
    assert in_box or not near
