"""The layouts in which the register was published, told apart by what their columns mean."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.errors import SchemaChanged
from geodata.sources import columns as headers
from geodata.sources.cells import Order
from geodata.sources.columns import Columns
from geodata.tables import RawTable

ALIASES: dict[str, tuple[str, ...]] = {
    "main_id": ("Main ID",),
    "web_id": ("Web ID", "web_id"),
    "incident_id": ("Incident ID",),
    "kind": ("Incident Type",),
    "region": ("Region of Incident", "Region", "Incident Region"),
    "date": ("Incident Date", "Website Date", "Reported Date", "Date"),
    "year": ("Incident Year", "Reported Year", "Year", "Year of Incident"),
    "month": ("Month", "Reported Month", "Incident Month"),
    "dead": ("Number of Dead", "Number Dead", "No. dead", "Dead"),
    "missing": (
        "Minimum Estimated Number of Missing",
        "Number of Missing",
        "Number Missing",
        "No. missing",
        "Minimum Missing",
    ),
    "total": (
        "Total Number of Dead and Missing",
        "Total Dead and Missing",
        "No. dead/missing",
        "Total Dead/Missing",
    ),
    "survivors": ("Number of Survivors", "No. survivors", "Survivors"),
    "women": ("Number of Females", "Number of Female", "No. Female", "Number of Women"),
    "men": ("Number of Males", "Number of Male", "No. Male", "Number of Men"),
    "children": ("Number of Children", "No. minors", "Number of Minors"),
    "origin": ("Country of Origin", "country_origin", "Countries of Origin"),
    "origin_region": ("Region of Origin", "region_origin"),
    "cause": ("Cause of Death", "cause_death", "Cause of death (category)"),
    "country": ("Country of Incident", "Incident Country"),
    "route": ("Migration Route", "Route"),
    "place": ("Location of Death", "Location of Incident", "Location Description"),
    # The misspelling is the publisher's.
    "coordinates": ("Coordinates", "Location Coordinates", "location_coodinates"),
    "latitude": ("Latitude", "Lat"),
    "longitude": ("Longitude", "Lon", "Long"),
    "url": ("URL", "Link"),
    "quality": ("Source Quality",),
    "source": ("Information Source",),
    "grouping": ("UNSD Geographical Grouping", "unsd_geographic_grouping", "UNSD region"),
}
# It has no cumulative records, and no boats that were found in the Americas.
REGIONAL_EXTRACT = "regional extract 2026"
REQUIRED = ("region", "date", "dead", "missing", "route")
# The name of a layout, what it has, and what it lacks; the first that fits is the one.
_KNOWN: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("web export 2019", frozenset({"web_id", "total", "year"}), frozenset({"main_id", "country"})),
    ("yearly JSON with origins", frozenset({"web_id", "country", "origin"}), frozenset({"year"})),
    ("yearly JSON", frozenset({"web_id", "country"}), frozenset({"year", "origin"})),
    ("web export 2026", frozenset({"main_id", "incident_id"}), frozenset({"kind", "total"})),
    (
        REGIONAL_EXTRACT,
        frozenset({"main_id", "incident_id", "kind", "latitude"}),
        frozenset({"coordinates"}),
    ),
    ("full record 2025", frozenset({"main_id", "incident_id", "kind", "country"}), frozenset()),
    ("full record 2022", frozenset({"main_id", "incident_id", "kind"}), frozenset({"country"})),
)
WEB_EXPORT_2026 = "web export 2026"


@dataclass(frozen=True)
class Layout:
    """A recognised layout.

    Attributes:
        name: as in the report.
        columns: the header.
        id_column: the meaning of the column with the id of the incident.
        order: the order of day and month in a date of mere numbers.
    """

    name: str
    columns: Columns
    id_column: str
    order: Order

    def has(self, meaning: str) -> bool:
        """Whether there is a column of this meaning."""
        return meaning in self.columns.at

    def name_of(self, meaning: str) -> str:
        """The publisher's name of the column, empty where there is none."""
        return self.columns.name(meaning) if self.has(meaning) else ""


def recognise(table: RawTable) -> Layout:
    """The layout of `table`.

    Raises:
        SchemaChanged: if a column without which nothing can be counted is not there.
    """
    columns = headers.recognise(table, ALIASES, REQUIRED)
    if "main_id" not in columns.at and "web_id" not in columns.at:
        headers.recognise(table, ALIASES, (*REQUIRED, "main_id"))
    if "coordinates" not in columns.at and not {"latitude", "longitude"} <= set(columns.at):
        headers.recognise(table, ALIASES, (*REQUIRED, "coordinates"))
    if "coordinates" in columns.at and "latitude" in columns.at:
        raise SchemaChanged(
            f"line {columns.line}: the columns {columns.name('coordinates')!r} and "
            f"{columns.name('latitude')!r} both say where; expected one of them."
        )
    held = set(columns.at)
    name = next(
        (name for name, has, lacks in _KNOWN if has <= held and not lacks & held),
        f"unnamed layout of {len(held)} known columns",
    )
    # The site prints its dates in the American order; no other layout has dates of mere numbers,
    # and none is guessed for it.
    order: Order = "mdy" if name == WEB_EXPORT_2026 else "ymd"
    return Layout(name, columns, "main_id" if "main_id" in held else "web_id", order)
