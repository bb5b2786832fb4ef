"""The address carries the selection; the view and the selection survive; visitors are apart."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CENTRAL_2018 = "?v=1&from=2018-01-01&to=2018-12-31&route=central"


def test_a_copied_link_shows_the_same_picture_to_somebody_else(reader: Any, visit: Any) -> None:
    reader.show(CENTRAL_2018)
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.page.locator("#share").click()
    expect(reader.page.locator("#share")).to_have_text("Copied")
    link = reader.page.evaluate("() => navigator.clipboard.readText()")
    assert link == reader.address + "/" + CENTRAL_2018
    other = visit()
    other.open(link.removeprefix(reader.address + "/"))
    other.until(other.tiles, reader.tiles())
    assert other.on_the_map() == reader.on_the_map()
    assert other.tiles()["arrival_sea"] == 24_815
    # Two readers at once: what one does, the other does not see.
    other.show("?v=1&route=western")
    reader.page.locator("#reset").click()
    reader.drawn("?")
    assert other.selection() == "?v=1&route=western"
    assert other.page.locator("#map").get_attribute("data-drawn") == "?v=1&route=western"


def test_back_and_forward_restore_the_selection(reader: Any) -> None:
    page = reader.page
    page.locator("#first_day").fill("2018-01-01")
    page.locator("#first_day").press("Enter")
    reader.drawn("?v=1&from=2018-01-01")
    page.locator("#last_day").fill("2018-12-31")
    page.locator("#last_day").press("Enter")
    reader.drawn("?v=1&from=2018-01-01&to=2018-12-31")
    page.go_back()
    reader.drawn("?v=1&from=2018-01-01")
    expect(page.locator("#last_day")).to_have_value("")
    page.go_back()
    reader.drawn("?")
    expect(page.locator("#first_day")).to_have_value("")
    page.go_forward()
    reader.drawn("?v=1&from=2018-01-01")
    expect(page.locator("#first_day")).to_have_value("2018-01-01")


def test_the_view_survives_a_filter_a_theme_and_a_reload(reader: Any) -> None:
    page = reader.page
    reader.look_at(14.5, 35.2, 6.4)
    before = reader.view()
    reader.show(CENTRAL_2018)
    assert reader.view() == before
    page.locator("#theme-switch").click()
    page.locator('#map[data-theme="dark"]').wait_for(state="attached")
    reader.settled()
    assert reader.view() == before
    page.locator("#theme-switch").click()
    page.locator('#map[data-theme="light"]').wait_for(state="attached")
    reader.settled()
    page.reload()
    reader.drawn(CENTRAL_2018)
    assert reader.view() == before
    assert reader.selection() == CENTRAL_2018


def test_an_address_that_cannot_be_honoured_is_said_to_the_reader(visit: Any) -> None:
    one = visit()
    one.page.goto(one.address + "/?route=baltic&from=2019-01-01&to=2018-01-01")
    one.drawn("?")
    said = one.page.locator("#notices .problem")
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text("baltic")
    expect(said.last).to_contain_text("before it begins")


def test_nothing_that_the_page_does_leaves_the_machine(visit: Any) -> None:
    """`watched` compares every request of a context with the server's address at the end."""
    one = visit()
    one.open()
    one.look_at(12.6, 35.5, 9)
    one.page.locator("#theme-switch").click()
    one.page.locator('#map[data-theme="dark"]').wait_for(state="attached")
    one.page.get_by_text("Incidents table", exact=True).click()
    one.page.locator('#table .ag-cell[col-id="incident_id"]').first.wait_for()
    one.page.locator("#nav-sources").click()
    expect(one.page.locator("#sources h1")).to_have_text("Where the figures come from")
    one.page.locator("#nav-picture").click()
    expect(one.page.locator("#picture")).to_be_visible()
    assert len(one.requests) > 30
    assert {u.split(":")[0] for u in one.requests} <= {"http", "data", "blob"}
    assert all(u.startswith((one.address, "data:", "blob:" + one.address)) for u in one.requests)
    # Nothing of the mode bars, and no way to send a figure to anybody.
    assert one.page.locator(".modebar-btn").count() == 0
