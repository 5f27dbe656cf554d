"""Rolling reload: every CPU of a node is halted and loaded again, in turn, while the node goes on (RL-07)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from guardian_emu.errors import EnvironmentProblem, ExpectationFailed, UsageError
from guardian_emu.launch.launcher import CpuAddress, CpuState, Launcher, OperatorChannel

RECOVERY_SECONDS = 60.0
"""How long pairs may take to get their backups back; the procedure for a real node says a minute as well."""

SETTLE_SECONDS = 5.0
"""How long a pair that is whole is left alone before the next halt: a backup that has just been created still has to
hear from its primary what it is to know, and no one but the two can tell when it does."""

LOOK_AGAIN_SECONDS = 0.1


def order(cpus: Iterable[int]) -> list[int]:
    """Even CPUs first, then odd ones: where pairs lie in neighbours, half of a node is done before its partners."""
    return sorted(cpus, key=lambda cpu: (cpu % 2, cpu))


def roll(
    launcher: Launcher, node: str, load: Callable[[CpuAddress], None], settle: float = SETTLE_SECONDS
) -> Iterator[CpuAddress]:
    """Halt each CPU and have ``load`` load it again; each is given when all pairs are whole, and had time to settle.

    Raises ``EnvironmentProblem`` when a CPU does not run to begin with, ``ExpectationFailed`` when a pair does not get
    its backup back: then no further CPU is halted.
    """
    cpus = [cpu for cpu in launcher.states() if cpu.node == node]
    _check(launcher, cpus)
    pairs = whole_pairs(launcher, cpus[0])
    for number in order(cpu.cpu for cpu in cpus):
        cpu = CpuAddress(node, number)
        launcher.halt(cpu)
        load(cpu)
        wait_until_whole(launcher, cpu, pairs)
        time.sleep(settle)
        yield cpu


def whole_pairs(launcher: Launcher, cpu: CpuAddress) -> frozenset[str]:
    """The names that have a primary and a backup, as that CPU's node tells it."""
    with launcher.attach(cpu) as channel:
        return _whole(_processes(channel))


def _check(launcher: Launcher, cpus: list[CpuAddress]) -> None:
    if len(cpus) < 2:
        raise UsageError(
            "a node of one CPU cannot be reloaded in turn", cpus[0], "nothing would go on meanwhile", "use halt, reload"
        )
    for cpu, state in launcher.states().items():
        if cpu in cpus and state is not CpuState.RUNNING:
            step = "thaw it first" if state is CpuState.FROZEN else "reload it first"
            raise EnvironmentProblem("not every CPU of the node runs", str(cpu), f"it is {state.value}", step)


def wait_until_whole(launcher: Launcher, cpu: CpuAddress, pairs: frozenset[str]) -> None:
    """Return when each of these pairs that lives has its backup, as that CPU's node tells it.

    Raises ``ExpectationFailed`` after ``RECOVERY_SECONDS``.
    """
    deadline = time.monotonic() + RECOVERY_SECONDS
    with launcher.attach(cpu) as channel:
        while lacking := _lacking(_processes(channel), pairs):
            if time.monotonic() > deadline:
                raise ExpectationFailed(
                    "pairs did not get their backups back",
                    ", ".join(sorted(lacking)),
                    f"{cpu} runs, and within {RECOVERY_SECONDS:g} s they did not create them",
                    "see `guardian-emu logs`; a program has to create its backup anew on -3 (RL-06)",
                )
            time.sleep(LOOK_AGAIN_SECONDS)


def _lacking(processes: list[dict[str, Any]], pairs: frozenset[str]) -> frozenset[str]:
    """The pairs that live and are not whole. One that has ended meanwhile is nobody's to wait for."""
    living = frozenset(str(process["name"]) for process in processes)
    return (pairs & living) - _whole(processes)


def _whole(processes: list[dict[str, Any]]) -> frozenset[str]:
    primaries = {str(process["name"]) for process in processes if process["role"] == "primary"}
    return frozenset(str(process["name"]) for process in processes if process["role"] == "backup") & primaries


def _processes(channel: OperatorChannel) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = channel.request("status")["processes"]
    return found
