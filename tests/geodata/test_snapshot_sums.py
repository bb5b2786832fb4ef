"""The packaged crossings, deaths and incidents add up to the published reconciliation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from layers.analysis.uncertainty import CLASSES_KM, explained

SNAPSHOTS = Path(__file__).resolve().parents[2] / "geodata" / "snapshots"
# Transcribed from the published reconciliation, never computed from the tables.
EXPECTED = Path(__file__).resolve().parent / "expected"
SERIES = ["route", "arrival_country", "departure_country", "measure"]
MEDITERRANEAN = ["central", "eastern", "western"]


def figures(name: str) -> pd.DataFrame:
    """Numbers as numbers, unknown as missing; text columns as text."""
    return pd.read_csv(
        SNAPSHOTS / f"{name}.csv", keep_default_na=False, na_values=[""], index_col=False
    )


def test_yearly_crossings_and_unknown_months_are_those_of_the_reconciliation() -> None:
    rows = figures("crossings")
    rows[SERIES] = rows[SERIES].fillna("")
    rows["year"] = rows["month"].str[:4].astype(int)
    ours = rows.groupby(["year", *SERIES])["persons"].agg(["sum", "count", "size"])
    expected = pd.read_csv(EXPECTED / "yearly_crossings.csv", keep_default_na=False)
    expected = expected.set_index(["year", *SERIES])
    assert set(expected.index) == set(ours.index)
    for key, row in expected.iterrows():
        known = ours.loc[key]
        unknown = int(known["size"] - known["count"])
        if row["unknown_months"] == "all":
            assert known["count"] == 0, key
            assert row["persons"] == "", key
        else:
            found = (int(known["sum"]), unknown)
            assert found == (int(row["persons"]), int(row["unknown_months"])), key


def test_unsplit_arrivals_stand_only_where_their_parts_are_unknown() -> None:
    rows = figures("crossings")
    both = rows[(rows["measure"] == "arrival_sea_land") & rows["persons"].notna()]
    parts = rows[rows["measure"].isin(["arrival_sea", "arrival_land"]) & rows["persons"].notna()]
    key = ["month", "arrival_country"]
    assert both.merge(parts, on=key).empty


def test_final_crossings_are_known_and_unknown_ones_say_why() -> None:
    rows = figures("crossings")
    assert rows.loc[rows["status"] == "final", "persons"].notna().all()
    assert rows.loc[rows["persons"].isna(), "note_code"].notna().all()


def test_arrivals_name_a_country_of_arrival_and_interceptions_one_of_departure() -> None:
    rows = figures("crossings")
    interception = rows["measure"] == "interception"
    assert (rows["departure_country"].notna() == interception).all()
    assert (rows["arrival_country"].notna() == ~interception).all()


def test_sea_arrivals_to_october_2015_are_742_087() -> None:
    rows = figures("crossings")
    period = rows["month"].between("2015-01", "2015-10")
    assert rows.loc[period & (rows["measure"] == "arrival_sea"), "persons"].sum() == 742_087


@pytest.mark.parametrize(
    ("year", "arrivals", "interceptions", "lost"),
    [("2017", 119_370, 22_030, 2_853), ("2018", 24_815, 19_947, 1_314)],
)
def test_central_attempts_come_from_these_three_sums(
    year: str, arrivals: int, interceptions: int, lost: int
) -> None:
    rows = figures("crossings")
    rows = rows[(rows["route"] == "central") & rows["month"].str.startswith(year)]
    deaths = figures("deaths")
    deaths = deaths[(deaths["route"] == "central") & deaths["month"].str.startswith(year)]
    assert rows.loc[rows["measure"] == "arrival_sea", "persons"].sum() == arrivals
    assert rows.loc[rows["measure"] == "interception", "persons"].sum() == interceptions
    assert deaths["dead_and_missing_count"].sum() == lost


def test_yearly_deaths_and_incidents_are_those_of_the_reconciliation() -> None:
    rows = figures("deaths")
    rows["year"] = rows["month"].str[:4].astype(int)
    sums = rows.pivot_table(
        index="year",
        columns="route",
        values=["dead_and_missing_count", "incident_count"],
        aggfunc="sum",
    )
    expected = pd.read_csv(EXPECTED / "yearly_deaths.csv").set_index("year")
    assert list(expected.index) == list(sums.index)
    for route in [*MEDITERRANEAN, "atlantic"]:
        assert list(sums["dead_and_missing_count", route]) == list(expected[route])
        assert list(sums["incident_count", route]) == list(expected[f"incidents_{route}"])
    three = sums["dead_and_missing_count"][MEDITERRANEAN].sum(axis=1)
    assert list(three) == list(expected["three_mediterranean_routes"])
    quoted = expected.dropna(subset=["published"])
    assert (three[quoted.index] - quoted["published"] == quoted["difference"]).all()


def test_dead_and_missing_to_october_2015_are_3_747() -> None:
    rows = figures("deaths")
    rows = rows[rows["month"].between("2015-01", "2015-10") & rows["route"].isin(MEDITERRANEAN)]
    assert rows["dead_and_missing_count"].sum() == 3_747


def test_every_month_and_route_of_the_deaths_is_there_once() -> None:
    rows = figures("deaths")
    months = pd.period_range("2014-01", "2026-05", freq="M").astype(str)
    assert set(zip(rows["month"], rows["route"], strict=True)) == {
        (month, route) for month in months for route in [*MEDITERRANEAN, "atlantic"]
    }


def test_the_columns_of_the_deaths_agree_with_each_other() -> None:
    rows = figures("deaths")
    in_incidents = rows["dead_and_missing_count"] - rows["cumulative_persons"]
    largest = rows["largest_incident"].fillna(0)
    assert (rows["dead_count"] + rows["missing_count"] == rows["dead_and_missing_count"]).all()
    assert (rows["largest_incident"].isna() == (rows["incident_count"] == 0)).all()
    assert (in_incidents <= largest * rows["incident_count"]).all()
    assert (rows["sum_of_squares"] >= largest**2).all()
    # Cauchy-Schwarz: no set of that many incidents has a smaller sum of squares.
    assert (rows["sum_of_squares"] * rows["incident_count"] >= in_incidents**2).all()


def test_cumulative_persons_are_those_of_the_listed_records() -> None:
    rows = figures("deaths_exclusions")
    listed = rows[rows["reason"] == "cumulative_record_in_totals_not_in_incidents"]
    listed = listed.groupby(["month", "route"])["our_total"].sum()
    monthly = figures("deaths").set_index(["month", "route"])["cumulative_persons"]
    assert monthly[monthly > 0].sort_index().to_dict() == listed.sort_index().to_dict()
    assert listed.sum() == 228


def test_the_effect_of_a_correction_is_the_difference_of_its_totals() -> None:
    rows = figures("deaths_exclusions")
    assert (rows["our_total"] - rows["published_total"] == rows["effect"]).all()


def test_major_incidents_have_30_or_more_and_fit_into_their_month() -> None:
    rows = figures("incidents")
    rows["lost"] = rows["dead_count"].fillna(0) + rows["missing_count"].fillna(0)
    assert (rows["lost"] >= 30).all()
    rows["month"] = rows["occurred_on"].str[:7]
    rows["square"] = rows["lost"] ** 2
    sums = rows.groupby(["month", "route"]).agg(
        lost=("lost", "sum"),
        n=("lost", "size"),
        largest=("lost", "max"),
        squares=("square", "sum"),
        dead=("dead_count", "sum"),
        missing=("missing_count", "sum"),
    )
    months = figures("deaths").set_index(["month", "route"])
    months = months.loc[sums.index]
    assert (sums["lost"] <= months["dead_and_missing_count"] - months["cumulative_persons"]).all()
    assert (sums["n"] <= months["incident_count"]).all()
    assert (sums["largest"] == months["largest_incident"]).all()
    assert (sums["squares"] <= months["sum_of_squares"]).all()
    assert (sums["dead"] <= months["dead_count"]).all()
    assert (sums["missing"] <= months["missing_count"]).all()


def test_no_month_with_a_major_incident_lacks_it() -> None:
    months = figures("deaths")
    months = months[months["largest_incident"] >= 30]
    rows = figures("incidents")
    held = set(zip(rows["occurred_on"].str[:7], rows["route"], strict=True))
    assert set(zip(months["month"], months["route"], strict=True)) <= held


def test_the_children_of_an_incident_are_not_more_than_its_dead_and_missing() -> None:
    rows = figures("incidents")
    lost = rows["dead_count"].fillna(0) + rows["missing_count"].fillna(0)
    assert (rows["children_count"].fillna(0) <= lost).all()


def test_a_position_has_both_coordinates_and_an_uncertainty_or_nothing() -> None:
    rows = figures("incidents")
    place = rows[["longitude", "latitude", "position_uncertainty_km"]].notna()
    assert (place.all(axis=1) | ~place.any(axis=1)).all()
    assert (~place["longitude"]).sum() == 5


def test_every_packaged_position_has_a_radius_that_a_rule_explains() -> None:
    rows = figures("incidents").dropna(subset=["longitude"])
    by_hand = set(figures("position_defects")["incident_id_iom"])
    classes = {km for km in CLASSES_KM.values() if km is not None}
    for row in rows.to_dict("records"):
        known = row["incident_id_iom"] in by_hand
        radius = float(row["position_uncertainty_km"])
        said = explained(row["source"], radius, row["longitude"], row["latitude"], by_hand=known)
        assert ("set by hand" in said) == (known or radius not in classes)


def test_a_doubtful_published_point_is_dropped_or_widely_uncertain() -> None:
    defects = figures("position_defects").merge(figures("incidents"), on="incident_id_iom")
    elsewhere = defects["defect"].isin(["other_sea", "default_point"])
    assert defects.loc[elsewhere, "longitude"].isna().all()
    # 25 km is more than any class by wording that a distance in the text would earn (15 km).
    assert (defects.loc[~elsewhere, "position_uncertainty_km"] >= 25).all()
