"""Faults as values: what can be done to a CPU and its fabrics, and how each is taken back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch.launcher import CpuAddress, CpuState, Direction, Launcher, Silent

FULL_SPEED = 100


@dataclass(frozen=True, slots=True)
class Fault(ABC):
    """One fault of one CPU.

    Guarantee: ``apply`` and ``undo`` are idempotent, and ``undo`` may be called when ``apply`` never was, or did not
    come to its end. ``lasting``: it stands until it is undone, whether the CPU is loaded again or not.
    """

    kind: ClassVar[str] = ""
    lasting: ClassVar[bool] = True

    cpu: CpuAddress

    @abstractmethod
    def apply(self, launcher: Launcher) -> str | None:
        """Do it; by which means, where that differs. Raises ``EnvironmentProblem`` when it cannot be done."""

    @abstractmethod
    def undo(self, launcher: Launcher) -> None:
        """Take it back."""

    @property
    @abstractmethod
    def undone(self) -> str:
        """What the undo brings about, as a sentence."""

    @property
    def key(self) -> str:
        """The fault in one word; equal faults have the same."""
        values = [str(value).lstrip("\\").lower() for name, value in self.to_json().items() if name != "kind"]
        return "-".join([self.kind, *values])

    def to_json(self) -> dict[str, Any]:
        """The fault as JSON values, for ``from_json``."""
        values = {name: getattr(value, "value", value) for name, value in asdict(self).items() if name != "cpu"}
        return {"kind": self.kind, "node": self.cpu.node, "cpu": self.cpu.cpu, **values}


@dataclass(frozen=True, slots=True)
class Halt(Fault):
    """The CPU is gone at once, with everything in it. Undone by a reload."""

    kind: ClassVar[str] = "halt"
    lasting: ClassVar[bool] = False

    def apply(self, launcher: Launcher) -> None:
        launcher.halt(self.cpu)

    def undo(self, launcher: Launcher) -> None:
        if launcher.states()[self.cpu] is CpuState.HALTED:
            launcher.start(self.cpu, Silent())

    @property
    def undone(self) -> str:
        return f"{self.cpu} is up"


@dataclass(frozen=True, slots=True)
class Freeze(Fault):
    """The time of the CPU stands still: nothing runs, nothing is closed."""

    kind: ClassVar[str] = "freeze"
    lasting: ClassVar[bool] = False

    def apply(self, launcher: Launcher) -> None:
        if launcher.states()[self.cpu] is not CpuState.FROZEN:
            launcher.freeze(self.cpu)

    def undo(self, launcher: Launcher) -> None:
        if launcher.states()[self.cpu] is CpuState.FROZEN:
            launcher.thaw(self.cpu)

    @property
    def undone(self) -> str:
        return f"{self.cpu} goes on"


@dataclass(frozen=True, slots=True)
class Throttle(Fault):
    """The CPU gets ``percent`` of a processor's time, 1 to 99."""

    kind: ClassVar[str] = "throttle"

    percent: int

    def apply(self, launcher: Launcher) -> str:
        return launcher.throttle(self.cpu, self.percent)

    def undo(self, launcher: Launcher) -> None:
        launcher.throttle(self.cpu, FULL_SPEED)

    @property
    def undone(self) -> str:
        return f"{self.cpu} runs at full speed"


@dataclass(frozen=True, slots=True)
class CutFabric(Fault):
    """The CPU is off a fabric: its network is taken away where it has one, else its kernel drops everything (XY-08)."""

    kind: ClassVar[str] = "cut"

    fabric: str

    def apply(self, launcher: Launcher) -> None:
        launcher.cut(self.cpu, self.fabric)

    def undo(self, launcher: Launcher) -> None:
        launcher.join(self.cpu, self.fabric)

    @property
    def undone(self) -> str:
        return f"{self.cpu} is on fabric {self.fabric}"


@dataclass(frozen=True, slots=True)
class CutPath(Fault):
    """The CPU's kernel drops what it sends to another CPU over a fabric, what it gets from there, or both (XY-01).

    ``peer`` None is every other CPU.
    """

    kind: ClassVar[str] = "cut-path"

    fabric: str
    peer: int | None = None
    direction: Direction = Direction.BOTH

    def apply(self, launcher: Launcher) -> None:
        launcher.cut(self.cpu, self.fabric, self.peer, self.direction)

    def undo(self, launcher: Launcher) -> None:
        launcher.join(self.cpu, self.fabric, self.peer, self.direction)

    @property
    def undone(self) -> str:
        return f"{self.cpu} {self.path} works"

    @property
    def path(self) -> str:
        """Which path, in words."""
        where = "every CPU" if self.peer is None else f"CPU {self.peer}"
        words = {Direction.BOTH: "to and from", Direction.OUT: "to", Direction.IN: "from"}
        return f"{words[self.direction]} {where} over {self.fabric}"


KINDS: dict[str, type[Fault]] = {kind.kind: kind for kind in (Halt, Freeze, Throttle, CutFabric, CutPath)}


def from_json(values: dict[str, Any]) -> Fault:
    """The fault that ``to_json`` gave. Raises ``EnvironmentProblem`` for what another version wrote."""
    more = {name: value for name, value in values.items() if name not in ("kind", "node", "cpu")}
    try:
        fault = KINDS[values["kind"]](CpuAddress(values["node"], values["cpu"]), **more)
        return replace(fault, direction=Direction(fault.direction)) if isinstance(fault, CutPath) else fault
    except (KeyError, TypeError, ValueError) as problem:
        raise EnvironmentProblem(
            "a fault in the session's journal cannot be read",
            values,
            f"another version of guardian-emu made it ({problem})",
            "heal it with that version, or take the session down",
        ) from problem
