"""Dated events that a reader may want beside the series."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import EVENT_KINDS, ROUTES

LAYER = Layer(
    name="events",
    title="Dated events",
    description="A dated event; shown beside the series, never as a reason for it.",
    use="reference",
    geometry="none",
    key=("event_id",),
    columns=(
        Column("event_id", "code", "Our id of the event", required=True),
        Column("starts_on", "day_or_month", "Day or month it began", required=True),
        Column("ends_on", "day_or_month", "Day or month it ended"),
        Column(
            "date_precision",
            "code",
            "How exact the date is",
            required=True,
            allowed=("day", "month"),
        ),
        Column("routes", "codes", "Routes concerned; empty = all", allowed=ROUTES),
        Column("kind", "code", "Kind", required=True, allowed=EVENT_KINDS),
        Column("label", "text", "What happened", required=True),
        Column(
            "certainty",
            "text",
            "Verified in the sources, or general knowledge",
            required=True,
        ),
        Column("source", "code", "Key in the sources table", required=True),
        Column("note_code", "codes", "Remarks, see note_codes"),
    ),
)
