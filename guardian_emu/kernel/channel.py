"""Control messages to one peer, in order and once, whichever fabric carries them (XY-02)."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

from .actions import Json

MAX_FRAME = 8 * 1024 * 1024


class FrameError(ValueError):
    """Bytes that are no control frame."""


def frame(data: Json) -> bytes:
    """A control frame: u32 length and JSON."""
    body = json.dumps(data, separators=(",", ":")).encode()
    return len(body).to_bytes(4, "big") + body


def parse(body: bytes) -> Json:
    """The JSON object of a frame's body. Raises FrameError."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"control frame is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise FrameError("control frame is not a JSON object")
    return data


def split(buffer: bytearray) -> list[Json]:
    """Take the complete frames out of ``buffer``. Raises FrameError."""
    frames = []
    while len(buffer) >= 4:
        length = int.from_bytes(buffer[:4], "big")
        if length > MAX_FRAME:
            raise FrameError(f"control frame of {length} bytes, at most {MAX_FRAME} are allowed")
        if len(buffer) < 4 + length:
            break
        frames.append(parse(bytes(buffer[4 : 4 + length])))
        del buffer[: 4 + length]
    return frames


class Channel:
    """Numbers messages, keeps those that are not acknowledged, drops those received before.

    Guarantee: when ``unacknowledged`` is sent again on another path after one has failed, the receiver's side
    yields every message exactly once and in order.
    """

    def __init__(self) -> None:
        self._sent = 0
        self._received = 0
        self._retained: deque[tuple[int, Json]] = deque()

    def wrap(self, message: Json) -> bytes:
        """The frame of a new message."""
        self._sent += 1
        self._retained.append((self._sent, message))
        return self._frame(self._sent, message)

    def alive(self) -> bytes:
        """An "I'm alive" frame."""
        return frame({"n": 0, "a": self._received})

    def unacknowledged(self) -> bytes:
        """All frames that the peer may not have."""
        return b"".join(self._frame(number, message) for number, message in self._retained)

    def receive(self, data: Json) -> Json | None:
        """The message in a frame if it is new. Raises FrameError."""
        number, acknowledged, message = data.get("n"), data.get("a"), data.get("m")
        if type(number) is not int or type(acknowledged) is not int or not 0 <= acknowledged <= self._sent:
            raise FrameError(f"control frame with number {number!r}, acknowledging {acknowledged!r}")
        while self._retained and self._retained[0][0] <= acknowledged:
            self._retained.popleft()
        if number != self._received + 1:
            return None
        self._received = number
        return _message(message)

    def _frame(self, number: int, message: Json) -> bytes:
        return frame({"n": number, "a": self._received, "m": message})


def _message(message: Any) -> Json:
    if not isinstance(message, dict) or not isinstance(message.get("t"), str):
        raise FrameError("control message without a type")
    return message
