"""The closed lists of words: routes, measures, causes, kinds and their names for readers."""

from __future__ import annotations

ROUTES: tuple[str, ...] = ("western", "central", "eastern", "atlantic")
MEDITERRANEAN_ROUTES: tuple[str, ...] = ("western", "central", "eastern")

ROUTE_NAMES: dict[str, str] = {
    "western": "Western Mediterranean",
    "central": "Central Mediterranean",
    "eastern": "Eastern Mediterranean",
    "atlantic": "Atlantic to the Canaries",
}
ROUTE_SHORT: dict[str, str] = {
    "western": "Western",
    "central": "Central",
    "eastern": "Eastern",
    "atlantic": "Atlantic",
}
ROUTE_MEANING: dict[str, str] = {
    "western": "Morocco and western Algeria to Spain, with Ceuta and Melilla",
    "central": "North Africa to Italy and Malta",
    "eastern": "Türkiye, Lebanon and Syria to Greece and Cyprus",
    "atlantic": "West Africa to the Canary Islands",
}

MEASURES: tuple[str, ...] = (
    "arrival_sea",
    "arrival_land",
    "arrival_sea_land",
    "interception",
)
MEASURE_NAMES: dict[str, str] = {
    "arrival_sea": "Arrivals by sea",
    "arrival_land": "Arrivals by land",
    "arrival_sea_land": "Arrivals by sea or land, not split",
    "interception": "Interceptions",
}

# What the level of a route may count, by id.
LEVEL_MEASURES: dict[str, str] = {
    "crossings_known": "known sea arrivals + interceptions",
    "arrival_sea": "known sea arrivals",
}
DEFAULT_LEVEL_MEASURE = "crossings_known"

CAUSE_NAMES: dict[str, str] = {
    "drowning": "Drowning",
    "exposure": "Exposure, no shelter, food or water",
    "mixed_or_unknown": "Mixed or unknown",
    "hazardous_transport": "Hazardous transport",
    "violence": "Violence",
    "accident": "Accident",
    "multiple": "More than one cause",
}
CAUSES: tuple[str, ...] = tuple(CAUSE_NAMES)

# A split incident is one that the register lists in parts; a cumulative record covers many
# incidents over a span of days, and stands on the last.
RECORD_KINDS: tuple[str, ...] = ("incident", "split", "cumulative")

SOURCE_QUALITY: dict[int, str] = {
    1: "one media source",
    2: "uncorroborated eyewitness or survey",
    3: "several media sources",
    4: "an NGO or IGO with direct knowledge",
    5: "official source or several humanitarian actors",
}

PLACE_KINDS: dict[str, str] = {
    "embarkation": "Embarkation",
    "disembarkation": "Disembarkation",
    "both": "Embarkation and disembarkation",
}

CLAIM_STATUS: dict[str, str] = {
    "declared": "as declared",
    "disputed": "disputed",
    "approximate": "approximate",
    "agreed": "agreed",
}

EVENT_KINDS: tuple[str, ...] = (
    "agreement",
    "conflict",
    "law",
    "operation",
    "other",
    "sar_region",
    "shipwreck",
)

COUNTRY_NAMES: dict[str, str] = {
    "ALB": "Albania",
    "BGR": "Bulgaria",
    "CYP": "Cyprus",
    "DZA": "Algeria",
    "EGY": "Egypt",
    "ESH": "Western Sahara",
    "ESP": "Spain",
    "FRA": "France",
    "GMB": "Gambia",
    "GRC": "Greece",
    "HRV": "Croatia",
    "ISR": "Israel",
    "ITA": "Italy",
    "LBN": "Lebanon",
    "LBY": "Libya",
    "MAR": "Morocco",
    "MLT": "Malta",
    "MNE": "Montenegro",
    "MRT": "Mauritania",
    "SEN": "Senegal",
    "SVN": "Slovenia",
    "SYR": "Syria",
    "TUN": "Tunisia",
    "TUR": "Türkiye",
}


def country_name(code: str | None) -> str:
    """The English name of an ISO 3166 alpha-3 code; the code itself where we hold no name."""
    if not code:
        return "unknown"
    return COUNTRY_NAMES.get(code, code)
