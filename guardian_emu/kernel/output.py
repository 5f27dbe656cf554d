"""What processes write on standard output and standard error: lines for the log and for operators."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from .process import Process

MAX_LINE = 65536
Line = Callable[[Process, str, str], None]


class Output:
    """Reads the pipes of this CPU's processes. Guarantee: ``last`` gives everything a process had written."""

    def __init__(self, loop: asyncio.AbstractEventLoop, line: Line) -> None:
        self._loop = loop
        self._line = line

    def watch(self, process: Process, pipes: dict[str, int]) -> None:
        """Read these descriptors, by stream, from now on."""
        for stream, fd in pipes.items():
            os.set_blocking(fd, False)
            process.pipes[fd] = (stream, bytearray())
            self._loop.add_reader(fd, self._read, process, fd)

    def last(self, process: Process) -> None:
        """Read what a process that ended had written."""
        for fd, (stream, pending) in process.pipes.items():
            while self._read(process, fd):
                pass
            if pending:
                self._line(process, stream, pending.decode("utf-8", "replace"))
            self._loop.remove_reader(fd)
            os.close(fd)
        process.pipes = {}

    def _read(self, process: Process, fd: int) -> bool:
        stream, pending = process.pipes[fd]
        try:
            data = os.read(fd, 65536)
        except BlockingIOError:
            return False
        if not data:
            self._loop.remove_reader(fd)
            return False
        pending += data
        *lines, rest = bytes(pending).split(b"\n")
        if len(rest) > MAX_LINE:
            lines, rest = [*lines, rest], b""
        pending[:] = rest
        for line in lines:
            self._line(process, stream, line.decode("utf-8", "replace"))
        return True
