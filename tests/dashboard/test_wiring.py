"""Each callback gives what the one picture of the selection says, over Flask's test client."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dashboard.app import create_app
from dashboard.picture import Picture, Pictures
from dashboard.state import decode
from geodata.store import FileStore, MemoryStore
from layers.registry import LAYERS

CENTRAL_2018 = "?v=1&from=2018-01-01&to=2018-12-31&route=central"
SELECTIONS = (
    "?",
    CENTRAL_2018,
    "?v=1&from=2015-04-18&to=2015-04-19",
    "?v=1&route=western&route=atlantic&from=2020-01-01",
    "?v=1&region=MLT&region=ITA",
    "?v=1&min_people=100&cause=drowning",
    "?v=1&source_quality=4&every=quarter&by_route=no",
    "?v=1&from=2031-01-01",
    "?v=1&route=none",
)


@pytest.fixture(params=SELECTIONS)
def token(request: pytest.FixtureRequest) -> str:
    """A selection as the page keeps it."""
    return request.param


@pytest.fixture
def picture(pictures: Pictures, token: str) -> Picture:
    """What the one function says of it."""
    found = decode(token)
    assert not found.problems
    return pictures.of(found.selection)


# --- the picture in each part of the page ---


def test_the_map_gets_one_bit_for_each_incident_that_remains(
    visitor: Any, token: str, picture: Picture
) -> None:
    sent = visitor.ask("map-picture.data", selection__data=token)["map-picture.data"]
    bits = np.frombuffer(base64.urlsafe_b64decode(sent["incidents"]["rows"]), dtype="u1")
    rows = np.unpackbits(bits, bitorder="little")[: len(picture.holdings.index)].astype(bool)
    assert rows.tolist() == picture.filtered.rows.tolist()
    assert sent["incidents"]["shown"] == picture.located
    assert sent["selection"] == token


def test_the_tiles_hold_the_headline_of_the_picture(
    visitor: Any, words: Callable[[Any], str], token: str, picture: Picture
) -> None:
    sent = visitor.ask("tiles.children", selection__data=token)
    tiles = {t["props"]["id"]["metric"]: words(t) for t in sent["tiles.children"]}
    metrics = {m.id: m for m in picture.headline}
    assert set(tiles) == {"arrival_sea", "interception", "dead", "missing", "incidents",
                          "deaths_per_attempt"}  # fmt: skip
    for name, text in tiles.items():
        assert metrics[name].text in text, (name, text)


def test_the_sentence_under_the_map_says_what_the_filter_removed(
    visitor: Any, token: str, picture: Picture
) -> None:
    sent = visitor.ask("tiles.children", selection__data=token)
    assert sent["sentence.children"] == picture.removal_sentence
    counted = [
        int(part.split()[0].replace(",", "")) for part in picture.removal_sentence.split(" · ")
    ]
    assert sum(counted) == len(picture.holdings.index) + picture.holdings.withheld


def test_the_bars_of_the_series_add_up_to_the_tiles(
    visitor: Any, token: str, picture: Picture
) -> None:
    figure = visitor.ask("series.figure", selection__data=token)["series.figure"]
    sums: dict[str, int] = {}
    for trace in figure["data"]:
        measure = trace["uid"].partition("-")[0]
        if trace["type"] == "bar":
            sums[measure] = sums.get(measure, 0) + abs(int(np.sum(numbers(trace["y"]))))
    metrics = {m.id: m for m in picture.headline}
    for measure in ("arrival_sea", "interception", "dead", "missing"):
        assert sums.get(measure, 0) == (metrics[measure].value or 0), measure


def test_the_table_has_the_rows_of_the_picture_and_unknown_is_a_word(
    visitor: Any, token: str, picture: Picture
) -> None:
    rows: list[dict[str, Any]] = []
    for start in range(0, 400, 100):
        asked = {"startRow": start, "endRow": start + 100, "sortModel": []}
        sent = visitor.ask(
            "table.getRowsResponse", table__getRowsRequest=asked, selection__data=token
        )["table.getRowsResponse"]
        assert sent["rowCount"] == picture.filtered.shown
        rows += sent["rowData"]
    assert sorted(r["incident_id"] for r in rows) == sorted(picture.incidents["incident_id"])
    assert [r["occurred_on"] for r in rows] == sorted(
        (r["occurred_on"] for r in rows), reverse=True
    )
    for column in ("dead_count", "missing_count"):
        known = sum(r[column] for r in rows if r[column] != "unknown")
        assert known == picture.incidents[column].sum()
        assert sum(r[column] == "unknown" for r in rows) == picture.incidents[column].isna().sum()


def test_the_notices_are_those_of_the_picture_and_what_was_refused(
    visitor: Any, words: Callable[[Any], str], token: str, picture: Picture
) -> None:
    said = visitor.ask("notices.children", selection__data=token, problems__data=["No, this."])
    assert [words(n) for n in said["notices.children"]] == ["No, this.", *picture.notices]


def test_the_empty_state_links_to_a_selection_that_is_not_empty(
    visitor: Any, walk: Any, token: str, picture: Picture
) -> None:
    sent = visitor.ask("tiles.children", selection__data=token)
    shown = picture.filtered.shown or picture.crossings["persons"].notna().any()
    assert sent["empty.hidden"] is bool(shown)
    links = [c["props"]["href"] for c in walk(sent["empty.children"]) if c["type"] == "A"]
    assert len(links) == (0 if shown else 1)
    for link in links:
        wider = visitor.choose(None, present=None, url=link.removeprefix("/"))
        assert wider["problems"] == []
        again = visitor.ask("tiles.children", selection__data=wider["selection"])
        assert again["empty.hidden"] is True


def test_every_headline_number_can_be_clicked_for_unit_formula_and_sources(
    visitor: Any, words: Callable[[Any], str]
) -> None:
    for metric in ("arrival_sea", "interception", "dead", "missing", "incidents",
                   "deaths_per_attempt"):  # fmt: skip
        asked = {"metric": metric, "at": 1}
        sent = visitor.ask("detail.opened", asked__data=asked, selection__data=CENTRAL_2018)
        sent = {name.removeprefix("detail."): value for name, value in sent.items()}
        text = words(sent["children"])
        assert sent["opened"] is True
        for name in ("Unit", "Formula", "Rests on", "As of"):
            assert name in text, (metric, name)


def test_the_headline_of_central_2018_is_the_published_one_and_the_difference_is_explained(
    visitor: Any, words: Callable[[Any], str]
) -> None:
    sent = visitor.ask("tiles.children", selection__data=CENTRAL_2018)
    text = words(sent["tiles.children"])
    for number in ("24,815", "19,947", "2.85 %", "1,314 of 46,076"):
        assert number in text
    beside = words(sent["published.children"])
    assert "45,648" in beside
    assert "2.88 %" in beside


# --- records ---


def records(visitor: Any, layer: str, ids: list[str], token: str = "?") -> dict[str, Any]:
    opened = {"layer": layer, "ids": ids, "longitude": 13.0, "latitude": 35.0, "nonce": 1}
    return visitor.ask("record.hidden", "opened.data", opened__data=opened, selection__data=token)


def test_the_record_of_every_incident_says_uncertainty_quality_and_source(
    visitor: Any, words: Callable[[Any], str], walk: Any, pictures: Pictures
) -> None:
    frame = pictures.holdings().incidents
    for start in range(0, len(frame), 8):
        some = frame.iloc[start : start + 8]
        sent = records(visitor, "incidents", some["incident_id"].to_list())
        articles = sent["record-body.children"]
        assert len(articles) == len(some)
        told = dict(zip(some["incident_id_iom"], some["longitude"].notna(), strict=True))
        for article in articles:
            text = words(article)
            # A position is explained; where there is none there is nothing to explain.
            which = next(name for name in told if f"Incident {name} " in f"{text} ")
            assert ("Because" in text) == told[which]
            for name in ("Dead", "Missing", "Good to about", "Source quality", "Terms:"):
                assert name in text
            assert not {"None", "nan", "<NA>", "NaT"} & set(text.split())
            links = [c["props"] for c in walk(article) if c["type"] == "A"]
            assert all(p["href"].startswith(("http://", "https://")) for p in links)
            assert all("noopener" in p["rel"] and p["target"] == "_blank" for p in links)


@pytest.mark.parametrize(
    ("layer", "key"),
    [("routes", "corridor_id"), ("embarkation_points", "place_id"),
     ("search_and_rescue_regions", "claim_id")],
)  # fmt: skip
def test_the_record_of_everything_that_can_be_clicked_is_readable(
    visitor: Any, words: Callable[[Any], str], pictures: Pictures, layer: str, key: str
) -> None:
    names = pictures.holdings().frame(layer)[key].to_list()
    for name in names:
        sent = records(visitor, layer, [name])
        assert sent["record.hidden"] is False
        assert len(sent["record-body.children"]) == 1
        text = words(sent["record-body.children"])
        assert not {"None", "nan", "<NA>", "NaT"} & set(text.replace(",", " ").split()), text


def test_the_record_of_a_corridor_says_its_length_over_water_and_as_drawn(
    visitor: Any, words: Callable[[Any], str], pictures: Pictures
) -> None:
    routes = pictures.holdings().frame("routes").set_index("corridor_id")
    text = words(records(visitor, "routes", ["em-tur-lesvos"])["record-body.children"])
    over_water, drawn = re.search(r"(\d+) nm over water \(drawn line (\d+) nm\)", text).groups()
    assert int(drawn) == round(routes.loc["em-tur-lesvos", "length_nm"])
    assert int(over_water) > int(drawn)  # the drawn line leads through islands


def test_two_claims_at_one_place_are_two_records(visitor: Any, words: Callable[[Any], str]) -> None:
    sent = records(visitor, "search_and_rescue_regions", ["MLT", "ITA"])
    text = words(sent["record-body.children"])
    assert len(sent["record-body.children"]) == 2
    assert "Italy" in text
    assert "Malta" in text


@pytest.mark.parametrize("ids", [[], ["nobody"], None, "MLT", [5], {"a": 1}], ids=str)
def test_an_id_that_is_not_held_opens_no_record(visitor: Any, ids: Any) -> None:
    assert records(visitor, "incidents", ids)["record.hidden"] is True


def test_a_place_without_a_feature_opens_no_record(visitor: Any) -> None:
    opened = {"layer": None, "ids": [], "longitude": 13.0, "latitude": 35.0, "nonce": 1}
    sent = visitor.ask("record.hidden", "opened.data", opened__data=opened, selection__data="?")
    assert sent["record.hidden"] is True


def test_an_incident_that_its_mark_hides_is_nowhere(
    packaged: FileStore, new_visitor: Callable[[Any], Any], words: Callable[[Any], str]
) -> None:
    frames = {name: packaged.load(name).frame for name in LAYERS}
    incidents = frames["incidents"].copy()
    hidden = incidents.loc[0, "incident_id"]
    incidents.loc[0, "mark"] = "RED"
    reader = new_visitor(create_app(MemoryStore({**frames, "incidents": incidents})))
    assert records(reader, "incidents", [hidden])["record.hidden"] is True
    columns = reader.get("/picture/incidents/columns.json").get_data(as_text=True)
    assert hidden not in columns
    sent = reader.ask("tiles.children", selection__data="?")
    assert "1 withheld by their handling mark" in sent["sentence.children"]
    table = reader.ask("table.getRowsResponse", table__getRowsRequest={}, selection__data="?")
    assert table["table.getRowsResponse"]["rowCount"] == len(incidents) - 1


# --- who shares what ---


def test_two_visitors_with_different_selections_do_not_touch_each_other(
    app: Any, new_visitor: Callable[[Any], Any]
) -> None:
    one, other = new_visitor(app), new_visitor(app)
    mine = one.choose("routes", routes=["central"])
    theirs = other.choose("routes", routes=["western"])
    assert mine["selection"] == "?v=1&route=central"
    assert theirs["selection"] == "?v=1&route=western"
    first = one.ask("tiles.children", selection__data=mine["selection"])
    other.ask("tiles.children", selection__data=theirs["selection"])
    assert one.ask("tiles.children", selection__data=mine["selection"]) == first


def test_nothing_is_kept_of_a_visitor_between_two_requests(visitor: Any) -> None:
    before = visitor.ask("tiles.children", selection__data="?")
    visitor.choose("routes", routes=["central"])
    visitor.ask("tiles.children", selection__data=CENTRAL_2018)
    assert visitor.ask("tiles.children", selection__data="?") == before
    assert "Set-Cookie" not in visitor.get("/").headers


def test_two_applications_in_one_process_share_nothing(
    packaged: FileStore, app: Any, new_visitor: Callable[[Any], Any]
) -> None:
    frames = {name: packaged.load(name).frame for name in LAYERS}
    few = frames["incidents"].head(3)
    other = new_visitor(create_app(MemoryStore({**frames, "incidents": few})))
    one = new_visitor(app)
    small = other.get("/picture/incidents/columns.json").get_json()
    large = one.get("/picture/incidents/columns.json").get_json()
    assert (small["n"], large["n"]) == (3, len(frames["incidents"]))
    assert set(one.callbacks) == set(other.callbacks)


# --- an edition that is damaged ---


def test_a_damaged_edition_is_said_on_the_page_and_the_one_before_it_is_shown(
    packaged: FileStore, tmp_path: Any, new_visitor: Callable[[Any], Any],
    words: Callable[[Any], str],
) -> None:  # fmt: skip
    import datetime as dt

    import pandas as pd

    held = packaged.load("sources")
    store = FileStore(tmp_path)
    raw = pd.read_csv(held.edition.path, dtype=str, keep_default_na=False)
    edition = store.publish("sources", raw, held.edition.origin, dt.datetime.now(dt.UTC))
    content = bytearray(edition.path.read_bytes())
    content[len(content) // 2] ^= 1
    edition.path.write_bytes(content)
    reader = new_visitor(create_app(FileStore(tmp_path)))
    said = reader.ask("notices.children", selection__data="?")
    text = " ".join(words(n) for n in said["notices.children"])
    assert "damaged" in text
    assert edition.edition_id in text
    assert "shown instead" in text
    assert str(tmp_path) not in text
    tiles = reader.ask("tiles.children", selection__data=CENTRAL_2018)
    assert "24,815" in words(tiles["tiles.children"])


def numbers(sent: Any) -> Any:
    """The numbers of a plotly column, packed or plain."""
    if isinstance(sent, dict):
        return np.frombuffer(base64.b64decode(sent["bdata"]), dtype=f"<{sent['dtype']}")
    return np.asarray(sent)
