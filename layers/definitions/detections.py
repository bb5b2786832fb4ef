"""Detections of illegal border-crossing, as Frontex counts them."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column

LAYER = Layer(
    name="detections",
    title="Detections at the border (Frontex)",
    description=(
        "Detections of illegal border-crossing in one month, on one route, at one kind of border, "
        "of one nationality. A detection is not a person: one person may be detected several "
        "times. A month without a row was not reported, which is not zero."
    ),
    use="reference",
    geometry="none",
    key=("month", "route", "border_type", "nationality"),
    rhythm_days=31,
    columns=(
        Column("month", "month", "Month of the detection", required=True),
        # Not the four sea routes: a border section, land borders among them.
        Column("route", "text", "Route as Frontex names it", required=True),
        Column(
            "border_type",
            "code",
            "Kind of border at which it was detected",
            required=True,
            allowed=("Sea", "Land"),
        ),
        Column(
            "nationality",
            "code",
            "ISO 3166 alpha-3; beside it XKX Kosovo, STL stateless, OOS sub-Saharan Africa without "
            "a country, OOO not specified",
            required=True,
        ),
        Column(
            "detections",
            "count",
            "Detections, not persons; empty = unknown",
            unit="detections",
            minimum=0,
        ),
        Column(
            "status",
            "code",
            "How firm the figure is",
            required=True,
            allowed=("final", "partial", "provisional"),
        ),
        Column("source", "code", "Key of the source", required=True),
    ),
)
