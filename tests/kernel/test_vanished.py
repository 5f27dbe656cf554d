"""An ancestor is told of a lost name only when it is lost for good."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel.world import World

from guardian_emu.kernel import actions
from guardian_emu.kernel.vanished import Vanished
from guardian_emu.wire.handle import NULL_HANDLE, ProcessHandle

ANCESTOR = ProcessHandle(2, 9, 1, 99, 0, 12345)
NAMES = ("$A", "$B", "$C")


class Witness(World):
    """A world whose CPUs tell ancestors as their kernels do. The ancestor of all names is in CPU 2."""

    def __init__(self, cpus: int, seed: int) -> None:
        self.vanished: dict[int, Vanished] = {}
        self.told: list[tuple[str, int]] = []
        self.pending: list[tuple[int, dict[str, Any]]] = []
        super().__init__(cpus, seed)
        for cpu, core in self.cpus.items():
            self.vanished[cpu] = self._vanished(cpu, core)

    def _vanished(self, cpu: int, core: Any) -> Vanished:
        def confirm(operation: dict[str, Any], _delay: float) -> None:
            self.pending.append((cpu, operation))

        return Vanished(core.names, lambda handle: handle.cpu == cpu, confirm)

    def observe(self, cpu: int, action: actions.Action) -> None:
        if isinstance(action, actions.CpuDown):
            self.vanished[cpu].noticed(action.changes)
        elif isinstance(action, actions.Applied) and action.operation["do"] == "lost":
            gone = self.vanished[cpu].confirmed(action.effect["lost"], action.operation["names"])
            self.told += [entry.key for entry in gone if cpu == ANCESTOR.cpu]
        elif isinstance(action, actions.Applied):
            self.vanished[cpu].noticed(action.changes)

    def step(self) -> bool:
        if self.pending and self.random.random() < 0.3:
            self.submit(*self.pending.pop(0))
            return True
        return super().step() or self._submit_last()

    def settle(self) -> None:
        while self.step():
            pass

    def _submit_last(self) -> bool:
        if self.pending:
            self.submit(*self.pending.pop(0))
            return True
        return False

    def start_single(self, name: str, cpu: int) -> None:
        """A named process without a backup."""
        operation = {"do": "reserve", "name": name, "ancestor": ANCESTOR.pack().hex(), "ancestor_name": ""}
        self.submit(cpu, {**operation, "any_ancestor": 0, "holder": NULL_HANDLE.hex(), "by": [cpu, 1]})
        self.settle()
        self.submit(cpu, self.member(name, cpu, "primary"))
        self.settle()

    def member(self, name: str, cpu: int, role: str) -> dict[str, Any]:
        """The update that adds a process of a CPU to the name."""
        entry = self.cpus[ANCESTOR.cpu].names.entries[name]
        handle = ProcessHandle(cpu, 7, 1, cpu + 1, entry.pair, entry.sequence)
        operation = {"do": "member", "name": name, "sequence": entry.sequence, "role": role, "incarnation": 1}
        return {**operation, "handle": handle.pack().hex()}


@pytest.mark.requires("DL-04", "DC-04", "GU-02")
@given(cpus=st.integers(3, 5), seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=300, deadline=None)
def test_the_ancestor_is_told_once_of_each_name_that_does_not_live_on(
    cpus: int, seed: int, data: st.DataObject
) -> None:
    world = Witness(cpus, seed)
    for name in NAMES:
        world.start_single(name, data.draw(st.sampled_from(world.numbers)))
    before = {entry.key for entry in world.cpus[ANCESTOR.cpu].names.entries.values()}
    for name in data.draw(st.lists(st.sampled_from(NAMES), max_size=3)):
        backup = data.draw(st.sampled_from(world.numbers))
        world.submit(backup, world.member(name, backup, "backup"))
        for _ in range(data.draw(st.integers(0, 6))):
            world.step()
    for dead in data.draw(st.permutations([cpu for cpu in world.numbers if cpu != ANCESTOR.cpu]))[: cpus // 2]:
        world.crash(dead)
        for _ in range(data.draw(st.integers(0, 12))):
            world.step()
    world.settle()
    world.pass_time(3.0)
    if ANCESTOR.cpu in world.cpus:
        after = {entry.key for entry in world.cpus[ANCESTOR.cpu].names.entries.values()}
        assert sorted(world.told) == sorted(before - after)
