"""Global update in a simulated node: crashes between any two sends, delays, reloads."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kernel.world import World

from guardian_emu.kernel import actions
from guardian_emu.kernel.frames import frame
from guardian_emu.kernel.packets import to_json
from guardian_emu.wire.handle import NULL_HANDLE, ProcessHandle

NAMES = ("$A", "$B", "$C")


def reserve(name: str, cpu: int, incarnation: int = 1) -> dict[str, Any]:
    """The operation that reserves a name."""
    return {
        "do": "reserve", "name": name, "ancestor": NULL_HANDLE.hex(), "holder": NULL_HANDLE.hex(),
        "ancestor_name": "", "any_ancestor": 0,
        "by": [cpu, incarnation],
    }  # fmt: skip


def tables(world: World) -> dict[int, Any]:
    """What the members hold, as it must be the same everywhere."""
    held = {}
    for number, core in world.cpus.items():
        if core.joined:
            names = core.names.snapshot()
            held[number] = (names["entries"], core.update.order, core.update.sequence, sorted(core.membership.up))
    return held


def random_operation(world: World, cpu: int, serial: int) -> dict[str, Any]:
    """Something a monitor in ``cpu`` might ask for, judging by its own table."""
    name = world.random.choice(NAMES)
    entry = world.cpus[cpu].names.find(name)
    incarnation = world.incarnations[cpu]
    if entry is None:
        return reserve(name, cpu, incarnation)
    handle = ProcessHandle(cpu, 2 + serial % 200, 1, serial, entry.pair, entry.sequence)
    own: dict[str, Any] = {"name": name, "sequence": entry.sequence, "handle": handle.pack().hex()}
    if entry.primary is None:
        return {**own, "do": "member", "role": "primary", "incarnation": incarnation}
    if entry.backup is None and world.random.random() < 0.6:
        return {**own, "do": "member", "role": "backup", "incarnation": incarnation}
    victim = world.random.choice(entry.members())
    kind = world.random.choice(["member-gone", "switch", "release"])
    return {**own, "do": kind, "handle": victim.pack().hex()}


def run(seed: int, cpus: int, steps: int, reloads: bool) -> World:
    """A random schedule; ends with everything delivered."""
    world = World(cpus, seed)
    chance = world.random
    for serial in range(steps):
        cpu = chance.choice(world.numbers)
        dice = chance.random()
        if dice < 0.25 and cpu in world.cpus and world.cpus[cpu].joined:
            world.submit(cpu, random_operation(world, cpu, serial + 1))
        elif dice < 0.29 and len(world.cpus) > 2 and cpu in world.cpus:
            world.crash_after[cpu] = chance.randint(0, 3)
        elif dice < 0.32 and len(world.cpus) > 2:
            world.crash(cpu)
        elif dice < 0.38 and reloads and cpu not in world.cpus:
            world.reload(cpu)
        else:
            world.step()
        world.now += 0.001
    world.settle()
    world.crash_after.clear()
    return world


@pytest.mark.requires("GU-01", "GU-02", "GU-05", "GU-06", "GU-07", "GU-09", "DC-02")
@given(seed=st.integers(0, 2**32), cpus=st.integers(2, 6))
@settings(max_examples=200, deadline=None)
def test_all_survivors_hold_the_same_tables_whoever_died_between_whichever_sends(seed: int, cpus: int) -> None:
    held = tables(run(seed, cpus, 120, reloads=False))
    assert len({repr(table) for table in held.values()}) <= 1, held


@pytest.mark.requires("GU-02", "GU-07", "GU-09")
@given(seed=st.integers(0, 2**32), cpus=st.integers(2, 6))
@example(seed=0, cpus=3)
@example(seed=3261, cpus=6)
@settings(max_examples=200, deadline=None)
def test_a_reloaded_cpu_holds_the_same_tables_as_everybody(seed: int, cpus: int) -> None:
    world = run(seed, cpus, 200, reloads=True)
    held = tables(world)
    assert len({repr(table) for table in held.values()}) <= 1, held


@pytest.mark.requires("GU-02")
@given(seed=st.integers(0, 2**32), cpus=st.integers(2, 5))
@example(seed=9348, cpus=3)
@settings(max_examples=100, deadline=None)
def test_no_survivor_is_left_with_an_update_that_never_ends(seed: int, cpus: int) -> None:
    world = run(seed, cpus, 120, reloads=True)
    for number in sorted(world.cpus):
        if world.cpus[number].joined:
            before = len(world.completed)
            world.submit(number, reserve(f"$Q{number}", number, world.incarnations[number]))
            world.settle()
            assert len(world.completed) > before
            assert not any(core.update._own for core in world.cpus.values() if core.joined)


@pytest.mark.requires("GU-04")
def test_an_update_goes_to_the_locker_first_and_then_to_the_others_one_at_a_time() -> None:
    world = World(4, 1)
    world.submit(2, reserve("$A", 2))
    trace = []
    while any(world.queues.values()):
        sending = [(lane[:2], queue[0].message["t"]) for lane, queue in world.queues.items() if queue]
        assert len(sending) == 1
        trace.append(sending[0])
        world.step()
    assert [(key, kind) for key, kind in trace if kind in ("gu-lock", "gu-apply", "gu-done")] == [
        ((2, 0), "gu-lock"),
        ((2, 1), "gu-apply"),
        ((2, 3), "gu-apply"),
        ((2, 0), "gu-done"),
    ]


@pytest.mark.requires("GU-03", "DC-02")
def test_of_two_creations_of_one_name_at_once_exactly_one_succeeds() -> None:
    for seed in range(50):
        world = World(4, seed)
        for cpu in (1, 2, 3):
            world.submit(cpu, reserve("$A", cpu))
        world.settle()
        assert sorted(error for _cpu, _token, error, _effect in world.completed) == [0, 10, 10]


@pytest.mark.requires("GU-05")
def test_the_locker_finishes_what_a_dead_updater_began() -> None:
    world = World(4, 3)
    world.submit(2, reserve("$A", 0))
    while world.cpus[1].names.find("$A") is None:
        world.step()
    assert world.cpus[3].names.find("$A") is None
    world.crash(2)
    world.settle()
    assert all(core.names.find("$A") is not None for core in world.cpus.values())


@pytest.mark.requires("GU-06")
def test_a_new_locker_takes_no_update_that_its_dead_predecessor_granted() -> None:
    world = World(4, 5)
    world.submit(2, reserve("$A", 2))
    world.deliver(2, 0)
    world.deliver(0, 2)
    world.crash(0)
    world.deliver(0, 1)
    world.deliver(2, 1)
    assert world.cpus[1].names.find("$A") is None
    world.submit(1, reserve("$B", 1))
    world.settle()
    assert len({repr(table) for table in tables(world).values()}) == 1
    assert set(world.cpus[3].names.entries) == {"$A", "$B"}


@pytest.mark.requires("GU-08", "GU-01")
def test_updates_are_small_and_need_no_process() -> None:
    """Kernels carry them out among themselves: this node has no process, and no message is larger than a page."""
    sizes: dict[str, int] = {}

    class Weighing(World):
        def observe(self, cpu: int, action: actions.Action) -> None:
            if isinstance(action, actions.Transmit) and action.packet.message:
                kind = str(action.packet.message["t"])
                sizes[kind] = max(sizes.get(kind, 0), len(frame(to_json(action.packet))))

    world = Weighing(16, 1)
    for serial in range(1, 120):
        world.submit(serial % 16, random_operation(world, serial % 16, serial))
        world.settle()
    assert {"gu-lock", "gu-grant", "gu-apply", "gu-ack", "gu-done"} <= set(sizes)
    assert max(sizes.values()) <= 4096, sizes
    assert len({repr(table) for table in tables(world).values()}) == 1
