"""What a browser sends is honoured or named; nothing of it raises, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.presets import PRESETS, preset, preset_of
from dashboard.state import (
    MAX_LENGTH,
    MAX_VALUES,
    changed,
    decode,
    decode_values,
    encode,
    in_words,
    slider_ends,
)
from layers.areas import Circle, Polygon
from layers.errors import SelectionError
from layers.selection import BUCKETS, DRAWN_LAYERS, Selection, month_end
from layers.terms import CAUSES, LEVEL_MEASURES, ROUTES
from layers.units import FORMULAS

# January 2014 to March 2016: 27 months, with a leap day.
MONTHS = [dt.date(2014 + m // 12, m % 12 + 1, 1) for m in range(27)]
NEWEST = dt.date(2016, 2, 1)
CONTROLS = (
    *("preset", "months", "brush", "step", "first_day", "last_day", "known_on", "routes"),
    *("regions", "causes", "layers", "min_people", "min_source_quality", "every", "by_route"),
    *("rate", "expected", "measure", "compare", "area"),
)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
MOMENTS = st.datetimes(
    dt.datetime(2001, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    dt.datetime(2099, 1, 1),  # noqa: DTZ001
    timezones=st.timezones(),
)
AREAS = (None, Circle(12.6, 35.5, 50), Polygon(((-1.5, 35), (13, 35.25), (12.00001, 36))))
GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def subset(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(names)).map(tuple)


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first and last and first > last:
        first, last = last, first
    compared = sorted(draw(st.lists(DAYS, min_size=2, max_size=2) | st.just([])))
    return Selection(
        first_day=first,
        last_day=last,
        routes=draw(subset(ROUTES)),
        regions=draw(subset(("ITA", "MLT", "TUR-AEG"))),
        causes=draw(subset(CAUSES)),
        min_people=draw(st.integers(0, 100_000)),
        min_source_quality=draw(st.integers(0, 5)),
        known_on=draw(st.none() | DAYS | MOMENTS),
        layers=draw(subset(DRAWN_LAYERS)),
        every=draw(st.sampled_from(BUCKETS)),
        by_route=draw(st.booleans()),
        rate=draw(st.sampled_from(tuple(FORMULAS))),
        expected=draw(st.booleans()),
        measure=draw(st.sampled_from(tuple(LEVEL_MEASURES))),
        **dict(zip(("compare_first", "compare_last"), compared, strict=False)),
        area=draw(st.sampled_from(AREAS)),
    )


@given(selections())
def test_the_address_carries_the_whole_selection(selection: Selection) -> None:
    decoded = decode(encode(selection))
    assert decoded.selection == selection
    assert decoded.problems == ()


@given(selections())
def test_one_selection_has_one_address(selection: Selection) -> None:
    assert encode(decode(encode(selection)).selection) == encode(selection)


@pytest.mark.parametrize("search", [None, "", "?"])
def test_no_address_is_the_default_selection_and_the_other_way_round(search: object) -> None:
    assert decode(search).selection == Selection()
    assert decode(search).problems == ()
    assert encode(Selection()) == ""


@given(GARBAGE)
def test_no_address_raises_and_a_bad_one_is_named(search: object) -> None:
    decoded = decode(search)
    if decoded.selection == Selection() and search not in (None, "", "?"):
        assert decoded.problems or isinstance(search, str)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_key_that_is_not_known_is_named_and_the_rest_is_honoured(key: str, value: str) -> None:
    known = {"v", "from", "to", "route", "region", "cause", "min_people", "source_quality",
             "known_on", "layer", "every", "by_route", "rate", "expected", "measure", "compare_from",
             "compare_to", "area"}  # fmt: skip
    decoded = decode_values({key: [value], "route": ["central"]})
    if key not in known:
        assert decoded.selection == Selection(routes=("central",))
        assert len(decoded.problems) == 1
        assert repr(key[:40]) in decoded.problems[0]


@pytest.mark.parametrize(
    ("search", "quoted"),
    [
        ("?route=northern", "'northern'"),
        ("?route=central&route=", "''"),
        ("?from=2018-02-30", "'2018-02-30'"),
        ("?from=2018-13", "'2018-13'"),
        ("?from=2018", "'2018'"),
        ("?from=2024-W01-1", "'2024-W01-1'"),
        ("?from=01/02/2018", "'01/02/2018'"),
        ("?from=1999-12-31", "'1999-12-31'"),
        ("?to=0001-01-01", "'0001-01-01'"),
        ("?from=2018-02&to=2018-01", "2018-02-01 to 2018-01-31"),
        ("?from=2018-01&from=2018-02", "['2018-01', '2018-02']"),
        ("?min_people=-1", "'-1'"),
        ("?min_people=1e3", "'1e3'"),
        ("?min_people=%D9%A2%D9%A0", "'٢٠'"),
        ("?min_people=99999999999999999999", "'99999999999999999999'"),
        ("?source_quality=6", "6"),
        ("?every=week", "'week'"),
        ("?by_route=1", "'1'"),
        ("?rate=per_boat", "per_attempt"),
        ("?rate=", "''"),
        ("?area=circle:35.5,12.6,50", "looks swapped"),
        ("?area=circle:12.6,35.5,1000", "radius 1000 km"),
        ("?area=", "''"),
        ("?area=circle:12.6,35.5,5&area=circle:12.6,35.5,6", "once"),
        ("?expected=1", "yes or no"),
        ("?measure=dead", "'dead' is not understood; expected one of crossings_known, arrival_sea"),
        ("?compare_from=2018-01&compare_to=2017-12", "2018-01-01 to 2017-12-31"),
        ("?compare_from=2018-01", "2018-01-01 to no last day"),
        ("?compare_to=2018-01", "no first day to 2018-01-31"),
        ("?compare_from=1999-01&compare_from=2018-01", "['1999-01', '2018-01']"),
        ("?cause=magic", "'magic'"),
        ("?layer=vessels", "'vessels'"),
        ("?known_on=tomorrow", "'tomorrow'"),
        ("?v=2", "'2'"),
        ("?v=1&v=1", "'1'"),
        ("?tracker=me", "'tracker'"),
    ],
)
def test_a_part_that_cannot_be_honoured_is_quoted_and_left_at_its_default(
    search: str, quoted: str
) -> None:
    decoded = decode(search)
    assert decoded.selection == Selection()
    assert len(decoded.problems) == 1
    assert quoted in decoded.problems[0]
    assert len(decoded.problems[0]) < 300


def test_the_good_parts_of_a_bad_address_are_honoured() -> None:
    decoded = decode("?route=central&from=never&every=year")
    assert decoded.selection == Selection(routes=("central",), every="year")
    assert len(decoded.problems) == 1


def test_a_huge_list_and_a_huge_address_are_refused_with_their_size() -> None:
    many = decode("?" + "&".join(["route=central"] * (MAX_VALUES + 1)))
    assert many.selection == Selection()
    assert f"{MAX_VALUES + 1} values" in many.problems[0]
    long = decode("?route=" + "x" * MAX_LENGTH)
    assert "4,007 characters; at most 4,000" in long.problems[0]


def test_a_month_means_its_first_day_as_a_start_and_its_last_as_an_end() -> None:
    selection = decode("?from=2016-02&to=2016-02").selection
    assert (selection.first_day, selection.last_day) == (day("2016-02-01"), day("2016-02-29"))


def test_none_chosen_is_not_all_chosen() -> None:
    assert decode("?route=none").selection.routes == ()
    assert "route=none" in encode(Selection(routes=()))
    assert decode("?layer=none").selection.layers == ()


def moved(control: str, value: object, selection: Selection | None = None) -> Selection:
    decoded = changed(selection or Selection(), control, value, MONTHS, NEWEST)
    assert decoded.problems == ()
    return decoded.selection


@given(st.sampled_from([*CONTROLS, "nonsense"]) | GARBAGE, GARBAGE, selections())
def test_no_control_raises_and_a_refused_value_leaves_the_selection(
    control: Any, value: object, selection: Selection
) -> None:
    decoded = changed(selection, control, value, MONTHS, NEWEST)
    assert isinstance(decoded.selection, Selection)
    if decoded.problems:
        assert decoded.selection == selection


WRONG: dict[str, list[object]] = {
    "preset": [None, 1, "yesterday", ["all"]],
    "months": [None, "0,5", [1], [1, 2, 3], [0, 27], [-1, 5], [0.5, 2], [True, 3], [5, 2], {}],
    "brush": [None, "2014-01-01", [], ["2014-01-01"], ["x", "y"], [1, 2], [None, None],
              ["2015-01-01", "2014-01-01"], ["2030-01-01", "2031-01-01"]],
    "step": [None, 0, 2, "1", True, [1]],
    "first_day": [5, "2018-02-30", [], {}, True, "1999-01-01"],
    "last_day": ["2018", 20180101],
    "known_on": ["now", -1],
    "routes": ["central", {"a": 1}, [1], [["central"]], ["northern"], ["central"] * 65],
    "regions": [7, [None], "ITA"],
    "causes": [["magic"], 1.5],
    "layers": [["vessels"], True],
    "min_people": [-1, 1.5, "many", True, [1], {}, 100_001, float("nan")],
    "min_source_quality": [6, "high", -1, [5]],
    "every": [None, "week", 1, ["month"]],
    "by_route": [None, True, "yes", 1],
    "rate": [None, "per_boat", 1, ["per_attempt"], {}],
    "expected": [None, True, "yes", []],
    "measure": [None, "dead", 1, ["arrival_sea"]],
    "compare": [None, "2014-01", ["2014-01"], ["2014-01", ""], [None, "2014-01"], ["x", "y"],
                ["2015-01", "2014-01"], ["1999-01", "2014-01"], [1, 2], {}],
    "area": [5, True, ["circle:12.6,35.5,50"], {}, "circle:12.6,91,50", "circle:12.6,35.5,0"],
}  # fmt: skip


def test_every_control_is_tried_with_wrong_values() -> None:
    assert set(WRONG) == set(CONTROLS)


@pytest.mark.parametrize(
    ("control", "value"), [(control, value) for control in WRONG for value in WRONG[control]]
)
def test_a_wrong_value_of_a_control_is_named_and_changes_nothing(
    control: str, value: object
) -> None:
    before = Selection(routes=("central",), first_day=day("2015-01-01"), last_day=day("2015-03-31"))
    decoded = changed(before, control, value, MONTHS, NEWEST)
    assert decoded.selection == before
    assert len(decoded.problems) == 1


def test_one_bad_day_of_the_other_period_leaves_none_of_it_and_both_are_named() -> None:
    decoded = decode("?compare_from=2018-02-30&compare_to=2018-03&route=central")
    assert decoded.selection == Selection(routes=("central",))
    assert "compare_from: '2018-02-30'" in decoded.problems[0]
    assert "needs a first and a last day" in decoded.problems[1]


def test_an_unknown_control_is_named() -> None:
    decoded = changed(Selection(), "colour", 1, MONTHS, NEWEST)
    assert "'colour'" in decoded.problems[0]


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("all", (None, None)),
        ("last_12", ("2015-03-01", "2016-02-29")),
        ("year", ("2016-01-01", "2016-02-29")),
        ("year_before", ("2015-01-01", "2015-02-28")),
    ],
)
def test_a_preset_ends_with_the_newest_whole_month(
    name: str, period: tuple[str | None, str | None]
) -> None:
    selection = moved("preset", name)
    assert (selection.first_day, selection.last_day) == tuple(p and day(p) for p in period)
    if name != "year_before":
        assert preset_of(selection, MONTHS, NEWEST) == name


def test_the_same_period_last_year_keeps_the_ends_of_months() -> None:
    leap = Selection(first_day=day("2016-02-01"), last_day=day("2016-02-29"))
    assert moved("preset", "year_before", leap).last_day == day("2015-02-28")
    plain = Selection(first_day=day("2017-02-10"), last_day=day("2017-02-28"))
    assert moved("preset", "year_before", plain).last_day == day("2016-02-29")
    assert moved("preset", "year_before", plain).first_day == day("2016-02-10")


def test_an_own_period_is_kept_and_called_so() -> None:
    own = Selection(first_day=day("2015-01-03"), last_day=day("2015-03-04"))
    assert moved("preset", "custom", own) == own
    assert preset_of(own, MONTHS, NEWEST) == "custom"


def test_the_first_to_the_last_month_is_all_months() -> None:
    whole = Selection(first_day=MONTHS[0], last_day=month_end(MONTHS[-1]))
    assert preset_of(whole, MONTHS, NEWEST) == "all"


def test_an_unknown_preset_is_quoted_beside_the_known_ones() -> None:
    with pytest.raises(SelectionError, match=f"'decade' .* {', '.join(PRESETS)}"):
        preset("decade", Selection(), NEWEST)


def test_the_ends_of_the_slider_are_open() -> None:
    assert moved("months", [0, 26]) == Selection()
    selection = moved("months", [1, 25])
    assert (selection.first_day, selection.last_day) == (day("2014-02-01"), day("2016-02-29"))


@given(st.lists(st.integers(0, 26), min_size=2, max_size=2).map(sorted))
def test_the_slider_shows_what_it_set(ends: list[int]) -> None:
    assert slider_ends(moved("months", ends), MONTHS) == ends


def test_the_slider_stays_on_its_scale_for_a_period_beyond_it() -> None:
    beyond = Selection(first_day=day("2000-01-01"), last_day=day("2100-01-01"))
    assert slider_ends(beyond, MONTHS) == [0, 26]


def test_a_brush_means_the_whole_months_it_touches_within_those_held() -> None:
    selection = moved("brush", ["2014-02-03 11:22:33.4567", "2014-05-06"])
    assert (selection.first_day, selection.last_day) == (day("2014-02-01"), day("2014-05-31"))
    selection = moved("brush", ["2010-01-01", "2030-01-01"])
    assert (selection.first_day, selection.last_day) == (MONTHS[0], month_end(MONTHS[-1]))


def test_a_step_moves_both_ends_by_a_month() -> None:
    before = Selection(first_day=day("2014-01-01"), last_day=day("2014-02-28"))
    after = moved("step", 1, before)
    assert (after.first_day, after.last_day) == (day("2014-02-01"), day("2014-03-31"))
    assert moved("step", -1, after) == before


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [("2014-01-01", "2014-02-28", -1), ("2016-02-01", "2016-03-31", 1), (None, None, 1),
     (None, None, -1), ("2014-01-01", None, 1)],
)  # fmt: skip
def test_a_step_at_the_ends_stays(first: str | None, last: str | None, step: int) -> None:
    before = Selection(first_day=first and day(first), last_day=last and day(last))
    assert moved("step", step, before) == before


@pytest.mark.parametrize(
    ("control", "value", "expected"),
    [
        ("first_day", "2014-05", {"first_day": day("2014-05-01")}),
        ("last_day", "2014-05", {"last_day": day("2014-05-31")}),
        ("known_on", "2026-11-22", {"known_on": day("2026-11-22")}),
        ("first_day", "", {}),
        ("last_day", None, {}),
        ("routes", ["eastern", "western"], {"routes": ("western", "eastern")}),
        ("routes", None, {"routes": ()}),
        ("min_people", "40", {"min_people": 40}),
        ("min_people", "", {}),
        ("min_source_quality", 5, {"min_source_quality": 5}),
        ("every", "year", {"every": "year"}),
        ("by_route", "together", {"by_route": False}),
        ("rate", "per_arrival", {"rate": "per_arrival"}),
        ("expected", "expected", {"expected": True}),
        ("expected", "known", {}),
        ("measure", "arrival_sea", {"measure": "arrival_sea"}),
        (
            "compare",
            ["2014-05", "2014-06"],
            {"compare_first": day("2014-05-01"), "compare_last": day("2014-06-30")},
        ),
        ("compare", ["", None], {}),
    ],
)
def test_a_control_changes_its_own_part_alone(
    control: str, value: object, expected: dict[str, Any]
) -> None:
    assert moved(control, value) == Selection(**expected)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "January 2014 to March 2016"),
        ("2015-02-01", "2015-02-28", "February 2015"),
        ("2015-02-01", "2015-03-31", "February 2015 to March 2015"),
        ("2015-02-02", "2015-03-31", "2 February 2015 to 31 March 2015"),
        ("2015-02-01", "2015-02-27", "1 February 2015 to 27 February 2015"),
    ],
)
def test_a_period_is_said_as_a_reader_says_it(
    first: str | None, last: str | None, words: str
) -> None:
    selection = Selection(first_day=first and day(first), last_day=last and day(last))
    assert in_words(selection, MONTHS) == words
