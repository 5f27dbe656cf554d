"""This CPU as a member of its node: the core, joined with the fabrics and the clock."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from .actions import (
    Action,
    Completed,
    Disconnect,
    Halt,
    Haunt,
    Json,
    Loop,
    Missing,
    Poison,
    Report,
    Transmit,
)
from .configuration import Configuration
from .fabric import Fabric, Opened
from .handshake import Hello
from .packets import Packet
from .processor import Processor


class Owner(Protocol):
    """What a member needs from the rest of the kernel."""

    def link_asked(self, sock: socket.socket, hello: Hello, request: Json) -> tuple[Json, Callable[[], None]]:
        """Another kernel wants a link: the reply to send, then what to do with the socket."""

    def halt(self, code: int, reason: str) -> NoReturn:
        """Stop this CPU."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""

    def report_soon(self, event: str, **fields: Any) -> None:
        """See ``deaths.Owner``."""


class Member:
    """Tells the core what happens, and carries out what it wants done.

    Guarantee: in the order of the core; what follows from one action comes behind those that were there before it.
    """

    def __init__(self, configuration: Configuration, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self.core = Processor(configuration)
        self._configuration = configuration
        self._loop = loop
        self._owner = owner
        self._fabric = Fabric(configuration, loop, self)
        self._updates: dict[int, asyncio.Future[tuple[int, Json]]] = {}
        self._actions: deque[Action] = deque()
        self._performing = False
        self._missing: list[int] | None = None
        self._ready = False
        self.perform: dict[type[Any], Callable[[Any], None]] = {
            Transmit: lambda action: self._fabric.transmit(action.cpu, action.fabric, action.packet),
            Loop: lambda action: self._fabric.loop_back(action.fabric),
            Disconnect: lambda action: self._fabric.disconnect(action.cpu, action.fabric),
            Poison: self._poison,
            Haunt: lambda action: self._fabric.haunt(action.cpu),
            Completed: self._completed,
            Missing: self._still_missing,
            Halt: lambda action: owner.halt(action.code, action.reason),
            Report: lambda action: owner.report_soon(action.event, t=time.monotonic_ns(), **action.fields),
        }
        """What to do for each kind of action; the rest of the kernel adds what is its affair."""

    def listen(self) -> None:
        """Accept connections of the other CPUs."""
        self._fabric.listen()

    def start(self) -> None:
        """Begin to join the node."""
        self._do(self.core.start(self._loop.time()))
        self._fabric.announce()
        self._fabric.dial()
        self._tick()

    def joined(self) -> None:
        """This CPU is a member: it is ready when every CPU is connected on both fabrics, or a period later."""
        self._loop.call_later(self._configuration.alive, self._announce)
        if self.core.interconnect.is_complete():
            self._announce()

    # What the rest of the kernel asks of it.

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""
        return self.core.is_up(cpu)

    def cpus_up(self) -> list[int]:
        """The CPUs that are up, ascending."""
        return sorted(self.core.membership.up)

    def peers(self) -> list[int]:
        """The other CPUs that are up."""
        return [cpu for cpu in self.cpus_up() if cpu != self._configuration.cpu]

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""
        self._do(self.core.send(cpu, message))

    async def open_link(self, cpu: int, request: Json, avoid: str = "") -> Opened:
        """Connect to another kernel for a link."""
        return await self._fabric.open_link(cpu, request, avoid)

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; its error and effect."""
        token, actions = self.core.submit(operation)
        future: asyncio.Future[tuple[int, Json]] = self._loop.create_future()
        self._updates[token] = future
        self._do(actions)
        return await future

    def fabric_changed(self, actions: list[Action]) -> None:
        """An operator, or a fault, changed what passes."""
        self._do(actions)
        self._fabric.mended()
        self._fabric.dial()

    # What the fabric tells.

    def opened(self, cpu: int, fabric: str, incarnation: int, view: dict[int, int]) -> None:
        """A control connection stands."""
        self._do(self.core.opened(cpu, fabric, incarnation, view, self._loop.time()))
        if self.core.joined and self.core.interconnect.is_complete():
            self._announce()

    def closed(self, cpu: int, fabrics: list[str], ended: bool) -> None:
        """Control connections to a CPU closed."""
        self._do(self.core.closed(cpu, fabrics, ended, self._loop.time()))

    def packet(self, cpu: int, fabric: str, incarnation: int, packet: Packet) -> None:
        """A packet came. Raises ValueError when it cannot be."""
        self._do(self.core.packet(cpu, fabric, incarnation, packet, self._loop.time()))

    def looped(self, fabric: str) -> None:
        """The loop-back of a fabric came back."""
        self._do(self.core.looped(fabric, self._loop.time()))

    def poisoned(self, cpu: int) -> None:
        """A CPU says that this one was declared down."""
        self._do(self.core.poisoned(cpu))

    def view(self) -> dict[int, int]:
        """CPUs that are up, with incarnations."""
        return self.core.view()

    def is_buried(self, cpu: int, incarnation: int) -> bool:
        """Whether that load of the CPU was declared down."""
        return self.core.membership.is_buried(cpu, incarnation)

    def may_connect(self, cpu: int, fabric: str) -> bool:
        """Whether a connection to that CPU over the fabric makes sense now."""
        return self.core.interconnect.may_connect(cpu, fabric)

    def is_cut(self, cpu: int, fabric: str) -> bool:
        """Whether a fault drops what passes between this CPU and that one over the fabric."""
        interconnect = self.core.interconnect
        return interconnect.is_cut(cpu, fabric, True) or interconnect.is_cut(cpu, fabric, False)

    def links_by(self, cpu: int) -> list[str]:
        """Fabrics for a new link to that CPU, the best first."""
        return self.core.interconnect.links_by(cpu)

    def dials(self, cpu: int) -> bool:
        """At cold load the higher CPU connects, at reload the one that is reloaded."""
        if self.core.joined:
            return False
        if self._configuration.start == "reload":
            return True
        return cpu < self._configuration.cpu and cpu not in self.core.membership.down

    def link_asked(self, sock: socket.socket, hello: Hello, request: Json) -> tuple[Json, Callable[[], None]]:
        """Another kernel wants a link to a process here."""
        return self._owner.link_asked(sock, hello, request)

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""
        self._owner.report(event, **fields)

    # Carrying out actions.

    def _do(self, actions: list[Action]) -> None:
        self._actions.extend(actions)
        if self._performing:
            return
        self._performing = True
        try:
            while self._actions:
                action = self._actions.popleft()
                self.perform[type(action)](action)
        finally:
            self._performing = False

    def _tick(self) -> None:
        self._do(self.core.tick(self._loop.time()))
        self._fabric.dial()
        self._loop.call_later(self._configuration.alive / 4, self._tick)

    def _poison(self, poison: Poison) -> None:
        if self._fabric.poison(poison.cpu):
            self._owner.report("poisoned", poisoned=poison.cpu)

    def _completed(self, completed: Completed) -> None:
        future = self._updates.pop(completed.token, None)
        if future and not future.done():
            future.set_result((completed.error, completed.effect))

    def _announce(self) -> None:
        if not self._ready:
            self._ready = True
            self._owner.report("stage", stage="ready")

    def _still_missing(self, missing: Missing) -> None:
        if missing.cpus != self._missing:
            self._missing = missing.cpus
            self._owner.report("stage", stage="joining", missing=missing.cpus)
