"""A real server, a real Chromium, and readers who sit before it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.picture import Picture, Pictures
from dashboard.state import decode
from geodata.store import FileStore

RESULTS = Path(__file__).parents[2] / "test-results"
WAIT_MS = 60_000
expect.set_options(timeout=WAIT_MS)
LAPTOP = {"width": 1366, "height": 768}
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-gpu-compositing", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--disable-background-networking",
    # The map draws what the screen would show, also where the window lies behind another.
    "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
)  # fmt: skip


def chromium() -> str:
    """The Chromium to drive; the test fails, and says what to install, where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = [os.environ.get("PHAROS_CHROMIUM"), *(shutil.which(n) for n in names)]
    for path in found:
        if path and Path(path).exists():
            return path
    pytest.fail(
        "No Chromium was found in PHAROS_CHROMIUM or on the PATH. `make test` finds or installs "
        "one; by hand: apt-get install chromium, or python -m playwright install chromium."
    )


class Reader:
    """Somebody before a browser: what they do, and what they can see."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)
        page.context.on("request", lambda request: self.requests.append(request.url))

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def open(self, search: str = "", path: str = "/") -> None:
        """Load a page and wait until its map is painted."""
        self.page.goto(self.address + path + search)
        if path == "/":
            self.drawn(search or "?")

    def show(self, search: str) -> None:
        """Go to another selection within the page, as Back and Forward do."""
        self.page.evaluate(
            "s => { history.pushState({}, '', '/' + s); dispatchEvent(new PopStateEvent('popstate')) }",
            search if search != "?" else "",
        )
        self.drawn(search)

    def drawn(self, token: str) -> None:
        """Wait until the map says that the picture of this selection is painted."""
        self.page.locator(f'#map[data-drawn="{token}"]').wait_for(state="attached")

    def selection(self) -> str:
        """The query of the address bar, ``?`` where there is none."""
        query = urlsplit(self.page.url).query
        return f"?{query}"

    def until(self, look: Callable[[], Any], wanted: Any) -> None:
        """Look again at each frame until it is as wanted; fails with what was seen last."""
        limit = time.monotonic() + WAIT_MS / 1000
        while (seen := look()) != wanted:
            assert time.monotonic() < limit, f"saw {seen!r}, wanted {wanted!r}"
            self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def settled(self) -> None:
        """Wait until the map has stopped moving and has painted."""
        self.page.evaluate(
            "async () => { const gl = pharos.map.state.gl;"
            " if (gl.isMoving()) await new Promise(done => gl.once('moveend', done));"
            " await pharos.map.idle(); await pharos.map.painted(gl); }"
        )

    # --- what is on the screen ---

    def tiles(self) -> dict[str, int | None]:
        """The headline numbers as printed, None where no figure is printed."""
        texts = self.page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('#tiles .tile')].map(t =>"
            " [t.className.split(' ')[1], t.querySelector('.tile-number').textContent]))"
        )
        return {k: whole(v) for k, v in texts.items() if k != "deaths_per_attempt"}

    def on_the_map(self) -> dict[str, int]:
        """What the traces and the arrays behind them hold: incidents, dead, missing."""
        return self.page.evaluate(
            """() => {
              const { rows, columns } = pharos.map.drawn;
              const graph = document.querySelector('#map .js-plotly-plot');
              const all = rows.flatMap(r => [...r]);
              const sum = name => all.reduce((n, r) => n + (columns[name][r] || 0), 0);
              return { traces: graph.data.slice(0, 4).reduce((n, t) => n + t.lat.filter((y) => y > -85).length, 0),
                       incidents: all.length, dead: sum('dead'), missing: sum('missing') };
            }"""
        )

    def bars(self) -> dict[str, int]:
        """The sums of the bars of the two series, by measure."""
        return self.page.evaluate(
            """() => {
              const graph = document.querySelector('#series .js-plotly-plot');
              const out = {};
              for (const t of (graph && graph._fullData) || []) {
                if (t.type !== 'bar') continue;
                const name = t.uid.split('-')[0];
                out[name] = (out[name] || 0) + [...t.y].reduce((n, y) => n + Math.abs(y), 0);
              }
              return out;
            }"""
        )

    def bars_are_painted(self) -> bool:
        """Whether the series shows as many bars as it holds: it is complete before it is painted."""
        return self.page.evaluate(
            """() => {
              const graph = document.querySelector('#series .js-plotly-plot');
              const held = ((graph && graph._fullData) || []).filter(t => t.type === 'bar')
                .reduce((n, t) => n + t.y.length, 0);
              return held > 0 && graph.querySelectorAll('.barlayer .point').length === held;
            }"""
        )

    def view(self) -> dict[str, float]:
        """Where the map looks: longitude, latitude and zoom, rounded."""
        return self.page.evaluate(
            """() => { const gl = pharos.map.state.gl, c = gl.getCenter(), r = v => +v.toFixed(3);
              return { longitude: r(c.lng), latitude: r(c.lat), zoom: r(gl.getZoom()) }; }"""
        )

    def look_at(self, longitude: float, latitude: float, zoom: float) -> None:
        """Bring a place to the middle of the map."""
        self.page.evaluate(
            # In braces: the map that jumpTo returns would be sent here whole, which takes seconds.
            "([lng, lat, zoom]) => { pharos.map.state.gl.jumpTo({ center: [lng, lat], zoom }); }",
            [longitude, latitude, zoom],
        )
        self.settled()

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place is on the page, in px."""
        x, y = self.page.evaluate(
            """at => { const gl = pharos.map.state.gl, p = gl.project(at);
              const box = gl.getCanvas().getBoundingClientRect();
              return [box.left + p.x, box.top + p.y]; }""",
            [longitude, latitude],
        )
        return x, y

    def click_at(self, longitude: float, latitude: float) -> None:
        """Click on a place of the map."""
        self.page.mouse.click(*self.point(longitude, latitude))


def whole(text: str) -> int | None:
    """The number in a text with thousands separators."""
    digits = re.sub(r"[^0-9]", "", text)
    return int(digits) if digits else None


@pytest.fixture(scope="session")
def pictures() -> Pictures:
    """The one function from selection to figures, to hold the page against."""
    return Pictures(FileStore())


@pytest.fixture(scope="session")
def picture(pictures: Pictures) -> Callable[[str], Picture]:
    """The picture of a selection's address."""
    return lambda search: pictures.of(decode(search).selection)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server as `pharos serve` starts it, over an empty data folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--workers", "1"],
            env={**os.environ, "PHAROS_DATA": str(log.parent / "data")},
            cwd=Path(__file__).parents[2],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    limit = time.monotonic() + 60
    while not answers(port):
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
            pytest.fail(f"The server ended with {server.returncode}: {log.read_text()[-2000:]}")
        assert time.monotonic() < limit, f"no answer: {log.read_text()[-2000:]}"
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(20)
    assert "Traceback" not in log.read_text()


def answers(port: int) -> bool:
    """Whether something listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    return {"executable_path": chromium(), "args": list(FLAGS), "headless": True}


@pytest.fixture(scope="session")
def sit_down(browser: Browser, address: str) -> Callable[..., Reader]:
    """A new reader with a browser profile of their own; options are those of a context."""

    def new(**options: Any) -> Reader:
        chosen = {"viewport": LAPTOP, "reduced_motion": "reduce", "color_scheme": "light",
                  "locale": "en-GB", **options}  # fmt: skip
        return Reader(browser.new_context(**chosen).new_page(), address)

    return new


class Desk:
    """The page that most journeys share: a first load takes seconds, a change of selection not."""

    reader: Reader | None = None


@pytest.fixture(scope="session")
def desk() -> Desk:
    """See `Desk`."""
    return Desk()


@pytest.fixture
def reader(desk: Desk, sit_down: Callable[..., Reader], watched: list[Reader]) -> Reader:
    """A reader before the whole picture, nothing opened, the whole map in view."""
    if desk.reader is None:
        desk.reader = sit_down()
        desk.reader.open()
    one = desk.reader
    one.page.set_viewport_size(LAPTOP)
    watched.append(one)
    if one.selection() != "?":
        one.show("?")
    one.page.evaluate("() => pharos.map.home(pharos.map.state.gl, false)")
    one.settled()
    return one


@pytest.fixture
def sea(reader: Reader) -> Iterator[Reader]:
    """A reader who looks at the sea between Tunisia and Malta; their tools are put away after."""
    reader.look_at(13, 35.3, 6.2)
    yield reader
    reader.page.keyboard.press("Escape")
    reader.page.evaluate(
        "() => { document.getElementById('tool-clear').click(); pharos.map.choosePositionForm('minutes') }"
    )


@pytest.fixture
def visit(
    sit_down: Callable[..., Reader], watched: list[Reader]
) -> Iterator[Callable[..., Reader]]:
    """One more reader, who leaves at the end of the test."""
    came: list[BrowserContext] = []

    def new(**options: Any) -> Reader:
        one = sit_down(**options)
        came.append(one.page.context)
        watched.append(one)
        return one

    yield new
    for context in came:
        context.close()


@pytest.fixture
def watched(request: pytest.FixtureRequest, desk: Desk, address: str) -> Iterator[list[Reader]]:
    """The readers of a test: none may see an error, ask another host, or fail unpictured."""
    readers: list[Reader] = []
    yield readers
    failed = getattr(request.node, "failed", False)
    for number, one in enumerate(readers):
        errors, one.errors[:] = list(one.errors), []
        asked, one.requests[:] = list(one.requests), []
        outside = [u for u in asked if urlsplit(u).scheme in ("http", "https", "ws", "wss")
                   and not u.startswith(address)]  # fmt: skip
        if failed and not one.page.is_closed():
            RESULTS.mkdir(exist_ok=True)
            name = re.sub(r"[^a-zA-Z0-9_-]+", "-", request.node.name)[:120]
            one.page.screenshot(path=RESULTS / f"{name}-{number}.png")
        if failed and one is desk.reader:
            one.page.context.close()
            desk.reader = None  # the next journey does not start in the ruins of this one
        assert outside == []
        assert errors == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Tell the fixtures whether the test failed, so that they keep a picture of it."""
    report = yield
    if report.failed and call.when in ("setup", "call"):
        item.failed = True  # type: ignore[attr-defined]
    return report
