"""Text tables as people save them: marks, encodings, delimiters, quotation marks, limits."""

from __future__ import annotations

import codecs
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import RefusedFile
from geodata.sandbox import LIMITS, read_table
from geodata.sandbox import text as reader
from geodata.tables import RawTable

PLACES = "place,dead\nSfax – Médenine,1\n"


def read(content: bytes | str, encoding: str = "") -> RawTable:
    """What the child reads, without the child: the same function in this process."""
    raw = content.encode() if isinstance(content, str) else content
    return reader.table(raw, encoding, LIMITS)


def test_a_mark_of_utf8_is_no_part_of_the_first_name() -> None:
    table = read_table(b"\xef\xbb\xbfid,dead\n1,2", "a.csv")
    assert table.rows == [["id", "dead"], ["1", "2"]]
    assert (table.kind, table.lines, table.remarks) == ("csv", [1, 2], ())


def test_semicolons_and_decimal_commas_are_found_and_said() -> None:
    table = read_table(b"id;dead;lat\n1;2;35,9", "a.csv")
    assert table.rows == [["id", "dead", "lat"], ["1", "2", "35.9"]]
    assert "divided by semicolons" in table.remarks[0]
    assert "Decimal commas" in table.remarks[1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_gives_the_same_table(delimiter: str) -> None:
    content = "id,place,dead\n1,a,1\n2,b,2\n".replace(",", delimiter)
    assert read(content).rows == [["id", "place", "dead"], ["1", "a", "1"], ["2", "b", "2"]]


def test_a_delimiter_inside_of_quoted_cells_is_not_taken_for_one() -> None:
    table = read('id,countries\n1,"a;b;c"\n2,"d;e;f"\n')
    assert table.rows[1] == ["1", "a;b;c"]


def test_a_delimiter_that_the_file_declares_is_taken_and_lines_still_count() -> None:
    table = read("sep=;\r\nid;dead\r\n1;2\r\n")
    assert table.rows == [["id", "dead"], ["1", "2"]]
    assert table.lines == [2, 3]


def test_a_comma_that_may_divide_thousands_is_left_and_said() -> None:
    table = read("id;persons\n1;1,234\n2;5,678\n")
    assert table.rows[1] == ["1", "1,234"]
    assert "'1,234' can be read in two ways" in table.remarks[1]


def test_a_doubtful_comma_beside_a_clear_one_is_a_decimal_comma() -> None:
    assert read("lat;lon\n35,9;12,934\n").rows[1] == ["35.9", "12.934"]


def test_a_list_of_numbers_in_a_text_column_stays_a_list() -> None:
    table = read("lat;regions\n35,9;1,2\n36,5;north\n37,5;south\n38,5;\n")
    assert [row[1] for row in table.rows] == ["regions", "1,2", "north", "south", ""]
    assert table.rows[1][0] == "35.9"


def test_points_and_commas_in_one_file_are_left_as_they_stand() -> None:
    table = read("lat;lon\n35,9;14.5\n")
    assert table.rows[1] == ["35,9", "14.5"]


def test_cp1252_is_refused_with_the_byte_the_line_and_how_it_would_look() -> None:
    with pytest.raises(RefusedFile) as caught:
        read_table(PLACES.encode("cp1252"), "places.csv")
    message = str(caught.value)
    assert "byte 16, on line 2" in message
    assert "--encoding cp1252" in message
    assert "Sfax – Médenine" in message
    assert "'places.csv'" in message


def test_an_encoding_that_was_confirmed_is_used_and_said() -> None:
    table = read_table(PLACES.encode("cp1252"), "a.csv", encoding="cp1252")
    assert table.rows[1] == ["Sfax – Médenine", "1"]
    assert table.remarks == ("It was read as cp1252, as asked.",)


def test_a_confirmed_encoding_that_is_likely_wrong_is_said() -> None:
    assert any("valid UTF-8" in remark for remark in read(PLACES, "cp1252").remarks)


@pytest.mark.parametrize("encoding", ["zip", "hex", "punycode", "utf-7", "no-such", "cp1259"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(RefusedFile, match="encoding"):
        read(PLACES, encoding)


def test_bytes_that_the_confirmed_encoding_lacks_are_refused_with_their_place() -> None:
    with pytest.raises(RefusedFile, match="byte 4, on line 2"):
        read(b"a,b\n\x81,1", "cp1252")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_is_read_by_its_mark(mark: bytes) -> None:
    kind = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    table = read_table(mark + PLACES.encode(kind), "a.csv")
    assert table.rows[1] == ["Sfax – Médenine", "1"]
    assert "UTF-16" in table.remarks[0]


def test_utf16_that_breaks_off_is_refused() -> None:
    with pytest.raises(RefusedFile, match="UTF-16"):
        read(codecs.BOM_UTF16_LE + PLACES.encode("utf-16-le") + b"\xd8")


def test_a_nul_byte_is_refused_with_its_place() -> None:
    with pytest.raises(RefusedFile, match="NUL byte at byte 5"):
        read_table(b"a,b\n1\x00,2", "a.csv")


def test_a_cell_beyond_the_limit_is_refused_by_the_limit() -> None:
    with pytest.raises(RefusedFile, match="line 2 has a cell beyond the limit of 100,000"):
        read_table(b"a,b\n" + b"x" * 10_000_000 + b",1", "a.csv")


def test_a_row_of_5000_columns_is_refused_by_the_limit() -> None:
    with pytest.raises(RefusedFile, match="row 1 has 5,000 columns, the limit is 1,000"):
        read_table(b",".join([b"a"] * 5000) + b"\n", "a.csv")


def test_more_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(RefusedFile, match="more rows than the limit of 3"):
        read_table(b"a\n" * 4, "a.csv", limits=replace(LIMITS, rows=3))


def test_ragged_rows_keep_their_own_length_and_no_cell_moves() -> None:
    table = read("a,b,c\n1,2\n1,2,3,4\n1,2,3\n")
    assert table.rows[1:] == [["1", "2"], ["1", "2", "3", "4"], ["1", "2", "3"]]


def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_line() -> None:
    with pytest.raises(RefusedFile, match="line 3 opens a quotation mark"):
        read_table(b'a,b\n1,2\n3,"4\n5,6\n', "a.csv")


def test_text_after_a_closing_mark_is_refused_with_its_line() -> None:
    with pytest.raises(RefusedFile, match=r"begins on line 2 .* written twice"):
        read_table(b'a,b\n1,"x" y\n', "a.csv")


def test_a_row_over_several_lines_counts_from_the_line_where_it_begins() -> None:
    assert read('a,b\n1,"x\ny\nz"\n2,c\n').lines == [1, 2, 5]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n \n", b"\xef\xbb\xbf", b",,\n,,\n", b"id,dead\n", b"id,dead\n,\n"]
)
def test_an_empty_file_or_a_header_alone_has_no_rows(content: bytes) -> None:
    with pytest.raises(RefusedFile, match="no rows"):
        read_table(content, "a.csv")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_was_written_with_commas_and_marks_is_read_again(rows: list[list[str]]) -> None:
    written = [["one", "two", "three"], *rows]
    content = "\r\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in written
    )
    assert read(content).rows == written
