"""Themes, wall, paper, phone, and a browser that cannot draw the map."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_theme_follows_the_system_and_is_remembered(visit: Any) -> None:
    one = visit(color_scheme="dark")
    one.open()
    page = one.page
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator('#map[data-theme="dark"]').wait_for(state="attached")
    page.locator("#theme-switch").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    one.drawn("?")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.locator('#map[data-theme="light"]').wait_for(state="attached")


def test_the_wall_shows_the_map_and_the_headline_alone(reader: Any) -> None:
    page = reader.page
    small = page.locator("#tiles .tile-number").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    page.locator("#wall").click()
    expect(page.locator("html")).to_have_attribute("data-wall", "on")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#map canvas").first).to_be_visible()
    expect(page.locator("#tiles")).to_be_visible()
    big = page.locator("#tiles .tile-number").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert big > 1.2 * small
    assert reader.on_the_map()["incidents"] > 300
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_visible()


def test_printing_shows_the_picture_of_the_map(reader: Any) -> None:
    page = reader.page
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    image = page.locator("#map-print")
    expect(image).to_be_visible()
    colours = image.evaluate(
        """async image => { await image.decode();
          const c = document.createElement('canvas'); c.width = 64; c.height = 64;
          const draw = c.getContext('2d'); draw.drawImage(image, 0, 0, 64, 64);
          const d = draw.getImageData(0, 0, 64, 64).data, seen = new Set();
          for (let i = 0; i < d.length; i += 4) if (d[i + 3]) seen.add(d.slice(i, i + 3).join());
          return seen.size; }"""
    )
    assert colours > 20
    page.emulate_media(media="screen")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(image).to_have_count(0)


def test_a_phone_shows_the_map_first_and_never_scrolls_sideways(visit: Any) -> None:
    one = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    one.open()
    page = one.page
    one.until(lambda: len(one.tiles()), 5)
    wide = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide[0] <= wide[1] <= 390
    box = page.locator("#map canvas").first.bounding_box()
    assert box["width"] >= 380
    assert box["y"] + box["height"] / 2 < 600
    page.locator("#tiles").scroll_into_view_if_needed()
    expect(page.locator("#tiles .dead")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_map_keeps_the_greater_part_of_the_height(reader: Any, size: tuple[int, int]) -> None:
    page = reader.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    section = page.locator("#map-section")
    reader.until(lambda: section.bounding_box()["height"] >= 0.5 * size[1], True)
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= size[0]
    canvas = page.locator("#map canvas").first
    reader.until(lambda: canvas.bounding_box()["width"] >= 0.99 * section.bounding_box()["width"],
                 True)  # fmt: skip


def test_without_webgl_the_page_says_so_and_the_table_and_numbers_are_there(
    launch_browser: Any, address: str, picture: Any
) -> None:
    from playwright.sync_api import Browser

    plain: Browser = launch_browser(args=["--no-sandbox", "--disable-gpu", "--disable-3d-apis"])
    try:
        page = plain.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
        page.set_default_timeout(60_000)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address + "/?v=1&from=2018-01-01&to=2018-12-31&route=central")
        expect(page.locator("#map-none")).to_contain_text("This browser cannot draw the map")
        expect(page.locator("#tiles .arrival_sea")).to_contain_text("24,815")
        page.get_by_text("Incidents table", exact=True).click()
        said = picture("?v=1&from=2018-01-01&to=2018-12-31&route=central")
        cells = page.locator('#table .ag-cell[col-id="incident_id"]')
        expect(cells).to_have_count(said.filtered.shown)
        # Plotly throws its own apology; ours lies over it.
        assert [e for e in errors if not e.startswith("WebGL2 is required")] == []
    finally:
        plain.close()
