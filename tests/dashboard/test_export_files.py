"""What is downloaded is what was shown, the same bytes next year, and nothing stays behind."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest

from dashboard.app import create_app
from dashboard.exportbook import names, plan
from dashboard.permalink import permalink
from dashboard.picture import Pictures
from dashboard.state import decode
from geodata.exports.formats import FORMATS
from geodata.origin import Origin
from geodata.store import FileStore
from layers.selection import Selection

ORIGIN = Origin("A publisher", "A title", "A citation", "", (("CC0-1.0", ""),), None)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
YEAR = "from=2018-01-01&to=2018-12-31"
INSIDE = ("Traceback", 'File "', ".py", "/tmp", "/home", "site-packages", "pharos-export-")


def refused(answer: Any, status: int = 400) -> str:
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text[:300]
    assert not [w for w in INSIDE if w in text], text
    problems = answer.get_json()["problems"]
    assert problems
    assert all(p.endswith(".") for p in problems)
    return " ".join(problems)


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content: bytes) -> pd.DataFrame:
    """The one CSV of an export, as text."""
    files = {n: c for n, c in unzipped(content).items() if n.endswith(".csv")}
    assert len(files) == 1, list(files)
    return pd.read_csv(io.BytesIO(next(iter(files.values()))), dtype="string")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go in this test."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_an_export_holds_the_rows_of_the_picture_and_its_document(
    visitor: Any, pictures: Pictures, folder: Path
) -> None:
    answer = visitor.get(f"/export?v=1&{YEAR}&route=central&data=incidents&format=csv")
    assert answer.status_code == 200
    picture = pictures.of(decode(f"?{YEAR}&route=central").selection)
    rows = rows_of(answer.data)
    assert list(rows["incident_id"]) == list(picture.incidents["incident_id"])
    dead = {m.id: m.value for m in plan(picture, ["headline"]).picture.headline}
    assert len(rows) == dead["incidents"] + picture.unlocated
    document = json.loads(unzipped(answer.data)["metadata.json"])
    assert document["selection"]["permalink"] == permalink(picture)
    assert unzipped(answer.data)["README.txt"].decode().startswith("TLP:CLEAR")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_format_is_sent_under_a_name_of_ours_and_is_never_kept(
    visitor: Any, format_id: str
) -> None:
    data = "incidents" if FORMATS[format_id].shapes else "rates"
    answer = visitor.get(f"/export?{YEAR}&data={data}&format={format_id}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="pharos-{data}-2026-11-22.zip"'
    )
    assert {"README.txt", "metadata.json"} < set(unzipped(answer.data))


@pytest.mark.parametrize("format_id", [f for f in FORMATS if FORMATS[f].holds_sidecar])
def test_a_format_that_holds_its_sidecar_can_be_had_alone(visitor: Any, format_id: str) -> None:
    data = "incidents" if FORMATS[format_id].shapes else "rates"
    answer = visitor.get(f"/export?{YEAR}&data={data}&format={format_id}&bare=yes")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    ending = FORMATS[format_id].ending.lstrip(".")
    assert f'filename="pharos-{data}-2026-11-22.{ending}"' in answer.headers["Content-Disposition"]
    assert answer.mimetype == FORMATS[format_id].mimetype.partition(";")[0]


def test_all_layers_and_tables_at_once(visitor: Any) -> None:
    every = "&".join(f"data={name}" for name in names())
    answer = visitor.get(f"/export?{YEAR}&{every}&format=csv")
    assert answer.status_code == 200
    files = unzipped(answer.data)
    assert sum(name.endswith(".csv") for name in files) == len(names())
    sheets = json.loads(files["metadata.json"])["sheets"]
    assert [s["name"] for s in sheets] == list(names())


def test_an_empty_selection_is_a_valid_empty_file_with_a_note(visitor: Any) -> None:
    answer = visitor.get("/export?min_people=100000&data=incidents&format=csv")
    assert answer.status_code == 200
    assert len(rows_of(answer.data)) == 0
    assert "It has no row" in unzipped(answer.data)["README.txt"].decode()


def test_the_preview_counts_what_the_export_holds(visitor: Any) -> None:
    asked = f"{YEAR}&region=ITA&data=incidents&data=series_deaths&format=csv"
    preview = visitor.get(f"/export/preview?{asked}").get_json()
    files = unzipped(visitor.get(f"/export?{asked}").data)
    document = json.loads(files["metadata.json"])
    for shown, sheet in zip(preview["sheets"], document["sheets"], strict=True):
        assert {k: shown[k] for k in sheet} == sheet
    assert preview["selection"] == document["selection"]
    assert [f["id"] for f in preview["formats"]] == list(FORMATS)
    assert preview["sheets"][0]["removed"]


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("", "format"),
        ("format=csv", "Nothing to export is named"),
        ("data=vessels&format=csv", "'vessels'"),
        ("data=incidents", "format"),
        ("data=incidents&format=docx", "'docx'"),
        ("data=incidents&format=csv&format=csv", "expected it once"),
        ("data=incidents&format=csv&hxl=1", "'1'"),
        ("data=incidents&format=csv&bare=maybe", "'maybe'"),
        ("data=incidents&format=csv&bare=yes", "in one zip"),
        ("data=incidents&format=csv&column=crew", "'crew'"),
        ("data=incidents&format=csv&tracker=me", "'tracker'"),
        ("data=incidents&format=csv&route=northern", "'northern'"),
        ("data=incidents&format=csv&region=ATL", "'ATL'"),
        ("data=incidents&format=csv&from=never", "'never'"),
        ("data=incidents&format=csv&known_on=2001-01-01", "1 January 2001"),
        ("data=incidents&format=csv&known_on=2100-01-01", "up to today"),
        ("data=incidents&format=csv&v=3", "'3' is not a version"),
        ("data=incidents&format=csv&v=2", "not whole"),
        ("data=incidents&format=csv&edition=0123456789abcdef", "'0123456789abcdef'"),
        ("data=../../etc/passwd&format=csv", "'../../etc/passwd'"),
        ("data=incidents&format=csv&" + "data=incidents&" * 70, "at most 64"),
    ],
)
def test_what_cannot_be_honoured_is_quoted_and_nothing_is_sent(
    visitor: Any, folder: Path, asked: str, quoted: str
) -> None:
    assert quoted in refused(visitor.get(f"/export?{asked}"))
    assert list(folder.iterdir()) == []


def test_an_edited_permalink_is_refused_in_words_by_all_three(
    visitor: Any, pictures: Pictures
) -> None:
    link = permalink(pictures.of(Selection(min_people=50)))
    edited = link.replace("min_people=50", "min_people=40").removeprefix("?")
    for path in ("/export?data=incidents&format=csv&", "/export/preview?data=incidents&", "/cite?"):
        assert "changed after it was made" in refused(visitor.get(path + edited))


@pytest.mark.parametrize("format_id", ["csv", "geojson", "geoparquet"])
def test_a_permalink_gives_the_same_bytes_after_newer_editions_also_of_the_same_day(
    tmp_path: Path, new_visitor: Any, format_id: str
) -> None:
    store = FileStore(tmp_path / "data")
    whole = store.load("incidents").frame
    store.record("incidents", whole.iloc[1:], ORIGIN, NOON)
    asked = f"/export?data=incidents&data=series_deaths&format={format_id}"
    before = new_visitor(create_app(FileStore(tmp_path / "data")))
    by_day = before.get(f"{asked}&min_people=50").data
    cited = before.get("/cite?min_people=50").get_json()
    link = cited["permalink"].partition("?")[2]
    first = before.get(f"{asked}&{link}")
    assert first.status_code == 200
    assert first.data == by_day
    store.record("incidents", whole.iloc[5:], ORIGIN, NOON + HOUR)
    store.record("incidents", whole.iloc[9:], ORIGIN, NOON + 30 * HOUR)
    after = new_visitor(create_app(FileStore(tmp_path / "data")))
    again = after.get(f"{asked}&{link}")
    assert again.status_code == 200
    assert again.data == first.data
    assert after.get(f"{asked}&min_people=50").data != first.data
    assert after.get(f"/cite?{link}").get_json() == cited


def test_the_edition_that_the_page_has_seen_may_be_demanded(
    visitor: Any, pictures: Pictures
) -> None:
    key = pictures.holdings().key
    asked = f"/export?{YEAR}&data=rates&format=csv&edition="
    assert visitor.get(asked + key).status_code == 200
    assert "Load the page again" in refused(visitor.get(asked + "f" * 16))


def test_a_citation_has_three_forms_and_the_address_of_the_server(
    visitor: Any, pictures: Pictures
) -> None:
    answer = visitor.get(f"/cite?{YEAR}&route=central")
    said = answer.get_json()
    assert set(said) == {"text", "bibtex", "csl", "sources", "permalink"}
    picture = pictures.of(decode(f"?{YEAR}&route=central").selection)
    assert said["permalink"] == "http://localhost/" + permalink(picture)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "'data'" in refused(visitor.get("/cite?data=incidents"))


def test_a_permalink_opens_on_the_page_as_it_was_and_stays_in_the_address(
    visitor: Any, pictures: Pictures
) -> None:
    link = permalink(pictures.of(Selection(min_people=50, routes=("central",))))
    shown = visitor.choose("url", url=link)
    assert shown["problems"] == []
    assert shown["search"] == link
    assert decode(shown["selection"]).selection.min_people == 50
    assert "known_on=2026-11-22T00:00:00Z" in shown["selection"]
    assert shown["known_on"] == "2026-11-22"


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (("min_people=50", "min_people=40"), "changed after it was made"),
        (("v=2", "v=9"), "later version of Pharos"),
        (("&every=month", ""), "not whole"),
    ],
)
def test_a_permalink_that_does_not_hold_is_named_on_the_page(
    visitor: Any, pictures: Pictures, edit: tuple[str, str], says: str
) -> None:
    link = permalink(pictures.of(Selection(min_people=50))).replace(*edit)
    shown = visitor.choose("url", url=link)
    assert says in " ".join(shown["problems"])
    assert "v=2" not in shown["search"]


def test_a_control_that_moves_on_an_opened_permalink_keeps_its_moment(
    visitor: Any, pictures: Pictures
) -> None:
    link = permalink(pictures.of(Selection(min_people=50)))
    token = visitor.choose("url", url=link)["selection"]
    moved = visitor.choose("every", present=token, every="year")
    found = decode(moved["search"]).selection
    assert (found.every, found.min_people) == ("year", 50)
    assert found.known_on == dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    unpinned = visitor.choose("known_on", present=token, known_on="")
    assert decode(unpinned["search"]).selection.known_on is None


def test_a_name_in_the_address_reaches_no_file_name(visitor: Any) -> None:
    column = quote('x"; rm -rf /\r\nX: y')
    answer = visitor.get(f"/export?data=rates&format=csv&column={column}")
    refused(answer)
    assert "Content-Disposition" not in answer.headers
