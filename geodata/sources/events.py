"""Dated events: the project's own table."""

from __future__ import annotations

from geodata.sources.curated import parser
from geodata.sources.source import Source
from layers.definitions.events import LAYER

SOURCE = Source(
    name="events",
    title="Dated events",
    publisher="The Pharos developers",
    url="",
    licence=(("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),),
    citation="Pharos, dated events, as of {as_of}.",
    layer=LAYER.name,
    reads="The whole table of events as CSV or XLSX, in the columns of the layer.",
    rhythm_days=None,
    parse=parser(LAYER),
    doubts=("Dates marked as general knowledge were not checked against a source.",),
)
