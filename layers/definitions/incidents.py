"""Incidents at sea in which people died or went missing."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Column
from layers.terms import CAUSES, RECORD_KINDS, ROUTES

LAYER = Layer(
    name="incidents",
    title="Incidents",
    description=(
        "One recorded event in which people died or went missing at sea. The packaged register "
        "holds the events with 30 or more dead and missing."
    ),
    use="map",
    geometry="point",
    key=("incident_id",),
    rhythm_days=31,
    columns=(
        Column("incident_id", "code", "Our id of the incident", required=True),
        Column("incident_id_iom", "code", "Main ID in the Missing Migrants register"),
        Column(
            "record_kind",
            "code",
            "One incident, a part listed apart, or many incidents in one record",
            allowed=RECORD_KINDS,
        ),
        Column("occurred_on", "date", "Day of the event; best estimate of the register"),
        Column(
            "date_precision",
            "code",
            "How exact the date is",
            allowed=("day", "month", "year"),
        ),
        Column(
            "longitude",
            "number",
            "WGS84 longitude; empty = no trustworthy position",
            unit="degree",
            minimum=-180,
            maximum=180,
        ),
        Column(
            "latitude",
            "number",
            "WGS84 latitude",
            unit="degree",
            minimum=-90,
            maximum=90,
        ),
        Column(
            "position_uncertainty_km",
            "number",
            "Radius within which the event is believed to lie; our estimate",
            unit="km",
            minimum=0,
        ),
        Column("dead_count", "count", "Bodies found", unit="persons", minimum=0),
        Column(
            "missing_count",
            "count",
            "Missing, presumed dead; a minimum",
            unit="persons",
            minimum=0,
        ),
        Column("survivor_count", "count", "Known survivors", unit="persons", minimum=0),
        Column(
            "women_count",
            "count",
            "Women among dead and missing",
            unit="persons",
            minimum=0,
        ),
        Column(
            "men_count",
            "count",
            "Men among dead and missing",
            unit="persons",
            minimum=0,
        ),
        Column(
            "children_count",
            "count",
            "Children among dead and missing",
            unit="persons",
            minimum=0,
        ),
        Column(
            "route",
            "code",
            "Route by journey, as the register files it; empty = none of the four",
            allowed=ROUTES,
        ),
        Column("corridor", "code", "Corridor, where known"),
        Column("departure_country", "code", "Country of departure, ISO 3166 alpha-3"),
        Column("arrival_country", "code", "Country of intended arrival, ISO 3166 alpha-3"),
        Column("register_region", "text", "Region as the register files it"),
        Column("register_route", "text", "Route as the register files it"),
        Column("incident_country", "code", "Country the register files the event under"),
        Column("origin_countries", "codes", "Countries or regions of origin, as stated"),
        Column("cause", "code", "Cause of death class", allowed=CAUSES),
        Column(
            "parts_count",
            "count",
            "Records of the register merged into this one",
            minimum=1,
        ),
        Column(
            "source_quality",
            "count",
            "Source quality, 1 (one media source) to 5 (official)",
            minimum=1,
            maximum=5,
        ),
        Column("source_url", "text", "Link given by the register"),
        Column("source", "code", "Key in the sources table", required=True),
        Column(
            "mark",
            "code",
            "Handling mark (TLP 2.0)",
            required=True,
            allowed=("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"),
        ),
        Column(
            "status",
            "code",
            "Editorial status",
            required=True,
            allowed=("published", "withdrawn"),
        ),
    ),
)
