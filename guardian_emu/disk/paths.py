"""Access paths: the records of a file in the order of one of its keys, and the next one (procedures.md 1.20)."""

from __future__ import annotations

from typing import Any, NamedTuple

from .alternate import path_of
from .attributes import AlternateKey
from .errors import FE, Refused
from .files import File
from .position import APPROXIMATE, GENERIC, Position
from .store import Store

_TOP = b"\xff" * 300
"""Behind whatever begins with the bytes before it."""


class Place(NamedTuple):
    """An entry of a path; ``data`` is None in a path that has to be followed to the record."""

    entry: bytes
    data: bytes | None


class Path(NamedTuple):
    """The entries of one key of one file, in order. ``length`` is that of the key."""

    store: Store
    number: int
    length: int
    up: str
    up_from: str
    down: str
    down_from: str

    def _first(self, statement: str, bound: bytes) -> Place | None:
        row: tuple[Any, ...] | None = self.store.run(statement, (self.number, bound)).fetchone()
        return Place(*row) if row else None

    def after(self, entry: bytes) -> Place | None:
        """The first entry behind this one."""
        return self._first(self.up, entry)

    def from_here(self, entry: bytes) -> Place | None:
        """The first entry that is this one or behind it."""
        return self._first(self.up_from, entry)

    def before(self, entry: bytes) -> Place | None:
        """The last entry before this one."""
        return self._first(self.down, entry)

    def up_to(self, entry: bytes) -> Place | None:
        """The last entry that is this one or before it."""
        return self._first(self.down_from, entry)


def _statements(columns: str, table: str, owner: str, order: str) -> tuple[str, str, str, str]:
    select = f"SELECT {columns} FROM {table} WHERE {owner}=? AND {order}"
    up, down = f"ORDER BY {order} LIMIT 1", f"ORDER BY {order} DESC LIMIT 1"
    return f"{select}>? {up}", f"{select}>=? {up}", f"{select}<? {down}", f"{select}<=? {down}"


_PRIMARY = _statements("key, data", "record", "file", "key")
_ALTERNATE = _statements("entry, NULL", "alternate", "path", "entry")


def primary_path(store: Store, file: File) -> Path:
    """The records of a key-sequenced file by primary key."""
    return Path(store, file.id, file.attributes.key_length, *_PRIMARY)


def alternate_path(store: Store, file: File, specifier: int) -> tuple[Path, AlternateKey]:
    """The records of a structured file by an alternate key. Refused with 46 when there is none of this specifier."""
    key = file.attributes.alternate(specifier)
    if key is None:
        raise Refused(FE.INVKEY)
    return Path(store, path_of(file, specifier), key.length, *_ALTERNATE), key


def advance(path: Path, position: Position) -> Place:
    """The entry that READ comes to. Refused with 1 at the end of the path or of the subset."""
    if position.entry:
        place = path.before(position.entry) if position.reverse else path.after(position.entry)
    else:
        place = _start_down(path, position) if position.reverse else _start_up(path, position)
    if place is None or not _belongs(path, position, place.entry):
        raise Refused(FE.EOF)
    return place


def exact(path: Path, value: bytes) -> Place | None:
    """The entry of a value of full length, in a path where values are unique."""
    place = path.from_here(value) if len(value) >= path.length else None
    return place if place and place.entry.startswith(value) else None


def _start_up(path: Path, position: Position) -> Place | None:
    if position.skip and len(position.key) >= path.length:
        return path.after(position.key + _TOP)
    return path.from_here(position.key[: position.compare])


def _start_down(path: Path, position: Position) -> Place | None:
    """From the last entry of the matching set, or from the first one; without a match from the next lower entry."""
    prefix = position.key[: position.compare]
    if not prefix:
        return path.up_to(_TOP)
    if position.skip and len(position.key) >= path.length:
        return path.before(position.key)
    if position.last:
        return path.up_to(prefix + _TOP)
    first = path.from_here(prefix)
    return first if first and first.entry.startswith(prefix) else path.before(prefix)


def _belongs(path: Path, position: Position, entry: bytes) -> bool:
    if position.mode == APPROXIMATE:
        return True
    if position.mode == GENERIC:
        return entry.startswith(position.key[: position.compare])
    return len(position.key) >= path.length and entry.startswith(position.key)
