"""Translated copies of a program's sources and of the user's headers that they name.

gcc compiles the copies; ``#line`` makes it speak of the originals. Headers of libguardian and of the C library are
C as it is and are not copied.
"""

from __future__ import annotations

from pathlib import Path

from . import dialect, headers
from .dialect import Include


class Stage:
    """A directory of translated files. Bytes that are not ASCII pass unchanged: sources are read as Latin-1."""

    def __init__(self, directory: Path, include: tuple[Path, ...], system: Path) -> None:
        self._directory = directory
        self._include = include
        self._system = headers.SystemHeaders(str(path.relative_to(system)) for path in system.rglob("*.h"))
        self._staged: dict[tuple[Path, tuple[str, ...]], Path] = {}
        directory.mkdir(parents=True, exist_ok=True)

    @property
    def files(self) -> list[Path]:
        """Every copy made so far, in the order in which they were needed."""
        return list(self._staged.values())

    def add(self, source: Path, sections: tuple[str, ...] = ()) -> Path:
        """Stages a file, and what it includes, and returns the copy."""
        key = (source.resolve(), tuple(sorted(sections)))
        if key in self._staged:
            return self._staged[key]
        copy = self._directory / f"{len(self._staged)}-{source.name}"
        self._staged[key] = copy
        text = source.read_text(encoding="latin-1")
        if sections and dialect.section_names(text) & set(sections):
            text = dialect.select_sections(text, sections)

        def resolve(include: Include) -> str:
            return self._resolve(include, source.parent)

        copy.write_text(dialect.translate(text, str(source), resolve), encoding="latin-1")
        return copy

    def _resolve(self, include: Include, here: Path) -> str:
        system = self._system.find(include.name)
        if system and not include.quoted:
            return f"<{system}>"
        directories = (here, *self._include) if include.quoted else self._include
        if own := headers.find_user_header(include.name, directories):
            return f'"{self.add(own, include.sections).resolve()}"'
        if system:
            return f"<{system}>"
        name = include.name.replace("\\", "/")
        return f'"{name}"' if include.quoted else f"<{name}>"
