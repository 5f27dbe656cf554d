"""Changes to a text whose lines and columns the compiler goes on to name as they were."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_MARKER = re.compile(r'^# (\d+) "', re.MULTILINE)


def marker(line: int, origin: str) -> str:
    """The directive after which the compiler is in a line of ``origin``."""
    name = origin.replace("\\", "\\\\").replace('"', '\\"')
    return f'# {line} "{name}"'


class Edit(NamedTuple):
    """Text to stand in the place of what is between ``start`` and ``end``.

    ``lines`` says that it is lines of its own, directives among them, and not part of a line.
    """

    start: int
    end: int
    text: str
    lines: bool = False


class Lines:
    """The lines of a text that may hold markers."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 1

    def of(self, position: int) -> int:
        """The line of a position. Positions are asked for in rising order."""
        if position < self._position:
            self._position, self._line = 0, 1
        passed = self._text[self._position : position]
        for found in reversed(list(_MARKER.finditer(passed))):
            self._line = int(found[1]) - 1
            passed = passed[found.end() :]
            break
        self._line += passed.count("\n")
        self._position = position
        return self._line


def apply(text: str, edits: Iterable[Edit], origin: str) -> str:
    """The text with all edits made; no two of them overlap."""
    lines = Lines(text)
    out: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        out.append(text[position : edit.start])
        out.append(edit.text if not edit.lines else f"\n{edit.text}\n{_resumed(text, edit.end, lines, origin)}")
        position = edit.end
    out.append(text[position:])
    return "".join(out)


def _resumed(text: str, position: int, lines: Lines, origin: str) -> str:
    """The marker, and blanks up to the column."""
    begin = text.rfind("\n", 0, position) + 1
    blanks = "".join("\t" if sign == "\t" else " " for sign in text[begin:position])
    return f"{marker(lines.of(position), origin)}\n{blanks}"
