"""What a reader waits for: from a change of the filter to the painted map, in a real browser."""

from __future__ import annotations

import importlib.util
import json
import logging
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import make_server

from dashboard import ids
from dashboard.app import assets_folder, create_app
from dashboard.benchmarks.calls import ENDPOINT, Caller
from dashboard.benchmarks.plain import plain_app
from dashboard.benchmarks.report import Line
from dashboard.benchmarks.suite import OTHER, PICTURE, Say, narrow, wide
from dashboard.benchmarks.worlds import world

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROWS = 20_000
# From nearly all incidents to nearly all; from all routes and years to two routes and one year.
KINDS = {"period": "another period", "routes": "two routes off, one year left"}
TIMES_EMPTY = 3.0
VIEW = {"width": 1366, "height": 768}
PATIENCE_MS = 120_000
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-gpu-compositing",
]
_TOOLS = "20-map.js"  # `painted` and `finish`, so that both pages are timed by one clock
_OURS_READY = "() => window.pharos && window.pharos.map && window.pharos.map.state.picture"
_DRAWN = """async ([token, begin]) => {
  const box = window.pharos.map.container();
  const drawn = new Promise((done) => new MutationObserver((_, watch) => {
    if (box.dataset.drawn !== token) return;
    watch.disconnect();
    done();
  }).observe(box, { attributes: true, attributeFilter: ["data-drawn"] }));
  const start = performance.now();
  await BEGIN;
  await drawn;
  return performance.now() - start;
}"""
# Numbers, series and sentences change too, and share the page's one thread with the map.
_PAGE_CHANGE = _DRAWN.replace(
    "BEGIN", f'window.dash_clientside.set_props("{ids.SELECTION}", {{ data: token }})'
)
# The map and nothing else, as on the plain page: the same request, handed to the same function.
_MAP_CHANGE = (
    _DRAWN.replace(
        "BEGIN",
        """fetch("ENDPOINT", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: begin,
  }).then((answer) => answer.json())
    .then((answer) => window.dash_clientside.pharos.drawMap(answer.response["PICTURE"].data))""",
    )
    .replace("ENDPOINT", ENDPOINT)
    .replace("PICTURE", ids.MAP_PICTURE)
)
_SETTLED = """async () => {
  await window.pharos.map.idle();
  await new Promise((done) => setTimeout(done, 800));
}"""
_PLAIN_READY = """() => {
  const graph = document.querySelector(".js-plotly-plot");
  const part = graph && graph._fullLayout && graph._fullLayout.map;
  return part && part._subplot && part._subplot.map && part._subplot.map.loaded();
}"""
_PLAIN_CHANGE = """async ([token, store]) => {
  const graph = document.querySelector(".js-plotly-plot");
  const plotted = new Promise((done) => graph.once("plotly_afterplot", done));
  const start = performance.now();
  window.dash_clientside.set_props(store, { data: token });
  await plotted;
  await window.pharos.map.painted(graph._fullLayout.map._subplot.map);
  return performance.now() - start;
}"""
_EMPTY = {
    "ours": "() => window.pharos.map.emptyRedraw()",
    "plain": """async () => {
  const { map } = document.querySelector(".js-plotly-plot")._fullLayout.map._subplot;
  const start = performance.now();
  await window.pharos.map.painted(map);
  return performance.now() - start;
}""",
}


def why_not(chromium: Path | None) -> str:
    """Why nothing can be measured in a browser here, as a sentence; empty where it can."""
    if importlib.util.find_spec("playwright") is None:
        return (
            "The browser was left out: the Python package 'playwright' is not installed. It comes "
            "with the development tools (make venv-dev)."
        )
    if chromium is not None and not chromium.exists():
        return f"The browser was left out: there is no Chromium at {str(chromium)!r}."
    if chromium is None and found_chromium() is None:
        return (
            "The browser was left out: no Chromium was found. Install one, or name it with "
            "--chromium or PHAROS_CHROMIUM."
        )
    return ""


def found_chromium() -> Path | None:
    """The first Chromium on the search path."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    return Path(found) if found else None


def browser_lines(rounds: int, chromium: Path | None, say: Say = lambda _: None) -> list[Line]:
    """Change to painted, ours and the plain way in turns, against an empty redraw of each map.

    Args:
        rounds: how often each is measured, every round with another selection.
        chromium: the browser; None takes the first on the search path.
        say: told what is being done.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (a development tool)

    say(f"browser, {ROWS:,} synthetic incidents")
    store = world(ROWS)
    executable = str(chromium or found_chromium())
    with ExitStack() as stack:
        server = create_app(store).server
        ours = stack.enter_context(listening(server))
        plain = stack.enter_context(listening(plain_app(store.load("incidents").frame).server))
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(executable_path=executable, args=FLAGS)
        stack.callback(browser.close)
        pages = {
            "ours": _opened(browser, ours, _OURS_READY),
            "plain": _opened(browser, plain, _PLAIN_READY),
        }
        pages["plain"].add_script_tag(path=assets_folder() / _TOOLS)
        spent = _in_turns(pages, Caller(server), rounds)
    return _as_lines(spent, rounds)


def _opened(browser: Browser, address: str, ready: str) -> Page:
    page = browser.new_page(viewport=VIEW)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.wait_for_function(ready)
    return page


def _in_turns(pages: dict[str, Page], caller: Caller, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by what was measured; the first round of each warms up and is not kept."""
    spent: dict[str, list[float]] = {}
    ours, plain = pages["ours"], pages["plain"]
    for step in range(rounds + 1):
        measured: dict[str, float] = {}
        ours.bring_to_front()
        _change_page(ours, _period(4 * step))
        measured["ours_empty"] = ours.evaluate(_EMPTY["ours"])
        measured["map_period"] = _change_map(ours, caller, _period(4 * step + 1))
        measured["page_period"] = _change_page(ours, _period(4 * step + 2))
        measured["map_routes"] = _change_map(ours, caller, narrow(2 * step))
        _change_page(ours, _period(4 * step + 3))
        measured["page_routes"] = _change_page(ours, narrow(2 * step + 1))
        plain.bring_to_front()
        _change_plain(plain, _period(4 * step))
        measured["plain_empty"] = plain.evaluate(_EMPTY["plain"])
        measured["plain_period"] = _change_plain(plain, _period(4 * step + 1))
        measured["plain_routes"] = _change_plain(plain, narrow(2 * step))
        if step:
            for name, ms in measured.items():
                spent.setdefault(name, []).append(ms)
    return spent


def _period(step: int) -> str:
    """Ten days a step: some forty incidents on all routes, so that every trace is drawn anew."""
    return wide(10 * step)


def _change_map(page: Page, caller: Caller, token: str) -> float:
    body = json.dumps(caller.body(PICTURE, **{ids.SELECTION: token}))
    spent: float = page.evaluate(_MAP_CHANGE, [token, body])
    return spent


def _change_page(page: Page, token: str) -> float:
    spent: float = page.evaluate(_PAGE_CHANGE, [token, None])
    page.evaluate(_SETTLED)  # or the rest of the page would be counted with the next change
    return spent


def _change_plain(page: Page, token: str) -> float:
    spent: float = page.evaluate(_PLAIN_CHANGE, [token, ids.SELECTION])
    return spent


def _as_lines(spent: dict[str, list[float]], rounds: int) -> list[Line]:
    ms = {name: statistics.median(values) for name, values in spent.items()}
    shared: dict[str, Any] = {"unit": "ms", "rows": ROWS, "rounds": rounds}
    lines = []
    for kind, what in KINDS.items():
        alone, page = (
            f"browser, change to painted, map alone: {what}",
            f"the same, whole page: {what}",
        )
        lines += [
            Line(f"browser_map_{kind}", alone, ours=ms[f"map_{kind}"], other=ms["ours_empty"],
                 other_is="empty redraw", goal="share_of_other", target=TIMES_EMPTY, **shared),
            Line(f"browser_page_{kind}", page, ours=ms[f"page_{kind}"], other=ms["ours_empty"],
                 other_is="empty redraw", goal="share_of_other", **shared),
            Line(f"browser_plain_{kind}", alone, ours=ms[f"map_{kind}"],
                 other=ms[f"plain_{kind}"], other_is=OTHER, **shared),
        ]  # fmt: skip
    empty = "browser, empty redraw of the map"
    lines.append(
        Line("browser_empty", empty, ours=ms["ours_empty"], other=ms["plain_empty"],
             other_is=OTHER, **shared)
    )  # fmt: skip
    return lines


@contextmanager
def listening(server: Flask) -> Iterator[str]:
    """The address of a server of this process, on a port of its own, until the block ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    made = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}/"
    finally:
        made.shutdown()
        thread.join(10)
