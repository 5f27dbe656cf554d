"""``runtime/include/derror.h``: the names of errors."""

from __future__ import annotations

from .. import errors
from .text import unguarded


def header() -> str:
    """The header: errors of the file system, of NEWPROCESS and of DEFINEs."""
    groups = (errors.FILE_SYSTEM, errors.OF_PROGRAMS, errors.NEWPROCESS, errors.DEFINES)
    lines = []
    for group in groups:
        lines += [f"#define {name} {number}" for name, number in group.items()] + [""]
    return unguarded("errors.py", lines[:-1])
