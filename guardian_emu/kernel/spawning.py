"""What is executed for a program file, with which descriptors, and what its wait status means."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from .systemmessages import Death

KERNEL_FD = 3
FILE_ERROR, BAD_FILE_FORMAT, BAD_PROGRAM = 1, 12, 13
NOT_FOUND, SECURITY = 11, 48
FATAL_ERRORS, ABEND, SIGNAL, HARDWARE_EXCEPTION = 2, 5, 9, -6

_PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_POWERPC_HEADER = (b"\x7fELF\x01\x02", b"\x00\x14")
_HARDWARE = {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}


class StartError(Exception):
    """A process could not be started; carries the creation error and its detail."""

    def __init__(self, error: int, detail: int, why: str) -> None:
        super().__init__(why)
        self.error = error
        self.detail = detail


def completion(handle: bytes, status: int) -> Death:
    """The death of a process that ended without saying so, from its wait status (docs/design.md)."""
    if not os.WIFSIGNALED(status):
        return Death(handle, FATAL_ERRORS if os.WEXITSTATUS(status) else 0)
    number = os.WTERMSIG(status)
    if number == signal.SIGABRT:
        return Death(handle, ABEND, abend=True)
    code = HARDWARE_EXCEPTION if number in _HARDWARE else SIGNAL
    return Death(handle, code, number, True, signal.strsignal(number) or "")


def command(path: str, words: list[str]) -> tuple[list[str], dict[str, str]]:
    """What to execute for a program file, and its environment. Raises StartError.

    A program in Python has the ending .py, which its name on ``$SYSTEM`` leaves out; it finds libguardian beside it.
    """
    if not os.path.exists(path) and os.path.exists(f"{path}.py"):
        path = f"{path}.py"
    head = _head(path)
    environment = {"GUARDIAN_KERNEL_FD": str(KERNEL_FD)}
    if head[:6] == _POWERPC_HEADER[0] and head[18:20] == _POWERPC_HEADER[1]:
        return [_emulator(path), path, *words], environment
    if path.endswith(".py"):
        library = os.path.join(os.path.dirname(path), "libguardian.so")
        if os.path.exists(library):
            environment["GUARDIAN_LIBRARY"] = library
        return [sys.executable, "-u", path, *words], {**environment, "PYTHONPATH": _PACKAGE_ROOT}
    return [path, *words], environment


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(20)
    except PermissionError as error:
        raise StartError(FILE_ERROR, SECURITY, f"{path}: {error.strerror}") from error
    except OSError as error:
        raise StartError(FILE_ERROR, NOT_FOUND, f"{path}: {error.strerror}") from error


def _emulator(path: str) -> str:
    for folder in [*os.environ.get("PATH", "").split(":"), "/usr/bin"]:
        candidate = os.path.join(folder, "qemu-ppc-static")
        if os.access(candidate, os.X_OK):
            return candidate
    why = f"{path} is a PowerPC program and qemu-ppc-static is in no directory of PATH or /usr/bin"
    raise StartError(BAD_PROGRAM, 0, why)


def spawn(
    line: list[str], environment: dict[str, str], kernel: int, out: int, err: int, standard_input: int = -1
) -> int:
    """Start a Linux process; its PID. Without a standard input that is at its end. Raises StartError.

    It gets a process group of its own, so that Linux ends it when it is stopped while the kernel dies.
    """
    none = (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)
    actions: list[Any] = [
        none if standard_input < 0 else (os.POSIX_SPAWN_DUP2, standard_input, 0),
        (os.POSIX_SPAWN_DUP2, out, 1),
        (os.POSIX_SPAWN_DUP2, err, 2),
        (os.POSIX_SPAWN_DUP2, kernel, KERNEL_FD),
    ]
    try:
        return os.posix_spawn(
            line[0], line, environment, file_actions=actions, setpgroup=0, setsigmask=[], setsigdef=[signal.SIGPIPE]
        )
    except PermissionError as error:
        raise StartError(FILE_ERROR, SECURITY, f"{line[0]}: {error.strerror}") from error
    except OSError as error:
        raise StartError(BAD_FILE_FORMAT, 2, f"{line[0]}: {error.strerror}") from error
