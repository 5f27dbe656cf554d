"""A chapter of the book as what a reader does with it: files to write, commands to type, output to see.

A fenced block is executed when its first line says how:

    ```c file=counter.c          the text is written to that file; so is any other language with file=
    ```console                   `$ ` begins a command, `> ` continues it, the other lines are its output
    ```                          anything else is only shown

In expected output `...` alone on a line stands for any lines, within a line for any text; runs of blanks count as one.
An HTML comment on the line before a block changes that:

    <!-- second terminal -->     its one command is started beside the others and goes on
    <!-- second terminal says -->     what that command has to say, sooner or later
    <!-- needs docker -->        run in a pass of its own, on a container engine
    <!-- not executed: why -->   only shown
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"^```(?P<language>\w*)(?: file=(?P<file>\S+))?[ ]*$")
_COMMENT = re.compile(r"^<!-- (?P<text>.*?) -->$")
_NOT_EXECUTED = re.compile(r"not executed: \S.*")


class How(StrEnum):
    """What is done with a block."""

    FILE = "file"
    TYPE = "type"
    START = "second terminal"
    HEAR = "second terminal says"
    DOCKER = "needs docker"
    SHOW = "show"


class Block(NamedTuple):
    """One fenced block. ``line`` is that of its fence, from 1; ``file`` is empty unless the block is a file."""

    how: How
    line: int
    file: str
    text: str


class Command(NamedTuple):
    """One command and the output that the book promises; ``line`` is its own."""

    text: str
    expected: list[str]
    line: int


def blocks(path: Path) -> Iterator[Block]:
    """The blocks of a chapter in order. Raises ValueError for a comment that means nothing."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        if found := _FENCE.match(lines[at]):
            end = lines.index("```", at + 1)
            how = _how(found, lines[at - 1] if at else "", f"{path.name}:{at}")
            yield Block(how, at + 1, found["file"] or "", "".join(f"{line}\n" for line in lines[at + 1 : end]))
            at = end
        at += 1


def _how(fence: re.Match[str], before: str, place: str) -> How:
    said = _COMMENT.match(before)
    if said and _NOT_EXECUTED.fullmatch(said["text"]):
        return How.SHOW
    if said and said["text"] in (How.START, How.HEAR, How.DOCKER):
        return How(said["text"])
    if said and not said["text"].startswith("table"):
        raise ValueError(f"{place}: this comment before a block means nothing: {said['text']}")
    if fence["file"]:
        return How.FILE
    return How.TYPE if fence["language"] == "console" else How.SHOW


def commands(block: Block) -> list[Command]:
    """The commands of a console block."""
    found: list[Command] = []
    for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
        if line.startswith("$ "):
            found.append(Command(line[2:], [], number))
        elif line.startswith("> ") and found and not found[-1].expected:
            found[-1] = found[-1]._replace(text=f"{found[-1].text}\n{line[2:]}")
        elif found:
            found[-1].expected.append(line)
        else:
            raise ValueError(f"line {number}: output without a command: {line}")
    return found


def agrees(expected: list[str], actual: list[str]) -> bool:
    """Whether output is what the book promises."""
    if not expected:
        return not actual
    if expected[0].strip() == "...":
        return any(agrees(expected[1:], actual[skipped:]) for skipped in range(len(actual) + 1))
    return bool(actual) and _line_agrees(expected[0], actual[0]) and agrees(expected[1:], actual[1:])


def _line_agrees(expected: str, actual: str) -> bool:
    parts = [re.escape(part) for part in _plain(expected).split("...")]
    return re.fullmatch(".*".join(parts), _plain(actual)) is not None


def _plain(line: str) -> str:
    return re.sub(r"[ \t]+", " ", line).strip()
