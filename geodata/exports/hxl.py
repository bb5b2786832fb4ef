"""Hashtags of the Humanitarian Exchange Language for the columns of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from layers.schema import Column

# Core hashtags of HXL 1.1 with our attributes; https://hxlstandard.org/standard/1-1final/dictionary/
_BY_NAME = {
    "longitude": "#geo+lon",
    "latitude": "#geo+lat",
    "geometry": "#geo+bounds+wkt",
    "route": "#loc+route+code",
    "routes": "#loc+route+code+list",
    "corridor": "#loc+corridor+code",
    "country_code": "#country+code+v_iso3",
    "departure_country": "#country+origin+code+v_iso3",
    "arrival_country": "#country+dest+code+v_iso3",
    "persons": "#affected+num",
    "dead_count": "#affected+killed+num",
    "missing_count": "#affected+missing+num",
    "dead_and_missing_count": "#affected+killed+missing+num",
    "survivor_count": "#affected+survived+num",
    "women_count": "#affected+f+adults+num",
    "men_count": "#affected+m+adults+num",
    "children_count": "#affected+children+num",
    "cause": "#cause+code",
    "source": "#meta+source+code",
    "source_url": "#meta+source+url",
    "mark": "#meta+tlp+code",
    "status": "#status+code",
}
_BY_KIND = {
    "date": "#date", "month": "#date+month", "day_or_month": "#date", "count": "#indicator+num",
    "number": "#indicator+num", "flag": "#meta+flag", "code": "#meta+code", "codes": "#meta+code+list",
    "text": "#meta+text",
}  # fmt: skip


def tags(columns: Sequence[Column], names: Sequence[str]) -> list[str]:
    """A hashtag for each of `names`: its own where there is one, else one by what it holds."""
    kinds = {column.name: column.kind for column in columns}
    return [_BY_NAME.get(name) or _tag(name, kinds.get(name, "text")) for name in names]


def _tag(name: str, kind: str) -> str:
    attribute = "".join(letter for letter in name.lower() if letter.isalnum())
    plain = _BY_KIND.get(kind, "#meta")
    return plain if attribute in plain.split("+")[1:] else f"{plain}+{attribute}"
