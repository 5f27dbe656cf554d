"""A fabric that comes and goes under load: a CPU is taken off X and put back, then off Y, and nobody may notice."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any, NamedTuple

from guardian_emu.launch import rolling
from guardian_emu.launch.launcher import CpuAddress, Launcher, Progress

from . import script, verdict
from .rolling import PAIRS

FABRICS = ("X", "Y")
APART_SECONDS = TOGETHER_SECONDS = 0.5


class Flaps(NamedTuple):
    """How often a CPU was taken off a fabric and put back, and how many takeovers and lost CPUs that caused."""

    x: int
    y: int
    consequences: int


def play(
    launcher: Launcher, node: str, progress: Progress, directory: Path, tell: script.Tell, seconds: float
) -> tuple[verdict.Requests, Flaps]:
    """Cut and join once a second, X and Y in turn, each time another CPU; then the reckoning."""
    rolling.wait_until_whole(launcher, CpuAddress(node, 0), PAIRS)
    with script.watching(launcher, node) as watcher:
        flaps = _flap(launcher, node, seconds)
        tell(f"fabric X was cut and joined {flaps.x} times, fabric Y {flaps.y} times")
        stage = script.Stage(launcher, node, watcher, progress, directory, tell, (), 0.0)
        requests = script.reckon(stage, ends=2 * (len(PAIRS) - 1))
        takeovers = sum(event.get("event") in ("takeover", "cpu-down") for event in watcher.events)
        return requests, flaps._replace(consequences=takeovers)


def _flap(launcher: Launcher, node: str, seconds: float) -> Flaps:
    cpus = [cpu for cpu in launcher.states() if cpu.node == node]
    made = dict.fromkeys(FABRICS, 0)
    end = time.monotonic() + seconds
    for number in itertools.count():
        if time.monotonic() >= end and min(made.values()):
            return Flaps(made["X"], made["Y"], 0)
        fabric, cpu = FABRICS[number % 2], cpus[number // 2 % len(cpus)]
        launcher.cut(cpu, fabric)
        time.sleep(APART_SECONDS)
        launcher.join(cpu, fabric)
        time.sleep(TOGETHER_SECONDS)
        made[fabric] += 1
    raise AssertionError


def result(runtime: str, abi: str, requests: verdict.Requests, flaps: Flaps) -> dict[str, Any]:
    """The content of ``result.json``. ``valid`` only when nothing was lost, done twice or taken over."""
    exact = requests.sent > 0 and requests.lost == 0 and requests.duplicated == 0
    return {
        "runtime": runtime,
        "abi": abi,
        "valid": exact and flaps.x > 0 and flaps.y > 0 and flaps.consequences == 0,
        "requests": requests._asdict(),
        "flaps": flaps._asdict(),
    }
