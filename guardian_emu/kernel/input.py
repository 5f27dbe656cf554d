"""Standard input of processes that an operator writes: terminals, above all."""

from __future__ import annotations

import asyncio
import os

from .process import Process

MAX_UNWRITTEN = 1024 * 1024


class Input:
    """Writes the pipes of this CPU's processes. Guarantee: a process that does not read stops nobody."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def begin(self, process: Process) -> int:
        """The descriptor that the process reads, for the caller to close; -1 when it has no input."""
        if not process.has_input:
            return -1
        theirs, process.input = os.pipe()
        os.set_blocking(process.input, False)
        return theirs

    def write(self, process: Process, data: bytes) -> bool:
        """Write it when there is room; False when the process has no input, or too much that it has not read."""
        if process.input < 0 or process.input_ends or len(process.unwritten) + len(data) > MAX_UNWRITTEN:
            return False
        process.unwritten += data
        self._flush(process)
        return True

    def finish(self, process: Process) -> None:
        """Nothing more will be written: the process reads what there is and then the end of file."""
        process.input_ends = True
        if process.input >= 0:
            self._flush(process)

    def end(self, process: Process) -> None:
        """The process reads no more."""
        if process.input < 0:
            return
        self._loop.remove_writer(process.input)
        os.close(process.input)
        process.input = -1
        process.unwritten.clear()

    def _flush(self, process: Process) -> None:
        try:
            while process.unwritten:
                del process.unwritten[: os.write(process.input, process.unwritten)]
            self._loop.remove_writer(process.input)
            if process.input_ends:
                self.end(process)
        except BlockingIOError:
            self._loop.add_writer(process.input, self._flush, process)
        except OSError:
            self.end(process)  # the process has closed its end
