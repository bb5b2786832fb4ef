"""The sources page: how each source stands, what its last import did, and who may see what of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard.app import assets_folder, create_app
from dashboard.callbacks.sources import is_from_here
from dashboard.components.sources import sources_page
from dashboard.components.sources.reconciliation import reconciliation
from dashboard.picture import Pictures
from dashboard.sourcebook import quarantine_of, sourcebook
from dashboard.wsgi import is_loopback
from geodata.errors import SourceError
from geodata.ledger import Load
from geodata.refresh.load import Brought, confirm, load_file
from geodata.refresh.mending import written
from geodata.refresh.standing import STATE_MEANINGS
from geodata.report import SetAside
from geodata.sources.registry import SOURCES
from geodata.store import FileStore
from layers.handling import Clearance, Mark

NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
REGISTER = SOURCES["iom-missing-migrants"]
HOSTILE = ("<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>",
           "javascript:alert(3)")  # fmt: skip
HEAD = (
    "Main ID,Incident ID,Incident Type,Region of Incident,Incident Date,Incident Year,"
    "Reported Month,Number of Dead,Minimum Estimated Number of Missing,"
    "Total Number of Dead and Missing,Number of Survivors,Migration Route,Location of death,"
    "Coordinates"
)


def row(number: int, day: str, dead: str, route: str = "Central Mediterranean") -> str:
    """A row of the register in its full layout; one missing person."""
    name = f"2026.MMP9{number:03d}"
    return (
        f"{name},{name},Incident,Mediterranean,{day},{day[:4]},May,{dead},1,,,{route},"
        f'At sea,"35.{number}3, 12.{number}7"'
    )


def register(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def brought(store: FileStore, content: bytes, name: str = "register.csv") -> Any:
    return load_file(store, REGISTER, Brought(content, name), NOW)


def stored(folder: Path) -> FileStore:
    """A store with a good import, and a file of hostile texts that is held."""
    store = FileStore(folder)
    good = [row(n, f"2026-05-{n:02d}", str(n)) for n in (1, 2, 4)]
    load_file(store, REGISTER, Brought(register(*good), "may.csv"), NOW, confirmed=True)
    bad = [row(1, "2026-05-01", "1"), row(2, "2026-05-02", HOSTILE[0]),
           row(4, "2026-05-04", HOSTILE[2]), row(5, HOSTILE[1], "8")]  # fmt: skip
    brought(store, register(*bad), f"{HOSTILE[0]} {HOSTILE[2]}.csv")
    return store


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    """See `stored`; nobody writes to it."""
    return stored(tmp_path_factory.mktemp("held"))


@pytest.fixture(scope="module")
def shown(held: FileStore, new_visitor: Any) -> Any:
    """The page of `held` as a browser gets it."""
    return opened(new_visitor(create_app(held)))


def opened(visitor: Any) -> Any:
    return visitor.ask("sources-page.data", url__pathname="/sources")["sources-page.data"]


def plain(part: Any) -> Any:
    """A component as the browser gets it."""
    return json.loads(json.dumps(part, cls=PlotlyJSONEncoder))


# --- what each source shows ---


def test_without_a_data_folder_every_source_is_there_and_says_how_to_import(
    visitor: Any, words: Callable[[Any], str], walk: Any
) -> None:
    sent = opened(visitor)
    text = words(sent)
    entries = [c for c in walk(sent) if c["props"].get("className") == "entry"]
    assert len(entries) == len(SOURCES)
    for entry, source in zip(entries, SOURCES.values(), strict=True):
        said = words(entry)
        for part in (source.title, source.publisher, source.reads, source.licence[0][0]):
            assert part in said
        assert f"pharos import {source.name} FILE" in said
        links = {c["props"]["href"] for c in walk(entry) if c["type"] == "A"}
        assert links <= {source.url, *(url for _, url in source.licence)}
    fetched = {"frontex-detections": "never", "unhcr-arrivals": "never", "events": "packaged"}
    for name, said in fetched.items():
        assert f"fetched {said}" in " ".join(words(entries[list(SOURCES).index(name)]).split())
    assert "Nothing was imported yet" in text
    assert "No complete record is held" in text


def test_each_state_is_a_word_with_its_meaning_beside_it(
    visitor: Any, words: Callable[[Any], str], walk: Any
) -> None:
    sent = opened(visitor)
    text = words(sent)
    for state, meaning in STATE_MEANINGS.items():
        assert f"{state} {meaning}" in text
    marks = [c["props"] for c in walk(sent) if c["props"].get("className", "").startswith("state ")]
    assert all(p["title"].startswith(words(p["children"]) + ": ") for p in marks)


def test_a_citation_can_be_copied_with_its_date(shown: Any, walk: Any) -> None:
    copied = [c["props"]["data-copy"] for c in walk(shown) if "data-copy" in c["props"]]
    cited = [c for c in copied if "Missing Migrants Project" in c]
    assert cited == [
        REGISTER.citation.replace("{as_of}", "2026-05-06")
    ]  # the packaged register of that day is part of it


def test_the_account_adds_up_and_names_rows_and_texts(
    shown: Any, words: Callable[[Any], str]
) -> None:
    text = words(shown)
    assert re.search(
        r"4 rows in = 0 +accepted \+ +1 +unchanged \+ +3 +quarantined \+ +0 +excl", text
    )
    assert re.search(
        r"3 rows in = 3 +accepted \+ +0 +unchanged \+ +0 +quarantined \+ +0 +excl", text
    )
    for hostile in HOSTILE:
        assert hostile in text
    assert "9:30 UTC" in text


def test_a_held_file_says_why_and_how_to_confirm_it(
    shown: Any, held: FileStore, words: Callable[[Any], str]
) -> None:
    load = held.loads(REGISTER.name)[0]
    text = words(shown)
    assert load.message
    assert load.message.split(". ")[0] in text
    assert f"pharos confirm {REGISTER.name} {load.load_id}" in text


def test_a_failed_import_says_why_and_that_the_last_good_figures_stay(
    tmp_path: Path, new_visitor: Any, words: Callable[[Any], str]
) -> None:
    store = FileStore(tmp_path)
    with pytest.raises(SourceError):
        brought(store, b"<html>busy</html>", "answer.csv")
    text = words(opened(new_visitor(create_app(store))))
    assert "DOWN" in text
    assert store.loads(REGISTER.name)[0].message in text
    assert "The last good figures stay" in text


def test_a_new_import_is_on_the_page_without_a_restart(
    tmp_path: Path, new_visitor: Any, words: Callable[[Any], str]
) -> None:
    store = stored(tmp_path)
    visitor = new_visitor(create_app(FileStore(tmp_path)))
    before = words(opened(visitor))
    report = confirm(store, REGISTER, store.loads(REGISTER.name)[0].load_id, NOW)
    after = words(opened(visitor))
    edition = store.editions("incidents")[-1]
    assert edition.edition_id == report.edition_id
    assert edition.sha256[:12] in after
    assert edition.sha256[:12] not in before
    assert "A file waits" not in after


# --- strangers' texts ---


def test_texts_from_files_are_text_and_nothing_else(shown: Any, walk: Any) -> None:
    parts = list(walk(shown))
    assert {c["namespace"] for c in parts} == {"dash_html_components"}
    for part in parts:
        for name, value in part["props"].items():
            if name not in ("children", "data-copy", "title"):
                assert not any(h in str(value) for h in HOSTILE), (part["type"], name)
        href = part["props"].get("href")
        assert href is None or href.startswith(("https://", "http://", "#", "/sources/")), href


def test_the_browser_draws_every_part_that_the_page_is_made_of(shown: Any, walk: Any) -> None:
    script = (assets_folder() / "11-sources.js").read_text("utf-8")
    tags, attributes = (
        set("".join(re.findall(r'"([^"]*)"', found)).split())
        for found in re.findall(r"new Set\(\((.*?)\)\.split", script, re.DOTALL)
    )
    for part in walk(shown):
        assert part["type"].lower() in tags
        named = {n for n in part["props"] if not n.startswith(("data-", "aria-"))}
        assert named <= attributes | {"children", "key"}


# --- quarantined rows as a file ---


def test_the_quarantine_is_a_file_with_a_name_of_our_own(held: FileStore, new_visitor: Any) -> None:
    visitor = new_visitor(create_app(held))
    load = held.loads(REGISTER.name)[0]
    answer = visitor.get(f"/sources/quarantine/{load.load_id}.csv")
    assert answer.status_code == 200
    assert answer.get_data() == written(held.ledger().quarantine(load.load_id))
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [r["Main ID"] for r in rows] == ["2026.MMP9002", "2026.MMP9004", "2026.MMP9005"]
    name = f"{REGISTER.name}-import-{load.load_id}-quarantine.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("number", ["1", "0", "99", str(2**63), str(10**40)])
def test_an_import_without_quarantine_has_no_file(
    held: FileStore, new_visitor: Any, number: str
) -> None:
    answer = new_visitor(create_app(held)).get(f"/sources/quarantine/{number}.csv")
    assert answer.status_code == 404
    assert answer.get_json()["problems"]


def test_nothing_is_quarantined_where_there_is_no_ledger(visitor: Any) -> None:
    assert visitor.get("/sources/quarantine/1.csv").status_code == 404


def test_rows_and_texts_of_a_source_with_marks_are_withheld_below_their_mark(
    tmp_path: Path, new_visitor: Any, words: Callable[[Any], str]
) -> None:
    store = FileStore(tmp_path)
    rows = [{"incident_id": "a", "mark": "RED", "place": "secret cove"},
            {"incident_id": "b", "mark": "TLP:CLEAR", "place": "open sea"},
            {"incident_id": "c", "mark": "", "place": "unmarked bay"}]  # fmt: skip
    aside = tuple(SetAside(n, "quarantined", "no_date", "day", r["place"], "a day", r)
                  for n, r in enumerate(rows, start=2))  # fmt: skip
    store.ledger().note(
        Load("incident-reports", "import", "failed", "secret.csv", "", "", NOW,
             message="Row 2: secret cove.", quarantine=aside)
    )  # fmt: skip
    load_id = store.loads()[0].load_id

    def seen(mark: Mark) -> list[str]:
        found = quarantine_of(store, load_id, Clearance(mark))
        return [r.text for r in found[1]] if found else []

    assert seen(Mark.CLEAR) == ["open sea"]
    assert seen(Mark.AMBER) == ["open sea"]
    assert seen(Mark.RED) == ["secret cove", "open sea", "unmarked bay"]
    text = words(opened(new_visitor(create_app(store))))
    assert "secret" not in text
    assert "withheld" in text
    pictures = Pictures(store, Clearance(Mark.RED))
    book = sourcebook(store, pictures.holdings(), NOW.date())
    assert "secret cove" in words(plain(sources_page(book)))


# --- who asks ---


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True),
     ("0.0.0.0", False), ("::", False), ("192.168.1.4", False), ("example.org", False),
     ("", False)],
)  # fmt: skip
def test_only_a_loopback_address_is_reached_from_this_computer_alone(
    host: str, alone: bool
) -> None:
    assert is_loopback(host) is alone


@pytest.mark.parametrize(
    ("headers", "here"),
    [({"Host": "localhost:8050"}, True), ({"Host": "127.0.0.1"}, True), ({"Host": "[::1]"}, True),
     ({"Host": "[::1]:8050"}, True), ({"Host": "evil.example:8050"}, False),
     ({"Host": "localhost.evil.example"}, False),
     ({"Host": "localhost", "X-Forwarded-For": "10.0.0.1"}, False)],
)  # fmt: skip
def test_a_request_by_another_name_or_through_a_proxy_is_not_from_here(
    visitor: Any, headers: dict[str, str], here: bool
) -> None:
    with visitor.app.server.test_request_context("/", headers=headers):
        assert is_from_here() is here


def test_the_start_reads_neither_ledger_nor_parsers() -> None:
    code = (
        "import sys; from dashboard.app import create_app; from geodata.store import FileStore;"
        "create_app(FileStore()); print([m for m in sys.modules if m.split('.')[0] == 'sqlalchemy'"
        " or m.startswith(('geodata.refresh', 'geodata.sources', 'geodata.sandbox'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- records beside the series ---


def beside(*rows: tuple[str, str, int, int | None, str]) -> Any:
    frame = pd.DataFrame(
        rows, columns=["month", "route", "dead_and_missing", "published", "reason"]
    )
    frame["month"] = pd.to_datetime(frame["month"])
    for name in ("dead_and_missing", "published"):
        frame[name] = frame[name].astype("Int64")
    frame["difference"] = frame["dead_and_missing"] - frame["published"]
    frame["incidents"] = frame["published_incidents"] = pd.Series([1] * len(frame), dtype="Int64")
    return SimpleNamespace(records_beside_series=frame)


def test_a_year_sums_its_months_and_prints_each_difference_with_its_reason(
    words: Callable[[Any], str], walk: Any
) -> None:
    parts = plain(reconciliation(beside(
        ("2020-01-01", "western", 1, 1, ""),
        ("2020-01-01", "central", 2, 6, "Four are not in this record."),
        ("2020-02-01", "central", 8, None, "The published series has no such month."),
        ("2021-01-01", "central", 16, 16, ""),
    )))  # fmt: skip
    text = words(parts)
    assert "4 months of a route: 1 differ" in text
    assert "1 have no published figure" in text
    years = [words(p) for p in walk(parts) if p["props"].get("className") == "fold year"]
    assert len(years) == 2
    assert re.search(r"2020 from records +11 published +7 difference +−4 of what was published "
                     r"1 of 2", years[0])  # fmt: skip
    assert "Central Mediterranean 2 6 −4 1 Four are not in this record." in years[0]
    assert "Jan 2020 Western 1 1 0 1" in years[0]
    assert "8 none not known" in years[0]
    assert "Four" not in years[1]


def test_without_a_complete_record_the_section_says_how_to_load_one(
    words: Callable[[Any], str],
) -> None:
    text = words(plain(reconciliation(beside())))
    assert "No complete record is held" in text
    assert "pharos import iom-missing-migrants FILE" in text
