"""Control frames on a stream: a u32 length and a JSON object."""

from __future__ import annotations

import json

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


def split(buffer: bytearray, most: int = MAX_FRAME) -> list[Json]:
    """Take the complete frames, of at most so many bytes each, out of ``buffer``. Raises FrameError."""
    frames = []
    while len(buffer) >= 4:
        length = int.from_bytes(buffer[:4], "big")
        if length > most:
            raise FrameError(f"control frame of {length} bytes, at most {most} are allowed")
        if len(buffer) < 4 + length:
            break
        frames.append(parse(bytes(buffer[4 : 4 + length])))
        del buffer[: 4 + length]
    return frames
