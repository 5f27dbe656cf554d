"""Somebody who reads a chapter at a keyboard, in an empty directory, and does what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from docs.chapter import Block, Command, How, agrees, commands
from docs.terminal import SecondTerminal, Silence, Terminal

CLONE = Path(__file__).parents[2]
NO_ENGINE = "unix:///nonexistent/engine.sock"
_LAUNCHER = '#!/bin/sh\nexec "{python}" -m {module} "$@"\n'
_COMMANDS = {"guardian-emu": "guardian_emu.cli", "pytest": "pytest"}


class Disagreement(AssertionError):
    """The book promises something else than what happens."""


class Reader:
    """Has the clone's ``topologies`` and ``examples``, ``guardian-emu`` and pytest at hand; no containers without
    ``engine``.

    Guarantee: what was started is gone when the ``with`` block ends. Embedded sessions live in a state directory of
    the reader's own, so nothing that the book removes is anybody else's.
    """

    def __init__(self, chapter: str, *, engine: bool = False) -> None:
        self._chapter = chapter
        self._engine = engine
        self._home = Path(tempfile.mkdtemp(prefix="book-"))
        self._desk = self._home / "desk"
        self._second: SecondTerminal | None = None
        self._prepare()
        self._environment = self._surroundings()
        self._terminal = Terminal(self._desk, self._environment)

    def _prepare(self) -> None:
        self._desk.mkdir()
        for name in ("topologies", "examples"):
            (self._desk / name).symlink_to(CLONE / name)
        (self._home / "bin").mkdir()
        for name, module in _COMMANDS.items():
            command = self._home / "bin" / name
            command.write_text(_LAUNCHER.format(python=sys.executable, module=module))
            command.chmod(0o755)

    def _surroundings(self) -> dict[str, str]:
        own = {"PATH": f"{self._home / 'bin'}:{os.environ['PATH']}", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
        own["GUARDIAN_EMU_STATE"] = str(self._home / "state")
        own["PYTHONPATH"] = str(CLONE)
        if not self._engine:
            own["DOCKER_HOST"] = NO_ENGINE
        return {**os.environ, **own}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self._second:
                self._second.close()
            self._terminal.close()
            self._leave_nothing()
        finally:
            shutil.rmtree(self._home, ignore_errors=True)

    def _leave_nothing(self) -> None:
        """Embedded: everything in the reader's own state directory. On an engine: the chapter's topologies only."""
        downs = [["--all"]]
        if self._engine:
            downs = [["-f", str(path)] for path in self._desk.glob("*.guardian.yaml")]
        for options in downs:
            subprocess.run(
                [str(self._home / "bin" / "guardian-emu"), "down", *options],
                cwd=self._desk, env=self._environment, check=True, capture_output=True, timeout=60,
            )  # fmt: skip

    def do(self, block: Block) -> None:
        """Do what one block says. Raises Disagreement, with the chapter's line, when the book is wrong."""
        match block.how:
            case How.FILE:
                target = self._desk / block.file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(block.text)
            case How.TYPE | How.DOCKER:
                self._type_all(commands(block))
            case How.START:
                [command] = commands(block)
                self._second = SecondTerminal(command.text, self._desk, self._environment)
            case How.HEAR:
                self._hear(block)
            case How.SHOW:
                pass

    def _type_all(self, listed: list[Command]) -> None:
        for number, command in enumerate(listed):
            answer = self._terminal.type(command.text)
            asked_next = number + 1 < len(listed) and listed[number + 1].text == "echo $?"
            if answer.code and not asked_next:
                raise self._wrong(command.line, f"exit code {answer.code} of {command.text}", answer.lines)
            if not agrees(command.expected, answer.lines):
                promised = "\n".join(command.expected) or "(nothing)"
                raise self._wrong(command.line, f"{command.text}\nshould say:\n{promised}", answer.lines)

    def _hear(self, block: Block) -> None:
        expected = block.text.splitlines()
        assert self._second, f"{self._chapter}:{block.line}: nothing was started"
        while not agrees(expected, self._second.said):
            try:
                self._second.hear()
            except Silence:
                text = "the second terminal should say:\n" + "\n".join(expected)
                raise self._wrong(block.line, text, self._second.said) from None

    def _wrong(self, line: int, promised: str, said: list[str]) -> Disagreement:
        return Disagreement(f"docs/{self._chapter}:{line}: {promised}\nbut it says:\n" + "\n".join(said))
