"""A permalink names one picture for good: nothing is left out, and nothing is passed over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import permalink as permalinks
from dashboard.permalink import check, opened, permalink, pinned, shown
from dashboard.picture import Pictures
from dashboard.state import KEYS, decode, encode
from geodata.origin import Origin
from geodata.store import FileStore
from layers.areas import Circle, Polygon
from layers.errors import SelectionError
from layers.methods import METHODS
from layers.selection import BUCKETS, DRAWN_LAYERS, Selection, known_words
from layers.terms import CAUSES, LEVEL_MEASURES, ROUTES
from layers.units import FORMULAS

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))
MOMENTS = st.datetimes(
    dt.datetime(2026, 11, 22),  # noqa: DTZ001 (hypothesis adds the zone)
    dt.datetime(2026, 11, 25),  # noqa: DTZ001 (hypothesis adds the zone)
    timezones=st.just(dt.UTC),
)
AREAS = (None, Circle(12.6, 35.5, 50), Polygon(((-1.5, 35), (13, 35.25), (12.00001, 36))))
NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ORIGIN = Origin("A publisher", "A title", "A citation", "", (("CC0-1.0", ""),), None)


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
        regions=draw(subset(("ITA", "MLT", "TUN"))),
        causes=draw(subset(CAUSES)),
        min_people=draw(st.integers(0, 100_000)),
        min_source_quality=draw(st.integers(0, 5)),
        known_on=draw(st.none() | st.just(dt.date(2026, 11, 23)) | MOMENTS),
        layers=draw(subset(DRAWN_LAYERS)),
        every=draw(st.sampled_from(BUCKETS)),
        by_route=draw(st.booleans()),
        rate=draw(st.sampled_from(tuple(FORMULAS))),
        expected=draw(st.booleans()),
        measure=draw(st.sampled_from(tuple(LEVEL_MEASURES))),
        **dict(zip(("compare_first", "compare_last"), compared, strict=False)),
        area=draw(st.sampled_from(AREAS)),
    )


@pytest.fixture(scope="module")
def later() -> Pictures:
    """The packaged figures, seen on a day after everything that the tests ask for."""
    return Pictures(FileStore(), today=lambda: dt.date(2026, 12, 31))


@given(selection=selections())
def test_the_permalink_of_a_selection_opens_as_that_selection_at_its_moment(
    later: Pictures, selection: Selection
) -> None:
    picture = later.of(selection)
    found = opened(permalink(picture))
    assert found.problems == ()
    assert found.is_permanent
    assert found.selection == pinned(picture).selection
    assert found.selection.but(known_on=selection.known_on) == selection


@given(selection=selections())
def test_the_permalink_of_a_permalink_is_itself(later: Pictures, selection: Selection) -> None:
    link = permalink(later.of(selection))
    again, problems = shown(later, link)
    assert again is not None
    assert problems == ()
    assert permalink(again) == link


@given(selection=selections())
def test_an_address_of_version_1_opens_as_before(selection: Selection) -> None:
    address = encode(selection)
    assert opened(address).selection == decode(address).selection == selection
    assert opened(address).problems == ()


def test_a_permalink_leaves_no_part_out_also_where_it_is_the_default(pictures: Pictures) -> None:
    pairs = dict(parse_qsl(permalink(pictures.of(Selection())).removeprefix("?")))
    assert set(pairs) == {*KEYS.values(), "v", "methods", "edition", "check"}
    assert (pairs["from"], pairs["area"], pairs["region"], pairs["by_route"]) == (
        "open", "none", "none", "yes",
    )  # fmt: skip
    assert pairs["rate"] == "per_attempt"
    assert pairs["known_on"] == "2026-11-22T00:00:00Z"
    assert all(f"{name}.{version}" in pairs["methods"] for name, version in METHODS.items())


@given(at=st.integers(0, 2_000), character=st.sampled_from("abcdefghij0123456789"))
def test_no_character_of_a_permalink_can_be_changed_in_silence(
    later: Pictures, at: int, character: str
) -> None:
    link = permalink(later.of(Selection(min_people=30, area=AREAS[1])))
    place = 1 + at % (len(link) - 1)
    edited = link[:place] + character + link[place + 1 :]
    if parse_qsl(edited[1:], keep_blank_values=True) == parse_qsl(link[1:], keep_blank_values=True):
        return
    assert opened(edited).problems


def test_another_order_or_escaping_of_the_same_permalink_is_the_same(pictures: Pictures) -> None:
    link = permalink(pictures.of(Selection(causes=("drowning", "violence"), area=AREAS[1])))
    pairs = parse_qsl(link.removeprefix("?"), keep_blank_values=True)
    mailed = "?" + urlencode(list(reversed(pairs)), quote_via=quote)
    assert mailed != link
    assert opened(mailed) == opened(link)


@pytest.mark.parametrize(
    ("edit", "quoted"),
    [
        (lambda link: link.replace("min_people=30", "min_people=3"), "does not fit"),
        (lambda link: link.replace("v=2", "v=3"), "'3' is not a version"),
        (lambda link: link.replace("v=2", "v=3"), "later version of Pharos"),
        (lambda link: link.replace("v=2", "v=two"), "'two' is not a version"),
        (lambda link: link + "&v=2", "expected it once"),
        (lambda link: link[: link.index("&check")], "it lacks check"),
        (lambda link: link.replace("&every=month", ""), "it lacks every"),
        (lambda link: link + "&tracker=me", "'tracker'"),
        (lambda link: link + "x" * 9_000, "characters"),
    ],
)  # fmt: skip
def test_a_cut_edited_or_future_permalink_is_named(
    pictures: Pictures, edit: Any, quoted: str
) -> None:
    found = opened(edit(permalink(pictures.of(Selection(min_people=30)))))
    assert quoted in " ".join(found.problems)


def test_nothing_is_taken_of_a_version_that_is_not_known(pictures: Pictures) -> None:
    link = permalink(pictures.of(Selection(min_people=30))).replace("v=2", "v=3")
    assert opened(link).selection == Selection()


def test_other_versions_of_the_methods_are_named(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = permalink(pictures.of(Selection()))
    monkeypatch.setitem(permalinks.METHODS, "levels", 7)
    said = " ".join(opened(link).problems)
    assert "levels.1" in said
    assert "levels.7" in said


def test_a_permalink_without_a_moment_is_named_though_its_check_fits(pictures: Pictures) -> None:
    pairs = parse_qsl(permalink(pictures.of(Selection())).removeprefix("?"))
    loose = [(k, "open" if k == "known_on" else v) for k, v in pairs if k != "check"]
    found = opened("?" + urlencode([*loose, ("check", check(loose))]))
    assert "names no moment" in " ".join(found.problems)


def test_a_permalink_keeps_its_rows_when_editions_come_later_also_on_the_same_day(
    tmp_path: Path,
) -> None:
    def known() -> Pictures:
        return Pictures(FileStore(tmp_path), today=lambda: NOON.date() + dt.timedelta(days=9))

    store = FileStore(tmp_path)
    whole = store.load("events").frame
    store.record("events", whole.iloc[1:], ORIGIN, NOON)
    link = permalink(known().of(Selection()))
    store.record("events", whole.iloc[2:], ORIGIN, NOON + HOUR)
    store.record("events", whole.iloc[3:], ORIGIN, NOON + 48 * HOUR)
    picture, problems = shown(known(), link)
    assert picture is not None
    assert problems == ()
    assert len(picture.holdings.frame("events")) == len(whole) - 1
    assert len(known().of(Selection()).holdings.frame("events")) == len(whole) - 3
    assert permalink(picture) == link


def test_a_server_whose_clock_is_behind_opens_its_own_permalinks(packaged: FileStore) -> None:
    behind = Pictures(packaged, today=lambda: dt.date(2026, 1, 1))
    picture, problems = shown(behind, permalink(behind.of(Selection())))
    assert picture is not None
    assert problems == ()


def test_a_permalink_keeps_the_decisions_of_its_moment(tmp_path: Path) -> None:
    from geodata.ledger import Decision

    store = FileStore(tmp_path)
    pictures = Pictures(store, today=NOON.date)
    ids = sorted(store.load("incidents").frame["incident_id"])[:2]
    store.ledger().decide(Decision(ids[0], ids[1], "different", "", NOON))
    link = permalink(pictures.of(Selection()))
    store.ledger().decide(Decision(ids[0], ids[1], "same", "", NOON + HOUR))
    picture, problems = shown(pictures, link)
    assert picture is not None
    assert problems == ()
    assert picture.holdings.verdicts == {(ids[0], ids[1]): "different"}
    assert "known_on=2026-12-01T12:00:00Z" in link


def test_an_edition_that_is_gone_is_named_and_not_replaced_in_silence(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    edition = store.record("events", store.load("events").frame.iloc[1:], ORIGIN, NOON)
    link = permalink(Pictures(store, today=NOON.date).of(Selection()))
    edition.path.write_bytes(b"damaged")
    picture, problems = shown(Pictures(FileStore(tmp_path), today=NOON.date), link)
    assert picture is not None
    assert "is not what is held here" in " ".join(problems)


def test_the_same_permalink_elsewhere_names_that_other_editions_are_held(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    store.record("events", store.load("events").frame.iloc[1:], ORIGIN, NOON)
    link = permalink(Pictures(store, today=NOON.date).of(Selection()))
    _, problems = shown(Pictures(FileStore(), today=NOON.date), link)
    assert "is not in this data folder" in " ".join(problems)


@pytest.mark.parametrize(
    ("search", "quoted"),
    [
        ("?known_on=2026-11-22T09:30:00", "'2026-11-22T09:30:00'"),
        ("?known_on=2026-11-22T09:30:00%2B02:00", "YYYY-MM-DDTHH:MM:SSZ"),
        ("?known_on=2026-11-22T9:30Z", "'2026-11-22T9:30Z'"),
        ("?known_on=2026-11-22T25:00:00Z", "'2026-11-22T25:00:00Z'"),
        ("?known_on=2099-12-31T23:59:59.5Z", "YYYY-MM-DDTHH:MM:SSZ"),
        ("?known_on=1999-12-31T00:00:00Z", "1999-12-31"),
    ],
)
def test_a_moment_that_is_none_or_names_no_zone_is_quoted(search: str, quoted: str) -> None:
    found = decode(search)
    assert found.selection == Selection()
    assert [quoted in problem for problem in found.problems] == [True]


def test_a_moment_is_kept_in_utc_and_one_without_a_zone_is_refused() -> None:
    rome = dt.timezone(dt.timedelta(hours=1))
    known = Selection(known_on=dt.datetime(2026, 11, 22, 10, 30, tzinfo=rome)).known_on
    assert known == dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
    assert known_words(known) == "22 November 2026, 09:30 UTC"
    with pytest.raises(SelectionError, match="its zone"):
        Selection(known_on=dt.datetime(2026, 11, 22, 10, 30))  # noqa: DTZ001 (the fault)


@given(st.text(max_size=80))
def test_no_text_raises(search: str) -> None:
    assert opened("?v=2&" + search).problems
    opened(search)
