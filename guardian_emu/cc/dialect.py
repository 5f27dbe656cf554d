"""The source pass: NonStop C text to text that gcc takes (c-runtime sections 2 to 4 and 12). No I/O.

Guarantee: what the compiler says points at the user's own file and line, and at the column where the text stayed.
"""

from __future__ import annotations

from collections.abc import Callable

from . import clashes, edits, extensible, fieldalign, inclusion, lexer, pragmas, unit
from .diagnostics import At
from .inclusion import Include
from .pragmas import Pragma
from .unit import Unit

Resolve = Callable[[Include, At], str]
"""What to write behind ``#include``, delimiters and all."""

_ENVIRONMENTS = ("COMMON", "EMBEDDED", "LIBRARY", "LIBSPACE")
_NEEDS_TOKENS = (*extensible.WORDS, "errno")


def translate(text: str, origin: str, resolve: Resolve, of: Unit | None = None) -> str:
    """The text for gcc. ``origin`` is the file name that messages and ``__FILE__`` show."""
    return _File(text, origin, resolve, of or Unit()).translated()


class _File:
    """One file while it is translated."""

    def __init__(self, text: str, origin: str, resolve: Resolve, of: Unit) -> None:
        self._origin = origin
        self._resolve = resolve
        self._unit = of
        self._lines = text.replace("\r\n", "\n").split("\n")
        self._text = self._within_columns(self._lines)

    def translated(self) -> str:
        """The whole file."""
        owned = clashes.owned(lexer.code_only(self._text))
        self._unit.owned |= owned
        text = self._tokens_rewritten(self._directives_rewritten())
        told = self._unit.told(self._origin)
        return "\n".join([*told, *clashes.renamed(owned), edits.marker(1, self._origin), text])

    def _directives_rewritten(self) -> str:
        out: list[str] = []
        position, line, columns = 0, 1, self._unit.columns
        while found := lexer.DIRECTIVES.search(self._text, position):
            passed = self._text[position : found.start()]
            line += passed.count("\n")
            out.append(passed)
            directive = found["directive"]
            inside = found[0].count("\n")
            out.append(found[0] if directive is None else self._directive(directive, At(self._origin, line), inside))
            line += inside
            position = found.end()
            if self._unit.columns != columns:
                columns = self._unit.columns
                self._text = f"{self._text[:position]}\n{self._within_columns(self._lines[line:])}"
        out.append(self._text[position:])
        return "".join(out)

    def _directive(self, directive: str, at: At, inside: int) -> str:
        """What stands in a directive's place: as many lines, or a marker behind it."""
        line = lexer.joined(directive)
        words = line.lstrip(" \t#").split(None, 1)
        keyword = words[0].lower() if words else ""
        if keyword.startswith("include"):
            made = self._include(line, at)
        elif keyword.startswith("pragma"):
            made = self._pragmas(line, at)
        else:
            if keyword == "define":
                self._note_macro(words[1] if len(words) > 1 else "")
            return directive
        if made is None:
            return directive
        made = "\n".join([made, *self._unit.told(*at)])
        if "\n" in made:
            return f"{made}\n{edits.marker(at.line + inside + 1, self._origin)}"
        return made + "\n" * inside

    def _include(self, line: str, at: At) -> str | None:
        written = inclusion.parse(line)
        if written is None:
            if inclusion.is_unclosed(line):
                self._unit.report(at.error("the list of sections of this #include is not closed"))
                return ""
            return None
        return f"#include {self._resolve(written.include, at)} {written.rest}".rstrip()

    def _pragmas(self, line: str, at: At) -> str | None:
        found = pragmas.parse(line) or []
        made = [text for pragma in found if (text := self._pragma(pragma, at))]
        if not all(pragmas.is_known(pragma) for pragma in found):
            made.insert(0, line.strip())
        return "\n".join(made)

    def _pragma(self, pragma: Pragma, at: At) -> str | None:
        if effect := _EFFECTS.get(pragma.name):
            return effect(self, pragma.arguments, at)
        if pragma.name.startswith("SSV") and pragmas.is_known(pragma):
            self._unit.subvolumes[int(pragma.name[3:])] = pragma.arguments.strip(' "')
        return None

    def _columns(self, arguments: str, at: At) -> None:
        if not arguments.isdecimal() or int(arguments) == 0:
            self._unit.report(at.error(f"COLUMNS takes the number of a column, not '{arguments}'"))
            return
        self._unit.columns = int(arguments)

    def _fieldalign(self, arguments: str, at: At) -> str | None:
        parsed = fieldalign.parse(arguments)
        if parsed is None:
            known = ", ".join(fieldalign.MAXIMA)
            self._unit.report(at.error(f"FIELDALIGN takes one of {known}, not '{arguments}'"))
            return None
        maximum, tags = parsed
        if tags:
            self._unit.alignments |= dict.fromkeys(tags, maximum)
            return None
        self._unit.aligned = True
        return fieldalign.packing(maximum)

    def _push(self, arguments: str, at: At) -> str | None:
        return "#pragma pack(push)" if "FIELDALIGN" in arguments.upper() else None

    def _pop(self, arguments: str, at: At) -> str | None:
        return "#pragma pack(pop)" if "FIELDALIGN" in arguments.upper() else None

    def _mapinclude(self, arguments: str, at: At) -> None:
        mapping = unit.parse_mapping(arguments)
        if mapping is None:
            self._unit.report(at.error(f'MAPINCLUDE takes [PATH | FILE] "old" = "new", not \'{arguments}\''))
        else:
            self._unit.mappings.append(mapping)

    def _function(self, arguments: str, at: At) -> None:
        parsed = unit.parse_function(arguments)
        if parsed is None:
            self._unit.report(at.error(f"FUNCTION takes a name and (language, attributes), not '{arguments}'"))
            return
        name, attributes = parsed
        if attributes != unit.Attributes():
            self._unit.functions[name] = self._unit.functions.get(name, unit.Attributes()).joined(attributes)

    def _env(self, arguments: str, at: At) -> str | None:
        environment = arguments.strip().upper()
        if environment not in _ENVIRONMENTS:
            self._unit.report(at.error(f"ENV takes one of {', '.join(_ENVIRONMENTS)}, not '{arguments}'"))
            return None
        return "" if environment == "COMMON" else f"#undef _COMMON\n#define _{environment} 1"

    def _systype(self, arguments: str, at: At) -> None:
        if arguments.strip().upper() != "GUARDIAN":
            self._unit.report(at.error(f"SYSTYPE {arguments}: programs of guardian-emu are Guardian processes"))

    def _cpatheq(self, arguments: str, at: At) -> str:
        name = arguments.strip(' "')
        return f"#include {self._resolve(Include(name, True, ()), at)}"

    def _nostdfiles(self, arguments: str, at: At) -> str:
        """A program that has this has no standard files opened for it."""
        return "__attribute__((weak)) const char guardian_nostdfiles = 1;"

    def _once(self, arguments: str, at: At) -> str:
        return "#pragma once"

    def _note_macro(self, definition: str) -> None:
        """Remembers macros that stand for an attribute of functions."""
        name, _, body = definition.partition(" ")
        if any(word in body for word in extensible.WORDS) and "(" not in name:
            self._unit.macros[name.strip()] = body

    def _within_columns(self, lines: list[str]) -> str:
        columns = self._unit.columns
        return "\n".join(lines if columns is None else (line[:columns] for line in lines))

    def _tokens_rewritten(self, text: str) -> str:
        named = self._unit.functions or self._unit.alignments or self._unit.macros
        if not (named or self._declares_procedure(text) or any(word in text for word in _NEEDS_TOKENS)):
            return text
        significant = [token for token in lexer.tokens(text) if token.kind.significant]
        changes = [
            *extensible.Declarations(text, significant, self._origin, self._unit).edits(),
            *clashes.errno_edits(significant),
            *fieldalign.edits(significant, self._unit.alignments),
        ]
        return edits.apply(text, changes, self._origin)

    def _declares_procedure(self, text: str) -> bool:
        return bool(self._unit.procedures) and not self._unit.procedures.isdisjoint(lexer.words(text))


_EFFECTS: dict[str, Callable[[_File, str, At], str | None]] = {
    "COLUMNS": _File._columns,
    "FIELDALIGN": _File._fieldalign,
    "PUSH": _File._push,
    "POP": _File._pop,
    "MAPINCLUDE": _File._mapinclude,
    "FUNCTION": _File._function,
    "ENV": _File._env,
    "SYSTYPE": _File._systype,
    "CPATHEQ": _File._cpatheq,
    "ONCE": _File._once,
    "NOSTDFILES": _File._nostdfiles,
}
"""Pragmas that do something here, and what stands in their place."""
