"""Control connections to the other CPUs, over fabrics X and Y, and the sockets of new links.

Which of them work and what goes over which is decided by ``interconnect``; here are only the sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, NamedTuple, Protocol

from .actions import Json
from .configuration import Configuration
from .connections import Connection, Loopback, listen_at, tune
from .frames import FrameError, frame, split
from .greeting import CONNECT_SECONDS, HANDSHAKE_SECONDS, Greeting, Unreachable
from .handshake import Hello, Refused
from .packets import Packet, from_json, to_json

FIRST_CONNECT_SECONDS = 0.05
LINK_SECONDS, LINK_ROUNDS = 2.0, 3
HAUNT_SECONDS = 10.0
FIRST_RETRY, LAST_RETRY = 0.005, 0.1
PATH_DOWN = 201


class Owner(Protocol):
    """Whom the fabric tells."""

    def opened(self, cpu: int, fabric: str, incarnation: int, view: dict[int, int]) -> None:
        """A control connection to an authenticated CPU stands."""

    def closed(self, cpu: int, fabrics: list[str], ended: bool) -> None:
        """Control connections closed: the other CPU ``ended`` them, or they failed."""

    def packet(self, cpu: int, fabric: str, incarnation: int, packet: Packet) -> None:
        """A packet came. Raises ValueError when it cannot be."""

    def looped(self, fabric: str) -> None:
        """The loop-back of a fabric came back."""

    def poisoned(self, cpu: int) -> None:
        """A CPU says that this one was declared down."""

    def view(self) -> dict[int, int]:
        """CPUs that are up, with incarnations."""

    def is_buried(self, cpu: int, incarnation: int) -> bool:
        """Whether that load of the CPU was declared down."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    def dials(self, cpu: int) -> bool:
        """Whether this CPU still has to connect to that one by itself."""

    def may_connect(self, cpu: int, fabric: str) -> bool:
        """Whether a connection to that CPU over the fabric makes sense now."""

    def is_cut(self, cpu: int, fabric: str) -> bool:
        """Whether a fault drops what passes between this CPU and that one over the fabric."""

    def links_by(self, cpu: int) -> list[str]:
        """Fabrics for a new link to that CPU, the best first."""

    def link_asked(self, sock: socket.socket, hello: Hello, request: Json) -> tuple[Json, Callable[[], None]]:
        """Another kernel wants a link: the reply to send, then what to do with the socket."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


class Opened(NamedTuple):
    """A socket for a link, its fabric, and what the other kernel said; ``sock`` is None when it refused."""

    sock: socket.socket | None
    error: int
    fabric: str = ""


class Fabric:
    """All connections of this CPU to its peers.

    Guarantee: only this process holds them, so that its death is an end of file at every peer at once; whatever is
    malformed, unauthentic or late is refused, reported and closed, and disturbs nothing else.
    """

    def __init__(self, configuration: Configuration, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self._configuration = configuration
        self._loop = loop
        self._owner = owner
        self._connections: dict[int, dict[str, Connection]] = {}
        self._listeners: list[socket.socket] = []
        self._loopbacks: dict[str, Loopback] = {}
        self._asked: dict[int, int] = {}
        self._dangling: list[Connection] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._dialing: set[tuple[int, str]] = set()
        self._greeting = Greeting(configuration, loop, owner)

    def listen(self) -> None:
        """Accept connections on every fabric."""
        for name, fabric in self._configuration.fabrics.items():
            sock = listen_at(fabric.listen)
            self._listeners.append(sock)
            self._loop.add_reader(sock.fileno(), self._accept, sock, name)
            loopback = self._loopbacks[name] = Loopback(fabric.listen)
            self._loop.add_reader(loopback.fileno(), self._came_back, name)

    def dial(self) -> None:
        """Connect to every CPU this one has to connect to, and reconnect lost paths."""
        for name, fabric in self._configuration.fabrics.items():
            for cpu in fabric.peers:
                if (cpu, name) not in self._dialing and self._wanted(cpu, name):
                    self._dialing.add((cpu, name))
                    self._spawn(self._dial(cpu, name))

    def announce(self) -> None:
        """Let the CPUs that may have called before this one had an address get through now.

        Linux asks for the address of a host that did not answer only once a second; a datagram from that host, to
        nobody in particular, tells it sooner.
        """
        for fabric in self._configuration.fabrics.values():
            for address in fabric.peers.values():
                if address.family == socket.AF_INET:
                    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, contextlib.suppress(OSError):
                        sock.sendto(b"", address.place)

    def transmit(self, cpu: int, fabric: str, packet: Packet) -> None:
        """Send a packet; it is lost when there is no such connection any more."""
        connection = self._connections.get(cpu, {}).get(fabric)
        if connection:
            connection.write(frame(to_json(packet)))

    def loop_back(self, fabric: str) -> None:
        """Send this CPU's own "I'm alive" to itself."""
        self._loopbacks[fabric].send()

    def disconnect(self, cpu: int, fabric: str) -> None:
        """Close a connection that does not work; it is made anew."""
        connection = self._connections.get(cpu, {}).pop(fabric, None)
        if connection:
            self._give_up(connection)

    def poison(self, cpu: int) -> bool:
        """Tell the CPU that it is down and cut it off; False when it was dead already."""
        self._asked.pop(cpu, None)
        connections = list(self._connections.pop(cpu, {}).values())
        alive = any(not connection.hung_up() for connection in connections)
        for connection in connections:
            if not self._owner.is_cut(cpu, connection.fabric):
                connection.write(frame({"poison": 1}))
            self._close(connection)
        return alive

    def mended(self) -> None:
        """Faults were undone: connections that were given up behind them can end."""
        dangling, self._dangling = self._dangling, []
        for connection in dangling:
            if self._owner.is_buried(connection.cpu, connection.incarnation):
                connection.write(frame({"poison": 1}))
            self._close(connection)

    def _give_up(self, connection: Connection) -> None:
        """Close it, and say so first: its end is not to be taken for the end of this CPU."""
        if not self._owner.is_cut(connection.cpu, connection.fabric):
            connection.write(frame({"bye": 1}))
        self._close(connection)

    def _close(self, connection: Connection) -> None:
        """Close it; one that a fault cuts stays without a word, since its end would be a word through the cut."""
        if self._owner.is_cut(connection.cpu, connection.fabric):
            connection.mute()
            self._dangling.append(connection)
        else:
            connection.close()

    def haunt(self, cpu: int) -> None:
        """All connections to the CPU ended and it was declared down: should it live, it is told.

        Both ends of connections that were all cut may think so of one another; that is why only one of them does this.
        """
        self._spawn(self._haunt(cpu))

    async def open_link(self, cpu: int, request: Json, avoid: str = "") -> Opened:
        """Connect to the kernel of ``cpu`` for a link: on fabrics that work first, on ``avoid`` last."""
        for _round in range(LINK_ROUNDS):
            for name in sorted(self._owner.links_by(cpu), key=lambda name: name == avoid):
                if not self._owner.is_up(cpu):
                    return Opened(None, PATH_DOWN)
                try:
                    work = self._open_link_on(cpu, name, request)
                    opened: Opened = await self._greeting.within(LINK_SECONDS, work)
                    return opened
                except Refused as refused:
                    self._owner.report("refused", where=f"link to CPU {cpu} on {name}", why=str(refused))
                except (OSError, FrameError, EOFError):
                    continue
        return Opened(None, PATH_DOWN)

    # Connecting.

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _wanted(self, cpu: int, name: str) -> bool:
        if name in self._connections.get(cpu, {}) or not self._owner.may_connect(cpu, name):
            return False
        return self._owner.dials(cpu) or (cpu in self._asked and self._owner.is_up(cpu))

    async def _dial(self, cpu: int, name: str) -> None:
        delay, patience = FIRST_RETRY, FIRST_CONNECT_SECONDS
        try:
            while self._wanted(cpu, name):
                try:
                    await self._greeting.within(HANDSHAKE_SECONDS, self._dial_once(cpu, name, patience))
                    return
                except Refused as refused:
                    self._owner.report("refused", where=f"control to CPU {cpu} on {name}", why=str(refused))
                    return
                except (OSError, FrameError, EOFError):
                    await asyncio.sleep(delay)
                    delay = min(2 * delay, LAST_RETRY)
                    patience = min(2 * patience, CONNECT_SECONDS)
        finally:
            self._dialing.discard((cpu, name))

    async def _dial_once(self, cpu: int, name: str, patience: float) -> None:
        greeted = await self._greeting.ask(cpu, name, "control", {}, patience)
        try:
            view = _view(greeted.said.get("view"))
        except BaseException:
            greeted.sock.close()
            raise
        self._establish(greeted.sock, cpu, greeted.incarnation, name, True, view)

    async def _open_link_on(self, cpu: int, name: str, request: Json) -> Opened:
        greeted = await self._greeting.ask(cpu, name, "link", request)
        error = greeted.said.get("error")
        if error == 0:
            return Opened(greeted.sock, 0, name)
        greeted.sock.close()
        return Opened(None, error if type(error) is int else PATH_DOWN)

    async def _haunt(self, cpu: int) -> None:
        """A CPU that refuses connections is dead indeed; one that lives halts when it is told (FD-06)."""
        delay, end = FIRST_RETRY, self._loop.time() + HAUNT_SECONDS
        while self._loop.time() < end and cpu not in self._connections:
            for name in filter(partial(self._owner.may_connect, cpu), self._configuration.fabrics):
                try:
                    await self._greeting.within(HANDSHAKE_SECONDS, self._greeting.poison(cpu, name))
                    return
                except (ConnectionRefusedError, FileNotFoundError, Refused, FrameError):
                    return
                except (OSError, EOFError):
                    continue
            await asyncio.sleep(delay)
            delay = min(2 * delay, CONNECT_SECONDS)

    # Accepting.

    def _accept(self, listener: socket.socket, name: str) -> None:
        try:
            sock, _address = listener.accept()
        except OSError:
            return
        tune(sock)
        self._spawn(self._answer_or_refuse(sock, name))

    def _came_back(self, name: str) -> None:
        if self._loopbacks[name].came_back():
            self._owner.looped(name)

    async def _answer_or_refuse(self, sock: socket.socket, name: str) -> None:
        try:
            await self._greeting.within(HANDSHAKE_SECONDS, self._answer(sock, name))
        except Unreachable:
            sock.close()
        except (Refused, FrameError, EOFError, OSError) as why:
            sock.close()
            self._owner.report("refused", where=f"fabric {name}", why=str(why))

    async def _answer(self, sock: socket.socket, name: str) -> None:
        hello, answer = await self._greeting.answer(sock, name)
        if hello.purpose == "link":
            await self._answer_link(sock, hello, answer)
            return
        known = self._incarnation(hello.cpu)
        if known is not None and known > hello.incarnation:
            raise Refused(f"CPU {hello.cpu} incarnation {hello.incarnation} is older than {known}")
        await self._greeting.say(sock, {"view": sorted(self._owner.view().items())})
        self._establish(sock, hello.cpu, hello.incarnation, name, False, _view(answer.get("view")))

    def _incarnation(self, cpu: int) -> int | None:
        return max((one.incarnation for one in self._connections.get(cpu, {}).values()), default=None)

    async def _answer_link(self, sock: socket.socket, hello: Hello, answer: Json) -> None:
        request = answer.get("request")
        if not isinstance(request, dict) or self._incarnation(hello.cpu) != hello.incarnation:
            raise Refused(f"link asked by CPU {hello.cpu} incarnation {hello.incarnation}, which is not connected")
        reply, then = self._owner.link_asked(sock, hello, request)
        await self._greeting.say(sock, reply)
        then()

    # Established connections.

    def _establish(
        self, sock: socket.socket, cpu: int, incarnation: int, name: str, asked: bool, view: dict[int, int]
    ) -> None:
        known = self._incarnation(cpu)
        if known is not None and known < incarnation:
            self._end(list(self._connections[cpu].values()), True)
        old = self._connections.get(cpu, {}).get(name)
        if old and not self._replaces(old, asked):
            sock.close()
            return
        new = Connection(sock, self._loop, cpu, incarnation, name, asked)
        self._connections.setdefault(cpu, {})[name] = new
        if asked:
            self._asked[cpu] = incarnation
        self._loop.add_reader(sock.fileno(), self._readable, new)
        if old:
            self._give_up(old)
        self._owner.opened(cpu, name, incarnation, view)

    def _replaces(self, old: Connection, asked: bool) -> bool:
        """Of two connections made at once the one that the higher CPU asked for stays, else the newer one."""
        return old.asked == asked or asked == (self._configuration.cpu > old.cpu)

    def _stands(self, connection: Connection) -> bool:
        return self._connections.get(connection.cpu, {}).get(connection.fabric) is connection

    def _readable(self, connection: Connection) -> None:
        try:
            data = connection.sock.recv(65536)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data = b""
        except OSError:
            self._end([connection], False)
            return
        if not data:
            self._ended(connection)
            return
        connection.inbound += data
        try:
            for item in split(connection.inbound):
                self._take(connection, item)
        except ValueError as why:
            self._owner.report(
                "refused", where=f"control from CPU {connection.cpu} on {connection.fabric}", why=str(why)
            )
            self._end([connection], False)

    def _take(self, connection: Connection, item: Json) -> None:
        if item.get("poison"):
            self._owner.poisoned(connection.cpu)
        elif item.get("bye"):
            self._end([connection], False)
        elif self._stands(connection):
            self._owner.packet(connection.cpu, connection.fabric, connection.incarnation, from_json(item))

    def _ended(self, connection: Connection) -> None:
        """The end of file of a connection. A CPU that dies ends them all at once: the others are looked at now."""
        others = self._connections.get(connection.cpu, {}).values() if self._stands(connection) else ()
        self._end([connection, *(other for other in others if other is not connection and other.at_end())], True)

    def _end(self, ended: list[Connection], by_other_side: bool) -> None:
        """These are over. Closing them comes last: whatever follows from a death is more urgent."""
        cpu = ended[0].cpu
        fabrics = [one.fabric for one in ended if self._stands(one)]
        for name in fabrics:
            del self._connections[cpu][name]
        if fabrics:
            if not self._connections[cpu]:
                del self._connections[cpu]
            self._owner.closed(cpu, fabrics, by_other_side)
        for one in ended:
            (self._close if by_other_side else self._give_up)(one)


def _view(data: Any) -> dict[int, int]:
    if not isinstance(data, list):
        raise FrameError("handshake without a view")
    return {int(cpu): int(incarnation) for cpu, incarnation in data}
