"""Monthly dead and missing by route: the published series."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import ROUTES

LAYER = Layer(
    name="deaths",
    title="Deaths at sea",
    description="Dead and missing in one month on one route, from the Missing Migrants register.",
    use="series",
    geometry="none",
    key=("month", "route"),
    rhythm_days=31,
    columns=(
        Column("month", "month", "Month of the incidents", required=True),
        Column("route", "code", "Route by journey", required=True, allowed=ROUTES),
        Column("incident_count", "count", "Incidents", minimum=0),
        Column("dead_count", "count", "Bodies found", unit="persons", minimum=0),
        Column(
            "missing_count",
            "count",
            "Missing, presumed dead; a minimum",
            unit="persons",
            minimum=0,
        ),
        Column(
            "dead_and_missing_count",
            "count",
            "Dead and missing",
            unit="persons",
            minimum=0,
        ),
        Column(
            "largest_incident",
            "count",
            "Dead and missing of the largest incident",
            unit="persons",
            minimum=0,
        ),
        Column(
            "sum_of_squares",
            "count",
            "Sum over incidents of (dead + missing) squared",
            minimum=0,
        ),
        Column("unknown_count", "count", "Incidents with neither figure", minimum=0),
        Column(
            "dead_unknown_count",
            "count",
            "Incidents without a figure of bodies; empty = not told apart from 0",
            minimum=0,
        ),
        Column(
            "missing_unknown_count",
            "count",
            "Incidents without a figure of missing; empty = not told apart from 0",
            minimum=0,
        ),
        Column(
            "cumulative_persons",
            "count",
            "Persons from records that cover many incidents",
            unit="persons",
            minimum=0,
        ),
        Column("source", "code", "Key in the sources table", required=True),
        Column("as_of", "date", "Day the register was read", required=True),
    ),
)
