"""Told when files grow and processes end, instead of asking again and again (inotify and pidfd)."""

from __future__ import annotations

import ctypes
import os
import selectors
import struct
from pathlib import Path
from typing import Self

from guardian_emu.errors import EnvironmentProblem

IN_MODIFY, IN_CLOEXEC, IN_NONBLOCK = 0x2, 0o2000000, 0o4000
EVENT = struct.Struct("iIII")
_libc = ctypes.CDLL(None, use_errno=True)


class Watch:
    """Waits for any of several files to grow or processes to end. A context manager.

    Guarantee: a file that grows after ``add_file`` is told of, however short the time until ``wait``.
    """

    def __init__(self) -> None:
        self._inotify = _checked(_libc.inotify_init1(IN_CLOEXEC | IN_NONBLOCK), "inotify_init1")
        self._files: dict[int, Path] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._inotify, selectors.EVENT_READ)

    def add_file(self, path: Path) -> None:
        """Watch a file that exists."""
        number = _checked(_libc.inotify_add_watch(self._inotify, os.fsencode(path), IN_MODIFY), "inotify_add_watch")
        self._files[number] = path

    def add_process(self, pid: int) -> bool:
        """Watch a process; False when it has ended already."""
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return False
        self._selector.register(descriptor, selectors.EVENT_READ, pid)
        return True

    def wait(self, timeout: float | None = None) -> tuple[set[Path], set[int]]:
        """The files that grew and the PIDs that ended; both empty when the time ran out."""
        files: set[Path] = set()
        ended: set[int] = set()
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                files |= self._grown()
            else:
                ended.add(key.data)
                self._selector.unregister(key.fileobj)
                os.close(key.fd)
        return files, ended

    def close(self) -> None:
        """Stop watching."""
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _grown(self) -> set[Path]:
        found: set[Path] = set()
        data = os.read(self._inotify, 65536)
        while data:
            number, _, _, length = EVENT.unpack_from(data)
            found.add(self._files[number])
            data = data[EVENT.size + length :]
        return found


def _checked(result: int, call: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise EnvironmentProblem(
            "logs cannot be watched",
            call,
            os.strerror(number),
            "raise fs.inotify.max_user_instances and max_user_watches with sysctl, or end other programs that watch",
        )
    return result
