"""What is done when processes of other nodes, their CPUs or their whole nodes are lost (EX-08, EX-10)."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from ...wire.handle import NULL_HANDLE, ProcessHandle, unpack
from ...wire.layouts import DOWN_REASONS
from ..link import Link
from ..links import NO_SUCH_PROCESS, PATH_DOWN, STATE_UNKNOWN, Links
from ..process import Process
from ..processes import Processes
from .parcels import NETWORK_DOWN, Json, Reply

AGAIN_SECONDS = 0.02
_REASONS = {NO_SUCH_PROCESS: "PROCESS", PATH_DOWN: "CPU", NETWORK_DOWN: "NODE", STATE_UNKNOWN: "NETWORK"}


class Owner(Protocol):
    """What losses need from the rest of the network."""

    async def ask_any(self, node: int, what: str, arguments: Json) -> Reply:
        """Ask whichever kernel of the node is up."""

    async def ask(self, node: int, cpu: int, what: str, arguments: Json) -> Reply:
        """Ask a kernel of another node."""


class Losses:
    """Guarantee: a process hears ``peer_down`` once for each process of another node that it had links to and that it
    has lost, with the one that serves the name now if there is any; only then may it talk to that one.
    """

    def __init__(self, processes: Processes, links: Links, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self._processes = processes
        self._links = links
        self._loop = loop
        self._owner = owner
        self._tasks: set[asyncio.Task[None]] = set()

    def lost(self, process: Process, peer: ProcessHandle, error: int) -> None:
        """A link to a process of another node cannot be had again, for that reason."""
        if self._links.lose(process, peer):
            self._begin(self._find_and_tell(process, peer, error))

    def cpu_down(self, node: int, cpu: int) -> None:
        """A CPU of another node is down."""
        self._lose(PATH_DOWN, lambda peer: (peer.node, peer.cpu) == (node, cpu))

    def node_lost(self, node: int) -> None:
        """No way has led to the node for longer than the abort timer."""
        self._lose(NETWORK_DOWN, lambda peer: peer.node == node)

    def gone(self, peer: ProcessHandle, successor: ProcessHandle | None) -> None:
        """A kernel of another node says that a process there has ended."""
        for process in self._processes.living():
            if self._links.lose(process, peer):
                self._tell(process, peer, "PROCESS", successor)

    def broken(self, link: Link, number: int) -> None:
        """A process says that the socket of a link, which the other end has asked for, failed."""
        self._begin(self._say_broken(link, number))

    def _lose(self, error: int, concerns: Any) -> None:
        for process in self._processes.living():
            for peer in self._links.peers_elsewhere(process):
                if concerns(peer):
                    self.lost(process, peer, error)
        self._links.mark(concerns)

    async def _say_broken(self, link: Link, number: int) -> None:
        arguments = {"link": link.identity, "socket": number, "to": link.peer.pack().hex()}
        reply = await self._owner.ask(link.peer.node, link.peer.cpu, "link-broken", arguments)
        error = reply.error or reply.answer["error"]
        if error:
            self.lost(link.process, link.peer, error)

    async def _find_and_tell(self, process: Process, peer: ProcessHandle, error: int) -> None:
        successor = None
        if error != NETWORK_DOWN and peer.named:
            reply = await self._serving(peer, error)
            error = NETWORK_DOWN if reply.error == NETWORK_DOWN else error
            handle = reply.answer.get("handle")
            successor = unpack(bytes.fromhex(handle)) if handle else None
        if not process.dead:
            self._tell(process, peer, _REASONS.get(error, "PROCESS"), successor)

    async def _serving(self, peer: ProcessHandle, error: int) -> Reply:
        """Who serves for a process. The kernel that is asked may not have heard of its death yet."""
        down = [peer.cpu] if error == PATH_DOWN else []
        arguments = {"handle": peer.pack().hex(), "down": down, "ended": int(error == NO_SUCH_PROCESS)}
        while True:
            reply = await self._owner.ask_any(peer.node, "serving", arguments)
            if reply.error or not reply.answer["again"]:
                return reply
            await asyncio.sleep(AGAIN_SECONDS)

    def _tell(self, process: Process, peer: ProcessHandle, reason: str, successor: ProcessHandle | None) -> None:
        values: dict[str, int | bytes] = {
            "handle": peer.pack(),
            "reason": DOWN_REASONS[reason],
            "named": int(peer.named),
            "successor": successor.pack() if successor else NULL_HANDLE,
        }
        self._processes.send(process, "peer_down", values)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
