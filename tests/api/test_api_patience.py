"""A deadline on the head of a request, tried on real sockets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn

from api import patience
from api.patience import PatientProtocol

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def hello(scope: Any, receive: Any, send: Any) -> None:
    if scope["path"] == "/slow":
        await asyncio.sleep(0.5)
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


def talk(*said: bytes, pause: float = 0.1) -> bytes:
    """Say the pieces one after another and return what comes back until the server closes."""

    async def run() -> bytes:
        config = uvicorn.Config(
            hello, port=0, http=PatientProtocol, lifespan="off", log_level="critical"
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        heard = asyncio.create_task(reader.read())
        for piece in said:
            writer.write(piece)
            await asyncio.sleep(pause)
        try:
            return await asyncio.wait_for(heard, 5)
        finally:
            writer.close()
            server.should_exit = True
            await serving

    return asyncio.run(run())


@pytest.fixture(autouse=True)
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)


def test_who_lets_a_header_trickle_in_is_sent_away() -> None:
    assert talk(*(bytes([sign]) for sign in WHOLE[:10])).startswith(b"HTTP/1.1 408")


def test_who_connects_and_says_nothing_is_sent_away() -> None:
    assert talk(b"").startswith(b"HTTP/1.1 408")


def test_who_begins_a_second_request_and_does_not_end_it_is_sent_away() -> None:
    heard = talk(WHOLE, WHOLE[:9])
    assert heard.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 408" in heard


def test_an_answer_that_takes_longer_than_the_deadline_is_given() -> None:
    heard = talk(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 200")
    assert heard.endswith(b"ok")
