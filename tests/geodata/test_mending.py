"""Quarantined rows go out to be mended, and come back without taking anything away."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import SourceError
from geodata.refresh.mending import MARKS, opened, written
from geodata.report import SetAside

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
A = {"id": "A", "day": "2018-05-01", "dead": 1}
B = {"id": "B", "day": "2018-06-01", "dead": 2}
BAD = {"id": "X", "day": "2018-07-01", "dead": -4, "cause": "drowning"}


def aside(record: Mapping[str, str], text: str = "-4") -> SetAside:
    return SetAside(4, "quarantined", "negative_count", "dead", text, "0 or more", record)


def rows_in(content: bytes, delimiter: str = ",") -> list[list[str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=delimiter))


def exported(room: Any, load_id: int) -> bytes:
    return written(room.store.ledger().quarantine(load_id))


def test_a_quarantined_row_goes_out_word_for_word_with_what_is_wrong() -> None:
    out = rows_in(written([aside({"id": "X", "No. dead": " -4 "})]))
    assert out == [
        [*MARKS, "id", "No. dead"],
        ["4", "a count below zero: -4", "dead", "0 or more", "X", " -4 "],
    ]


def test_a_mended_row_is_added_and_nothing_is_withdrawn(room: Any) -> None:
    loaded = room.bring(A, B, BAD)
    content = exported(room, loaded.load_id).replace(b",-4,", b",4,")
    report = room.bring(content=content, now=NOON + HOUR)
    assert (report.outcome, report.changes.new, report.changes.withdrawn) == (
        "recorded", ("X",), (),
    )  # fmt: skip
    assert (report.rows_in, report.accepted, report.kept_from_before) == (1, 1, 2)
    assert room.people() == {"A": 1, "B": 2, "X": 4}


def test_mended_rows_make_nothing_older(room: Any) -> None:
    loaded = room.bring(A, B, BAD, said={"as_of": dt.date(2026, 5, 6)})
    content = exported(room, loaded.load_id).replace(b",-4,", b",4,")
    room.bring(content=content, said={"as_of": dt.date(2018, 7, 1)}, now=NOON + HOUR)
    assert room.store.loads("register")[0].as_of == dt.date(2026, 5, 6)
    assert room.store.editions("incidents")[-1].origin.as_of == dt.date(2026, 5, 6)


def test_mended_rows_take_no_period_away(room: Any) -> None:
    loaded = room.bring(A, B, BAD, said={"complete": True, "as_of": dt.date(2026, 5, 6)})
    complete = room.store.editions("incidents")[-1].complete
    content = exported(room, loaded.load_id).replace(b",-4,", b",4,")
    room.bring(content=content, now=NOON + HOUR)
    assert room.store.editions("incidents")[-1].complete == complete != ()


def test_what_is_still_wrong_stays_in_quarantine(room: Any) -> None:
    loaded = room.bring(A, BAD, BAD | {"id": "Y"})
    content = exported(room, loaded.load_id).replace(b",X,2018-07-01,-4,", b",X,2018-07-01,4,")
    report = room.bring(content=content, now=NOON + HOUR)
    assert (report.accepted, report.quarantined) == (1, 1)
    assert room.people() == {"A": 1, "X": 4}


def test_a_mended_part_of_a_record_that_is_held_is_refused(room: Any) -> None:
    loaded = room.bring(A, B, BAD)
    content = exported(room, loaded.load_id).replace(b",X,2018-07-01,-4,", b",A,2018-07-01,4,")
    with pytest.raises(SourceError, match="are held already: A"):
        room.bring(content=content, now=NOON + HOUR)
    assert room.people() == {"A": 1, "B": 2}


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_spreadsheet_program_may_save_it_in_its_own_way(
    room: Any, delimiter: str, encoding: str, quoting: Any
) -> None:
    loaded = room.bring(A, B, BAD | {"cause": "drowning"})
    mended = rows_in(exported(room, loaded.load_id).replace(b",-4,", b",4,"))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(mended)
    room.bring(content=out.getvalue().encode(encoding), now=NOON + HOUR)
    assert room.people() == {"A": 1, "B": 2, "X": 4}


def test_letters_that_a_spreadsheet_saved_otherwise_are_not_replaced() -> None:
    content = written([aside({"place": "Médenine – Sfax"})]).decode("utf-8-sig").encode("cp1252")
    parsed, is_mended = opened(content)
    assert is_mended
    assert rows_in(parsed.decode("cp1252").encode())[1] == ["Médenine – Sfax"]


def test_a_publishers_file_is_left_alone() -> None:
    for content in (b"", b"id,day\nA,1\n", b"pharos line of sight\n1\n", b"\xff\xfeh\x00i\x00"):
        assert opened(content) == (content, False)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\uff1d1", "'\uff1d1"),
        ("-4", "-4"),
        ("-33.5", "-33.5"),
        ("'-4", "''-4"),
        ("35.9, 14.5", "35.9, 14.5"),
    ],
)
def test_no_cell_runs_as_a_formula(cell: str, shown: str) -> None:
    content = written([aside({"place": cell}, text=cell)])
    assert rows_in(content)[1][-1] == shown
    assert rows_in(opened(content)[0])[1] == [cell]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)


@given(
    st.lists(st.dictionaries(CELLS.filter(bool), CELLS, min_size=2, max_size=3), min_size=1),
)
def test_what_goes_out_comes_back_cell_by_cell(records: list[dict[str, str]]) -> None:
    names = list(dict.fromkeys(name for record in records for name in record))
    content, is_mended = opened(written([aside(record) for record in records]))
    assert is_mended
    expected = [names, *([record.get(n, "") for n in names] for record in records)]
    assert rows_in(content) == expected
