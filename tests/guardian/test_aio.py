"""Serving and asking in asyncio, in real processes of a real node."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from guardian.conftest import Run, put
from kernel.embedded import Node

SERVER = """
import asyncio
import struct
from guardian_emu.guardian.aio import Exchange
from guardian_emu.guardian import procedures

async def answer(message):
    if message.data.startswith(b"slow"):
        await asyncio.sleep(0.05)
    message.reply(message.data.upper())

async def main():
    async with Exchange(depth=40) as exchange:
        procedures.SIGNALTIMEOUT(5, 17)
        tasks = set()
        async for message in exchange:
            if message.is_system:
                if struct.unpack("=h", message.data[:2])[0] == -22:
                    print("timer", flush=True)
                message.reply()
            elif message.data == b"end":
                message.reply()
                return
            else:
                tasks.add(asyncio.create_task(answer(message)))

asyncio.run(main())
print("served", flush=True)
"""

REQUESTER = """
import asyncio
from guardian_emu.guardian import FileSystemError
from guardian_emu.guardian.aio import Exchange

async def main():
    async with Exchange() as exchange:
        file = await exchange.open("$SERV")
        slow = asyncio.create_task(exchange.write_read(file, b"slow", 100))
        await asyncio.sleep(0)
        answers = await asyncio.gather(*(exchange.write_read(file, b"ask %d" % i, 100) for i in range(14)))
        assert [answer.data for answer in answers] == [b"ASK %d" % i for i in range(14)], answers
        assert (await slow).data == b"SLOW"
        taken_back = asyncio.create_task(exchange.write_read(file, b"slow and late", 100))
        await asyncio.sleep(0.001)
        taken_back.cancel()
        assert (await exchange.write_read(file, b"next", 100)).data == b"NEXT"
        try:
            await exchange.open("$NONE")
            raise AssertionError("opened what is not there")
        except FileSystemError as error:
            assert error.number == 14, error
        await exchange.write(file, b"end")
        for _ in range(100):
            try:
                await exchange.write(file, b"gone?")
            except FileSystemError as error:
                assert error.number in (201, 14), error
                break
            await asyncio.sleep(0.01)
        exchange.close(file)

asyncio.run(main())
print("asked", flush=True)
"""


@pytest.mark.requires("MS-06", "R-49")
def test_an_event_loop_serves_and_asks_without_waiting(guardian_node: Callable[..., Node], tmp_path: Path) -> None:
    node = guardian_node(2)
    for name, text in (("server.py", SERVER), ("requester.py", REQUESTER)):
        (tmp_path / name).write_text(text)
        put(node, tmp_path / name)
    server = Run(node.cpus[1], "server", "$SERV")
    server.output("timer")
    requester = Run(node.cpus[0], "requester", "")
    code, said = requester.end()
    assert code == 0, said
    assert server.output("served")
    assert server.end()[0] == 0
