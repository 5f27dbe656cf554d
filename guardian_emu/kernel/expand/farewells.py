"""What other nodes are told when a process of this one ends, and system messages that come from them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from ...wire.handle import ProcessHandle, unpack
from ..links import PATH_DOWN, Links
from ..names import Names
from ..process import Process
from ..processes import Processes
from .parcels import Json, Reply


class Owner(Protocol):
    """What farewells need from the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether a CPU of this node is up."""

    def cpus_up(self) -> list[int]:
        """The CPUs of this node that are up, ascending."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel of this node; None when its CPU is down."""


class Others(Protocol):
    """The kernels of other nodes."""

    async def ask(self, node: int, cpu: int, what: str, arguments: Json) -> Reply:
        """Ask a kernel of another node."""

    async def ask_any(self, node: int, what: str, arguments: Json) -> Reply:
        """Ask whichever kernel of the node is up."""


class Farewells:
    """Guarantee: whoever in another node had a link to a process, or was opened by it, hears of its end after the table
    of its own node shows it; a system message goes out once, from one kernel, whichever kernels see the cause.
    """

    def __init__(
        self,
        node: int,
        cpu: int,
        names: Names,
        processes: Processes,
        links: Links,
        loop: asyncio.AbstractEventLoop,
        others: Others,
        owner: Owner,
    ) -> None:
        self._node = node
        self._cpu = cpu
        self._names = names
        self._processes = processes
        self._links = links
        self._loop = loop
        self._others = others
        self._owner = owner
        self._peers: dict[ProcessHandle, list[ProcessHandle]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ends(self, process: Process) -> None:
        """A process of this CPU ended; its links are about to be let go."""
        peers = self._links.peers_elsewhere(process)
        if peers:
            self._peers[process.handle] = peers

    def gone(self, process: Process) -> None:
        """The table shows the end of that process."""
        opens: dict[tuple[int, int], list[Json]] = {
            (peer.node, peer.cpu): [] for peer in self._peers.pop(process.handle, [])
        }
        packed = process.handle.pack().hex()
        for file, (label, target) in sorted(process.opens.items()):
            if target.node != self._node:
                message = {"t": "opener-gone", "opener": packed, "file": file, "label": label}
                place = opens.setdefault((target.node, target.cpu), [])
                place.append({**message, "target": target.pack().hex()})
        successor = self._names.serving(process.handle) if process.handle.named else None
        gone = {"gone": packed, "successor": successor.pack().hex() if successor else ""}
        for (node, cpu), messages in opens.items():
            self._begin(self._say_gone(node, cpu, {**gone, "opens": messages}))

    def tell(self, to: ProcessHandle, about: ProcessHandle, message: bytes) -> None:
        """A system message about the process ``about`` of this node for one of another. Every kernel calls this,
        and one does it: that of the CPU where the process was, or the lowest one when that is down.
        """
        does_it = about.cpu if self._owner.is_up(about.cpu) else min(self._owner.cpus_up())
        if does_it == self._cpu:
            self._begin(self._say(to.node, _letter(to, message, about.pack())))

    def deliver(self, to: ProcessHandle, message: bytes, drain: bytes) -> None:
        """Give a system message from another node to who serves for ``to`` in this one."""
        serving = self._names.serving(to)
        if serving and serving.cpu == self._cpu:
            self._give(serving, message, drain)
        elif serving and self._owner.is_up(serving.cpu):
            self._begin(self._pass_on(serving.cpu, _letter(serving, message, drain)))

    async def deliver_here(self, arguments: Json) -> Json:
        """Answer a kernel of this node: a system message for a process of this CPU."""
        to = unpack(bytes.fromhex(arguments["to"]))
        if to:
            self._give(to, bytes.fromhex(arguments["message"]), bytes.fromhex(arguments["drain"]))
        return {}

    def _give(self, to: ProcessHandle, message: bytes, drain: bytes) -> None:
        process = self._processes.of(to)
        if process:
            self._processes.send(process, "system_message", {"drain": drain}, {"*": message})

    async def _say_gone(self, node: int, cpu: int, arguments: Json) -> None:
        reply = await self._others.ask(node, cpu, "process-gone", arguments)
        if reply.error == PATH_DOWN and arguments["opens"]:
            await self._others.ask_any(node, "process-gone", arguments)

    async def _say(self, node: int, arguments: Json) -> None:
        await self._others.ask_any(node, "system-message", arguments)

    async def _pass_on(self, cpu: int, arguments: Json) -> None:
        await self._owner.ask(cpu, "expand-message", arguments)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _letter(to: ProcessHandle, message: bytes, drain: bytes) -> Json:
    return {"to": to.pack().hex(), "message": message.hex(), "drain": drain.hex()}
