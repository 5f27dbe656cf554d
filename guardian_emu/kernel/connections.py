"""Control connections, and the sockets of a fabric."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import socket

from .configuration import Address


class Connection:
    """One authenticated control connection to a load of another CPU; ``asked``: this CPU made it."""

    __slots__ = ("_loop", "_outbound", "asked", "cpu", "fabric", "inbound", "incarnation", "sock")

    def __init__(
        self, sock: socket.socket, loop: asyncio.AbstractEventLoop, cpu: int, incarnation: int, fabric: str, asked: bool
    ) -> None:
        self.sock = sock
        self.cpu = cpu
        self.incarnation = incarnation
        self.fabric = fabric
        self.asked = asked
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

    def mute(self) -> None:
        """Let it stand, without a word in either direction."""
        self._loop.remove_reader(self.sock.fileno())
        self._loop.remove_writer(self.sock.fileno())
        self._outbound.clear()

    def close(self) -> None:
        """End the connection for both sides."""
        if self.sock.fileno() < 0:
            return
        self.mute()
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


class Loopback:
    """This CPU's own way over a fabric and back: a datagram from its address there to itself (FD-01, FD-05).

    It comes back as long as the address is there: a container that was taken off its network has lost it.
    """

    def __init__(self, address: Address) -> None:
        place = address.place if address.family == socket.AF_INET else f"{address.place}.loop"
        self._place = place
        self._sock = socket.socket(address.family, socket.SOCK_DGRAM)
        if address.family == socket.AF_UNIX and os.path.exists(place):
            os.unlink(place)
        self._sock.bind(place)
        self._sock.setblocking(False)

    def fileno(self) -> int:
        """The descriptor that is readable when something came back."""
        return self._sock.fileno()

    def send(self) -> None:
        """Send one; where that is not possible, nothing comes back, which is all that it would tell."""
        with contextlib.suppress(OSError):
            self._sock.sendto(b"alive", self._place)

    def came_back(self) -> bool:
        """Take what came back."""
        came = False
        with contextlib.suppress(OSError):
            while self._sock.recv(16):
                came = True
        return came
