"""The source pass: NonStop C text to text that gcc takes (c-runtime section 2). No I/O.

Guarantee: the number of lines does not change, so whatever the compiler says points at the user's own line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Include(NamedTuple):
    """One ``#include`` as it was written: the name alone, and the sections asked for, in upper case."""

    name: str
    quoted: bool
    sections: tuple[str, ...]


Resolve = Callable[[Include], str]
"""What to write behind ``#include``, delimiters and all."""

_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(?:include|pragma)\b", re.IGNORECASE)
_CONTINUED = re.compile(r"\\[ \t]*$")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INCLUDE = re.compile(
    r"""(?P<head>[ \t]*\#[ \t]*)include\s*
        (?: "(?P<quoted>[^"(]*) (?:\((?P<quoted_list>[^)]*)\)\s*)? "
          | <(?P<angled>[^>(]*) (?:\((?P<angled_list>[^)]*)\)\s*)? > )
        (?P<rest>.*)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_NOLIST = re.compile(r"^\s*nolist\b", re.IGNORECASE)
_ONCE = re.compile(r"([ \t]*#[ \t]*)pragma\s+once\b", re.IGNORECASE)
_SECTION = re.compile(r"[ \t]*#[ \t]*pragma\s+section\s+(\w+)", re.IGNORECASE)


def translate(text: str, origin: str, resolve: Resolve) -> str:
    """The text for gcc. ``origin`` is the file name that messages and ``__FILE__`` show."""
    name = origin.replace("\\", "\\\\").replace('"', '\\"')
    out = [f'#line 1 "{name}"']
    for line, extra in _logical_lines(text):
        out.append(_translate_line(line, resolve) if _DIRECTIVE.match(line) else line)
        out.extend([""] * extra)
    return "\n".join(out)


def select_sections(text: str, sections: tuple[str, ...]) -> str:
    """``text`` with every line blanked that is not in one of the ``#pragma section`` parts named."""
    wanted = {section.upper() for section in sections}
    taking = False
    out = []
    for line in text.split("\n"):
        if found := _SECTION.match(line):
            taking = found[1].upper() in wanted
            out.append("")
        else:
            out.append(line if taking else "")
    return "\n".join(out)


def section_names(text: str) -> set[str]:
    """Names of all ``#pragma section`` parts, in upper case."""
    return {found[1].upper() for line in text.split("\n") if (found := _SECTION.match(line))}


def _logical_lines(text: str) -> Iterator[tuple[str, int]]:
    """Lines, each with the number of lines folded into it; only the directives of the dialect are folded."""
    lines = iter(text.replace("\r\n", "\n").split("\n"))
    for line in lines:
        extra = 0
        if _DIRECTIVE.match(line):
            while _CONTINUED.search(line):
                following = next(lines, None)
                if following is None:
                    break
                line = _CONTINUED.sub(" ", line) + following
                extra += 1
        yield line, extra


def _translate_line(line: str, resolve: Resolve) -> str:
    if found := _INCLUDE.match(line):
        return _translate_include(found, resolve)
    return _ONCE.sub(r"\1pragma once", line)


def _translate_include(found: re.Match[str], resolve: Resolve) -> str:
    quoted = found["quoted"] is not None
    name = (found["quoted"] if quoted else found["angled"]).strip()
    names = _COMMENT.sub(" ", found["quoted_list" if quoted else "angled_list"] or "")
    sections = tuple(part.strip().upper() for part in names.split(",") if part.strip())
    return f"{found['head']}include {resolve(Include(name, quoted, sections))}{_NOLIST.sub('', found['rest'])}"
