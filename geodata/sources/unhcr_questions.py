"""What UNHCR's operational data portal is asked.

Not tried against the live site. Countries, groups and the situation are those of public code and of
the portal's own widgets; the number of a widget is left out, because it changes with every edit of
the page and the portal was seen to answer without. An address that it refuses is named by the error.
"""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlencode

from geodata.errors import FetchFailed
from geodata.sources.source import Fetcher

HOSTS = ("data.unhcr.org",)
PORTAL = "https://data.unhcr.org/population/get"
SITUATION = "100"  # Europe, sea and land arrivals
SINCE = dt.date(2014, 1, 1)
SEA, LAND, CANARIES = "4797", "4798", "5634"
# The portal's id of each country, and the groups that it reports there.
SERIES = {
    "656": (SEA,),  # Italy
    "640": (SEA, LAND),  # Greece
    "729": (SEA, LAND, CANARIES),  # Spain
    "616": (SEA,),  # Cyprus
    "690": (SEA,),  # Malta
}


def fetch(fetcher: Fetcher, today: dt.date) -> bytes:
    """All answers as one JSON object ``{"answers": [{"url": .., "answer": ..}]}``.

    All or nothing: a missing answer would read as withdrawn figures. The answers are put together
    as they came and are read in the sandbox, like every file from outside.

    Raises:
        FetchFailed: if one of the answers cannot be had.
    """
    parts = []
    for url in questions(today):
        try:
            answer = fetcher.get(url, expect="json")
        except FetchFailed as error:
            asked = url.removeprefix(PORTAL)
            raise FetchFailed(f"{error} It was asked {asked}.") from error
        answer = answer.removeprefix(b"\xef\xbb\xbf")
        parts.append(b'{"url": %b, "answer": %b}' % (json.dumps(url).encode(), answer))
    return b'{"answers": [%b]}' % b", ".join(parts)


def questions(today: dt.date) -> list[str]:
    """The addresses to ask: monthly series by country, and totals by country with their as-of day.

    A total adds up the reports since ``fromDate``, which must be the first of a month: from any
    other day the portal leaves the whole month out.
    """
    by_month = [
        _address("timeseries", SINCE, group, country, frequency="month")
        for country, groups in SERIES.items()
        for group in groups
    ]
    totals = [
        _address("sublocation", since, group, "0", forcesublocation="0")
        for since in (SINCE, today.replace(month=1, day=1))
        for group in (SEA, LAND, CANARIES)
    ]
    return by_month + totals


def _address(kind: str, since: dt.date, group: str, country: str, **more: str) -> str:
    asked = {
        "geo_id": country, "sv_id": SITUATION, "population_group": group, **more,
        "fromDate": since.isoformat(),
    }  # fmt: skip
    return f"{PORTAL}/{kind}?{urlencode(asked)}"
