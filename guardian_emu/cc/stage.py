"""Translated copies of a program's sources and of the user's headers that they name.

gcc compiles the copies; line markers make it speak of the originals. Headers of libguardian and of the C library are
C as it is: they are copied only where an include asks for some of their sections.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from pathlib import Path

from guardian_emu.errors import UsageError

from . import clashes, dialect, edits, extensible, headers, lexer, procedures, sections
from .diagnostics import At
from .inclusion import Include
from .unit import Unit

_DEEPEST = 190
"""gcc's own limit of includes is 200."""


class Stage:
    """A directory of translated files. Bytes that are not ASCII pass unchanged: sources are read as Latin-1."""

    def __init__(self, directory: Path, include: tuple[Path, ...], system: Path) -> None:
        self.directory = directory
        self._include = include
        self._system = system
        self._names = headers.SystemHeaders(str(path.relative_to(system)) for path in system.rglob("*.h"))
        self._procedures = procedures.Procedures(system / "cextdecs.h")
        self._staged: dict[tuple[object, ...], Path] = {}
        self._unit = Unit()
        self._units = 0
        self._rooms = itertools.count()
        self.before: list[Path] = []
        """Copies of the files that the source staged last includes on the command line."""
        self.originals: dict[Path, Path] = {}
        """The user's file behind each copy."""
        directory.mkdir(parents=True, exist_ok=True)

    @property
    def files(self) -> list[Path]:
        """Every copy made so far, in the order in which they were needed."""
        return list(self._staged.values())

    def room(self) -> Path:
        """A new directory in the stage: messages of the linker show the names of files, and those are the user's."""
        made = self.directory / str(next(self._rooms))
        made.mkdir()
        return made

    def add(self, source: Path, before: Iterable[Path] = ()) -> Path:
        """Stages a source as a compilation unit of its own, and what it includes, and returns the copy.

        ``before`` are files that it includes on the command line.
        """
        self._unit = Unit(calls=str(self.directory / "extensible.h"), procedures=self._procedures.names)
        self._units += 1
        (self.directory / "extensible.h").write_text(extensible.calls_header())
        self.before = [self._file(file, ()) for file in before]
        return self._file(source, ())

    def _file(self, source: Path, wanted: tuple[str, ...], at: At | None = None) -> Path:
        path = source.resolve()
        if path in self._unit.once:
            return self._unit.once[path]
        key = (path, tuple(sorted(wanted)), self._unit.state, self._units)
        if key in self._staged:
            return self._staged[key]
        copy = self.room() / source.name
        self._staged[key] = copy
        self.originals[copy] = source
        text = self._without_zeros(self._read(source), source)
        if _is_once(text):
            self._unit.once[path] = copy
        if wanted:
            text = self._selected(text, source, wanted, at)
        self._unit.stack.append(path)
        columns = self._unit.columns
        copy.write_text(self._translated(text, source), encoding="latin-1", newline="")
        self._unit.columns = columns
        self._unit.stack.pop()
        return copy

    def _translated(self, text: str, source: Path) -> str:
        code = ""

        def resolve(include: Include, at: At) -> str:
            nonlocal code
            code = code or lexer.code_only(text)
            return self._resolve(include, at, source.parent, code)

        return dialect.translate(text, str(source), resolve, self._unit)

    def _read(self, source: Path) -> str:
        try:
            return source.read_bytes().decode("latin-1")
        except OSError as problem:
            raise UsageError(
                "a file cannot be read", source, problem.strerror or str(problem), "look at its permissions"
            ) from problem

    def _without_zeros(self, text: str, source: Path) -> str:
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            self._unit.report(At(str(source), line).error("a byte that is 0: this is no C source"))
        return text.replace("\0", " ")

    def _selected(self, text: str, source: Path, wanted: tuple[str, ...], at: At | None) -> str:
        there = sections.names(text)
        missing = sorted(set(wanted) - there)
        if at and missing and there:
            known = ", ".join(sorted(there))
            self._unit.report(at.error(f"{source.name} has no section {', '.join(missing)}: it has {known}"))
        if at and not there:
            self._unit.report(at.error(f"{source.name} has no sections, and {', '.join(missing)} is asked for"))
        return sections.select(text, wanted)

    def _resolve(self, include: Include, at: At, here: Path, code: str) -> str:
        include = include._replace(name=self._unit.mapped(include.name))
        system = self._names.find(include.name)
        if system and not include.quoted:
            return self._of_system(system, include, at, code)
        directories = self._directories(here) if include.quoted else [*self._include, *self._subvolumes(here)]
        if own := headers.find_user_header(include.name, directories):
            return self._of_user(own, include, at)
        if system:
            return self._of_system(system, include, at, code)
        name = include.name.replace("\\", "/")
        return f'"{name}"' if include.quoted else f"<{name}>"

    def _directories(self, here: Path) -> list[Path]:
        return [here, *self._include, *self._subvolumes(here)]

    def _subvolumes(self, here: Path) -> list[Path]:
        """The directories that ``SSVn`` names, in their order."""
        names = [name for _, name in sorted(self._unit.subvolumes.items())]
        bases = [here, here.parent, *self._include]
        return [found for name in names if (found := headers.find_subvolume(name, bases))]

    def _of_user(self, own: Path, include: Include, at: At) -> str:
        if problem := self._cycle(own.resolve()):
            self._unit.report(at.error(problem))
            return f'"{os.devnull}"'
        return f'"{self._file(own, include.sections, at)}"'

    def _cycle(self, path: Path) -> str | None:
        """Why a file cannot be included here: it is being included already, and nothing would ever stop that."""
        if len(self._unit.stack) > _DEEPEST:
            return f"includes are nested {_DEEPEST} deep"
        if path not in self._unit.stack:
            return None
        round_trip = self._unit.stack[self._unit.stack.index(path) :]
        if any(_has_conditions(self._read(file)) for file in round_trip):
            return None
        return "this include goes round in a circle: " + " -> ".join(file.name for file in [*round_trip, path])

    def _of_system(self, name: str, include: Include, at: At, code: str) -> str:
        before, behind = clashes.around_system_header(self._unit.owned)
        if self._unit.aligned:
            before, behind = ["#pragma pack(push)", "#pragma pack()", *before], [*behind, "#pragma pack(pop)"]
        asked = self._system_sections(name, include, at)
        if name == "cextdecs.h":
            behind = [*behind, *self._procedures.functions(code, include.sections)]
        if not before and not behind:
            return f'"{asked}"' if asked else f"<{name}>"
        here = edits.marker(at.line, at.file)
        included = f'#include "{asked}"' if asked else f"#include <{name}>"
        text = "\n".join([*before, here, included, *behind, here, ""])
        return f'"{self._written(text, name)}"'

    def _system_sections(self, name: str, include: Include, at: At) -> Path | None:
        """A copy with the sections asked for, of a header of libguardian that is made of sections."""
        file = self._system / name
        if not include.sections or not file.is_file():
            return None
        text = file.read_text(encoding="latin-1")
        there = sections.names(text)
        known = there or self._procedures.names_of(name)
        for missing in sorted(set(include.sections) - known) if known else ():
            self._unit.report(at.warning(f"<{name}> has no section {missing}"))
        if not there:
            return None
        wanted = sections.with_what_they_need(text, include.sections)
        selected = sections.select(text, wanted, with_preamble=True)
        copy = self._written(f"{edits.marker(1, str(file))}\n{selected}", name)
        self.originals[copy] = file
        return copy

    def _written(self, text: str, name: str) -> Path:
        """A file of our own making in the stage; the same text is the same file."""
        key = (text,)
        if key not in self._staged:
            copy = self.room() / Path(name).name
            copy.write_text(text, encoding="latin-1")
            self._staged[key] = copy
        return self._staged[key]


def _is_once(text: str) -> bool:
    return "once" in text.lower() and any(
        found["directive"] and found[0].lower().split()[-2:] in (["#pragma", "once"], ["pragma", "once"])
        for found in lexer.DIRECTIVES.finditer(text)
    )


def _has_conditions(text: str) -> bool:
    return (
        "#" in text
        and ("if" in text or _is_once(text))
        and any(found["directive"] and "if" in found[0] for found in lexer.DIRECTIVES.finditer(text))
    )
