"""From the freeze of a CPU to the moment at which all others have declared it down.

The yardstick is the check period: a CPU that has just sent its "I'm alive" is silent for no less than that. Times are
CLOCK_MONOTONIC of the machine that the CPUs share.
"""

from __future__ import annotations

import time
from functools import partial
from itertools import cycle

from guardian_emu.launch.launcher import Progress, Silent
from guardian_emu.operating.feed import Event

from . import rows
from .laboratory import NODE, Laboratory, Watch, laboratory, topology
from .rows import DetectionRow

CPUS, WATCHED_FROM = 4, 3
VICTIMS = (0, 1, 2)
REST_SECONDS = 0.5


def measure(runtime: str, runs: int, progress: Progress) -> list[DetectionRow]:
    """The row of silent CPUs on the node's profile."""
    check_ms = topology(runtime, CPUS).node(NODE).profile.check_ms
    with laboratory(runtime, CPUS, progress) as node:
        progress.stage(f"detection: {runs} freezes on {runtime}")
        watch = Watch(node, WATCHED_FROM)
        try:
            taken = [_freeze(node, watch, victim) for _, victim in zip(range(runs), cycle(VICTIMS), strict=False)]
        finally:
            watch.close()
    return [rows.detection(runtime, check_ms, taken)]


def _freeze(node: Laboratory, watch: Watch, victim: int) -> float:
    """Milliseconds until the last of the others has declared it down; it is loaded again afterwards."""
    time.sleep(REST_SECONDS)
    since = len(watch.events)
    begin = time.monotonic_ns()
    node.launcher.freeze(node.cpu(victim))
    frozen = time.monotonic_ns()
    others = set(range(CPUS)) - {victim}
    for other in sorted(others):
        watch.wait(f"CPU {other}'s word", partial(_declares, by=other, down=victim, begin=begin), since)
    declared = [
        int(event["t"])
        for event in watch.events[since:]
        if any(_declares(event, by=other, down=victim, begin=begin) for other in others)
    ]
    node.launcher.thaw(node.cpu(victim))
    node.launcher.halt(node.cpu(victim))
    node.launcher.start(node.cpu(victim), Silent())
    return (max(declared) - frozen) / 1e6


def _declares(event: Event, by: int, down: int, begin: int) -> bool:
    known = event.get("event") == "cpu-down" and event.get("down") == down and event.get("cpu") == by
    return known and int(event["t"]) > begin
