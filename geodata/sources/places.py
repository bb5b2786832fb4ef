"""Points of embarkation and disembarkation: the project's own table."""

from __future__ import annotations

from geodata.sources.curated import parser
from geodata.sources.source import Source
from layers.definitions.embarkation_points import LAYER

SOURCE = Source(
    name="places",
    title="Embarkation and disembarkation points",
    publisher="The Pharos developers",
    url="",
    licence=(
        ("Public domain (World Port Index, Natural Earth)", ""),
        ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    ),
    citation="Pharos, embarkation and disembarkation points, as of {as_of}.",
    layer=LAYER.name,
    reads="The whole table of places as CSV or XLSX, in the columns of the layer.",
    rhythm_days=None,
    parse=parser(LAYER),
    doubts=("A place stands for a stretch of coast; it says nothing about today.",),
)
