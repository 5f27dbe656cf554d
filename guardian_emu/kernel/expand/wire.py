"""Frames on the trunk of a line, and the short words before a circuit's data."""

from __future__ import annotations

import asyncio
import contextlib
import socket

from ..actions import Json
from ..frames import FrameError, frame, parse, split

MAX_FRAME = 4 * 1024 * 1024
MAX_WORD = 16 * 1024


async def say(loop: asyncio.AbstractEventLoop, sock: socket.socket, data: Json) -> None:
    """Send one frame."""
    await loop.sock_sendall(sock, frame(data))


async def hear(loop: asyncio.AbstractEventLoop, sock: socket.socket) -> Json:
    """Read one frame and not a byte more. Raises FrameError, EOFError, OSError."""
    length = int.from_bytes(await _exactly(loop, sock, 4), "big")
    if length > MAX_WORD:
        raise FrameError(f"frame of {length} bytes before anything was proved")
    return parse(await _exactly(loop, sock, length))


async def _exactly(loop: asyncio.AbstractEventLoop, sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = await loop.sock_recv(sock, count - len(data))
        if not more:
            raise EOFError("the connection ended")
        data += more
    return data


class Trunk:
    """The connection that carries a line's control frames. ``heard`` is when anything came last, in loop time."""

    def __init__(self, sock: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
        self.sock = sock
        self.heard = loop.time()
        self._loop = loop
        self._inbound = bytearray()
        self._outbound = bytearray()

    def write(self, data: Json) -> None:
        """Send a frame; what the socket does not take waits here."""
        if self.sock.fileno() < 0:
            return
        waiting = bool(self._outbound)
        self._outbound += frame(data)
        if not waiting:
            self._flush()

    def read(self) -> list[Json] | None:
        """The frames that have come; None at the end. Raises FrameError."""
        try:
            data = self.sock.recv(65536)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not data:
            return None
        self.heard = self._loop.time()
        self._inbound += data
        return split(self._inbound, MAX_FRAME)

    def close(self) -> None:
        """End it for both sides."""
        if self.sock.fileno() < 0:
            return
        self._loop.remove_reader(self.sock.fileno())
        self._loop.remove_writer(self.sock.fileno())
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def _flush(self) -> None:
        if self.sock.fileno() < 0:
            return
        try:
            while self._outbound:
                del self._outbound[: self.sock.send(self._outbound)]
            self._loop.remove_writer(self.sock.fileno())
        except BlockingIOError:
            self._loop.add_writer(self.sock.fileno(), self._flush)
        except OSError:
            self._outbound.clear()  # its end of file will be read
            self._loop.remove_writer(self.sock.fileno())
