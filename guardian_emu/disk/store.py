"""The database of a half: its schema, and how it is kept.

Write-ahead log with ``synchronous=NORMAL``: a commit is a write to the system's cache without a flush, so it survives
the death of the process and of the CPU at any moment; the database stays whole when the machine itself loses power,
though its last commits may be gone. The other half is in another CPU, which is what a volume relies on.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

FORMAT = 1
"""Version of the schema; a half of another one is not started."""

TABLES = ("volume", "file", "slot", "record", "alternate", "opening", "held", "waiting", "saved")
"""What the content of a half is, in the order in which a revive copies it."""

_SCHEMA = """
CREATE TABLE half (id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, generation INTEGER NOT NULL,
  alone INTEGER NOT NULL, substate TEXT NOT NULL, revive BLOB);
CREATE TABLE volume (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, capacity INTEGER NOT NULL,
  applied INTEGER NOT NULL, used INTEGER NOT NULL, last_file INTEGER NOT NULL, last_open INTEGER NOT NULL,
  last_temporary INTEGER NOT NULL, last_wait INTEGER NOT NULL);
CREATE TABLE file (id INTEGER PRIMARY KEY, subvolume TEXT NOT NULL, name TEXT NOT NULL, attributes BLOB NOT NULL,
  eof INTEGER NOT NULL, extents INTEGER NOT NULL, tail INTEGER NOT NULL, bytes INTEGER NOT NULL,
  ordinal INTEGER NOT NULL, modified INTEGER NOT NULL, opened INTEGER NOT NULL, flags INTEGER NOT NULL,
  UNIQUE (subvolume, name));
CREATE TABLE slot (address INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE record (file INTEGER NOT NULL, key BLOB NOT NULL, data BLOB NOT NULL, PRIMARY KEY (file, key))
  WITHOUT ROWID;
CREATE TABLE alternate (path INTEGER NOT NULL, entry BLOB NOT NULL, PRIMARY KEY (path, entry)) WITHOUT ROWID;
CREATE TABLE opening (label INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE held (file INTEGER NOT NULL, record BLOB NOT NULL, label INTEGER NOT NULL, PRIMARY KEY (file, record))
  WITHOUT ROWID;
CREATE TABLE waiting (serial INTEGER PRIMARY KEY, file INTEGER NOT NULL, record BLOB NOT NULL,
  locking INTEGER NOT NULL, label INTEGER NOT NULL, operation BLOB NOT NULL);
CREATE TABLE saved (opener BLOB NOT NULL, place INTEGER NOT NULL, sync INTEGER NOT NULL, reply BLOB NOT NULL,
  PRIMARY KEY (opener, place)) WITHOUT ROWID;
CREATE TABLE pending (number INTEGER PRIMARY KEY, operation BLOB NOT NULL);
"""

_PRAGMAS = (
    "synchronous=NORMAL",
    "cache_size=-16384",
    "temp_store=MEMORY",
    "wal_autocheckpoint=2000",
    "journal_size_limit=67108864",
    "cell_size_check=ON",
    "trusted_schema=OFF",
)


class Failure(Enum):
    """What can go wrong with a database: no room, damage, or something that it cannot have just now."""

    FULL = "full"
    BROKEN = "broken"
    SHORT = "short"


_FAILURES = {
    sqlite3.SQLITE_FULL: Failure.FULL,
    sqlite3.SQLITE_NOMEM: Failure.SHORT,
    sqlite3.SQLITE_BUSY: Failure.SHORT,
    sqlite3.SQLITE_LOCKED: Failure.SHORT,
    sqlite3.SQLITE_CORRUPT: Failure.BROKEN,
    sqlite3.SQLITE_NOTADB: Failure.BROKEN,
    sqlite3.SQLITE_IOERR: Failure.BROKEN,
    sqlite3.SQLITE_CANTOPEN: Failure.BROKEN,
    sqlite3.SQLITE_READONLY: Failure.BROKEN,
    sqlite3.SQLITE_PERM: Failure.BROKEN,
}


def failure_of(error: sqlite3.Error) -> Failure:
    """What went wrong. An error that no disk can cause is a bug, and raised again."""
    failure = _FAILURES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if failure is None:
        raise error
    return failure


class Taken(Exception):
    """Another process has this half."""


class Store:
    """One database. Guarantee: no other process has it at the same time.

    Raises sqlite3.Error where the database cannot be used, OSError where the file cannot, and ``Taken``.
    """

    def __init__(self, path: Path, new: bool = False) -> None:
        self.path = path
        self._guard = _guard(path)
        try:
            self.database = self._connect(new)
        except BaseException:
            os.close(self._guard)
            raise
        self.run = self.database.execute

    def _connect(self, new: bool) -> sqlite3.Connection:
        mode = "rwc" if new else "rw"
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        database = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=256, timeout=5)
        try:
            database.execute("PRAGMA page_size=4096")
            database.execute("PRAGMA journal_mode=WAL")
            for pragma in _PRAGMAS:
                database.execute(f"PRAGMA {pragma}")
            if new:
                database.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Give the database back, with its log written into it."""
        self.database.close()
        os.close(self._guard)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self.database.in_transaction:
                self.run("ROLLBACK")
            raise

    def row(self, statement: str, values: Iterable[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of an answer."""
        found: tuple[Any, ...] | None = self.run(statement, tuple(values)).fetchone()
        return found

    def reader(self) -> sqlite3.Connection:
        """Another connection, that only reads: what it sees stays as it was when it first read."""
        return sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _guard(path: Path) -> int:
    """A lock beside the database that ends with this process."""
    descriptor = os.open(f"{path}-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise Taken(str(path)) from error
    return descriptor
