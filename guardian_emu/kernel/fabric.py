"""Control connections to the other CPUs, over fabrics X and Y, and the sockets of new links."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, Protocol

from .actions import Json
from .channel import FrameError, frame, split
from .configuration import Configuration
from .greeting import CONNECT_SECONDS, HANDSHAKE_SECONDS, Greeting
from .handshake import Hello, Refused
from .paths import Path, Peer, listen_at, tune

FIRST_CONNECT_SECONDS = 0.05
LINK_SECONDS, LINK_ROUNDS = 2.0, 3
HAUNT_SECONDS = 10.0
FIRST_RETRY, LAST_RETRY = 0.005, 0.1
PATH_DOWN = 201


class Owner(Protocol):
    """Whom the fabric tells."""

    def connected(self, cpu: int, incarnation: int, view: dict[int, int]) -> None:
        """The first control connection to a CPU stands."""

    def strengthened(self) -> None:
        """One more path to a CPU stands."""

    def lost(self, cpu: int) -> None:
        """The last control connection to a CPU ended."""

    def received(self, cpu: int, message: Json) -> None:
        """A control message."""

    def heard(self, cpu: int) -> None:
        """Any sign of life."""

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

    def link_asked(self, sock: socket.socket, hello: Hello, request: Json) -> tuple[Json, Callable[[], None]]:
        """Another kernel wants a link: the reply to send, then what to do with the socket."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


class Opened(NamedTuple):
    """A socket for a link and what the other kernel said; ``sock`` is None when it refused."""

    sock: socket.socket | None
    error: int


class Fabric:
    """All connections of this CPU to its peers.

    Guarantee: only this process holds them, so that its death is an end of file at every peer at once; whatever is
    malformed, unauthentic or late is refused, reported and closed, and disturbs nothing else.
    """

    def __init__(self, configuration: Configuration, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self._configuration = configuration
        self._loop = loop
        self._owner = owner
        self._peers: dict[int, Peer] = {}
        self._listeners: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._dialing: set[tuple[int, str]] = set()
        self._greeting = Greeting(configuration, loop, owner)

    def listen(self) -> None:
        """Accept connections on every fabric."""
        for name, fabric in self._configuration.fabrics.items():
            sock = listen_at(fabric.listen)
            self._listeners.append(sock)
            self._loop.add_reader(sock.fileno(), self._accept, sock, name)

    def dial(self) -> None:
        """Connect to every CPU this one has to connect to, and reconnect lost paths."""
        for name, fabric in self._configuration.fabrics.items():
            for cpu in fabric.peers:
                peer = self._peers.get(cpu)
                missing = peer is None or name not in peer.paths
                if missing and (cpu, name) not in self._dialing and self._wanted(cpu):
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

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message; without effect when the CPU is not connected."""
        peer = self._peers.get(cpu)
        if peer and peer.active:
            peer.active.write(peer.channel.wrap(message))

    def alive(self) -> None:
        """Send "I'm alive" on every path."""
        for peer in list(self._peers.values()):
            data = peer.channel.alive()
            for path in list(peer.paths.values()):
                path.write(data)

    def poison(self, cpu: int) -> bool:
        """Tell the CPU that it is down and cut it off; False when it was dead already."""
        peer = self._peers.pop(cpu, None)
        paths = list(peer.paths.values()) if peer else []
        alive = any(not path.hung_up() for path in paths)
        for path in paths:
            path.write(frame({"poison": 1}))
            path.close()
        return alive

    def haunt(self, cpu: int) -> None:
        """All connections to the CPU ended and it was declared down: should it live, it is told.

        Both ends of connections that were all cut may think so of one another; that is why only one of them does this.
        """
        self._spawn(self._haunt(cpu))

    def check(self, now: float, patience: float) -> None:
        """Give up paths that are silent while another one to the same CPU works; report and mend (XY-03)."""
        for cpu, peer in list(self._peers.items()):
            freshest = max((path.heard for path in peer.paths.values()), default=now)
            for path in list(peer.paths.values()):
                if path.heard < now - patience and freshest > now - patience / 2:
                    self._end(path)
            for name in self._configuration.fabrics:
                lacking = name not in peer.paths and peer.since < now - patience
                if lacking and name not in peer.reported and self._owner.is_up(cpu):
                    peer.reported.add(name)
                    self._owner.report("path-down", fabric=name, peer=cpu)
        self.dial()

    def is_complete(self) -> bool:
        """Whether every connected CPU is connected on every fabric."""
        return all(len(peer.paths) == len(self._configuration.fabrics) for peer in self._peers.values())

    async def open_link(self, cpu: int, request: Json, avoid: str = "") -> Opened:
        """Connect to the kernel of ``cpu`` for a link: on fabrics that carry control first, on ``avoid`` last."""
        peer = self._peers.get(cpu)
        carrying = set(peer.paths) if peer else set()
        names = sorted(self._configuration.fabrics, key=lambda name: (name == avoid, name not in carrying, name))
        for name in names * LINK_ROUNDS:
            if not self._owner.is_up(cpu):
                break
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

    def _wanted(self, cpu: int) -> bool:
        peer = self._peers.get(cpu)
        return self._owner.dials(cpu) or (peer is not None and peer.dialing and self._owner.is_up(cpu))

    async def _dial(self, cpu: int, name: str) -> None:
        delay, patience = FIRST_RETRY, FIRST_CONNECT_SECONDS
        try:
            while self._wanted(cpu):
                peer = self._peers.get(cpu)
                if peer and name in peer.paths:
                    return
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
            return Opened(greeted.sock, 0)
        greeted.sock.close()
        return Opened(None, error if type(error) is int else PATH_DOWN)

    async def _haunt(self, cpu: int) -> None:
        """A CPU that refuses connections is dead indeed; one that lives halts when it is told (FD-06)."""
        delay, end = FIRST_RETRY, self._loop.time() + HAUNT_SECONDS
        while self._loop.time() < end and cpu not in self._peers:
            for name in self._configuration.fabrics:
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

    async def _answer_or_refuse(self, sock: socket.socket, name: str) -> None:
        try:
            await self._greeting.within(HANDSHAKE_SECONDS, self._answer(sock, name))
        except (Refused, FrameError, EOFError, OSError) as why:
            sock.close()
            self._owner.report("refused", where=f"fabric {name}", why=str(why))

    async def _answer(self, sock: socket.socket, name: str) -> None:
        hello, answer = await self._greeting.answer(sock, name)
        if hello.purpose == "link":
            await self._answer_link(sock, hello, answer)
            return
        self._check_incarnation(hello)
        await self._greeting.say(sock, {"view": sorted(self._owner.view().items())})
        self._establish(sock, hello.cpu, hello.incarnation, name, False, _view(answer.get("view")))

    def _check_incarnation(self, hello: Hello) -> None:
        peer = self._peers.get(hello.cpu)
        if peer and peer.incarnation > hello.incarnation:
            raise Refused(f"CPU {hello.cpu} incarnation {hello.incarnation} is older than {peer.incarnation}")

    async def _answer_link(self, sock: socket.socket, hello: Hello, answer: Json) -> None:
        request = answer.get("request")
        peer = self._peers.get(hello.cpu)
        if not isinstance(request, dict) or peer is None or peer.incarnation != hello.incarnation:
            raise Refused(f"link asked by CPU {hello.cpu} incarnation {hello.incarnation}, which is not connected")
        reply, then = self._owner.link_asked(sock, hello, request)
        await self._greeting.say(sock, reply)
        then()

    # Established paths.

    def _establish(
        self, sock: socket.socket, cpu: int, incarnation: int, name: str, asked: bool, view: dict[int, int]
    ) -> None:
        peer = self._peers.get(cpu)
        if peer and peer.incarnation < incarnation:
            for path in list(peer.paths.values()):
                self._end(path)
            peer = None
        if peer and name in peer.paths and not self._replaces(peer.paths[name], asked):
            sock.close()
            return
        if peer is None:
            peer = self._peers[cpu] = Peer(incarnation, self._loop.time())
        first, old = not peer.paths, peer.paths.get(name)
        path = peer.paths[name] = Path(sock, self._loop, cpu, name, asked)
        peer.dialing = peer.dialing or asked
        self._loop.add_reader(sock.fileno(), self._readable, path)
        if old:
            old.close()
        if first or peer.active is old:
            peer.active = path
            path.write(peer.channel.unacknowledged())
        if name in peer.reported:
            peer.reported.discard(name)
            self._owner.report("path-up", fabric=name, peer=cpu)
        if first:
            self._owner.connected(cpu, incarnation, view)
        else:
            self._owner.strengthened()

    def _replaces(self, old: Path, asked: bool) -> bool:
        """Of two connections made at once the one that the higher CPU asked for stays, else the newer one."""
        return old.asked == asked or asked == (self._configuration.cpu > old.cpu)

    def _readable(self, path: Path) -> None:
        try:
            data = path.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end(path)
            return
        path.heard = self._loop.time()
        self._owner.heard(path.cpu)
        path.inbound += data
        try:
            for item in split(path.inbound):
                self._take(path, item)
        except (FrameError, KeyError, TypeError, ValueError, IndexError) as why:
            self._owner.report("refused", where=f"control from CPU {path.cpu} on {path.fabric}", why=str(why))
            self._end(path)

    def _take(self, path: Path, item: Json) -> None:
        peer = self._peers.get(path.cpu)
        if item.get("poison"):
            self._owner.poisoned(path.cpu)
        elif peer and peer.paths.get(path.fabric) is path:
            message = peer.channel.receive(item)
            if message is not None:
                self._owner.received(path.cpu, message)

    def _end(self, path: Path) -> None:
        """The path ended. When it was the last one the CPU is dead, and that comes before everything else.

        A CPU that dies ends all its paths at once: the others are looked at now, not when the loop comes to them.
        """
        peer = self._peers.get(path.cpu)
        if peer is None or peer.paths.get(path.fabric) is not path:
            path.close()
            return
        ended = [path, *(other for other in peer.paths.values() if other is not path and other.at_end())]
        for one in ended:
            del peer.paths[one.fabric]
        if not peer.paths:
            del self._peers[path.cpu]
            self._owner.lost(path.cpu)
        elif peer.active in ended:
            peer.active = next(iter(peer.paths.values()))
            peer.active.write(peer.channel.unacknowledged())
        for one in ended:
            one.close()


def _view(data: Any) -> dict[int, int]:
    if not isinstance(data, list):
        raise FrameError("handshake without a view")
    return {int(cpu): int(incarnation) for cpu, incarnation in data}
