"""The versions of the methods by which numbers are computed.

A number of a method is raised when it gives other figures for the same frames; a permalink says by
which it was made, so that a reader who opens it later is told where they differ.
"""

from __future__ import annotations

METHODS: dict[str, int] = {
    "filters": 1,  # which rows a selection keeps: `layers.filters`, `layers.following`
    "headline": 1,  # sums and what they do not know: `layers.aggregate`, `layers.analysis.headline`
    "records": 1,  # deaths counted from single records: `layers.analysis.records`
    "rates": 1,  # `layers.analysis.rates`, `corridors`, `intervals`
    "completeness": 1,  # `layers.analysis.completeness`
    "levels": 1,  # `layers.analysis.levels`
    "changes": 1,  # `layers.analysis.changes`, `change_points`
    "displacement": 1,  # `layers.analysis.displacement`
    "flows": 1,  # `layers.analysis.flows`
    "regions": 1,  # `layers.analysis.region_counts`, `claim_index`
}
