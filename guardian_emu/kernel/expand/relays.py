"""Two sockets joined into one stream by a kernel between them: what a line handler does with a circuit.

A process's own socket never goes over a line: whoever holds the line can cut everything that goes over it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

CHUNK = 65536


class _Way:
    """One direction: reads from ``source`` only while ``sink`` takes what was read (back-pressure)."""

    def __init__(self, relay: Relay, source: socket.socket, sink: socket.socket) -> None:
        self.over = False
        self._relay = relay
        self._source = source
        self._sink = sink
        self._waiting = b""
        self._ending = False

    def start(self) -> None:
        self._relay.loop.add_reader(self._source.fileno(), self._readable)

    def _readable(self) -> None:
        try:
            data = self._source.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            self._relay.cut()
            return
        if data:
            self._write(data)
        else:
            self._relay.loop.remove_reader(self._source.fileno())
            self._finish()

    def _write(self, data: bytes) -> None:
        try:
            sent = self._sink.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._relay.cut()
            return
        if sent < len(data):
            self._waiting = data[sent:]
            self._relay.loop.remove_reader(self._source.fileno())
            self._relay.loop.add_writer(self._sink.fileno(), self._writable)

    def _writable(self) -> None:
        waiting, self._waiting = self._waiting, b""
        self._relay.loop.remove_writer(self._sink.fileno())
        self._write(waiting)
        if not self._waiting and not self._relay.closed:
            self._relay.loop.add_reader(self._source.fileno(), self._readable)

    def _finish(self) -> None:
        """End of file goes on, behind everything that came before it."""
        with contextlib.suppress(OSError):
            self._sink.shutdown(socket.SHUT_WR)
        self.over = True
        self._relay.direction_over()


class Relay:
    """Joins two sockets, which it owns, until both directions have ended or it is cut.

    Guarantee: bytes come out as they went in, in order; end of file is passed on behind them, one direction at a time;
    a reader that does not read stops the writer, not the kernel.
    """

    def __init__(
        self,
        first: socket.socket,
        second: socket.socket,
        tags: frozenset[str],
        loop: asyncio.AbstractEventLoop,
        ended: Callable[[Relay], None],
    ) -> None:
        self.loop = loop
        self.tags = tags
        self.closed = False
        self._socks = (first, second)
        self._ended = ended
        self._ways = (_Way(self, first, second), _Way(self, second, first))
        for way in self._ways:
            way.start()

    def cut(self) -> None:
        """End both sockets for everybody at once; what was on the way is lost, which the links' ends make good."""
        if self.closed:
            return
        self.closed = True
        for sock in self._socks:
            self.loop.remove_reader(sock.fileno())
            self.loop.remove_writer(sock.fileno())
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        self._ended(self)

    def direction_over(self) -> None:
        """One direction has ended behind all it brought."""
        if all(way.over for way in self._ways):
            self.cut()


class Relays:
    """All relays of this CPU, each tagged with the lines and CPUs that it depends on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._relays: set[Relay] = set()

    def join(self, first: socket.socket, second: socket.socket, *tags: str) -> None:
        """Make one stream of two sockets; they belong to the relay from now on."""
        for sock in (first, second):
            sock.setblocking(False)
        self._relays.add(Relay(first, second, frozenset(tags), self._loop, self._relays.discard))

    def cut(self, tag: str) -> int:
        """Cut every relay that depends on it; how many there were."""
        cut = [relay for relay in self._relays if tag in relay.tags]
        for relay in cut:
            relay.cut()
        return len(cut)

    def count(self, tag: str) -> int:
        """How many depend on it."""
        return sum(tag in relay.tags for relay in self._relays)
