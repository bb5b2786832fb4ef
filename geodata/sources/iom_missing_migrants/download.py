"""Where the IOM publishes the register.

Not tried against the live site: the address is the one that public code used up to August 2026. The
yearly JSON answers of the site are not fetched: they have no cumulative incidents marked, list the
parts of an incident apart, and cut the positions of 2024 to whole degrees, so an edition made of
them would differ from the one before where nobody revised anything. A file of them can
still be imported.
"""

from __future__ import annotations

import datetime as dt
import re

from geodata.errors import FetchFailed
from geodata.sources.links import links
from geodata.sources.source import Fetcher

HOSTS = ("missingmigrants.iom.int",)
PAGE = "https://missingmigrants.iom.int/downloads"
RECORD = (
    "https://missingmigrants.iom.int/sites/g/files/tmzbdl601/files/report-migrant-incident/"
    "Missing_Migrants_Global_Figures_allData.csv"
)
_RECORD = re.compile(r"_allData[^/?#]*\.(csv|xlsx)$", re.IGNORECASE)


def fetch(fetcher: Fetcher, _today: dt.date) -> bytes:
    """The full record, from its usual address or from the one that the page of downloads names.

    Raises:
        FetchFailed: if it is at neither.
    """
    try:
        return fetcher.get(RECORD, expect="csv")
    except FetchFailed as error:
        usual = error
    try:
        found = links(fetcher.get(PAGE, expect="html"), PAGE)
    except FetchFailed as error:
        raise usual from error
    for address in found:
        if address != RECORD and (kind := _RECORD.search(address)):
            return fetcher.get(address, expect="csv" if kind[1].lower() == "csv" else "xlsx")
    raise FetchFailed(f"{usual} {PAGE} names no other address of the full record.") from usual
