"""The application as a whole: what it serves, to whom, with which headers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dashboard import ids
from dashboard.app import assets_folder

PAGES = ("/", "/sources", "/?v=1&route=central", "/_dash-layout", "/_dash-dependencies")


def test_the_server_says_that_it_is_well(visitor: Any) -> None:
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "well", "problems": []}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("Content-Security-Policy", "default-src 'self'"),
        ("Content-Security-Policy", "object-src 'none'"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Content-Security-Policy", "connect-src 'self'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=()"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/picture/nobody", "/assets/mark.svg"])
def test_every_answer_carries_the_headers_that_protect_the_reader(
    visitor: Any, path: str, name: str, holds: str
) -> None:
    assert holds in visitor.get(path).headers[name]


def test_no_script_may_run_that_is_not_ours(visitor: Any) -> None:
    policy = visitor.get("/").headers["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts
    assert "unsafe" not in scripts[1]
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_an_outside_host(visitor: Any, path: str) -> None:
    text = visitor.get(path).get_data(as_text=True)
    assert re.findall(r"""(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}""", text) == []


def test_every_script_and_style_of_the_page_is_served_from_here(visitor: Any) -> None:
    page = visitor.get("/").get_data(as_text=True)
    addresses = re.findall(r"""<(?:script|link)[^>]+(?:src|href)="([^"]+)""", page)
    assert len(addresses) > 10
    for address in addresses:
        assert address.startswith("/"), address
        assert not address.startswith("//"), address
        assert visitor.get(address).status_code == 200, address


def test_no_file_of_the_basemap_or_of_our_own_scripts_names_an_outside_host() -> None:
    for path in sorted(assets_folder().rglob("*")):
        if path.suffix in (".js", ".css", ".json"):
            found = re.findall(r"https?://[^\s\"'<>)]+", path.read_text(encoding="utf-8"))
            assert [f for f in found if "www.w3.org" not in f] == [], path.name


def test_no_graph_can_send_its_figure_to_a_vendor(visitor: Any, walk: Any) -> None:
    graphs = [c for c in walk(visitor.get("/_dash-layout").get_json())
              if c["type"] == "Graph"]  # fmt: skip
    assert {g["props"]["id"] for g in graphs} == {ids.MAP, ids.SERIES}
    for graph in graphs:
        config = graph["props"]["config"]
        assert config["showSendToCloud"] is False
        assert config["displaylogo"] is False
        assert "plotlyServerURL" not in config


def test_no_part_of_the_page_reads_markup_from_a_record(visitor: Any, walk: Any) -> None:
    for component in walk(visitor.get("/_dash-layout").get_json()):
        props = component["props"]
        assert not props.get("dangerously_allow_html")
        assert not props.get("dangerously_allow_code")
        assert component["type"] != "DangerouslySetInnerHTML"


def test_every_id_on_the_page_is_there_once(visitor: Any, walk: Any) -> None:
    named = [str(c["props"]["id"]) for c in walk(visitor.get("/_dash-layout").get_json())
             if c["props"].get("id")]  # fmt: skip
    assert len(named) == len(set(named))


def test_every_part_that_a_callback_names_is_on_the_page(visitor: Any, walk: Any) -> None:
    layout = visitor.get("/_dash-layout").get_json()
    named = {c["props"]["id"] for c in walk(layout) if isinstance(c["props"].get("id"), str)}
    for callback in visitor.get("/_dash-dependencies").get_json():
        for item in [*callback["inputs"], *callback["state"]]:
            assert item["id"].startswith("{") or item["id"] in named, item


def test_no_list_of_parts_holds_nothing(visitor: Any, walk: Any) -> None:
    for component in walk(visitor.get("/_dash-layout").get_json()):
        children = component["props"].get("children")
        assert not (isinstance(children, list) and None in children), component["props"].get("id")


def test_the_layout_holds_no_figures_of_its_own(visitor: Any) -> None:
    """What a visitor may see is decided when the callbacks ask, not when the page is laid out."""
    text = visitor.get("/_dash-layout").get_data(as_text=True)
    assert "24,815" not in text
    assert "MMP" not in text


def test_every_control_of_the_selection_is_on_the_page_with_a_name(visitor: Any, walk: Any) -> None:
    layout = visitor.get("/_dash-layout").get_json()
    props = {c["props"]["id"]: c["props"] for c in walk(layout)
             if isinstance(c["props"].get("id"), str)}  # fmt: skip
    for name in ids.CONTROLS:
        assert name in props, name


def test_the_page_says_its_language_and_works_on_a_phone(visitor: Any) -> None:
    page = visitor.get("/").get_data(as_text=True)
    assert '<html lang="en"' in page
    assert 'name="viewport"' in page
    assert "<noscript>" in page


def test_the_tools_of_developers_are_off(visitor: Any) -> None:
    config = visitor.get("/").get_data(as_text=True)
    assert '"ui":true' not in config
    assert '"hot_reload"' not in config
    paths = {str(r) for r in visitor.app.server.url_map.iter_rules()}
    assert not [p for p in paths if "mcp" in p or "debug" in p or "console" in p]


def test_what_the_server_answers_to_is_known(visitor: Any) -> None:
    """A new address has to be added here, after a thought about who may ask it what."""
    paths = {str(r) for r in visitor.app.server.url_map.iter_rules()}
    assert paths <= {
        "/", "/<path:path>", "/healthz", "/export", "/export/preview", "/cite",
        "/export/choices", "/charts/<name>.json", "/charts/<name>.csv", "/assets/<path:filename>", "/static/<path:filename>",
        "/picture/<path:name>", "/sources/quarantine/<int:load_id>.csv", "/_favicon.ico", "/_dash-layout", "/_dash-dependencies",
        "/_dash-update-component", "/_reload-hash",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/ogc/", "/ogc/conformance", "/ogc/openapi", "/ogc/collections", "/ogc/collections/<name>",
        "/ogc/collections/<name>/schema", "/ogc/collections/<name>/queryables",
        "/ogc/collections/<name>/feature-schema",
        "/ogc/collections/<name>/items", "/ogc/collections/<name>/items/<path:item>",
    }  # fmt: skip
