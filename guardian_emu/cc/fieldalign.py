"""``#pragma fieldalign``: how structures are laid out (c-runtime section 3).

Without tags the pragma holds for the rest of the unit and becomes ``#pragma pack``. With tags it holds for those
structures alone: the compiler lays a structure out at its closing brace, so the packing is switched on just before
that brace and off again behind the declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .edits import Edit
from .lexer import Token

MAXIMA = {"AUTO": 16, "PLATFORM": 16, "SHARED8": 16, "SHARED2": 2, "CSHARED2": 2}
"""The greatest alignment of a member; none is greater than 16."""


def parse(arguments: str) -> tuple[int, list[str]] | None:
    """The operands: the greatest alignment, and the tags it is for. None when there is no such alignment."""
    words = re.findall(r"[\w$]+", arguments)
    if not words or words[0].upper() not in MAXIMA:
        return None
    return MAXIMA[words[0].upper()], words[1:]


def packing(maximum: int) -> str:
    """The directive for all structures from here on."""
    return f"#pragma pack({'' if maximum == 16 else maximum})"


def edits(tokens: list[Token], alignments: Mapping[str, int]) -> Iterator[Edit]:
    """The changes for structures with these tags. ``tokens`` are the significant ones of a text."""
    braces: list[int | None] = []
    owed: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.text == "{":
            if owed.pop(len(braces), 0):
                yield Edit(token.end, token.end, "#pragma pack(pop)", lines=True)
            braces.append(_maximum(tokens, index, alignments))
        elif token.text == "}" and braces:
            if maximum := braces.pop():
                owed[len(braces)] = maximum
                yield Edit(token.start, token.start, f"#pragma pack(push, {maximum})", lines=True)
        elif token.text == ";" and owed.pop(len(braces), 0):
            yield Edit(token.end, token.end, "#pragma pack(pop)", lines=True)


def _maximum(tokens: list[Token], brace: int, alignments: Mapping[str, int]) -> int | None:
    if brace < 2 or tokens[brace - 2].text not in ("struct", "union"):
        return None
    return alignments.get(tokens[brace - 1].text)
