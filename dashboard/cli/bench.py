"""``pharos bench``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli import output
from dashboard.errors import RefusedInput

commands = typer.Typer()


@commands.command()
def bench(
    rows: Annotated[
        list[int] | None,
        typer.Option(help="Synthetic incidents; may be repeated. 20000 and 200000 by default."),
    ] = None,
    rounds: Annotated[int, typer.Option(min=3, max=200, help="Times that each is measured.")] = 15,
    browser: Annotated[
        bool | None,
        typer.Option(
            "--browser/--no-browser", help="In a browser too; by default if there is one."
        ),
    ] = None,
    chromium: Annotated[
        Path | None, typer.Option(envvar="PHAROS_CHROMIUM", help="The browser to measure in.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--output", help="Write the table as Markdown too.")
    ] = None,
    as_json: output.AsJson = False,
) -> None:
    """Measure this dashboard beside the plain way of doing the same, in turns."""
    from dashboard.benchmarks.run import whole_run  # noqa: PLC0415 (``--help`` needs no Dash)

    try:
        report = whole_run(rows, rounds, browser, chromium, lambda s: typer.echo(s, err=True))
        if to:
            to.write_text(report.markdown(), "utf-8")
    except (RefusedInput, OSError) as error:
        raise output.refuse(str(error)) from error
    if as_json:
        output.print_json(report.as_json())
        return
    from rich.console import Console  # noqa: PLC0415  only where a table is printed
    from rich.table import Table  # noqa: PLC0415

    table = Table(title="Pharos and the plain way, medians", title_justify="left")
    for heading in report.headings:
        table.add_column(heading)
    for row in report.table():
        table.add_row(*row)
    Console().print(table)
    for note in report.notes:
        typer.echo(note)
