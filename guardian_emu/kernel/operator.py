"""The operator channel: JSON lines on a UNIX socket, answered for the whole node (docs/design.md)."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from .actions import Json
from .configuration import Address
from .connections import listen_at

MAX_LINE = 1024 * 1024


class RequestError(Exception):
    """A request that cannot be done; the text goes to the operator, with numbers where there are some."""

    def __init__(self, text: str, **numbers: int) -> None:
        super().__init__(text)
        self.numbers = numbers


class Owner(Protocol):
    """What the channel needs from the rest of the kernel."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


Emit = Callable[[Json], None]
Operation = Callable[[Json, Emit, "Session"], Awaitable[Json]]


class Session:
    """One operator's connection."""

    def __init__(self, sock: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        self.sock = sock
        self.inbound = bytearray()
        self.closing: list[Callable[[], None]] = []
        self._outbound = bytearray()
        self._loop = loop

    def send(self, data: Json) -> None:
        """Send one line; it waits here while the operator does not read."""
        if self.sock.fileno() < 0:
            return
        self._outbound += json.dumps(data, separators=(",", ":")).encode() + b"\n"
        self._flush()

    def close(self) -> None:
        """End the connection and everything that goes on for it."""
        if self.sock.fileno() < 0:
            return
        self._loop.remove_reader(self.sock.fileno())
        self._loop.remove_writer(self.sock.fileno())
        self.sock.close()
        for ended in self.closing:
            ended()

    def _flush(self) -> None:
        try:
            while self._outbound:
                del self._outbound[: self.sock.send(self._outbound)]
            self._loop.remove_writer(self.sock.fileno())
        except BlockingIOError:
            self._loop.add_writer(self.sock.fileno(), self._flush)
        except OSError:
            self.close()


class Operator:
    """Listens for operators. Guarantee: a malformed request ends its own connection and disturbs nothing else."""

    def __init__(self, operations: dict[str, Operation], loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self._operations = operations
        self._loop = loop
        self._owner = owner
        self._sock: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self, address: Address) -> None:
        """Accept operators at this address; only this user may connect to a UNIX socket."""
        mask = os.umask(0o177)
        try:
            self._sock = listen_at(address)
        finally:
            os.umask(mask)
        self._loop.add_reader(self._sock.fileno(), self._accept, self._sock)

    def _accept(self, listener: socket.socket) -> None:
        try:
            sock, _address = listener.accept()
        except OSError:
            return
        sock.setblocking(False)
        session = Session(sock, self._loop)
        self._loop.add_reader(sock.fileno(), self._readable, session)

    def _readable(self, session: Session) -> None:
        try:
            data = session.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            session.close()
            return
        session.inbound += data
        *lines, rest = bytes(session.inbound).split(b"\n")
        session.inbound[:] = rest
        try:
            if len(rest) > MAX_LINE:
                raise ValueError(f"line of more than {MAX_LINE} bytes")
            for line in lines:
                self._request(session, line)
        except (ValueError, RecursionError) as why:
            self._owner.report("refused", where="operator", why=str(why))
            session.send({"id": None, "ok": False, "error": str(why)})
            session.close()

    def _request(self, session: Session, line: bytes) -> None:
        request = json.loads(line)
        if not isinstance(request, dict) or not isinstance(request.get("op"), str):
            raise ValueError("request is no JSON object with an op")
        task = self._loop.create_task(self._serve(session, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, session: Session, request: Json) -> None:
        number = request.get("id")
        operation = self._operations.get(request["op"])
        try:
            if operation is None:
                raise RequestError(f"unknown op {request['op']!r}; there are {', '.join(sorted(self._operations))}")
            result = await operation(request, lambda event: session.send({"id": number, "event": event}), session)
        except RequestError as error:
            session.send({"id": number, "ok": False, "error": str(error), **error.numbers})
        except (KeyError, TypeError, ValueError) as error:
            text = f"{request['op']}: missing or misused argument {error}"
            session.send({"id": number, "ok": False, "error": text})
        else:
            session.send({"id": number, "ok": True, "result": result})
