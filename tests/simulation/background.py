"""Plays schedules in processes of their own, at the lowest priority: on an idle processor they cost nobody any time.

``python -m simulation.background FIRST COUNT`` prints what was found, a JSON line each, and at last how many schedules
of each kind there were.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from simulation.schedules import Outcome, play

TESTS = Path(__file__).resolve().parents[1]
MOST_FOUND = 10
FIRST_SEED = 1
FEW, MANY = 2_000, 100_000
SCHEDULES = int(os.environ.get("GUARDIAN_EMU_SCHEDULES") or (MANY if os.environ.get("CI") else FEW))


def played(first: int, count: int) -> Iterator[Outcome]:
    """The outcomes of that many schedules, on all processors."""
    with multiprocessing.get_context("fork").Pool() as pool:
        yield from pool.imap_unordered(play, range(first, first + count), chunksize=50)


class Background:
    """Schedules that are being played in processes of their own."""

    def __init__(self, first: int, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "simulation.background", str(first), str(count)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
            text=True,
        )

    def result(self) -> tuple[list[Outcome], dict[str, int]]:
        """Wait for the end: what was found, and how many schedules of each kind were played."""
        said, _nothing = self._process.communicate()
        assert self._process.returncode == 0, said
        *found, kinds = map(json.loads, said.splitlines())
        return [Outcome(*one) for one in found], kinds

    def stop(self) -> None:
        """End it, finished or not."""
        self._process.kill()
        self._process.wait()


def main(first: int, count: int) -> None:
    """Play, and say what there was."""
    os.nice(19)
    kinds: Counter[str] = Counter()
    found = 0
    for outcome in played(first, count):
        kinds[outcome.kind] += 1
        if outcome.violation:
            print(json.dumps(outcome), flush=True)
            found += 1
            if found == MOST_FOUND:
                break
    print(json.dumps(kinds), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
