"""Who gave a figure is cited, and nobody else: no empty edition, nothing that is withheld."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.api.ogc.describe import complete
from dashboard.citation import cite
from dashboard.exportbook import plan
from dashboard.layer_rows import layer_rows
from dashboard.picture import Picture, Pictures
from geodata.origin import Origin
from geodata.store import FileStore
from layers.handling import Clearance, Mark
from layers.registry import LAYERS
from layers.selection import Selection

NOW = dt.datetime(2026, 12, 2, 9, 30, tzinfo=dt.UTC)
CITED = ("incidents", "deaths", "crossings", "search_and_rescue_regions", "routes",
         "embarkation_points")  # fmt: skip


@pytest.fixture
def reported(tmp_path: Path, raw: Any) -> FileStore:
    """The packaged figures and one report of a ship, marked GREEN."""
    store = FileStore(tmp_path / "data")
    row = {"incident_id": "report-1", "occurred_on": "2018-05-02", "longitude": 13, "latitude": 34,
           "dead_count": 2, "source": "incident-reports", "mark": "GREEN",
           "route": "central"}  # fmt: skip
    origin = Origin("A ship", "Reports", "A ship", "", (("CC0-1.0", ""),), None)
    store.publish("incidents", raw("incidents", row), origin, NOW, source="incident-reports")
    return store


def everything(picture: Picture) -> str:
    """All that is said of origin: in an export of every layer, a citation, the interface for GIS."""
    sidecar = plan(picture, list(LAYERS)).sidecar
    rows = layer_rows(picture, "incidents")
    collection: dict[str, Any] = {"extent": {"spatial": {}}, "links": []}
    complete(collection, rows, picture, "http://localhost/ogc")
    said = [sidecar.document, sidecar.readme, cite(picture).as_json(), collection]
    return json.dumps(said, ensure_ascii=False)


def test_who_gave_a_report_is_credited_where_it_is_seen_and_only_there(
    reported: FileStore,
) -> None:
    selection = Selection(routes=("central",))
    cleared = Pictures(reported, Clearance(Mark.GREEN)).of(selection)
    assert everything(cleared).count("A ship") > 4
    picture = Pictures(reported).of(selection)
    assert picture.holdings.withheld == 1
    assert "A ship" not in everything(picture)


def test_an_edition_without_rows_is_no_source_of_a_table(pictures: Pictures) -> None:
    for names in (["crossings"], ["rates", "levels"]):
        document = plan(pictures.of(Selection()), names).sidecar.document
        assert all(e["rows"] for e in document["editions"])
        assert "Ministero" not in document["citation"]["text"]


def test_an_empty_layer_that_was_asked_for_names_its_edition_and_cites_nobody(
    pictures: Pictures,
) -> None:
    document = plan(pictures.of(Selection()), ["arrivals_reported"]).sidecar.document
    assert [(e["layer"], e["rows"]) for e in document["editions"]] == [("arrivals_reported", 0)]
    assert len(document["citation"]["csl"]) == 1


def test_incidents_are_not_the_source_of_a_published_series(pictures: Pictures) -> None:
    document = plan(pictures.of(Selection()), ["deaths"]).sidecar.document
    assert [e["layer"] for e in document["editions"]] == ["deaths"]


def test_an_export_of_what_a_picture_shows_cites_whom_the_picture_cites(pictures: Pictures) -> None:
    picture = pictures.of(Selection())
    exported = plan(picture, CITED).sidecar.document["citation"]
    shown = cite(picture)
    assert exported["text"].count("(accessed") == shown.text.count("(accessed")
    titles = {(i["author"][0]["literal"], i["title"]) for i in exported["csl"]}
    assert titles == {(i["author"][0]["literal"], i["title"]) for i in shown.csl}


def test_why_a_licensed_figure_may_still_not_be_clear_is_said(pictures: Pictures) -> None:
    document = plan(pictures.of(Selection()), ["incidents"]).sidecar.document
    (edition,) = document["editions"]
    assert [x["name"] for x in edition["licences"]] == ["CC-BY-4.0"]
    copied = [s for s in document["sources"] if "public copy unlicensed" in s["licence"]]
    assert copied
    for source in copied:
        assert source["redistribution"] == "unclear"
        assert "the licence that the edition names (CC BY 4.0)" in source["terms"]
        assert "copy whose keeper states no licence" in source["terms"]


def test_a_name_with_a_comma_is_one_author_and_a_list_of_publishers_is_several(
    reported: FileStore, raw: Any
) -> None:
    row = {"incident_id": "r-2", "occurred_on": "2018-05-03", "dead_count": 1,
           "source": "one-more", "route": "central"}  # fmt: skip
    origin = Origin("Frontex, European Border and Coast Guard Agency", "T", "C", "", (), None)
    reported.publish("incidents", raw("incidents", row), origin, NOW, source="one-more")
    found = cite(Pictures(reported).of(Selection()))
    authors = [[a["literal"] for a in item["author"]] for item in found.csl]
    assert ["Frontex, European Border and Coast Guard Agency"] in authors
    assert ["IOM", "UNHCR"] in authors
    assert "author = {{Frontex, European Border and Coast Guard Agency}}" in found.bibtex
