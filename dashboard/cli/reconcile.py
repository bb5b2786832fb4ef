"""``pharos reconcile``: the deaths series counted from records, beside the published one."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.cli import output
from dashboard.picture import Pictures
from geodata.errors import GeodataError
from layers.errors import LayersError

commands = typer.Typer()
PEOPLE = ["dead_and_missing", "published", "difference"]
EVERY = ("month", "year")


@commands.command()
def reconcile(
    every: Annotated[str, typer.Option(help="month or year.")] = "month",
    as_json: output.AsJson = False,
) -> None:
    """Set dead and missing counted from records beside the published series."""
    if every not in EVERY:
        raise output.refuse(f"--every: {every!r} is unknown; expected {' or '.join(EVERY)}.")
    try:
        table = Pictures(output.store()).holdings().records_beside_series
    except (GeodataError, LayersError) as error:
        raise output.refuse(str(error)) from error
    rows = monthly(table) if every == "month" else yearly(table)
    if as_json:
        output.print_json({"unit": "persons dead and missing", "rows": rows})
        return
    if not rows:
        output.tell(
            "No complete record is held, so nothing can be counted from records. "
            "`pharos import iom-missing-migrants FILE` brings one."
        )
        return
    last = "reason" if every == "month" else "months"
    output.print_table(
        (every, "route", "records", "published", "difference", last),
        [(r["period"], r["route"], *(r[c] for c in PEOPLE), r[last]) for r in rows],
        numbers=("records", "published", "difference"),
    )
    output.tell("Persons dead and missing. A difference is records less published.")


def monthly(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A row for each month and route, as plain values; null where nothing is published."""
    out = table.assign(period=table["month"].dt.strftime("%Y-%m")).drop(columns="month")
    rows: list[dict[str, Any]] = json.loads(out.to_json(orient="records"))
    return rows


def yearly(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A row for each year and route, over the months for which both have a figure.

    `months` says how many those are: a year of which eight months are published is compared by
    these eight.
    """
    both = table[table["published"].notna()]
    years = both.assign(period=both["month"].dt.strftime("%Y"))
    grouped = years.groupby(["period", "route"], sort=True, observed=True)
    sums = grouped[PEOPLE].sum().join(grouped.size().rename("months")).reset_index()
    rows: list[dict[str, Any]] = json.loads(sums.to_json(orient="records"))
    return rows
