"""Functions some of whose arguments may be absent (c-runtime section 4).

An extensible function F becomes two. The body is that of ``F$extensible``, with a mask of the arguments that are there
as its first parameter. A macro F finds out which they are in a call, and calls it. A plain function F passes all of
them on: it is what a pointer points at. A declaration of a Guardian procedure by the program itself leads to
libguardian's function, which is made the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .declarators import (
    TYPES,
    Declarator,
    declarators,
    is_old_style,
    name_of,
    named,
    operand,
    split_specifiers,
    text_of,
)
from .diagnostics import At
from .edits import Edit, Lines, marker
from .lexer import Kind, Token, tokens
from .unit import Attributes, Unit

SUFFIX = "$extensible"
MOST_PARAMETERS = 31
WORDS = frozenset({"_extensible", "_variable", "_alias"})

_PRESENT = "unsigned int guardian_present"


def calls_header() -> str:
    """The macros behind calls: from the arguments to the mask and a value for each parameter."""
    lines = [
        "#ifndef GUARDIAN_EXTENSIBLE_H",
        "#define GUARDIAN_EXTENSIBLE_H",
        "#define GUARDIAN_ARGUMENT_BIT(n, ...) __VA_OPT__((1u << n) |)",
        "#define GUARDIAN_ARGUMENT_FIRST(a, ...) a",
        "#define GUARDIAN_ARGUMENT(...) GUARDIAN_ARGUMENT_FIRST(__VA_OPT__(__VA_ARGS__, ) 0)",
        "#define GUARDIAN_ARGUMENT_TOO_MANY(...) __VA_OPT__(, __VA_ARGS__)",
    ]
    for count in range(1, MOST_PARAMETERS + 1):
        names = [f"a{index}" for index in range(count)]
        bits = " ".join(f"GUARDIAN_ARGUMENT_BIT({index}, {name})" for index, name in enumerate(names))
        values = ", ".join(f"GUARDIAN_ARGUMENT({name})" for name in names)
        call = f"f({bits} 0u, {values} GUARDIAN_ARGUMENT_TOO_MANY(more))"
        lines.append(f"#define GUARDIAN_EXTENSIBLE_{count}(f, {', '.join(names)}, more, ...) {call}")
    return "\n".join([*lines, "#endif", ""])


class Declarations:
    """The declarations of a text, searched for extensible functions and aliases."""

    def __init__(self, text: str, significant: list[Token], origin: str, unit: Unit) -> None:
        self._tokens = significant
        self._origin = origin
        self._unit = unit
        self._lines = Lines(text)

    def edits(self) -> Iterator[Edit]:
        """The changes to make. What is learnt of functions is noted in the unit."""
        begin = parentheses = braces = 0
        for index, token in enumerate(self._tokens):
            text = token.text
            parentheses = max(0, parentheses + (text == "(") - (text == ")"))
            if parentheses or text not in ("{", "}", ";"):
                continue
            chunk = self._tokens[begin:index]
            if text != "}" and self._concerns(chunk, at_file_scope=braces == 0):
                if text == ";" and braces == 0 and self._is_old_style(chunk):
                    continue
                yield from self._declaration(chunk, token, at_file_scope=braces == 0)
            begin = index + 1
            braces = max(0, braces + (text == "{") - (text == "}"))

    def _concerns(self, chunk: list[Token], *, at_file_scope: bool) -> bool:
        for token in chunk:
            if token.text in WORDS or token.text in self._unit.macros:
                return True
            if at_file_scope and (token.text in self._unit.functions or token.text in self._unit.procedures):
                return True
        return False

    def _is_old_style(self, chunk: list[Token]) -> bool:
        _, _, plain = self._attributes(chunk)
        return is_old_style(plain)

    def _declaration(self, chunk: list[Token], ender: Token, *, at_file_scope: bool) -> Iterator[Edit]:
        said, removals, rest = self._attributes(chunk)
        yield from removals
        if not rest or rest[0].text == "typedef":
            return
        is_definition = ender.text == "{"
        specifiers: list[Token] | None = None
        for found in declarators(rest):
            if any(token.text == "=" for token in rest[: found.name]):
                return
            own, specifiers = split_specifiers(rest, found.name, specifiers)
            name = rest[found.name].text
            attributes = self._attributes_of(name, said, found, at_file_scope, is_definition)
            if attributes is None:
                if is_definition and at_file_scope and name in self._unit.procedures:
                    yield Edit(rest[0].start, rest[0].start, f"#undef {name}", lines=True)
                continue
            function = _Function(name, attributes, [*specifiers, *own], found, rest, ender, self._unit)
            if problem := function.problem:
                yield Edit(
                    rest[0].start, rest[0].start, self._at(rest[found.name]).error(problem).directives, lines=True
                )
            elif attributes.extensible and found.has_parameters:
                yield from function.extensible(self._lines.of(rest[0].start), self._origin, is_definition)
            elif attributes.alias:
                yield from function.alias(self._lines.of(rest[0].start), self._origin, is_definition)

    def _attributes_of(
        self, name: str, said: Attributes, found: Declarator, at_file_scope: bool, is_definition: bool
    ) -> Attributes | None:
        """What is known of a function after this declaration; None if it is an ordinary one."""
        known = self._unit.functions.get(name, Attributes()) if at_file_scope else Attributes()
        attributes = known.joined(said)
        procedure = (attributes.alias or name) in self._unit.procedures
        if procedure and not is_definition and found.has_parameters:
            attributes = attributes.joined(Attributes(extensible=True))
        if attributes == Attributes():
            return None
        self._unit.functions[name] = attributes
        return attributes

    def _attributes(self, chunk: list[Token]) -> tuple[Attributes, list[Edit], list[Token]]:
        """What is said before the names, the edits that take it out, and the declaration without it."""
        said, edits, rest = Attributes(), [], list[Token]()
        index = 0
        while index < len(chunk):
            token = chunk[index]
            if token.text in self._unit.macros and token.kind is Kind.WORD:
                inner, _, words = self._attributes(
                    [part for part in tokens(self._unit.macros[token.text]) if part.kind.significant]
                )
                said = said.joined(inner)
                kept = [Token(word.kind, word.text, token.start) for word in words]
                rest += kept
                edits.append(Edit(token.start, token.end, " ".join(word.text for word in kept).ljust(len(token.text))))
            elif token.text in WORDS:
                end, alias = operand(chunk, index)
                said = said.joined(Attributes(token.text != "_alias", alias))
                edits += [Edit(part.start, part.end, " " * len(part.text)) for part in chunk[index : end + 1]]
                index = end
            else:
                rest.append(token)
            index += 1
        return said, edits, rest

    def _at(self, token: Token) -> At:
        return At(self._origin, self._lines.of(token.start))


@dataclass
class _Function:
    """One function that is declared or defined."""

    name: str
    attributes: Attributes
    specifiers: list[Token]
    declarator: Declarator
    tokens: list[Token]
    ender: Token
    unit: Unit

    @property
    def problem(self) -> str | None:
        """Why it cannot be extensible."""
        parameters = self.declarator.parameters
        if not self.attributes.extensible:
            return None
        if len(parameters) > MOST_PARAMETERS:
            return f"'{self.name}' has {len(parameters)} parameters: an extensible function has at most 31"
        if any(token.text == "." for token in parameters[-1]):
            return f"'{self.name}' takes '...': an extensible function cannot"
        return None

    def alias(self, line: int, origin: str, is_definition: bool) -> Iterator[Edit]:
        """Gives an ordinary function its name for the linker."""
        label = f'__asm__("{self._label}")'
        if not is_definition:
            place = self.tokens[self.declarator.closing].end
            yield Edit(place, place, f" {label}")
            return
        begin = self.tokens[0].start
        parameters = "" if self._old_style else text_of(self._parameter_tokens)
        declaration = f"{self._type} {self.name}({parameters}) {label};"
        yield Edit(begin, begin, f"{marker(line, origin)}\n{declaration}", lines=True)

    def extensible(self, line: int, origin: str, is_definition: bool) -> Iterator[Edit]:
        """Makes the two functions of one, and the macro."""
        begin = self.tokens[0].start
        if is_definition:
            text = f"{marker(line, origin)}\n{self._prototype()} {self._pass_on()}"
            yield Edit(begin, begin, f"#undef {self.name}\n{text}", lines=True)
            name = self.tokens[self.declarator.name]
            yield Edit(name.start, name.end, self.name + SUFFIX)
            yield from self._mask()
            yield Edit(self.ender.end, self.ender.end, f"{self._macro()}\n{self._positions()}", lines=True)
            return
        yield Edit(begin, begin, f"#undef {self.name}", lines=True)
        if self.attributes.alias and not self._procedure:
            place = self.tokens[self.declarator.closing].end
            yield Edit(place, place, f' __asm__("{self._label}")')
        behind = [f"{marker(line, origin)}\n{self._prototype()}", self._macro()]
        if self._procedure:
            behind.insert(1, f"static __attribute__((unused)) {self._pass_on()}")
            yield from self._blanked()
        yield Edit(self.ender.end, self.ender.end, "\n".join(behind), lines=True)

    @property
    def _procedure(self) -> str | None:
        """The Guardian procedure that is meant."""
        name = self.attributes.alias or self.name
        return name if name in self.unit.procedures else None

    @property
    def _label(self) -> str:
        """The alias as linkers take it: names of TAL may hold circumflexes."""
        return re.sub(r"[^\w$]", "$", self.attributes.alias or "")

    @property
    def _old_style(self) -> bool:
        parameters = self.declarator.parameters
        only_names = self.ender.text == "{" and all(len(part) == 1 for part in parameters)
        return self.declarator.closing + 1 < len(self.tokens) or (only_names and parameters[0][0].text not in TYPES)

    @property
    def _parameter_tokens(self) -> list[Token]:
        return self.tokens[self.declarator.opening + 1 : self.declarator.closing]

    def _head(self, name: str, *first: str) -> str:
        parameters = ", ".join([*first, *(text_of(part) for part in self.declarator.parameters)])
        return f"{self._type} {name}({parameters})"

    def _prototype(self) -> str:
        """The declaration of the function with the mask."""
        head = f"{self._type} {self.name}{SUFFIX}()" if self._old_style else self._head(self.name + SUFFIX, _PRESENT)
        if self._procedure:
            head += f' __asm__("guardian_{self._procedure}")'
        elif self.attributes.alias:
            head += f' __asm__("{self._label}{SUFFIX}")'
        return head + ";"

    def _pass_on(self) -> str:
        """The plain function."""
        names = [f"guardian_argument_{index}" for index in range(len(self.declarator.parameters))]
        mask = f"0x{(1 << len(names)) - 1:x}u"
        label = f'{self._head(self.name)} __asm__("{self._label}"); ' if self._labelled else ""
        if self._old_style:
            declared = text_of(self.tokens[self.declarator.closing + 1 :])
            call = f"{self.name}{SUFFIX}({mask}, {', '.join(self._names())})"
            return f"{label}{self._head(self.name)} {declared} {{ return {call}; }}"
        parts = [named(part, name) for part, name in zip(self.declarator.parameters, names, strict=True)]
        storage = [token for token in self.specifiers if token.text not in ("static", "extern")]
        head = f"{text_of(storage) or 'int'} {self.name}({', '.join(parts)})"
        static = "static " if self._is_static and not self._procedure else ""
        return f"{label}{static}{head} {{ return {self.name}{SUFFIX}({mask}, {', '.join(names)}); }}"

    @property
    def _labelled(self) -> bool:
        return bool(self.attributes.alias) and not self._procedure and not self._old_style

    @property
    def _type(self) -> str:
        return text_of(self.specifiers) or "int"

    @property
    def _is_static(self) -> bool:
        return any(token.text == "static" for token in self.specifiers)

    def _mask(self) -> Iterator[Edit]:
        opening = self.tokens[self.declarator.opening].end
        if not self._old_style:
            yield Edit(opening, opening, f"{_PRESENT}, ")
            return
        closing = self.tokens[self.declarator.closing].end
        yield Edit(opening, opening, "guardian_present, ")
        yield Edit(closing, closing, f" {_PRESENT}; ")

    def _macro(self) -> str:
        count = len(self.declarator.parameters)
        commas = "," * (count + 2)
        call = f"GUARDIAN_EXTENSIBLE_{count}({self.name}{SUFFIX}, __VA_ARGS__{commas})"
        return f'#include "{self.unit.calls}"\n#define {self.name}(...) {call}'

    def _positions(self) -> str:
        positions = (f"guardian_position_{name} = {index}" for index, name in enumerate(self._names()))
        return f"enum {{ {', '.join(positions)} }};"

    def _names(self) -> list[str]:
        return [name_of(part) or f"unnamed_{index}" for index, part in enumerate(self.declarator.parameters)]

    def _blanked(self) -> Iterator[Edit]:
        """The declaration itself is not needed: a plain function of the name is defined behind it."""
        for token in [*self.tokens, self.ender]:
            yield Edit(token.start, token.end, " " * len(token.text))
