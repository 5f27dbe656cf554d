"""Alternate keys: for every record of a file and every such key an entry that leads to it.

An entry is the value, for keys with insertion-ordered duplicates the ordinal of the insertion, and the primary key,
in one string of bytes; so the order of entries is the order in which records are read.
"""

from __future__ import annotations

from .attributes import AlternateKey
from .errors import FE, Refused
from .files import File
from .store import Store

_ORDINAL = 8


class Alternates:
    """The entries of all files; always those of the records that are there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, file: File, data: bytes, old: bytes | None = None) -> int:
        """Whether a record may be written instead of ``old``: refused with 10 when a unique key is taken.

        The number is a warning: 551 when the record is not the first of its value under an insertion-ordered key.
        """
        warning = 0
        for key in file.attributes.alternate_keys:
            value = value_of(key, data)
            if value is None or not (key.unique or key.insertion_ordered):
                continue
            if old is not None and value_of(key, old) == value:
                continue
            if self._taken(file, key, value):
                if key.unique:
                    raise Refused(FE.DUP)
                warning = int(FE.DUPALTKEY)
        return warning

    def _taken(self, file: File, key: AlternateKey, value: bytes) -> bool:
        row = self._store.row(
            "SELECT entry FROM alternate WHERE path=? AND entry>=? ORDER BY entry LIMIT 1",
            (path_of(file, key.specifier), value),
        )
        return row is not None and row[0].startswith(value)

    def add(self, file: File, primary: bytes, data: bytes) -> None:
        """Entries for a new record."""
        file.ordinal += 1
        for key in file.attributes.alternate_keys:
            self._add(file, key, value_of(key, data), primary)

    def _add(self, file: File, key: AlternateKey, value: bytes | None, primary: bytes) -> None:
        if value is None:
            return
        ordinal = file.ordinal.to_bytes(_ORDINAL, "big") if key.insertion_ordered else b""
        self._store.run("INSERT INTO alternate VALUES (?,?)", (path_of(file, key.specifier), value + ordinal + primary))

    def change(self, file: File, primary: bytes, old: bytes, new: bytes) -> None:
        """Entries for a record that has other data now; those whose value is the same stay where they are."""
        file.ordinal += 1
        for key in file.attributes.alternate_keys:
            before, after = value_of(key, old), value_of(key, new)
            if before != after:
                self._drop(file, key, before, primary)
                self._add(file, key, after, primary)

    def drop(self, file: File, primary: bytes, data: bytes) -> None:
        """No entries for a record that is deleted."""
        for key in file.attributes.alternate_keys:
            self._drop(file, key, value_of(key, data), primary)

    def _drop(self, file: File, key: AlternateKey, value: bytes | None, primary: bytes) -> None:
        if value is None:
            return
        path = path_of(file, key.specifier)
        if not key.insertion_ordered:
            self._store.run("DELETE FROM alternate WHERE path=? AND entry=?", (path, value + primary))
            return
        self._store.run(
            "DELETE FROM alternate WHERE path=? AND entry>=? AND entry<? AND substr(entry, ?)=?",
            (path, value, value + b"\xff" * (_ORDINAL + 1), len(value) + _ORDINAL + 1, primary),
        )


def path_of(file: File, specifier: int) -> int:
    """What the entries of one alternate key of one file have in common."""
    return file.id << 16 | specifier


def value_of(key: AlternateKey, data: bytes) -> bytes | None:
    """The value of the key in a record; None when it has no entry: too short a record, or the null value."""
    value = data[key.offset : key.offset + key.length]
    if len(value) < key.length or (key.null is not None and not value.strip(bytes((key.null,)))):
        return None
    return value
