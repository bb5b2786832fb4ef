"""The template of a contributed incident: its columns, and what each of them may say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from importlib import resources

import pycountry

from geodata.sources.cells import CellProblem, count, day, is_unknown
from layers.handling import mark_named
from layers.schema import Column
from layers.terms import CAUSES, ROUTES

COLUMNS: tuple[Column, ...] = (
    Column("provider", "code", "Short name of who contributes: letters, digits and . _ -", required=True),
    Column("report_id", "code", "The contributor's own id of the incident", required=True),
    Column("occurred_on", "day_or_month", "Day as 2024-03-31; 2024-03 where only the month is known", required=True),
    Column("longitude", "number", "Degrees WGS84, east positive; empty = no trustworthy position", unit="degree"),
    Column("latitude", "number", "Degrees WGS84, north positive", unit="degree"),
    Column("position_uncertainty_km", "number", "Radius within which it lies; empty = estimated from the decimals", unit="km"),
    Column("dead_count", "count", "Bodies found; empty = unknown, which is not 0", unit="persons"),
    Column("missing_count", "count", "Missing, presumed dead; empty = unknown", unit="persons"),
    Column("survivor_count", "count", "Known survivors; empty = unknown", unit="persons"),
    Column("people_on_board", "count", "All who were on board; only used to check the other counts", unit="persons"),
    Column("women_count", "count", "Women among dead and missing", unit="persons"),
    Column("men_count", "count", "Men among dead and missing", unit="persons"),
    Column("children_count", "count", "Children among dead and missing", unit="persons"),
    Column("route", "code", "Route of the journey; empty = none of the four", allowed=ROUTES),
    Column("departure_country", "code", "Country of departure, ISO 3166 alpha-3"),
    Column("arrival_country", "code", "Country of intended arrival, ISO 3166 alpha-3"),
    Column("cause", "code", "Cause of death class", allowed=CAUSES),
    Column("source_quality", "count", "From 1 (one media source) to 5 (official)", minimum=1, maximum=5),
    Column("source_url", "text", "Link to a public report, https or http"),
    Column("mark", "code", "Handling mark, TLP 2.0; empty = TLP:RED"),
    Column("status", "code", "Empty = published; withdrawn = no longer held to be true", allowed=("published", "withdrawn")),
)  # fmt: skip
COUNTS = [c.name for c in COLUMNS if c.kind == "count" and c.unit == "persons"]
_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-00)?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")
# A spreadsheet writes a day as its midnight: that is no time.
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]+(?!00:00(:00(\.0*)?)?$)\S.*")
_PROVIDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_REPORT_ID = re.compile(r"[\w./#-]{1,60}")
_URL = re.compile(r"https?://[^\s<>\"']{3,500}")


def template() -> bytes:
    """The template as CSV: its header, and nothing below it."""
    return (resources.files("geodata.sources") / "templates" / "incident_reports.csv").read_bytes()


def occurred_on(text: str, today: dt.date) -> tuple[str, str]:
    """The day, or the first of the month, and which of the two it is."""
    right = "a day as 2024-03-31, or a month as 2024-03; year first"
    if is_unknown(text):
        raise CellProblem("no_date", right)
    if found := _MONTH.fullmatch(text):
        return str(day(f"{found[1]}-{found[2]}-01", "ymd", today)), "month"
    if not _ISO.fullmatch(text):
        raise CellProblem("impossible_date", right)
    return str(day(text, "ymd", today)), "day"


def has_time(text: str) -> bool:
    """Whether a day has a time of day behind it, which is left out whatever its time zone."""
    return bool(_TIME.fullmatch(text.strip()))


def provider(text: str) -> str:
    """The short name of a contributor."""
    if not _PROVIDER.fullmatch(text):
        raise CellProblem("does_not_fit", "a short name of letters, digits and . _ -")
    return text


def report_id(text: str) -> str:
    """The contributor's own id."""
    if not _REPORT_ID.fullmatch(text):
        raise CellProblem("does_not_fit", "an id of up to 60 letters, digits and . _ - / #")
    return text


def people(text: str) -> str:
    """A whole number from 0, in digits of any script; empty where it is unknown."""
    number = count(text)
    if number is not None and number < 0:
        raise CellProblem("negative_count", "0 or more; empty where it is unknown")
    return "" if number is None else str(number)


def quality(text: str) -> str:
    """The quality of the source, 1 to 5."""
    found = people(text)
    if found and not 1 <= int(found) <= 5:
        raise CellProblem("does_not_fit", "from 1 (one media source) to 5 (official)")
    return found


def radius(text: str) -> str:
    """Kilometres, or empty."""
    if is_unknown(text):
        return ""
    if not re.fullmatch(r"\d{1,5}(\.\d+)?", text):
        raise CellProblem("does_not_fit", "kilometres such as 15")
    return text


def word_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    """What gives back a word of a closed list, or nothing."""

    def reader(text: str) -> str:
        word = text.casefold()
        if is_unknown(word):
            return ""
        if word not in allowed:
            raise CellProblem("unknown_word", f"one of {', '.join(allowed)}, or empty")
        return word

    return reader


def country(text: str) -> str:
    """An ISO 3166 alpha-3 code, or empty."""
    code = text.upper()
    if is_unknown(text):
        return ""
    if len(code) != 3 or pycountry.countries.get(alpha_3=code) is None:
        raise CellProblem("unknown_word", "a country by ISO 3166 alpha-3, such as TUN")
    return code


def address(text: str) -> str:
    """A web address, or empty."""
    if is_unknown(text):
        return ""
    if not _URL.fullmatch(text):
        raise CellProblem("does_not_fit", "an address that begins with https:// or http://")
    return text


def mark(text: str) -> str:
    """The name of a handling mark; ``RED`` where there is none."""
    try:
        return mark_named(text).label.removeprefix("TLP:")
    except ValueError as error:
        raise CellProblem("unknown_word", str(error)) from None
