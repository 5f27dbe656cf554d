"""``#pragma section``: the parts of a file that an include can ask for (c-runtime section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from . import lexer

_SECTION = re.compile(r"\s*#\s*pragma\s+section\b\s*([\w^$]*)", re.IGNORECASE)


def names(text: str) -> set[str]:
    """Names of all sections, in upper case."""
    if "section" not in text.lower():
        return set()
    return {name for _, _, name in _places(text)}


def select(text: str, wanted: Iterable[str], *, with_preamble: bool = False) -> str:
    """``text`` with every line blanked that is in none of the sections wanted.

    What stands before the first section belongs to none; it stays ``with_preamble``.
    """
    chosen = {name.upper() for name in wanted}
    out: list[str] = []
    position, taking = 0, with_preamble
    for start, end, name in _places(text):
        out.append(_kept(text[position:start], taking))
        out.append("\n" * text.count("\n", start, end))
        position, taking = end, name in chosen
    out.append(_kept(text[position:], taking))
    return "".join(out)


def with_what_they_need(text: str, wanted: Iterable[str]) -> set[str]:
    """The sections wanted, and those of the structures in them: ``x_def`` is of section ``x``, as DDL writes C."""
    there, chosen = names(text), {name.upper() for name in wanted}
    while True:
        used = lexer.words(select(text, chosen))
        needed = {word[:-4].upper() for word in used if word.endswith("_def")} & there
        if needed <= chosen:
            return chosen
        chosen |= needed


def _kept(part: str, taking: bool) -> str:
    return part if taking else "\n" * part.count("\n")


def _places(text: str) -> list[tuple[int, int, str]]:
    """Every section pragma: where it begins and ends, and its name."""
    places = []
    for found in lexer.DIRECTIVES.finditer(text):
        if found["directive"] and (named := _SECTION.match(found[0])):
            places.append((found.start(), found.end(), named[1].upper()))
    return places
