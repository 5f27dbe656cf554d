"""Membership and regroup in a simulated node: silence, partitions, poison."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel.world import CHECK, World

from guardian_emu.kernel.actions import CpuDown, Transmit
from guardian_emu.kernel.regroup import largest_group, may_live
from guardian_emu.wire.handle import NULL_HANDLE


def partition(world: World, part: set[int]) -> None:
    """Nothing passes between ``part`` and the rest any more, and nobody reads an end of file."""
    for a, b in itertools.permutations(world.numbers, 2):
        if (a in part) != (b in part):
            world.cut_pair(a, b)


def reservation(name: str) -> dict[str, object]:
    """An update that reserves a name; the CPU that asked is CPU 0's first load, which stays."""
    nobody = NULL_HANDLE.hex()
    return {
        "do": "reserve", "name": name, "ancestor": nobody, "ancestor_name": "", "any_ancestor": 0, "holder": nobody,
        "by": [0, 1],
    }  # fmt: skip


def survivors(world: World) -> set[int]:
    """CPUs that did not halt."""
    return set(world.cpus)


@pytest.mark.requires("SB-01", "SB-02", "SB-03", "RG-03", "RG-01", "PN-06")
@given(cpus=st.integers(2, 8), seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=60, deadline=None)
def test_of_two_parts_that_do_not_hear_each_other_the_right_one_survives(
    cpus: int, seed: int, data: st.DataObject
) -> None:
    world = World(cpus, seed)
    part = set(data.draw(st.sets(st.integers(0, cpus - 1), min_size=1, max_size=cpus - 1)))
    partition(world, part)
    world.pass_time(10.0)
    rest = set(world.numbers) - part
    if len(part) == len(rest):
        winner = part if 0 in part else rest
    else:
        winner = max(part, rest, key=len)
    assert survivors(world) == winner
    assert all(set(core.membership.up) == winner for core in world.cpus.values())
    assert all(code in (0o4202, 0o4203) for code in world.halted.values())


@pytest.mark.requires("XY-05", "PN-05")
@given(seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_when_two_of_four_do_not_hear_each_other_exactly_one_of_them_halts(seed: int) -> None:
    world = World(4, seed)
    world.cut_pair(1, 2)
    world.cut_pair(2, 1)
    world.pass_time(10.0)
    assert survivors(world) in ({0, 1, 3}, {0, 2, 3})


@pytest.mark.requires("FD-06", "FD-08", "FD-03", "NM-08")
@given(seed=st.integers(0, 2**32), cpus=st.integers(3, 6), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_frozen_cpu_is_declared_down_by_all_and_halts_when_it_wakes(
    seed: int, cpus: int, data: st.DataObject
) -> None:
    world = World(cpus, seed)
    frozen = data.draw(st.integers(0, cpus - 1))
    world.frozen.add(frozen)
    world.pass_time(6.0)
    others = set(world.numbers) - {frozen}
    assert all(set(world.cpus[cpu].membership.up) == others for cpu in others)
    world.frozen.clear()
    world.settle()
    world.pass_time(1.0)
    assert world.halted == {frozen: 0o4203}
    assert survivors(world) == others


@pytest.mark.requires("SB-04")
def test_of_two_cpus_the_frozen_one_loses_if_it_is_not_the_tie_breaker() -> None:
    world = World(2, 1)
    world.frozen.add(1)
    world.pass_time(6.0)
    assert set(world.cpus[0].membership.up) == {0}


def test_a_dead_cpu_is_down_at_once_at_the_end_of_file_without_regroup() -> None:
    world = World(4, 1)
    world.crash(2)
    world.settle()
    assert {cpu for cpu, down, _reason in world.downs if down == 2} == {0, 1, 3}
    assert survivors(world) == {0, 1, 3}
    assert len(world.downs) == 3


@pytest.mark.requires("RG-01")
@given(seed=st.integers(0, 2**32), cpus=st.integers(3, 6), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_crash_during_regroup_leaves_survivors_that_agree(seed: int, cpus: int, data: st.DataObject) -> None:
    world = World(cpus, seed)
    frozen, dead = data.draw(st.permutations(world.numbers))[:2]
    world.frozen.add(frozen)
    world.pass_time(0.8 + 0.1 * data.draw(st.integers(0, 8)))
    world.crash_after[dead] = data.draw(st.integers(0, 6))
    world.pass_time(0.3)
    world.crash(dead)
    world.pass_time(6.0)
    awake = set(world.cpus) - {frozen}
    assert all(set(world.cpus[cpu].membership.up) == awake for cpu in awake)


def test_a_cpu_that_stood_still_for_less_than_the_check_period_suspects_nobody() -> None:
    world = World(3, 1)
    world.pass_time(1.0)
    world.frozen.add(1)
    world.pass_time(0.5)
    world.frozen.clear()
    world.pass_time(3.0)
    assert (world.downs, world.halted) == ([], {})


@pytest.mark.requires("FD-06", "RG-01", "GU-02")
@given(seed=st.integers(0, 2**32), cpus=st.integers(2, 6), data=st.data())
@settings(max_examples=200, deadline=None)
def test_when_all_connections_of_two_living_cpus_end_the_higher_one_halts(
    seed: int, cpus: int, data: st.DataObject
) -> None:
    world = World(cpus, seed)
    lower, higher = sorted(data.draw(st.permutations(world.numbers))[:2])
    for number in range(data.draw(st.integers(0, 4))):
        world.submit(data.draw(st.sampled_from(world.numbers)), reservation(f"$A{number}"))
    for _ in range(data.draw(st.integers(0, 20))):
        world.step()
    world.reset(lower, higher)
    for number in range(data.draw(st.integers(0, 4))):
        world.submit(data.draw(st.sampled_from(world.numbers)), reservation(f"$B{number}"))
        for _ in range(data.draw(st.integers(0, 10))):
            world.step()
    world.settle()
    world.pass_time(6.0)
    rest = set(world.numbers) - {higher}
    assert world.halted == {higher: 0o4203}
    assert all(set(core.membership.up) == rest for core in world.cpus.values())
    first, *others = (core.names.snapshot() for core in world.cpus.values())
    assert all(other == first for other in others)


def claim(dead: int, incarnation: int = 1) -> dict[str, object]:
    """What a CPU says that read the end of another one's connections."""
    return {"t": "cpu-down", "cpu": dead, "incarnation": incarnation, "reason": "eof"}


@pytest.mark.requires("FD-06")
def test_a_higher_cpus_word_waits_for_the_own_end_of_file_and_so_does_what_it_sends_then() -> None:
    world = World(3, 1)
    core = world.cpus[1]
    world.do(1, world.said(2, 1, claim(0)))
    lock = {"t": "gu-lock", "uid": [2, 1, 1], "operation": reservation("$A")}
    assert world.said(2, 1, lock) == []
    assert set(core.membership.up) == {0, 1, 2}
    sent = [action for action in core.closed(0, ["X", "Y"], True, world.now) if isinstance(action, Transmit)]
    assert set(core.membership.up) == {1, 2}
    assert [action.packet.message["t"] for action in sent if action.packet.message] == ["cpu-down", "gu-grant"]


@pytest.mark.requires("FD-06", "NM-08")
def test_a_higher_cpus_word_is_wrong_when_the_lower_one_is_heard_long_afterwards() -> None:
    world = World(3, 1)
    core = world.cpus[1]
    world.do(1, world.said(2, 1, claim(0)))
    for _ in range(10):
        world.now += 0.1
        core.membership.hear(0, world.now)
        core.membership.hear(2, world.now)
        world.do(1, core.tick(world.now))
    assert (core.membership.up, core.membership.down) == ({0: 1, 1: 1}, {2: 1})


@pytest.mark.requires("FD-06")
def test_a_lower_cpus_word_is_believed_at_once() -> None:
    world = World(3, 1)
    core = world.cpus[1]
    down, *_rest = world.said(0, 1, claim(2))
    assert isinstance(down, CpuDown)
    assert set(core.membership.up) == {0, 1}


@pytest.mark.requires("FD-06", "NM-08")
@pytest.mark.parametrize(("frozen", "halted"), [(1, {1: 0o4203}), (0, {})])
def test_of_two_cpus_one_that_stood_still_and_finds_the_other_one_gone_halts_if_it_may_be_down(
    frozen: int, halted: dict[int, int]
) -> None:
    world = World(2, seed=1)
    world.pass_time(1.0)
    world.frozen.add(frozen)
    world.now += 3 * CHECK
    world.crash(1 - frozen)
    world.frozen.discard(frozen)
    world.settle()
    assert world.halted == halted
    assert set(world.cpus) == ({0} if frozen == 0 else set())


@pytest.mark.requires("SB-01")
def test_a_cpu_that_is_lost_loaded_and_lost_again_in_a_moment_is_one_cpu() -> None:
    world = World(2, seed=1)
    for _ in range(2):
        world.crash(1)
        world.settle()
        world.reload(1)
        world.settle()
    assert world.halted == {}
    assert {cpu: set(core.membership.up) for cpu, core in world.cpus.items()} == {0: {0, 1}, 1: {0, 1}}


@pytest.mark.requires("SB-01")
def test_a_cpu_that_loses_all_others_at_once_halts() -> None:
    world = World(4, 1)
    for cpu in (1, 2, 3):
        world.crash(cpu)
    world.settle()
    assert world.halted == {0: 0o4202}


@pytest.mark.requires("SB-01", "SB-02", "SB-03")
@given(st.sets(st.integers(0, 15), min_size=1), st.data())
def test_at_most_one_of_two_disjoint_groups_may_live(before: set[int], data: st.DataObject) -> None:
    group = frozenset(data.draw(st.sets(st.sampled_from(sorted(before)))))
    rest = frozenset(before) - group
    assert not (may_live(group, frozenset(before)) and may_live(rest, frozenset(before)))


@pytest.mark.requires("PN-03", "PN-04")
@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30))
def test_pruning_finds_a_largest_group_in_which_all_hear_one_another(cut: set[tuple[int, int]]) -> None:
    everybody = range(6)
    rows = {a: frozenset(b for b in everybody if (a, b) not in cut and (b, a) not in cut) for a in everybody}

    def connected(group: tuple[int, ...]) -> bool:
        return all(b in rows[a] for a, b in itertools.permutations(group, 2))

    sizes = [size for size in range(1, 7) if any(map(connected, itertools.combinations(everybody, size)))]
    best = next(group for group in itertools.combinations(everybody, max(sizes)) if connected(group))
    assert largest_group(rows) == frozenset(best)
