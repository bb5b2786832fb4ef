"""The sources page in a browser: opened, read by keys, decided on, printed, on a phone."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from geodata.errors import SourceError
from geodata.origin import Origin
from geodata.refresh.load import Brought, load_file
from geodata.sources.registry import SOURCES
from geodata.store import FileStore

pytestmark = pytest.mark.browser
NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
HOSTILE = "<img src=x onerror=window.harmed=1>"
HEAD = (
    "Main ID,Incident ID,Incident Type,Region of Incident,Incident Date,Incident Year,"
    "Reported Month,Number of Dead,Minimum Estimated Number of Missing,"
    "Total Number of Dead and Missing,Number of Survivors,Migration Route,Location of death,"
    "Coordinates"
)


def row(number: int, dead: str) -> str:
    name = f"2026.MMP9{number:03d}"
    return (
        f"{name},{name},Incident,Mediterranean,2026-05-0{number},2026,May,{dead},1,,,"
        f'Central Mediterranean,At sea,"35.{number}3, 12.{number}7"'
    )


def fill(folder: Path, raw: Any) -> None:
    """A good import, a held file of hostile texts, a failed one, and a pair to decide on."""
    store = FileStore(folder)
    register = SOURCES["iom-missing-migrants"]
    good = "\n".join([HEAD, row(1, "1"), row(2, "2"), row(4, "4")]).encode()
    load_file(store, register, Brought(good, "may.csv"), NOW, confirmed=True)
    bad = "\n".join([HEAD, row(1, "1"), row(2, HOSTILE), row(4, "</script>")]).encode()
    load_file(store, register, Brought(bad, f"{HOSTILE}.csv"), NOW)
    with contextlib.suppress(SourceError):
        load_file(store, SOURCES["unhcr-arrivals"], Brought(b"<html></html>", "javascript:x"), NOW)
    beside = raw(
        "incidents",
        {"incident_id": "report-1", "occurred_on": "2026-04-28", "longitude": 12.17,
         "latitude": 35.13, "dead_count": 2, "missing_count": 4, "source": "incident-reports"},
    )  # fmt: skip
    origin = Origin("A ship", "Reports", "A ship", "", (("CC0-1.0", ""),), None)
    store.publish("incidents", beside, origin, NOW, source="incident-reports")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, raw: Any) -> Iterator[str]:
    """The address of a server over a folder with imports."""
    folder = tmp_path_factory.mktemp("sources")
    fill(folder / "data", raw)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", "1"],
            env={**os.environ, "PHAROS_DATA": str(folder / "data")},
            cwd=Path(__file__).parents[2],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    limit = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
            pytest.fail(f"The server ended with {server.returncode}: {log.read_text()[-2000:]}")
        assert time.monotonic() < limit, f"no answer: {log.read_text()[-2000:]}"
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(20)
    assert "Traceback" not in log.read_text()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens the sources page; options are those of a context. No script may fail on it."""
    errors: list[str] = []
    contexts = []

    def new(**options: Any) -> Page:
        chosen = {"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce",
                  "color_scheme": "light", "locale": "en-GB", **options}  # fmt: skip
        context = browser.new_context(**chosen)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{site}/sources")
        expect(page.locator("#sources .entry")).to_have_count(len(SOURCES))
        return page

    yield new
    for context in contexts:
        context.close()
    assert errors == []


def unfold(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('#sources details').forEach(d => d.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_page_has_no_grave_fault_of_access(
    open_page: Callable[..., Page], scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    unfold(page)
    found = Axe().run(page, context="#sources").response["violations"]
    grave = [(v["id"], v["nodes"][0]["html"][:160]) for v in found
             if v["impact"] in ("serious", "critical")]  # fmt: skip
    assert grave == []


def test_strangers_texts_are_shown_and_do_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page()
    unfold(page)
    text = page.locator("#sources").inner_text()
    assert HOSTILE in text
    assert "</script>" in text
    assert "javascript:x" in text
    assert page.evaluate("() => window.harmed === undefined")
    assert page.locator("#sources img, #sources script").count() == 0
    links = page.locator("#sources a").evaluate_all("all => all.map(a => a.protocol)")
    assert set(links) <= {"http:", "https:"}


def test_the_page_is_worked_by_keys_alone(open_page: Callable[..., Page]) -> None:
    page = open_page()
    summary = page.locator("#sources .entry:not([open]) > summary").first
    summary.focus()
    entry = summary.evaluate_handle("e => e.parentElement")
    page.keyboard.press("Enter")
    assert entry.evaluate("e => e.open")
    page.keyboard.press("Tab")
    assert entry.evaluate("e => e.contains(document.activeElement)")


def test_the_citation_goes_to_the_clipboard(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy the citation of Missing Migrants register")
    button.click()
    expect(button).to_have_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("International Organization for Migration")


def test_the_quarantine_is_downloaded_under_a_safe_name(open_page: Callable[..., Page]) -> None:
    page = open_page()
    unfold(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").first.click()
    assert waiting.value.suggested_filename == "iom-missing-migrants-import-2-quarantine.csv"
    assert HOSTILE in Path(waiting.value.path()).read_text("utf-8-sig")


def test_a_pair_is_decided_and_undone_where_the_reader_is(open_page: Callable[..., Page]) -> None:
    page = open_page()
    pair = page.locator("#sources .pair", has_text="2026.MMP9001")
    year = page.locator("#sources .source > summary").first
    year.click()
    pair.locator("input").fill(HOSTILE)
    same = pair.get_by_role("button", name="Same event")
    same.click()
    expect(same).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#sources .decided")).to_contain_text("Recorded: ")
    expect(same).to_be_focused()
    assert year.evaluate("e => e.parentElement.open")  # what was open stays open
    history = page.locator("#sources .decisions")
    expect(history).to_contain_text(HOSTILE)
    history.get_by_role("button", name="Undo").click()
    expect(pair.get_by_role("button", name="Undecided")).to_have_attribute("aria-pressed", "true")
    expect(history.locator("tbody tr")).to_have_count(2)
    assert page.evaluate("() => window.harmed === undefined")


def test_a_phone_never_scrolls_sideways(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    unfold(page)
    wide = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.getElementById('sources').scrollWidth]"
    )
    assert max(wide) <= 390


def test_on_paper_everything_is_open_and_afterwards_as_it_was(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    closed = page.locator("#sources details:not([open])")
    before = closed.count()
    assert before > 0
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(closed).to_have_count(0)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(closed).to_have_count(before)


def test_a_part_of_the_page_has_an_address(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{site}/sources#tables")
    expect(page.locator("#tables")).to_be_in_viewport(timeout=60_000)
    page.close()
