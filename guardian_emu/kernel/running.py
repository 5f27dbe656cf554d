"""Running the kernel of a CPU: what it asks of Linux, and what happens when it fails."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import traceback
from typing import Any

from . import quickend
from .configuration import Configuration
from .globalupdate import INCONSISTENT
from .shell import Kernel


def _adopt_orphans() -> None:
    """Outside a PID namespace: orphans of this CPU's processes become children of this kernel."""
    import ctypes

    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _failed(loop: asyncio.AbstractEventLoop, context: dict[str, Any], kernel: Kernel) -> None:
    """An error nobody expected: the CPU is fail-fast (NM-07)."""
    error = context.get("exception")
    if isinstance(error, asyncio.CancelledError):
        return
    trace = "".join(traceback.format_exception(error)) if error else ""
    kernel.report("failed", message=context.get("message", ""), trace=trace)
    kernel.halt(INCONSISTENT, f"internal error: {error!r}")


def run(configuration: Configuration) -> int:
    """Run the kernel; returns only when the loop was stopped."""
    if os.getpid() == 1:
        quickend.share_memory()
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    gc.freeze()  # what was loaded stays: a collection in the middle of a takeover need not look at it
    gc.enable()
    loop = asyncio.new_event_loop()
    kernel = Kernel(configuration, loop)
    loop.set_exception_handler(lambda loop, context: _failed(loop, context, kernel))
    kernel.start()
    if os.getpid() != 1:
        loop.call_later(0.5, _adopt_orphans)
    loop.run_forever()
    return 0
