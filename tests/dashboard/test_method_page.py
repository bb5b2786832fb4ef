"""The method page says the numbers that the program uses, and never says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.components import method
from layers.analysis import backtest, change_points, changes, displacement, intervals, levels
from layers.units import FORMULAS, UNIT_TEXT, Unit

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sent(visitor: Any) -> Any:
    """The page as a browser gets it."""
    return visitor.ask("method-page.data", **{"method-asked__data": {"at": 1}})["method-page.data"]


def test_every_part_has_the_address_that_the_list_gives(sent: Any, walk: Any) -> None:
    named = [c["props"]["id"] for c in walk(sent) if c["type"] == "H2"]
    assert named == [name for name, _ in method.PARTS]


def test_every_link_of_the_routes_page_goes_to_a_part(visitor: Any, walk: Any) -> None:
    question = {"selection": "?", "theme": "light"}
    page = visitor.ask("routes-page.data", **{"routes-asked__data": question})["routes-page.data"]
    links = {c["props"]["href"] for c in walk(page["page"]) if c["type"] == "A"}
    parts = {h.split("#")[1] for h in links if h.startswith("/method")}
    assert parts
    assert parts <= {name for name, _ in method.PARTS}


def test_every_formula_and_unit_is_explained(sent: Any, words: Callable[[Any], str]) -> None:
    text = words(sent)
    for name, formula in FORMULAS.items():
        assert name in text
        assert formula.words in text
    for unit in set(Unit) - {Unit.PARTY}:
        assert UNIT_TEXT[unit].meaning in text


@pytest.mark.parametrize(
    ("module", "name", "changed", "said"),
    [
        (levels, "COVERAGE", 0.77, "77 %"),
        (changes, "LEAST_FACTOR", 1.77, "a factor of 1.77"),
        (changes, "MIN_PLACEBOS", 77, "at least 77 earlier dates"),
        (changes, "FALSE_ALERTS", 0.77, "0.77 a route and year"),
        (change_points, "PENALTY", 77.0, "77 times the variance"),
        (change_points, "FALSE_CHANGE_POINTS", 0.77, "77 % of synthetic series"),
        (displacement, "HORIZON", 77, "over 77 months"),
        (displacement, "FALSE_ALARMS", 0.77, "77 % of synthetic pairs"),
        (displacement, "FALSE_ALARMS_YOUNG", 0.77, "77 % with 3 to 5 months since the fall"),
        (displacement, "POWER_YOUNG", {0.25: 0.77}, "77 % at 25 % with 3 months since the fall"),
        (displacement, "POWER_WANDERING", {0.25: 0.77}, "77 % at 25 % where levels wander"),
        (changes, "FALSE_ALERTS_WANDERING", {0.03: 0.77}, "by so much a month: 0.77 at 3 %"),
        (change_points, "CHANGE_POINTS_WANDERING", {0.03: 0.77}, "77 % at 3 %"),
        (intervals, "EXACT_BELOW", 77.0, "fewer than 77 equal incidents"),
        (displacement, "POWER", {0.25: 0.77}, "77 % at 25 % of the loss"),
        (intervals, "MIN_INCIDENTS", 77, "77 incidents"),
        (intervals, "COVERAGE_SENTENCE", "Covered in 77.", "Covered in 77."),
        (backtest, "AS_KNOWN", "Known at once.", "Known at once."),
    ],
)
def test_a_threshold_is_read_from_the_program_that_uses_it(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, changed: object, said: str
) -> None:
    monkeypatch.setattr(module, name, changed)
    assert said in _text(method.method_page())


def _text(part: Any) -> str:
    if isinstance(part, list | tuple):
        return " ".join(_text(p) for p in part)
    return _text(part.children) if hasattr(part, "children") else "" if part is None else str(part)


@pytest.mark.parametrize("word", ["caused", "proves"])
def test_no_page_says_why(word: str) -> None:
    found = re.compile(rf"\b{word}\b", re.IGNORECASE)
    folders = [ROOT / "dashboard", ROOT / "layers", ROOT / "assets"]
    paths = [p for f in folders for e in ("*.py", "*.js") for p in f.rglob(e)]
    # A comment on method may name the word that no page says.
    lines = [
        f"{p.name}:{n}" for p in paths
        for n, line in enumerate(p.read_text("utf-8").splitlines(), start=1)
        if found.search(line) and not line.lstrip().startswith("#")
    ]  # fmt: skip
    assert lines == []


def test_literature_is_called_so(sent: Any, words: Callable[[Any], str]) -> None:
    assert intervals.LITERATURE in words(sent)
    assert "not part of this number" in intervals.LITERATURE


@pytest.mark.parametrize(
    "trap", ["corridor trap", "Rounding", "Unknown months", "Detections are not persons"]
)
def test_the_known_traps_are_named(sent: Any, words: Callable[[Any], str], trap: str) -> None:
    assert trap in words(sent)
