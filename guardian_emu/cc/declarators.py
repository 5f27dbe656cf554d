"""Declarators of functions and their parameters, as places among the significant tokens of a declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .lexer import Kind, Token

TYPES = frozenset(
    "auto char const double enum float int long register short signed struct union unsigned void volatile".split()
)
"""Words with which a declaration may begin."""

_NO_NAMES = TYPES | frozenset(
    """extern if else for while do switch return sizeof static typedef inline __inline __attribute__ __asm__
    __extension__ __typeof__ _Alignas _Static_assert""".split()
)


@dataclass(frozen=True)
class Declarator:
    """A function's declarator: where its name and its parentheses are, and its parameters."""

    name: int
    opening: int
    closing: int
    parameters: list[list[Token]]

    @property
    def has_parameters(self) -> bool:
        """Whether it says what its parameters are, and there are some."""
        return [token.text for part in self.parameters for token in part] not in ([], ["void"])


def declarators(chunk: list[Token]) -> Iterator[Declarator]:
    """Those of a declaration: names with parameters behind them, outside of all parentheses."""
    index = 0
    while index + 1 < len(chunk):
        if chunk[index + 1].text != "(":
            index += 1
            continue
        last = closing(chunk, index + 1)
        if last is None:
            return
        if chunk[index].kind is Kind.WORD and chunk[index].text not in _NO_NAMES:
            yield Declarator(index, index + 1, last, _split(chunk[index + 2 : last]))
            if last + 1 < len(chunk) and chunk[last + 1].text != ",":
                return
        index = last + 1


def is_old_style(chunk: list[Token]) -> bool:
    """Whether the declarations of parameters follow, as in a definition by Kernighan and Ritchie."""
    found = next(declarators(chunk), None)
    if found is None or found.closing + 1 >= len(chunk):
        return False
    following = chunk[found.closing + 1]
    return following.kind is Kind.WORD and following.text not in _NO_NAMES - TYPES


def split_specifiers(chunk: list[Token], name: int, shared: list[Token] | None) -> tuple[list[Token], list[Token]]:
    """The signs and words that are a declarator's own, and those that all declarators of a declaration share."""
    begin = name
    while begin > 0 and chunk[begin - 1].text not in (",", ")"):
        if shared is None and chunk[begin - 1].text != "*":
            break
        begin -= 1
    return chunk[begin:name], chunk[:begin] if shared is None else shared


def operand(chunk: list[Token], index: int) -> tuple[int, str | None]:
    """The place of the last token of an attribute, and the text in its quotes."""
    if index + 1 < len(chunk) and chunk[index + 1].text == "(":
        last = closing(chunk, index + 1)
        inside = chunk[index + 2 : last]
        if last is not None and len(inside) == 1 and inside[0].kind in (Kind.LITERAL, Kind.NUMBER):
            return last, inside[0].text.strip('"') if inside[0].kind is Kind.LITERAL else None
    return index, None


def closing(chunk: list[Token], opening: int) -> int | None:
    """Where the parenthesis that opens at ``opening`` closes."""
    depth = 0
    for index in range(opening, len(chunk)):
        depth += (chunk[index].text == "(") - (chunk[index].text == ")")
        if depth == 0:
            return index
    return None


def name_of(part: list[Token]) -> str | None:
    """A parameter's name; None when it has none."""
    place = _name_place(part)
    return None if place is None else part[place].text


def named(part: list[Token], name: str) -> str:
    """A parameter's declaration with a name that may be another."""
    place = _name_place(part)
    if place is not None and len(part) > 1:
        return text_of([*part[:place], Token(Kind.WORD, name, 0), *part[place + 1 :]])
    pointer = next((index + 2 for index in range(len(part) - 1) if _is_pointer(part, index)), None)
    bracket = next((index for index, token in enumerate(part) if token.text == "["), len(part))
    before = bracket if pointer is None else pointer
    return text_of([*part[:before], Token(Kind.WORD, name, 0), *part[before:]])


def text_of(parts: Iterable[Token]) -> str:
    """Tokens on one line."""
    return " ".join(token.text for token in parts)


def _split(inside: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in inside:
        depth += (token.text in "([{") - (token.text in ")]}")
        if token.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _name_place(part: list[Token]) -> int | None:
    for index in range(len(part) - 2):
        if _is_pointer(part, index) and part[index + 2].kind is Kind.WORD:
            return index + 2
    end = next((index for index, token in enumerate(part) if token.text in "(["), len(part))
    words = [index for index, token in enumerate(part[:end]) if token.kind is Kind.WORD]
    meaningful = [index for index in words if part[index].text not in ("const", "volatile", "register")]
    if not meaningful or part[words[-1]].text in _NO_NAMES:
        return None
    is_tag = len(words) > 1 and part[words[-2]].text in ("struct", "union", "enum")
    is_type = len(meaningful) == 1 and len(part) > 1
    return None if is_tag or is_type else words[-1]


def _is_pointer(part: list[Token], index: int) -> bool:
    return part[index].text == "(" and part[index + 1].text == "*"
