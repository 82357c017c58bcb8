"""A real server in a thread, on a port of its own, for who asks through HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from api.app import LONGEST_ADDRESS
from api.patience import PatientProtocol

_READY_SECONDS = 120


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an application as `prassi serve` does; gives its address once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            app,
            http=PatientProtocol,
            h11_max_incomplete_event_size=2 * LONGEST_ADDRESS,
            log_level="error",
            server_header=False,
            proxy_headers=False,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            _wait(address, thread)
            yield address
        finally:
            server.should_exit = True
            thread.join()


def _wait(address: str, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while thread.is_alive() and time.monotonic() < deadline:
        try:
            # Without an encoder it is never ready, and answers all the same.
            if httpx.get(f"{address}/readyz", timeout=5).json()["encoder"] != "loading":
                return
        except (httpx.TransportError, KeyError):
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server at {address} was never ready")
