"""The Missing Migrants register of the International Organization for Migration."""

from __future__ import annotations

import datetime as dt

from geodata import sandbox
from geodata.sources.iom_missing_migrants.download import HOSTS, fetch
from geodata.sources.iom_missing_migrants.reading import NAME, read
from geodata.sources.source import Options, Parsed, Source


def parse(content: bytes, name: str, today: dt.date, options: Options) -> Parsed:
    """The incidents of a file of the register, in any layout it was ever published in.

    Raises:
        SourceError: if the file cannot be read, or is no such register.
    """
    table = sandbox.read_table(content, name, encoding=options.encoding, sheet=options.sheet)
    return read(table, today, options, name)


SOURCE = Source(
    name=NAME,
    title="Missing Migrants register",
    publisher="International Organization for Migration (IOM), Missing Migrants Project",
    url="https://missingmigrants.iom.int/downloads",
    licence=(("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),),
    citation=(
        "International Organization for Migration (IOM), Missing Migrants Project, as of {as_of}. "
        "https://missingmigrants.iom.int"
    ),
    layer="incidents",
    reads=(
        "The register as CSV, XLSX or yearly JSON: the full record, the exports of the web site, "
        "and extracts of either."
    ),
    rhythm_days=31,
    parse=parse,
    hosts=HOSTS,
    fetch=fetch,
    doubts=(
        "Figures are minimum estimates; most deaths at sea are never recorded.",
        "Positions are estimates, and some contradict the place that is named beside them.",
        "Recent months still grow, and records are renumbered between editions.",
    ),
)
