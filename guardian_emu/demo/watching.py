"""The events of a node, collected by a thread while the script makes faults."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from guardian_emu.errors import ExpectationFailed, GuardianEmuError
from guardian_emu.launch.launcher import CpuAddress, Launcher

Event = dict[str, Any]


class Watcher:
    """Every event of the node since the watcher was made, in order.

    Guarantee: ``wait`` sees events that came before it was called; nothing is lost between two waits.
    """

    def __init__(self, launcher: Launcher, cpu: CpuAddress) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()
        self._ended = False
        self._channel = launcher.attach(cpu)
        self._thread = threading.Thread(target=self._collect, name="events", daemon=True)
        self._thread.start()

    def wait(
        self, what: str, wanted: Callable[[Event], bool], *, since: int = 0, number: int = 1, seconds: float = 30.0
    ) -> Event:
        """The wanted event (the ``number``-th of them) with an index of ``since`` or later.

        Raises ExpectationFailed when it does not come in time.
        """
        found: list[Event] = []

        def seen() -> bool:
            found[:] = [event for event in self.events[since:] if wanted(event)]
            return len(found) >= number or self._ended

        with self._changed:
            self._changed.wait_for(seen, seconds)
        if len(found) >= number:
            return found[number - 1]
        raise ExpectationFailed(
            f"{what} did not happen",
            f"{len(found)} of {number} such events, {len(self.events)} events in all",
            "the node stopped telling events" if self._ended else f"nothing more of the kind within {seconds:g} s",
            "look at the CPUs' logs in the run directory",
        )

    def mark(self) -> int:
        """The index that the next event will have."""
        with self._changed:
            return len(self.events)

    def close(self) -> None:
        """Stop collecting."""
        self._channel.close()
        self._thread.join(5)

    def _collect(self) -> None:
        try:
            for event in self._channel.stream("events"):
                with self._changed:
                    self.events.append(event)
                    self._changed.notify_all()
        except GuardianEmuError as problem:
            with self._changed:
                self.events.append({"event": "watch-ended", "why": str(problem)})
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
