"""The socket on which the service listens."""

from __future__ import annotations

import asyncio
import socket

import pytest
import typer

from api.cli.service import listen


def test_what_is_written_leaves_at_once_on_a_connection_kept_open():
    async def delayed() -> int:
        accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            its = writer.get_extra_info("socket")
            accepted.set_result(its.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("127.0.0.1", 0)
        async with await asyncio.start_server(met, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            try:
                return await asyncio.wait_for(accepted, 10)
            finally:
                writer.close()

    assert asyncio.run(delayed())


def test_a_port_that_is_taken_is_told_and_nothing_is_left_open(capsys):
    with listen("127.0.0.1", 0) as first:
        taken = first.getsockname()[1]
        with pytest.raises(typer.Exit):
            listen("127.0.0.1", taken)
    assert str(taken) in capsys.readouterr().err
