"""Where the daily landings in Italy can be had as a table.

The Ministry publishes PDF only. What is fetched is the table that onData makes of the reports, which
comes later than they do. Not tried against the live site.
"""

from __future__ import annotations

import datetime as dt

from geodata.sources.source import Fetcher

HOSTS = ("raw.githubusercontent.com",)
TABLE = (
    "https://raw.githubusercontent.com/ondata/liberiamoli-tutti/main/"
    "sbarchi-migranti/dati/sbarchi-per-giorno.csv"
)


def fetch(fetcher: Fetcher, _today: dt.date) -> bytes:
    """The table of all reports so far.

    Raises:
        FetchFailed: if it cannot be had.
    """
    return fetcher.get(TABLE, expect="csv")
