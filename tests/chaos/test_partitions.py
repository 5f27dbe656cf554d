"""Who survives when paths between real CPUs are cut (kernel.md section 19, tests 5 and 6)."""

from __future__ import annotations

from contextlib import ExitStack
from typing import NamedTuple

import pytest
from chaos.conftest import Make
from chaos.sessions import cpu, views
from chaos.test_injection import until

from guardian_emu.launch.launcher import CpuState, Launcher, Silent

BOTH = pytest.mark.parametrize("runtime", ["embedded", pytest.param("docker", marks=pytest.mark.docker)])


class Partition(NamedTuple):
    """Who no longer hears whom, and who has to live on."""

    apart: tuple[tuple[int, int], ...]
    survivors: tuple[int, ...]


TWO_AND_TWO = Partition(((0, 2), (0, 3), (1, 2), (1, 3)), (0, 1))
THREE_AND_ONE = Partition(((0, 1), (0, 2), (0, 3)), (1, 2, 3))
TWO_OF_FOUR = Partition(((2, 3),), (0, 1, 2))
TWO_ALONE = Partition(((0, 1),), (0,))


def fall_apart(node: Launcher, partition: Partition) -> None:
    """Cut what the partition says, in both directions and on both fabrics; the others have to halt, and come back."""
    cpus = {one.cpu for one in node.states()}
    survivors = set(partition.survivors)
    paths = [path for a, b in partition.apart for path in ((a, b), (b, a))]
    change(node, "cut", paths)
    until(lambda: {number for number in cpus if running(node, number)} == survivors)
    until(lambda: views(node) == [sorted(survivors)] * len(survivors))
    change(node, "join", [(sender, receiver) for sender, receiver in paths if sender in survivors])
    for number in cpus - survivors:
        node.start(cpu(number), Silent())
    until(lambda: views(node) == [sorted(cpus)] * len(cpus))


def change(node: Launcher, op: str, paths: list[tuple[int, int]]) -> None:
    """Cut or join paths. Their senders are called first, so that it happens at once."""
    with ExitStack() as stack:
        channels = {sender: stack.enter_context(node.attach(cpu(sender))) for sender, _ in paths}
        for channel in channels.values():
            channel.request("hello")
        for sender, receiver in paths:
            for fabric in "XY":
                channels[sender].request(op, fabric=fabric, peer=receiver, direction="out")


def running(node: Launcher, number: int) -> bool:
    return node.states()[cpu(number)] is CpuState.RUNNING


@BOTH
@pytest.mark.requires("SB-01", "SB-02", "SB-03", "PN-01", "PN-03", "PN-05", "RG-03", "XY-05", "NM-08", "RL-09")
def test_the_right_part_of_four_cpus_survives(make: Make, runtime: str) -> None:
    node = make(runtime, cpus=4)
    for partition in (TWO_AND_TWO, THREE_AND_ONE, TWO_OF_FOUR):
        fall_apart(node, partition)


@BOTH
@pytest.mark.requires("SB-04", "RG-03")
def test_of_two_cpus_that_do_not_hear_each_other_one_survives(make: Make, runtime: str) -> None:
    fall_apart(make(runtime, cpus=2), TWO_ALONE)
