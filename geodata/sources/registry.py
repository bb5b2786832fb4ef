"""The registry of sources, in reading order: adding one is one module and one line here."""

from __future__ import annotations

from geodata.errors import SourceError
from geodata.sources import (
    frontex_detections,
    iom_missing_migrants,
    italy_interior_daily,
    unhcr_arrivals,
)
from geodata.sources.source import Source

SOURCES: dict[str, Source] = {
    module.SOURCE.name: module.SOURCE
    for module in (
        iom_missing_migrants,
        unhcr_arrivals,
        italy_interior_daily,
        frontex_detections,
    )
}


def source(name: str) -> Source:
    """The source called `name`.

    Raises:
        SourceError: naming the sources that exist.
    """
    try:
        return SOURCES[name]
    except KeyError:
        raise SourceError(
            f"There is no source {name!r}; expected one of {', '.join(SOURCES)}."
        ) from None
