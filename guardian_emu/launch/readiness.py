"""Follows the logs of starting kernels until all are ready."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import logs
from guardian_emu.launch.launcher import CpuAddress, Progress

KEPT_LINES = 8
STAGES = ("starting", "created", "started", "boot", "listening", "joining", "ready")


class Readiness:
    """What the kernels have said so far. Fed by a launcher with whatever the kernels write.

    Guarantee: ``waiting`` is empty exactly when every kernel has said ``ready``.
    """

    def __init__(self, cpus: Iterable[CpuAddress], progress: Progress, timeout: float) -> None:
        self.waiting = set(cpus)
        self._lines = {cpu: logs.Lines() for cpu in self.waiting}
        self._last: dict[CpuAddress, deque[str]] = {cpu: deque(maxlen=KEPT_LINES) for cpu in self.waiting}
        self._stage = dict.fromkeys(self.waiting, "starting")
        self._progress = progress
        self._lock = threading.Lock()
        self._timeout = timeout
        self._deadline = time.monotonic() + timeout

    def remaining(self) -> float:
        """Seconds left. Raises ``EnvironmentProblem`` naming CPU, stage and last log lines when there are none."""
        seconds = self._deadline - time.monotonic()
        if seconds > 0:
            return seconds
        cpu = min(self.waiting, key=self._behind)
        others = f" (nor {len(self.waiting) - 1} other CPUs)" if len(self.waiting) > 1 else ""
        step = "run `guardian-emu doctor`; on a slow or busy host try again with a longer time-out"
        raise self._problem(cpu, f"{cpu} was not ready within {self._timeout:g} s{others}", step)

    def reached(self, cpu: CpuAddress, stage: str) -> None:
        """The launcher itself has brought the CPU to ``stage``."""
        self._stage[cpu] = stage
        with self._lock:
            self._progress.cpu(cpu, stage)

    def give_up(self) -> None:
        """Whoever still waits need not: from now on there is no time left."""
        self._deadline = 0.0

    def feed(self, cpu: CpuAddress, data: bytes) -> None:
        """The CPU has written ``data``."""
        for line in self._lines[cpu].feed(data):
            self._line(cpu, line)

    def ended(self, cpu: CpuAddress) -> None:
        """The CPU has ended. Raises ``EnvironmentProblem`` when it had not been ready."""
        if rest := self._lines[cpu].end():
            self._line(cpu, rest)
        if cpu in self.waiting:
            raise self._problem(cpu, f"{cpu} ended before it was ready", "run `guardian-emu doctor`")

    def _line(self, cpu: CpuAddress, line: bytes) -> None:
        event = logs.decode(line)
        self._last[cpu].append(logs.describe(event))
        if event.get("event") != "stage":
            return
        stage = str(event.get("stage"))
        missing = event.get("missing")
        self._stage[cpu] = f"{stage} (missing CPUs: {missing})" if missing else stage
        with self._lock:
            self._progress.cpu(cpu, stage)
        if stage == "ready":
            self.waiting.discard(cpu)

    def _behind(self, cpu: CpuAddress) -> tuple[int, CpuAddress]:
        """The CPU that got least far is the one to name: the others wait for it."""
        stage = self._stage[cpu].partition(" ")[0]
        return (STAGES.index(stage) if stage in STAGES else len(STAGES), cpu)

    def _problem(self, cpu: CpuAddress, what: str, next_step: str) -> EnvironmentProblem:
        said = "\n".join(f"    {line}" for line in self._last[cpu]) or "    (it wrote nothing)"
        return EnvironmentProblem(
            what,
            f"stage {self._stage[cpu]}",
            f"its last log lines say why:\n{said}",
            next_step,
        )
