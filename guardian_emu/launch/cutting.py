"""Cuts that the kernel of a CPU makes in itself: per fabric, other CPU and direction, wherever the CPU runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch.channel import ChannelClosed
from guardian_emu.launch.launcher import CpuState, Direction

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress, Launcher

HALTING_SECONDS, LOOK_AGAIN_SECONDS = 5.0, 0.02


def cut(launcher: Launcher, cpu: CpuAddress, fabric: str, peer: int | None, direction: Direction) -> None:
    """Have the CPU drop what it sends and receives there; ``peer`` None: whatever the other CPU, itself included."""
    _check_runs(launcher, cpu, "cut off")
    with launcher.attach(cpu) as channel:
        channel.request("cut", fabric=fabric, peer=peer, direction=direction.value)


def join(launcher: Launcher, cpu: CpuAddress, fabric: str, peer: int | None, direction: Direction) -> None:
    """Take that back. A CPU that has halted has nothing to take back: its next load knows of no cut."""
    if launcher.states()[cpu] is CpuState.HALTED:
        return
    _check_runs(launcher, cpu, "joined")
    try:
        with launcher.attach(cpu) as channel:
            channel.request("join", fabric=fabric, peer=peer, direction=direction.value)
    except ChannelClosed:
        if not _halts(launcher, cpu):
            raise


def start_fabric(launcher: Launcher, cpu: CpuAddress, fabric: str) -> None:
    """Operator start of a fabric at a CPU whose connection to it is back: it would not use it by itself (XY-03)."""
    if launcher.states()[cpu] is CpuState.RUNNING:
        with launcher.attach(cpu) as channel:
            channel.request("start-fabric", fabric=fabric)


def _halts(launcher: Launcher, cpu: CpuAddress) -> bool:
    """Whether a CPU whose kernel hung up is on its way down: its connections end a little before it does."""
    deadline = time.monotonic() + HALTING_SECONDS
    while launcher.states()[cpu] is not CpuState.HALTED:
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN_SECONDS)
    return True


def _check_runs(launcher: Launcher, cpu: CpuAddress, to_be: str) -> None:
    state = launcher.states()[cpu]
    if state is CpuState.RUNNING:
        return
    step = "thaw it first" if state is CpuState.FROZEN else "reload it first"
    raise EnvironmentProblem(f"the fabric of {cpu} cannot be {to_be}", None, f"the CPU is {state.value}", step)
