"""Error numbers of the Guardian file system and their literals (errors.md section 2)."""

from __future__ import annotations

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.wire import errors

NAMES: dict[int, str] = errors.NAMES
"""Literals of the error numbers; programs may use others, from 300 to 511 as they like."""

NUMBERS: dict[str, int] = errors.FILE_SYSTEM
"""Error numbers by their literals: ``NUMBERS["FEPATHDOWN"]`` is 201."""

FIRST_ERROR = 10
"""From here on numbers are errors; 1 to 9 are warnings: the operation was done."""


def name_of(number: int) -> str:
    """The literal of an error number, or an empty string when it has none."""
    return NAMES.get(number, "")


class FileSystemError(Exception):
    """A Guardian procedure returned an error: a number from 10 on.

    ``number`` and ``name`` tell which, ``procedure`` who returned it. A reply with an error may carry data: ``data``.
    When AWAITIO completed something in error, ``filenum`` and ``tag`` say what.
    """

    def __init__(self, procedure: str, number: int, data: bytes = b"", filenum: int = -1, tag: int = 0) -> None:
        super().__init__(procedure, number, data, filenum, tag)
        self.procedure = procedure
        self.number = number
        self.name = name_of(number)
        self.data = data
        self.filenum = filenum
        self.tag = tag

    def __str__(self) -> str:
        return f"{self.procedure}: error {self.number}" + (f" ({self.name})" if self.name else "")


class ProcessCreationError(Exception):
    """A process was not created: ``error`` and ``detail`` as PROCESS_CREATE_ gives them (errors.md section 6).

    10 with detail 201: that processor is down.
    """

    def __init__(self, procedure: str, error: int, detail: int) -> None:
        super().__init__(procedure, error, detail)
        self.procedure = procedure
        self.error = error
        self.detail = detail

    @property
    def cpu_down(self) -> bool:
        """Whether the processor that was asked for is down or absent."""
        return self.error == 10

    def __str__(self) -> str:
        return f"{self.procedure}: creation error {self.error}, detail {self.detail}"


class NoKernelError(EnvironmentProblem):
    """A Guardian procedure was called in a process that no Guardian kernel started."""

    def __init__(self, procedure: str) -> None:
        super().__init__(
            "a Guardian procedure was called in a process that no Guardian kernel started",
            procedure,
            "the program was run from a shell; only a CPU of a node can give it a name, links and $RECEIVE",
            "start it in a node: guardian-emu run PROGRAM",
        )
        self.procedure = procedure

    def __reduce__(self) -> tuple[type[NoKernelError], tuple[str]]:
        return NoKernelError, (self.procedure,)
