"""The line handlers of this CPU: for each line that ends here its trunk, and sockets of circuits over it.

A line carries one trunk, for words between the two nodes, and a connection of its own for every circuit. Both ends
listen; one of them dials the trunk, whoever needs a circuit dials that.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Coroutine
from typing import Any, NamedTuple, Protocol

from ..actions import Json
from ..frames import FrameError
from . import introduction
from .introduction import CIRCUIT, TRUNK, Caller, Refused
from .settings import LineEnd, Settings
from .wire import Trunk, hear, say

INTRODUCTION_SECONDS = 5.0
CONNECT_SECONDS = 1.0
FIRST_RETRY, LAST_RETRY = 0.02, 0.2
IP_FREEBIND = 15
"""A CPU may be loaded while its line is cut off; Python has no name for this option of Linux."""


class Identity(NamedTuple):
    """What a CPU proves who it is with. ``alive`` and ``check`` are seconds, as on the fabrics."""

    cpu: int
    incarnation: int
    secret: bytes
    alive: float
    check: float


class Owner(Protocol):
    """Whom the lines tell."""

    def line_ready(self, name: str) -> None:
        """A trunk stands: tell the other end what this node knows."""

    def line_said(self, name: str, message: Json) -> None:
        """A frame came over the trunk."""

    def line_lost(self, name: str, why: str) -> None:
        """The trunk ended: nothing goes over the line, circuits that went over it are to be cut."""

    def circuit_came(self, name: str, sock: socket.socket, request: Json) -> None:
        """The other end wants a circuit."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


class Lines:
    """Guarantee: who does not know the topology's secret gets nothing out of a line and cannot disturb it; a line is
    ready only while its trunk has brought something within the check period.
    """

    def __init__(self, settings: Settings, identity: Identity, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self._settings = settings
        self._identity = identity
        self._loop = loop
        self._owner = owner
        self._own = {name: end for name, end in settings.lines.items() if end.cpu == identity.cpu}
        self._trunks: dict[str, Trunk] = {}
        self._stopped: set[str] = set()
        self._dialing: set[str] = set()
        self._listeners: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self) -> None:
        """Accept connections on every line that ends in this CPU, and keep their trunks up from now on."""
        for end in self._own.values():
            sock = _listen_at(end)
            self._listeners.append(sock)
            self._loop.add_reader(sock.fileno(), self._accept, sock, end)
        if self._own:
            self._tick()

    def holds(self, name: str) -> bool:
        """Whether the line ends in this CPU."""
        return name in self._own

    def names(self) -> list[str]:
        """The lines that end in this CPU."""
        return sorted(self._own)

    def is_ready(self, name: str) -> bool:
        """Whether the line's trunk stands."""
        return name in self._trunks

    def is_stopped(self, name: str) -> bool:
        """Whether an operator has stopped the line at this end."""
        return name in self._stopped

    def send(self, name: str, message: Json) -> None:
        """Send a frame over the trunk; without effect when there is none."""
        trunk = self._trunks.get(name)
        if trunk:
            trunk.write(message)

    def stop(self, name: str) -> None:
        """An operator takes the line out of use at this end."""
        self._stopped.add(name)
        self._end(name, "stopped by an operator")

    def start(self, name: str) -> None:
        """An operator puts it back."""
        self._stopped.discard(name)
        self._dial(self._own[name])

    async def dial_circuit(self, name: str, request: Json) -> socket.socket | None:
        """A socket to the other end of the line, on which ``request`` was said; None when the line carries nothing."""
        if name in self._stopped or name not in self._trunks:
            return None
        try:
            sock, _said = await self._connect(self._own[name], CIRCUIT, request)
        except Refused as why:
            self._owner.report("refused", where=f"line {name}", why=str(why))
            return None
        except (OSError, EOFError, FrameError):
            return None
        return sock

    # Connecting.

    def _dial(self, end: LineEnd) -> None:
        wanted = end.dials and end.name not in self._trunks and end.name not in self._stopped
        if wanted and end.name not in self._dialing:
            self._dialing.add(end.name)
            self._begin(self._keep_dialing(end))

    async def _keep_dialing(self, end: LineEnd) -> None:
        delay = FIRST_RETRY
        try:
            while end.name not in self._trunks and end.name not in self._stopped:
                try:
                    sock, _said = await self._connect(end, TRUNK, {})
                    self._establish(end, sock)
                    return
                except Refused as why:
                    self._owner.report("refused", where=f"line {end.name}", why=str(why))
                    delay = LAST_RETRY
                except (OSError, EOFError, FrameError):
                    pass
                await asyncio.sleep(delay)
                delay = min(2 * delay, LAST_RETRY)
        finally:
            self._dialing.discard(end.name)

    async def _connect(self, end: LineEnd, purpose: str, request: Json) -> tuple[socket.socket, Json]:
        sock = socket.socket(end.peer.family, socket.SOCK_STREAM)
        _tune(sock)
        try:
            await asyncio.wait_for(self._loop.sock_connect(sock, end.peer.place), CONNECT_SECONDS)
            return sock, await asyncio.wait_for(self._introduce(sock, end, purpose, request), INTRODUCTION_SECONDS)
        except TimeoutError as error:
            sock.close()
            raise EOFError(f"{end.name} does not answer") from error
        except BaseException:
            sock.close()
            raise

    async def _introduce(self, sock: socket.socket, end: LineEnd, purpose: str, request: Json) -> Json:
        own = self._identity
        caller = Caller(
            end.name, self._settings.node, own.cpu, own.incarnation, purpose, introduction.new_nonce()
        )  # fmt: skip
        await say(self._loop, sock, caller._asdict())
        challenge = await hear(self._loop, sock)
        nonce = challenge.get("nonce")
        introduction.check(own.secret, "answers", caller, nonce, None, challenge.get("mac"))
        assert isinstance(nonce, str)
        mac = introduction.proof(own.secret, "asks", caller, nonce, request)
        await say(self._loop, sock, {"mac": mac, "request": request})
        accepted = await hear(self._loop, sock)
        if accepted.get("accepted") != 1:
            raise EOFError(f"{end.name} is stopped at its other end")
        return accepted

    # Accepting.

    def _accept(self, listener: socket.socket, end: LineEnd) -> None:
        try:
            sock, _address = listener.accept()
        except OSError:
            return
        _tune(sock)
        self._begin(self._answer_or_refuse(sock, end))

    async def _answer_or_refuse(self, sock: socket.socket, end: LineEnd) -> None:
        try:
            await asyncio.wait_for(self._answer(sock, end), INTRODUCTION_SECONDS)
        except (Refused, FrameError, EOFError, OSError, TimeoutError) as why:
            sock.close()
            if not isinstance(why, EOFError):
                self._owner.report("refused", where=f"line {end.name}", why=str(why) or "took too long")

    async def _answer(self, sock: socket.socket, end: LineEnd) -> None:
        secret = self._identity.secret
        caller = introduction.caller_from(await hear(self._loop, sock), end.name, end.to, end.to_cpu)
        nonce = introduction.new_nonce()
        mac = introduction.proof(secret, "answers", caller, nonce, None)
        await say(self._loop, sock, {"nonce": nonce, "mac": mac})
        said = await hear(self._loop, sock)
        request = said.get("request")
        introduction.check(secret, "asks", caller, nonce, request, said.get("mac"))
        if end.name in self._stopped or not isinstance(request, dict):
            await say(self._loop, sock, {"accepted": 0})
            sock.close()
            return
        await say(self._loop, sock, {"accepted": 1})
        if caller.purpose == TRUNK:
            self._establish(end, sock)
        else:
            self._owner.circuit_came(end.name, sock, request)

    # Trunks.

    def _establish(self, end: LineEnd, sock: socket.socket) -> None:
        if end.name in self._stopped:
            sock.close()
            return
        if end.name in self._trunks:
            self._end(end.name, "the other end connected anew")
        trunk = self._trunks[end.name] = Trunk(sock, self._loop)
        self._loop.add_reader(sock.fileno(), self._readable, end.name, trunk)
        self._owner.line_ready(end.name)

    def _readable(self, name: str, trunk: Trunk) -> None:
        try:
            messages = trunk.read()
            if messages is None:
                self._ended(name, trunk, "its connection ended")
                return
            for message in messages:
                if message.get("t") != "alive" and self._trunks.get(name) is trunk:
                    self._owner.line_said(name, message)
        except (KeyError, TypeError, ValueError) as why:
            self._owner.report("refused", where=f"line {name}", why=str(why))
            self._ended(name, trunk, "it brought nonsense")

    def _ended(self, name: str, trunk: Trunk, why: str) -> None:
        if self._trunks.get(name) is trunk:
            self._end(name, why)
        else:
            trunk.close()

    def _end(self, name: str, why: str) -> None:
        trunk = self._trunks.pop(name, None)
        if trunk:
            trunk.close()
            self._owner.line_lost(name, why)
        self._dial(self._own[name])

    def _tick(self) -> None:
        now = self._loop.time()
        for name, trunk in list(self._trunks.items()):
            if trunk.heard < now - self._identity.check:
                self._end(name, "it is silent")
            else:
                trunk.write({"t": "alive"})
        for end in self._own.values():
            self._dial(end)
        self._loop.call_later(self._identity.alive / 2, self._tick)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _tune(sock: socket.socket) -> None:
    sock.setblocking(False)
    if sock.family == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listen_at(end: LineEnd) -> socket.socket:
    """A listening socket; a file left behind by an earlier load is replaced."""
    sock = socket.socket(end.listen.family, socket.SOCK_STREAM)
    if end.listen.family == socket.AF_UNIX:
        os.makedirs(os.path.dirname(end.listen.place) or ".", exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(end.listen.place)
    else:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_IP, IP_FREEBIND, 1)
    sock.bind(end.listen.place)
    sock.listen(128)
    sock.setblocking(False)
    return sock
