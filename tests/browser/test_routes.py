"""The routes and method pages in a browser: the one selection, keys, themes, paper, a phone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from dashboard.picture import Picture
from dashboard.routebook import Routebook
from dashboard.theme import TOKENS

pytestmark = pytest.mark.browser
YEAR_2018 = "?v=1&from=2018-01-01&to=2018-12-31"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def ready(page: Page) -> None:
    """Wait until the page and every figure on it are drawn."""
    page.locator("#routes-body.filled:not(.waiting)").wait_for(state="attached")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#routes-body .plot')]"
        ".every(p => p.querySelector('.main-svg'))"
    )


def opened(visit: Any, search: str = "", path: str = "/routes", **options: Any) -> Page:
    one = visit(**options)
    one.open(search, path)
    page: Page = one.page
    if path == "/routes":
        ready(page)
    else:
        page.locator("#method-body.filled").wait_for(state="attached")
    return page


def scope(page: Page) -> str:
    return page.locator("#routes-body .lead").inner_text()


def ask_of(request: Request) -> str:
    """The output that a callback's request is for; empty for any other request."""
    if "/_dash-update-component" not in request.url:
        return ""
    return str(json.loads(request.post_data or "{}").get("output", ""))


# --- the one selection ---


def test_the_selection_goes_along_from_the_picture_and_back(visit: Any) -> None:
    one = visit()
    one.open(YEAR_2018)
    page = one.page
    page.locator("#nav-routes").click()
    ready(page)
    assert "January 2018 to December 2018" in scope(page)
    assert one.selection() == YEAR_2018
    page.locator("#nav-picture").click()
    expect(page.locator("#map-section")).to_be_visible()
    assert one.selection() == YEAR_2018


def test_a_filter_moves_the_page_and_the_address(
    visit: Any, picture: Callable[[str], Picture]
) -> None:
    page = opened(visit, YEAR_2018)
    page.locator("#filters").get_by_text("Western", exact=True).click()
    expect(page.locator("#routes-body .lead")).to_contain_text("Central, Eastern, Atlantic")
    ready(page)
    assert "route=western" not in page.url
    assert "route=central" in page.url
    book = Routebook(picture("?" + page.url.split("?")[1]))
    expect(page.locator("#routes-body .decline")).to_have_count(len(book.declines))
    page.go_back()
    expect(page.locator("#routes-body .lead")).to_contain_text("all four routes")


def test_the_slider_sets_the_source_quality_of_the_whole_selection(visit: Any) -> None:
    page = opened(visit, YEAR_2018)
    slider = page.locator("#routes-quality")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("#routes-quality-words")).to_contain_text("5: ")
    assert "source_quality=5" in page.url
    expect(slider).to_be_focused()
    expect(page.locator(".quality-table strong")).to_contain_text("5: ")
    page.locator("#reset").click()
    expect(slider).to_have_js_property("value", "0")


def test_the_measure_and_the_divisor_are_chosen_on_the_page_and_stand_in_the_address(
    visit: Any,
) -> None:
    page = opened(visit, YEAR_2018)
    chosen = page.locator("#routes-body button[aria-pressed=true]")
    page.get_by_role("button", name="known sea arrivals", exact=True).click()
    expect(page.locator("#routes-body .lead")).to_contain_text("levels by known sea arrivals.")
    page.get_by_role("button", name="arrival or death", exact=True).click()
    expect(chosen).to_have_text(["known sea arrivals", "arrival or death"])
    assert "measure=arrival_sea" in page.url
    assert "rate=per_arrival_incl" in page.url
    page.go_back()
    expect(chosen).to_have_text(["known sea arrivals", "attempt"])
    page.locator("#reset").click()
    expect(chosen).to_have_text(["known sea arrivals + interceptions", "attempt"])


def test_two_periods_of_a_readers_own_choice_stand_side_by_side(visit: Any) -> None:
    page = opened(visit, "?v=1&from=2024-01-01&to=2024-12-31")
    heads = page.locator("#routes-body .side-by-side h3")
    expect(heads).to_have_text(["Jan 2023 to Dec 2023", "Jan 2024 to Dec 2024"])
    page.locator("#compare-from").fill("2015-07")
    page.locator("#compare-to").fill("2015-12")
    page.locator("#compare-to").press("Enter")
    expect(heads).to_have_text(["Jul 2015 to Dec 2015", "Jan 2024 to Dec 2024"])
    assert "compare_from=2015-07-01&compare_to=2015-12-31" in page.url
    expect(page.locator("#compare-from")).to_have_value("2015-07-01")
    page.locator("#compare-clear").click()
    expect(heads).to_have_text(["Jan 2023 to Dec 2023", "Jan 2024 to Dec 2024"])
    assert "compare" not in page.url
    expect(page.locator("#compare-from")).to_have_value("")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("soon", "2015-12", "compare_from: 'soon'"),
        ("2015-07", "", "needs a first and a last day"),
        ("2015-12", "2015-07", "ends before it begins"),
    ],
)
def test_days_of_the_other_period_that_cannot_be_honoured_are_named_on_the_page(
    visit: Any, first: str, last: str, said: str
) -> None:
    page = opened(visit, YEAR_2018)
    page.locator("#compare-from").fill(first)
    page.locator("#compare-to").fill(last)
    page.locator("#compare-set").click()
    expect(page.locator("#routes-problems")).to_contain_text(said)
    expect(page.locator("#routes-problems")).to_be_in_viewport()
    assert "compare" not in page.url


def test_a_picture_asks_for_nothing_of_these_pages(visit: Any) -> None:
    one = visit()
    asked: list[str] = []
    one.page.on("request", lambda request: asked.append(ask_of(request)))
    one.open()
    one.show(YEAR_2018)
    assert any("map-picture" in a for a in asked)
    assert [a for a in asked if "routes-page" in a or "method-page" in a] == []


def test_a_number_leads_to_its_method_and_keeps_the_selection(visit: Any) -> None:
    page = opened(visit, YEAR_2018)
    page.locator('#routes-body a[href="/method#displacement"]').first.click()
    expect(page.locator("#displacement")).to_be_in_viewport()
    assert page.url.endswith("/method" + YEAR_2018 + "#displacement")
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("#nav-routes").click()
    ready(page)
    assert "January 2018 to December 2018" in scope(page)


def test_a_part_of_the_page_has_an_address(visit: Any) -> None:
    page = opened(visit, "#backtest")
    expect(page.locator("#backtest")).to_be_in_viewport()


# --- how it looks ---


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/routes", "/method"])
def test_the_open_page_has_no_grave_fault_of_access(visit: Any, path: str, scheme: str) -> None:
    page = opened(visit, path=path, color_scheme=scheme)
    page.evaluate("() => document.querySelectorAll('main details').forEach(d => d.open = true)")
    place = {"/routes": "#routes-main", "/method": "#method-main"}[path]
    found = Axe().run(page, context=place).response["violations"]
    grave = [(v["id"], v["nodes"][0]["html"][:160]) for v in found
             if v["impact"] in ("serious", "critical")]  # fmt: skip
    assert grave == []


def colours(page: Page, uid: str) -> str:
    """The colour that a trace of the levels is drawn in."""
    return page.evaluate(
        "uid => document.querySelector('[data-figure=levels]')._fullData"
        ".find(t => t.uid === uid).marker.color",
        uid,
    )


def test_the_figures_follow_the_theme_and_paper_is_light(visit: Any) -> None:
    page = opened(visit, YEAR_2018, color_scheme="dark")
    assert colours(page, "level-central") == TOKENS["dark"]["central"]
    closed = page.locator("#routes-main details:not([open])")
    before = closed.count()
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert colours(page, "level-central") == TOKENS["light"]["central"]
    expect(closed).to_have_count(0)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert colours(page, "level-central") == TOKENS["dark"]["central"]
    expect(closed).to_have_count(before)
    page.locator("#theme-switch").click()
    page.wait_for_function(
        "want => document.querySelector('[data-figure=levels]')._fullData"
        ".find(t => t.uid === 'level-central').marker.color === want",
        arg=TOKENS["light"]["central"],
    )


@pytest.mark.parametrize("path", ["/routes", "/method", "/"])
def test_a_phone_never_scrolls_sideways(visit: Any, path: str) -> None:
    if path == "/":
        one = visit(**PHONE)
        one.open()
        page = one.page
    else:
        page = opened(visit, path=path, **PHONE)
    page.evaluate("() => document.querySelectorAll('main details').forEach(d => d.open = true)")
    wide = page.evaluate(
        "() => [document.documentElement, ...document.querySelectorAll('main')]"
        ".map(e => e.scrollWidth)"
    )
    assert max(wide) <= 390


def test_a_fall_is_opened_by_keys(visit: Any) -> None:
    page = opened(visit)
    fall = page.locator("#routes-body .decline:not([open]) > summary").first
    fall.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#routes-body .decline[open]")).to_have_count(2)


def test_no_text_of_a_figure_leaves_its_place(visit: Any) -> None:
    page = opened(visit)
    out = page.evaluate(
        """() => [...document.querySelectorAll('#routes-body .plot')].flatMap(plot => {
          const box = plot.getBoundingClientRect();
          return [...plot.querySelectorAll('text')].filter(text => {
            const b = text.getBoundingClientRect();
            return b.width && (b.left < box.left - 2 || b.right > box.right + 2
              || b.top < box.top - 2 || b.bottom > box.bottom + 2);
          }).map(text => `${plot.dataset.figure}: ${text.textContent}`);
        })"""
    )
    assert out == []
