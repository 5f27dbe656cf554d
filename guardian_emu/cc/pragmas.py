"""``#pragma`` lines: which pragmas they hold (c-runtime section 3)."""

from __future__ import annotations

import re
from typing import NamedTuple

NAMES = frozenset(
    """ALLOW_CPLUSPLUS_COMMENTS ANSICOMPLY ANSISTREAMS BUILD_LIB BUILD_NEUTRAL_LIBRARY CALL_SHARED CHECK CODECOV
    COLUMNS CPATHEQ ELD ENV ERRORFILE ERRORS EXTENSIONS EXTERN_DATA FIELDALIGN FMAP FORCE_VTBL FUNCTION HEAP
    HIGHPIN HIGHREQUESTERS ICODE IEEE_FLOAT INLINE INNERLIST INSPECT LD LINES LINKFILE LIST LMAP MAINSTACK MAP
    MAPINCLUDE MIGRATION_CHECK NEUTRAL NLD NOANSISTREAMS NOEXTENSIONS NOHIGHPIN NOICODE NOINLINE NOINNERLIST
    NOINSPECT NOLIST NOLMAP NOMAP NON_SHARED NOOPTIMIZE NOOVERFLOW_TRAPS NOSAVEABEND NOSTDFILES NOSUPPRESS
    NOSYMBOLS NOTRIGRAPH NOWARN NOWIDE NOXMEM NOXVAL OLDCALLS OLDIOSTREAM ONCE OPTIMIZE OVERFLOW_TRAPS PAGE POOL
    POP PROFDIR PROFGEN PROFUSE PUSH REFALIGNED RUNNABLE RUNNAMED SAVEABEND SEARCH SECTION SHARED SPACE_GUARANTEE
    SQL SQLMEM SRL STDFILES STRICT SUPPRESS SYMBOLS SYSTYPE TANDEM_FLOAT TARGET TRIGRAPH UNICODE VERSION1 VERSION2
    VERSION3 WARN WIDE XMEM XVAL""".split()
) | {f"SSV{number}" for number in range(50)}
"""Every pragma of the manuals."""

_PRAGMA = re.compile(r"\s*#\s*pragma\b(.*)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")


class Pragma(NamedTuple):
    """One pragma: its name in upper case, and what stands behind the name."""

    name: str
    arguments: str


def parse(line: str) -> list[Pragma] | None:
    """The pragmas of a directive that was joined to one line; None if it is another directive.

    A line may hold several with commas between them. A comma that no name of a pragma follows is the pragma's own.
    """
    found = _PRAGMA.match(line)
    if not found:
        return None
    pieces: list[str] = []
    for piece in _split(found[1]):
        if not pieces or _name(piece) in NAMES:
            pieces.append(piece)
        else:
            pieces[-1] += f",{piece}"
    return [Pragma(_name(piece), piece.strip()[len(_name(piece)) :].strip()) for piece in pieces]


def is_known(pragma: Pragma) -> bool:
    """Whether it is one of NonStop's, which the compiler behind us need not see."""
    return pragma.name in NAMES


def _name(piece: str) -> str:
    found = _WORD.match(piece.strip())
    return found[0].upper() if found else ""


def _split(text: str) -> list[str]:
    """At commas outside of parentheses and quotes."""
    pieces, depth, quoted = [""], 0, False
    for sign in text:
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not quoted and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += sign
    return pieces
