"""Process trees: stop, continue, kill. A process is known by its PID and its start, never by its name."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from guardian_emu.launch import owner

STOPPED_OR_DEAD = ("T", "t", "Z", "X")
LOOK_AGAIN_SECONDS = 0.0005


class Process(NamedTuple):
    """One process. Guarantee: never mistaken for a later user of its PID.

    ``enclosed``: it is the first of a PID namespace, so that everything it started dies with it.
    """

    pid: int
    start: str
    enclosed: bool = False

    @property
    def alive(self) -> bool:
        """Whether it still runs (a zombie does not)."""
        return owner.start_of(self.pid) == self.start

    @property
    def stopped(self) -> bool:
        """Whether it is alive and stopped."""
        fields = owner.stat_of(self.pid)
        return self.alive and fields is not None and fields[0] in ("T", "t")


def rest(root: Process) -> list[Process]:
    """Stop the root alone, and return those of its descendants that are stopped already, or just about to be.

    A kernel stops the processes that are suspended; nobody but the root does that, so that the answer stays true.
    """
    _signal(root.pid, signal.SIGSTOP)
    _wait_until_stopped(root.pid)
    return [Process(pid, owner.start_of(pid) or "") for pid in _descendants(root.pid) if _is_or_will_be_stopped(pid)]


def load(path: Path) -> Process | None:
    """The process that a file names, alive or not; None when there is no such file."""
    try:
        pid, start, *more = path.read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return Process(int(pid), start, more == ["enclosed"])


def save_one(path: Path, process: Process) -> None:
    """Write who this is, for ``load``; the file appears whole."""
    new = path.with_name(path.name + ".new")
    new.write_text(f"{process.pid} {process.start}")
    new.replace(path)


def save(path: Path, processes: Iterable[Process]) -> None:
    """Write who these are."""
    new = path.with_name(path.name + ".new")
    new.write_text("".join(f"{process.pid} {process.start}\n" for process in processes))
    new.replace(path)


def saved(path: Path) -> list[Process]:
    """The processes that ``save`` wrote, alive or not; none when there is no such file."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return []
    return [Process(int(pid), start) for pid, _, start in (line.partition(" ") for line in lines)]


def stop(root: Process) -> None:
    """Stop the process and all its descendants, those that are born meanwhile too; returns when nothing runs."""
    if not root.alive:
        return
    stopped: set[int] = set()
    while fresh := [pid for pid in [root.pid, *_descendants(root.pid)] if pid not in stopped]:
        for pid in fresh:
            _signal(pid, signal.SIGSTOP)
        for pid in fresh:
            _wait_until_stopped(pid)
        stopped.update(fresh)


def _wait_until_stopped(pid: int) -> None:
    """Only a parent is told of a child's stop, and the kernel's parent is not ours: so this has to look again."""
    while (fields := owner.stat_of(pid)) is not None and fields[0] not in STOPPED_OR_DEAD:
        time.sleep(LOOK_AGAIN_SECONDS)


def resume(root: Process, but: Iterable[Process] = ()) -> None:
    """Let a stopped tree go on, ``but`` these, the root last."""
    if not root.alive:
        return
    kept = {process.pid for process in but if process.alive}
    for pid in [*_descendants(root.pid), root.pid]:
        if pid not in kept:
            _signal(pid, signal.SIGCONT)


def kill(root: Process) -> None:
    """Kill the tree, and return when its root has ended. Idempotent."""
    try:
        descriptor = os.pidfd_open(root.pid)
    except ProcessLookupError:
        return
    try:
        if not root.alive:
            return
        if root.enclosed:
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        else:
            _kill_one_by_one(root)
        wait(descriptor)
    finally:
        os.close(descriptor)


def terminate(process: Process, seconds: float) -> bool:
    """Ask one process to end, and kill it when it has not within that time; whether it ended by itself."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return False
    try:
        if not process.alive:
            return False
        signal.pidfd_send_signal(descriptor, signal.SIGTERM)
        if select.select([descriptor], [], [], seconds)[0]:
            return True
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        wait(descriptor)
        return False
    finally:
        os.close(descriptor)


def _kill_one_by_one(root: Process) -> None:
    stop(root)
    for pid in [*_descendants(root.pid), root.pid] if root.alive else []:
        _signal(pid, signal.SIGKILL)


def wait(descriptor: int) -> None:
    """Return when the process of a pidfd has ended."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.poll()


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _is_or_will_be_stopped(pid: int) -> bool:
    fields = owner.stat_of(pid)
    if fields is None or fields[0] in ("T", "t"):
        return fields is not None
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            name, _, mask = line.partition(":")
            if name in ("SigPnd", "ShdPnd") and int(mask, 16) & 1 << signal.SIGSTOP - 1:
                return True
    return False


def _descendants(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task")
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in lists.iterdir():
            found += map(int, (task / "children").read_text().split())
        return found
    return [other for other in _pids() if (fields := owner.stat_of(other)) and int(fields[1]) == pid]


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
