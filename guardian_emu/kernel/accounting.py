"""What Linux tells about processes, this CPU's time and its memory."""

from __future__ import annotations

import os
import time

from .process import Process, State

JULIAN_OF_UNIX_EPOCH = 210_866_760_000_000_000
PAGE_BYTES = 16384
READY, SYSTEM_PROCESS, WAITS_FOR_IO = 0x2000, 0x1000, 0x0004
WAIT_BYTE, WAIT_BITS = 72, 0x05
"""Where a process's flight recorder says what it waits for: 1 a message, 4 a reply (``runtime/src/recorder.c``)."""
_CGROUP = "/sys/fs/cgroup"


def julian_now() -> int:
    """The Julian timestamp of now: microseconds since noon of 1 January 4713 B.C."""
    return JULIAN_OF_UNIX_EPOCH + time.time_ns() // 1000


def process_time(pid: int) -> int:
    """CPU time of a living process in microseconds."""
    spent = 0
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
                spent += int(file.read().split()[0])
    except (OSError, ValueError, IndexError):
        return spent // 1000  # it is ending: its last word comes with its wait status
    return spent // 1000


def state_word(process: Process) -> int:
    """Attribute 32: the process state, and whether the process is on the ready list."""
    return int(process.state) | (READY if process.state is State.RUNNABLE and _linux(process.pid) == "R" else 0)


def wait_word(process: Process) -> int:
    """Attribute 31 (MS-13): 0 when running, suspended, or waiting for something else than a message, a reply or I/O."""
    state = _linux(process.pid) if process.state is State.RUNNABLE else ""
    return _waits_for(process.recorder) if state == "S" else WAITS_FOR_IO if state == "D" else 0


def memory() -> tuple[int, int]:
    """Physical memory and what is free of it, in pages of 16 KiB; the container's where it has a limit."""
    bytes_each = os.sysconf("SC_PAGE_SIZE")
    total, free = os.sysconf("SC_PHYS_PAGES") * bytes_each, os.sysconf("SC_AVPHYS_PAGES") * bytes_each
    limit, used = _number(f"{_CGROUP}/memory.max"), _number(f"{_CGROUP}/memory.current")
    if limit is not None and used is not None and limit < total:
        total, free = limit, min(free, max(limit - used, 0))
    return total // PAGE_BYTES, free // PAGE_BYTES


def _waits_for(recorder: str) -> int:
    try:
        with open(recorder, "rb") as file:
            word = os.pread(file.fileno(), 1, WAIT_BYTE)
    except OSError:
        return 0  # a process without the library
    return word[0] & WAIT_BITS if word else 0


def _linux(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def _number(path: str) -> int | None:
    try:
        with open(path, encoding="ascii") as file:
            text = file.read().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None
