"""Possible duplicates on the sources page: what is shown, who may decide, and how it is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from geodata.origin import Origin
from geodata.store import FileStore

NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
HOSTILE = "<img src=x onerror=alert(1)>"


def neighbours(store: FileStore, raw: Any, mark: str = "CLEAR") -> tuple[str, str]:
    """A report of another source (2 dead, 4 missing) beside a register incident; the two ids."""
    frame = store.load("incidents").frame
    near = frame[frame["longitude"].notna() & frame["occurred_on"].notna()].iloc[0]
    rows = raw(
        "incidents",
        {
            "incident_id": "report-1",
            "occurred_on": f"{near['occurred_on']:%Y-%m-%d}",
            "longitude": near["longitude"],
            "latitude": near["latitude"],
            "dead_count": 2,
            "missing_count": 4,
            "source": "incident-reports",
            "mark": mark,
            "route": near["route"],
        },
    )
    origin = Origin("A ship", "Reports", "A ship", "", (("CC0-1.0", ""),), None)
    store.publish("incidents", rows, origin, NOW, source="incident-reports")
    return str(near["incident_id"]), "report-1"


class Page:
    """The page of an application over a store of its own."""

    def __init__(self, folder: Path, raw: Any, visit: Any, *, may_decide: bool, mark: str) -> None:
        self.store = FileStore(folder)
        self.one, self.other = neighbours(self.store, raw, mark)
        self.visitor = visit(create_app(FileStore(folder), may_decide=may_decide))

    def sent(self, **values: Any) -> Any:
        asked = {"url__pathname": "/sources", **values}
        return self.visitor.ask("sources-page.data", **asked)["sources-page.data"]

    def asked(self, verdict: Any, **fields: Any) -> dict[str, Any]:
        """What the button of a verdict sends."""
        return {"one": self.one, "other": self.other, "verdict": verdict, "note": "", **fields}

    def post(self, data: Any, **headers: str) -> Any:
        body = self.visitor.body(self.visitor.output("decided.data"), {"decide.data": data})
        return self.visitor.client.post("/_dash-update-component", json=body, headers=headers)

    def decide(self, verdict: str, **fields: Any) -> str:
        answer = self.post(self.asked(verdict, **fields))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return str(answer.get_json()["response"]["decided"]["data"]["said"])


@pytest.fixture
def new_page(tmp_path: Path, raw: Any, new_visitor: Any) -> Callable[..., Page]:
    """Makes a page; ``may_decide`` and the ``mark`` of the report as named."""

    def new(*, may_decide: bool = True, mark: str = "CLEAR") -> Page:
        return Page(tmp_path, raw, new_visitor, may_decide=may_decide, mark=mark)

    return new


def pressed(walk: Any, sent: Any) -> list[str]:
    """The verdicts whose buttons stand as chosen."""
    return [c["props"]["data-verdict"] for c in walk(sent)
            if c["props"].get("aria-pressed") == "true"]  # fmt: skip


def test_a_pair_stands_side_by_side_with_distance_and_the_effect_on_totals(
    new_page: Any, words: Callable[[Any], str], walk: Any
) -> None:
    page = new_page()
    sent = page.sent()
    (pair,) = [c for c in walk(sent) if c["props"].get("className") == "pair undecided"]
    text = words(pair)
    for part in (page.one, page.other, "mmp_europe_2026_05", "incident-reports",
                 "the same day, 0.0 km apart", "dead 2 · missing 4", "6 fewer"):  # fmt: skip
        assert part in text
    assert pressed(walk, sent) == ["undecided"]
    assert "pair is open" in words(sent)
    assert "(6 fewer if every open pair that can be one event is one)" in words(sent)


def test_a_decision_is_recorded_with_its_note_and_changes_the_totals(
    new_page: Any, words: Callable[[Any], str], walk: Any
) -> None:
    page = new_page()
    before = page.visitor.ask("tiles.children", selection__data="?")
    said = page.decide("same", note=f" {HOSTILE} ")
    assert said == f"Recorded: {page.one} and {page.other} are one event."
    (decision,) = page.store.decisions()
    assert (decision.verdict, decision.note) == ("same", HOSTILE)
    sent = page.sent()
    assert pressed(walk, sent) == ["same"]
    text = words(sent)
    assert "report-1 is not counted: 6 fewer dead and missing." in text
    assert HOSTILE in text
    assert {c["namespace"] for c in walk(sent)} <= {"dash_html_components", "dash_core_components"}
    assert page.visitor.ask("tiles.children", selection__data="?") != before


def test_a_decision_can_be_undone_and_stays_in_the_history(
    new_page: Any, words: Callable[[Any], str], walk: Any
) -> None:
    page = new_page()
    page.decide("different")
    undo = [c for c in walk(page.sent()) if words(c) == "Undo" and c["type"] == "Button"]
    assert [b["props"]["data-verdict"] for b in undo] == ["undecided"]
    page.decide("undecided")
    sent = page.sent()
    assert pressed(walk, sent) == ["undecided"]
    assert [d.verdict for d in page.store.decisions()] == ["different", "undecided"]
    assert "replaced since" in words(sent)
    assert not [c for c in walk(sent) if words(c) == "Undo" and c["type"] == "Button"]


def test_a_server_that_others_reach_shows_the_command_and_refuses_to_write(
    new_page: Any, words: Callable[[Any], str], walk: Any
) -> None:
    page = new_page(may_decide=False)
    sent = page.sent()
    assert not [c for c in walk(sent) if "data-verdict" in c["props"]]
    copied = [c["props"]["data-copy"] for c in walk(sent) if "data-copy" in c["props"]]
    lines = [line for line in copied if "duplicates decide" in line]
    start = f"pharos duplicates decide {page.one} {page.other} "
    assert lines == [start + "same", start + "different"]
    answer = page.post(page.asked("same"))
    assert answer.status_code == 400
    assert page.store.decisions() == []


@pytest.mark.parametrize(
    "headers",
    [{"Host": "elsewhere.example"}, {"X-Forwarded-For": "10.0.0.1"}, {"Forwarded": "for=10.0.0.1"},
     {"Sec-Fetch-Site": "cross-site"}],
    ids=["another name", "a proxy", "a proxy of the standard", "another site"],
)  # fmt: skip
def test_a_stranger_who_gets_through_to_the_server_decides_nothing(
    new_page: Any, headers: dict[str, str]
) -> None:
    page = new_page()
    assert page.post(page.asked("same"), **headers).status_code in (400, 403)
    assert page.store.decisions() == []


@pytest.mark.parametrize(
    "data",
    [[], "same", 5, {}, {"one": "a"}, {"one": 1, "other": 2, "verdict": 3, "note": 4},
     {"one": "", "other": "", "verdict": "", "note": ""},
     {"one": "a", "other": "b", "verdict": "same", "note": "x" * 501}],
    ids=["list", "text", "number", "empty", "half", "numbers", "blank", "long note"],
)  # fmt: skip
def test_what_no_button_sends_is_refused(new_page: Any, data: Any) -> None:
    page = new_page()
    assert page.post(data).status_code == 400
    assert page.store.decisions() == []


def test_only_a_pair_that_is_shown_can_be_decided(new_page: Any) -> None:
    page = new_page()
    assert "Nothing was recorded" in page.decide("same", other="nobody")
    assert "Nothing was recorded" in page.decide("perhaps")
    assert page.store.decisions() == []


def test_a_pair_that_the_mark_hides_is_nowhere_and_cannot_be_decided(
    new_page: Any, words: Callable[[Any], str]
) -> None:
    page = new_page(mark="AMBER")
    assert "report-1" not in words(page.sent())
    assert "Nothing was recorded" in page.decide("same")
    assert page.store.decisions() == []


def test_the_packaged_figures_alone_have_no_pair_and_nothing_to_decide(
    visitor: Any, words: Callable[[Any], str]
) -> None:
    sent = visitor.ask("sources-page.data", url__pathname="/sources")["sources-page.data"]
    assert "No two records of different sources lie that close together." in words(sent)
