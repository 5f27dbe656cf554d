"""Lets a killed CPU's connections end at once.

When a process is killed, Linux takes its memory apart before it closes its sockets, and for an interpreter that takes
longer than everything else in a takeover. Memory that another process shares is only let go of. So the kernel starts
one: it shares the kernel's memory and nothing else, never runs a line of Python, and sleeps until it dies with its CPU.
Only PID 1 of a PID namespace may do that: nobody else can be sure that the other process dies too.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import signal

_CLONE_VM = 0x100
_STACK_BYTES = 65536


def share_memory() -> int:
    """Start the process; its PID, or -1 where that is not allowed: the CPU then ends a little more slowly.

    What is left of the work when the CPU dies is done when nobody else has any.

    To be called before there are sockets: the process has copies of all descriptors that are open now.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    stack = mmap.mmap(-1, _STACK_BYTES)  # never unmapped: the process lives as long as this one
    _KEPT.append(stack)
    top = ctypes.addressof(ctypes.c_char.from_buffer(stack)) + _STACK_BYTES
    sleep = ctypes.cast(libc.pause, ctypes.c_void_p)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        pid = int(libc.clone(sleep, ctypes.c_void_p(top), _CLONE_VM, None))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if pid > 0:
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    return pid


_KEPT: list[mmap.mmap] = []
