"""The tools of the map: what they measure is true, and what they draw is what the page follows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pyproj import Geod

pytestmark = pytest.mark.browser

GEOD = Geod(ellps="WGS84")
NM = 1852
# Over the whole map, near and far, along a parallel, along a meridian, over the equator of bearing.
PAIRS = [
    ((12.6, 35.5), (12.6, 35.5)), ((12.6, 35.5), (12.60001, 35.5)), ((-22, 10), (43, 48)),
    ((12, 36), (32, 36)), ((14, 30), (14, 46)), ((-15.4, 28.1), (-17.1, 20.9)),
    ((23.5, 37.9), (27.1, 38.4)), ((36.1, 36), (-5.6, 35.9)),
]  # fmt: skip


def measured(reader: Any) -> dict[str, Any]:
    return reader.page.evaluate("() => pharos.map.measured()")


def test_the_browser_measures_as_the_ellipsoid_is(reader: Any) -> None:
    found = reader.page.evaluate(
        "pairs => pairs.map(([a, b]) => pharos.geodesy.inverse(a, b))", [list(p) for p in PAIRS]
    )
    for ((x1, y1), (x2, y2)), leg in zip(PAIRS, found, strict=True):
        bearing, _, metres = GEOD.inv(x1, y1, x2, y2)
        assert leg["metres"] == pytest.approx(metres, abs=0.001)
        if metres:
            assert leg["bearing"] == pytest.approx(bearing % 360, abs=1e-6)
    rings = reader.page.evaluate(
        "places => places.map(p => pharos.geodesy.ring(p, 92600, 24))", [p[0] for p in PAIRS]
    )
    for (start, _), ring in zip(PAIRS, rings, strict=True):
        for corner in ring:
            assert GEOD.inv(*start, *corner)[2] == pytest.approx(92_600, abs=0.001)


def test_a_line_of_three_legs_says_miles_bearings_and_its_sum(sea: Any) -> None:
    page = sea.page
    page.locator("#tool-measure").click()
    expect(page.locator("#tool-measure")).to_have_attribute("aria-pressed", "true")
    for place in [(12, 35), (13, 35.6), (14, 35.1), (14.2, 36)]:
        sea.click_at(*place)
    sea.until(lambda: len(measured(sea)["points"]), 4)
    found = measured(sea)
    rows = page.locator(".tool-legs tr:not(:first-child):not(.live)")
    expect(rows).to_have_count(3)
    total = 0.0
    for place, leg in enumerate(found["legs"]):
        bearing, _, metres = GEOD.inv(*found["points"][place], *found["points"][place + 1])
        assert leg["metres"] == pytest.approx(metres, abs=1)
        total += metres
        expect(rows.nth(place)).to_contain_text(f"{metres / NM:.1f}")
        expect(rows.nth(place)).to_contain_text(f"{bearing % 360:05.1f}°")
    assert found["metres"] == pytest.approx(total, abs=1)
    expect(page.locator("#tool-said")).to_contain_text(f"Total {total / NM:.1f}")
    page.keyboard.press("Backspace")
    sea.until(lambda: len(measured(sea)["points"]), 3)
    page.keyboard.press("Enter")
    assert measured(sea)["finished"]
    # The tool is off: a click is the map's own again, and what was measured stays.
    expect(page.locator("#tool-measure")).to_have_attribute("aria-pressed", "false")
    assert len(measured(sea)["legs"]) == 2
    expect(page.locator(".tool-total")).to_contain_text("nm")


def test_escape_drops_what_is_unfinished_and_a_double_click_finishes(sea: Any) -> None:
    page = sea.page
    page.locator("#tool-measure").click()
    sea.click_at(12, 35)
    sea.click_at(13, 35.6)
    sea.until(lambda: len(measured(sea)["points"]), 2)
    page.keyboard.press("Escape")
    expect(page.locator("#tool-panel")).to_be_hidden()
    assert measured(sea)["points"] == []
    zoom = sea.view()["zoom"]
    page.locator("#tool-measure").click()
    sea.click_at(12, 35)
    x, y = sea.point(13.2, 35.4)
    page.mouse.dblclick(x, y)
    sea.until(lambda: measured(sea)["finished"], True)
    assert len(measured(sea)["points"]) == 2
    assert sea.view()["zoom"] == zoom


def test_while_a_tool_is_on_a_click_opens_no_record(sea: Any) -> None:
    page = sea.page
    row = page.evaluate(
        """() => { const { rows, columns } = pharos.map.drawn, box = pharos.map.state.gl.getBounds();
          for (const list of rows) for (const r of list) {
            const at = [columns.longitude[r], columns.latitude[r]];
            if (at[0] > 12 && at[0] < 14 && at[1] > 34.8 && at[1] < 36) return at; } }"""
    )
    page.locator("#tool-measure").click()
    sea.click_at(*row)
    sea.until(lambda: len(measured(sea)["points"]), 1)
    expect(page.locator("#record")).to_be_hidden()
    page.keyboard.press("Escape")
    sea.click_at(*row)
    expect(page.locator("#record")).to_be_visible()
    # A tool needs the room, and takes the record away.
    page.keyboard.press("d")
    expect(page.locator("#record")).to_be_hidden()


def test_a_line_is_measured_by_keyboard_alone(sea: Any) -> None:
    page = sea.page
    page.evaluate("() => document.activeElement?.blur()")
    page.keyboard.press("d")
    expect(page.locator("#map-frame")).to_be_focused()
    expect(page.locator("#tool-crosshair")).to_be_visible()
    page.keyboard.press("Enter")
    start = sea.view()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    sea.until(lambda: len(measured(sea)["points"]), 2)
    end = sea.view()
    first, second = measured(sea)["points"]
    assert first == pytest.approx([start["longitude"], start["latitude"]], abs=0.001)
    assert second == pytest.approx([end["longitude"], end["latitude"]], abs=0.001)
    assert second[0] > first[0] + 0.5
    page.keyboard.press("Enter")  # where the cross stands already: the line is whole
    assert measured(sea)["finished"]
    expect(page.locator("#tool-said")).to_contain_text("Measured:")
    expect(page.locator("#tool-crosshair")).to_be_hidden()


def test_range_rings_are_drawn_at_the_distances_that_were_typed(sea: Any) -> None:
    page = sea.page
    page.locator("#tool-rings").click()
    expect(page.locator("#rings-miles")).to_have_value("10; 20; 50")
    # A comma may be a decimal's, or part two distances: it is not guessed which.
    for text, said in (("2,5", "2; 5 for several, 2.5 for one"), ("1,5,2,5", "1; 5; 2; 5")):
        page.locator("#rings-miles").fill(text)
        page.locator("#rings-miles").press("Enter")
        expect(page.locator(".tool-wrong")).to_contain_text(said)
        assert page.evaluate("() => pharos.map.rings().miles") == [10, 20, 50]
    for text, taken in (("2,5; 7", [2.5, 7]), ("30, 10", [10, 30]), ("10; 20; 50", [10, 20, 50])):
        page.locator("#rings-miles").fill(text)
        page.locator("#rings-miles").press("Enter")
        expect(page.locator(".tool-wrong")).to_be_hidden()
        assert page.evaluate("() => pharos.map.rings().miles") == taken
    page.locator("#rings-miles").fill("12, zero")
    page.locator("#rings-miles").press("Enter")
    expect(page.locator(".tool-wrong")).to_contain_text("zero")
    page.locator("#rings-miles").fill("25 12")
    page.locator("#rings-miles").press("Enter")
    expect(page.locator(".tool-wrong")).to_be_hidden()
    sea.click_at(13, 35.3)
    sea.until(lambda: bool(page.evaluate("() => pharos.map.rings().centre")), True)
    centre = page.evaluate("() => pharos.map.rings().centre")
    drawn = page.evaluate(
        """async () => { const data = await pharos.map.state.gl.getSource('pharos-shape-rings').getData();
          return data.features; }"""
    )
    rings = [f["geometry"]["coordinates"] for f in drawn if f["geometry"]["type"] == "LineString"]
    assert [f["properties"]["label"] for f in drawn if "label" in f["properties"]] == [
        "12 nm", "25 nm",
    ]  # fmt: skip
    for miles, ring in zip((12, 25), rings, strict=True):
        for corner in ring[::20]:
            assert GEOD.inv(*centre, *corner)[2] == pytest.approx(miles * NM, abs=1)

    def labels() -> list[str]:
        sea.settled()
        return page.evaluate(
            """() => pharos.map.state.gl.queryRenderedFeatures({ layers: ['pharos-shape-rings-label'] })
              .map((f) => f.properties.label).sort()"""
        )

    sea.look_at(*centre, 8)
    assert labels() == ["12 nm", "25 nm"]
    sea.look_at(*centre, 4)  # 25 nm are six pixels here: of names on one another, one stays
    assert labels() == ["25 nm"]
    page.evaluate("() => localStorage.removeItem('pharos-rings')")


def test_positions_are_written_in_the_form_that_the_reader_chose(visit: Any) -> None:
    one = visit()
    one.open()
    page = one.page
    write = "([lat, lng, form]) => pharos.map.positionText({ lat, lng }, form, 0)"

    def written(latitude: float, longitude: float, form: str) -> str:
        return page.evaluate(write, [latitude, longitude, form])

    assert written(35.5083, -12.6, "minutes") == "35° 30.5′ N 012° 36.0′ W"
    assert written(35.5083, -12.6, "seconds") == "35° 30′ 30″ N 012° 36′ 00″ W"
    assert written(-5.5083, 12.6, "decimal") == "5.508° S 12.600° E"
    # What rounds to sixty is the next degree.
    assert written(35.99999, 12.99999, "minutes") == "36° 00.0′ N 013° 00.0′ E"
    assert written(35.99999, 12.99999, "seconds") == "36° 00′ 00″ N 013° 00′ 00″ E"
    assert written(35.99999, -0.00001, "decimal") == "36.000° N 0.000° E"
    never = page.evaluate(
        """() => { for (let k = 0; k < 40000; k++) {
            const at = { lat: 30 + k / 7919, lng: 10 + k / 3571 };
            for (const form of ['minutes', 'seconds']) for (const more of [0, 1, 2]) {
              const text = pharos.map.positionText(at, form, more);
              if (/ 60(\\.[0-9]+)?[′″]/.test(text)) return text; } }
          return ''; }"""
    )
    assert never == ""
    x, y = one.point(13, 35.3)
    page.mouse.move(x, y)
    expect(page.locator("#map-position")).to_contain_text("′ N")
    page.locator("#map-form").click()
    page.mouse.move(x, y + 1)
    expect(page.locator("#map-position")).to_contain_text("″ N")
    page.locator("#map-form").click()
    page.reload()
    one.drawn("?")
    expect(page.locator("#map-form")).to_have_text("0.0°")
    assert page.evaluate("() => pharos.map.positionForm()") == "decimal"


def test_the_scale_bar_is_as_long_as_it_says(reader: Any) -> None:
    views = [(28, 5), (28, 9), (36, 7), (36, 11), (44.5, 8)]
    # The bar follows the view at once; what the map paints meanwhile is not asked.
    seen = reader.page.evaluate(
        """views => views.map(([lat, zoom]) => {
          const gl = pharos.map.state.gl;
          gl.jumpTo({ center: [14, lat], zoom });
          const c = gl.project(gl.getCenter());
          const w = document.querySelector('.map-scale-bar').getBoundingClientRect().width / 2;
          return { zoom: gl.getZoom(), latitude: gl.getCenter().lat,
                   ends: [gl.unproject([c.x - w, c.y]), gl.unproject([c.x + w, c.y])],
                   said: document.querySelector('.map-scale-text').textContent }; })""",
        views,
    )
    for (latitude, zoom), one in zip(views, seen, strict=True):
        assert (one["latitude"], one["zoom"]) == pytest.approx((latitude, zoom))
        metres = GEOD.inv(*[v for end in one["ends"] for v in (end["lng"], end["lat"])])[2]
        miles = float(one["said"].replace(",", "").removesuffix(" nm"))
        assert metres / NM == pytest.approx(miles, rel=0.02)
    assert len({one["said"] for one in seen}) > 2


def test_the_circle_of_uncertainty_is_drawn_to_scale(reader: Any) -> None:
    reader.look_at(12.6, 35.4, 8)
    features = reader.page.evaluate(
        """async () => { const { columns } = pharos.map.drawn;
          const data = await pharos.map.state.gl.getSource('pharos-uncertainty').getData();
          return data.features.map(f => ({ ring: f.geometry.coordinates[0],
            km: columns.uncertainty_km[f.properties.row],
            at: [columns.longitude[f.properties.row], columns.latitude[f.properties.row]] })); }"""
    )
    assert len(features) > 5
    for feature in features:
        for corner in feature["ring"][::12]:
            metres = GEOD.inv(*feature["at"], *corner)[2]
            assert metres == pytest.approx(feature["km"] * 1000, abs=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_the_tools_open(visit: Any, scheme: str) -> None:
    one = visit(color_scheme=scheme)
    one.open("?v=1&area=circle:12.6,35.5,50")
    one.look_at(13, 35.3, 6.2)
    found = {}
    for name in ("measure", "rings", "radius"):
        one.page.locator(f"#tool-{name}").click()
        one.click_at(12, 35)
        expect(one.page.locator(".tool-from")).to_be_visible()
        answer = Axe().run(one.page, options={"resultTypes": ["violations"]}).response
        found[name] = [json.dumps(v["id"]) for v in answer["violations"]
                       if v["impact"] in ("serious", "critical")]  # fmt: skip
    assert {k: v for k, v in found.items() if v} == {}
