"""Months that the consolidated series does not know, filled with what a source reports."""

from __future__ import annotations

import pandas as pd

# The routes of whole countries, and of the two parts of Spain where a source tells them apart.
ROUTE_OF_ARRIVAL: dict[tuple[str, str], str] = {
    ("ITA", ""): "central",
    ("MLT", ""): "central",
    ("GRC", ""): "eastern",
    ("CYP", ""): "eastern",
    ("ESP", "without the Canary Islands"): "western",
    ("ESP", "Canary Islands"): "atlantic",
}
NOTE = "as_reported"
_SEA = "arrival_sea"


def reported_months(reported: pd.DataFrame, preferred: tuple[str, ...] = ()) -> pd.DataFrame:
    """Sea arrivals by month and country out of the reports, one row a month and country.

    A month comes from a monthly figure, or from daily ones if every day of it is there: a day
    without a report is not zero. Of several sources the `preferred` ones come first, in order,
    then the others by name. A figure of a running month is kept and marked partial.

    Args:
        reported: the layer arrivals_reported.
        preferred: keys of sources.

    Returns:
        Rows of the crossings layer.
    """
    usable = (reported["measure"] == _SEA) & reported["persons"].notna()
    usable &= reported["first_day"].notna()
    rows = reported[usable.fillna(False)].copy()
    places = zip(rows["arrival_country"], rows["place"].fillna(""), strict=True)
    rows["route"] = pd.Series([ROUTE_OF_ARRIVAL.get((str(c), str(p))) for c, p in places],
                              index=rows.index, dtype="string")  # fmt: skip
    rows = rows[rows["route"].notna()]
    rows["month"] = rows["first_day"].dt.to_period("M").dt.start_time.astype("datetime64[s]")
    end = rows["month"] + pd.offsets.MonthEnd(0)
    days = (rows["last_day"] - rows["first_day"]).dt.days + 1
    starts = rows["first_day"] == rows["month"]
    monthly = rows[(starts & (rows["last_day"] == end)) | _running(rows, starts, end, days)]
    daily = rows[days == 1]
    table = pd.concat([monthly.assign(_kind=0), _from_days(daily).assign(_kind=1)])
    rank = {s: i for i, s in enumerate(preferred)}
    table["_rank"] = table["source"].map(lambda s: rank.get(str(s), len(rank))).astype("int64")
    table = table.sort_values(["month", "arrival_country", "route", "_rank", "_kind", "source"])
    table = table.drop_duplicates(["month", "arrival_country", "route"])
    is_partial = table["status"] == "partial"
    return pd.DataFrame(
        {
            "month": table["month"].astype("datetime64[s]"),
            "route": table["route"].astype("string"),
            "arrival_country": table["arrival_country"].astype("string"),
            "departure_country": pd.Series(pd.NA, index=table.index, dtype="string"),
            "measure": pd.Series(_SEA, index=table.index, dtype="string"),
            "persons": table["persons"].astype("Int64"),
            "status": is_partial.map({True: "partial", False: "provisional"}).astype("string"),
            "source": table["source"].astype("string"),
            "note_code": pd.Series(NOTE, index=table.index, dtype="string"),
        }
    ).reset_index(drop=True)


def _running(rows: pd.DataFrame, starts: pd.Series, end: pd.Series, days: pd.Series) -> pd.Series:
    """Figures of a month that was not over: from its first day, over several days, not to its end."""
    flags: pd.Series = (
        starts & (rows["last_day"] < end) & (days > 1) & (rows["status"] == "partial")
    )
    return flags


def _from_days(daily: pd.DataFrame) -> pd.DataFrame:
    groups = daily.groupby(["month", "arrival_country", "route", "source"], as_index=False)
    sums = groups.agg(persons=("persons", "sum"), days=("first_day", "nunique"))
    sums["status"] = pd.Series("provisional", index=sums.index, dtype="string")
    whole: pd.DataFrame = sums[sums["days"] == sums["month"].dt.days_in_month]
    return whole.drop(columns="days")


def filled(crossings: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """The crossings layer with its unknown and absent months filled; a known figure never changes.

    Args:
        crossings: the crossings layer.
        months: from `reported_months`.
    """
    key = ["month", "route", "arrival_country", "measure"]
    known = crossings.loc[crossings["persons"].notna(), key]
    # Where the source gives sea and land together, sea alone would count the same people twice.
    together = crossings[
        (crossings["measure"] == "arrival_sea_land") & crossings["persons"].notna()
    ]
    taken = set(known.itertuples(index=False, name=None))
    undivided = set(together[["month", "arrival_country"]].itertuples(index=False, name=None))
    usable = [
        row not in taken and (row[0], row[2]) not in undivided
        for row in months[key].itertuples(index=False, name=None)
    ]
    new = months[usable]
    named = set(new[key].itertuples(index=False, name=None))
    empty = crossings["persons"].isna() & pd.Series(
        [row in named for row in crossings[key].itertuples(index=False, name=None)],
        index=crossings.index, dtype=bool,
    )  # fmt: skip
    out: pd.DataFrame = pd.concat([crossings[~empty], new], ignore_index=True)
    return out.reindex(columns=list(crossings.columns))
