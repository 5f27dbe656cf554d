"""Circuits: chains of sockets that carry a link from a process of one node to a process of another (EX-01, EX-03)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, Protocol

from ...wire.handle import unpack
from ..actions import Json
from ..fabric import Opened
from ..frames import FrameError
from .lines import Lines
from .parcels import NETWORK_DOWN, PATH_DOWN
from .relays import Relays
from .settings import Settings
from .wire import hear, say

MAX_HOPS = 32


class Owner(Protocol):
    """What circuits need from the rest of the network."""

    def is_cpu_up(self, cpu: int) -> bool:
        """Whether a CPU of this node is up."""

    def line_for(self, node: int, key: int) -> str | None:
        """The line that traffic with that key takes."""

    async def over_fabric(self, cpu: int, request: Json) -> Opened:
        """A socket to the kernel of another CPU of this node, on which ``request`` was said."""

    def link_asked(self, request: Json) -> tuple[Json, Callable[[socket.socket], None]]:
        """The end of a chain: a link to a process of this CPU."""


class Circuits:
    """Every kernel on the way decides for itself where a chain goes on.

    Guarantee: the asker gets the socket only when the chain reaches the process; when a line, a CPU or a process of
    the chain dies, both ends of the chain end.
    """

    def __init__(
        self,
        settings: Settings,
        cpu: int,
        lines: Lines,
        relays: Relays,
        loop: asyncio.AbstractEventLoop,
        owner: Owner,
    ) -> None:
        self._settings = settings
        self._cpu = cpu
        self._lines = lines
        self._relays = relays
        self._loop = loop
        self._owner = owner
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, node: int, cpu: int, request: Json) -> Opened:
        """A chain to a CPU of another node, for the link that ``request`` asks for."""
        circuit = {"node": node, "cpu": cpu, "hops": MAX_HOPS, "request": request}
        return await self._joined(await self._onward(circuit))

    def came(self, sock: socket.socket, circuit: Json, *tags: str) -> None:
        """A chain that another kernel has begun arrived here."""
        task = self._loop.create_task(self._serve(sock, circuit, tags))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _joined(self, onward: tuple[socket.socket | None, list[str]]) -> Opened:
        """A process gets its own pair of sockets: the chain's stays here, so that it can be cut."""
        sock, tags = onward
        error = await self._verdict(sock)
        if sock is None or error:
            return Opened(None, error)
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        here.setblocking(False)
        self._relays.join(there, sock, *tags)
        return Opened(here, 0)

    async def _verdict(self, sock: socket.socket | None) -> int:
        """What the far end of the chain says: 0, or the error; the socket is closed then."""
        if sock is None:
            return NETWORK_DOWN
        try:
            said = await asyncio.wait_for(hear(self._loop, sock), self._settings.l4_timeout)
            error = said["error"]
            if error == 0:
                return 0
        except (OSError, EOFError, FrameError, KeyError, TimeoutError):
            error = NETWORK_DOWN
        sock.close()
        return error if type(error) is int else NETWORK_DOWN

    async def _onward(self, circuit: Json) -> tuple[socket.socket | None, list[str]]:
        """One hop: over a line of this CPU, or over the fabrics to where the line is, or the process."""
        if circuit["hops"] <= 0:
            return None, []
        circuit = {**circuit, "hops": circuit["hops"] - 1}
        if circuit["node"] == self._settings.node:
            return await self._to_cpu(circuit["cpu"], circuit)
        name = self._owner.line_for(circuit["node"], circuit["request"]["link"])
        if name is None:
            return None, []
        if not self._lines.holds(name):
            return await self._to_cpu(self._settings.lines[name].cpu, circuit)
        return await self._lines.dial_circuit(name, circuit), [name]

    async def _to_cpu(self, cpu: int, circuit: Json) -> tuple[socket.socket | None, list[str]]:
        if cpu == self._cpu or not self._owner.is_cpu_up(cpu):
            return None, []
        opened = await self._owner.over_fabric(cpu, {"circuit": circuit})
        return opened.sock, [f"cpu {cpu}", f"cpu {cpu} {opened.fabric}"]

    async def _serve(self, sock: socket.socket, circuit: Json, tags: tuple[str, ...]) -> None:
        try:
            if circuit["node"] == self._settings.node and circuit["cpu"] == self._cpu:
                await self._arrive(sock, circuit, tags)
                return
            if circuit["node"] == self._settings.node and not self._owner.is_cpu_up(circuit["cpu"]):
                await self._refuse(sock, PATH_DOWN)
                return
            far, more = await self._onward(circuit)
            error = await self._verdict(far)
            if far is None or error:
                await self._refuse(sock, error)
                return
            await self._accept(sock, far)
            self._relays.join(sock, far, *tags, *more)
        except OSError:
            sock.close()

    async def _arrive(self, sock: socket.socket, circuit: Json, tags: tuple[str, ...]) -> None:
        reply, then = self._owner.link_asked(circuit["request"])
        if reply["error"]:
            await self._refuse(sock, reply["error"])
            return
        await say(self._loop, sock, {"error": 0})
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        here.setblocking(False)
        self._relays.join(sock, there, *tags)
        then(here)

    async def _accept(self, sock: socket.socket, far: socket.socket) -> None:
        try:
            await say(self._loop, sock, {"error": 0})
        except OSError:
            far.close()
            raise

    async def _refuse(self, sock: socket.socket, error: int) -> None:
        await say(self._loop, sock, {"error": error})
        sock.close()


def is_for(request: Json) -> bool:
    """Whether what was asked over a fabric is a circuit."""
    return isinstance(request.get("circuit"), dict)


def well_formed(circuit: Any) -> bool:
    """Whether it is a circuit that can be served."""
    if not isinstance(circuit, dict) or not isinstance(circuit.get("request"), dict):
        return False
    if any(type(circuit.get(name)) is not int for name in ("node", "cpu", "hops")):
        return False
    request = circuit["request"]
    try:
        ends = (unpack(bytes.fromhex(request["to"])), unpack(bytes.fromhex(request["from"])))
    except (KeyError, TypeError, ValueError):
        return False
    who = request.get("who")
    known = isinstance(who, dict) and isinstance(who.get("brought"), dict) and type(who.get("access_id")) is int
    return None not in ends and type(request.get("link")) is int and known
