"""``pharos serve``."""

from __future__ import annotations

import gc
import socket
from typing import Annotated

import typer

from dashboard.cli import output
from dashboard.settings import Settings

commands = typer.Typer()


@commands.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind; loopback by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 8050 by default.")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes; 2 by default.")] = None,
) -> None:
    """Start the dashboard."""
    settings = output.settings(host=host, port=port, workers=workers)
    gc.disable()  # until the application is made; see `Server.load`
    from dashboard.wsgi import Server  # noqa: PLC0415  under the line above

    output.store()
    _refuse_port_in_use(settings)
    typer.echo(f"Pharos on http://{settings.host}:{settings.port} (Ctrl+C ends it)")
    Server(settings).run()


def _refuse_port_in_use(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise output.refuse(
                f"The address {settings.host}:{settings.port} cannot be used ({error.strerror}); "
                "choose another by --port or --host."
            ) from error
