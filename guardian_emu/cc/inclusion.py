"""An ``#include`` as NonStop C writes it (c-runtime section 2)."""

from __future__ import annotations

import re
from typing import NamedTuple


class Include(NamedTuple):
    """One ``#include`` as it was written: the name alone, and the sections asked for, in upper case."""

    name: str
    quoted: bool
    sections: tuple[str, ...]


_INCLUDE = re.compile(
    r"""\s*\#\s*include\s*
        (?: "(?P<quoted>[^"(]*) (?:\((?P<quoted_list>[^)"]*)\)\s*)? "
          | <(?P<angled>[^>(]*) (?:\((?P<angled_list>[^)>]*)\)\s*)? > )
        (?:\s*nolist\b)?(?P<rest>.*)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_UNCLOSED = re.compile(r"""\s*\#\s*include\s*["<][^)">]*\([^)]*$""", re.IGNORECASE | re.DOTALL)


class Written(NamedTuple):
    """An include, and what stands behind it on its line."""

    include: Include
    rest: str


def parse(line: str) -> Written | None:
    """What a directive (joined to one line, without its comments) includes; None if that is none we understand."""
    found = _INCLUDE.match(line)
    if not found:
        return None
    quoted = found["quoted"] is not None
    names = found["quoted_list" if quoted else "angled_list"] or ""
    names = _COMMENT.sub(" ", names)
    sections = tuple(part.strip().upper() for part in names.split(",") if part.strip())
    name = (found["quoted"] if quoted else found["angled"]).strip()
    return Written(Include(name, quoted, sections), found["rest"].strip())


def is_unclosed(line: str) -> bool:
    """Whether the directive has a list of sections that does not end."""
    return _UNCLOSED.match(line) is not None
