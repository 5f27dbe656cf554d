"""The CPU's log on stdout and the stream of events for operators."""

from __future__ import annotations

import asyncio
import json
import os
import select
import stat
import time
from collections.abc import Callable
from typing import Any

from .actions import Json

OPERATOR_EVENTS = frozenset(
    (
        "cpu-down", "cpu-up", "suspected", "poisoned", "halted", "takeover", "process-created", "process-ended",
        "path-down", "path-up", "refused", "output", "restarted", "not-restarted", "expand", "regroup", "poison-sent",
        "unexpected-packet", "sequence-error", "fabric-down", "fabric-up", "fabric-still-down",
    )
)  # fmt: skip
LAST_WORDS_SECONDS = 0.2
FIRST_EVENTS = 100
WARNINGS = frozenset(
    (
        "cpu-down", "suspected", "poisoned", "halted", "path-down", "refused", "not-restarted", "poison-sent",
        "unexpected-packet", "sequence-error", "fabric-down", "fabric-still-down",
    )
)  # fmt: skip


class Log:
    """JSON lines on a descriptor. Guarantee: a reader that stands still never stops the kernel."""

    def __init__(self, loop: asyncio.AbstractEventLoop, cpu: int, fd: int = 1) -> None:
        self._loop = loop
        self._cpu = cpu
        self._fd = fd
        self._pending = bytearray()
        mode = os.fstat(fd).st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            os.set_blocking(fd, False)

    def write(self, event: str, fields: Json) -> Json:
        """Log one event; returns it as operators see it."""
        record: Json = {"t": time.monotonic_ns(), "cpu": self._cpu, "event": event, **fields}
        level = "warning" if event in WARNINGS else "info"
        line = {"t": record["t"], "cpu": self._cpu, "level": level, **record}
        self._pending += json.dumps(line, separators=(",", ":")).encode() + b"\n"
        self._flush()
        return record

    def last_words(self) -> None:
        """Write out what is pending, for a reader that is not too slow: a halt cannot wait."""
        self._flush()
        if self._pending and select.select([], [self._fd], [], LAST_WORDS_SECONDS)[1]:
            self._flush()

    def _flush(self) -> None:
        try:
            while self._pending:
                del self._pending[: os.write(self._fd, self._pending)]
        except BlockingIOError:
            self._loop.add_writer(self._fd, self._retry)
        except OSError:
            self._pending.clear()

    def _retry(self) -> None:
        self._loop.remove_writer(self._fd)
        self._flush()


class Events:
    """Events of the whole node, for whoever subscribed at this CPU; and of this CPU, for subscribers elsewhere.

    Guarantee: who subscribed before a CPU came up gets its events from the first one, up to ``FIRST_EVENTS`` of those
    that came before the CPU was told that they are wanted.
    """

    def __init__(self, log: Log, cpu: int, send: Callable[[int, Json], None], peers: Callable[[], list[int]]) -> None:
        self._log = log
        self._cpu = cpu
        self._send = send
        self._peers = peers
        self._watching: set[int] = set()
        self._first: list[Json] = []
        self._subscribers: list[Callable[[Json], None]] = []

    def report(self, event: str, fields: Json) -> None:
        """Log an event and pass it on."""
        record = self._log.write(event, fields)
        if event in OPERATOR_EVENTS:
            if len(self._first) < FIRST_EVENTS:
                self._first.append(record)
            self.publish(record)
            for cpu in self._watching:
                self._send(cpu, {"t": "event", "event": record})

    def publish(self, record: Json) -> None:
        """Give an event to the subscribers at this CPU."""
        for subscriber in list(self._subscribers):
            subscriber(record)

    def subscribe(self, subscriber: Callable[[Json], None]) -> Callable[[], None]:
        """From now on ``subscriber`` gets the events of the node; call the result to end that."""
        self._subscribers.append(subscriber)
        if len(self._subscribers) == 1:
            self._tell_all(1)
        return lambda: self._unsubscribe(subscriber)

    def cpu_up(self, cpu: int) -> None:
        """A CPU that came up must know that its events are wanted here, those of its load too."""
        if self._subscribers:
            self._send(cpu, {"t": "watch", "on": 1, "from_first": 1})

    def cpu_down(self, cpu: int) -> None:
        """Nothing need be sent there any more."""
        self._watching.discard(cpu)

    def watched_by(self, cpu: int, on: Any, from_first: Any) -> None:
        """Another CPU wants this one's events, or no longer; ``from_first``: and those that it missed."""
        for record in self._first if from_first and cpu not in self._watching else ():
            self._send(cpu, {"t": "event", "event": record})
        (self._watching.add if on else self._watching.discard)(cpu)

    def _unsubscribe(self, subscriber: Callable[[Json], None]) -> None:
        if subscriber in self._subscribers:
            self._subscribers.remove(subscriber)
            if not self._subscribers:
                self._tell_all(0)

    def _tell_all(self, on: int) -> None:
        for cpu in self._peers():
            self._send(cpu, {"t": "watch", "on": on})
