"""A node to measure on: its CPUs, processes with their output, its events. Removed whatever happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from guardian_emu.launch import launcher as launch
from guardian_emu.launch.channel import OperatorRefusal
from guardian_emu.launch.launcher import CpuAddress, Launcher, Progress
from guardian_emu.operating.feed import PATIENCE, Event, Feed
from guardian_emu.operating.running import Running
from guardian_emu.topology import PROFILES, Fabric, Node, ProfileName, Topology

NODE = r"\BENCH"
TIME_TO_LIVE_MS = 1_800_000
FLOOR_PORT = 4200
BOTH_MEMBERS = 1


def topology(runtime: str, cpus: int) -> Topology:
    """A node without processes. Its fabrics are networks on Docker, sockets where there is no engine."""
    node = Node(
        name=NODE,
        number=1,
        cpus=cpus,
        fabric=Fabric.NETWORKS if runtime == "docker" else Fabric.SOCKET,
        profile=PROFILES[ProfileName.FAST],
        ttl_ms=TIME_TO_LIVE_MS,
        processes=(),
    )
    return Topology(name="bench", path=Path("bench"), nodes=(node,), programs=())


def create(runtime: str, cpus: int) -> Launcher:
    """A session of such a node, nothing started yet. It is a leftover for ``prune`` when this process is gone."""
    return launch.create(topology(runtime, cpus), runtime, leashed=True)


@contextmanager
def laboratory(runtime: str, cpus: int, progress: Progress) -> Iterator[Laboratory]:
    """A node that is up, for the time of the block."""
    launcher = create(runtime, cpus)
    try:
        launcher.up(progress)
        yield Laboratory(launcher)
    finally:
        launcher.remove(progress)


class Laboratory:
    """A node that is up."""

    def __init__(self, launcher: Launcher) -> None:
        self.launcher = launcher

    def cpu(self, number: int) -> CpuAddress:
        """Address of a CPU."""
        return CpuAddress(NODE, number)

    def start(self, program: str, cpu: int, *arguments: object, name: str | None = None) -> Running:
        """Start a program and follow it."""
        words = [str(word) for word in arguments]
        return Running(self.launcher.attach(self.cpu(cpu)), program, cpu=cpu, args=words, name=name)

    def run(self, program: str, cpu: int, *arguments: object) -> list[str]:
        """Run a program to its end and return the lines it wrote. Raises ExpectationFailed when it fails."""
        with self.start(program, cpu, *arguments) as running:
            return running.end()

    def ask(self, through: int, op: str, **arguments: Any) -> dict[str, Any]:
        """One request to the node, through one of its CPUs."""
        with self.launcher.attach(self.cpu(through)) as channel:
            return channel.request(op, **arguments)

    def stop(self, process: str, through: int) -> None:
        """Stop a process or pair; it may have ended already."""
        with suppress(OperatorRefusal):
            self.ask(through, "stop", process=process, specifier=BOTH_MEMBERS, abend=False)

    def floor_address(self, cpu: int, name: str = "floor") -> str:
        """Where a bare program in that CPU can listen: on the same kind of socket as the node's own links."""
        if self.launcher.runtime == "docker":
            return f"tcp:{_fabric_address(self.launcher.session, cpu)}:{FLOOR_PORT}"
        return f"unix:{_state(self.launcher.session) / 'run' / name}"


class Watch:
    """The events of the node since the watch was made; ``wait`` also finds those that came before it was called."""

    def __init__(self, laboratory: Laboratory, cpu: int) -> None:
        self.events: list[Event] = []
        self._feed = Feed(laboratory.launcher.attach(laboratory.cpu(cpu)), "events")

    def wait(self, what: str, wanted: Callable[[Event], bool], since: int = 0) -> Event:
        """The first wanted event with an index of ``since`` or later. Raises ExpectationFailed after a while."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for event in self.events[since:]:
                if wanted(event):
                    return event
            since = len(self.events)
            self.events.append(self._feed.next(what, max(0.001, deadline - time.monotonic())))

    def close(self) -> None:
        """Stop watching."""
        self._feed.close()


def _state(session: str) -> Path:
    from guardian_emu.launch import estate

    found = next(one for one in estate.estates() if one.plan.session == session)
    return found.state(found.plan.nodes[0])


def _fabric_address(session: str, cpu: int) -> str:
    from guardian_emu.launch import engine, marks

    chosen = engine.with_label(**{marks.SESSION: session, marks.CPU: str(cpu)})
    with engine.problems("the CPUs cannot be listed"):
        container = engine.connect().containers(all=True, filters=chosen)[0]
    return str(container["Labels"][marks.ADDRESS + "x"])
