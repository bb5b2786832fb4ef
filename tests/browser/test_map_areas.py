"""An area drawn on the map is followed by the whole page, and by whoever is sent its address."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from pyproj import Geod

pytestmark = pytest.mark.browser

GEOD = Geod(ellps="WGS84")


def text(reader: Any, search: str) -> str:
    return reader.selection().partition(search)[2]


def follows(reader: Any, picture: Any) -> int:
    """Hold headline, map, table and sentence to the picture of the address; how many it shows."""
    said = picture(reader.selection())
    reader.until(lambda: reader.tiles()["incidents"], said.located)
    dead = {m.id: m.value for m in said.headline}["dead"]
    reader.until(lambda: reader.tiles()["dead"], dead)
    assert reader.on_the_map()["incidents"] == said.located
    expect(reader.page.locator("#sentence")).to_have_text(said.removal_sentence)
    return said.filtered.shown


def test_a_drawn_area_is_followed_by_the_whole_page_and_by_another_browser(
    sea: Any, picture: Any, visit: Any
) -> None:
    page = sea.page
    page.locator("#tool-polygon").click()
    for place in [(12, 34.8), (14, 34.8), (14, 36), (12, 36)]:
        sea.click_at(*place)
    page.keyboard.press("Enter")
    expect(page.locator("#area-chip")).to_be_visible()
    address = sea.selection()
    assert address.startswith("?v=1&area=polygon:")
    sea.drawn(address)
    assert 5 < follows(sea, picture) < 60
    expect(page.locator("#notices")).to_contain_text("Only incidents inside the drawn polygon of 4")
    expect(page.locator("#notices")).to_contain_text("could lie inside")
    # The table asks the server anew.
    page.get_by_text("Incidents table", exact=True).click()
    shown = picture(address).filtered.shown
    sea.until(
        lambda: page.evaluate(
            "() => dash_ag_grid.getApiAsync('table').then(g => g.getDisplayedRowCount())"
        ),
        shown,
    )
    page.get_by_text("Time series", exact=True).click()
    other = visit()
    other.open(address)
    assert follows(other, picture) == shown
    expect(other.page.locator("#area-chip")).to_contain_text("km²")
    drawn = other.page.evaluate(
        "() => pharos.map.state.gl.getSource('pharos-shape-area').getData()"
    )
    assert len(drawn["features"]) == 2
    # The shape outlives the theme, in its colours.
    edge = "() => pharos.map.state.gl.getPaintProperty('pharos-shape-area-edge', 'line-color')"
    light = other.page.evaluate(edge)
    other.page.locator("#theme-switch").click()
    other.page.locator('#map[data-theme="dark"]').wait_for(state="attached")
    other.until(lambda: other.page.evaluate(edge) not in (light, None), True)
    page.locator("#area-chip").click()
    sea.drawn("?")
    expect(page.locator("#area-chip")).to_be_hidden()
    assert other.selection() == address


def test_an_outline_that_crosses_itself_is_refused_and_can_be_mended(sea: Any) -> None:
    page = sea.page
    page.keyboard.press("a")
    for place in [(12, 34.8), (14, 36), (14, 34.8), (12, 36)]:
        sea.click_at(*place)
    page.keyboard.press("Enter")
    problem = page.locator("#notices .problem")
    expect(problem).to_contain_text("crosses or touches itself at 35°")
    assert sea.selection() == "?"
    # The draft is still there: two corners back, and a good one.
    expect(page.locator("#tool-polygon")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Backspace")
    expect(page.locator(".tool-body")).to_have_text("3 corners")
    page.keyboard.press("Enter")
    expect(page.locator("#area-chip")).to_be_visible()
    expect(problem).to_have_count(0)


def test_a_circle_is_drawn_by_its_middle_and_rim_or_by_its_radius(sea: Any, picture: Any) -> None:
    page = sea.page
    page.locator("#tool-radius").click()
    sea.click_at(13, 35.3)
    sea.click_at(13.5, 35.3)
    expect(page.locator("#area-chip")).to_be_visible()
    longitude, latitude, km = (float(v) for v in text(sea, "circle:").split(","))
    assert km * 1000 == pytest.approx(GEOD.inv(longitude, latitude, 13.5, latitude)[2], rel=0.01)
    sea.drawn(sea.selection())
    follows(sea, picture)
    page.locator("#tool-radius").click()
    sea.click_at(12.6, 35.5)
    page.locator("#radius-miles").fill("27")
    page.locator("#radius-miles").press("Enter")
    sea.until(lambda: text(sea, "circle:").split(",")[-1], "50.004")
    expect(page.locator("#area-chip")).to_contain_text("27 nm radius")
    sea.drawn(sea.selection())
    follows(sea, picture)


def test_on_a_phone_fingers_measure_and_draw(visit: Any, picture: Any) -> None:
    one = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    one.open()
    one.look_at(13, 35.3, 6)
    page = one.page

    def tap(longitude: float, latitude: float) -> None:
        page.touchscreen.tap(*one.point(longitude, latitude))

    page.locator("#tool-measure").tap()
    tap(12, 36)
    tap(13, 36.3)
    one.until(lambda: page.evaluate("() => pharos.map.measured().legs.length"), 1)
    panel, frame = page.locator("#tool-panel").bounding_box(), page.locator("#map").bounding_box()
    assert panel["height"] < 0.3 * frame["height"]
    page.get_by_role("button", name="Done").tap()
    assert page.evaluate("() => pharos.map.measured().finished")
    page.locator("#tool-polygon").tap()
    for place in [(12, 35.5), (13.5, 35.5), (13.2, 36.4), (12, 36.4)]:
        tap(*place)
    page.get_by_role("button", name="Done").tap()
    expect(page.locator("#area-chip")).to_be_visible()
    one.drawn(one.selection())
    assert follows(one, picture) >= 0
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
