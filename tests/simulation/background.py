"""Plays schedules in processes of their own, at the lowest priority: on an idle processor they cost nobody any time.

Linux shares time between sessions first, where it groups tasks by them, and between the tasks of a session then. So
they are a session of their own, and it is the session that is nice.

``python -m simulation.background FIRST COUNT`` prints what was found, a JSON line each, and at last how many schedules
of each kind there were.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from simulation.schedules import Outcome, play

TESTS = Path(__file__).resolve().parents[1]
MOST_FOUND = 10
LOWEST = 19
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
            start_new_session=True,
        )

    def result(self) -> tuple[list[Outcome], dict[str, int]]:
        """Wait for the end: what was found, and how many schedules of each kind were played."""
        said, _nothing = self._process.communicate()
        assert self._process.returncode == 0, said
        *found, kinds = map(json.loads, said.splitlines())
        return [Outcome(*one) for one in found], kinds

    def stop(self) -> None:
        """End it, finished or not."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _be_nice() -> None:
    os.nice(LOWEST)
    if os.getsid(0) == os.getpid():  # else it is somebody else's session
        with contextlib.suppress(OSError):  # a kernel that does not group tasks
            Path("/proc/self/autogroup").write_text(str(LOWEST))


def main(first: int, count: int) -> None:
    """Play, and say what there was."""
    _be_nice()
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
