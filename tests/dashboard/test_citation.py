"""A citation names the picture, its moment and every publisher, in three forms that programs read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.citation import AUTHOR, Work, bibtex, cite, csl, escaped, sentence, version
from dashboard.permalink import permalink
from dashboard.picture import Pictures
from geodata.origin import Origin
from layers.areas import Circle
from layers.selection import Selection

Frames = Callable[..., pd.DataFrame]
ACCESSED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
YEAR = Selection(dt.date(2018, 1, 1), dt.date(2018, 12, 31), routes=("central",))
WORK = Work("a-key", "A & B {Co}", "50 % of_all #1 $x~y^z \\end", "2026-05-06", "https://x.org/?a=1",
            "dataset", note="One\ntwo")  # fmt: skip


def entries(text: str) -> list[dict[str, str]]:
    """The entries of a BibTeX file by a reader that counts braces, as TeX does."""
    found = []
    at = 0
    while (at := text.find("@", at)) >= 0:
        kind, key = re.match(r"@(\w+)\{([^,\s]+),", text[at:]).groups()  # type: ignore[union-attr]
        fields = {"": kind, "key": key}
        at = text.index(",", at) + 1
        while match := re.match(r"\s*(\w+) = \{", text[at:]):
            start = at + match.end()
            depth, end = 1, start
            while depth:
                if text[end] == "\\":
                    end += 1
                elif text[end] in "{}":
                    depth += 1 if text[end] == "{" else -1
                end += 1
            fields[match[1]] = text[start : end - 1]
            at = end + 1
        at = text.index("}", at) + 1
        found.append(fields)
    return found


def unescaped(text: str) -> str:
    """What TeX prints of an escaped text."""
    names = {"textbackslash{}": "\\", "textasciitilde{}": "~", "textasciicircum{}": "^"}
    return re.sub(
        r"\\(textbackslash\{\}|textasciitilde\{\}|textasciicircum\{\}|[{}&%$#_])",
        lambda m: names.get(m[1], m[1]),
        text,
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_no_text_breaks_an_entry_and_tex_prints_it_as_it_was(text: str) -> None:
    assert unescaped(escaped(text)) == text
    read = entries(bibtex(replace(WORK, title=text, note=text, author=text), ACCESSED))
    assert len(read) == 1
    assert unescaped(read[0]["note"]) == text
    assert read[0]["author"] == f"{{{escaped(text)}}}"


def test_every_character_that_tex_reads_as_a_command_is_escaped() -> None:
    assert escaped(r"50 % of_all #1 $x~y^z & {a} \end") == (
        r"50 \% of\_all \#1 \$x\textasciitilde{}y\textasciicircum{}z \& \{a\} \textbackslash{}end"
    )
    assert escaped("One\n two\t three") == "One two three"


def test_an_address_stays_an_address_and_ends_no_field() -> None:
    read = entries(bibtex(replace(WORK, url="https://x.org/?a={b}&c=%20_\\d"), ACCESSED))
    assert read[0]["url"] == "https://x.org/?a=%7Bb%7D&c=%20_%5Cd"


def test_the_three_forms_name_the_same_works_in_one_order(pictures: Pictures) -> None:
    found = cite(pictures.of(YEAR), base="https://pharos.example.org/")
    read = entries(found.bibtex)
    assert [e["key"] for e in read] == [item["id"] for item in found.csl]
    assert len(read) == 1 + len(found.sources)
    assert len({e["key"] for e in read}) == len(read)
    for entry, item in zip(read, found.csl, strict=True):
        assert entry["url"] == item["URL"]
        names = [f"{{{escaped(name['literal'])}}}" for name in item["author"]]
        assert entry["author"] == " and ".join(names)
    assert all(source in found.text for source in found.sources)


def test_a_picture_is_cited_with_its_permalink_moment_version_and_no_invented_author(
    pictures: Pictures,
) -> None:
    picture = pictures.of(YEAR)
    found = cite(picture, base="https://pharos.example.org/")
    assert found.permalink == "https://pharos.example.org/" + permalink(picture)
    assert found.permalink in found.text
    ours = found.csl[0]
    assert ours["author"] == [{"literal": AUTHOR}]
    citation_file = (Path(__file__).parents[2] / "CITATION.cff").read_text()
    assert f"- name: {AUTHOR}\n" in citation_file
    assert f"version: {version()}\n" in citation_file
    assert ours["version"] == version()
    assert ours["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert "January 2018 to December 2018, Central" in ours["title"]


def test_the_publishers_of_the_figures_are_cited_and_our_own_drawing_is_not(
    pictures: Pictures,
) -> None:
    found = cite(pictures.of(YEAR))
    publishers = [[name["literal"] for name in item["author"]] for item in found.csl[1:]]
    assert ["IOM Missing Migrants Project"] in publishers
    assert ["IOM", "UNHCR"] in publishers
    assert ["Pharos"] not in publishers
    assert "author = {{IOM} and {UNHCR}}" in found.bibtex


def test_csl_items_have_the_types_and_dates_of_the_schema(pictures: Pictures) -> None:
    allowed = {"id", "type", "title", "author", "accessed", "issued", "version", "URL", "note"}
    for item in cite(pictures.of(YEAR)).csl:
        assert set(item) <= allowed
        assert item["type"] in ("software", "dataset")
        for name in ("accessed", "issued"):
            for parts in item.get(name, {}).get("date-parts", []):
                assert 1 <= len(parts) <= 3
                assert all(isinstance(part, int) for part in parts)


def test_a_work_without_a_date_says_so_and_states_none() -> None:
    undated = replace(WORK, issued="", url="")
    assert "(no date stated)" in sentence(undated, ACCESSED)
    assert "year" not in entries(bibtex(undated, ACCESSED))[0]
    assert "issued" not in csl(undated, ACCESSED)


@pytest.mark.parametrize("publisher", ["Ministère & Co", "وزارة", "{x}"])
def test_a_key_is_plain_whatever_the_publisher_is_called(
    world: Any, frame: Frames, publisher: str
) -> None:
    store = world(
        incidents=frame("incidents", {"dead_count": 1}),
        crossings=frame("crossings", {"persons": 1}),
        deaths=frame("deaths", {"dead_count": 1}),
    )
    store = replace(store, origin=Origin(publisher, "A title", "Said", "", (), None))
    for entry in entries(cite(Pictures(store).of(Selection())).bibtex):
        assert re.fullmatch(r"[a-z0-9-]+", entry["key"])


FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "region": ({"regions": ("MLT", "ITA")}, "search-and-rescue regions ITA, MLT"),
    "cause": ({"causes": ("drowning",)}, "causes Drowning"),
    "people": ({"min_people": 30}, "incidents of at least 30 dead and missing"),
    "quality": ({"min_source_quality": 4}, "source quality at least 4"),
    "area": ({"area": Circle(12.6, 35.5, 200)}, "area circle:12.6,35.5,200"),
    "formula": ({"rate": "per_arrival"}, ""),
    "period": ({"last_day": dt.date(2018, 11, 30)}, "January 2018 to November 2018, Central"),
}


def test_two_selections_have_two_keys_and_their_titles_name_what_was_filtered(
    pictures: Pictures,
) -> None:
    keys = {cite(pictures.of(YEAR)).csl[0]["id"]}
    for changes, words in FILTERS.values():
        found = cite(pictures.of(YEAR.but(**changes)))
        assert words in found.csl[0]["title"]
        assert entries(found.bibtex)[0]["key"] == found.csl[0]["id"]
        keys.add(found.csl[0]["id"])
    assert len(keys) == 1 + len(FILTERS)
    assert cite(pictures.of(YEAR)).csl[0]["id"] in keys


def test_a_citation_without_an_address_has_no_url_and_the_permalink_in_its_note(
    pictures: Pictures,
) -> None:
    picture = pictures.of(YEAR)
    found = cite(picture)
    ours, entry = found.csl[0], entries(found.bibtex)[0]
    assert "URL" not in ours
    assert "url" not in entry
    assert ours["note"].endswith(": /" + permalink(picture))
    assert unescaped(entry["note"]) == ours["note"]
    assert "/" + permalink(picture) in found.text


def test_one_work_has_one_key_whatever_stands_beside_it(pictures: Pictures) -> None:
    picture = pictures.of(YEAR)
    held = picture.holdings.held
    alone = cite(picture, held["crossings"].editions).csl[1]["id"]
    beside = cite(picture, [*held["incidents"].editions, *held["crossings"].editions]).csl
    assert alone in {item["id"] for item in beside}
    assert len({item["id"] for item in beside}) == 3


def test_no_sentence_ends_twice(pictures: Pictures) -> None:
    found = cite(pictures.of(YEAR))
    assert ".." not in found.text.replace("...", "")
    assert ". (accessed" not in found.text
    noted = replace(WORK, url="", note="As said (TLP 2.0).")
    assert sentence(noted, ACCESSED).endswith("As said (TLP 2.0) (accessed 22 November 2026).")
