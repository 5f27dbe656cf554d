"""Which process a session belongs to, and whether that process is still alive."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Owner(NamedTuple):
    """One process of one boot of one host.

    Guarantee: two processes never compare equal, not even when a PID is used again or the host starts again.
    """

    pid: int
    start: str
    host: str

    def gone(self) -> bool:
        """Whether that process has certainly ended. False for a process of another host: nobody here can know."""
        if self.host != socket.gethostname():
            return False
        return start_of(self.pid) != self.start


def current() -> Owner:
    """The calling process."""
    pid = os.getpid()
    return Owner(pid, start_of(pid) or "", socket.gethostname())


def start_of(pid: int) -> str | None:
    """When the process started, as ``BOOT.TICKS``; None when there is none, or only its zombie."""
    fields = stat_of(pid)
    if fields is None or fields[0] in ("Z", "X"):
        return None
    return f"{_boot()}.{fields[19]}"


def stat_of(pid: int) -> list[str] | None:
    """Fields of ``/proc/PID/stat`` from the state on (index 0: state, 1: parent, 19: start); None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text.rpartition(")")[2].split()


@cache
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]


def this_boot(process: Owner) -> bool:
    """Whether the process belongs to the present boot of its host, as far as can be known here."""
    return process.host != socket.gethostname() or process.start.startswith(f"{_boot()}.")
