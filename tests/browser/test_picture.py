"""A reader changes the selection; map, headline, series and table follow together."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CENTRAL_2018 = "?v=1&from=2018-01-01&to=2018-12-31&route=central"


def agree(reader: Any, picture: Any) -> None:
    """Hold every part of the page to the one picture of the selection in the address."""
    said = picture(reader.selection())
    metrics = {m.id: m for m in said.headline}
    tiles = {k: metrics[k].value for k in
             ("arrival_sea", "interception", "dead", "missing", "incidents")}  # fmt: skip
    reader.until(reader.tiles, tiles)
    wanted = {k: tiles[k] or 0 for k in ("arrival_sea", "interception", "dead", "missing")}
    reader.until(lambda: {k: reader.bars().get(k, 0) for k in wanted}, wanted)
    on_map = reader.on_the_map()
    placed = said.incidents[said.incidents["longitude"].notna()]
    assert on_map == {
        "traces": said.located, "incidents": said.located,
        "dead": placed["dead_count"].sum(), "missing": placed["missing_count"].sum(),
    }  # fmt: skip
    expect(reader.page.locator("#sentence")).to_have_text(said.removal_sentence)


def test_the_first_page_shows_all_that_is_held(reader: Any, picture: Any) -> None:
    agree(reader, picture)
    assert reader.selection() == "?"


def test_a_route_is_taken_away_from_map_headline_and_series_together(
    reader: Any, picture: Any
) -> None:
    reader.page.locator(".route-chip.western, label:has-text('Western')").first.click()
    reader.drawn("?v=1&route=central&route=eastern&route=atlantic")
    agree(reader, picture)


def test_typed_dates_set_the_period(reader: Any, picture: Any) -> None:
    first, last = reader.page.locator("#first_day"), reader.page.locator("#last_day")
    first.fill("2018-01")
    first.press("Enter")
    reader.drawn("?v=1&from=2018-01-01")
    last.fill("2018-12-31")
    last.press("Tab")
    reader.drawn("?v=1&from=2018-01-01&to=2018-12-31")
    agree(reader, picture)
    expect(reader.page.locator("#period-words")).to_have_text("January 2018 to December 2018")


def test_a_date_that_does_not_exist_is_named_and_the_picture_stays(
    reader: Any, picture: Any
) -> None:
    first = reader.page.locator("#first_day")
    first.fill("2018-02-30")
    first.press("Enter")
    expect(reader.page.locator("#notices .problem")).to_contain_text("2018-02-30")
    assert reader.selection() == "?"
    agree(reader, picture)


def test_a_preset_sets_the_period(reader: Any, picture: Any, pictures: Any) -> None:
    reader.page.locator("#preset").click()
    reader.page.get_by_role("option", name="Year to date").click()
    newest = pictures.holdings().last_whole_month
    reader.page.locator(f'#map[data-drawn*="from={newest.year}-01-01"]').wait_for(state="attached")
    agree(reader, picture)
    expect(reader.page.locator("#preset")).to_have_value("Year to date")


def test_the_keyboard_moves_the_ends_of_the_period(reader: Any, picture: Any) -> None:
    thumb = reader.page.get_by_role("slider", name="First month")
    thumb.focus()
    thumb.press("ArrowRight")
    reader.drawn("?v=1&from=2014-02-01")
    agree(reader, picture)
    thumb.press("ArrowLeft")
    reader.drawn("?")


def test_narrowing_filters_move_the_deaths_to_the_incidents_and_say_so(
    reader: Any, picture: Any
) -> None:
    page = reader.page
    page.locator("#more-filters").click()
    page.locator("#min_people").fill("100")
    reader.drawn("?v=1&min_people=100")
    agree(reader, picture)
    expect(page.locator("#notices")).to_contain_text(
        "counted from single incidents with 30 or more"
    )
    expect(page.locator("#filter-count")).to_have_text("1")
    page.locator("#more-filters").click()


def test_a_span_brushed_on_the_series_becomes_the_period(reader: Any, picture: Any) -> None:
    page = reader.page
    agree(reader, picture)
    reader.until(reader.bars_are_painted, True)
    box = page.locator("#series .nsewdrag").first.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.25, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.35, y, steps=5)
    page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=5)
    page.mouse.up()
    page.locator('#map[data-drawn*="from="][data-drawn*="to="]').wait_for(state="attached")
    assert "from=201" in reader.selection()
    agree(reader, picture)


def test_the_table_holds_the_incidents_of_the_selection(reader: Any, picture: Any) -> None:
    page = reader.page
    reader.show(CENTRAL_2018)
    page.get_by_text("Incidents table", exact=True).click()
    said = picture(CENTRAL_2018)
    expected = sorted(said.incidents["incident_id"])
    cells = page.locator('#table .ag-cell[col-id="incident_id"]')
    expect(cells).to_have_count(len(expected))
    assert sorted(cells.all_text_contents()) == expected
    for column, metric in (("dead_count", "dead"), ("missing_count", "missing")):
        texts = page.locator(f'#table .ag-cell[col-id="{column}"]').all_text_contents()
        known = sum(int(t.replace(",", "")) for t in texts if t != "unknown")
        assert known == said.incidents[column].sum(), metric
    reader.show("?v=1&from=2018-01-01&to=2018-01-31&route=central")
    expect(cells).to_have_count(picture(reader.selection()).filtered.shown)
    page.get_by_text("Time series", exact=True).click()


def test_an_empty_selection_says_why_and_leads_back_to_one_that_is_not(
    reader: Any, picture: Any
) -> None:
    page = reader.page
    reader.show("?v=1&route=none")
    expect(page.locator("#empty")).to_contain_text("No route is chosen")
    assert reader.on_the_map()["incidents"] == 0
    page.locator("#empty a").click()
    reader.drawn("?")
    expect(page.locator("#empty")).to_be_hidden()
    agree(reader, picture)


def test_reset_brings_everything_back(reader: Any, picture: Any) -> None:
    reader.show(CENTRAL_2018)
    reader.page.locator("#reset").click()
    reader.drawn("?")
    agree(reader, picture)


def test_a_layer_that_is_switched_off_leaves_the_map_and_not_the_numbers(
    reader: Any, picture: Any
) -> None:
    page = reader.page
    before = reader.tiles()
    page.locator("#layer-panel").get_by_role("checkbox").first.uncheck()
    page.locator('#map[data-drawn*="layer="]').wait_for(state="attached")
    assert reader.on_the_map()["incidents"] == 0
    assert reader.tiles() == before
