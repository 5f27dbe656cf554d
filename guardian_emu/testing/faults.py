"""The faults that a test makes in a node, and takes back."""

from __future__ import annotations

from guardian_emu.chaos import faults, injection
from guardian_emu.errors import UsageError
from guardian_emu.launch.launcher import CpuAddress, CpuState, Direction, Launcher, Silent
from guardian_emu.launch.plan import FABRICS
from guardian_emu.topology.model import Topology

Cpu = int | CpuAddress
"""A CPU by its number where there is one node, else ``node.cpu(number, node_name)``."""


class Faults:
    """CPUs of a session that can be broken. Whatever is done is written into the session first, for ``heal``."""

    def __init__(self, topology: Topology, launcher: Launcher) -> None:
        self.topology = topology
        self.launcher = launcher
        self.disturbed = False
        """Whether a fault was made or a process stopped since the node was last as it should be."""

    @property
    def cpus(self) -> tuple[int, ...]:
        """Numbers of the CPUs of the only node."""
        return tuple(self.topology.node().cpu_numbers)

    def cpu(self, number: int, node: str | None = None) -> CpuAddress:
        """A CPU of that node, of the only one for None. Raises UsageError when there is no such CPU."""
        meant = self.topology.node(node)
        if number not in meant.cpu_numbers:
            cause = f"{meant.name} has {meant.cpus} CPUs"
            raise UsageError("the node has no such CPU", number, cause, f"name one of 0 to {meant.cpus - 1}")
        return CpuAddress(meant.name, number)

    def states(self) -> dict[CpuAddress, CpuState]:
        """What each CPU is doing, seen from outside."""
        return self.launcher.states()

    def halt(self, cpu: Cpu) -> None:
        """Kill a CPU with everything in it, at once."""
        self._inject(faults.Halt(self._address(cpu)))

    def freeze(self, cpu: Cpu) -> None:
        """Stop a CPU's time. The others declare it down."""
        self._inject(faults.Freeze(self._address(cpu)))

    def thaw(self, cpu: Cpu) -> None:
        """Let a frozen CPU go on. One that was declared down meanwhile halts itself."""
        injection.thaw(self.launcher, self._address(cpu))

    def reload(self, cpu: Cpu) -> None:
        """Load a halted CPU again; returns when it has joined the node."""
        injection.reload(self.launcher, self._address(cpu), Silent())

    def throttle(self, cpu: Cpu, percent: int) -> None:
        """Let a CPU have only so much of a processor's time; 100 lifts it."""
        self.disturbed = True
        if percent == faults.FULL_SPEED:
            injection.unthrottle(self.launcher, self._address(cpu))
        else:
            injection.throttle(self.launcher, faults.Throttle(self._address(cpu), percent))

    def cut(self, fabric: str, cpu: Cpu, *, peer: Cpu | None = None, direction: str = "both") -> None:
        """Take a CPU off fabric ``X``, ``Y`` or ``both``; with ``peer`` or direction ``out``, ``in``, cut a path."""
        for fault in self._cuts(fabric, cpu, peer, direction):
            self._inject(fault)

    def join(self, fabric: str, cpu: Cpu, *, peer: Cpu | None = None, direction: str = "both") -> None:
        """Take back a ``cut`` with the same arguments; without ``peer`` and direction, every cut of that CPU there."""
        for fault in self._cuts(fabric, cpu, peer, direction):
            if isinstance(fault, faults.CutFabric):
                injection.join(self.launcher, fault.cpu, fault.fabric)
            else:
                injection.lift(self.launcher, fault)

    def cut_line(self, name: str) -> None:
        """Cut a line between nodes."""
        self.disturbed = True
        self.launcher.cut_line(name)

    def join_line(self, name: str) -> None:
        """Put it back."""
        self.launcher.join_line(name)

    def heal(self) -> list[str]:
        """Undo every fault and reload every CPU that has halted; what was done, as sentences."""
        for line in self.topology.expand.lines if self.topology.expand else ():
            self.launcher.join_line(line.name)
        return list(injection.heal(self.launcher, Silent()))

    def _inject(self, fault: faults.Fault) -> None:
        self.disturbed = True
        injection.inject(self.launcher, fault)

    def _cuts(self, fabric: str, cpu: Cpu, peer: Cpu | None, direction: str) -> list[faults.Fault]:
        if fabric not in (*FABRICS, "both"):
            raise UsageError("there is no such fabric", fabric, "fabrics are X and Y", "write X, Y or both")
        if direction not in (one.value for one in Direction):
            raise UsageError("there is no such direction", direction, "a typing error", "write both, out or in")
        address = self._address(cpu)
        names = FABRICS if fabric == "both" else (fabric,)
        if peer is None and direction == "both":
            return [faults.CutFabric(address, name) for name in names]
        other = None if peer is None else self._address(peer).cpu
        return [faults.CutPath(address, name, other, Direction(direction)) for name in names]

    def _address(self, cpu: Cpu) -> CpuAddress:
        return self.cpu(cpu.cpu, cpu.node) if isinstance(cpu, CpuAddress) else self.cpu(cpu)
