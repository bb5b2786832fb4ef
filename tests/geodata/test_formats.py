"""Tables and shapes are read by an explicit dialect; nothing is guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata import formats


def test_every_cell_of_a_table_stays_the_text_it_was() -> None:
    table = formats.read_csv(b"id,country,dead\n007,NA,\n1e3,null,1.0\n")
    assert table.to_dict("list") == {
        "id": ["007", "1e3"],
        "country": ["NA", "null"],
        "dead": ["", "1.0"],
    }


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert list(formats.read_csv(b"\xef\xbb\xbfid,dead\n1,2\n").columns) == ["id", "dead"]


@pytest.mark.parametrize(("row", "cells"), [("3,4,5", 3), ("3", 1), ("", 0)])
def test_a_row_that_is_not_as_long_as_the_header_is_refused_with_its_line(
    row: str, cells: int
) -> None:
    with pytest.raises(ValueError, match=f"line 3 has {cells} cells, expected 2"):
        formats.read_csv(f"id,dead\n1,2\n{row}\n".encode())


@pytest.mark.parametrize("content", [b'id,dead\n1,"2\n', b'id,dead\n1,"2"3\n'])
def test_an_unclosed_or_broken_quote_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="line 2"):
        formats.read_csv(content)


def test_a_file_without_a_header_is_refused_and_one_without_rows_is_empty() -> None:
    with pytest.raises(ValueError, match="empty"):
        formats.read_csv(b"")
    table = formats.read_csv(b"id,dead\n")
    assert (len(table), list(table.columns)) == (0, ["id", "dead"])


def test_a_cell_may_hold_commas_quotes_and_lines() -> None:
    table = formats.read_csv(b'id,note\r\n1,"a, ""b""\r\nc"\r\n')
    assert table["note"].tolist() == ['a, "b"\r\nc']


def test_another_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        formats.read_csv("id\nMédenine\n".encode("cp1252"))


def test_a_feature_collection_keeps_its_properties_as_json_has_them() -> None:
    frame = formats.read_geojson(
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"007",'
        b'"b":null},"geometry":{"type":"Point","coordinates":[14.5,35.9]}}]}'
    )
    assert (frame["a"][0], frame["b"][0]) == ("007", None)
    assert (frame.geometry[0].x, frame.geometry[0].y, frame.crs.to_epsg()) == (14.5, 35.9, 4326)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'"text"',
        b'{"type":"Feature"}',
        b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>",
        b'{"type":"gdal_streamed_alg","command_line":"gdal vector info"}',
    ],
)
def test_what_only_bears_the_name_of_geojson_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"FeatureCollection|Expecting value"):
        formats.read_geojson(content)


def test_a_table_without_shapes_comes_back_from_parquet_as_it_was() -> None:
    table = pd.DataFrame({"n": pd.array([1, None, 4], dtype="Int64")})
    again = formats.read_parquet(formats.write_parquet(table))
    pd.testing.assert_frame_equal(again, table)
