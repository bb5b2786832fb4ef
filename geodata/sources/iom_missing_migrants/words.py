"""The words of the register: routes, kinds of record, causes, countries, links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geodata.sources.cells import clean, is_unknown
from geodata.sources.columns import plain

MEDITERRANEAN = "Mediterranean"
_SEA = {
    "western": ("Western Mediterranean", "Western Mediterranean route"),
    "central": ("Central Mediterranean", "Central Mediterranean route"),
    "eastern": ("Eastern Mediterranean", "Eastern Mediterranean route"),
    "atlantic": (
        "Western Africa / Atlantic route to the Canary Islands",
        "Western African",  # until 2019
        "Western African route",
        "Western Africa / Atlantic route",
        "Atlantic route to the Canary Islands",
        "Africa to Canary Islands",
    ),
}
_ROUTE_OF = {plain(name): route for route, names in _SEA.items() for name in names}
SEA_ROUTES = tuple(names[0] for names in _SEA.values())
# The register's routes by land and over other seas, in the words of all its editions.
_OTHER = frozenset(
    plain(name)
    for name in (
        "Afghanistan to Iran",
        "Bay of Bengal/Andaman Sea",
        "Belarus-EU border",
        "Calais to United Kingdom",
        "Caribbean to Central America",
        "Caribbean to US",
        "Central America to US",
        "Comoros to Mayotte",
        "Darien",
        "Darien Gap",
        "Dominican Republic to Puerto Rico",
        "DRC to Uganda",
        "Eastern Route to/from EHOA",
        "English Channel to the UK",
        "Haiti to Dominican Republic",
        "Horn Africa to Yemen",
        "Horn of Africa Route",
        "Horn of Africa to Yemen crossing",
        "Iran to Turkey",
        "Iran to Türkiye",
        "Italy to France",
        "Mainland Europe to the UK",
        "Malaysia to Indonesia",
        "Naf River crossing",
        "Northern Route from EHOA",
        "Route to Southern Africa",
        "Sahara Desert crossing",
        "Sea crossings to Mayotte",
        "Syria to Turkey",
        "Syria to Türkiye",
        "Turkey-Europe land route",
        "Türkiye-Europe land route",
        "Ukraine to Europe",
        "US-Mexico border crossing",
        "Venezuela to Caribbean",
        "Western Balkans",
    )
)
_LIKE_SEA = re.compile(r"\b(med|mediterranean|canar\w*|atlantic|aegean)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Journey:
    """What the route and the region of a row say.

    Attributes:
        route: one of the four sea routes; empty where it is none of them.
        region_text: the register's region, cleaned.
        route_text: the register's route, cleaned.
        several: whether a cell held several values, of which the first sea route was taken.
        doubtful: whether this may be a sea route under a name that is not known here.
        known: whether every name of a route is known here.
    """

    route: str
    region_text: str
    route_text: str
    several: bool
    doubtful: bool
    known: bool


@lru_cache(maxsize=4096)
def journey(region: str, route: str) -> Journey:
    """The journey by the texts of the region and the route."""
    region_text, route_text = known_text(region), known_text(route)
    names = [n.strip() for n in route_text.split(",") if n.strip()]
    found = [_ROUTE_OF[plain(n)] for n in names if plain(n) in _ROUTE_OF]
    strange = [n for n in names if plain(n) not in _ROUTE_OF and plain(n) not in _OTHER]
    several = len(names) > 1 or "," in region_text
    near = MEDITERRANEAN in region_text and (bool(strange) or not names)
    doubtful = not found and (near or any(_LIKE_SEA.search(n) for n in strange))
    taken = found[0] if found else ""
    return Journey(taken, region_text, route_text, several, doubtful, not strange)


def known_text(text: str) -> str:
    """The text, cleaned; empty where it says that nobody knows."""
    cleaned = clean(text)
    return "" if is_unknown(cleaned) else cleaned


@lru_cache(maxsize=256)
def record_kind(text: str) -> str | None:
    """The kind of record; empty where it is not said, None where the word is not known."""
    names = {n.strip().casefold() for n in clean(text).split(",") if not is_unknown(n)}
    if not names:
        return ""
    if names - {"incident", "split incident", "cumulative incident"}:
        return None
    if "cumulative incident" in names:
        return "cumulative"
    return "split" if "split incident" in names else "incident"


# A cause is told by its words: 184 spellings in one year's answer, most of them sentences.
_CAUSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (cause, re.compile(pattern))
    for cause, pattern in (
        ("drowning", r"drown|fell (in|into|off)\b.*(water|boat|sea)|jumped into (the )?water"
         r"|thrown off"),
        (
            "exposure",
            r"exposure|harsh (environmental )?conditions|hypothermia|hyperthermia|dehydrat|starv"
            r"|malnutrition|exhaustion|lack of (adequate )?(shelter|food|water)",
        ),
        ("hazardous_transport", r"vehicle|hazardous transport|\b(car|truck|train|bus|tractor)\b|fuel burn"
         r"|asphyxia|suffocat|crushed|\bfumes\b|(fell|fall) from (the )?boat"),
        ("violence", r"violence|\bshot\b|shooting|stabbed|murder|beaten|\bkilled\b"),
        ("accident", r"accidental|\b(fall|fell) from (?!(the )?boat)|^burn|electrocut"),
        ("sickness", r"sickness|healthcare|medic|cardiac|illness|hypogly|glycemi|oedema|edema"
         r"|asthma|diabet|insulin|complications"),
    )
)  # fmt: skip
NO_CLASS = "sickness"  # understood, but none of the classes of the layer


@lru_cache(maxsize=4096)
def causes(text: str) -> frozenset[str] | None:
    """The classes of cause that a cell names; empty where it is blank, None where it is strange.

    `NO_CLASS` among them stands for a cause that is understood and has no class in the layer.
    """
    said = clean(text).replace("_", " ").casefold()
    if is_unknown(said) and said != "unknown":
        return frozenset()
    found = {cause for cause, pattern in _CAUSES if pattern.search(said)}
    # What is presumed behind an "unknown" is how the register classes it.
    if "mixed or unknown" in said or (not found and re.match("unknown|mixed", said)):
        found.add("mixed_or_unknown")
    return frozenset(found) or None


_COUNTRY_NAMES = {
    "cape verde": "CPV",
    "democratic republic of the congo": "COD",
    "drc": "COD",
    "ivory coast": "CIV",
    "kosovo": "XKX",
    "palestinian territories": "PSE",
    "republic of korea": "KOR",
    "united states virgin islands": "VIR",
    "palestine": "PSE",
    "state of palestine": "PSE",
    "the gambia": "GMB",
    "turkey": "TUR",
    "united kingdom": "GBR",
    "united kingdom of great britain and northern ireland": "GBR",
    "united states of america": "USA",
}


@lru_cache(maxsize=4096)
def country(text: str) -> str | None:
    """The ISO 3166 alpha-3 code of a country; empty where it is unknown, None where it is strange.

    A remark behind the name (``Libya - presumed departure``) is passed over.
    """
    # It reads its tables from disk, which only an import of a file needs.
    import pycountry  # noqa: PLC0415

    said = known_text(text)
    if not said or said.casefold() in {"mixed", "mixed/unknown", "not specified"}:
        return ""
    shorter = re.split(r" - | \(", said)[0]
    for name in (said, re.sub(r"^(.*?) \((.*)\)$", r"\1, \2", said), shorter):
        if code := _COUNTRY_NAMES.get(name.casefold()):
            return code
        if len(name) <= 3:  # NA is a blank here, not Namibia
            continue
        try:
            return str(pycountry.countries.lookup(name).alpha_3)
        except LookupError:
            continue
    return None


@lru_cache(maxsize=4096)
def countries(text: str) -> tuple[str | None, ...]:
    """The codes of a list of countries, as `country` gives them; unknown ones left out."""
    cleaned = known_text(text)
    whole = country(cleaned)
    codes = [whole] if whole else [country(name) for name in cleaned.split(",")]
    return tuple(c for c in codes if c != "")


@lru_cache(maxsize=256)
def quality(text: str) -> int | None:
    """The lowest source quality of a cell; a merged incident lists one digit for each source."""
    digits = [int(d) for d in re.findall(r"[1-5]", text)]
    return min(digits) if digits else None


def first_link(text: str) -> str:
    """The first whole web address of a cell; empty where there is none.

    The yearly answers cut long ones short and end them with an ellipsis: those lead nowhere.
    """
    found = re.findall(r"https?://[^\s<>\"]+?(?=,?\s|,https?://|[,;]?$)", clean(text))
    return next((link.rstrip(".") for link in found if not link.endswith(("…", "..."))), "")
