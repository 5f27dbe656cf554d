"""libguardian, loaded into this process.

Loading it is what makes a process a Guardian process: the library takes the kernel's welcome and says hello. That
happens when this module is imported, and only in a process that a kernel started.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cffi import FFI

from guardian_emu.wire.procedures import PROCEDURES, prototype

from .errors import NoKernelError

_PACKAGED = Path(__file__).parent.parent / "_runtime" / "host" / "lib" / "libguardian.so"
_TYPES = "typedef short _cc_status; typedef int __int32_t; typedef void *guardian_buffer_address;\n"
_EXTENSIONS = """
int guardian_descriptor(void);
long long guardian_timer_next(void);
short guardian_take_startup(void);
int guardian_startup_messages(char *into, int room);
"""
_KERNEL = "GUARDIAN_KERNEL_FD"
_PATH = "/usr/local/bin:/usr/bin:/bin"

Function = Callable[..., int]


def find() -> Path:
    """libguardian.so: ``$GUARDIAN_LIBRARY``, the one of the installed package, or one built from the sources here.

    Raises EnvironmentProblem when it has to be built and cannot be.
    """
    if own := os.environ.get("GUARDIAN_LIBRARY"):
        return Path(own)
    if _PACKAGED.exists():
        return _PACKAGED
    from guardian_emu.cc import runtime

    os.environ.setdefault("PATH", _PATH)  # a Guardian process has none, and the compiler wants one
    return runtime.shared_library()


def _load() -> Any:
    # The library's end-of-process handler must stay mapped to the very end, so it is never unloaded.
    library = ffi.dlopen(str(find()), os.RTLD_NOW | os.RTLD_NODELETE)
    # It has taken the descriptor, and removed the variable from C's environment; children get it from Python's.
    os.environ.pop(_KERNEL, None)
    return library


def _refusal(name: str) -> Function:
    def refuse(*_arguments: object) -> int:
        raise NoKernelError(name)

    return refuse


def procedure(name: str) -> Function:
    """The C function of a procedure. Its first argument tells which of the others are there: bit n, argument n."""
    function: Function = _refusal(name) if _library is None else getattr(_library, f"guardian_{name}")
    return function


def descriptor() -> int:
    """A descriptor that becomes readable when something comes from the kernel or from another process.

    Who waits for other things as well selects on it, and calls a procedure that takes in what came. Before it selects
    nothing must be left to take in: it says nothing of messages that are in this process already.
    """
    return -1 if _library is None else int(_library.guardian_descriptor())


def timer_next() -> int:
    """Microseconds until the next timer of this process is due, -1 for none: the descriptor does not tell of it."""
    return -1 if _library is None else int(_library.guardian_timer_next())


def started() -> bool:
    """Whether a Guardian kernel started this process."""
    return _library is not None


ffi = FFI()
ffi.cdef(_TYPES + "\n".join(prototype(known) for known in PROCEDURES) + _EXTENSIONS)
_library = _load() if _KERNEL in os.environ else None
