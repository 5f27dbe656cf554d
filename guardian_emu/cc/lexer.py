"""C text as directives and tokens. No I/O, no meaning.

Guarantee: the texts of all tokens, one behind the other, are the text.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import NamedTuple

_SPLICE = r"\\[ \t]*\n"
_LITERAL = rf""""(?:{_SPLICE}|\\.|[^"\\\n])*"?|'(?:{_SPLICE}|\\.|[^'\\\n])*'?"""
_COMMENT = rf"/\*.*?(?:\*/|\Z)|//(?:{_SPLICE}|[^\n])*"
_DIRECTIVE = rf"^[ \t]*(?:/\*(?:[^*\n]|\*(?!/))*\*/[ \t]*)*\#(?:{_SPLICE}|{_COMMENT}|{_LITERAL}|[^\n])*"

DIRECTIVES = re.compile(rf"(?P<directive>{_DIRECTIVE})|{_COMMENT}|{_LITERAL}", re.DOTALL | re.MULTILINE)
"""Finds directives, and passes over the comments and literals that may look like one."""

_TOKENS = re.compile(
    rf"""(?P<directive>{_DIRECTIVE})
        |(?P<comment>{_COMMENT})
        |(?P<literal>{_LITERAL})
        |(?P<word>[A-Za-z_$][\w$]*)
        |(?P<space>{_SPLICE}|[ \t\r\f\v]+|\n)
        |(?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
        |(?P<sign>->|.)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_NAMES = re.compile(r"[A-Za-z_]\w*")
_COMMENTS_AND_LITERALS = re.compile(rf"{_COMMENT}|(?P<literal>{_LITERAL})", re.DOTALL)


class Kind(enum.Enum):
    """What a token is."""

    DIRECTIVE = "directive"
    COMMENT = "comment"
    LITERAL = "literal"
    WORD = "word"
    SPACE = "space"
    NUMBER = "number"
    SIGN = "sign"

    @property
    def significant(self) -> bool:
        """Whether the compiler proper sees it."""
        return self not in _INVISIBLE


_INVISIBLE = (Kind.DIRECTIVE, Kind.COMMENT, Kind.SPACE)


class Token(NamedTuple):
    """A token and where its text begins."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where its text ends."""
        return self.start + len(self.text)


_KINDS = {kind.value: kind for kind in Kind}


def tokens(text: str) -> Iterator[Token]:
    """All tokens of a text, invisible ones as well."""
    for found in _TOKENS.finditer(text):
        yield Token(_KINDS[found.lastgroup or ""], found[0], found.start())


def words(text: str) -> set[str]:
    """Every name that occurs in a text, wherever."""
    return set(_NAMES.findall(text))


def joined(directive: str) -> str:
    """A directive as one line: continuations joined, comments taken out."""
    text = re.sub(_SPLICE, " ", directive)
    return _COMMENTS_AND_LITERALS.sub(lambda found: found["literal"] or " ", text)


def code_only(text: str) -> str:
    """A text without its directives, comments and literals, of which spaces are left; lines stay."""
    return DIRECTIVES.sub(lambda found: " " + "\n" * found[0].count("\n"), text)
