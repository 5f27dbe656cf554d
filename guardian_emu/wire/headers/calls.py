"""``runtime/include/guardian_calls.h``: how a call with omitted arguments becomes a C call."""

from __future__ import annotations

from ..procedures import PROCEDURES
from .text import AT_THE_CALL, guarded

_PREAMBLE = [
    AT_THE_CALL,
    "",
    "#include <stdint.h>",
    "#include <sys/types.h>",
    '#include "tal.h"',
    "",
    "/* Where a 32-bit address fits its type, programs declare it as the manual does. */",
    "#if __SIZEOF_POINTER__ == 4",
    "typedef __int32_t guardian_buffer_address;",
    "#else",
    "typedef void *guardian_buffer_address;",
    "#endif",
    "",
    "#define GUARDIAN_BIT(n, ...) __VA_OPT__((1u << n) |)",
    "#define GUARDIAN_FIRST(a, ...) a",
    "#define GUARDIAN_VALUE(...) GUARDIAN_FIRST(__VA_OPT__(__VA_ARGS__, ) 0)",
    "#define GUARDIAN_TOO_MANY(...) __VA_OPT__(, __VA_ARGS__)",
    "",
]


def header() -> str:
    """The header: a macro for each number of parameters that a procedure has.

    An argument too many is passed on, so that the compiler refuses it.
    """
    counts = sorted({len(procedure.parameters) for procedure in PROCEDURES} - {0})
    calls = [line for count in counts for line in _call_macro(count)]
    return guarded("procedures.py", "GUARDIAN_CALLS_H", [*_PREAMBLE, *calls, ""])


def _call_macro(count: int) -> list[str]:
    names = [f"a{index}" for index in range(count)]
    present = "".join(f"GUARDIAN_BIT({index}, {name}) " for index, name in enumerate(names))
    values = "".join(f", GUARDIAN_VALUE({name})" for name in names)
    return [
        f"#define GUARDIAN_CALL_{count}(f, {', '.join(names)}, more, ...) \\",
        f"    f({present}0u{values} GUARDIAN_TOO_MANY(more))",
    ]
