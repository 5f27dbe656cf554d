"""What has been said so far in one compilation unit, in the order in which the compiler reads its files."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from .diagnostics import Diagnostic


class Attributes(NamedTuple):
    """What a keyword or ``#pragma function`` says of a function."""

    extensible: bool = False
    alias: str | None = None

    def joined(self, other: Attributes) -> Attributes:
        """Both together."""
        return Attributes(self.extensible or other.extensible, other.alias or self.alias)


class Mapping(NamedTuple):
    """``#pragma mapinclude``: an include name, or the beginning or the end of one, and what to take in its place."""

    kind: str
    old: str
    new: str

    def applied(self, name: str) -> str | None:
        """The new name, or None when this is not about it."""
        if self.kind == "PATH" and name.lower().startswith(self.old.lower()):
            return self.new + name[len(self.old) :]
        if self.kind == "FILE" and name.lower().endswith(self.old.lower()):
            return name[: len(name) - len(self.old)] + self.new
        return self.new if not self.kind and name.lower() == self.old.lower() else None


@dataclass
class Unit:
    """One compilation unit while its files are translated.

    ``calls`` is the header of the macros for calls of extensible functions, ``procedures`` the names that
    ``cextdecs`` declares.
    """

    calls: str = "guardian_extensible.h"
    procedures: frozenset[str] = frozenset()
    columns: int | None = None
    mappings: list[Mapping] = field(default_factory=list)
    subvolumes: dict[int, str] = field(default_factory=dict)
    aligned: bool = False
    alignments: dict[str, int] = field(default_factory=dict)
    functions: dict[str, Attributes] = field(default_factory=dict)
    macros: dict[str, str] = field(default_factory=dict)
    owned: set[str] = field(default_factory=set)
    once: dict[Path, Path] = field(default_factory=dict)
    stack: list[Path] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def state(self) -> Hashable:
        """Everything that changes how the next file is translated."""
        return (
            self.columns,
            tuple(self.mappings),
            tuple(sorted(self.subvolumes.items())),
            self.aligned,
            tuple(sorted(self.alignments.items())),
            tuple(sorted(self.functions.items(), key=lambda item: item[0])),
            tuple(sorted(self.macros.items())),
            tuple(sorted(self.owned)),
        )

    def mapped(self, name: str) -> str:
        """An include name after the mappings; the first that fits counts."""
        for mapping in self.mappings:
            if (new := mapping.applied(name)) is not None:
                return new
        return name

    def report(self, diagnostic: Diagnostic) -> None:
        """Keeps a message until the text of its line is written."""
        self.diagnostics.append(diagnostic)

    def told(self, file: str, line: int | None = None) -> list[str]:
        """The directives that say what is kept about a line, or about any line of a file, and no longer."""
        mine = [said for said in self.diagnostics if said.at.file == file and line in (None, said.at.line)]
        self.diagnostics = [said for said in self.diagnostics if said not in mine]
        return [said.directives for said in mine]


_NAME = r"""(?:"([^"]*)"|<([^>]*)>|([^\s"<>=]+))"""
_MAPPING = re.compile(rf"(?:(PATH|FILE)\b)?\s*{_NAME}\s*=\s*{_NAME}", re.IGNORECASE)
_FUNCTION = re.compile(r"([\w^$]+)\s*\((.*)\)", re.DOTALL)
_ALIAS = re.compile(r'\balias\s*\(\s*"([^"]*)"\s*\)', re.IGNORECASE)
_EXTENSIBLE = re.compile(r"\b(?:extensible|variable)\b", re.IGNORECASE)


def parse_mapping(arguments: str) -> Mapping | None:
    """The operand of ``MAPINCLUDE``; None when it is wrong."""
    found = _MAPPING.fullmatch(arguments.strip())
    if not found:
        return None
    old, new = ("".join(part or "" for part in found.group(*places)) for places in ((2, 3, 4), (5, 6, 7)))
    return Mapping((found[1] or "").upper(), old.strip(), new.strip()) if old else None


def parse_function(arguments: str) -> tuple[str, Attributes] | None:
    """The operands of ``FUNCTION``: the function's name and attributes; None when they are wrong."""
    found = _FUNCTION.fullmatch(arguments.strip())
    if not found:
        return None
    alias = _ALIAS.search(found[2])
    return found[1], Attributes(_EXTENSIBLE.search(found[2]) is not None, alias[1] if alias else None)
