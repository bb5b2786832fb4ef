"""Names of countries, as publishers write them, to ISO 3166 alpha-3."""

from __future__ import annotations

import functools

import pycountry

from geodata.sources.columns import plain

# What publishers write and the standard does not list, under `plain`. Kosovo has no code in the
# standard; XKX is the one that the European institutions use.
_OTHER_NAMES: dict[str, str] = {
    "bosnia": "BIH",
    "brunei": "BRN",
    "burma": "MMR",
    "capeverde": "CPV",
    "chinaincludinghongkong": "CHN",
    "congodemocraticrepublic": "COD",
    "congodemocraticrepublicof": "COD",
    "congodemocraticrepublicofthe": "COD",
    "congodrc": "COD",
    "congorepublic": "COG",
    "congorepublicof": "COG",
    "democraticrepublicofcongo": "COD",
    "democraticrepublicofthecongo": "COD",
    "drcongo": "COD",
    "easttimor": "TLS",
    "formeryugoslavrepublicofmacedonia": "MKD",
    "fyrmacedonia": "MKD",
    "fyrom": "MKD",
    "ivorycoast": "CIV",
    "kosovo": "XKX",
    "macedonia": "MKD",
    "micronesia": "FSM",
    "occupiedpalestinianterritory": "PSE",
    "palestine": "PSE",
    "palestinianterritory": "PSE",
    "republicofcongo": "COG",
    "republicofthecongo": "COG",
    "russia": "RUS",
    "stateofpalestine": "PSE",
    "swaziland": "SWZ",
    "thegambia": "GMB",
    "turkey": "TUR",
    "uk": "GBR",
    "vatican": "VAT",
    "xkx": "XKX",
}


def country_code(name: str) -> str:
    """The ISO 3166 alpha-3 code of a country by its name or that code; empty if it has none."""
    return _codes().get(plain(name), "")


@functools.cache
def _codes() -> dict[str, str]:
    codes = dict(_OTHER_NAMES)
    for country in pycountry.countries:
        for kind in ("alpha_3", "name", "common_name", "official_name"):
            written = getattr(country, kind, None)
            if written:
                codes[plain(written)] = country.alpha_3
    return codes
