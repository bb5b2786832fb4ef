"""Where Frontex publishes its workbook.

Not tried against the live site: the addresses are those that public code used up to September 2026.
The workbook's name carries the day of its release, so it is looked up on the page each time.
"""

from __future__ import annotations

import datetime as dt
import re

from geodata.errors import FetchFailed
from geodata.sources.links import links
from geodata.sources.source import Fetcher

HOSTS = ("www.frontex.europa.eu", "frontex.europa.eu")
PAGE = "https://www.frontex.europa.eu/what-we-do/monitoring-and-risk-analysis/migratory-map/"
_WORKBOOK = re.compile(r"/[^/?#]*detections_of_ibc[^/?#]*\.xlsx$", re.IGNORECASE)


def fetch(fetcher: Fetcher, _today: dt.date) -> bytes:
    """The newest monthly workbook that the page of the migratory map links to.

    Raises:
        FetchFailed: if the page or the workbook cannot be had, or the page links to none.
    """
    address = newest(links(fetcher.get(PAGE, expect="html"), PAGE))
    if not address:
        raise FetchFailed(
            f"{PAGE} links to no workbook; expected "
            "one that ends in Monthly_detections_of_IBC_2026_09_02.xlsx. The last good figures stay."
        )
    return fetcher.get(address, expect="xlsx")


def newest(addresses: list[str]) -> str:
    """The workbook with the latest day in its name; empty if there is none."""
    days = {a: re.sub(r"\D", "", m[0]) for a in addresses if (m := _WORKBOOK.search(a))}
    return max(days, key=lambda a: days[a], default="")
