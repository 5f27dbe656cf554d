"""The facts that the tests of the headers compare with: tables written from the reference, beside these tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_ADDRESS = 4


class Field(NamedTuple):
    """A member as the reference gives it: all its spellings, offset and size in bytes, TAL's word index."""

    spellings: tuple[str, ...]
    kind: str
    offset: int
    word: int
    size: int


class Layout(NamedTuple):
    """A structure as the reference gives it."""

    name: str
    message: int
    size: int
    words: int
    fields: tuple[Field, ...]


def structures() -> list[Layout]:
    """Every structure of the reference."""
    found = []
    for (name, message, size, words), rows in groupby(_rows("structures.tsv"), key=lambda row: row[:4]):
        fields = tuple(Field(tuple(row[4].split("|")), row[5], *map(int, row[6:])) for row in rows)
        found.append(Layout(name, int(message or 0), int(size), int(words), fields))
    return found


def literals() -> dict[str, int]:
    """Every constant of ``zsysc`` that the reference has a value for."""
    return {name: int(value) for name, value, _section in _rows("literals.tsv")}


def errors() -> dict[str, int]:
    """Every error of the file system that the reference has a name for."""
    return {name: int(value) for name, value in _rows("errors.tsv")}


def procedures() -> list[str]:
    """Every procedure that the reference describes."""
    return [name for (name,) in _rows("procedures.txt")]


def sections(header: str) -> dict[str, str]:
    """The sections of a header by their names, each as who selects it alone gets it."""
    parts = re.split(r"^#pragma section (\w+)\n", header, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def widened(layout: Layout, address: int) -> Layout:
    """The layout where an address has so many bytes."""
    fields = []
    offset = 0
    for field in layout.fields:
        size = address if field.kind == "address" else field.size
        fields.append(field._replace(offset=offset, size=size))
        offset += size
    return layout._replace(size=layout.size + _more(layout, address), fields=tuple(fields))


def _more(layout: Layout, address: int) -> int:
    return sum(address - _ADDRESS for field in layout.fields if field.kind == "address")


def _rows(file: str) -> Iterator[list[str]]:
    for line in (_HERE / file).read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")
