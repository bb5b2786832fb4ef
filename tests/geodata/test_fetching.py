"""Each source asks its publisher at known addresses, and fails in words where they have moved."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from geodata import sandbox
from geodata.errors import FetchFailed
from geodata.http.addresses import allowed
from geodata.http.client import FETCH_LIMITS
from geodata.sources import (
    frontex_detections,
    frontex_download,
    iom_missing_migrants,
    italy_download,
    italy_interior_daily,
    unhcr_arrivals,
    unhcr_questions,
)
from geodata.sources.iom_missing_migrants import download as iom_download
from geodata.sources.links import links
from geodata.sources.source import Expect, Options, Source

TODAY = dt.date(2026, 5, 17)
CSV, XLSX = b"a,b\n1,2\n", b"PK\x03\x04"
FRONTEX = "https://www.frontex.europa.eu/assets/Migratory_routes"


class Shelf:
    """A fetcher that has some answers, and fails for all other addresses."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Expect]] = []

    def get(self, url: str, *, expect: Expect = "any") -> bytes:
        self.asked.append((url, expect))
        if url not in self.answers:
            raise FetchFailed(f"{urlsplit(url).hostname} answers 404.")
        return self.answers[url]


class Everything(Shelf):
    """A fetcher that answers everything with the same."""

    def __init__(self, answer: bytes) -> None:
        super().__init__({})
        self.answer = answer

    def get(self, url: str, *, expect: Expect = "any") -> bytes:
        self.asked.append((url, expect))
        return self.answer


def page(*addresses: str) -> bytes:
    return "".join(f'<a class="x" href="{a}">file</a>\n' for a in addresses).encode()


# --- links ---


def test_links_are_whole_addresses_in_the_order_of_the_page() -> None:
    found = links(
        b"<a href='/b.xlsx'>b</a> <A HREF = \"a.csv?x=1&amp;y=2\"> <a href=' //c.test/d '>"
        b"<a href='/b.xlsx'> <a href='http://[' > <a name=e>",
        "https://publisher.test/data/page",
    )
    assert found == [
        "https://publisher.test/b.xlsx",
        "https://publisher.test/data/a.csv?x=1&y=2",
        "https://c.test/d",
    ]


def test_a_page_without_links_has_none() -> None:
    assert links(b"href= nothing \xff\x00", "https://publisher.test/") == []


# --- IOM ---


def test_the_full_record_is_asked_for_at_its_usual_address() -> None:
    shelf = Shelf({iom_download.RECORD: CSV})
    assert iom_download.fetch(shelf, TODAY) == CSV
    assert shelf.asked == [(iom_download.RECORD, "csv")]


@pytest.mark.parametrize(
    ("href", "kind"),
    [
        ("/sites/g/files/x/2027-01/Missing_Migrants_Global_Figures_allData.xlsx", "xlsx"),
        ("/new/Missing_Migrants_Global_Figures_allData.csv", "csv"),
        ("/new/Missing_Migrants_Global_Figures_allData_0.CSV", "csv"),
    ],
)
def test_a_record_that_has_moved_is_found_on_the_page_of_downloads(href: str, kind: str) -> None:
    moved = f"https://missingmigrants.iom.int{href}"
    shelf = Shelf({iom_download.PAGE: page("/about.csv", iom_download.RECORD, href), moved: XLSX})
    assert iom_download.fetch(shelf, TODAY) == XLSX
    assert shelf.asked[-1] == (moved, kind)


def test_a_record_that_is_nowhere_is_told() -> None:
    shelf = Shelf({iom_download.PAGE: page("/about.csv")})
    with pytest.raises(FetchFailed, match="names no other address of the full record"):
        iom_download.fetch(shelf, TODAY)
    with pytest.raises(FetchFailed, match=r"missingmigrants\.iom\.int answers 404"):
        iom_download.fetch(Shelf({}), TODAY)


# --- Frontex ---


def test_the_newest_workbook_of_the_page_is_fetched() -> None:
    hrefs = [
        "/assets/Migratory_routes/2025/Monthly_detections_of_IBC_2025_12_04.xlsx",
        "/assets/Migratory_routes/2026/Monthly_detections_of_IBC_2026_02_01.xlsx",
        "/assets/Migratory_routes/2026/Monthly_detections_of_IBC_20260110.xlsx",
        "/assets/Migratory_routes/2026/Something_else_2026_04_01.xlsx",
    ]
    newest = f"{FRONTEX}/2026/Monthly_detections_of_IBC_2026_02_01.xlsx"
    shelf = Shelf({frontex_download.PAGE: page(*hrefs), newest: XLSX})
    assert frontex_download.fetch(shelf, TODAY) == XLSX
    assert shelf.asked == [(frontex_download.PAGE, "html"), (newest, "xlsx")]


def test_a_page_without_a_workbook_is_told_with_what_was_expected() -> None:
    shelf = Shelf({frontex_download.PAGE: page("/assets/report.pdf")})
    with pytest.raises(
        FetchFailed, match=r"links to no workbook; expected .*_IBC_2026_09_02\.xlsx"
    ):
        frontex_download.fetch(shelf, TODAY)


# --- UNHCR ---


def asked_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_all_answers_come_as_one_document_beside_their_questions() -> None:
    numbered = {
        url: b'{"data": [%d]}' % n for n, url in enumerate(unhcr_questions.questions(TODAY))
    }
    content = unhcr_questions.fetch(Shelf(numbered), TODAY)
    document = sandbox.read_json(content, "unhcr-arrivals 2026-05-17")
    assert document == {
        "answers": [{"url": url, "answer": {"data": [n]}} for n, url in enumerate(numbered)]
    }


def test_a_byte_order_mark_does_not_spoil_the_document() -> None:
    content = unhcr_questions.fetch(Everything(b'\xef\xbb\xbf{"data": []}\n'), TODAY)
    assert {json.dumps(one["answer"]) for one in json.loads(content)["answers"]} == {'{"data": []}'}


def test_one_missing_answer_fails_the_whole_and_is_named() -> None:
    answers = dict.fromkeys(unhcr_questions.questions(TODAY), b'{"data": []}')
    gone = next(url for url in answers if "geo_id=690" in url)
    del answers[gone]
    with pytest.raises(FetchFailed, match=r"404\. It was asked /timeseries\?geo_id=690"):
        unhcr_questions.fetch(Shelf(answers), TODAY)


def test_every_question_starts_on_the_first_of_a_month() -> None:
    for url in unhcr_questions.questions(TODAY):
        assert dt.date.fromisoformat(asked_of(url)["fromDate"]).day == 1


def test_no_question_mixes_sea_land_and_the_canary_islands() -> None:
    questions = [asked_of(url) for url in unhcr_questions.questions(TODAY)]
    assert {q["population_group"] for q in questions} == {"4797", "4798", "5634"}
    assert len({tuple(sorted(q.items())) for q in questions}) == len(questions)


def test_each_monthly_series_has_the_total_of_its_people_since_the_same_day() -> None:
    questions = unhcr_questions.questions(TODAY)
    totals = {
        (asked_of(u)["population_group"], asked_of(u)["fromDate"])
        for u in questions if "/sublocation?" in u
    }  # fmt: skip
    for url in questions:
        if "/timeseries?" in url:
            assert (asked_of(url)["population_group"], asked_of(url)["fromDate"]) in totals


def test_the_document_is_read_as_arrivals_with_the_as_of_day_of_the_country() -> None:
    by_month = [{"year": "2026", "month": str(m), "individuals": n} for m, n in [(3, 1), (4, "2")]]
    italy_so_far = {"geomaster_name": "Italy", "admin_level": "Country", "date": "2026-05-10"}
    by_place = [italy_so_far | {"individuals": "3"}]
    answers = dict.fromkeys(unhcr_questions.questions(TODAY), b'{"data": []}')
    for url in answers:
        if "geo_id=656" in url:
            answers[url] = json.dumps({"data": {"timeseries": by_month}}).encode()
        elif "/sublocation?" in url and asked_of(url)["population_group"] == "4797":
            answers[url] = json.dumps({"data": by_place}).encode()
    content = unhcr_questions.fetch(Shelf(answers), TODAY)
    parsed = unhcr_arrivals.parse(content, "unhcr-arrivals 2026-05-17", TODAY, Options())
    said = parsed.frame[["first_day", "last_day", "persons", "as_of"]].to_numpy().tolist()
    assert said == [
        ["2026-03-01", "2026-03-31", "1", "2026-05-10"],
        ["2026-04-01", "2026-04-30", "2", "2026-05-10"],
        ["2014-01-01", "2026-05-10", "3", "2026-05-10"],
        ["2026-01-01", "2026-05-10", "3", "2026-05-10"],
    ]


# --- Italy ---


def test_the_table_of_landings_is_asked_for_as_csv() -> None:
    shelf = Shelf({italy_download.TABLE: CSV})
    assert italy_download.fetch(shelf, TODAY) == CSV
    assert shelf.asked == [(italy_download.TABLE, "csv")]


# --- all ---

PUBLISHERS = [frontex_download, iom_download, italy_download, unhcr_questions]


@pytest.mark.parametrize("publisher", PUBLISHERS, ids=lambda p: p.__name__)
def test_a_source_asks_only_its_own_hosts_by_https(publisher: object) -> None:
    answers = page("Monthly_detections_of_IBC_2026_02_01.xlsx")
    for fetcher in [Everything(answers), Shelf({})]:
        try:
            publisher.fetch(fetcher, TODAY)  # type: ignore[attr-defined]
        except FetchFailed:
            assert isinstance(fetcher, Shelf)
        assert fetcher.asked
        for url, _ in fetcher.asked:
            allowed(url, publisher.HOSTS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("source", "publisher"),
    [
        (frontex_detections.SOURCE, frontex_download),
        (iom_missing_migrants.SOURCE, iom_download),
        (italy_interior_daily.SOURCE, italy_download),
        (unhcr_arrivals.SOURCE, unhcr_questions),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_source_is_fetched_from_its_publisher(source: Source, publisher: object) -> None:
    assert source.fetch is publisher.fetch  # type: ignore[attr-defined]
    assert source.hosts == publisher.HOSTS  # type: ignore[attr-defined]


def test_what_may_be_fetched_may_be_read() -> None:
    assert FETCH_LIMITS.bytes <= sandbox.LIMITS.file_bytes
