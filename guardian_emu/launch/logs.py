"""Log lines as values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def decode(line: bytes) -> dict[str, Any]:
    """One log line. What is not JSON (a traceback, a word of the C library) becomes an event ``text``."""
    try:
        value = json.loads(line)
    except ValueError:
        value = None
    if isinstance(value, dict):
        return value
    return {"level": "error", "event": "text", "text": line.decode(errors="replace").rstrip("\r\n")}


def describe(event: dict[str, Any]) -> str:
    """A log line for a reader: ``stage joining missing=[3]``."""
    if event.get("event") == "text":
        return str(event["text"])
    words = [str(event.get("event", "?"))]
    if "stage" in event:
        words.append(str(event["stage"]))
    words += [f"{key}={value}" for key, value in event.items() if key not in ("t", "cpu", "level", "event", "stage")]
    return " ".join(words)


class Lines:
    """Cuts a byte stream into whole lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that ``data`` completes."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        yield from whole

    def end(self) -> bytes:
        """What remained without an end of line."""
        rest, self._rest = self._rest, b""
        return rest
