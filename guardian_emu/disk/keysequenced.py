"""Key-sequenced files: records in the order of their primary keys, which are part of them."""

from __future__ import annotations

import msgspec

from .alternate import Alternates
from .errors import FE, Refused
from .files import File, Files
from .organisation import Check, Done, Found
from .paths import advance, alternate_path, exact, primary_path
from .position import Position
from .store import Store

_BLOCK_HEADER, _RECORD_HEADER = 32, 2


class KeySequenced:
    """``bytes`` of a file are those of its records; its end of file is as many blocks as they ever filled."""

    def __init__(self, store: Store, files: Files, alternates: Alternates) -> None:
        self._store = store
        self._files = files
        self._alternates = alternates

    def next(self, file: File, position: Position, count: int) -> Found:
        if position.specifier:
            path, _key = alternate_path(self._store, file, position.specifier)
            entry = advance(path, position).entry
            key = entry[-file.attributes.key_length :]
            data = self._get(file, key)
        else:
            entry, found = advance(primary_path(self._store, file), position)
            key, data = entry, _bytes(found)
        return Found(key, data, msgspec.structs.replace(position, entry=entry, record=key))

    def current(self, file: File, position: Position, count: int) -> Found:
        key = self._key(file, position)
        return Found(key, self._get(file, key), position)

    def key_at(self, file: File, position: Position) -> bytes:
        return self._key(file, position)

    def _key(self, file: File, position: Position) -> bytes:
        """The primary key of the current record. Refused with 46 after positioning by a key that is not unique."""
        if position.record:
            return position.record
        if not position.specifier:
            if len(position.key) < file.attributes.key_length:
                raise Refused(FE.NOTFOUND)
            return position.key
        path, key = alternate_path(self._store, file, position.specifier)
        if not key.unique:
            raise Refused(FE.INVKEY)
        place = exact(path, position.key)
        if place is None:
            raise Refused(FE.NOTFOUND)
        return place.entry[-file.attributes.key_length :]

    def insert(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        key = _primary(file, data)
        check(key)
        if self._exists(file, key):
            raise Refused(FE.DUP)
        warning = self._alternates.check(file, data)
        self._grown(file, len(data) + _RECORD_HEADER)
        self._store.run("INSERT INTO record VALUES (?,?,?)", (file.id, key, data))
        if file.attributes.alternate_keys:
            self._alternates.add(file, key, data)
        return Done(position, len(data), warning)

    def update(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        key = self._key(file, position)
        check(key)
        old = self._get(file, key)
        if _primary(file, data) != key:
            raise Refused(FE.INVKEY)
        keyed = file.attributes.alternate_keys
        if keyed:
            self._alternates.check(file, data, old)
        self._grown(file, len(data) - len(old))
        self._store.run("UPDATE record SET data=? WHERE file=? AND key=?", (data, file.id, key))
        if keyed:
            self._alternates.change(file, key, old, data)
        return Done(position, len(data))

    def delete(self, file: File, position: Position, check: Check) -> Done:
        key = self._key(file, position)
        check(key)
        old = self._get(file, key)
        self._grown(file, -len(old) - _RECORD_HEADER)
        self._store.run("DELETE FROM record WHERE file=? AND key=?", (file.id, key))
        self._alternates.drop(file, key, old)
        return Done(position, 0)

    def _grown(self, file: File, growth: int) -> None:
        used = file.bytes + growth
        block = file.attributes.block_length
        size = -(-used // (block - _BLOCK_HEADER)) * block
        self._files.reach(file, size)
        file.bytes = used
        file.eof = max(file.eof, size)

    def _exists(self, file: File, key: bytes) -> bool:
        return self._store.row("SELECT 1 FROM record WHERE file=? AND key=?", (file.id, key)) is not None

    def _get(self, file: File, key: bytes) -> bytes:
        row = self._store.row("SELECT data FROM record WHERE file=? AND key=?", (file.id, key))
        if row is None:
            raise Refused(FE.NOTFOUND)
        return _bytes(row[0])


def _primary(file: File, data: bytes) -> bytes:
    """The primary key in a record. Refused with 21 for a record that is too long, or too short to have one."""
    attributes = file.attributes
    end = attributes.key_offset + attributes.key_length
    if not end <= len(data) <= attributes.record_length:
        raise Refused(FE.BADCOUNT)
    return data[attributes.key_offset : end]


def _bytes(value: object) -> bytes:
    """The data of a row. Refused with 59 when the row holds anything else."""
    if not isinstance(value, bytes):
        raise Refused(FE.FILEBAD)
    return value
