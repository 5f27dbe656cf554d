"""What a launcher is: the one interface between the operator side and wherever the CPUs of a node run."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    from guardian_emu.topology.model import Topology

READY_SECONDS = 30.0
"""How long kernels may take to become ready, unless the caller says otherwise."""


class CpuAddress(NamedTuple):
    r"""One CPU of one node: ``CpuAddress("\\ALPHA", 3)``."""

    node: str
    cpu: int

    def __str__(self) -> str:
        return f"{self.node} CPU {self.cpu}"


class CpuState(enum.Enum):
    """What the launcher sees of a CPU from outside; whether its node counts it as up is the kernels' affair."""

    RUNNING = "running"
    FROZEN = "frozen"
    HALTED = "halted"
    ABSENT = "absent"


class Direction(enum.Enum):
    """Which way a path is cut, as the CPU sees it: what it sends, what it receives, or both (XY-01)."""

    BOTH = "both"
    OUT = "out"
    IN = "in"


class Progress(Protocol):
    """Told what goes on during a long operation. May be called from several threads, one call at a time."""

    def stage(self, text: str) -> None:
        """The operation as a whole has come to ``text``."""

    def cpu(self, cpu: CpuAddress, stage: str) -> None:
        """One CPU has come to ``stage``: ``created``, ``started``, then the kernel's own stages up to ``ready``."""


class Silent:
    """A Progress that tells nobody."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def cpu(self, cpu: CpuAddress, stage: str) -> None:
        """Nothing."""


class OperatorChannel(Protocol):
    """A conversation with the kernel of one CPU, one request at a time.

    Guarantee: an operation refused by the kernel raises ``OperatorRefusal``; a CPU that went away raises
    ``ChannelClosed``. Not for use by several threads at once.
    """

    def request(self, op: str, **arguments: Any) -> dict[str, Any]:
        """Ask for one thing and wait for its result; events that come first are dropped."""

    def stream(self, op: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """The events of a streaming operation as they come. The request is sent at once.

        The reply comes among them as an event ``result`` when it says anything. The stream does not end by itself:
        stop taking from it at the event that ends the operation. Raises as ``request`` does.
        """

    def pending(self) -> bool:
        """Whether a whole message has already been taken off the descriptor, so that ``select`` would not tell."""

    def fileno(self) -> int:
        """The descriptor to ``select`` on when nothing is ``pending``."""

    def close(self) -> None:
        """End the conversation. Idempotent."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Launcher(Protocol):
    """The CPUs of one session: one start of one topology.

    Guarantee: whatever a launcher makes bears the session's mark before anything else can happen to it, so that
    ``sweep`` finds it even after SIGKILL of the caller, and nothing without the mark is ever touched.
    Raises ``EnvironmentProblem`` for whatever the engine, the image or the system does not carry.
    """

    runtime: str
    session: str
    topology: str

    def up(self, progress: Progress) -> None:
        """Start every CPU of the topology cold; returns when every kernel has said that it is ready.

        On failure everything is removed again, and the error names the CPU, its stage and its last log lines.
        """

    def start(self, cpu: CpuAddress, progress: Progress) -> None:
        """Load a halted CPU again (the kernel's start is ``reload``); returns when it is ready."""

    def halt(self, cpu: CpuAddress) -> None:
        """Kill the CPU with everything in it, at once. Returns when nothing of it runs any more. Idempotent."""

    def freeze(self, cpu: CpuAddress) -> None:
        """Stop the CPU's time: nothing in it runs, nothing is closed."""

    def thaw(self, cpu: CpuAddress) -> None:
        """Let a frozen CPU go on."""

    def throttle(self, cpu: CpuAddress, percent: int) -> str:
        """Let the CPU have only that much of a processor's time, 1 to 100; 100 lifts it. By which means is told."""

    def cut(self, cpu: CpuAddress, fabric: str, peer: int | None = None, direction: Direction = Direction.BOTH) -> None:
        """Take the CPU off fabric ``X`` or ``Y``: from its network where it has one, else its kernel does it.

        With ``peer``, or one direction, its kernel drops what goes there, or comes from there, and nothing else.
        """

    def join(
        self, cpu: CpuAddress, fabric: str, peer: int | None = None, direction: Direction = Direction.BOTH
    ) -> None:
        """Take a ``cut`` with the same arguments back; onto a network under its old address. Idempotent."""

    def note(self, key: str, text: str) -> None:
        """Keep a text with the session until ``erase``. It outlives the caller, and goes with the session."""

    def notes(self) -> dict[str, str]:
        """The texts that are kept, by key."""

    def erase(self, key: str) -> None:
        """Keep that text no longer. Idempotent."""

    def cut_line(self, name: str) -> None:
        """Cut a line of Expand at its first end. Idempotent."""

    def join_line(self, name: str) -> None:
        """Put it back. Idempotent."""

    def attach(self, cpu: CpuAddress | None = None) -> OperatorChannel:
        """A conversation with that CPU's kernel, with any live one for None."""

    def logs(self, cpu: CpuAddress, *, follow: bool = False, tail: int | None = None) -> Iterator[dict[str, Any]]:
        """The CPU's log lines, oldest first; ``tail``: only the last so many; ``follow``: until the CPU ends."""

    def install(self, name: str, program: Path) -> None:
        """Put a program file onto ``$SYSTEM`` of every CPU under ``name``; a running program keeps its old file."""

    def states(self) -> dict[CpuAddress, CpuState]:
        """What each CPU of the topology is doing."""

    def fetch_recorders(self, into: Path, cpus: Iterable[CpuAddress] | None = None) -> list[Path]:
        r"""Copy the flight recorder files, all or those of some CPUs, to ``into/cpu-N/``.

        With several nodes they go to ``into/ALPHA/cpu-N/``. A CPU in which no process ever was has none.
        """

    def remove(self, progress: Progress) -> None:
        """Remove every trace of the session. Total and idempotent; may be called on one that is half there."""


def choose(runtime: str | None = None) -> tuple[str, str]:
    """Where CPUs are to run, ``docker`` or ``embedded``, and why. Docker needs an engine that answers at once."""
    from guardian_emu.launch import sessions

    return sessions.choose(runtime)


def create(
    topology: Topology,
    runtime: str | None = None,
    *,
    ttl: float | None = None,
    timeout: float = READY_SECONDS,
    leashed: bool = False,
) -> Launcher:
    """A new session of ``topology``, nothing started yet.

    ``ttl``: seconds after which the CPUs halt themselves, instead of what the topology says. ``timeout``: seconds that
    kernels may take to become ready. ``leashed``: the session belongs to the calling process for its whole life, and
    is a leftover when that process is gone (tests, demonstrations), instead of staying up.
    """
    from guardian_emu.launch import sessions

    return sessions.create(topology, runtime, ttl=ttl, timeout=timeout, leashed=leashed)


def find(topology_name: str, runtime: str | None = None, *, timeout: float = READY_SECONDS) -> Launcher:
    """The session of that topology that is up, the youngest of several. Raises ``EnvironmentProblem`` for none."""
    from guardian_emu.launch import sessions

    return sessions.find(topology_name, runtime, timeout=timeout)


def sweep(progress: Progress, *, all: bool = False) -> list[str]:
    """Remove what dead sessions left behind, and say what was removed.

    Left behind is a session that never completed ``up``, or that was being removed, and whose owner process is
    gone (a leashed session: even when it was up); and one whose time to live is over. ``all``: every session of ours,
    alive or not, and outdated CPU images.
    """
    from guardian_emu.launch import sessions

    return sessions.sweep(progress, everything=all)
