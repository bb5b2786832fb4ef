"""Workbooks that lie about their size, point elsewhere, or hold what a table does not need."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import RefusedFile
from geodata.sandbox import LIMITS, read_table, spreadsheets

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows: list[object], **others: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Figures"
    for row in rows:
        book.active.append(row)
    for title, page in others.items():
        made = book.create_sheet(title)
        for row in page:
            made.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(content: bytes, **parts: str | bytes) -> bytes:
    """The workbook with some of its parts replaced, or further ones put in."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in [*old.namelist(), *(p for p in parts if p not in old.namelist())]:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return out.getvalue()


def sheet(cells: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


SMALL = workbook(["id", "dead"], ["1", 2])


def test_numbers_days_and_truths_of_a_sheet_are_written_plainly() -> None:
    day = dt.datetime(2024, 3, 31)  # noqa: DTZ001 - a workbook knows no zones
    table = read_table(
        workbook(["a"], [2, 2.5, day, day.replace(hour=13), True, dt.time(3, 4), None, "2.0"]),
        "a.xlsx",
    )
    assert table.rows[1] == [
        "2", "2.5", "2024-03-31", "2024-03-31 13:00:00", "TRUE", "03:04:00", "", "2.0"
    ]  # fmt: skip
    assert (table.kind, table.sheet, table.lines) == ("xlsx", "Figures", [1, 2])


def test_rows_are_counted_from_the_first_of_the_sheet_blank_ones_too() -> None:
    table = read_table(workbook([], ["id"], [1]), "a.xlsx")
    assert table.rows == [[""], ["id"], ["1"]]
    assert table.lines == [1, 2, 3]


def test_the_first_sheet_with_rows_is_read_and_the_others_named() -> None:
    content = workbook(Second=[["id"], [1]], Third=[["x"], [2]])
    table = read_table(content, "a.xlsx")
    assert (table.sheet, table.rows) == ("Second", [["id"], ["1"]])
    assert "'Figures', 'Third'" in table.remarks[0]
    assert read_table(content, "a.xlsx", sheet="Third").rows == [["x"], ["2"]]
    with pytest.raises(RefusedFile, match="no sheet 'Fourth'; its sheets are 'Figures', 'Second'"):
        read_table(content, "a.xlsx", sheet="Fourth")


def test_merged_cells_and_errors_are_read_as_blank_and_said() -> None:
    merged = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="C1" t="e"><v>#N/A</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    part = sheet(merged).replace(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    )
    table = read_table(with_parts(SMALL, **{SHEET: part}), "a.xlsx")
    assert table.rows == [["id", "", ""], ["1", "", ""]]
    assert "1 cells hold an error" in table.remarks[0]
    assert "1 merged ranges" in table.remarks[1]


def test_a_workbook_without_rows_has_no_rows() -> None:
    with pytest.raises(RefusedFile, match="no rows"):
        read_table(workbook(), "a.xlsx")


def test_a_bomb_is_refused_by_its_unpacked_size() -> None:
    row = '<row><c t="inlineStr"><is><t>A</t></is></c></row>'
    bomb = with_parts(SMALL, **{SHEET: sheet(row * 2_200_000)})
    with pytest.raises(RefusedFile, match=r"unpacks to 10\d MB, the limit is 100 MB"):
        read_table(bomb, "a.xlsx")


def test_a_bomb_is_refused_by_its_ratio() -> None:
    bomb = with_parts(SMALL, **{SHEET: sheet(" " * 20_000_000)})
    with pytest.raises(RefusedFile, match="times its size, the limit is 100"):
        read_table(bomb, "a.xlsx")


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    content = bytearray(with_parts(SMALL, **{SHEET: sheet(" " * 5_000)}))
    entry = content.rindex(SHEET.encode()) - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = (200).to_bytes(4, "little")
    with pytest.raises(RefusedFile, match="damaged workbook"):
        read_table(bytes(content), "a.xlsx")


def test_a_far_cell_is_refused_by_its_name() -> None:
    far = sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(RefusedFile, match="reaches to the cell XFD1048576"):
        read_table(with_parts(SMALL, **{SHEET: far}), "a.xlsx")


def test_a_far_cell_that_hides_from_notice_ends_the_child_and_nothing_else() -> None:
    far = sheet(
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    )
    with pytest.raises(RefusedFile, match=r"MB of memory|damaged workbook"):
        read_table(with_parts(SMALL, **{SHEET: far}), "a.xlsx")
    assert read_table(SMALL, "a.xlsx").rows == [["id", "dead"], ["1", "2"]]


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>&{};</t></is></c></row>'


def test_entities_that_multiply_are_refused() -> None:
    part = sheet(TEXT.format("i"), LAUGHS)
    with pytest.raises(RefusedFile, match="declares XML entities"):
        read_table(with_parts(SMALL, **{SHEET: part}), "a.xlsx")


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/strings.bin"])
def test_an_entity_that_names_a_file_is_refused_and_the_file_not_read(
    part: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open-sesame")
    text = sheet(TEXT.format("x"), f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{secret}">]>')
    with pytest.raises(RefusedFile, match="declares XML entities") as caught:
        read_table(with_parts(SMALL, **{part: text}), "a.xlsx")
    assert "open-sesame" not in str(caught.value)


def test_entities_in_another_encoding_do_not_go_unseen() -> None:
    part = sheet(TEXT.format("i"), LAUGHS).encode("utf-16")
    with pytest.raises(RefusedFile, match="not written in UTF-8"):
        read_table(with_parts(SMALL, **{SHEET: part}), "a.xlsx")


def test_an_archive_of_very_many_parts_is_refused_before_it_is_listed() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(5_001):
            made.writestr(str(number), b"")
    with pytest.raises(RefusedFile, match="5,001 parts, the limit is 5,000"):
        read_table(out.getvalue(), "a.xlsx")


def test_a_part_behind_a_password_is_refused() -> None:
    content = bytearray(SMALL)
    for entry in [i for i in range(len(content)) if content[i : i + 4] == b"PK\x01\x02"]:
        content[entry + 8] |= 1
    with pytest.raises(RefusedFile, match="password"):
        read_table(bytes(content), "a.xlsx")


@pytest.mark.parametrize("kept", [30, 1_000, -30])
def test_a_workbook_that_breaks_off_is_refused(kept: int) -> None:
    with pytest.raises(RefusedFile, match="damaged workbook"):
        read_table(SMALL[:kept], "a.xlsx")


@given(
    at=st.lists(st.integers(0, len(SMALL) - 1), min_size=1, max_size=4), byte=st.integers(0, 255)
)
def test_a_workbook_with_wrong_bytes_is_read_or_refused_in_words(at: list[int], byte: int) -> None:
    content = bytearray(SMALL)
    for place in at:
        content[place] = byte
    try:
        remarks = spreadsheets._weighed(bytes(content), LIMITS)
    except RefusedFile:
        return
    assert remarks == []
