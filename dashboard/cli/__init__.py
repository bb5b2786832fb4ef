"""The command line: every command has ``--json``; 0 done, 1 refused or failed, 2 wrong usage.

A command's module is read when the command is called, so that none pays for another: adding one is
a function in a module and one line here.
"""

from __future__ import annotations

import gc
import importlib
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

MODULES = {
    "serve": "serve",
    "figures": "figures",
    "shift": "shift",
    "where": "where",
    "regions": "regions",
    "export": "export",
    "cite": "cite",
    "status": "status",
    "sources": "catalogue",
    "template": "catalogue",
    "update": "update",
    "import": "imports",
    "confirm": "imports",
    "loads": "history",
    "quarantine": "history",
    "diff": "history",
    "duplicates": "duplicates",
    "reconcile": "reconcile",
    "check": "keeping",
    "prune": "keeping",
    "drift": "drift",
    "bench": "bench",
}


class Commands(TyperGroup):
    """The commands, each read from its module when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (typer names it)
        """The names, as ``--help`` lists them."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command called `cmd_name`, or None."""
        if cmd_name not in MODULES:
            return None
        was_on = gc.isenabled()
        # Reading modules makes objects that stay; looking for garbage among them costs a tenth.
        gc.disable()
        try:
            module = importlib.import_module(f"dashboard.cli.{MODULES[cmd_name]}")
        finally:
            if was_on:
                gc.enable()
        return typer.main.get_group(module.commands).get_command(ctx, cmd_name)


app = typer.Typer(
    name="pharos",
    cls=Commands,
    help="The Mediterranean picture: crossings and deaths at sea.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(is_asked: bool) -> None:
    if not is_asked:
        return
    from importlib import metadata  # noqa: PLC0415 (no command needs it)

    try:
        typer.echo(f"pharos {metadata.version('pharos-dashboard')}")
    except metadata.PackageNotFoundError:
        typer.echo("pharos, from a checkout that is not installed")
    raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """The Mediterranean picture: crossings and deaths at sea."""
