"""Handshakes on real sockets: connecting, and proving who one is (docs/design.md, Links)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any, NamedTuple, Protocol

from . import handshake
from .actions import Json
from .configuration import Configuration
from .connections import tune
from .frames import FrameError, frame, parse
from .handshake import Hello, Refused

HANDSHAKE_SECONDS = 5.0
CONNECT_SECONDS = 1.0
MAX_HANDSHAKE_FRAME = 4096


class Unreachable(Exception):
    """There is no way over this fabric now: a fault, or an operator's doing. Nobody is told; it is tried again."""


class Owner(Protocol):
    """What a handshake has to know and to tell."""

    def may_connect(self, cpu: int, fabric: str) -> bool:
        """Whether a connection to that CPU over the fabric makes sense now."""

    def poisoned(self, cpu: int) -> None:
        """A CPU says that this one was declared down."""

    def view(self) -> dict[int, int]:
        """CPUs that are up, with incarnations."""

    def is_buried(self, cpu: int, incarnation: int) -> bool:
        """Whether that load of the CPU was declared down."""


class Greeted(NamedTuple):
    """A connection on which the other side has proved itself, and what it said last."""

    sock: socket.socket
    incarnation: int
    said: Json


class Greeting:
    """Both sides of the handshake.

    Guarantee: nothing of the other side is believed before it has proved that it knows the topology's secret; a CPU
    that was declared down is told so, and hears nothing else.
    """

    def __init__(self, configuration: Configuration, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self._configuration = configuration
        self._loop = loop
        self._owner = owner

    async def within(self, seconds: float, work: Coroutine[Any, Any, Any]) -> Any:
        """The outcome of ``work``. Raises EOFError when it takes longer."""
        try:
            return await asyncio.wait_for(work, seconds)
        except TimeoutError as error:
            raise EOFError("handshake took too long") from error

    async def ask(
        self, cpu: int, fabric: str, purpose: str, request: Json, patience: float = CONNECT_SECONDS
    ) -> Greeted:
        """Connect to a CPU and ask it for a path or a link. Raises Refused, FrameError, EOFError, OSError."""
        sock, hello = await self._connect(cpu, fabric, purpose, patience)
        try:
            incarnation, nonce = await self._challenged(sock, hello)
            buried = self._owner.is_buried(cpu, incarnation)
            await self._prove(sock, hello, incarnation, nonce, request, buried)
            if buried:
                raise EOFError(f"CPU {cpu} is down and was told so")
            reply = await self._read(sock)
        except BaseException:
            sock.close()
            raise
        if reply.get("poison"):
            self._owner.poisoned(cpu)
        return Greeted(sock, incarnation, reply)

    async def poison(self, cpu: int, fabric: str) -> None:
        """Connect to a CPU that was declared down, and tell it. Raises as ``ask`` does; OSError says it is not there.

        A later load of that CPU is left alone.
        """
        sock, hello = await self._connect(cpu, fabric, "control", CONNECT_SECONDS)
        with sock:
            incarnation, nonce = await self._challenged(sock, hello)
            if self._owner.is_buried(cpu, incarnation):
                await self._prove(sock, hello, incarnation, nonce, {}, True)

    async def answer(self, sock: socket.socket, fabric: str) -> tuple[Hello, Json]:
        """Let the CPU that connected prove itself: its hello and what it asks. Raises as ``ask``, or Unreachable."""
        own = self._configuration
        hello = handshake.hello_from(await self._read(sock), own.node, own.cpu, list(own.fabrics))
        if not self._owner.may_connect(hello.cpu, fabric):
            raise Unreachable
        nonce = handshake.new_nonce()
        mac = handshake.proof(own.secret, "answers", hello, own.incarnation, nonce)
        await self.say(sock, {"incarnation": own.incarnation, "nonce": nonce, "mac": mac})
        answer = await self._read(sock)
        handshake.check(own.secret, "asks", hello, own.incarnation, nonce, answer.get("mac"))
        if answer.get("poison"):
            self._owner.poisoned(hello.cpu)
        if self._owner.is_buried(hello.cpu, hello.incarnation):
            await self.say(sock, {"poison": 1})
            raise Refused(f"CPU {hello.cpu} incarnation {hello.incarnation} was declared down; poisoned")
        return hello, answer

    async def say(self, sock: socket.socket, data: Json) -> None:
        """Send one frame."""
        await self._loop.sock_sendall(sock, frame(data))

    async def _connect(self, cpu: int, fabric: str, purpose: str, patience: float) -> tuple[socket.socket, Hello]:
        own, address = self._configuration, self._configuration.fabrics[fabric].peers[cpu]
        sock = socket.socket(address.family, socket.SOCK_STREAM)
        try:
            tune(sock)
            await asyncio.wait_for(self._loop.sock_connect(sock, address.place), patience)
        except TimeoutError as error:
            sock.close()
            raise EOFError(f"CPU {cpu} does not answer on {fabric}") from error
        except BaseException:
            sock.close()
            raise
        return sock, Hello(own.node, own.cpu, own.incarnation, cpu, purpose, fabric, handshake.new_nonce())

    async def _challenged(self, sock: socket.socket, hello: Hello) -> tuple[int, str]:
        """The other side's incarnation, which it has proved, and its nonce."""
        await self.say(sock, hello._asdict())
        challenge = await self._read(sock)
        incarnation, nonce = challenge.get("incarnation"), challenge.get("nonce")
        handshake.check(self._configuration.secret, "answers", hello, incarnation, nonce, challenge.get("mac"))
        assert isinstance(incarnation, int) and isinstance(nonce, str)
        return incarnation, nonce

    async def _prove(
        self, sock: socket.socket, hello: Hello, incarnation: int, nonce: str, request: Json, poison: bool
    ) -> None:
        mac = handshake.proof(self._configuration.secret, "asks", hello, incarnation, nonce)
        view = sorted(self._owner.view().items())
        await self.say(sock, {"mac": mac, "request": request, "view": view, "poison": int(poison)})

    async def _read(self, sock: socket.socket) -> Json:
        length = int.from_bytes(await self._exactly(sock, 4), "big")
        if length > MAX_HANDSHAKE_FRAME:
            raise FrameError(f"handshake frame of {length} bytes")
        return parse(await self._exactly(sock, length))

    async def _exactly(self, sock: socket.socket, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = await self._loop.sock_recv(sock, count - len(data))
            if not more:
                raise EOFError("connection ended in the handshake")
            data += more
        return data
