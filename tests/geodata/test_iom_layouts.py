"""Every layout of the Missing Migrants register says the same thing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pandas as pd
import pytest

from geodata.errors import SchemaChanged, SourceError
from geodata.sources.iom_missing_migrants import SOURCE, parse, read
from geodata.sources.source import Options, Parsed
from geodata.tables import RawTable
from layers.registry import LAYERS

TODAY = dt.date(2026, 6, 1)
ATLANTIC = "Western Africa / Atlantic route to the Canary Islands"


def table(*rows: dict[str, str], kind: str = "csv") -> RawTable:
    header = list(dict.fromkeys(name for row in rows for name in row))
    body = [[row.get(name, "") for name in header] for row in rows]
    return RawTable([header, *body], [*range(1, len(rows) + 2)], kind)


def parsed(*rows: dict[str, str], **more: Any) -> Parsed:
    return read(table(*rows, kind=more.pop("kind", "csv")), TODAY, Options(**more))


WEB_2019 = {
    "Web ID": "50001",
    "Region of Incident": "Mediterranean",
    "Reported Date": "29-Oct-19",
    "Reported Year": "2019",
    "Reported Month": "Oct",
    "Number Dead": "2",
    "Minimum Estimated Number of Missing": "4",
    "Total Dead and Missing": "6",
    "Number of Survivors": "1",
    "Number of Females": "",
    "Number of Males": "",
    "Number of Children": "",
    "Cause of Death": "Presumed drowning",
    "Location Description": "12 km off Zuwara",
    "Location Coordinates": "33.125000000000, 12.250000000000",
    "Migration Route": "Central Mediterranean",
    "URL": "https://example.org/a",
    "UNSD Geographical Grouping": "Uncategorized",
    "Source Quality": "4",
}
FULL_2022 = {
    "Main ID": "2019.MMP00001",
    "Incident ID": "2019.MMP00001",
    "Incident Type": "Incident",
    "Region of Incident": "Mediterranean",
    "Website Date": "2019-10-29",
    "Incident year": "2019",
    "Reported Month": "October",
    "Number of Dead": "2",
    "Minimum Estimated Number of Missing": "4",
    "Total Number of Dead and Missing": "6",
    "Number of Survivors": "1",
    "Number of Females": "",
    "Number of Males": "",
    "Number of Children": "",
    "Region of Origin": "Unknown",
    "Cause of Death": "Drowning",
    "Migration route": "Central Mediterranean",
    "Location of death": "12 km off Zuwara",
    "Coordinates": "POINT (12.25 33.125)",
    "Source Quality": "4",
    "URL": "https://example.org/a",
}
FULL_2025 = {
    "Main ID": "2019.MMP00001",
    "Incident ID": "2019.MMP00001",
    "Incident Type": "Incident",
    "Region of Incident": "Mediterranean",
    "Incident Date": "2019-10-29",
    "Incident Year": "2019",
    "Month": "October",
    "Number of Dead": "2",
    "Minimum Estimated Number of Missing": "4",
    "Total Number of Dead and Missing": "6",
    "Number of Survivors": "1",
    "Country of Origin": "Unknown",
    "Cause of Death": "Drowning",
    "Country of Incident": "Libya",
    "Migration Route": "Central Mediterranean",
    "Location of Incident": "12 km off Zuwara",
    "Coordinates": "33.125, 12.25",
    "URL": "https://example.org/a",
    "Source Quality": "4",
}
WEB_2026 = {
    "Main ID": "2019.MMP00001",
    "Incident ID": "2019.MMP00001",
    "Region": "Mediterranean",
    "Incident Date": "Tue, 10/29/2019 - 12:00",
    "Year": "2019",
    "Reported Month": "October",
    "Number Dead": "2",
    "Minimum Estimated Number of Missing": "4",
    "Number of Survivors": "1",
    "Cause of Death": "Drowning",
    "Location of death": "12 km off Zuwara",
    "Coordinates": "33.125, 12.25",
    "Migration route": "Central Mediterranean",
    "URL": "https://example.org/a, https://example.org/b",
    "Source Quality": "4",
}
EXTRACT_2026 = {
    "Main ID": "2019.MMP00001",
    "Incident ID": "2019.MMP00001",
    "Incident Type": "Incident",
    "Region of Incident": "Mediterranean",
    "Incident date": "2019-10-29",
    "Incident year": "2019",
    "Incident month": "10",
    "No. dead": "2",
    "No. missing": "4",
    "No. dead/missing": "6",
    "No. survivors": "1",
    "No. Female": "NA",
    "No. Male": "NA",
    "No. minors": "NA",
    "Country of Origin": "NA",
    "Cause of death (category)": "Drowning",
    "Cause of death (reported)": "Drowning",
    "Route": "Central Mediterranean",
    "Country of Incident": "Libya",
    "Location of death": "12 km off Zuwara",
    "Link": "https://example.org/a",
    "Source Quality": "4",
    "Latitude": "33.125",
    "Longitude": "12.25",
    "incident_date_clean": "2019-10-29",
}
YEARLY = {
    "web_id": "2019.MMP00001",
    "region": "Mediterranean",
    "reported_date": "2019-10-29",
    "number_dead": "2",
    "number_missing": "4",
    "total_dead_and_missing": "6",
    "number_of_survivors": "1",
    "number_of_female": "",
    "number_of_male": "",
    "number_of_children": "",
    "cause_death": "Likely drowning",
    "country_of_incident": "Libya",
    "location_description": "12 km off Zuwara\n",
    "location_coodinates": "33.125, 12.25",
    "migration_route": "Central Mediterranean",
    "url": "https://example.org/a",
    "source_quality": "4",
}
YEARLY_WITH_ORIGINS = YEARLY | {"region_origin": "Unknown", "country_origin": "Unknown"}
LAYOUTS = {
    "web export 2019": WEB_2019,
    "full record 2022": FULL_2022,
    "full record 2025": FULL_2025,
    "web export 2026": WEB_2026,
    "regional extract 2026": EXTRACT_2026,
    "yearly JSON": YEARLY,
    "yearly JSON with origins": YEARLY_WITH_ORIGINS,
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_row_means_the_same_in_every_layout(name: str) -> None:
    found = parsed(LAYOUTS[name])
    row = LAYERS["incidents"].conform(found.frame).iloc[0]
    assert found.layout == name
    assert (row["dead_count"], row["missing_count"], row["survivor_count"]) == (2, 4, 1)
    assert (row["longitude"], row["latitude"]) == (12.25, 33.125)
    assert row["occurred_on"].date() == dt.date(2019, 10, 29)
    assert (row["date_precision"], row["route"], row["cause"]) == ("day", "central", "drowning")
    assert (row["position_uncertainty_km"], row["source_quality"]) == (15, 4)
    assert row["source_url"] == "https://example.org/a"
    assert row["register_region"] == "Mediterranean"
    assert (row["source"], row["mark"], row["status"]) == (SOURCE.name, "CLEAR", "published")
    assert pd.isna(row["women_count"])


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_description_of_the_place_is_read_and_never_kept(name: str) -> None:
    found = parsed(LAYOUTS[name])
    assert not found.frame.map(lambda cell: "Zuwara" in cell).to_numpy().any()


@pytest.mark.parametrize("name", LAYOUTS)
def test_columns_may_stand_in_any_order(name: str) -> None:
    turned = dict(reversed(LAYOUTS[name].items()))
    assert parsed(turned).frame.equals(parsed(LAYOUTS[name]).frame)


def test_a_number_of_the_web_site_is_no_main_id() -> None:
    row = parsed(WEB_2019).frame.iloc[0]
    assert (row["incident_id"], row["incident_id_iom"]) == ("web-50001", "")
    row = parsed(YEARLY).frame.iloc[0]
    assert (row["incident_id"], row["incident_id_iom"]) == ("2019.MMP00001", "2019.MMP00001")


@pytest.mark.parametrize("old", ["Western African", ATLANTIC, "Western African Route"])
def test_the_atlantic_is_known_by_its_old_names(old: str) -> None:
    where = {"Location Coordinates": "27.5, -14.5", "Region of Incident": "North Africa"}
    assert list(parsed(WEB_2019 | {"Migration Route": old} | where).frame["route"]) == ["atlantic"]


def test_a_slash_date_is_read_only_where_its_order_is_declared() -> None:
    assert list(parsed(WEB_2026).frame["occurred_on"]) == ["2019-10-29"]
    found = parsed(FULL_2025 | {"Incident Date": "01/02/2019"})
    assert [s.reason for s in found.set_aside] == ["impossible_date"]


def test_a_slash_date_must_be_of_the_month_that_stands_beside_it() -> None:
    found = parsed(WEB_2026 | {"Incident Date": "Fri, 05/01/2026 - 12:00", "Year": "2026",
                               "Reported Month": "January"})  # fmt: skip
    assert [(s.reason, s.text) for s in found.set_aside] == [
        ("impossible_date", "Fri, 05/01/2026 - 12:00")
    ]


def test_a_renamed_column_stops_the_import_and_is_named() -> None:
    renamed = {("Deceased" if k == "Number of Dead" else k): v for k, v in FULL_2025.items()}
    with pytest.raises(SchemaChanged, match=r"no column for 'dead'.*Number of Dead"):
        parsed(renamed)


@pytest.mark.parametrize(
    ("absent", "meaning"), [("Main ID", "main_id"), ("Coordinates", "coordinates")]
)
def test_without_an_id_or_a_place_nothing_is_read(absent: str, meaning: str) -> None:
    with pytest.raises(SchemaChanged, match=f"no column for '{meaning}'"):
        parsed({k: v for k, v in FULL_2025.items() if k != absent})


def test_two_columns_that_both_say_where_are_refused() -> None:
    with pytest.raises(SchemaChanged, match="'Coordinates' and 'Latitude' both say where"):
        parsed(FULL_2025 | {"Latitude": "33.1", "Longitude": "12.2"})


def test_a_header_without_rows_is_refused() -> None:
    with pytest.raises(SourceError, match="has a header and no rows"):
        read(RawTable([[*FULL_2025]], [1], "csv"), TODAY, Options())


def test_a_layout_without_a_name_is_read_by_what_its_columns_mean() -> None:
    neighbour = {k: v for k, v in FULL_2025.items() if k not in {"Incident ID", "Incident Type"}}
    found = parsed(neighbour)
    assert found.layout.startswith("unnamed layout of ")
    assert list(found.frame["dead_count"]) == ["2"]


def test_bytes_of_a_csv_with_a_byte_order_mark_are_read() -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*WEB_2019], lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(WEB_2019)
    content = text.getvalue().encode("utf-8-sig")
    found = parse(content, "export-2019-11-04.csv", TODAY, Options())
    assert (found.layout, found.as_of) == ("web export 2019", dt.date(2019, 11, 4))
    assert list(found.frame["missing_count"]) == ["4"]


def test_bytes_of_a_yearly_answer_are_read() -> None:
    second = YEARLY | {"web_id": "2019.MMP00002", "number_dead": None, "number_missing": "1"}
    content = json.dumps([YEARLY, second | {"total_dead_and_missing": "1"}]).encode()
    found = parse(content, "2019.json", TODAY, Options())
    assert list(found.frame["dead_count"]) == ["2", ""]
    assert found.lines == [(1,), (2,)]
