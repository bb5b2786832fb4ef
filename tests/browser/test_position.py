"""Asking about a position: echoed before it is used, every claim told, ways and areas drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
CALLBACK = re.compile("/_dash-update-component")


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
    page.locator("#position-radius").fill("2,5")
    problem = page.locator("#position-problem")
    expect(problem).to_contain_text("both orders are at sea")
    expect(problem).to_contain_text("33° 00.000′ N 034° 30.000′ E")
    expect(page.locator("#position-text")).to_have_attribute("aria-invalid", "true")
    assert shapes(reader) == []
    # A reader says which of the two was meant; how far off it may be, they had said already.
    problem.get_by_role("button", name="34° 30.000′ N 033° 00.000′ E").click()
    expect(problem).to_have_text("")
    echo = page.locator("#position-echo")
    expect(echo).to_contain_text("34.50000° N 033.00000° E")
    expect(echo).to_contain_text("2.5 km")
    expect(page.locator("#position-radius")).to_have_value("2,5")
    # Without a radius it is as exact as it was written, not as the screen is.
    page.locator("#position-radius").fill("")
    expect(echo).to_contain_text("As written")
    expect(page.locator("#position-text")).not_to_have_attribute("aria-invalid", "true")
    page.locator("#position-close").click()


def test_a_field_out_of_range_is_refused_beside_it_and_nothing_old_stands(reader: Any) -> None:
    page = reader.page
    reader.show("?")
    ask(reader, "34.9 N 12.9 E")
    answer, problem = page.locator("#position-answer"), page.locator("#terms-problem")
    expect(answer.locator(".verdict")).to_be_visible()
    for field, value, good in (("radius", "1000", ""), ("knots", "abc", "20")):
        box = page.locator(f"#position-{field}")
        box.fill(value)
        expect(problem).to_contain_text(f"'{value}' is not understood")
        expect(box).to_have_value(value)
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(answer).to_be_empty()
        assert shapes(reader) == []
        box.fill(good)
        expect(answer.locator(".verdict")).to_be_visible()
        expect(problem).to_be_empty()
    page.locator("#position-close").click()


def test_an_emptied_box_takes_the_answer_away_and_a_changed_one_dims_it(reader: Any) -> None:
    page = reader.page
    reader.show("?")
    ask(reader, "34.9 N 12.9 E")
    panel, box = page.locator("#position-panel"), page.locator("#position-text")
    verdict = page.locator("#position-answer .verdict")
    expect(verdict).to_be_visible()
    box.fill("34.9 N 13 E")
    expect(panel).to_have_attribute("data-edited", "")
    box.fill("34.9 N 12.9 E")
    expect(panel).not_to_have_attribute("data-edited", "")
    box.fill("")
    expect(verdict).to_have_count(0)
    expect(page.locator("#position-hint")).to_be_visible()
    reader.until(lambda: shapes(reader), [])
    ask(reader, "nan")
    expect(page.locator("#position-problem")).to_contain_text("'nan'")
    box.fill("")
    expect(page.locator("#position-problem")).to_be_empty()
    page.locator("#position-find").click()
    expect(page.locator("#position-problem")).to_contain_text("it is empty")
    page.locator("#position-close").click()


def test_only_the_answer_to_the_newest_question_is_shown(reader: Any) -> None:
    page = reader.page
    reader.show("?")
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        sent = route.request.post_data or ""
        if "position-told.data" in sent and "33.2 N 13.2 E" in sent and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(CALLBACK, hold_the_first)
    ask(reader, "33.2 N 13.2 E")
    reader.until(lambda: len(held), 1)
    expect(page.locator("#position-panel")).to_have_attribute("data-waiting", "")
    ask(reader, "35.5 N 12.6 E")
    answer = page.locator("#position-answer")
    expect(answer).to_contain_text("RCC Malta")
    with page.expect_response(CALLBACK):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    expect(answer).to_contain_text("RCC Malta")
    expect(answer).not_to_contain_text("Tripoli")
    page.unroute(CALLBACK)
    # Nor where it reaches the page all the same.
    ignored = page.evaluate(
        """() => { const { showAnswer } = dash_clientside.pharos;
          return showAnswer({ number: 1, problems: {}, wrong: [], echo: [], answer: ['stale'],
                              shapes: null }).every((v) => v === dash_clientside.no_update); }"""
    )
    assert ignored
    assert shapes(reader) == ["pin"]
    page.locator("#position-close").click()


HEADLINE = """() => {
  const box = (id) => document.querySelector(id).getBoundingClientRect();
  const panel = box('#position-panel'), verdict = box('#position-answer .verdict');
  const sentence = box('#position-answer .verdict-sentence');
  const map = document.querySelector('#map canvas').getBoundingClientRect();
  const { gl } = pharos.map.state;
  const shapes = gl.getSource('pharos-shape-position').serialize().data.features;
  const pin = shapes.find((f) => f.properties.part === 'pin').geometry.coordinates;
  const at = gl.project(pin), x = map.left + at.x, y = map.top + at.y;
  const buttons = [...document.querySelectorAll('.map-buttons button')].filter((b) => {
    const { left, top, width, height } = b.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2)?.closest('button') !== b;
  }).map((b) => b.id);
  const seen = document.elementFromPoint(x, y);
  return { told: verdict.top > panel.top && sentence.bottom <= Math.min(panel.bottom, innerHeight),
           share: Math.round(100 * panel.height / innerHeight), covered: buttons,
           pin: Boolean(seen?.closest('#map')) };
}"""


@pytest.mark.parametrize("where", ["35.5 N 12.6 E", "34.2 N 30.5 E", "28.2 N 15.9 W"])
def test_headline_pin_and_every_button_of_the_map_are_in_sight_on_a_laptop(
    reader: Any, where: str
) -> None:
    reader.show("?")
    ask(reader, where)
    expect(reader.page.locator("#position-answer .verdict")).to_be_visible()
    reader.settled()
    seen = reader.page.evaluate(HEADLINE)
    assert (seen["told"], seen["pin"], seen["covered"]) == (True, True, [])
    # What they do is done beside the panel.
    zoom = reader.view()["zoom"]
    reader.page.locator("#map-zoom-in").click()
    reader.settled()
    assert reader.view()["zoom"] > zoom
    reader.page.locator("#position-close").click()


def test_on_a_phone_the_pin_and_the_buttons_stay_above_the_sheet(visit: Any) -> None:
    one = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    one.open()
    for where in ("35.5 N 12.6 E", "34.2 N 33.5 E"):
        ask(one, where)
        expect(one.page.locator("#position-echo")).to_contain_text(where[:4])
        expect(one.page.locator("#position-answer .verdict")).to_be_visible()
        one.settled()
        seen = one.page.evaluate(HEADLINE)
        assert (seen["told"], seen["pin"], seen["covered"]) == (True, True, [])
        assert seen["share"] <= 55
    tab(one, "Ports by sea")
    expect(one.page.locator(".ports tbody tr")).to_have_count(5)
    whole = one.page.locator(".ports tbody").bounding_box()
    assert whole["y"] + whole["height"] <= 844


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
    page.locator("#position-radius").fill("")
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
    hours = page.locator("#position-hours")
    hours.fill("2 100")
    hours.press("Enter")
    expect(page.locator("#reach-problem")).to_contain_text("'100'")
    expect(page.locator("#position-answer")).to_be_empty()
    hours.fill("2 4,5")
    hours.press("Enter")
    expect(page.locator("#position-answer")).to_contain_text("2, 4.5 hours at 20 knots")
    hours.fill("3 6 12")
    hours.press("Enter")
    tab(reader, "Drift")
    expect(page.locator("#position-answer")).to_contain_text("not for search planning")
    for name, value in (("wind", "10 m/s"), ("wind-from", "320"), ("current", "0.3 m/s"),
                        ("current-to", "120")):  # fmt: skip
        page.locator(f"#drift-{name}").fill(value)
    page.locator("#drift-current-to").press("Enter")
    expect(page.locator("#position-answer .steps li")).to_have_count(3)
    expect(page.locator("#position-answer")).to_contain_text("ndicative, not for search planning")
    reader.until(lambda: shapes(reader), ["drift", "drift-label", "pin"])
    page.locator("#drift-wind-from").fill("400")
    page.locator("#drift-wind").fill("10")
    page.locator("#drift-wind").press("Enter")
    problem = page.locator("#drift-problem")
    expect(problem).to_contain_text("number with its unit")
    expect(problem).to_contain_text("'400'")
    for name in ("wind", "wind-from", "current", "current-to"):
        page.locator(f"#drift-{name}").fill("")
        page.locator(f"#drift-{name}").press("Enter")
    expect(page.locator("#position-answer")).to_contain_text("Give wind and current")
    page.locator("#position-close").click()


def test_a_click_on_the_sea_asks_as_exactly_as_the_screen_is(reader: Any) -> None:
    page = reader.page
    reader.show("?v=1&layer=search_and_rescue_regions")
    reader.look_at(17.5, 36.6, 8)
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


def test_a_radius_that_a_record_lent_goes_with_it_and_the_readers_own_stays(reader: Any) -> None:
    page = reader.page
    reader.show("?")
    # The button of a record, with a radius and without one.
    offer = """([km, tab]) => { const button = document.createElement('button');
      Object.assign(button.dataset, { longitude: '12.9', latitude: '34.9', km, tab });
      button.className = 'ask-here'; document.body.append(button); button.click();
      button.remove(); }"""
    radius, echo = page.locator("#position-radius"), page.locator("#position-echo")
    page.evaluate(offer, ["27.5", "claims"])
    expect(radius).to_have_value("27.5")
    expect(echo).to_contain_text("27.5 km")
    ask(reader, "34.5 N 13 E")
    expect(radius).to_have_value("")
    page.evaluate(offer, ["27.5", "claims"])
    radius.fill("12")  # now it is the reader's
    expect(echo).to_contain_text("12 km")
    page.evaluate(offer, ["", "claims"])
    ask(reader, "34.6 N 13 E")
    expect(echo).to_contain_text("34.60000° N 013.00000° E")
    expect(radius).to_have_value("12")
    radius.fill("")
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
