"""Control connections, and what is known of the CPU at their other end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import socket

from .channel import Channel
from .configuration import Address


class Path:
    """One authenticated control connection."""

    __slots__ = ("_loop", "_outbound", "asked", "cpu", "fabric", "heard", "inbound", "sock")

    def __init__(
        self, sock: socket.socket, loop: asyncio.AbstractEventLoop, cpu: int, fabric: str, asked: bool
    ) -> None:
        self.sock = sock
        self.cpu = cpu
        self.fabric = fabric
        self.asked = asked
        self.heard = loop.time()
        self.inbound = bytearray()
        self._outbound = bytearray()
        self._loop = loop

    def write(self, data: bytes) -> None:
        """Send; what the socket does not take waits here."""
        if self.sock.fileno() < 0 or not data:
            return
        if self._outbound:
            self._outbound += data
            return
        sent = self._try_send(data)
        if sent < len(data):
            self._outbound += data[sent:]
            self._loop.add_writer(self.sock.fileno(), self._writable)

    def close(self) -> None:
        """End the connection for both sides."""
        if self.sock.fileno() < 0:
            return
        self._loop.remove_reader(self.sock.fileno())
        self._loop.remove_writer(self.sock.fileno())
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def hung_up(self) -> bool:
        """Whether the other side has ended, unread data or not."""
        poll = select.poll()
        poll.register(self.sock.fileno(), select.POLLRDHUP)
        return bool(poll.poll(0))

    def at_end(self) -> bool:
        """Whether nothing but the end of file is left to read."""
        try:
            return not self.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _writable(self) -> None:
        del self._outbound[: self._try_send(self._outbound)]
        if not self._outbound and self.sock.fileno() >= 0:
            self._loop.remove_writer(self.sock.fileno())

    def _try_send(self, data: bytes | bytearray) -> int:
        try:
            return self.sock.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            return len(data)  # its end of file will be read


class Peer:
    """Another CPU in one incarnation."""

    __slots__ = ("active", "channel", "dialing", "incarnation", "paths", "reported", "since")

    def __init__(self, incarnation: int, since: float) -> None:
        self.incarnation = incarnation
        self.since = since
        self.channel = Channel()
        self.paths: dict[str, Path] = {}
        self.active: Path | None = None
        self.dialing = False
        self.reported: set[str] = set()


def tune(sock: socket.socket) -> None:
    """No delay, no blocking, no inheritance."""
    sock.setblocking(False)
    if sock.family == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def listen_at(address: Address) -> socket.socket:
    """A listening socket; a file left behind by an earlier load is replaced."""
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    if address.family == socket.AF_UNIX:
        os.makedirs(os.path.dirname(address.place) or ".", exist_ok=True)
        if os.path.exists(address.place):
            os.unlink(address.place)
    else:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(address.place)
    sock.listen(128)
    sock.setblocking(False)
    return sock
