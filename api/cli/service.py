"""The command that opens the doors: serve."""

from __future__ import annotations

import errno
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer
import uvicorn
from threadpoolctl import threadpool_limits

from api.app import LONGEST_ADDRESS, create_app
from api.cli.console import complain, messages
from api.patience import PatientProtocol
from api.settings import Settings

#: Seconds that the writer of the desk has to finish what it is at.
_PATIENCE = 30.0
_REASONS = {
    errno.EADDRINUSE: "la porta è già in uso, sceglietene un'altra con --port",
    errno.EACCES: "servono più permessi per questa porta, sceglietene una sopra la 1024",
    errno.EADDRNOTAVAIL: "questo indirizzo non è di questa macchina",
}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Indirizzo su cui ascoltare.")] = None,
    port: Annotated[int | None, typer.Option(help="Porta; 0 ne prende una libera.")] = None,
    with_desk: Annotated[
        bool, typer.Option("--with-desk", help="Tieni al lavoro anche la scrivania.")
    ] = False,
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
            h11_max_incomplete_event_size=2 * LONGEST_ADDRESS,  # so that 414 is told by us
            log_level="warning",
            server_header=False,
            proxy_headers=False,  # the application believes those that the settings name
            timeout_keep_alive=15,
        )
    )
    with listen(chosen.host, chosen.port) as listening:
        port = listening.getsockname()[1]
        messages.print(f"Prassi è su http://{chosen.host}:{port}/  (Ctrl-C per fermare)")
        # The products of a question are small: a second thread of BLAS would only spin beside them,
        # and take half the processor from whoever else is asking.
        with threadpool_limits(1, "blas"), _writer() if with_desk else nullcontext():
            server.run(sockets=[listening])


@contextmanager
def _writer() -> Iterator[None]:
    """Run `prassi desk work` beside the service, and end it with the service."""
    working = subprocess.Popen([sys.executable, "-m", "api.cli.main", "desk", "work"])
    try:
        yield
    finally:
        working.send_signal(signal.SIGINT)
        try:
            working.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            working.kill()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket: the real port is known, and a taken one is said in one line."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror)
        complain(f"non si può ascoltare su {host}:{port}: {reason}")
        raise typer.Exit(3) from error
    # asyncio sends at once only on a socket that is said to be TCP: on another, whoever keeps the
    # connection open waits 40 ms for the second half of every answer (Nagle's delay).
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, listening.detach())
