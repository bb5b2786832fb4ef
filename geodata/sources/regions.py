"""Search-and-rescue regions: the project's own table."""

from __future__ import annotations

from geodata.sources.curated import parser
from geodata.sources.source import Source
from layers.definitions.search_and_rescue_regions import LAYER

SOURCE = Source(
    name="regions",
    title="Search-and-rescue regions",
    publisher="The Pharos developers",
    url="",
    licence=(("Row by row, in the column licence", ""),),
    citation="Pharos, search-and-rescue regions, as of {as_of}.",
    layer=LAYER.name,
    reads="All regions as GeoJSON or GeoPackage in WGS84, in the columns of the layer.",
    rhythm_days=None,
    parse=parser(LAYER),
    doubts=("Limits are claims as declared; overlaps are kept, and some are proxies or sketches.",),
)
