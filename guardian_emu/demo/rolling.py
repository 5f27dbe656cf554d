"""A rolling reload under load: every CPU of the node is reloaded in turn, several times, and every request counted."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

from guardian_emu.launch import rolling
from guardian_emu.launch.launcher import CpuAddress, Launcher, Progress

from . import script, verdict

PAIRS = frozenset(("$LEDG", "$REQ1", "$REQ2", "$REQ3", "$REQ4"))


class Reload(NamedTuple):
    """One CPU that was halted and loaded again, and how long its load took in milliseconds."""

    round: int
    cpu: int
    load_ms: float


def play(
    launcher: Launcher, node: str, progress: Progress, directory: Path, tell: script.Tell, rounds: int, settle: float
) -> tuple[verdict.Requests, list[Reload]]:
    """All rounds, then the reckoning. Raises ``ExpectationFailed`` when a pair does not get its backup back."""
    first = CpuAddress(node, 0)
    rolling.wait_until_whole(launcher, first, PAIRS)
    time.sleep(settle)
    reloads: list[Reload] = []
    for number in range(1, rounds + 1):
        took: dict[int, float] = {}

        def load(cpu: CpuAddress, took: dict[int, float] = took) -> None:
            begin = time.monotonic_ns()
            launcher.start(cpu, progress)
            took[cpu.cpu] = (time.monotonic_ns() - begin) / 1e6

        for cpu in rolling.roll(launcher, node, load, settle):
            reloads.append(Reload(number, cpu.cpu, round(took[cpu.cpu], 1)))
            tell(f"round {number}: {cpu} was halted and reloaded, every pair is whole")
    with script.watching(launcher, node) as watcher:
        stage = script.Stage(launcher, node, watcher, progress, directory, tell, (), 0.0)
        return script.reckon(stage, ends=2 * (len(PAIRS) - 1)), reloads


def result(
    runtime: str, abi: str, requests: verdict.Requests, reloads: list[Reload], cpus: int, rounds: int
) -> dict[str, Any]:
    """The content of ``result.json``. ``valid`` only when all reloads were made and nothing was lost or done twice."""
    complete = len(reloads) == cpus * rounds
    exact = requests.sent > 0 and requests.lost == 0 and requests.duplicated == 0
    return {
        "runtime": runtime,
        "abi": abi,
        "valid": complete and exact,
        "requests": requests._asdict(),
        "rounds": rounds,
        "reloads": [one._asdict() for one in reloads],
    }
