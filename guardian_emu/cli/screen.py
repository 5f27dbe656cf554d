"""Tables and progress. A terminal gets colour and a line that moves; a file or a pipe gets plain lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from string import Formatter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from rich.status import Status

    from guardian_emu.launch.launcher import CpuAddress

_COLOURS = {
    "up": "green",
    "running": "green",
    "ready": "green",
    "ok": "green",
    "primary": "bold",
    "down": "red",
    "halted": "red",
    "missing": "red",
    "frozen": "yellow",
    "suspended": "yellow",
    "weak": "yellow",
}


def print_json(value: object) -> None:
    """One JSON document, readable."""
    print(json.dumps(value, indent=2, default=str))


def print_json_line(value: object) -> None:
    """One JSON value on one line, at once: for streams."""
    print(json.dumps(value, default=str), flush=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Aligned columns; coloured words on a terminal."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _rich_table(headings, texts)
        return
    widths = [max(len(cell) for cell in column) for column in zip(headings, *texts, strict=True)]
    for row in [[heading.upper() for heading in headings], *texts]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _rich_table(headings: Sequence[str], rows: list[list[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        made.add_column(heading)
    for row in rows:
        made.add_row(*(Text(cell, style=_COLOURS.get(cell, "")) for cell in row))
    Console().print(made)


class Progress(AbstractContextManager["Progress"]):
    """What goes on during long work, on stderr: one moving line on a terminal, a line for each stage elsewhere."""

    def __init__(self) -> None:
        self._status: Status | None = None
        self._stage = ""
        self._cpus: dict[CpuAddress, str] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status("")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def stage(self, text: str) -> None:
        """The work as a whole has come to ``text``."""
        self._stage = text
        self._cpus.clear()
        self._show(text)

    def cpu(self, cpu: CpuAddress, stage: str) -> None:
        """One CPU has come to ``stage``."""
        self._cpus[cpu] = stage
        if self._status:
            cpus = "  ".join(f"{address.cpu} {state}" for address, state in sorted(self._cpus.items()))
            self._status.update(f"{self._stage}   {cpus}")
        elif stage == "ready":
            self._show(f"{cpu} ready")

    def note(self, text: str) -> None:
        """A line that stays."""
        if self._status:
            self._status.console.print(text, markup=False, highlight=False)
        else:
            self._show(text)

    def _show(self, text: str) -> None:
        if self._status:
            self._status.update(text)
        else:
            print(text, file=sys.stderr, flush=True)


def event_text(event: dict[str, Any]) -> str:
    """One event of the operator protocol as a sentence."""
    kind = str(event.get("event", "?"))
    shown = {"name": "process", "text": "", **{key: value for key, value in event.items() if value is not None}}
    if kind in _SENTENCES and {part[1] for part in Formatter().parse(_SENTENCES[kind]) if part[1]} <= shown.keys():
        return _SENTENCES[kind].format_map(shown).rstrip()
    return " ".join([kind, *(f"{key}={value}" for key, value in event.items() if key not in ("t", "cpu", "event"))])


_SENTENCES = {
    "cpu-down": "CPU {down} is down ({reason})",
    "cpu-up": "CPU {up} is up",
    "suspected": "CPU {suspect} is silent and suspected",
    "halted": "CPU {cpu} halts: {reason}",
    "takeover": "takeover: {name} is now primary in {cpu},{pin} (was in CPU {from_cpu}; {cause})",
    "process-created": "{name} {cpu},{pin} starts as {role} ({program})",
    "process-ended": "{name} {cpu},{pin} ended with completion code {completion_code} {text}",
    "path-down": "path to CPU {peer} over {fabric} is down",
    "path-up": "path to CPU {peer} over {fabric} is up",
    "refused": "refused at {where}: {why}",
    "output": "{name} {cpu},{pin}: {text}",
}
