"""Asking about a position: echoed before it is used, every claim told, ways and areas drawn."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")


def shapes(reader: Any) -> list[str]:
    """What is drawn of the position, by part."""
    return reader.page.evaluate(
        """() => {
          const source = pharos.map.state.gl.getSource('pharos-shape-position');
          return source ? [...new Set(source.serialize().data.features
            .map((f) => f.properties.part))].sort() : [];
        }"""
    )


def ask(reader: Any, text: str) -> None:
    """Type a position into the panel's box and press Enter."""
    page = reader.page
    if page.locator("#position-panel").is_hidden():
        page.locator("#map-where").click()
    page.locator("#position-text").fill(text)
    page.locator("#position-text").press("Enter")


def tab(reader: Any, name: str) -> None:
    reader.page.locator("#position-tab").get_by_text(name, exact=True).click()


def test_a_typed_position_is_echoed_in_three_forms_with_its_claims_and_a_pin(reader: Any) -> None:
    page = reader.page
    reader.show("?")
    address = page.url
    page.keyboard.press("p")
    expect(page.locator("#position-text")).to_be_focused()
    page.keyboard.type("35° 30′ N 12° 36′ E")
    page.keyboard.press("Enter")
    echo = page.locator("#position-echo")
    expect(echo).to_contain_text("35.50000° N 012.60000° E")
    expect(echo).to_contain_text("35° 30.000′ N 012° 36.000′ E")
    expect(echo).to_contain_text("35° 30′ 00.0″ N 012° 36′ 00.0″ E")
    answer = page.locator("#position-answer")
    expect(answer).to_contain_text("More than one claim")
    expect(answer).to_contain_text("MRCC Roma")
    expect(answer).to_contain_text("RCC Malta")
    reader.until(lambda: shapes(reader), ["pin"])
    # What was asked is in no address.
    assert page.url == address
    page.keyboard.press("Escape")
    expect(page.locator("#position-panel")).to_be_hidden()
    reader.until(lambda: shapes(reader), [])


def test_a_text_that_could_mean_two_places_is_refused_with_both(reader: Any) -> None:
    page = reader.page
    reader.show("?")
    ask(reader, "34.5 33.0")
    problem = page.locator("#position-problem")
    expect(problem).to_contain_text("both orders are at sea")
    expect(problem).to_contain_text("33° 00.000′ N 034° 30.000′ E")
    assert shapes(reader) == []
    # A reader says which of the two was meant.
    problem.get_by_role("button", name="34° 30.000′ N 033° 00.000′ E").click()
    expect(problem).to_have_text("")
    expect(page.locator("#position-echo")).to_contain_text("34.50000° N 033.00000° E")
    page.locator("#position-close").click()


def test_a_circle_over_a_limit_cannot_tell_and_an_early_day_has_no_libyan_claim(
    reader: Any,
) -> None:
    page = reader.page
    reader.show("?")
    ask(reader, "33.9 N 13.2 E")
    verdict = page.locator("#position-answer .verdict")
    expect(verdict).to_have_text("One claim")
    expect(page.locator("#position-answer")).to_contain_text("JRCC Tripoli")
    page.locator("#position-radius").fill("60")
    expect(verdict).to_have_text("Cannot tell")
    reader.until(lambda: shapes(reader), ["circle", "pin"])
    page.locator("#position-radius").fill("0")
    page.locator("#position-day").fill("2017-12-13")
    page.locator("#position-day").press("Enter")
    expect(verdict).to_have_text("In no region drawn")
    expect(page.locator("#position-answer")).to_contain_text("2017-12-14")
    page.locator("#position-day").fill("")
    page.locator("#position-day").press("Enter")
    page.locator("#position-close").click()


def test_ports_reach_and_drift_are_told_and_drawn(reader: Any) -> None:
    page = reader.page
    reader.show("?")
    ask(reader, "34.9 N 12.9 E")
    expect(page.locator("#position-answer .verdict")).to_be_visible()
    tab(reader, "Ports by sea")
    rows = page.locator("#position-answer .ports tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("Lampedusa")
    reader.until(lambda: shapes(reader), ["end", "pin", "straight", "way"])
    tab(reader, "Reach")
    expect(page.locator("#position-answer")).to_contain_text("3, 6, 12 hours at 20 knots")
    reader.until(lambda: shapes(reader), ["pin", "reach", "reach-label"])
    tab(reader, "Drift")
    expect(page.locator("#position-answer")).to_contain_text("not for search planning")
    for name, value in (("wind", "10 m/s"), ("wind-from", "320"), ("current", "0.3 m/s"),
                        ("current-to", "120")):  # fmt: skip
        page.locator(f"#drift-{name}").fill(value)
    page.locator("#drift-current-to").press("Enter")
    expect(page.locator("#position-answer .steps li")).to_have_count(3)
    expect(page.locator("#position-answer")).to_contain_text("ndicative, not for search planning")
    reader.until(lambda: shapes(reader), ["drift", "drift-label", "pin"])
    page.locator("#drift-wind").fill("10")
    page.locator("#drift-wind").press("Enter")
    expect(page.locator("#position-problem")).to_contain_text("number with its unit")
    for name in ("wind", "wind-from", "current", "current-to"):
        page.locator(f"#drift-{name}").fill("")
        page.locator(f"#drift-{name}").press("Enter")
    expect(page.locator("#position-answer")).to_contain_text("Give wind and current")
    page.locator("#position-close").click()


def test_a_click_on_the_sea_asks_as_exactly_as_the_screen_is(reader: Any) -> None:
    page = reader.page
    reader.show("?v=1&layer=search_and_rescue_regions")
    reader.look_at(17.5, 36.6, 8)
    page.evaluate("() => dash_clientside.set_props('position-radius', { value: 0 })")
    x, y = reader.point(17.5, 36.6)
    page.mouse.click(x, y)
    panel = page.locator("#position-panel")
    expect(panel).to_be_visible()
    expect(page.locator("#position-answer")).to_contain_text("Malta")
    expect(page.locator("#position-echo")).to_contain_text("Good to")
    # The claim leads to its record, and back.
    page.locator(".claim-more").first.click()
    expect(page.locator("#record")).to_contain_text("Area")
    page.locator("#record-close").click()
    expect(panel).to_be_visible()
    page.locator("#position-close").click()


def test_a_record_asks_about_its_own_position(reader: Any) -> None:
    page = reader.page
    reader.show("?v=1&layer=embarkation_points")
    places = reader.page.evaluate(
        "async () => (await (await fetch('/picture/places.geojson')).json()).features"
        ".filter((f) => f.properties.kind === 'embarkation')[0]"
    )
    longitude, latitude = places["geometry"]["coordinates"]
    reader.look_at(longitude, latitude, 9)
    page.mouse.click(*reader.point(longitude, latitude))
    expect(page.locator("#record .ask-here")).to_be_visible()
    page.locator("#record .ask-here").click()
    expect(page.locator("#position-answer")).to_contain_text("Reached over water")
    page.locator("#position-close").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_can_be_used_without_eyes_or_mouse(reader: Any, theme: str) -> None:
    page = reader.page
    reader.show("?")
    if page.locator("html").get_attribute("data-theme") != theme:
        page.keyboard.press("t")
        reader.settled()
    ask(reader, "34.9 N 12.9 E")
    told = {"Region": "Claims in force", "Ports by sea": "nm by sea", "Drift": "search planning"}
    for name, said in told.items():
        tab(reader, name)
        expect(page.locator("#position-answer")).to_contain_text(said)
        found = Axe().run(page, "#position-panel").response["violations"]
        assert [v["id"] for v in found if v["impact"] in GRAVE] == []
    tab(reader, "Region")
    page.locator("#position-close").click()
    if theme == "dark":
        page.keyboard.press("t")
        reader.settled()
