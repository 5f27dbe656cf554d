"""From nothing to a node whose kernels are all ready, beside what its containers or interpreters take alone."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from guardian_emu.launch import engine, images
from guardian_emu.launch.launcher import Progress, Silent

from . import floors, rows
from .laboratory import create
from .rows import BootRow

SIZES = (4, 16)


def measure(runtime: str, rounds: int, progress: Progress) -> list[BootRow]:
    """Rows for small and full nodes, floor and ours by turns."""
    if runtime == "docker":
        images.ensure(engine.connect(), progress)
    found = []
    with tempfile.TemporaryDirectory(prefix="guardian-emu-bench-") as scratch:
        floor = _floor(runtime, Path(scratch))
        for cpus in SIZES:
            progress.stage(f"boot: {cpus} CPUs on {runtime}")
            ours, bare = [], []
            for _ in range(rounds):
                bare.append(floor(cpus))
                ours.append(_up(runtime, cpus))
            found.append(rows.boot(runtime, cpus, ours, bare))
    return found


def _up(runtime: str, cpus: int) -> float:
    launcher = create(runtime, cpus)
    try:
        begin = time.monotonic()
        launcher.up(Silent())
        return time.monotonic() - begin
    finally:
        launcher.remove(Silent())


def _floor(runtime: str, scratch: Path) -> Callable[[int], float]:
    if runtime != "docker":
        return floors.interpreters
    program = floors.compiled(scratch)

    def containers(cpus: int) -> float:
        made = floors.Containers(engine.connect(), program, cpus)
        try:
            return made.start()
        finally:
            made.remove()

    return containers
