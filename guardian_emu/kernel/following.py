"""Following one process: what it writes, and its end."""

from __future__ import annotations

from typing import Any

from .actions import Json
from .operator import Emit


class Following:
    """Passes on the output and the end of one process; keeps what comes before it is known which."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._which: tuple[int, int] | None = None
        self._early: list[Json] = []
        self.cancel: Any = None

    def choose(self, cpu: int, pin: int) -> None:
        """This is the process."""
        self._which = (cpu, pin)
        early, self._early = self._early, []
        for event in early:
            self.take(event)

    def take(self, event: Json) -> None:
        """An event of the node."""
        if event["event"] not in ("output", "process-ended", "cpu-down"):
            return
        if self._which is None:
            self._early.append(event)
        elif event["event"] == "cpu-down" and event["down"] == self._which[0]:
            self._emit(event)
            self.end()
        elif event["event"] != "cpu-down" and (event["cpu"], event["pin"]) == self._which:
            self._emit(event)
            if event["event"] == "process-ended":
                self.end()

    def end(self) -> None:
        """No more."""
        if self.cancel:
            self.cancel()
            self.cancel = None
