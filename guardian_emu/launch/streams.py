"""Attach and exec streams of the engine: one connection carries standard output and error in labelled pieces."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

HEADER = struct.Struct(">BxxxI")
STDOUT, STDERR = 1, 2
CHUNK = 65536


class Piece(NamedTuple):
    """Some bytes of one of the streams."""

    stream: int
    data: bytes


class Demultiplexer:
    """Takes the engine's framing off a connection's bytes, whatever way they were cut."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> Iterator[Piece]:
        """The pieces that ``data`` completes."""
        self._buffer += data
        while len(self._buffer) >= HEADER.size:
            stream, length = HEADER.unpack_from(self._buffer)
            end = HEADER.size + length
            if len(self._buffer) < end:
                return
            piece = Piece(stream, self._buffer[HEADER.size : end])
            self._buffer = self._buffer[end:]
            yield piece


class EngineStream:
    """A connection that the engine handed over, as the SDK returns it: a socket, or a file around one.

    Guarantee: works for every kind of DOCKER_HOST the SDK knows, so it asks the object what it can do.
    """

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._socket = raw if hasattr(raw, "recv") else raw._sock
        if hasattr(self._socket, "settimeout"):
            self._socket.settimeout(None)
        self._pieces = Demultiplexer()
        self.closed = False

    def fileno(self) -> int:
        """The descriptor to select on."""
        return int(self._socket.fileno())

    def send(self, data: bytes) -> None:
        """Write to the standard input at the other end."""
        self._socket.sendall(data)

    def read(self, timeout: float | None = None) -> list[Piece]:
        """The pieces that have come, perhaps none yet; ``closed`` is set when there will be no more."""
        if timeout is not None and not self._wait(timeout):
            return []
        data = self._socket.recv(CHUNK)
        self.closed = not data
        return list(self._pieces.feed(data))

    def _wait(self, timeout: float) -> bool:
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        return bool(poll.poll(timeout * 1000))

    def abort(self) -> None:
        """Let a ``read`` in another thread return at once."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connection. Idempotent."""
        self._socket.close()
        self._raw.close()


class ExecTransport:
    """A transport (see ``channel``) over an exec stream; what the other end says on standard error is kept."""

    def __init__(self, stream: EngineStream) -> None:
        self._stream = stream
        self._errors = b""

    def send(self, data: bytes) -> None:
        """See ``Transport.send``."""
        self._stream.send(data)

    def receive(self) -> bytes:
        """See ``Transport.receive``."""
        while True:
            pieces = self._stream.read()
            self._errors += b"".join(piece.data for piece in pieces if piece.stream == STDERR)
            if output := b"".join(piece.data for piece in pieces if piece.stream == STDOUT):
                return output
            if self._stream.closed and self._errors:
                raise ConnectionError(self._errors.decode(errors="replace").strip())
            if self._stream.closed:
                return b""

    def fileno(self) -> int:
        """See ``Transport.fileno``."""
        return self._stream.fileno()

    def close(self) -> None:
        """See ``Transport.close``."""
        self._stream.close()
