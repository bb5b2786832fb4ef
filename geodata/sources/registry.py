"""The registry of sources, in reading order: adding one is one module and one line here."""

from __future__ import annotations

from geodata.errors import SourceError
from geodata.sources import (
    corridors,
    events,
    frontex_detections,
    incident_reports,
    iom_missing_migrants,
    italy_interior_daily,
    places,
    regions,
    unhcr_arrivals,
)
from geodata.sources.source import Source

SOURCES: dict[str, Source] = {
    module.SOURCE.name: module.SOURCE
    for module in (
        iom_missing_migrants,
        incident_reports,
        unhcr_arrivals,
        italy_interior_daily,
        frontex_detections,
        events,
        places,
        regions,
        corridors,
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
