"""Control connections, and what is known of the CPU at their other end."""

from __future__ import annotations

import os
import socket

from .channel import Channel
from .configuration import Address


class Path:
    """One authenticated control connection."""

    __slots__ = ("asked", "cpu", "fabric", "heard", "inbound", "outbound", "sock")

    def __init__(self, sock: socket.socket, cpu: int, fabric: str, asked: bool, now: float) -> None:
        self.sock = sock
        self.cpu = cpu
        self.fabric = fabric
        self.asked = asked
        self.heard = now
        self.inbound = bytearray()
        self.outbound = bytearray()

    def at_end(self) -> bool:
        """Whether nothing but the end of file is left to read."""
        try:
            return not self.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True


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
