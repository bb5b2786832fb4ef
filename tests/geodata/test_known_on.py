"""Any day is answered as it was known then, however many editions there are."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import edition as editions_module
from geodata.edition import Edition
from geodata.errors import NoEdition
from geodata.origin import Origin
from geodata.packaged import packaged_editions
from geodata.refresh.compare import between
from geodata.store import FileStore
from geodata.store.shelf import Shelf
from layers.errors import UnknownLayer
from layers.registry import LAYERS

Frames = Callable[..., pd.DataFrame]
ORIGIN = Origin("", "", "", "", (), None)
NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
A = {"id": "A", "day": "2018-05-01", "dead": 1}
B = {"id": "B", "day": "2018-06-01", "dead": 2}
C = {"id": "C", "day": "2019-07-01", "dead": 4}


def test_every_layer_is_rewound(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    before = {name: store.load(name).frame for name in LAYERS}
    for name, frame in before.items():
        store.record(name, frame.iloc[1:], ORIGIN, NOON)
    store = FileStore(tmp_path)
    for name, frame in before.items():
        assert len(store.load(name).frame) == max(0, len(frame) - 1), name
        assert len(store.load(name, NOON.date()).frame) == max(0, len(frame) - 1), name
        rewound = store.load(name, NOON.date() - DAY)
        assert (len(rewound.frame), rewound.editions) == (
            len(frame), (packaged_editions()[name],),
        )  # fmt: skip


def test_each_source_of_a_layer_is_shown_by_its_own_newest_edition(room: Any) -> None:
    packaged = len(room.store.load("incidents").frame)
    room.bring(A, said={"name": "one"}, now=NOON)
    room.bring(B, C, said={"name": "other"}, now=NOON + DAY)
    room.bring(A, B | {"id": "D"}, said={"name": "one"}, now=NOON + 2 * DAY)

    def shown(day: dt.datetime | None) -> tuple[list[str], list[str]]:
        held = room.store.load("incidents", day.date() if day else None)
        ours = held.frame[held.frame["source"].isin(["one", "other"])]
        assert len(held.frame) == packaged + len(ours)
        return [e.source for e in held.editions[1:]], sorted(ours["incident_id"])

    assert shown(NOON - DAY) == ([], [])
    assert shown(NOON) == (["one"], ["A"])
    assert shown(NOON + DAY) == (["one", "other"], ["A", "B", "C"])
    assert shown(NOON + 2 * DAY) == shown(None) == (["one", "other"], ["A", "B", "C", "D"])


def test_the_source_that_leads_a_layer_takes_the_place_of_the_packaged_figures(
    tmp_path: Path, raw: Frames
) -> None:
    store = FileStore(tmp_path)
    lead = store.lead("incidents")
    store.publish("incidents", raw("incidents", {"dead_count": 1}), ORIGIN, NOON, source=lead)
    held = store.load("incidents")
    assert (len(held.frame), held.edition.source) == (1, lead)


def test_an_upgrade_with_newer_packaged_figures_forgets_no_day(room: Any) -> None:
    room.bring(A, said={"name": "one"}, now=NOON)
    recorded = room.store.editions("incidents")[1]
    newer = Edition(
        "incidents", "packaged-9", Path(), "", 0, NOON + 30 * DAY, ORIGIN, recorded.source
    )
    shelf = Shelf({"incidents": newer}, [recorded])
    assert shelf.known("incidents", NOON.date()) == [[recorded]]
    assert shelf.known("incidents", None) == [[recorded, newer]]


def test_the_difference_of_two_days_is_what_the_second_knew_that_the_first_did_not(
    room: Any,
) -> None:
    room.bring(A, B, now=NOON)
    room.bring(A | {"dead": 3}, C, now=NOON + DAY)
    found = between(room.store, "incidents", NOON.date(), (NOON + DAY).date())
    assert (found.changes.new, found.changes.withdrawn) == (("C",), ("B",))
    assert [(c.key, c.old, c.new) for c in found.changes.revised] == [("A", "1", "3")]
    back = between(room.store, "incidents", None, NOON.date())
    assert (back.changes.new, back.changes.withdrawn) == (("B",), ("C",))
    first = between(room.store, "incidents", NOON.date() - DAY, NOON.date())
    assert (first.changes.new, first.changes.withdrawn) == (("A", "B"), ())


def test_days_with_the_same_editions_differ_in_nothing(room: Any) -> None:
    room.bring(A, now=NOON)
    found = between(room.store, "incidents", NOON.date(), None)
    assert not found.changes
    assert found.before.editions == found.after.editions


def test_a_difference_can_be_asked_of_every_layer(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    for name in LAYERS:
        frame = store.load(name).frame
        store.record(name, frame.iloc[:-1], ORIGIN, NOON)
        found = between(store, name, NOON.date() - DAY, None)
        assert len(found.changes.withdrawn) == min(1, len(frame)), name
        assert (found.changes.new, found.changes.revised) == ((), ()), name


def test_reports_whose_source_is_part_of_their_name_can_be_compared(
    tmp_path: Path, raw: Frames
) -> None:
    store = FileStore(tmp_path)
    row = {"measure": "arrival_sea", "last_day": "2026-05-01", "status": "final", "source": "s"}
    for persons in (1, 2):
        rows = raw("arrivals_reported", row | {"persons": persons, "arrival_country": "ITA"})
        store.publish("arrivals_reported", rows, ORIGIN, NOON + persons * DAY)
    found = between(store, "arrivals_reported", (NOON + DAY).date(), None)
    assert [(c.column, c.old, c.new) for c in found.changes.revised] == [("persons", "1", "2")]


def test_a_difference_of_an_unknown_layer_or_day_is_refused(room: Any) -> None:
    with pytest.raises(UnknownLayer, match="'vessels'"):
        between(room.store, "vessels", None, None)
    with pytest.raises(NoEdition):
        between(room.store, "incidents", dt.date(2000, 1, 1), None)


@pytest.fixture(scope="module")
def long_history(tmp_path_factory: pytest.TempPathFactory, raw: Any) -> Path:
    """500 editions of one layer; only every hundredth has a file, the others are in the ledger."""
    folder = tmp_path_factory.mktemp("history")
    store = FileStore(folder)
    first = store.publish("events", raw("events", {}), ORIGIN, NOON)
    ledger = store.ledger()
    for n in range(1, 500):
        path = folder / "editions" / "events" / f"{n}.parquet"
        if n % 100 == 99:
            os.link(first.path, path)
        ledger.record(
            Edition("events", str(n), path, first.sha256, 1, NOON + n * DAY, ORIGIN, first.source)
        )
    return folder


@pytest.mark.parametrize("known_on", [None, NOON.date() + 299 * DAY, NOON.date() + 99 * DAY])
def test_an_earlier_day_reads_no_more_files_than_today(
    long_history: Path, monkeypatch: pytest.MonkeyPatch, known_on: dt.date | None
) -> None:
    read: list[str] = []
    real = Edition.content

    def counted(edition: Edition) -> bytes:
        read.append(edition.edition_id)
        return real(edition)

    monkeypatch.setattr(editions_module.Edition, "content", counted)
    store = FileStore(long_history)
    for _ in range(3):
        assert len(store.load("events", known_on).frame) == 1
    assert len(read) == 1


def test_an_earlier_day_asks_the_ledger_no_more_than_today(
    long_history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(long_history)
    store.load("events")
    asked: list[object] = []
    monkeypatch.setattr(store.ledger(), "editions", asked.append)
    store.load("events", NOON.date() + 99 * DAY)
    store.load("events", NOON.date() + 399 * DAY)
    assert asked == []


class CountedMoment(dt.datetime):
    """A moment that counts how often it is compared."""

    compared = 0

    def _counted(self, answer: bool) -> bool:
        type(self).compared += 1
        return answer

    def __lt__(self, other: dt.date) -> bool:
        return self._counted(super().__lt__(other))

    def __le__(self, other: dt.date) -> bool:
        return self._counted(super().__le__(other))

    def __gt__(self, other: dt.date) -> bool:
        return self._counted(super().__gt__(other))

    def __ge__(self, other: dt.date) -> bool:
        return self._counted(super().__ge__(other))


def test_a_moment_is_found_among_many_editions_by_bisection(long_history: Path) -> None:
    store = FileStore(long_history)
    store.load("events")
    shelf = store._current_shelf()
    CountedMoment.compared = 0
    asked = CountedMoment.fromisoformat((NOON + 250 * DAY).isoformat())
    assert shelf.known("events", asked)[0][0].edition_id == "250"
    assert shelf.known_by(asked) == NOON + 250 * DAY
    assert 2 * 8 <= CountedMoment.compared <= 2 * 11  # 2^9 > 500, and the packaged one


def test_a_moment_tells_apart_what_was_recorded_on_one_day(room: Any) -> None:
    hour = dt.timedelta(hours=1)
    room.bring(A, said={"name": "one"}, now=NOON)
    room.bring(A, B, said={"name": "one"}, now=NOON + hour)
    assert set(room.people(NOON, "one")) == {"A"}
    assert set(room.people(NOON + hour / 2, "one")) == {"A"}
    assert set(room.people(NOON + hour, "one")) == {"A", "B"}
    assert set(room.people(NOON.date(), "one")) == {"A", "B"}


JANUARY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MOMENTS = st.lists(
    st.tuples(
        st.timedeltas(dt.timedelta(0), dt.timedelta(days=31)).map(JANUARY.__add__),
        st.sampled_from("ab"),
    ),
    max_size=12,
)


DAYS = st.dates(dt.date(2025, 12, 31), dt.date(2026, 2, 2))
ASKED = DAYS | st.timedeltas(dt.timedelta(0), dt.timedelta(days=31)).map(JANUARY.__add__)


@given(MOMENTS, ASKED)
def test_the_shelf_answers_as_one_who_reads_every_edition(
    said: list[tuple[dt.datetime, str]], known_on: dt.date
) -> None:
    def is_known(edition: Edition) -> bool:
        if isinstance(known_on, dt.datetime):
            return edition.recorded_at <= known_on
        return edition.recorded_at.date() <= known_on

    packaged = Edition(
        "events", "p", Path(), "", 0, dt.datetime(2026, 1, 10, tzinfo=dt.UTC), ORIGIN, "a"
    )
    recorded = [
        Edition("events", str(n), Path(), "", 0, moment, ORIGIN, source)
        for n, (moment, source) in enumerate(sorted(said))
    ]
    shelf = Shelf({"events": packaged}, recorded)
    expected = []
    for source in "ab":
        ours = [e for e in [packaged, *recorded] if e.source == source]
        known = [e for e in ours if is_known(e)]
        expected += [known[::-1]] if known else []
    assert shelf.known("events", known_on) == expected
    every = [e.recorded_at for e in [packaged, *recorded] if is_known(e)]
    assert shelf.known_by(known_on) == max(every, default=None)
