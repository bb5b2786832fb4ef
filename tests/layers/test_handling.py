"""A provider's restriction is read strictly: doubt restricts, and a wrong word is no mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.handling import Mark, mark_named


@pytest.mark.parametrize("mark", list(Mark))
def test_every_mark_is_read_as_the_standard_writes_it(mark: Mark) -> None:
    assert mark_named(mark.label) is mark
    assert mark_named(mark.label.removeprefix("TLP:")) is mark


@pytest.mark.parametrize("text", ["TLP:amber ", "amber", " Tlp:Amber"])
def test_case_and_space_around_do_not_change_a_mark(text: str) -> None:
    assert mark_named(text) is Mark.AMBER


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_no_mark_is_the_most_restrictive(text: str) -> None:
    assert mark_named(text) is Mark.RED


@pytest.mark.parametrize(
    "text",
    [
        "TLP:PURPLE",
        "TLP:WHITE",
        "AMBER STRICT",
        "AMBER_STRICT",
        "TLP",
        "TLP:",
        "TLP: RED",
        "GREEN?",
    ],
)
def test_a_word_that_is_no_mark_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"one of TLP:CLEAR, .*TLP:AMBER\+STRICT, TLP:RED"):
        mark_named(text)


@given(st.text(max_size=12))
def test_any_text_is_a_mark_or_is_refused(text: str) -> None:
    try:
        mark = mark_named(text)
    except ValueError:
        return
    assert text.strip() == "" or mark.label.endswith(text.strip().upper().removeprefix("TLP:"))
