"""One process that is followed, from its creation to its end."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from guardian_emu.errors import ExpectationFailed
from guardian_emu.launch.channel import ChannelClosed
from guardian_emu.launch.launcher import OperatorChannel
from guardian_emu.operating.feed import PATIENCE, Event, Feed

SHOWN_LINES = 8
STDERR = "stderr"


class ProcessFailed(ExpectationFailed):
    """A process did not do what was expected. ``lines`` is what it wrote so far."""

    def __init__(self, what: str, value: object, cause: str, next_step: str, lines: Sequence[str]) -> None:
        super().__init__(what, value, cause, next_step)
        self.args = (what, value, cause, next_step, lines)
        self.lines = tuple(lines)


class ProcessLost(ProcessFailed):
    """A process went away with its CPU."""


@dataclass(frozen=True)
class Finished:
    """A process that has ended. ``lines``: everything it wrote, ``errors``: only what it wrote to stderr."""

    program: str
    place: str
    completion_code: int
    abended: bool
    text: str
    lines: tuple[str, ...]
    errors: tuple[str, ...]

    def succeeded(self) -> Self:
        """The same, for one that ended with completion code 0. Raises ProcessFailed for another."""
        if self.completion_code == 0:
            return self
        raise ProcessFailed(
            f"{self.program} did not do its work",
            f"completion code {self.completion_code}" + (f": {self.text}" if self.text else ""),
            _wrote(self.lines),
            "look at what it wrote",
            self.lines,
        )


class Running:
    """A process whose output and end are waited for.

    Guarantee: no line is lost or given out of order. A process that is not followed any longer goes on.
    Raises ProcessLost when its CPU is gone, ProcessFailed when something does not come in time.
    """

    def __init__(self, channel: OperatorChannel, program: str, **wishes: Any) -> None:
        """Create the process; ``wishes`` is what the operator's request ``create`` takes."""
        self.program = program
        self.lines: list[str] = []
        self.errors: list[str] = []
        self.place = ""
        self.handle = ""
        self.finished: Finished | None = None
        self._feed = Feed(channel, "create", program=program, **wishes, follow=True)
        self._seen = 0

    def created(self, seconds: float = PATIENCE) -> Self:
        """Return when the node has created it. Raises OperatorRefusal when it does not."""
        while not self.place:
            self._take("its creation", time.monotonic() + seconds)
        return self

    def wait_for(self, beginning: str | re.Pattern[str], seconds: float = PATIENCE) -> str:
        """The next line that begins so, or in which the pattern is found. Each line is given once."""
        deadline = time.monotonic() + seconds
        what = f"the line {_shown(beginning)}"
        while True:
            while self._seen < len(self.lines):
                self._seen += 1
                if _matches(self.lines[self._seen - 1], beginning):
                    return self.lines[self._seen - 1]
            if self.finished:
                raise self._failed(f"{self.program} ended without {what}", f"completion code {self._code}")
            self._take(what, deadline)

    def end(self, seconds: float = PATIENCE) -> list[str]:
        """Wait for its good end; the lines it wrote. Raises ProcessFailed for another completion code than 0."""
        return list(self.ended(seconds).succeeded().lines)

    def ended(self, seconds: float = PATIENCE) -> Finished:
        """Wait for its end, good or bad."""
        deadline = time.monotonic() + seconds
        while self.finished is None:
            self._take("its end", deadline)
        return self.finished

    def close(self) -> None:
        """Follow it no longer; the process goes on."""
        self._feed.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _code(self) -> int | None:
        return self.finished.completion_code if self.finished else None

    def _take(self, what: str, deadline: float) -> None:
        """Take one event of the process."""
        try:
            event = self._feed.next(what, max(0.0, deadline - time.monotonic()))
        except ChannelClosed as closed:
            raise self._lost() from closed
        except ExpectationFailed:
            raise self._failed(f"{what} did not come in time", f"{self.program} {self.place}".rstrip()) from None
        match event.get("event"):
            case "result":
                self.place, self.handle = f"{event['cpu']},{event['pin']}", str(event["handle"])
            case "output":
                self._output(event)
            case "process-ended":
                self.finished = self._ended(event)
            case "cpu-down":
                raise self._lost()

    def _output(self, event: Event) -> None:
        line = str(event.get("text", "")).rstrip("\n")
        self.lines.append(line)
        if event.get("stream") == STDERR:
            self.errors.append(line)

    def _ended(self, event: Event) -> Finished:
        return Finished(
            self.program,
            f"{event['cpu']},{event['pin']}",
            int(event.get("completion_code", 0)),
            bool(event.get("abend")),
            str(event.get("text") or ""),
            tuple(self.lines),
            tuple(self.errors),
        )

    def _failed(self, what: str, value: str) -> ProcessFailed:
        return ProcessFailed(what, value, _wrote(self.lines), "look at the CPUs' logs", self.lines)

    def _lost(self) -> ProcessLost:
        what = f"{self.program} went away without an end"
        return ProcessLost(what, self.place or None, f"its CPU is gone; {_wrote(self.lines)}", "", self.lines)


def _matches(line: str, wanted: str | re.Pattern[str]) -> bool:
    return line.startswith(wanted) if isinstance(wanted, str) else wanted.search(line) is not None


def _shown(wanted: str | re.Pattern[str]) -> str:
    return repr(wanted if isinstance(wanted, str) else wanted.pattern)


def _wrote(lines: Sequence[str]) -> str:
    if not lines:
        return "it wrote nothing"
    return "it wrote:\n" + "\n".join(f"    {line}" for line in lines[-SHOWN_LINES:])
