"""Corridors between coasts: the project's own table."""

from __future__ import annotations

from geodata.sources.curated import parser
from geodata.sources.source import Source
from layers.definitions.routes import LAYER

SOURCE = Source(
    name="corridors",
    title="Routes",
    publisher="The Pharos developers",
    url="",
    licence=(("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),),
    citation="Pharos, corridors, as of {as_of}.",
    layer=LAYER.name,
    reads="All corridors as GeoJSON or GeoPackage in WGS84, in the columns of the layer.",
    rhythm_days=None,
    parse=parser(LAYER),
    doubts=("A line is the shortest path by sea between two coasts, not a track.",),
)
