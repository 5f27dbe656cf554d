"""Links between processes: brokering, duplicates, cutting, mending (docs/design.md, Links)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol

from ..wire.codec import Value
from ..wire.handle import ProcessHandle, unpack
from .actions import Json
from .fabric import Opened
from .link import Link
from .process import Process
from .processes import Processes

NO_SUCH_PROCESS, PATH_DOWN, STATE_UNKNOWN = 14, 201, 249


class Owner(Protocol):
    """What links need from the rest of the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""

    async def open_link(self, cpu: int, request: Json, avoid: str = "") -> Opened:
        """Connect to the other kernel for a link."""


class Elsewhere(Protocol):
    """The network that joins nodes, as links use it."""

    def knows(self, node: int) -> bool:
        """Whether there is such a node."""

    def is_up_there(self, node: int, cpu: int) -> bool:
        """Whether a CPU of another node is up, as far as is known."""

    async def open_link(
        self, process: Process, peer: ProcessHandle, request: Callable[[], Json], wanted: Callable[[], bool]
    ) -> Opened:
        """A socket for a link to a process of another node. ``request`` is asked anew for every attempt."""

    def lost(self, process: Process, peer: ProcessHandle, error: int) -> None:
        """A link cannot be had again, for that reason."""

    def broken(self, link: Link, number: int) -> None:
        """The socket of a link that the other node has asked for failed."""


class _Opening:
    __slots__ = ("dead", "peer", "process")

    def __init__(self, process: Process, peer: ProcessHandle) -> None:
        self.process = process
        self.peer = peer
        self.dead = False


class Links:
    """All links of this CPU's processes.

    Guarantee: a process gets ``peer_down`` for a peer only after its links to that peer can bring nothing more than
    what had arrived, and at most once per link's peer.
    """

    def __init__(
        self, cpu: int, incarnation: int, processes: Processes, loop: asyncio.AbstractEventLoop, owner: Owner
    ) -> None:
        self._cpu = cpu
        self._incarnation = incarnation
        self._processes = processes
        self._loop = loop
        self._owner = owner
        self._node = processes.node
        self.elsewhere: Elsewhere
        self._counter = 0
        self._opening: set[_Opening] = set()
        self._by_identity: dict[int, Link] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, process: Process, peer: ProcessHandle, tag: int) -> None:
        """Answer a ``link`` request of ``process``."""
        error, link = await self._open(process, peer)
        values: dict[str, Value] = {"handle": peer.pack(), "link": link.identity if link else 0}
        self._processes.send(process, "linked", values, fd=link.sock.fileno() if link else -1, error=error, tag=tag)

    async def ahead(self, process: Process, peer: ProcessHandle) -> bool:
        """Make a link to a backup before it is needed; whether there is one now, or will be."""
        busy = any((opening.process, opening.peer) == (process, peer) for opening in self._opening)
        if busy or any(link.peer == peer for link in process.links):
            return True
        _error, link = await self._open(process, peer)
        if link:
            self._offer(link)
        return link is not None

    def asked(self, request: Json, fabric: str) -> tuple[Json, Callable[[socket.socket], None]]:
        """Another kernel wants a link to a process here, or a new socket for one: the reply, then what to do."""
        to = unpack(bytes.fromhex(request["to"]))
        by = unpack(bytes.fromhex(request["from"]))
        process, identity = self._processes.of(to), request["link"]
        if process is None or by is None or type(identity) is not int:
            return {"error": NO_SUCH_PROCESS}, _drop
        if "resume" in request:
            link, number = self._by_identity.get(identity), int(request["resume"])
            if link is None or link.process is not process:
                return {"error": NO_SUCH_PROCESS if by.node == self._node else STATE_UNKNOWN}, _drop
            return {"error": 0}, lambda sock: self._renew(link, number, sock, fabric)
        return {"error": 0}, lambda sock: self._offer(self._add(identity, process, by, sock, False, fabric))

    def broken(self, process: Process, identity: int, number: int) -> None:
        """A process says that a link's socket with that number failed."""
        link = next((link for link in process.links if link.identity == identity), None)
        if link is None or link.mending or number < link.number:
            return
        if self._is_elsewhere(link.peer) and not link.asked:
            self.elsewhere.broken(link, number)
        elif not self._may_mend(link.peer):
            return
        elif link.asked:
            self._begin_mending(link)
        elif link.peer.cpu == self._cpu:
            self.broken_there(identity, number)
        else:
            self._owner.send(link.peer.cpu, {"t": "link-broken", "link": identity, "socket": number})

    def broken_there(self, identity: int, number: int) -> None:
        """The kernel of the other end says so."""
        link = self._by_identity.get(identity)
        if link and link.asked and not link.mending and number >= link.number:
            self._begin_mending(link)

    def process_ended(self, process: Process) -> None:
        """Let go of the links of a local process that ended; its peers read to the end of file."""
        for link in process.links:
            self._forget(link)
            link.end()
        process.links = []

    def path_down(self, cpu: int, fabric: str) -> None:
        """The links to a CPU over that fabric go over the other one (XY-02): their processes ask for it."""
        for process in self._processes.by_handle.values():
            for link in process.links:
                if (link.peer.cpu, link.fabric) == (cpu, fabric):
                    link.shut()

    def sever(self, cpu: int) -> None:
        """Nothing that processes of the CPU send from now on reaches a process here (FD-08)."""
        for process in self._processes.by_handle.values():
            for link in process.links:
                if link.peer.cpu == cpu and not self._is_elsewhere(link.peer):
                    link.shut()

    def cut_cpu(self, cpu: int) -> list[tuple[Process, ProcessHandle]]:
        """Cut every link to processes of a CPU that is down; returns who lost whom, each once."""
        lost = []
        for process in self._processes.by_handle.values():
            gone = [link for link in process.links if link.peer.cpu == cpu and not self._is_elsewhere(link.peer)]
            if gone:
                for link in gone:
                    link.cut()
                    self._forget(link)
                lost += [(process, peer) for peer in dict.fromkeys(link.peer for link in gone)]
                process.links = [link for link in process.links if link not in gone]
        self.mark(lambda peer: peer.cpu == cpu and not self._is_elsewhere(peer))
        return lost

    def peer_ended(self, peer: ProcessHandle) -> list[Process]:
        """Forget the links to a process that ended; returns the local processes that had one."""
        bereft = []
        for process in self._processes.by_handle.values():
            gone = [link for link in process.links if link.peer == peer]
            if gone:
                bereft.append(process)
                for link in gone:
                    link.close()
                    self._forget(link)
                process.links = [link for link in process.links if link.peer != peer]
        self.mark(lambda other: other == peer)
        return bereft

    def peers_elsewhere(self, process: Process) -> list[ProcessHandle]:
        """The processes of other nodes that a process has links to, each once."""
        return list(dict.fromkeys(link.peer for link in process.links if self._is_elsewhere(link.peer)))

    def lose(self, process: Process, peer: ProcessHandle) -> bool:
        """Cut a process's links to a process of another node; False when it has none."""
        gone = [link for link in process.links if link.peer == peer]
        for link in gone:
            link.cut()
            self._forget(link)
        process.links = [link for link in process.links if link.peer != peer]
        self.mark(lambda other: other == peer)
        return bool(gone)

    def holders(self, peer: ProcessHandle) -> list[Process]:
        """Local processes with a link to that process that they asked for."""
        return [
            process
            for process in self._processes.by_handle.values()
            if any(link.peer == peer and link.asked for link in process.links)
        ]

    def mark(self, concerns: Callable[[ProcessHandle], bool]) -> None:
        """Links to those processes that are being made come too late."""
        for opening in self._opening:
            opening.dead = opening.dead or concerns(opening.peer)

    async def _open(self, process: Process, peer: ProcessHandle) -> tuple[int, Link | None]:
        if self._is_elsewhere(peer):
            return await self._open_elsewhere(process, peer)
        self._counter += 1
        identity = self._cpu << 60 | (self._incarnation & 0xFFFFFFF) << 32 | self._counter
        if peer.cpu == self._cpu:
            return self._open_here(process, peer, identity)
        if not self._owner.is_up(peer.cpu):
            return PATH_DOWN, None
        opening = _Opening(process, peer)
        self._opening.add(opening)
        request = {"link": identity, "to": peer.pack().hex(), "from": process.handle.pack().hex()}
        opened = await self._owner.open_link(peer.cpu, request)
        self._opening.discard(opening)
        if opened.sock is None:
            return opened.error or PATH_DOWN, None
        if opening.dead or process.dead or not self._owner.is_up(peer.cpu):
            opened.sock.close()
            return (NO_SUCH_PROCESS if self._owner.is_up(peer.cpu) else PATH_DOWN), None
        return 0, self._add(identity, process, peer, opened.sock, True, opened.fabric)

    async def _open_elsewhere(self, process: Process, peer: ProcessHandle) -> tuple[int, Link | None]:
        """Identities of links between nodes have the asking node in them: they meet those of other nodes."""
        if not self.elsewhere.knows(peer.node):
            return NO_SUCH_PROCESS, None
        self._counter += 1
        load = self._cpu << 60 | (self._incarnation & 0xFFFFFFF) << 32
        identity = load | (self._node + 1) << 24 | self._counter & 0xFFFFFF
        request = {"link": identity, "to": peer.pack().hex(), "from": process.handle.pack().hex()}
        opening = _Opening(process, peer)
        self._opening.add(opening)
        opened = await self.elsewhere.open_link(
            process, peer, lambda: request, lambda: not opening.dead and not process.dead
        )
        self._opening.discard(opening)
        if opened.sock is None:
            return opened.error, None
        if opening.dead or process.dead or not self.elsewhere.is_up_there(peer.node, peer.cpu):
            opened.sock.close()
            return PATH_DOWN, None
        return 0, self._add(identity, process, peer, opened.sock, True)

    def _is_elsewhere(self, peer: ProcessHandle) -> bool:
        return peer.node != self._node

    def _may_mend(self, peer: ProcessHandle) -> bool:
        return self._is_elsewhere(peer) or self._owner.is_up(peer.cpu)

    def _open_here(self, process: Process, peer: ProcessHandle, identity: int) -> tuple[int, Link | None]:
        other = self._processes.of(peer)
        if other is None:
            return NO_SUCH_PROCESS, None
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        here.setblocking(False)
        there.setblocking(False)
        self._offer(self._add(identity, other, process.handle, there, False))
        return 0, self._add(identity, process, peer, here, True)

    def _add(
        self, identity: int, process: Process, peer: ProcessHandle, sock: socket.socket, asked: bool, fabric: str = ""
    ) -> Link:
        link = Link(identity, process, peer, sock, asked, fabric)
        process.links.append(link)
        if asked or identity not in self._by_identity:
            self._by_identity[identity] = link
        return link

    def _forget(self, link: Link) -> None:
        if self._by_identity.get(link.identity) is link:
            del self._by_identity[link.identity]

    def _offer(self, link: Link) -> None:
        values: dict[str, Value] = {"link": link.identity, "handle": link.peer.pack()}
        self._processes.send(link.process, "link_offer", values, fd=link.sock.fileno())

    def _begin_mending(self, link: Link) -> None:
        link.mending = True
        task = self._loop.create_task(self._mend(link))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _mend(self, link: Link) -> None:
        """Broker a new socket for the same identity, by the other fabric if need be (XY-02).

        Every attempt has a number of its own: the other end may have the socket of one that failed here.
        """
        if self._is_elsewhere(link.peer):
            await self._mend_elsewhere(link)
            return
        number = link.number
        while link.mending and link in link.process.links and self._owner.is_up(link.peer.cpu):
            number += 1
            if link.peer.cpu == self._cpu:
                self._mend_here(link, number)
                break
            request = {
                "link": link.identity, "resume": number, "to": link.peer.pack().hex(),
                "from": link.process.handle.pack().hex(),
            }  # fmt: skip
            opened = await self._owner.open_link(link.peer.cpu, request, link.fabric)
            if opened.sock is not None:
                self._renew(link, number, opened.sock, opened.fabric)
                break
            if opened.error == NO_SUCH_PROCESS:
                break  # the news of its end is on its way
            await asyncio.sleep(0.05)
        link.mending = False

    async def _mend_elsewhere(self, link: Link) -> None:
        """The same by another line, when there is one, or when there is one again (EX-03)."""
        number = link.number

        def request() -> Json:
            nonlocal number
            number += 1
            ends = {"to": link.peer.pack().hex(), "from": link.process.handle.pack().hex()}
            return {"link": link.identity, "resume": number, **ends}

        process = link.process
        opened = await self.elsewhere.open_link(process, link.peer, request, lambda: link in process.links)
        link.mending = False
        if opened.sock is not None:
            self._renew(link, number, opened.sock, "")
        else:
            self.elsewhere.lost(link.process, link.peer, opened.error)

    def _mend_here(self, link: Link, number: int) -> None:
        peer = self._processes.of(link.peer)
        ends = [other for other in peer.links if other.identity == link.identity and other is not link] if peer else []
        if ends:
            here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            here.setblocking(False)
            there.setblocking(False)
            self._renew(link, number, here, "")
            self._renew(ends[0], number, there, "")

    def _renew(self, link: Link, number: int, sock: socket.socket, fabric: str) -> None:
        if link not in link.process.links:
            sock.close()
            return
        link.cut()
        link.sock, link.number, link.fabric = sock, number, fabric
        values: dict[str, Value] = {"link": link.identity, "socket": number}
        self._processes.send(link.process, "resumed", values, fd=sock.fileno())


def _drop(sock: socket.socket) -> None:
    sock.close()
