"""The regions page: low to high, everybody once, and nothing that adds up what must not be."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.components import method
from dashboard.components.regions import PARTS
from dashboard.components.regions.tables import from_to, standing
from dashboard.figures.regions import bucket_words, shade
from dashboard.picture import Pictures
from dashboard.regionbook import Regionbook
from dashboard.state import decode
from dashboard.theme import TOKENS

OF_MALTA = "?v=1&region=MLT"
SELECTIONS = (
    "?",
    OF_MALTA,
    "?v=1&from=2018-01-01&to=2018-12-31",
    "?v=1&from=2014-01-01&to=2014-03-31&every=quarter",
    "?v=1&from=2031-01-01",
    "?v=1&route=none",
    "?v=1&every=year&region=ITA&region=LBY",
    "?v=1&source_quality=5&min_people=400",
)


def asked(visitor: Any, selection: str = "?", theme: str = "light") -> dict[str, Any]:
    question = {"selection": selection, "theme": theme}
    name = "regions-page.data"
    return visitor.ask(name, **{"regions-asked__data": question})[name]


@pytest.fixture
def book(pictures: Pictures) -> Callable[[str], Regionbook]:
    """The values behind the page of a selection."""
    return lambda search: Regionbook(pictures.of(decode(search).selection))


def rows_of(sent: dict[str, Any], walk: Any, words: Any, kind: str) -> list[list[str]]:
    """The cells of a table of the page, as text."""
    for part in walk(sent["page"]):
        if part["type"] == "Table" and kind in part["props"]["className"].split():
            rows = [p for p in walk(part["props"]["children"][2]) if p["type"] == "Tr"]
            return [[words(c) for c in r["props"]["children"]] for r in rows]
    raise AssertionError(f"the page has no table {kind}")


# --- every selection has a page ---


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_selection_has_a_page_with_every_part_and_no_broken_word(
    visitor: Any, walk: Any, words: Any, selection: str, theme: str
) -> None:
    sent = asked(visitor, selection, theme)
    named = [c["props"]["id"] for c in walk(sent["page"]) if c["type"] == "H2"]
    assert named == [name for name, _ in PARTS]
    text = words(sent["page"])
    assert "no recognition implied" in text
    assert re.findall(r"(?i)\b(?:caused?|causes|proves?|proven)\b", text) == []
    assert re.findall(r"\b(?:None|NaN|nan|inf|NaT|<NA>)\b", text) == []
    for figure in [*sent["figures"].values(), *(sent["paper"] or {}).values()]:
        go.Figure(figure)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_every_figure_has_its_place_and_every_place_its_figure(
    visitor: Any, walk: Any, selection: str
) -> None:
    sent = asked(visitor, selection)
    places = [c["props"] for c in walk(sent["page"]) if "data-figure" in c["props"]]
    assert sorted(p["data-figure"] for p in places) == sorted(sent["figures"])
    assert all(p["role"] == "img" and p["aria-label"] for p in places)


def test_a_figure_has_the_colours_of_its_theme_and_paper_is_light(visitor: Any) -> None:
    light, dark = asked(visitor), asked(visitor, theme="dark")
    assert light["paper"] is None
    assert dark["paper"] == light["figures"]
    assert TOKENS["dark"]["region"] in json.dumps(dark["figures"])
    assert TOKENS["dark"]["region"] not in json.dumps(light["figures"])


# --- the numbers ---


@pytest.mark.parametrize("selection", SELECTIONS)
def test_the_total_is_the_picture_to_the_last_person(
    book: Callable[[str], Regionbook], selection: str
) -> None:
    own = book(selection)
    incidents = own.picture.incidents
    toll = own.counts.total.toll
    assert toll.incidents == own.picture.filtered.shown == len(incidents)
    assert toll.dead == int(incidents["dead_count"].sum())
    assert toll.missing == int(incidents["missing_count"].sum())
    assert sum(c.toll.people for c in own.counts.cells) == toll.people


def test_where_only_incidents_count_the_total_is_that_of_the_headline(
    book: Callable[[str], Regionbook],
) -> None:
    own = book("?v=1&min_people=1")
    numbers = {m.id: m.value for m in own.picture.headline}
    assert own.counts.total.toll.dead == numbers["dead"]
    assert own.counts.total.toll.missing == numbers["missing"]


def test_the_tables_hold_the_counts(visitor: Any, walk: Any, words: Any, book: Any) -> None:
    own = book("?")
    claims = rows_of(asked(visitor), walk, words, "claims")
    malta = next(r for r in claims if r[0] == "Malta")
    span = next(s for s in own.counts.spans if s.claim_id == "MLT")
    assert malta[2] == from_to(span.low.incidents, span.high.incidents)
    assert malta[3].startswith(from_to(span.low.dead, span.high.dead))
    assert malta[1].startswith("RCC Malta · as declared · IMO GISIS")
    cells = rows_of(asked(visitor), walk, words, "cells")
    assert cells[-1][:2] == ["Total", f"{own.counts.total.toll.incidents:,}"]
    assert "Italy and Malta" in [r[0] for r in cells]
    # Heads of groups have one cell.
    assert [r[0] for r in cells if len(r) == 1] == [
        "In one claim", "Where claims overlap", "In no set of claims",
    ]  # fmt: skip


def test_what_nobody_knows_is_a_word_and_no_zero(visitor: Any, walk: Any, words: Any) -> None:
    cells = {r[0]: r for r in rows_of(asked(visitor), walk, words, "cells") if len(r) > 1}
    assert cells["Malta and Tunisia"][2] == "unknown"  # one incident, its dead unknown
    assert re.fullmatch(r"[\d,]+ +\+\d+ unknown", cells["Total"][2])


def test_a_row_leads_to_the_picture_of_its_region(visitor: Any, walk: Any) -> None:
    sent = asked(visitor, "?v=1&from=2018-01-01&to=2018-12-31")
    links = {
        c["props"]["children"]: c["props"]["href"]
        for c in walk(sent["page"])
        if c["type"] == "A" and "region-link" in c["props"].get("className", "")
    }
    path, _, search = links["Libya"].partition("?")
    chosen = decode("?" + search).selection
    assert (path, chosen.regions, str(chosen.first_day)) == ("/", ("LBY",), "2018-01-01")


def test_a_filtered_page_says_what_the_filter_may_have_wrong(
    visitor: Any, walk: Any, words: Any, pictures: Pictures
) -> None:
    sent = asked(visitor, OF_MALTA)
    doubt = pictures.of(decode(OF_MALTA).selection).holdings.region_doubt(
        decode(OF_MALTA).selection
    )
    assert doubt.sentence in words(sent["page"])
    every = [c["props"]["href"] for c in walk(sent["page"])
             if c["type"] == "A" and c["props"]["children"] == "Show every region"]  # fmt: skip
    assert decode("?" + every[0].partition("?")[2]).selection.regions == ()
    assert "Filtered to" not in words(asked(visitor)["page"])


def test_a_filter_by_region_does_not_cut_what_is_high(
    visitor: Any, walk: Any, words: Any, book: Callable[[str], Regionbook]
) -> None:
    """The filter goes by points; a claim from low to high does not, and the row says it is chosen."""
    whole, filtered = book("?"), book(OF_MALTA)
    assert filtered.of_claims == whole.counts
    assert filtered.counts.total.toll.incidents < whole.counts.total.toll.incidents
    plain = {r[0]: r[1:] for r in rows_of(asked(visitor), walk, words, "claims")}
    chosen = {r[0]: r[1:] for r in rows_of(asked(visitor, OF_MALTA), walk, words, "claims")}
    assert chosen["Malta ← chosen"] == plain["Malta"]
    assert chosen["Libya"] == plain["Libya"]
    assert "left aside" in words(asked(visitor, OF_MALTA)["page"])


def test_the_picture_says_it_too_and_only_where_a_region_is_chosen(pictures: Pictures) -> None:
    filtered = pictures.of(decode(OF_MALTA).selection)
    said = [n for n in filtered.notices if "goes by the point" in n]
    assert len(said) == 1
    assert re.search(r"\d+ of these may lie outside .* \d+ more may lie inside", said[0])
    assert not any("goes by the point" in n for n in pictures.of(decode("?").selection).notices)


def test_an_answer_for_the_map_places_no_circle(world: Any, frame: Any, square: Any) -> None:
    """The doubt of a region filter is asked for by the notices, not by the map."""
    claim = {"claim_id": "MLT", "geometry": square(0, 0, 2, 2)}
    store = world(
        incidents=frame("incidents", {"longitude": 1, "latitude": 1}),
        search_and_rescue_regions=frame("search_and_rescue_regions", claim),
    )
    picture = Pictures(store).of(decode(OF_MALTA).selection)
    assert picture.filtered.shown == 1
    assert picture.removal_sentence == "1 on the map"
    assert "claim_circles" not in vars(picture.holdings)
    assert picture.notices
    assert "claim_circles" in vars(picture.holdings)


# --- the map ---


def test_the_map_draws_each_area_once_and_each_limit_as_it_stands(
    visitor: Any, book: Callable[[str], Regionbook]
) -> None:
    drawn = {t["uid"]: t for t in asked(visitor)["figures"]["regions-map"]["data"]}
    own = book("?")
    assert {u for u in drawn if u.startswith("area-")} == {
        "area-" + "+".join(a.claim_ids) for a in own.areas
    }
    assert drawn["limit-ITA"]["line"]["dash"] == "solid"
    assert drawn["limit-CYP"]["line"]["dash"] == "4px,3px"
    assert drawn["limit-LBY"]["line"]["dash"] == "8px,3px,2px,3px"
    assert drawn["area-ITA+MLT"]["fillpattern"]["shape"] == "/"
    assert "Italy and Malta" in drawn["area-ITA+MLT"]["text"]


def test_a_claim_that_was_not_in_force_is_not_drawn(visitor: Any) -> None:
    figures = asked(visitor, "?v=1&from=2016-01-01&to=2016-12-31")["figures"]
    drawn = {t["uid"] for t in figures["regions-map"]["data"]}
    assert "limit-ITA" in drawn
    assert not {"limit-LBY", "area-LBY", "limit-TUN"} & drawn


def test_a_chosen_region_stands_out(visitor: Any) -> None:
    def width(selection: str) -> float:
        traces = asked(visitor, selection)["figures"]["regions-map"]["data"]
        return next(t["line"]["width"] for t in traces if t["uid"] == "limit-MLT")

    assert width(OF_MALTA) > width("?")


def test_shades_are_darker_with_more_people_and_nothing_recorded_is_bare() -> None:
    shades = [shade(d) for d in (None, 1, 10, 30, 100, 1_000)]
    assert shades[0] == 0
    assert shades == sorted(shades)
    assert len(set(shades)) == 5


# --- over time ---


def test_bars_over_time_hold_every_dated_incident_once(
    visitor: Any, book: Callable[[str], Regionbook]
) -> None:
    bars = asked(visitor)["figures"]["regions-series"]["data"]
    toll = book("?").counts.total.toll
    for part, whole in (("dead", toll.dead), ("missing", toll.missing)):
        drawn = sum(n or 0 for t in bars if t["uid"].startswith(part) for n in t["y"])
        assert drawn == whole


@pytest.mark.parametrize(
    ("every", "words"), [("year", "2018"), ("quarter", "2018, second quarter"),
                         ("month", "May 2018")],
)  # fmt: skip
def test_a_bucket_is_named_as_a_reader_says_it(every: Any, words: str) -> None:
    import datetime as dt

    month = {"year": 1, "quarter": 4, "month": 5}[every]
    assert bucket_words(dt.date(2018, month, 1), every) == words


# --- words and walls ---


def test_the_standing_of_a_claim_says_status_basis_and_start(
    book: Callable[[str], Regionbook],
) -> None:
    claims = book("?").claims
    assert standing(claims["LBY"]) == "JRCC Tripoli · disputed · IMO GISIS · from 14 Dec 2017"
    assert standing(claims["GRC"]) == (
        "JRCC Piraeus · as declared · limits approximate · FIR proxy · start not known"
    )


def test_the_page_says_what_it_does_not_hold(visitor: Any, words: Any) -> None:
    text = words(asked(visitor)["page"])
    assert "The Strait of Gibraltar, the Alborán Sea and the Gulf of Cádiz are not drawn" in text
    assert "The headline of the picture counts" in text


def test_every_link_to_the_method_goes_to_a_part(visitor: Any, walk: Any) -> None:
    links = {c["props"]["href"] for c in walk(asked(visitor)["page"]) if c["type"] == "A"}
    parts = {h.split("#")[1] for h in links if h.startswith("/method")}
    assert parts == {"regions"}
    assert parts <= {name for name, _ in method.PARTS}


@pytest.mark.parametrize("question", ["?", 7, [], {"selection": "?v=1&region=ATL"}])
def test_what_is_no_question_is_refused(visitor: Any, question: Any) -> None:
    body = visitor.body(visitor.output("regions-page.data"), {"regions-asked.data": question})
    answer = visitor.post(body)
    assert answer.status_code == 400
    assert answer.get_json()["problems"]


def test_a_start_reads_nothing_of_the_page() -> None:
    program = (
        "import sys, dashboard.app; "
        "print(*(m for m in sys.modules if m in ('dashboard.regionbook', "
        "'dashboard.components.regions', 'dashboard.figures.regions')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
