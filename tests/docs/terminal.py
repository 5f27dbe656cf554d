"""The reader's two terminals: a shell that keeps its directory and variables, and a command beside it."""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

PATIENCE = 60.0
"""Seconds until a command that says nothing counts as hanging."""


class Answer(NamedTuple):
    """What a command said, on stdout and stderr together, and its exit code."""

    lines: list[str]
    code: int


class Silence(AssertionError):
    """A command did not end, or did not say what it should have said."""


class _Reader:
    """The lines of a stream as they come; None at its end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        self._stream = process.stdout
        self.lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with self._stream:
            for line in self._stream:
                self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def next(self, until: float) -> str:
        """The next line. Raises Silence when there is none until then."""
        try:
            line = self.lines.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            line = None
        if line is None:
            raise Silence("nothing more is said")
        return line


class Terminal:
    """One bash. Close it: whatever was started in it ends with it."""

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = _Reader(self._process)
        self._code = 0

    def type(self, command: str) -> Answer:
        """Run a command to its end. Raises Silence when it does not end."""
        assert self._process.stdin
        mark = f"--- {secrets.token_hex(8)}"
        self._process.stdin.write(
            f"(exit {self._code})\n{{ {command}\n}} </dev/null\n__code=$?; echo; echo {mark} $__code\n"
        )
        self._process.stdin.flush()
        until, said = time.monotonic() + PATIENCE, list[str]()
        while not (said and said[-1].startswith(mark)):
            try:
                said.append(self._reader.next(until))
            except Silence as silence:
                raise Silence(f"{command!r} does not end; so far it said:\n" + "\n".join(said)) from silence
        self._code = int(said.pop().rpartition(" ")[2])
        if said and said[-1] == "":
            said.pop()
        return Answer(said, self._code)

    def close(self) -> None:
        """End the shell and what runs in it."""
        end_group(self._process)


class SecondTerminal:
    """A command that goes on, such as ``guardian-emu events``. It has begun when it has said something."""

    def __init__(self, command: str, directory: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = _Reader(self._process)
        self.said = [self._reader.next(time.monotonic() + PATIENCE)]

    def hear(self) -> None:
        """Wait for one line more."""
        self.said.append(self._reader.next(time.monotonic() + PATIENCE))

    def close(self) -> None:
        """Interrupt the command, as a reader would."""
        end_group(self._process)


def end_group(process: subprocess.Popen[str]) -> None:
    """End a process and its children, and reap it."""
    if process.stdin:
        process.stdin.close()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
