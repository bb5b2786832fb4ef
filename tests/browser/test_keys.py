"""The page without a mouse, and for readers who see, read or move otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def grave(reader: Any) -> list[str]:
    """Serious and critical violations that axe finds now, each with its first places."""
    answer = Axe().run(reader.page, options={"resultTypes": ["violations"]}).response
    return [
        f"{v['id']} ({v['impact']}): {[n['target'] for n in v['nodes']][:4]}"
        for v in answer["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_whatever_is_open(visit: Any, scheme: str) -> None:
    one = visit(color_scheme=scheme)
    one.open()
    one.until(lambda: len(one.tiles()), 5)
    page, found = one.page, {}
    found["page"] = grave(one)
    page.locator("#more-filters").click()
    expect(page.locator("#min_people")).to_be_visible()
    found["filters"] = grave(one)
    page.locator("#more-filters").click()
    expect(page.locator("#min_people")).to_be_hidden()
    page.locator("#tiles .dead").click()
    expect(page.locator(".mantine-Drawer-content")).to_contain_text("Formula")
    found["explanation"] = grave(one)
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_text("Incidents table", exact=True).click()
    page.locator('#table .ag-cell[col-id="incident_id"]').first.wait_for()
    found["table"] = grave(one)
    page.locator('#table .ag-cell[col-id="incident_id"]').first.click()
    expect(page.locator("#record")).to_be_visible()
    found["record"] = grave(one)
    page.locator("#nav-sources").click()
    expect(page.locator("#sources h1")).to_be_visible()
    found["sources"] = grave(one)
    assert {k: v for k, v in found.items() if v} == {}


def test_the_tab_key_reaches_every_kind_of_control_and_focus_can_be_seen(reader: Any) -> None:
    page = reader.page
    page.evaluate("() => document.activeElement?.blur()")
    reached: list[str] = []
    unseen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(
            """() => { const e = document.activeElement;
              const s = getComputedStyle(e), p = getComputedStyle(e.parentElement || e);
              const label = e.closest('label, .mantine-Chip-root');
              const near = e.nextElementSibling ? getComputedStyle(e.nextElementSibling) : s;
              const lit = c => c.outlineStyle !== 'none' || c.boxShadow !== 'none';
              const marked = e.matches(':focus-visible');
              return [[e.id, e.getAttribute('aria-label'), e.value, e.className].join(' '),
                      marked && (lit(s) || lit(p) || lit(near) || Boolean(label)
                                 || s.borderColor !== 'rgb(0, 0, 0)')]; }"""
        )
        reached.append(str(name))
        if not seen and name.strip():  # nameless is the document itself, after the last stop
            unseen.append(str(name))
    for wanted in ("nav-sources", "share", "wall", "theme-switch", "keys", "preset", "first_day",
                   "last_day", "First month", "Last month", "western", "more-filters", "reset",
                   "map-frame", "map-zoom-in"):  # fmt: skip
        assert any(wanted in r for r in reached), (wanted, reached)
    assert unseen == []


def test_the_listed_keys_do_what_they_say(reader: Any) -> None:
    page = reader.page
    body = page.locator("body")
    page.evaluate("() => document.activeElement?.blur()")
    page.keyboard.press("/")
    expect(page.locator("#first_day")).to_be_focused()
    page.evaluate("() => document.activeElement?.blur()")
    page.keyboard.press("i")
    expect(page.locator("#table-pane")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#series-pane")).to_be_visible()
    page.evaluate("() => document.activeElement?.blur()")
    opened = page.evaluate("() => document.getElementById('layer-panel').open")
    page.keyboard.press("l")
    assert page.evaluate("() => document.getElementById('layer-panel').open") is not opened
    page.keyboard.press("l")
    page.keyboard.press("t")
    page.locator('html[data-theme="dark"]').wait_for(state="attached")
    page.keyboard.press("t")
    page.locator('html[data-theme="light"]').wait_for(state="attached")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("one month back")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(body).to_be_visible()


def test_escape_closes_the_filters(reader: Any) -> None:
    page = reader.page
    page.locator("#more-filters").click()
    expect(page.locator("#min_people")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#min_people")).to_be_hidden()


def test_comma_and_full_stop_step_the_period_by_a_month(reader: Any) -> None:
    page = reader.page
    reader.show("?v=1&from=2018-01-01&to=2018-12-31")
    page.evaluate("() => document.activeElement?.blur()")
    page.keyboard.press(".")
    reader.drawn("?v=1&from=2018-02-01&to=2019-01-31")
    page.keyboard.press(",")
    reader.drawn("?v=1&from=2018-01-01&to=2018-12-31")


def test_the_map_is_panned_and_zoomed_by_keys(reader: Any) -> None:
    page = reader.page
    page.evaluate("() => document.activeElement?.blur()")
    page.keyboard.press("m")
    expect(page.locator("#map-frame")).to_be_focused()
    home = reader.view()
    page.keyboard.press("+")
    reader.until(lambda: reader.view()["zoom"] > home["zoom"] + 0.5, True)
    reader.settled()
    middle = reader.view()
    page.keyboard.press("ArrowRight")
    reader.until(lambda: reader.view()["longitude"] > middle["longitude"], True)
    page.keyboard.press("0")
    reader.until(lambda: round(reader.view()["zoom"], 1), round(home["zoom"], 1))


def test_a_key_typed_into_a_field_is_text_and_no_command(reader: Any) -> None:
    page = reader.page
    page.locator("#first_day").focus()
    page.keyboard.type("wt/")
    expect(page.locator("#first_day")).to_have_value("wt/")
    assert page.evaluate("() => document.documentElement.dataset.wall") != "on"
    page.locator("#first_day").fill("")
    page.locator("#first_day").press("Enter")
