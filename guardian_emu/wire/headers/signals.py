"""``runtime/include/tdmsig.h``: signals, whose procedures are not there."""

from __future__ import annotations

from ..procedures import SIGNALS_NOT_OFFERED
from .text import AT_THE_CALL, guarded, without

_TYPES = [
    AT_THE_CALL,
    "",
    "#include <signal.h>",
    "",
    "typedef void (*sighandler3_t)(int, siginfo_t *, void *);",
    "",
    "#define SIG_DEBUG ((void (*)(int))0xFFFC0004UL)",
    "#define SIG_ABORT ((void (*)(int))0xFFFC0005UL)",
    "",
]


def header() -> str:
    """The header."""
    missing = [line for name, reason in SIGNALS_NOT_OFFERED.items() for line in (*without(name, reason), "")]
    return guarded("procedures.py", "GUARDIAN_TDMSIG_H", [*_TYPES, *missing])
