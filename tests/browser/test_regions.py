"""The regions page in a browser: the one selection, a row that leads to the picture, a phone, paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from dashboard.picture import Picture
from dashboard.regionbook import Regionbook
from dashboard.theme import TOKENS

pytestmark = pytest.mark.browser
YEAR_2018 = "?v=1&from=2018-01-01&to=2018-12-31"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def ready(page: Page) -> None:
    """Wait until the page and every figure on it are drawn."""
    page.locator("#regions-body.filled:not(.waiting)").wait_for(state="attached")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#regions-body .plot')]"
        ".every(p => p.querySelector('.main-svg'))"
    )


def opened(visit: Any, search: str = "", **options: Any) -> Page:
    one = visit(**options)
    one.open(search, "/regions")
    page: Page = one.page
    ready(page)
    return page


def total(page: Page) -> str:
    return page.locator("#regions-body .cells tbody tr:last-child td").nth(1).inner_text()


def output_of(request: Request) -> str:
    if "/_dash-update-component" not in request.url:
        return ""
    return str(json.loads(request.post_data or "{}").get("output", ""))


# --- the one selection ---


def test_the_selection_goes_along_and_a_row_leads_to_the_picture_of_its_region(
    visit: Any, picture: Callable[[str], Picture]
) -> None:
    one = visit()
    one.open(YEAR_2018)
    page = one.page
    page.locator("#nav-regions").click()
    ready(page)
    assert one.selection() == YEAR_2018
    own = Regionbook(picture(YEAR_2018))
    assert total(page) == f"{own.counts.total.toll.incidents:,}"
    row = page.locator("#regions-body .claims tbody tr", has_text="JRCC Tripoli")
    row.locator("td").nth(2).click()
    expect(page.locator("#map-section")).to_be_visible()
    assert page.url.endswith("/" + YEAR_2018 + "&region=LBY")
    said = picture(YEAR_2018 + "&region=LBY")
    expect(page.locator("#sentence")).to_have_text(said.removal_sentence)
    expect(page.locator("#notices")).to_contain_text("A region filter goes by the point")
    page.go_back()
    ready(page)
    expect(page.locator("#regions-main")).to_be_visible()


def test_a_region_is_followed_by_keys_and_the_filter_is_taken_off_on_the_page(visit: Any) -> None:
    page = opened(visit, YEAR_2018)
    page.locator("#regions-body a.region-link", has_text="Libya").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-section")).to_be_visible()
    page.locator("#nav-regions").click()
    expect(page.locator("#regions-body .filtered")).to_contain_text("Filtered to Libya.")
    ready(page)
    page.locator("#regions-body .filtered a").click()
    expect(page.locator("#regions-body .filtered")).to_have_count(0)
    assert page.url.endswith("/regions" + YEAR_2018)


def test_a_filter_moves_the_page(visit: Any, picture: Callable[[str], Picture]) -> None:
    page = opened(visit, YEAR_2018)
    before = total(page)
    page.locator("#filters").get_by_text("Central", exact=True).click()
    expect(page.locator("#regions-body .lead")).to_contain_text("Western, Eastern, Atlantic")
    ready(page)
    own = Regionbook(picture("?" + page.url.split("?")[1]))
    assert total(page) == f"{own.counts.total.toll.incidents:,}" != before


def test_a_picture_asks_for_nothing_of_the_page(visit: Any) -> None:
    one = visit()
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(output_of(request)))
    one.open()
    one.show(YEAR_2018)
    assert any("map-picture" in a for a in asked)
    assert [a for a in asked if "regions-page" in a] == []


def test_the_routes_page_and_this_one_keep_their_figures_apart(visit: Any) -> None:
    page = opened(visit, YEAR_2018)
    page.locator("#nav-routes").click()
    page.locator("#routes-body.filled:not(.waiting)").wait_for(state="attached")
    page.locator("#nav-regions").click()
    ready(page)
    page.locator("#theme-switch").click()
    page.wait_for_function(
        "want => document.querySelector('[data-figure=regions-map]')._fullData"
        ".find(t => t.uid === 'limit-ITA').line.color === want",
        arg=TOKENS["dark"]["region"],
    )


# --- how it looks ---


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_page_has_no_grave_fault_of_access(visit: Any, scheme: str) -> None:
    page = opened(visit, "?v=1&region=MLT", color_scheme=scheme)
    page.evaluate("() => document.querySelectorAll('main details').forEach(d => d.open = true)")
    found = Axe().run(page, context="#regions-main").response["violations"]
    grave = [(v["id"], v["nodes"][0]["html"][:160]) for v in found
             if v["impact"] in ("serious", "critical")]  # fmt: skip
    assert grave == []


def test_paper_is_white_in_both_themes(visit: Any) -> None:
    page = opened(visit, YEAR_2018, color_scheme="dark")
    colour = (
        "() => document.querySelector('[data-figure=regions-map]')._fullData"
        ".find(t => t.uid === 'limit-ITA').line.color"
    )
    assert page.evaluate(colour) == TOKENS["dark"]["region"]
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(colour) == TOKENS["light"]["region"]
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(colour) == TOKENS["dark"]["region"]


def test_a_phone_never_scrolls_sideways(visit: Any) -> None:
    page = opened(visit, **PHONE)
    page.evaluate("() => document.querySelectorAll('main details').forEach(d => d.open = true)")
    wide = page.evaluate(
        "() => [document.documentElement, ...document.querySelectorAll('main')]"
        ".map(e => e.scrollWidth)"
    )
    assert max(wide) <= 390


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_no_name_lies_over_another_or_leaves_the_map(visit: Any, options: Any) -> None:
    page = opened(visit, **options)
    faults = page.evaluate(
        """() => {
          const plot = document.querySelector('[data-figure=regions-map]');
          const frame = plot.getBoundingClientRect();
          const boxes = [...plot.querySelectorAll('.annotation .bg')]
            .map(e => e.getBoundingClientRect());
          const out = boxes.filter(b => b.left < frame.left - 1 || b.right > frame.right + 1
            || b.top < frame.top - 1 || b.bottom > frame.bottom + 1).length;
          let over = 0;
          boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) over++;
          }));
          return { out, over, names: boxes.length };
        }"""
    )
    assert faults["out"] == faults["over"] == 0
    assert faults["names"] >= 2


def test_the_pointer_tells_what_an_area_holds(visit: Any) -> None:
    page = opened(visit)
    place = page.locator("[data-figure=regions-map]")
    place.scroll_into_view_if_needed()
    at = place.evaluate(
        """plot => {
          const { _fullLayout: { xaxis: x, yaxis: y } } = plot;
          const box = plot.getBoundingClientRect();
          return [box.left + x._offset + x.d2p(19.5), box.top + y._offset + y.d2p(33.0)];
        }"""
    )
    page.mouse.move(*at)
    expect(place.locator(".hoverlayer")).to_contain_text("Libya")
    expect(place.locator(".hoverlayer")).to_contain_text("per 10,000")
