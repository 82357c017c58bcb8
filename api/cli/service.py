"""The command that opens the doors: serve."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.cli.console import messages
from api.patience import PatientProtocol
from api.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Indirizzo su cui ascoltare.")] = None,
    port: Annotated[int | None, typer.Option(help="Porta; 0 ne prende una libera.")] = None,
) -> None:
    """Apri le pagine e le interfacce; Ctrl-C per fermare."""
    settings = Settings()
    chosen = settings.model_copy(
        update={key: value for key, value in (("host", host), ("port", port)) if value is not None}
    )
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(chosen),
            host=chosen.host,
            port=chosen.port,
            http=PatientProtocol,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=15,
        )
    )
    messages.print(f"Prassi è su http://{chosen.host}:{chosen.port}/  (Ctrl-C per fermare)")
    server.run()
