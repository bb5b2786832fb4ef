"""The interface as a whole: what it says of itself, what it refuses, what it keeps to itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema
import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.layer_rows import shown_layer
from dashboard.picture import Pictures
from layers.registry import LAYERS
from layers.schema import Column

Ask = Callable[..., Any]
ITEMS = "/collections/incidents/items"
DOCUMENTS = ("/", "/conformance", "/openapi", "/collections", "/collections/incidents",
             "/collections/incidents/schema", "/collections/incidents/queryables",
             "/collections/incidents/feature-schema", ITEMS)  # fmt: skip


def links_of(part: Any) -> Iterator[dict[str, str]]:
    """Every link in a document."""
    if isinstance(part, dict):
        yield from part.get("links", [])
        for child in part.values():
            yield from links_of(child)
    elif isinstance(part, list):
        for child in part:
            yield from links_of(child)


# --- what it says of itself ---


@pytest.mark.parametrize("path", [*DOCUMENTS, "/collections/crossings"])
def test_every_link_to_this_server_leads_somewhere(visitor: Any, ask: Ask, path: str) -> None:
    ours = [x["href"] for x in links_of(ask(path)) if urlsplit(x["href"]).netloc == "localhost"]
    assert ours or path not in ("/", "/collections")
    for address in dict.fromkeys(ours):
        parts = urlsplit(address)
        assert visitor.get(f"{parts.path}?{parts.query}").status_code == 200, address


def test_nothing_is_promised_that_is_not_done(ask: Ask) -> None:
    classes = ask("/conformance")["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in classes
    assert not [c for c in classes if re.search("create|process|tile|coverage|edr|record|cql", c)]
    assert ask("/conformance")["conformsTo"] == classes
    said = json.dumps([ask(path) for path in DOCUMENTS])
    assert not re.search(r"jsonld|/processes|/jobs|TileMatrix|pygeoapi|timeStamp", said)


@pytest.mark.parametrize("name", LAYERS)
def test_the_dictionary_of_columns_is_in_the_schema_with_meaning_and_unit(
    ask: Ask, name: str
) -> None:
    layer = shown_layer(name)
    columns = [c for c in layer.columns if c.kind != "geometry"]
    schema = ask(f"/collections/{name}/schema")["properties"]
    sent = ask(f"/collections/{name}/feature-schema")["properties"]["properties"]["properties"]
    assert ("geometry" in schema) == (layer.geometry != "none")
    for told in (schema, sent):
        assert [n for n in told if n != "geometry"] == [c.name for c in columns]
        for column in columns:
            assert_described(told[column.name], column)


def assert_described(field: dict[str, Any], column: Column) -> None:
    assert field["description"] == column.meaning
    assert field.get("x-ogc-unit", "") == column.unit
    if column.allowed and column.kind != "codes":
        assert field["enum"] == list(column.allowed)


def test_what_can_be_asked_is_told_without_what_the_selection_means_otherwise(ask: Ask) -> None:
    told = ask("/collections/incidents/queryables")["properties"]
    assert {"geometry", "dead_count", "arrival_country"} <= set(told)
    assert not {"route", "cause", "source_quality"} & set(told)
    assert told["dead_count"]["description"]


@pytest.mark.parametrize("name", LAYERS)
def test_a_collection_says_whose_it_is_under_what_terms_and_since_when(
    ask: Ask, pictures: Pictures, name: str
) -> None:
    told = ask(f"/collections/{name}")
    held = pictures.holdings().held[name]
    licences = {n for e in held.editions for n, _ in e.origin.licences}
    assert licences <= set(told["origin"]["licences"])
    assert licences <= {x["title"] for x in told["links"] if x["rel"] == "license"}
    assert {e.sha256 for e in held.editions} <= {e["sha256"] for e in told["origin"]["editions"]}
    assert held.edition.origin.citation in told["attribution"]
    assert told["origin"]["known_on"] is None
    assert told["origin"]["known_at"] >= held.edition.recorded_at.isoformat()[:10]
    assert told["rows"]["shown"] == ask(f"/collections/{name}/items")["numberMatched"]
    assert ask("/collections")["collections"][list(LAYERS).index(name)] == told


def test_the_date_as_known_is_kept_by_every_link_and_told(ask: Ask) -> None:
    told = ask("/collections/deaths?known_on=2026-11-25")
    assert told["origin"]["known_on"] == "2026-11-25"
    inside = [x["href"] for x in told["links"] if "/ogc" in x["href"]]
    assert inside
    assert all("known_on=2026-11-25" in address for address in inside)
    refused = ask("/collections/deaths?known_on=2001-01-01", status=400)
    assert "1 January 2001" in refused["description"]


def test_the_extent_of_a_collection_is_that_of_its_rows(ask: Ask, pictures: Pictures) -> None:
    extent = ask("/collections/incidents")["extent"]
    frame = pictures.holdings().incidents
    assert extent["spatial"]["bbox"] == [list(frame.total_bounds)]
    days = frame["occurred_on"].dropna()
    assert extent["temporal"]["interval"] == [
        [f"{days.min():%Y-%m-%d}T00:00:00Z", f"{days.max():%Y-%m-%d}T23:59:59Z"]
    ]
    assert ask("/collections/search_and_rescue_regions")["extent"]["temporal"]["interval"] == [
        [None, None]
    ]
    assert "extent" not in ask("/collections/note_codes")


def test_the_definition_is_valid_and_names_every_address_that_is_served(
    ask: Ask, app: Dash
) -> None:
    told = ask("/openapi")
    schema = files("pygeoapi") / "schemas" / "openapi" / "openapi-3.0.x.json"
    jsonschema.validate(told, json.loads(schema.read_text(encoding="utf-8")))
    rules = {str(r).removeprefix("/ogc") for r in app.server.url_map.iter_rules()
             if str(r).startswith("/ogc")}  # fmt: skip
    wanted = {rule.replace("<name>", name).replace("<path:item>", "{featureId}")
              for rule in rules for name in LAYERS}  # fmt: skip
    assert set(told["paths"]) == wanted
    assert "://" not in json.dumps({**told, "servers": [], "components": []})


def test_every_parameter_of_the_definition_is_understood(ask: Ask) -> None:
    told = ask("/openapi")
    for name in LAYERS:
        given = told["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        names = {p.get("name") or p["$ref"].rpartition("/")[2] for p in given}
        said = ask(f"/collections/{name}/items?nobody=1", status=400)["description"]
        known = set(re.findall(r"[\w-]+", said))
        assert names <= known
        assert ("bbox" in names) == (LAYERS[name].geometry != "none")


# --- what it refuses ---


@pytest.mark.parametrize(
    ("query", "quoted"),
    [
        ("nobody=1", "'nobody'"),
        ("sortby=dead_count", "'sortby'"),
        ("filter=dead_count>1", "'filter'"),
        ("resulttype=hits", "'resulttype'"),
        ("every=fortnight", "'fortnight'"),
        ("f=jsonld", "'jsonld'"),
        ("f=csv", "'csv'"),
        ("limit=0", "'0'"),
        ("limit=-1", "'-1'"),
        ("limit=ten", "'ten'"),
        ("limit=1&limit=2", "['1', '2']"),
        ("offset=-1", "'-1'"),
        ("offset=99999999999999999999999999", "'99999999999999999999999999'"),
        ("bbox=1,2,3", "'1,2,3'"),
        ("bbox=1,2,3,nan", "'1,2,3,nan'"),
        ("bbox=1,5,3,2", "'1,5,3,2'"),
        ("bbox=a,b,c,d", "'a,b,c,d'"),
        ("bbox=", "''"),
        ("bbox=1,2,3,4&bbox-crs=EPSG:3857", "'EPSG:3857'"),
        ("bbox-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84", "bbox-crs"),
        ("crs=EPSG:4326", "'EPSG:4326'"),
        ("datetime=yesterday", "'yesterday'"),
        ("datetime=2018-02-30", "'2018-02-30'"),
        ("datetime=2018-01-01/2018-02-01/2018-03-01", "2018-03-01'"),
        ("datetime=2019-01-01/2018-01-01", "'2019-01-01/2018-01-01'"),
        ("datetime=2018-01-01T10:00:00", "'2018-01-01T10:00:00'"),
        ("datetime=2018-W01-1T10:00:00Z", "'2018-W01-1T10:00:00Z'"),
        ("datetime=..", "'..'"),
        ("dead_count=many", "'many'"),
        ("dead_count=", "''"),
        ("occurred_on=2018-13-01", "'2018-13-01'"),
        ("record_kind=nothing", "'nothing'"),
        ("from=2018-99", "'2018-99'"),
        ("from=2019-01-01&to=2018-01-01", "2019-01-01 to 2018-01-01"),
        ("route=moon", "'moon'"),
        ("region=moon", "'moon'"),
        ("cause=moon", "'moon'"),
        ("min_people=-1", "'-1'"),
        ("source_quality=9", "9"),
        ("known_on=1999-01-01", "1999-01-01"),
        ("known_on=2099-01-01", "2099-01-01"),
        ("area=square:1", "square"),
        ("v=7", "'7'"),
    ],
)
def test_what_is_not_understood_is_refused_and_quoted(ask: Ask, query: str, quoted: str) -> None:
    refused = ask(f"{ITEMS}?{quote(query, safe='=&/,:')}", status=400)
    assert refused["code"] == "InvalidParameterValue"
    assert quoted in refused["description"]
    assert refused["description"].endswith(".")


def test_every_mistake_is_named_at_once(ask: Ask) -> None:
    refused = ask(f"{ITEMS}?limit=x&bbox=1&datetime=y&nobody=1", status=400)
    assert len(refused["problems"]) == 4


@pytest.mark.parametrize(
    ("name", "query"),
    [("note_codes", "datetime=2018-01-01"), ("routes", "datetime=2018-01-01"),
     ("crossings", "bbox=1,2,3,4")],
)  # fmt: skip
def test_a_layer_that_cannot_follow_says_so_and_is_not_empty(
    ask: Ask, name: str, query: str
) -> None:
    refused = ask(f"/collections/{name}/items?{query}", status=400)
    assert f"the layer {name} has no" in refused["description"]


@pytest.mark.parametrize("path", ["/collections/nobody", "/collections/nobody/items",
                                  "/collections/nobody/schema", "/collections/../items"])  # fmt: skip
def test_a_collection_that_is_not_there_is_named(ask: Ask, path: str) -> None:
    assert ask(path, status=404)


@pytest.mark.parametrize(
    "path",
    ["/processes", "/jobs", "/stac", "/admin/config", "/TileMatrixSets", f"{ITEMS}/a/b/c",
     "/collections/incidents/coverage", "/collections/incidents/position",
     "/collections/incidents/tiles", "/collections/incidents/map", "/collections/"],
)  # fmt: skip
def test_no_other_part_of_pygeoapi_is_served(visitor: Any, path: str) -> None:
    answer = visitor.get(f"/ogc{path}")
    assert answer.status_code == 404
    assert answer.get_json()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [*DOCUMENTS, f"{ITEMS}/2014.MMP0001"])
def test_nothing_is_written_and_no_filter_is_posted(app: Dash, method: str, path: str) -> None:
    answer = app.server.test_client().open(
        f"/ogc{path}", method=method, json={"op": "=", "args": [{"property": "route"}, "central"]}
    )
    assert answer.status_code == 405


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_client_may_ask_for_the_head_and_for_what_it_may_ask(app: Dash, path: str) -> None:
    client = app.server.test_client()
    assert client.head(f"/ogc{path}").status_code == 200
    allowed = client.options(f"/ogc{path}").headers["Allow"]
    assert set(re.split(", *", allowed)) == {"GET", "HEAD", "OPTIONS"}


# --- how it is sent ---


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("form", ["json", "html"])
def test_every_answer_carries_the_headers_that_protect_the_reader(
    visitor: Any, path: str, form: str
) -> None:
    answer = visitor.get(f"/ogc{path}?f={form}")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "X-Powered-By" not in answer.headers
    again = visitor.get(f"/ogc{path}?f={form}", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_the_same_question_has_the_same_bytes(visitor: Any) -> None:
    one, other = (visitor.get(f"/ogc{ITEMS}?limit=50").data for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
     ("application/geo+json, application/json", "application/geo+json"),
     ("*/*", "application/geo+json"), ("image/png", "application/geo+json")],
)  # fmt: skip
def test_a_person_gets_a_page_and_a_program_a_document(
    visitor: Any, accept: str, kind: str
) -> None:
    answer = visitor.get(f"/ogc{ITEMS}?limit=1", Accept=accept)
    assert answer.mimetype == kind
    assert "Accept" in answer.headers["Vary"]


def test_links_have_the_host_that_was_asked_and_the_root_under_which_it_lies(app: Dash) -> None:
    client = app.server.test_client()
    for base, root in (("https://sea.example", ""), ("http://10.0.0.7:8050", "/pharos")):
        document = client.get("/ogc/collections", base_url=base + root).get_json()
        inside = [x["href"] for x in links_of(document) if "/ogc" in x["href"]]
        assert len(inside) > len(LAYERS)
        begun = (f"{base}{root}/ogc/collections", f"{base}{root}/ogc?")
        assert all(address.startswith(begun) for address in inside)


# --- what it keeps to itself ---


def test_two_applications_in_one_process_share_nothing(
    frame: Callable[..., Any], world: Any, ask_of: Callable[[Dash], Ask]
) -> None:
    months = frame("crossings", {})
    one, other = (
        ask_of(create_app(world(incidents=frame("incidents", {"incident_id": name}),
                                crossings=months)))
        for name in ("first", "second")
    )  # fmt: skip
    for ask, name in ((one, "first"), (other, "second"), (one, "first")):
        assert [f["id"] for f in ask(ITEMS)["features"]] == [name]
        assert ask(f"{ITEMS}/{name}")["id"] == name


def test_a_failure_inside_says_nothing_of_the_inside(
    frame: Callable[..., Any], world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(world(crossings=frame("crossings", {})))

    def fail(*_: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("dashboard.api.ogc.provider.features", fail)
    answer = app.server.test_client().get(f"/ogc{ITEMS}")
    assert answer.status_code == 500
    text = answer.get_data(as_text=True)
    assert "secret" not in text
    assert "Traceback" not in text


FIRST_QUESTION = """
import sys, logging
from dashboard.app import create_app
from geodata.store import FileStore
server = create_app(FileStore()).server
client = server.test_client()
client.get("/_dash-layout")
heavy = ("pygeoapi", "pygeofilter", "rasterio", "babel", "dateparser", "jsonschema")
print(sorted(m for m in heavy if m in sys.modules))
before = list(logging.getLogger().handlers), logging.getLogger().level
for path in ("/ogc/", "/ogc/collections/incidents/items?offset=2", "/ogc/collections/x/items",
             "/ogc/collections/incidents/items?offset=x"):
    client.get(path)
print("pygeoapi" in sys.modules, "rasterio" in sys.modules)
print((list(logging.getLogger().handlers), logging.getLogger().level) == before)
"""


def test_pygeoapi_is_read_at_the_first_question_and_logs_nothing() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_QUESTION], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == ["[]", "True False", "True"]
    assert ran.stderr == ""
