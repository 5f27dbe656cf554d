"""``cextdecs.h``, ``crtlns.h`` and ``nonstop.h``: a section for each procedure.

It has the prototype and the macro that finds out which arguments are there, or says why the procedure is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..procedures import NOT_OFFERED, PROCEDURES, STREAMS_NOT_OFFERED, Procedure, prototype
from .text import guarded, once, refusal, sectioned, without

_INCLUDE = '#include "guardian_calls.h"'
_STATES = ("__ns_std_io_file_open_state", "__ns_std_io_file_state")


def cextdecs() -> str:
    """``runtime/include/cextdecs.h``: all procedures of the system."""
    missing = ((name, without(name, reason)) for name, reason in NOT_OFFERED.items())
    return sectioned("procedures.py", [*_sections("cextdecs"), *missing])


def crtlns() -> str:
    """``runtime/include/crtlns.h``: the active backup of native programs."""
    missing = ((name, without(name, reason)) for name, reason in STREAMS_NOT_OFFERED.items())
    return sectioned("procedures.py", [("states", _states()), *_sections("crtlns"), *missing])


def nonstop() -> str:
    """``runtime/include/nonstop.h``: the same for what TNS programs include."""
    return guarded("procedures.py", "GUARDIAN_NONSTOP_H", ['#include "crtlns.h"', ""])


def numbers() -> str:
    """``runtime/src/procedure_numbers.h``: what a procedure is called in a recording, by its place in the table."""
    lines = [f"    NUMBER_{procedure.name} = {number}," for number, procedure in enumerate(PROCEDURES, 1)]
    return guarded("procedures.py", "GUARDIAN_PROCEDURE_NUMBERS_H", ["enum procedure_number {", *lines, "};", ""])


def _sections(header: str) -> Iterator[tuple[str, list[str]]]:
    return ((procedure.name, _procedure(procedure)) for procedure in PROCEDURES if procedure.header == header)


def _procedure(procedure: Procedure) -> list[str]:
    count = len(procedure.parameters)
    if count == 0:
        return [_INCLUDE, prototype(procedure), f"#define {procedure.name}() guardian_{procedure.name}(0u)"]
    return [
        _INCLUDE,
        prototype(procedure),
        f"#define {procedure.name}(...) \\",
        f"    GUARDIAN_CALL_{count}(guardian_{procedure.name}, __VA_ARGS__{',' * (count + 2)})",
    ]


def _states() -> list[str]:
    """The types of what cannot be done with a stream: who names one is told so. Real sizes are not known."""
    reason = STREAMS_NOT_OFFERED["__ns_fget_file_state"]
    types = []
    for name in _STATES:
        unavailable = f'__attribute__((unavailable("{refusal(name, reason)}")))'
        types.append(f"typedef struct {{ long long position; }} {name} {unavailable};")
    return once("GUARDIAN_NS_STATES", ["#if __has_attribute(unavailable)", *types, "#endif"])
