"""Expand as its kernel sees it: lines, routes, parcels and circuits put together (kernel.md section 13)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, Protocol

from ...wire.handle import ProcessHandle
from ..configuration import Configuration
from ..creation import Creation
from ..fabric import Opened
from ..link import Link
from ..links import NO_SUCH_PROCESS, PATH_DOWN, STATE_UNKNOWN, Links
from ..monitor import Monitor
from ..names import Names
from ..process import Process
from ..processes import Processes
from ..users import Users
from . import circuits
from .access import Access
from .answering import SECURITY_VIOLATION, Answering
from .circuits import Circuits
from .elsewhere import Elsewhere
from .farewells import Farewells
from .lines import Identity, Lines
from .losses import Losses
from .monitoring import Monitoring
from .operating import Operating
from .parcels import NETWORK_DOWN, Answer, Json, Parcels, Reply
from .reach import Reach
from .relays import Relays
from .routing import Change, NodeDown, NodeUp, RemoteCpuDown, RemoteCpuUp, Route, Routing, parse_told
from .statuses import CpuState

AGAIN_SECONDS = 0.02
DISCONNECTED, LINE_READY, LINE_NOT_READY, CONNECTED, TIMEOUT, PROCESSOR_STATUS = 43, 44, 45, 46, 47, 48
_FINAL = frozenset((NO_SUCH_PROCESS, SECURITY_VIOLATION, STATE_UNKNOWN))
"""Verdicts on a circuit by its far end; any other one is of the way there, and another way may be better."""


class Owner(Protocol):
    """What the network needs from the rest of the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    def cpus_up(self) -> list[int]:
        """The CPUs that are up, ascending."""

    def peers(self) -> list[int]:
        """The other CPUs that are up."""

    def cpu_states(self) -> list[tuple[int, int, bool]]:
        """CPUs of this node that have been up: their load, and whether they still are."""

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel of this node; None when its CPU is down."""

    async def open_link(self, cpu: int, request: Json, avoid: str = "") -> Opened:
        """Connect to another kernel of this node."""

    def close_open(self, message: Json) -> None:
        """Close an open of a process that ended, at whoever serves it now."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


class Network:
    """Expand in one CPU. Every CPU of a node has one, with a copy of the node's routing tables.

    Guarantee: whatever concerns another node ends, at the latest when that node has had no route for as long as the
    abort timer; what a program sent is received once and in order, over whichever lines, as long as both ends live and
    that time is not over.
    """

    def __init__(
        self,
        configuration: Configuration,
        names: Names,
        processes: Processes,
        links: Links,
        monitor: Monitor,
        creation: Creation,
        loop: asyncio.AbstractEventLoop,
        owner: Owner,
    ) -> None:
        own = configuration
        self.settings = settings = own.expand
        self._cpu = own.cpu
        self._loop = loop
        self._owner = owner
        self._links = links
        self._joined = False
        self._said: dict[str, Json] = {}
        self._heard: dict[str, Json] = {}
        self._routing = Routing(settings)
        identity = Identity(own.cpu, own.incarnation, own.secret, own.alive, own.check)
        self._lines = Lines(settings, identity, loop, self)
        self._relays = Relays(loop)
        self._reach = Reach(settings, loop, self._aborted)
        self._circuits = Circuits(settings, own.cpu, self._lines, self._relays, loop, self)
        self._losses = Losses(processes, links, loop, self)
        self._monitoring = Monitoring(settings, processes)
        self._access = access = Access(settings, Users(own.users), own.secret)
        self.elsewhere = Elsewhere(settings, access, processes, self)
        self.farewells = Farewells(settings.node, own.cpu, names, processes, links, loop, self, owner)
        answering = Answering(
            own.node, own.cpu, names, processes, links, monitor, creation, access, self._losses, self.farewells, owner
        )  # fmt: skip
        self._parcels = Parcels(settings, own.cpu, own.incarnation, answering.answers(), loop, self)
        self.operating = Operating(settings, self._routing, self._lines, self._relays, self.ask_one, owner)

    def answers(self) -> dict[str, Answer]:
        """What kernels of this node ask one another about the network."""
        return {
            "expand-lines": self.operating.lines_here,
            "expand-switch": self.operating.switch_here,
            "expand-message": self.farewells.deliver_here,
        }

    def takers(self) -> dict[str, Callable[[int, Json], None]]:
        """Control messages of kernels of this node about the network."""
        return {
            "expand-line": lambda cpu, message: self._line_of_peer(message),
            "expand-parcel": lambda cpu, message: self.forward(message["parcel"]),
        }

    # What the kernel tells.

    def joined(self) -> None:
        """This CPU is a member of its node: its lines may be used from now on."""
        if len(self.settings.nodes) == 1:
            return
        self._joined = True
        for node in set(self.settings.nodes) - {self.settings.node}:
            self._reach.lose(node)
        self._own_cpus()
        self._lines.listen()

    def cpu_down(self, cpu: int) -> None:
        """A CPU of this node is down, and with it its lines and the chains that passed it."""
        self._relays.cut(f"cpu {cpu}")
        self._own_cpus()

    def path_down(self, cpu: int, fabric: str) -> None:
        """Chains to a CPU of this node over that fabric go over the other one: they are made anew."""
        self._relays.cut(f"cpu {cpu} {fabric}")

    def sever(self, cpu: int) -> None:
        """Nothing that comes through that CPU of this node from now on reaches anybody (FD-08)."""
        self._relays.cut(f"cpu {cpu}")

    def cpu_up(self, cpu: int) -> None:
        """A CPU of this node was loaded: it must know what the lines of this one bring."""
        self._own_cpus()
        for name, told in self._heard.items():
            self._owner.send(cpu, {"t": "expand-line", "line": name, "told": told})

    def circuit_from_cpu(self, cpu: int, fabric: str, request: Json) -> tuple[Json, Callable[[socket.socket], None]]:
        """Another CPU of this node has a chain that goes on here: the reply, then what to do."""
        circuit = request["circuit"]
        if not circuits.well_formed(circuit):
            return {"error": NO_SUCH_PROCESS}, lambda sock: sock.close()
        return {"error": 0}, lambda sock: self._circuits.came(sock, circuit, f"cpu {cpu}", f"cpu {cpu} {fabric}")

    # What links ask.

    def knows(self, node: int) -> bool:
        """Whether there is such a node."""
        return node in self.settings.nodes

    async def open_link(
        self, process: Process, peer: ProcessHandle, request: Callable[[], Json], wanted: Callable[[], bool]
    ) -> Opened:
        """A socket for a link to a process of another node. ``request`` is asked anew for every attempt."""
        who, tries = self.elsewhere.who(process, peer.node), 0
        while wanted():
            if not await self.reachable(peer.node):
                return Opened(None, NETWORK_DOWN)
            if not self.is_up_there(peer.node, peer.cpu):
                return Opened(None, PATH_DOWN)
            opened = await self._circuits.open(peer.node, peer.cpu, {**request(), "who": who})
            if opened.sock is not None or opened.error in _FINAL:
                return opened
            tries += 1
            if tries == self.settings.l4_retries + 1:
                self.event(TIMEOUT, node=peer.node, what="circuit", tries=tries)
            await asyncio.sleep(AGAIN_SECONDS)
        return Opened(None, NO_SUCH_PROCESS)

    def lost(self, process: Process, peer: ProcessHandle, error: int) -> None:
        """A link cannot be had again."""
        self._losses.lost(process, peer, error)

    def broken(self, link: Link, number: int) -> None:
        """The socket of a link that the other node has asked for failed."""
        self._losses.broken(link, number)

    # What the parts of the network ask.

    async def ask(self, node: int, cpu: int, what: str, arguments: Json) -> Reply:
        """Ask a kernel of another node."""
        return await self._parcels.ask(node, cpu, what, arguments)

    async def ask_any(self, node: int, what: str, arguments: Json) -> Reply:
        """Ask whichever kernel of the node is up; only for what may be done twice."""
        while True:
            reply = await self.ask_one(node, what, arguments)
            if reply.error != PATH_DOWN:
                return reply

    async def ask_one(self, node: int, what: str, arguments: Json) -> Reply:
        """Ask one kernel of the node, and no other when it dies."""
        if not await self.reachable(node):
            return Reply(NETWORK_DOWN, {})
        return await self.ask(node, self._routing.statuses.up(node)[0], what, arguments)

    async def reachable(self, node: int) -> bool:
        """Wait until there is a route; False when there is none before the abort timer is over (EX-07)."""
        return await self._reach.wait(node)

    def is_up_there(self, node: int, cpu: int) -> bool:
        """Whether a CPU of another node is up, as far as is known."""
        return self._routing.statuses.is_up(node, cpu)

    def is_cpu_up(self, cpu: int) -> bool:
        """Whether a CPU of this node is up."""
        return self._owner.is_up(cpu)

    def line_for(self, node: int, key: int) -> str | None:
        """The line that traffic with that key takes."""
        return self._routing.line_for(node, key)

    async def over_fabric(self, cpu: int, request: Json) -> Opened:
        """A socket to the kernel of another CPU of this node."""
        return await self._owner.open_link(cpu, request)

    def link_asked(self, request: Json) -> tuple[Json, Callable[[socket.socket], None]]:
        """The end of a chain: a link to a process of this CPU, for who may come in."""
        who = request["who"]
        if not self._access.allows(who["access_id"], who["brought"]):
            return {"error": SECURITY_VIOLATION}, lambda sock: sock.close()
        return self._links.asked(request, "")

    def forward(self, parcel: Json) -> None:
        """Take a parcel one hop further; one that cannot go on is dropped, and asked again by who sent it."""
        node, cpu = parcel["to"]
        parcel["hops"] -= 1
        if parcel["hops"] < 0:
            return
        if node == self.settings.node:
            self._deliver(cpu, parcel)
            return
        name = self._routing.line_for(node, parcel["id"])
        if name and self._lines.holds(name):
            self._lines.send(name, {"t": "parcel", "parcel": parcel})
        elif name:
            self._owner.send(self.settings.lines[name].cpu, {"t": "expand-parcel", "parcel": parcel})

    def _deliver(self, cpu: int, parcel: Json) -> None:
        if cpu == self._cpu:
            self._parcels.take(parcel)
        elif self._owner.is_up(cpu):
            self._owner.send(cpu, {"t": "expand-parcel", "parcel": parcel})
        else:
            self._parcels.undeliverable(parcel)

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""
        self._owner.report(event, **fields)

    def event(self, number: int, **fields: Any) -> None:
        """Report an event of $NCP."""
        if "node" in fields:
            fields["node"] = self.settings.nodes[fields["node"]].name
        self._owner.report("expand", number=number, **fields)

    # What lines tell.

    def line_ready(self, name: str) -> None:
        """A trunk stands: say what this node knows."""
        self._said[name] = self._routing.says(name)
        self._lines.send(name, {"t": "told", "told": self._said[name]})
        self.event(LINE_READY, line=name)

    def line_said(self, name: str, message: Json) -> None:
        """A frame came over a trunk of this CPU."""
        if message["t"] == "parcel":
            self.forward(message["parcel"])
        elif message["t"] == "told":
            self._apply(name, message["told"])
            self._heard[name] = message["told"]
            self._tell_peers(name, message["told"])
        else:
            raise ValueError(f"frame of unknown type {message['t']!r}")

    def line_lost(self, name: str, why: str) -> None:
        """A trunk ended."""
        self._said.pop(name, None)
        self._heard.pop(name, None)
        self._relays.cut(name)
        self.event(LINE_NOT_READY, line=name, why=why)
        self._apply(name, None)
        self._tell_peers(name, None)

    def circuit_came(self, name: str, sock: socket.socket, request: Json) -> None:
        """A chain goes on, or ends, here."""
        if circuits.well_formed(request):
            self._circuits.came(sock, request, name)
        else:
            sock.close()
            self._owner.report("refused", where=f"line {name}", why="a circuit that is none")

    def _tell_peers(self, name: str, told: Json | None) -> None:
        for cpu in self._owner.peers():
            self._owner.send(cpu, {"t": "expand-line", "line": name, "told": told})

    def _line_of_peer(self, message: Json) -> None:
        """Another CPU of this node says what one of its lines brings."""
        if self._joined and message["line"] in self.settings.lines:
            self._apply(message["line"], message["told"])

    # Routes.

    def _own_cpus(self) -> None:
        if self._joined:
            states = [(cpu, CpuState(load, up)) for cpu, load, up in self._owner.cpu_states()]
            before = dict(self._routing.routes)
            self._changed(self._routing.own_cpus(states), before)

    def _apply(self, name: str, told: Json | None) -> None:
        before = dict(self._routing.routes)
        lost = told is None
        self._changed(self._routing.line_down(name) if lost else self._routing.told(name, parse_told(told)), before)

    def _changed(self, changes: list[Change], before: dict[int, Route]) -> None:
        for change in changes:
            if isinstance(change, NodeDown):
                self._node_down(change.node)
            elif isinstance(change, NodeUp):
                self._node_up(change)
            elif isinstance(change, RemoteCpuDown):
                self._remote_cpu_down(change)
            elif isinstance(change, RemoteCpuUp):
                self._monitoring.cpu_up(change.node, change.cpu)
                self._report_status(change.node)
        self._say()
        for node, route in before.items():
            if self._routing.routes.get(node) != route:
                self._parcels.resend(node)

    def _say(self) -> None:
        """Tell the other ends of this CPU's lines what is new."""
        for name in self._lines.names():
            said = self._routing.says(name)
            if self._lines.is_ready(name) and said != self._said.get(name):
                self._said[name] = said
                self._lines.send(name, {"t": "told", "told": said})

    def _node_down(self, node: int) -> None:
        self._reach.lose(node)
        self._monitoring.node_down(node)
        self._parcels.resend(node)
        self._report_of_node(DISCONNECTED, node)

    def _node_up(self, up: NodeUp) -> None:
        self._monitoring.node_up(up.node, up.cpus)
        for cpu in sorted({cpu for cpu in range(16) if cpu not in up.cpus} | set(up.lost)):
            self._losses.cpu_down(up.node, cpu)
        self._reach.regain(up.node)
        self._report_of_node(CONNECTED, up.node, way=self.operating.way_to(up.node))

    def _remote_cpu_down(self, down: RemoteCpuDown) -> None:
        self._losses.cpu_down(down.node, down.cpu)
        self._monitoring.cpu_down(down.node, down.cpu)
        self._parcels.cpu_down(down.node, down.cpu)
        self._report_status(down.node)

    def _aborted(self, node: int) -> None:
        self._losses.node_lost(node)

    def _report_status(self, node: int) -> None:
        self._report_of_node(PROCESSOR_STATUS, node, up=self._routing.statuses.up(node))

    def _report_of_node(self, number: int, node: int, **fields: Any) -> None:
        """All CPUs see it; the lowest one says it."""
        if min(self._owner.cpus_up(), default=self._cpu) == self._cpu:
            self.event(number, node=node, **fields)
