"""What relative, entry-sequenced and EDIT files have in common: records that have an address, and are found by it."""

from __future__ import annotations

from abc import ABC, abstractmethod

import msgspec

from .alternate import Alternates
from .errors import FE, Refused
from .files import File, Files
from .organisation import Check, Done, Found, address_key
from .paths import advance, alternate_path, exact
from .position import APPROXIMATE, EXACT, Position, specifier_of
from .store import Store

_UP = "SELECT address, data FROM slot WHERE address>=? AND address<? ORDER BY address LIMIT 1"
_DOWN = "SELECT address, data FROM slot WHERE address<=? AND address>=? ORDER BY address DESC LIMIT 1"


class Addressed(ABC):
    """Records in slots, which are numbered; a slot may be empty."""

    def __init__(self, store: Store, files: Files, alternates: Alternates) -> None:
        self._store = store
        self._files = files
        self._alternates = alternates

    def next(self, file: File, position: Position, count: int) -> Found:
        if position.specifier:
            return self._next_by_alternate(file, position)
        number, data = self._advance(file, position)
        if position.mode != APPROXIMATE and not _belongs(file, position, number):
            raise Refused(FE.EOF)
        following = number - 1 if position.reverse else number + 1
        key = address_key(number)
        return Found(key, data, msgspec.structs.replace(position, current=number, next=following, record=key))

    def _advance(self, file: File, position: Position) -> tuple[int, bytes]:
        if position.next < 0:
            raise Refused(FE.EOF)
        if position.reverse:
            row = self._store.row(_DOWN, (min(file.first + position.next, file.end - 1), file.first))
        else:
            row = self._store.row(_UP, (file.first + position.next, file.end))
        if row is None:
            raise Refused(FE.EOF)
        return row[0] - file.first, _bytes(row[1])

    def _next_by_alternate(self, file: File, position: Position) -> Found:
        path, _key = alternate_path(self._store, file, position.specifier)
        entry = advance(path, position).entry
        number = int.from_bytes(entry[-8:], "big")
        data = self._get(file, number)
        place = msgspec.structs.replace(
            position, current=number, next=number + 1, entry=entry, record=address_key(number)
        )
        return Found(address_key(number), data, place)

    def current(self, file: File, position: Position, count: int) -> Found:
        number = self._number(file, position)
        return Found(address_key(number), self._get(file, number), position)

    def key_at(self, file: File, position: Position) -> bytes:
        return address_key(self._number(file, position))

    def _number(self, file: File, position: Position) -> int:
        """The address of the current record. Refused with 46 after positioning by a key that is not unique."""
        if position.specifier and not position.record:
            path, key = alternate_path(self._store, file, position.specifier)
            if not key.unique:
                raise Refused(FE.INVKEY)
            place = exact(path, position.key)
            if place is None:
                raise Refused(FE.NOTFOUND)
            return int.from_bytes(place.entry[-8:], "big")
        if position.current < 0:
            raise Refused(FE.NOTFOUND)
        return position.current

    def update(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        number = self._number(file, position)
        check(address_key(number))
        old = self._get(file, number)
        kept = self._replacement(file, old, data)
        self._alternates.check(file, kept, old)
        self._grown(file, len(kept) - len(old))
        self._store.run("UPDATE slot SET data=? WHERE address=?", (kept, file.first + number))
        if file.attributes.alternate_keys:
            self._alternates.change(file, address_key(number), old, kept)
        return Done(position, len(data))

    def delete(self, file: File, position: Position, check: Check) -> Done:
        number = self._number(file, position)
        check(address_key(number))
        old = self._get(file, number)
        self._deletable(file, number, old)
        self._store.run("DELETE FROM slot WHERE address=?", (file.first + number,))
        self._alternates.drop(file, address_key(number), old)
        return Done(position, 0)

    @abstractmethod
    def insert(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        """WRITE."""

    @abstractmethod
    def _replacement(self, file: File, old: bytes, data: bytes) -> bytes:
        """What is written instead of a record. Refused with 21 for a length that cannot be."""

    @abstractmethod
    def _grown(self, file: File, growth: int) -> None:
        """A record will have that many bytes more than before. Refused with 43, 45."""

    @abstractmethod
    def _deletable(self, file: File, number: int, old: bytes) -> None:
        """A record will be deleted. Refused with 21 where none can be."""

    def _store_new(self, file: File, number: int, data: bytes) -> None:
        self._store.run("INSERT INTO slot VALUES (?,?)", (file.first + number, data))
        if file.attributes.alternate_keys:
            self._alternates.add(file, address_key(number), data)

    def _occupied(self, file: File, number: int) -> bool:
        return self._store.row("SELECT 1 FROM slot WHERE address=?", (file.first + number,)) is not None

    def _get(self, file: File, number: int) -> bytes:
        row = self._store.row("SELECT data FROM slot WHERE address=?", (file.first + number,))
        if row is None:
            raise Refused(FE.NOTFOUND)
        return _bytes(row[0])

    def _last(self, file: File) -> int:
        """The highest address that is in use; -1 when there is none."""
        row = self._store.row(
            "SELECT address FROM slot WHERE address<? AND address>=? ORDER BY address DESC LIMIT 1",
            (file.end, file.first),
        )
        return row[0] - file.first if row else -1


def _bytes(value: object) -> bytes:
    """The data of a row. Refused with 59 when the row holds anything else."""
    if not isinstance(value, bytes):
        raise Refused(FE.FILEBAD)
    return value


def _belongs(file: File, position: Position, number: int) -> bool:
    """Whether a record is in the subset that KEYPOSITION chose by record number."""
    if position.mode == EXACT:
        return number == position.current and not position.record
    width = len(position.key)
    specifier = specifier_of(file.attributes, number, long=width == 8).to_bytes(8, "big")
    return specifier[8 - width :].startswith(position.key[: position.compare])
