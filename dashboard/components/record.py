"""The record of a feature: its own words, its uncertainty, its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from dash import html

from layers.analysis.uncertainty import RULES, explained
from layers.terms import (
    CAUSE_NAMES,
    CLAIM_STATUS,
    PLACE_KINDS,
    ROUTE_NAMES,
    SOURCE_QUALITY,
    country_name,
)

Row = Mapping[str, Any]
Fact = tuple[str, object]


def incident(row: Row, source: Mapping[str, str], defect: str = "") -> html.Article:
    """The record of one incident.

    Args:
        row: a row of the incidents layer.
        source: its row of the sources table.
        defect: why its published position is doubted; empty where it is not.
    """
    facts: list[Fact] = [
        ("Dead", _count(row["dead_count"], "bodies found")),
        ("Missing", _count(row["missing_count"], "presumed dead, a minimum")),
        ("Of these: women", _count(row["women_count"])),
        ("Of these: men", _count(row["men_count"])),
        ("Of these: children", _count(row["children_count"])),
        ("Survivors", _count(row["survivor_count"])),
        ("Route", ROUTE_NAMES[row["route"]] + " (by journey)"),
        ("Left from", country_name(_or_none(row["departure_country"]))),
        ("Country in the register", country_name(_or_none(row["incident_country"]))),
        ("Cause", CAUSE_NAMES.get(row["cause"], "unknown")),
        ("Position", _position(row)),
        ("Good to about", _distance(row["position_uncertainty_km"])),
        *_why(row, is_doubted=bool(defect)),
        ("Source quality", _quality(row["source_quality"])),
        ("Records merged", _count(row["parts_count"])),
    ]
    if defect:
        facts.append(("Position in doubt", defect))
    return _article(
        f"{row['occurred_on']:%-d %B %Y}" if not _is_unknown(row["occurred_on"]) else "No date",
        f"Incident {row['incident_id_iom']}",
        facts,
        [
            *_ask(row, "claims", "Whose region, which ports"),
            _link(row["source_url"]),
            html.Span(_attribution(source)),
        ],
        row["route"],
    )


def claims(
    rows: Sequence[Row],
    sources: Mapping[str, Mapping[str, str]],
    meanings: Mapping[str, str],
) -> list[html.Article]:
    """Every claim at one place, side by side; none is put first by us.

    `meanings` are those of the note codes: who contests a claim is part of it.
    """
    return [
        _article(
            row["name"],
            f"Search-and-rescue region, {CLAIM_STATUS[row['status']]}",
            [
                ("Claimed by", country_name(row["state"])),
                ("Centre", _or_none(row["rcc"]) or "unknown"),
                ("Limits drawn from", row["basis"]),
                ("Exactness", "approximate" if row["is_approximate"] else "as in the IMO register"),
                ("In force", _validity(row)),
                ("To know", _notes(row, meanings)),
                ("Area", f"{row['area_km2']:,.0f} km²"),
                ("Licence", row["licence"]),
            ],
            [html.Span(_attribution(sources.get(row["source"], {})))],
        )
        for row in rows
    ]


def corridor(
    row: Row, meanings: Mapping[str, str], over_water_nm: float | None = None
) -> html.Article:
    """The record of a corridor.

    Args:
        row: a row of the routes layer.
        meanings: those of the note codes.
        over_water_nm: the length of the shortest way over water between the places that it is
            drawn from and to, in nautical miles; None where it is not known.
    """
    return _article(
        row["name"],
        f"{ROUTE_NAMES[row['route']]} route · corridor, not a track",
        [
            ("From", f"{country_name(row['departure_country'])}: {_list(row['departure_places'])}"),
            ("To", f"{country_name(row['arrival_country'])}: {_list(row['arrival_places'])}"),
            ("Drawn", f"{row['drawn_from']} to {row['drawn_to']}"),
            ("Length", _lengths(over_water_nm, row["length_nm"])),
            ("Deaths filed as", _or_none(row["iom_route"]) or "unknown"),
            ("Arrivals filed as", _or_none(row["iom_dtm_route"]) or "unknown"),
            ("Frontex", _or_none(row["frontex_route"]) or "unknown"),
            ("To know", _notes(row, meanings)),
        ],
        [html.Span("Own drawing: shortest path through the sea.")],
        row["route"],
    )


def place(row: Row, source: Mapping[str, str]) -> html.Article:
    """The record of an embarkation or disembarkation point."""
    return _article(
        row["name"],
        PLACE_KINDS[row["kind"]],
        [
            ("Country", country_name(row["country_code"])),
            ("Also spelt", _list(row["aliases"])),
            (
                "Position",
                f"{_position(row)}; good to 1-3 km",
            ),
            ("Basis", row["position_basis"]),
            ("Routes", _list(row["routes"])),
            ("Meaning", "known from public reporting; not a statement about today"),
        ],
        [*_ask(row, "reach", "Reach over water from here"), html.Span(_attribution(source))],
    )


def _ask(row: Row, tab: str, words: str) -> list[html.Button]:
    """A button that asks about the row's position; none where it has none.

    An incident's position is asked about with its uncertainty.
    """
    if _is_unknown(row["longitude"]) or _is_unknown(row["latitude"]):
        return []
    known = row.get("position_uncertainty_km")
    where = {
        "data-longitude": f"{row['longitude']:.5f}",
        "data-latitude": f"{row['latitude']:.5f}",
        "data-km": "" if known is None or _is_unknown(known) else f"{float(f'{known:.3g}'):g}",
        "data-tab": tab,
    }
    return [html.Button(words, className="tool ask-here", type="button", **where)]


def _article(
    title: str, kind: str, facts: Sequence[Fact], foot: Sequence[object], route: str = ""
) -> html.Article:
    return html.Article(
        [
            html.H2([html.Span(className=f"dot {route}") if route else None, title]),
            html.P(kind, className="kind"),
            html.Dl([part for k, v in facts for part in (html.Dt(k), html.Dd(v))]),
            html.P(list(foot), className="foot"),
        ]
    )


def _is_unknown(value: Any) -> bool:
    return bool(pd.isna(value))


def _or_none(value: object) -> str | None:
    return None if value is None or value is pd.NA or value == "" else str(value)


def _list(value: object) -> str:
    text = _or_none(value)
    return text.replace(";", ", ") if text else "none"


def _count(value: object, words: str = "") -> str:
    if _is_unknown(value):
        return "unknown"
    return f"{int(value):,}" + (f" {words}" if words else "")  # type: ignore[call-overload]


def _why(row: Row, *, is_doubted: bool) -> list[Fact]:
    """Why the position is no better; nothing where it or its radius is unknown."""
    needed = (row["position_uncertainty_km"], row["longitude"], row["latitude"])
    if any(_is_unknown(value) for value in needed) or row["source"] not in RULES:
        return []
    radius_km, longitude, latitude = (float(value) for value in needed)
    said = explained(row["source"], radius_km, longitude, latitude, by_hand=is_doubted)
    return [("Because", said.partition(", because ")[2])]


def _distance(value: object) -> str:
    return "unknown" if _is_unknown(value) else f"{value:,.0f} km (our estimate)"


def _lengths(over_water_nm: float | None, drawn_nm: object) -> str:
    drawn = "unknown" if _is_unknown(drawn_nm) else f"{drawn_nm:,.0f} nm"
    if over_water_nm is None or _is_unknown(over_water_nm):
        return f"unknown over water (drawn line {drawn})"
    return f"{over_water_nm:,.0f} nm over water (drawn line {drawn})"


def _quality(value: object) -> str:
    if _is_unknown(value):
        return "unknown"
    n = int(value)  # type: ignore[call-overload]
    return f"{n} of 5: {SOURCE_QUALITY[n]}"


def _notes(row: Row, meanings: Mapping[str, str]) -> str:
    codes = (_or_none(row["note_code"]) or "").split(";")
    return " ".join(meanings[c] for c in codes if c in meanings) or "nothing noted"


def _validity(row: Row) -> str:
    first, last = row["valid_from"], row["valid_to"]
    words = "first day not known" if _is_unknown(first) else f"since {first:%-d %B %Y}"
    return words if _is_unknown(last) else f"{words}, until {last:%-d %B %Y}"


def _position(row: Row) -> str:
    if _is_unknown(row["longitude"]) or _is_unknown(row["latitude"]):
        return "no trustworthy position"
    known = row.get("position_uncertainty_km")
    km = 0.0 if known is None or _is_unknown(known) else float(known)
    step = 1.0 if km < 10 else 5.0 if km < 55 else 30.0
    return f"{_degrees(row['latitude'], 'NS', step)}, {_degrees(row['longitude'], 'EW', step)}"


def _degrees(value: float, letters: str, step: float) -> str:
    """Degrees and minutes, no finer than `step` minutes: digits that nobody knows are left out."""
    minutes = round(abs(float(value)) * 60 / step) * step
    letter = letters[0] if value >= 0 else letters[1]
    return f"{int(minutes // 60)}° {minutes % 60:02.0f}′ {letter}"


def _attribution(source: Mapping[str, str]) -> str:
    if not source:
        return "Source not known."
    return f"{source['publisher']}, {source['title']}. Terms: {source['licence']}."


def _link(url: object) -> html.A | html.Span:
    """A link named by its host alone: the rest of an address may name a person."""
    text = _or_none(url) or ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return html.Span("No link to a source. ")
    host = parts.hostname.removeprefix("www.")
    return html.A(
        f"Source ({host}) ↗", href=text, target="_blank", rel="noopener noreferrer nofollow"
    )
