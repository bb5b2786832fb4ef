"""A file becomes an edition, or leaves everything as it was, and every row has an account."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import DataFolderError, SourceError
from geodata.refresh import account, periods
from geodata.refresh.load import Brought, confirm, load_file
from geodata.report import LoadReport
from geodata.sources.source import Options
from geodata.store import FileStore
from layers.analysis.records import Period
from layers.terms import ROUTES

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
A = {"id": "A", "day": "2018-05-01", "dead": 1}
B = {"id": "B", "day": "2018-06-01", "dead": 2}
C = {"id": "C", "day": "2019-07-01", "dead": 4}
TEN = {"id": "T", "day": "2018-06-01", "dead": 10}
BAD = {"id": "X", "day": "2018-05-01", "dead": -8}
OF_2018 = {"scope": (dt.date(2018, 1, 1), dt.date(2018, 12, 31))}


def balance(report: LoadReport) -> tuple[int, int, int, int, int]:
    return (
        report.rows_in, report.accepted, report.unchanged, report.quarantined, report.excluded,
    )  # fmt: skip


def test_a_first_file_is_all_new(room: Any) -> None:
    report = room.bring(A, B)
    assert (report.outcome, report.changes.new, report.edition_before) == (
        "recorded",
        ("A", "B"),
        "",
    )
    assert balance(report) == (2, 2, 0, 0, 0)
    assert room.people() == {"A": 1, "B": 2}


def test_the_same_file_twice_changes_nothing_for_anybody(room: Any) -> None:
    first = room.bring(A, B, BAD)
    token, editions = room.store.token(), room.store.editions("incidents")
    again = room.bring(A, B, BAD, now=NOON + HOUR)
    assert (again.outcome, again.edition_id) == ("unchanged", first.edition_id)
    assert balance(again) == (3, 0, 2, 1, 0)
    assert (room.store.token(), room.store.editions("incidents")) == (token, editions)
    assert [x.outcome for x in room.store.loads("register")] == ["unchanged", "recorded"]


def test_other_bytes_with_the_same_records_are_no_edition(room: Any) -> None:
    room.bring(A, B)
    token = room.store.token()
    again = room.bring(B, A)
    assert (again.outcome, balance(again)) == ("unchanged", (2, 0, 2, 0, 0))
    assert room.store.token() == token


@pytest.mark.parametrize("apart", [HOUR, dt.timedelta(0), -HOUR], ids=["later", "at once", "back"])
def test_figures_that_come_back_are_a_new_edition(room: Any, apart: dt.timedelta) -> None:
    for number, figures in enumerate(([A, TEN], [A, TEN | {"dead": 11}], [A, TEN])):
        report = room.bring(*figures, now=NOON + number * apart)
        assert report.outcome == "recorded"
    assert room.people() == {"A": 1, "T": 10}
    ids = [e.edition_id for e in room.store.editions("incidents")[1:]]
    assert len(set(ids)) == 3


def test_new_revised_and_withdrawn_records_are_told(room: Any) -> None:
    many = [{"id": f"N{n}", "day": "2018-01-01", "dead": 10} for n in range(8)]
    room.bring(*many, A, B)
    report = room.bring(*many, A | {"dead": 3}, C, now=NOON + HOUR)
    assert (report.changes.new, report.changes.withdrawn) == (("C",), ("B",))
    told = [(c.key, c.column, c.old, c.new) for c in report.changes.revised]
    assert told == [("A", "dead_count", "1", "3")]
    assert balance(report) == (10, 2, 8, 0, 0)


def test_a_record_under_a_new_number_is_neither_new_nor_withdrawn(room: Any) -> None:
    placed = A | {"lat": "35.5", "lon": "12.5"}
    room.bring(placed, B)
    report = room.bring(placed | {"id": "A2"}, B, now=NOON + HOUR)
    assert report.changes.renumbered == (("A", "A2"),)
    assert (report.changes.new, report.changes.withdrawn) == ((), ())
    assert room.people() == {"A2": 1, "B": 2}


def test_a_file_of_one_year_leaves_the_other_years(room: Any) -> None:
    room.bring(A, B, C)
    report = room.bring(A, B | {"dead": 3}, said=OF_2018, now=NOON + HOUR)
    assert room.people() == {"A": 1, "B": 3, "C": 4}
    assert (report.kept_from_before, report.changes.withdrawn) == (1, ())


def test_a_record_without_a_day_is_outside_of_every_scope(room: Any) -> None:
    room.bring(A, B, {"id": "U", "day": "", "dead": 8})
    room.bring(A, B | {"dead": 3}, said=OF_2018, now=NOON + HOUR)
    assert room.people() == {"A": 1, "B": 3, "U": 8}


def test_a_record_that_moves_into_the_period_of_a_file_is_held_once(room: Any) -> None:
    room.bring(A, B, C)
    report = room.bring(A, B, C | {"day": "2018-12-31"}, said=OF_2018, now=NOON + HOUR)
    assert room.people() == {"A": 1, "B": 2, "C": 4}
    assert [c.column for c in report.changes.revised] == ["occurred_on"]


def test_the_periods_of_a_complete_file_are_kept_with_its_edition(room: Any) -> None:
    room.bring(A, B, said={**OF_2018, "complete": True, "as_of": dt.date(2020, 1, 1)})
    edition = room.store.editions("incidents")[-1]
    assert edition.complete == tuple(
        Period(route, *OF_2018["scope"], dt.date(2020, 1, 1)) for route in sorted(ROUTES)
    )


def test_a_file_of_everything_leaves_no_period_of_the_one_before(room: Any) -> None:
    room.bring(A, B, said={**OF_2018, "complete": True})
    room.bring(A, B | {"dead": 3}, now=NOON + HOUR)
    assert room.store.editions("incidents")[-1].complete == ()


def test_a_dry_run_says_what_would_be_and_writes_nothing(tmp_path: Path, room: Any) -> None:
    room.bring(A, B, C)
    before = sorted(p.name for p in room.folder.rglob("*"))
    token = room.store.token()
    report = room.bring(A, now=NOON + HOUR, dry_run=True)
    assert (report.outcome, report.changes.withdrawn) == ("dry run", ("B", "C"))
    assert len(report.held_because) == 2
    assert (room.store.token(), room.people()) == (token, {"A": 1, "B": 2, "C": 4})
    assert sorted(p.name for p in room.folder.rglob("*")) == before
    assert len(room.store.loads("register")) == 1


def test_a_dry_run_needs_no_data_folder(register: Any, table: Callable[..., bytes]) -> None:
    brought = Brought(table(A), "table.csv")
    report = load_file(FileStore(), register().source, brought, NOON, dry_run=True)
    assert balance(report) == (1, 1, 0, 0, 0)
    with pytest.raises(DataFolderError, match="packaged figures only"):
        load_file(FileStore(), register().source, brought, NOON)


@pytest.mark.parametrize(
    ("rows", "said", "after"),
    [
        ([A], {}, {"A": 1}),
        ([A, B, C | {"dead": 0}], {}, {"A": 1, "B": 2, "C": 0}),
        (
            [A, B, C | {"dead": 5}],
            {"as_of": dt.date(2019, 12, 31)},
            {"A": 1, "B": 2, "C": 5},
        ),
        ([A], OF_2018, {"A": 1, "C": 4}),
    ],
    ids=["fewer records", "fewer people", "said before", "fewer in its period"],
)
def test_a_file_that_shrinks_or_ages_what_is_held_waits_for_somebody(
    room: Any,
    register: Any,
    rows: list[dict[str, Any]],
    said: dict[str, Any],
    after: dict[str, int],
) -> None:
    room.bring(A, B, C, said={"as_of": dt.date(2020, 1, 1)})
    token, people = room.store.token(), room.people()
    held = room.bring(*rows, said=said, now=NOON + HOUR)
    assert held.outcome == "held"
    assert held.held_because
    assert (room.store.token(), room.people()) == (token, people)
    waiting = list((room.folder / "held").iterdir())
    assert [p.name for p in waiting] == [held.sha256]
    confirmed = confirm(room.store, register(**said).source, held.load_id, NOON + 2 * HOUR)
    assert (confirmed.outcome, confirmed.held_because) == ("recorded", ())
    assert room.people() == after
    assert not list((room.folder / "held").iterdir())
    with pytest.raises(SourceError, match="bring it again"):
        confirm(room.store, register(**said).source, held.load_id, NOON + 2 * HOUR)


def test_a_fifth_less_is_not_suspicious(room: Any) -> None:
    rows = [{"id": f"N{n}", "day": "2018-01-01", "dead": 1} for n in range(10)]
    room.bring(*rows)
    assert room.bring(*rows[:8], now=NOON + HOUR).outcome == "recorded"
    assert room.bring(*rows[:6], now=NOON + HOUR).outcome == "held"


def test_the_first_file_of_a_register_may_be_older_than_the_packaged_figures(room: Any) -> None:
    assert room.bring(A, said={"as_of": dt.date(2015, 1, 1)}).outcome == "recorded"


def test_a_confirmed_file_of_one_year_does_not_make_the_rest_older(room: Any) -> None:
    room.bring(A, B, C, said={"as_of": dt.date(2020, 1, 1)})
    said = {**OF_2018, "as_of": dt.date(2018, 12, 31)}
    room.bring(A, B | {"dead": 3}, said=said, now=NOON + HOUR, confirmed=True)
    assert room.store.editions("incidents")[-1].origin.as_of == dt.date(2020, 1, 1)
    # What is older than the rest is still held, whatever was imported last.
    assert room.bring(A, B, C, said={"as_of": dt.date(2019, 1, 1)}).outcome == "held"


def test_only_a_held_file_of_the_same_source_can_be_confirmed(room: Any, register: Any) -> None:
    recorded = room.bring(A, B, C)
    held = room.bring(A, now=NOON + HOUR)
    for source, load_id in [
        (register().source, recorded.load_id),
        (register().source, 99),
        (register(name="another").source, held.load_id),
    ]:
        with pytest.raises(SourceError, match="is not held for confirmation"):
            confirm(room.store, source, load_id, NOON)
    assert room.people() == {"A": 1, "B": 2, "C": 4}


def test_a_held_file_that_was_altered_meanwhile_is_not_recorded(room: Any, register: Any) -> None:
    room.bring(A, B, C)
    held = room.bring(A, now=NOON + HOUR)
    (room.folder / "held" / held.sha256).write_bytes(b"id,day,dead\nZ,2018-01-01,99\n")
    with pytest.raises(SourceError, match="not the one that was brought"):
        confirm(room.store, register().source, held.load_id, NOON + HOUR)
    assert room.people() == {"A": 1, "B": 2, "C": 4}


def test_a_file_brought_with_other_options_is_read_again(
    room: Any, register: Any, table: Any
) -> None:
    room.bring(A)
    brought = Brought(table(A), "table.csv", Options(encoding="cp1252"))
    report = load_file(room.store, register().source, brought, NOON + HOUR)
    assert "was imported before" not in " ".join(report.notes)


@given(
    st.builds(
        Options,
        all_regions=st.booleans(),
        mend_swapped=st.booleans(),
        encoding=st.sampled_from(["", "cp1252"]),
        sheet=st.sampled_from(["", "2024; all", "a=b", "True", "Données & plus", "+"]),
    )
)
def test_how_a_file_was_read_survives_the_ledger(options: Options) -> None:
    class Reader:
        version = 3

    assert account.options(account.reading(Reader(), options)) == options  # type: ignore[arg-type]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["A", "B", "C", "D", ""]),
            "day": st.sampled_from(["2018-05-01", "2019-02-01", "2018-02-30", ""]),
            "dead": st.sampled_from([0, 1, 2, 4, -1, "many", ""]),
            "cause": st.just("drowning"),  # a line of blank cells alone is no row
        }
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row["id"] or id(row),
)


@settings(max_examples=25)
@given(first=ROWS, second=ROWS, is_partial=st.booleans())
def test_every_row_of_every_file_has_exactly_one_account(
    rooms: Any,
    tmp_path_factory: pytest.TempPathFactory,
    first: Any,
    second: Any,
    is_partial: bool,
) -> None:
    room = rooms(tmp_path_factory.mktemp("data"))
    for rows, said in ((first, {}), (second, OF_2018 if is_partial else {})):
        try:
            report = room.bring(*rows, said=said)
        except SourceError:
            assert room.store.loads("register")[0].outcome == "failed"
            continue
        counted = report.accepted + report.unchanged + report.quarantined + report.excluded
        assert report.rows_in == len(rows) == counted
        kept = room.store.ledger().quarantine(report.load_id)
        assert len(kept) == report.quarantined
        reasons = Counter({r.reason: r.count for r in report.set_aside})
        assert sum(reasons.values()) == report.quarantined + report.excluded
        stored = room.store.ledger().load(report.load_id)
        assert stored is not None
        assert balance(account.report_of(stored)) == balance(report)  # type: ignore[arg-type]


DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2018, 2, 28))
SPANS = st.lists(st.tuples(DAYS, DAYS, DAYS).map(lambda d: (*sorted(d[:2]), d[2])), max_size=5)


def days_of(held: periods.Periods) -> dict[dt.date, dt.date | None]:
    out: dict[dt.date, dt.date | None] = {}
    for period in held:
        for n in range((period.last - period.first).days + 1):
            assert period.first + dt.timedelta(days=n) not in out
            out[period.first + dt.timedelta(days=n)] = period.as_of
    return out


@given(SPANS, DAYS, DAYS)
def test_a_set_of_periods_knows_each_day_once_as_it_was_said_last(
    spans: list[Any], one: dt.date, other: dt.date
) -> None:
    held: periods.Periods = ()
    expected: dict[dt.date, dt.date | None] = {}
    for first, last, as_of in spans:
        held = periods.added(held, first, last, as_of, ["central"])
        whole = range((last - first).days + 1)
        expected |= {first + dt.timedelta(days=n): as_of for n in whole}
    assert days_of(held) == expected
    assert list(held) == sorted(held)
    assert periods.without(held, dt.date(2018, 1, 1), dt.date(2018, 2, 28), ["western"]) == held
    first, last = sorted((one, other))
    rest = periods.without(held, first, last, ["central"])
    assert days_of(rest) == {d: a for d, a in expected.items() if not first <= d <= last}
