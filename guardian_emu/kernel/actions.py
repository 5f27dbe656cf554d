"""What the sans-I/O machines ask the shell to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .packets import Packet

Json = dict[str, Any]
"""A control message or a replicated operation: plain JSON, keys are strings."""


class Send(NamedTuple):
    """Send a control message. Guarantee asked of the shell: in order per CPU, once, or the CPU is lost."""

    cpu: int
    message: Json


class ImAlive(NamedTuple):
    """Say "I'm alive" on every path now: what the packets say has changed (FD-01)."""


class Transmit(NamedTuple):
    """Send a packet over one fabric. It may be lost with its connection."""

    cpu: int
    fabric: str
    packet: Packet


class Loop(NamedTuple):
    """Send this CPU's own "I'm alive" to itself over a fabric (FD-01, FD-05)."""

    fabric: str


class Disconnect(NamedTuple):
    """Close the control connection to a CPU over a fabric, which has been silent in both directions."""

    cpu: int
    fabric: str


class PathDown(NamedTuple):
    """What uses this path has to go over the other one: links above all (XY-02)."""

    cpu: int
    fabric: str


class Sever(NamedTuple):
    """A CPU is about to be declared down: nothing of it reaches a process from now on (FD-08)."""

    cpu: int


class Received(NamedTuple):
    """A message of another CPU for the parts outside the core."""

    cpu: int
    message: Json


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


Action = (
    Send
    | ImAlive
    | Transmit
    | Loop
    | Disconnect
    | PathDown
    | Sever
    | Received
    | Poison
    | Haunt
    | CpuDown
    | CpuUp
    | Applied
    | Completed
    | Joined
    | Missing
    | Halt
    | Report
)
