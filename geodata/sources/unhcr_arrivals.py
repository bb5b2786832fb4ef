"""Arrivals by sea and by land: UNHCR's operational data portal, its export and tables made of it."""

from __future__ import annotations

import datetime as dt

from geodata import sandbox
from geodata.sources import unhcr_answers, unhcr_portal, unhcr_tables
from geodata.sources.source import Options, Parsed, Source
from geodata.sources.unhcr_figures import LAYER, NAME, parsed
from geodata.sources.unhcr_questions import HOSTS, fetch
from geodata.tables import RawTable


def parse(content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
    """The arrivals of one file; see `read_document` and `read_table`.

    Raises:
        SourceError: if it is none of the known answers and tables.
    """
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return read_document(sandbox.read_json(content, name), name, today)
    table = sandbox.read_table(content, name, encoding=options.encoding, sheet=options.sheet)
    return read_table(table, name, today)


def read_document(document: object, name: str, today: dt.date) -> Parsed:
    """The arrivals of an answer of the portal, or of a bundle of answers.

    What an answer counts, where and since when stands in the address that was asked: the bundle
    holds it, ``{"answers": [{"url": .., "answer": ..}]}``; of a single answer, its file name does.

    Args:
        document: the JSON value.
        name: the file name.
        today: nothing later is believed.

    Raises:
        SchemaChanged: if it is no such answer, or nothing says what it counts.
    """
    return parsed(unhcr_answers.read(unhcr_portal.answers(document, name), today), today)


def read_table(table: RawTable, name: str, today: dt.date) -> Parsed:
    """The arrivals of the export of a series, of a table by place, or of one with a month per row.

    Rows of answers that were set aside come back as a table, with a column of what was asked.

    Raises:
        SchemaChanged: if it is none of them, or nothing says what an export counts.
    """
    if unhcr_tables.is_layout(table, unhcr_tables.MENDED, tuple(unhcr_tables.MENDED)):
        reading = unhcr_answers.read(unhcr_portal.mended(unhcr_tables.mended_rows(table)), today)
        reading.layout = "mended rows of answers"
    elif unhcr_tables.is_layout(table, unhcr_tables.BY_PLACE, ("place", "persons", "country")):
        reading = unhcr_tables.read_by_place(table, today)
    elif any(
        unhcr_tables.is_layout(table, unhcr_tables.MONTHLY, (c,)) for c in unhcr_tables.MEASURE
    ):
        reading = unhcr_tables.read_monthly(table, today)
    else:
        rows = tuple(unhcr_tables.export_rows(table))
        asked = unhcr_portal.Answer(unhcr_portal.question(name), name, rows, is_series=True)
        reading = unhcr_answers.read([asked], today)
        reading.layout = "export of a series"
    reading.notes[:0] = table.remarks
    return parsed(reading, today)


SOURCE = Source(
    name=NAME,
    title="Arrivals in Europe by sea and by land",
    publisher="UNHCR",
    url="https://data.unhcr.org/en/situations/europe-sea-arrivals",
    licence=(("UNHCR portal terms of use (users state CC BY)", "https://data.unhcr.org/"),),
    citation="UNHCR, Operational Data Portal, Europe sea arrivals, {as_of}",
    layer=LAYER,
    reads=(
        "Answers of the portal (time series, sub-locations) and bundles of them as JSON; its CSV "
        "export; tables by place and year, or with a month per row and a column per country."
    ),
    rhythm_days=7,
    parse=parse,
    hosts=HOSTS,
    fetch=fetch,
    doubts=(
        "Each country reports to its own day: a sum over countries has no one as-of date.",
        "Days without a report are absent, not zero.",
        "Spain is with the Canary Islands in some series and without them in others; the column "
        "place says so where the series does.",
        "Arrivals by land in Greece are unknown before 2018, although the monthly table has zeros.",
    ),
)
