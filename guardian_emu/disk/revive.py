"""Copying a half from the other one, in slices, while both go on (DK-11).

The source reads from a snapshot, so that a slice shows no operation that came later. Those later operations are kept
by the target as they are, in order, and applied when the last slice is there: a half is whole again when nothing is
left of them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from .operations import Operation, pack, unpack
from .store import TABLES, Store

_KEYS = {
    "volume": ("id",),
    "file": ("id",),
    "slot": ("address",),
    "record": ("file", "key"),
    "alternate": ("path", "entry"),
    "opening": ("label",),
    "held": ("file", "record"),
    "waiting": ("serial",),
    "saved": ("opener", "place"),
}

Row = tuple[Any, ...]
"""A row of the database: integers, text and bytes."""


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """How far a copy has come: the table, and the key of the last row of it; at the ``end`` after the last table.

    ``number``: operations in the snapshot that is copied; copies of two snapshots cannot be put together.
    """

    table: int = 0
    key: Row = ()
    number: int = -1

    @property
    def end(self) -> bool:
        """Whether nothing is left to copy."""
        return self.table >= len(TABLES)


class Slice(msgspec.Struct, frozen=True, array_like=True):
    """A part of a copy: rows of one table, from one cursor to the next. ``number``: operations in the snapshot."""

    number: int
    start: Cursor
    rows: tuple[Row, ...]
    following: Cursor


class Source:
    """The side that is copied from, as it was when this was made.

    Guarantee: whatever is asked for again comes again the same. ``close`` it, or the log of the database grows.
    Raises sqlite3.Error where the database cannot be read: ask again, or go to another source.
    """

    def __init__(self, store: Store) -> None:
        self._database = store.reader()
        self._database.execute("BEGIN")
        self.number: int = self._database.execute("SELECT applied FROM volume").fetchone()[0]

    def slice(self, cursor: Cursor, room: int = 65536) -> Slice:
        """The rows from the cursor on, as many as make up ``room`` bytes and at least one where there is one.

        For a cursor into another snapshot: the rows from the beginning.
        """
        if cursor.number not in (-1, self.number):
            cursor = Cursor()
        table = TABLES[cursor.table]
        rows: list[Row] = []
        size = 0
        for row in self._database.execute(*_following(table, cursor.key)):
            rows.append(row)
            size += sum(len(value) if isinstance(value, bytes | str) else 8 for value in row)
            if size >= room:
                return Slice(self.number, cursor, tuple(rows), Cursor(cursor.table, _key(table, row), self.number))
        return Slice(self.number, cursor, tuple(rows), Cursor(cursor.table + 1, (), self.number))

    def close(self) -> None:
        """Give up the snapshot; a revive that is not finished has to begin again."""
        self._database.close()


class Target:
    """The side that is written, in its own database. The caller holds a transaction around every change."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def cursor(self) -> Cursor:
        """Which slice is wanted next. What was taken stays, so a copy goes on after a pause."""
        row = self._store.row("SELECT revive FROM half")
        return msgspec.msgpack.decode(row[0], type=Cursor) if row and row[0] else Cursor()

    def begin(self) -> None:
        """Forget all content: the copy starts at the beginning. Operations that are kept stay."""
        for table in TABLES:
            self._store.run(f"DELETE FROM {table}")
        self._move(Cursor())

    def take(self, part: Slice) -> bool:
        """Write a slice; False for one that is not the next one, which changes nothing.

        The first slice of another snapshot begins the copy anew.
        """
        cursor = self.cursor
        if part.start == Cursor() and cursor.number not in (-1, part.number):
            self.begin()
        elif part.start != cursor:
            return False
        if part.rows:
            marks = ",".join("?" * len(part.rows[0]))
            statement = f"INSERT INTO {TABLES[part.start.table]} VALUES ({marks})"
            self._store.database.executemany(statement, part.rows)
        self._move(part.following)
        return True

    def _move(self, cursor: Cursor) -> None:
        self._store.run("UPDATE half SET revive=?", (msgspec.msgpack.encode(cursor),))

    def keep(self, operations: Sequence[Operation], first: int) -> None:
        """Keep operations for later; one that is kept already is the same one."""
        rows = [(number, pack(operation)) for number, operation in enumerate(operations, first)]
        self._store.database.executemany("INSERT OR IGNORE INTO pending VALUES (?,?)", rows)

    def pending(self, limit: int) -> list[tuple[int, Operation]]:
        """The oldest operations that are kept."""
        rows = self._store.run("SELECT number, operation FROM pending ORDER BY number LIMIT ?", (limit,))
        return [(number, unpack(packed)) for number, packed in rows]

    def drop_all(self) -> None:
        """Forget operations of an earlier revive."""
        self._store.run("DELETE FROM pending")

    def drop(self, number: int) -> None:
        """Operations up to this one are in the content now."""
        self._store.run("DELETE FROM pending WHERE number<=?", (number,))


def digests(database: sqlite3.Connection) -> dict[str, str]:
    """A digest of every table's content; equal halves have equal ones, wherever their rows lie in the file."""
    return {table: _digest(database, table) for table in TABLES}


def _digest(database: sqlite3.Connection, table: str) -> str:
    total = hashlib.blake2b(digest_size=16)
    encoder = msgspec.msgpack.Encoder()
    for row in database.execute(f"SELECT * FROM {table} ORDER BY {','.join(_KEYS[table])}"):
        total.update(encoder.encode(row))
    return total.hexdigest()


def _following(table: str, key: Row) -> tuple[str, Sequence[Any]]:
    columns = ",".join(_KEYS[table])
    behind = f"WHERE ({columns}) > ({','.join('?' * len(key))})" if key else ""
    return f"SELECT * FROM {table} {behind} ORDER BY {columns}", key


def _key(table: str, row: Row) -> Row:
    """The key of a row: in every table its columns come first, in order."""
    return row[: len(_KEYS[table])]
