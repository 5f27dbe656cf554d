"""A node for a test: programs are run on it, faults are made in it, events are waited for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from guardian_emu.errors import ExpectationFailed
from guardian_emu.launch import launcher as launch
from guardian_emu.launch.channel import OperatorRefusal
from guardian_emu.launch.launcher import CpuAddress, CpuState, Launcher, Silent
from guardian_emu.operating import programs, status
from guardian_emu.operating.running import Finished, Running
from guardian_emu.testing.events import PATIENCE, Events
from guardian_emu.testing.faults import Cpu, Faults
from guardian_emu.topology.model import Topology

RUN_SECONDS = 60.0
NAME_KEPT = 20
THIS_PROCESS, BOTH_MEMBERS = 0, 1


class Member(NamedTuple):
    """A process as its node tells it. ``role``: primary, backup, single (named, alone) or unnamed."""

    name: str | None
    role: str
    cpu: int
    pin: int
    program: str
    state: str
    node: str


class _Started(NamedTuple):
    """A program that a test started: followed here, there by its name or else by its handle."""

    running: Running
    node: str
    name: str | None


class GuardianNode(Faults):
    r"""A topology that is up.

    Guarantee: whatever a test does to it, ``close`` removes every trace. Faults are written into the session before
    they are made, so ``heal`` knows them all. Where a topology has several nodes, ``node.cpu(1, r"\BETA")`` says whose
    CPU is meant, and ``node=r"\BETA"`` whose process.
    """

    def __init__(self, topology: Topology, launcher: Launcher, events: Events) -> None:
        super().__init__(topology, launcher)
        self.events = events
        self._started: list[_Started] = []

    @property
    def runtime(self) -> str:
        """``docker`` or ``embedded``."""
        return self.launcher.runtime

    def run(self, program: str | Path, *args: object, timeout: float = RUN_SECONDS, **how: Any) -> Finished:
        """Run a program to its end, good or bad; its lines and completion code. Takes what ``start`` takes.

        Raises ProcessLost when its CPU is gone before it ends, ProcessFailed when it does not end in time.
        """
        with self.start(program, *args, **how) as running:
            return running.ended(timeout)

    def start(
        self,
        program: str | Path,
        *args: object,
        cpu: Cpu | None = None,
        name: str | None = None,
        params: Mapping[str, str] | None = None,
        assigns: Mapping[str, str] | None = None,
        infile: str | None = None,
        outfile: str | None = None,
    ) -> Running:
        """Start a program of the topology, a program file or a C source, in a CPU, else in the first that runs.

        It is stopped when the test ends. Raises UsageError for an unknown program, OperatorRefusal when the node does
        not create it.
        """
        guardian_name = self._installed(program)
        target = self._first_cpu() if cpu is None else self._address(cpu)
        wishes = {
            "cpu": target.cpu,
            "name": name,
            "args": [str(word) for word in args],
            "params": dict(params or {}),
            "assigns": [{"logical": logical, "file": file} for logical, file in (assigns or {}).items()],
            "in": infile,
            "out": outfile,
        }
        running = Running(self.launcher.attach(target), guardian_name, **wishes)
        self._started.append(_Started(running, target.node, name))
        return running.created()

    def stop(self, process: str, *, node: str | None = None, one: bool = False, abend: bool = False) -> None:
        """Stop ``$NAME`` (both members; ``one``: only the primary), ``CPU,PIN`` or a handle in hex.

        Raises OperatorRefusal when there is no such process.
        """
        self.disturbed = True
        specifier = THIS_PROCESS if one or "$" not in process else BOTH_MEMBERS
        self._stop(self.topology.node(node).name, process.upper(), specifier, abend)

    def status(self) -> dict[str, Any]:
        """What ``guardian-emu status --json`` prints."""
        return status.of_topology(self.topology, self.launcher)

    def members(self, name: str, node: str | None = None) -> list[Member]:
        """The processes of that name: a primary and its backup, one alone, or none."""
        return [member for member in self.processes(node) if member.name == name.upper()]

    def processes(self, node: str | None = None) -> list[Member]:
        """Every process of that node, of the only one for None."""
        meant = self.topology.node(node).name
        return [
            Member(one["name"], one["role"], one["cpu"], one["pin"], one["program"], one["state"], meant)
            for one in status.processes(self.launcher, meant)
        ]

    def primary(self, name: str, node: str | None = None) -> Member:
        """The member that serves, alone or with a backup. Raises ExpectationFailed when there is none."""
        return self._member(name, ("primary", "single"), node)

    def backup(self, name: str, node: str | None = None) -> Member:
        """The backup. Raises ExpectationFailed when there is none."""
        return self._member(name, ("backup",), node)

    def whole(self, name: str, node: str | None = None, timeout: float = PATIENCE) -> tuple[Member, Member]:
        """Wait until the pair has both members; primary and backup. Raises ExpectationFailed after ``timeout``."""
        found: list[Member] = []

        def both() -> bool:
            found[:] = sorted(self.members(name, node), key=lambda member: member.role, reverse=True)
            return [member.role for member in found] == ["primary", "backup"]

        if self.events.until(both, timeout):
            return found[0], found[1]
        raise ExpectationFailed(
            f"{name} is no whole pair",
            _told(found),
            f"within {timeout:g} s it did not become one",
            "a program creates its backup itself, and anew on -3; look at the logs of the CPUs",
        )

    def stop_started(self) -> None:
        """Stop what ``start`` started, pairs too, and follow it no longer."""
        for started in self._started:
            started.running.close()
            with suppress(OperatorRefusal):  # it has ended, or went away with its CPU
                if started.name:
                    self._stop(started.node, started.name.upper(), BOTH_MEMBERS, False)
                elif started.running.finished is None and started.running.handle:
                    self._stop(started.node, started.running.handle, THIS_PROCESS, False)
        self._started.clear()

    def close(self) -> None:
        """Remove the node. Idempotent."""
        for started in self._started:
            started.running.close()
        self._started.clear()
        self.launcher.remove(Silent())
        self.events.close()

    def _stop(self, node: str, process: str, specifier: int, abend: bool) -> None:
        with self.launcher.attach(self._first_cpu(node)) as channel:
            channel.request("stop", process=process, specifier=specifier, abend=abend)

    def _first_cpu(self, node: str | None = None) -> CpuAddress:
        for cpu, state in self.states().items():
            if state is CpuState.RUNNING and node in (None, cpu.node):
                return cpu
        raise ExpectationFailed("no CPU runs", self.topology.name, "all have halted or are frozen", "heal the node")

    def _installed(self, program: str | Path) -> str:
        """The name on ``$SYSTEM``. A relative path is looked for beside the topology first."""
        beside = self.topology.path.parent / program
        abi = self.topology.programs[0].abi.value if self.topology.programs else "nonstop"
        local = programs.local_file(str(beside if beside.is_file() else program), self.topology, abi)
        if local is None:
            return str(program).upper()
        programs.install(self.launcher, *local)
        return local[0]

    def _member(self, name: str, roles: tuple[str, ...], node: str | None) -> Member:
        members = self.members(name, node)
        for member in members:
            if member.role in roles:
                return member
        raise ExpectationFailed(
            f"{name} has no {roles[0]}",
            _told(members),
            "it ended, or is not there yet",
            "wait for `whole`, or an event",
        )


def start(topology: Topology, runtime: str | None, label: str) -> GuardianNode:
    """Start a topology under a name that nobody else has. It is a leftover when this process is gone.

    Raises GuardianEmuError, and has removed everything, when it does not come up.
    """
    own = replace(topology, name=f"{topology.name[:NAME_KEPT].rstrip('-')}-{label}-{secrets.token_hex(3)}")
    files = programs.compile_all(own, Silent())
    launcher = launch.create(own, runtime, leashed=True)
    events: Events | None = None
    try:
        launcher.up(Silent())
        programs.install_all(own, launcher, files)
        events = Events(launcher)
        programs.start(own, launcher, Silent())
    except BaseException:
        launcher.remove(Silent())
        if events:
            events.close()
        raise
    return GuardianNode(own, launcher, events)


def _told(members: list[Member]) -> str:
    words = [f"{member.role} in {member.cpu},{member.pin} ({member.state})" for member in members]
    return ", ".join(words) or "there is no process of this name"
