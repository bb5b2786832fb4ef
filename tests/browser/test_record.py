"""What is under the pointer, and what a click opens."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def circles(reader: Any) -> int:
    """How many circles of position uncertainty are on the screen."""
    return reader.page.evaluate(
        "() => pharos.map.state.gl.queryRenderedFeatures("
        "{ layers: ['pharos-uncertainty-edge'] }).length"
    )


@pytest.fixture(scope="session")
def claimed_twice(pictures: Any) -> tuple[float, float]:
    """A position in the sea that both Italy and Malta claim."""
    claims = pictures.holdings().claims.set_index("claim_id").geometry
    point = claims["ITA"].intersection(claims["MLT"]).representative_point()
    return point.x, point.y


@pytest.fixture
def incident(picture: Any) -> Any:
    """The incident with most dead and missing that has a position and a link."""
    rows = picture("?").incidents
    rows = rows[rows["longitude"].notna() & rows["source_url"].notna()]
    people = rows["dead_count"].fillna(0) + rows["missing_count"].fillna(0)
    return rows.loc[people.astype(int).idxmax()]


def test_an_incident_is_hovered_and_clicked_for_its_record(reader: Any, incident: Any) -> None:
    page = reader.page
    day = incident["occurred_on"].date().isoformat()
    reader.show(f"?v=1&from={day}&to={day}")
    assert circles(reader) == 0
    reader.look_at(incident["longitude"], incident["latitude"], 7.5)
    reader.until(lambda: circles(reader) > 0, True)  # its uncertainty, to scale around it
    x, y = reader.point(incident["longitude"], incident["latitude"])
    page.mouse.move(x - 60, y - 60)
    page.mouse.move(x, y)
    card = page.locator("#map-card")
    expect(card).to_be_visible()
    expect(card).to_contain_text(f"{incident['missing_count']:,}")
    expect(card).to_contain_text("estimate")
    expect(card).to_contain_text("source quality")
    page.mouse.click(x, y)
    record = page.locator("#record")
    expect(record).to_be_visible()
    expect(record).to_contain_text(incident["incident_id_iom"])
    expect(record).to_contain_text(f"{incident['position_uncertainty_km']:,.0f} km (our estimate)")
    expect(record).to_contain_text(f"{incident['source_quality']} of 5")
    link = record.locator("a").first
    assert link.get_attribute("href") == incident["source_url"]
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in link.get_attribute("rel")
    page.keyboard.press("Escape")
    expect(record).to_be_hidden()


def test_where_two_claims_overlap_both_are_told(
    reader: Any, claimed_twice: tuple[float, float]
) -> None:
    page = reader.page
    reader.show("?v=1&layer=search_and_rescue_regions")
    reader.look_at(*claimed_twice, 7)
    x, y = reader.point(*claimed_twice)
    page.mouse.move(x - 40, y)
    page.mouse.move(x, y)
    card = page.locator("#map-card")
    expect(card).to_contain_text("Italy")
    expect(card).to_contain_text("Malta")
    page.mouse.click(x, y)
    panel = page.locator("#position-panel")
    expect(panel).to_contain_text("Italy")
    expect(panel).to_contain_text("Malta")
    expect(panel.locator("article.claim")).not_to_have_count(1)
    page.locator("#position-close").click()
    expect(panel).to_be_hidden()


def test_every_row_of_the_table_opens_its_record_also_without_a_position(
    reader: Any, picture: Any
) -> None:
    page = reader.page
    rows = picture("?").incidents
    lost = rows[rows["longitude"].isna()].iloc[0]
    day = lost["occurred_on"].date().isoformat()
    reader.show(f"?v=1&from={day}&to={day}")
    expect(page.locator("#sentence")).to_contain_text("without a trustworthy position")
    page.get_by_text("Incidents table", exact=True).click()
    page.locator('#table .ag-cell[col-id="incident_id"]', has_text=lost["incident_id"]).click()
    expect(page.locator("#record")).to_contain_text("no trustworthy position")
    page.locator("#record-close").click()
    page.get_by_text("Time series", exact=True).click()


def test_a_headline_number_is_clicked_for_its_formula(reader: Any) -> None:
    page = reader.page
    reader.show("?v=1&from=2018-01-01&to=2018-12-31&route=central")
    page.locator("#tiles .deaths_per_attempt").click()
    drawer = page.locator(".mantine-Drawer-content")
    expect(drawer).to_contain_text("Formula")
    expect(drawer).to_contain_text("2.85 %")
    expect(drawer).to_contain_text("45,648")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(drawer).to_be_hidden()
