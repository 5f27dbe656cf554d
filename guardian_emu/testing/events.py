"""The events of a node, waited for."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any

from guardian_emu.errors import ExpectationFailed
from guardian_emu.launch import logs
from guardian_emu.launch.launcher import Launcher
from guardian_emu.operating.feed import Event
from guardian_emu.operating.listening import Listening
from guardian_emu.testing import kinds

PATIENCE = 30.0
"""Seconds that a test waits for something, unless it says otherwise."""

SHOWN = 12
LOOK_AGAIN_SECONDS = 0.25


class EventDidNotCome(ExpectationFailed):
    """An event was waited for in vain. ``seen``: the events that came instead."""

    def __init__(self, what: str, value: object, cause: str, next_step: str, seen: tuple[Event, ...]) -> None:
        super().__init__(what, value, cause, next_step)
        self.args = (what, value, cause, next_step, seen)
        self.seen = seen


class Events:
    """What happens in the node, collected from its first process on.

    Guarantee: a wait also finds what came before it was called, and is given each event only once: two waits for a
    takeover are two takeovers. With a shared node, events of earlier tests are nobody's.
    """

    def __init__(self, launcher: Launcher) -> None:
        self.history: list[Event] = []
        """Every event of the node, in the order in which they arrived here."""
        self._begin = 0
        self._given: set[int] = set()
        self._changed = threading.Condition()
        self._ended = False
        self._listening = Listening(launcher)
        self._thread = threading.Thread(target=self._collect, name="guardian-emu events", daemon=True)
        self._thread.start()

    def wait_for(self, kind: str, *, timeout: float = PATIENCE, **fields: Any) -> Event:
        """The next event of that kind with these fields; a compiled pattern is searched for in a field's text.

        Raises EventDidNotCome after ``timeout`` seconds, UsageError for a kind that does not exist.
        """
        kinds.check(kind)
        deadline = time.monotonic() + timeout
        with self._changed:
            looked_at = self._begin
            while True:
                for index in range(looked_at, len(self.history)):
                    if index not in self._given and _agrees(self.history[index], kind, fields):
                        self._given.add(index)
                        return self.history[index]
                looked_at = len(self.history)
                remaining = deadline - time.monotonic()
                if remaining <= 0 or self._ended:
                    raise self._absent(kind, fields, timeout)
                self._changed.wait(remaining)

    def seen(self, kind: str, **fields: Any) -> list[Event]:
        """Those that have come so far in this test, given already or not."""
        kinds.check(kind)
        with self._changed:
            return [event for event in self.history[self._begin :] if _agrees(event, kind, fields)]

    def begin(self) -> None:
        """A test begins: what came before it is not for it."""
        with self._changed:
            self._begin = len(self.history)

    def until(self, holds: Callable[[], bool], timeout: float) -> bool:
        """Whether it comes to hold in time. Asked anew at every event, and now and then: not every change is one."""
        deadline = time.monotonic() + timeout
        while True:
            with self._changed:
                known = len(self.history)
            if holds():
                return True
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            with self._changed:
                if len(self.history) == known:
                    self._changed.wait(min(remaining, LOOK_AGAIN_SECONDS))

    def close(self) -> None:
        """Collect no more. For a node that was removed: the threads that listened have ended with its CPUs."""
        self._listening.close()
        self._thread.join()

    def _absent(self, kind: str, fields: dict[str, Any], timeout: float) -> EventDidNotCome:
        seen = tuple(self.history[self._begin :])
        told = "\n".join(f"    {logs.describe(event)}" for event in seen[-SHOWN:]) or "    nothing"
        words = " ".join([kind, *(f"{name}={_shown(value)}" for name, value in fields.items())])
        when = "the node stopped telling events" if self._ended else f"it did not come within {timeout:g} s"
        rest = f", the last {SHOWN} of {len(seen)}" if len(seen) > SHOWN else ""
        cause = f"{when}; what came in this test{rest}:\n{told}"
        return EventDidNotCome("an event did not come", words, cause, "look at the logs of the CPUs", seen)

    def _collect(self) -> None:
        try:
            for cpu, event in self._listening.events():
                with self._changed:
                    self.history.append({"node": cpu.node, **event})
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()


def _agrees(event: Event, kind: str, fields: dict[str, Any]) -> bool:
    return event.get("event") == kind and all(_same(event.get(name), value) for name, value in fields.items())


def _same(told: object, wanted: object) -> bool:
    return wanted.search(str(told)) is not None if isinstance(wanted, re.Pattern) else told == wanted


def _shown(value: object) -> str:
    return repr(value.pattern) if isinstance(value, re.Pattern) else str(value)
