"""The pages for a person: of this server alone, without a script, every text as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from dashboard.app import create_app

ITEMS = "/collections/incidents/items"
DOCUMENTS = ("/", "/conformance", "/openapi", "/collections", "/collections/incidents",
             "/collections/incidents/schema", "/collections/incidents/queryables",
             "/collections/incidents/feature-schema", ITEMS)  # fmt: skip
LOADED = re.compile(
    r"""<(?:script|img|link|iframe|source|object)\b[^>]*?(?:src|href|data)="([^"]*)"""
)
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}"


@pytest.mark.parametrize("path", [*DOCUMENTS, "/collections/crossings/items", f"{ITEMS}?limit=x"])
def test_a_page_loads_nothing_from_another_host_and_runs_no_script(visitor: Any, path: str) -> None:
    page = visitor.get(f"/ogc{path}", Accept="text/html").get_data(as_text=True)
    assert page.startswith("<!DOCTYPE html>")
    assert "<script" not in page
    assert "@import" not in page
    assert "url(" not in page
    loaded = LOADED.findall(page)
    assert loaded
    for address in loaded:
        assert address.startswith("/assets/"), address
        assert visitor.get(address).status_code == 200


def test_the_text_of_a_record_is_shown_as_text(frame: Callable[..., Any], world: Any) -> None:
    rows = frame("incidents", {"incident_id": "one", "register_region": MARKUP})
    app = create_app(world(incidents=rows, crossings=frame("crossings", {})))
    client = app.server.test_client()
    for path in (
        ITEMS,
        f"{ITEMS}/one",
        f"{ITEMS}?limit={quote(MARKUP)}",
        f"{ITEMS}/{quote(MARKUP)}",
    ):
        page = client.get(f"/ogc{path}", headers={"Accept": "text/html"}).get_data(as_text=True)
        assert "<img" not in page
        assert "&lt;img src=x onerror" in page
        assert "{{7*7}}" in page


def test_a_page_of_rows_says_what_is_not_there_and_keeps_the_selection(visitor: Any) -> None:
    page = visitor.get(f"/ogc{ITEMS}?f=html&route=central&limit=10&cause=drowning").data.decode()
    assert "on other routes" in page
    assert "not known" in page
    assert 'rel="next"' in page
    assert "route=central&amp;cause=drowning" in page
