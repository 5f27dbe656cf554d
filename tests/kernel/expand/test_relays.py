"""Two sockets made into one stream, with real sockets."""

from __future__ import annotations

import asyncio
import random
import socket

import pytest

from guardian_emu.kernel.expand.relays import Relays


def pair() -> tuple[socket.socket, socket.socket]:
    one, other = socket.socketpair()
    for sock in (one, other):
        sock.setblocking(False)
    return one, other


async def everything(sock: socket.socket) -> bytes:
    """What comes until the end of file."""
    data = b""
    while more := await asyncio.get_running_loop().sock_recv(sock, 65536):
        data += more
    return data


@pytest.mark.requires("EX-03", "EX-04")
def test_bytes_and_the_end_of_file_go_on_in_order_and_each_way_by_itself() -> None:
    async def scene() -> None:
        loop = asyncio.get_running_loop()
        relays = Relays(loop)
        (near, first), (second, far) = pair(), pair()
        relays.join(first, second, "$L")
        sent = random.Random(1).randbytes(3_000_000)  # more than sockets hold: the writer has to wait
        reading = asyncio.create_task(everything(far))
        await loop.sock_sendall(near, sent)
        near.shutdown(socket.SHUT_WR)
        assert await reading == sent
        assert relays.count("$L") == 1  # the other way goes on
        await loop.sock_sendall(far, b"answer")
        far.close()
        assert await everything(near) == b"answer"
        assert relays.count("$L") == 0
        near.close()

    asyncio.run(scene())


@pytest.mark.requires("EX-03")
def test_a_reader_that_does_not_read_stops_the_writer_and_nobody_else() -> None:
    async def scene() -> None:
        loop = asyncio.get_running_loop()
        relays = Relays(loop)
        (near, first), (second, far) = pair(), pair()
        relays.join(first, second, "$L")
        writing = asyncio.create_task(loop.sock_sendall(near, bytes(8_000_000)))
        (other_near, other_first), (other_second, other_far) = pair(), pair()
        relays.join(other_first, other_second, "$L")
        for _ in range(100):
            await loop.sock_sendall(other_near, b"x")
            assert await loop.sock_recv(other_far, 1) == b"x"
        assert not writing.done()
        near_end = asyncio.create_task(everything(far))
        await writing
        near.close()
        assert len(await near_end) == 8_000_000
        for sock in (far, other_near, other_far):
            sock.close()

    asyncio.run(scene())


@pytest.mark.requires("EX-08")
def test_what_depends_on_a_lost_line_ends_for_both_and_nothing_else_does() -> None:
    async def scene() -> None:
        relays = Relays(asyncio.get_running_loop())
        (near, first), (second, far) = pair(), pair()
        (safe_near, safe_first), (safe_second, safe_far) = pair(), pair()
        relays.join(first, second, "$L1", "cpu 2")
        relays.join(safe_first, safe_second, "$L2")
        assert relays.cut("$L1") == 1
        assert (await everything(near), await everything(far)) == (b"", b"")
        assert (relays.count("cpu 2"), relays.count("$L2"), relays.cut("$L1")) == (0, 1, 0)
        await asyncio.get_running_loop().sock_sendall(safe_near, b"on")
        assert await asyncio.get_running_loop().sock_recv(safe_far, 9) == b"on"
        relays.cut("$L2")
        for sock in (near, far, safe_near, safe_far):
            sock.close()

    asyncio.run(scene())
