"""What the sans-I/O machines ask the shell to do."""

from __future__ import annotations

from typing import Any, NamedTuple

Json = dict[str, Any]
"""A control message or a replicated operation: plain JSON, keys are strings."""


class Send(NamedTuple):
    """Send a control message. Guarantee asked of the shell: in order per CPU, once, or the CPU is lost."""

    cpu: int
    message: Json


class ImAlive(NamedTuple):
    """Send "I'm alive" on every control connection of both fabrics (FD-01)."""


class Poison(NamedTuple):
    """Poison a CPU that was declared down, then shut its connections down (FD-06)."""

    cpu: int


class Haunt(NamedTuple):
    """Look whether a CPU that was declared down at its end of file is dead, and poison it if not."""

    cpu: int


class CpuDown(NamedTuple):
    """A CPU was declared down and the tables say so already; ``changes`` are those of the DCT."""

    cpu: int
    incarnation: int
    reason: str
    changes: list[Any]


class CpuUp(NamedTuple):
    """A reloaded CPU was admitted."""

    cpu: int
    incarnation: int


class Applied(NamedTuple):
    """A global update was applied to this CPU's tables."""

    operation: Json
    effect: Json
    changes: list[Any]


class Completed(NamedTuple):
    """A global update that this CPU asked for is in all CPUs, or was refused with ``error``."""

    token: int
    error: int
    effect: Json


class Joined(NamedTuple):
    """This CPU is a member of the node."""


class Missing(NamedTuple):
    """The CPUs this one still waits for before it can join."""

    cpus: list[int]


class Halt(NamedTuple):
    """This CPU must stop at once with this halt code (kernel.md section 18)."""

    code: int
    reason: str


class Report(NamedTuple):
    """An event for the log and the operator."""

    event: str
    fields: Json


Action = Send | ImAlive | Poison | Haunt | CpuDown | CpuUp | Applied | Completed | Joined | Missing | Halt | Report
