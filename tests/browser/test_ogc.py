"""The pages of the interface for GIS clients, before a person."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_person_walks_from_the_landing_page_to_a_row_and_asks_no_other_host(
    visit: Any, scheme: str
) -> None:
    reader = visit(color_scheme=scheme)
    reader.open(path="/ogc/", search="?route=central&from=2018-01-01&to=2018-12-31")
    for name in ("Collections", "Incidents", "Rows"):
        assert serious(reader) == []
        reader.page.get_by_role("link", name=name, exact=True).last.click()
    expect(reader.page.locator("h1")).to_have_text("Incidents")
    expect(reader.page.locator("main")).to_contain_text("12 rows")
    assert serious(reader) == []
    first = reader.page.locator("tbody th a").first
    name = first.inner_text()
    first.click()
    expect(reader.page.locator("h1")).to_have_text(f"Incidents: {name}")
    assert "route=central" in reader.page.url
    paper = reader.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(245, 248, 249)", "dark": "rgb(12, 22, 30)"}[scheme]
    assert serious(reader) == []


def serious(reader: Any) -> list[str]:
    """Serious and critical violations that axe finds."""
    found = Axe().run(reader.page).response["violations"]
    return [f["id"] for f in found if f["impact"] in ("serious", "critical")]
