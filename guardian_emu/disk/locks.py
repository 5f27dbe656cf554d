"""Locks on records and files, and the requests that wait for them (procedures.md 1.22).

The owner of a lock is an open. Waiting requests are values in a queue, in the order in which they came; whoever
releases something is told which of them may be tried again. A deadlock is the programs' own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .errors import FE, Refused, Waits
from .files import Counters
from .openings import Opening
from .operations import OfOpen, pack, unpack
from .store import Store

FILE = b""
"""What is locked by a file lock: no record has an empty key."""

MOST_LOCKS = 5000
"""Locks that one open can hold; one more gives 35."""

_REJECTING, _READ_THROUGH, _WARNING = (1, 3, 7), (2, 3), (6, 7)
"""Values of SETMODE 4."""


class Waiter(NamedTuple):
    """A request in the queue of a file, and what it waits for."""

    record: bytes
    locking: bool
    serial: int
    operation: OfOpen


class Locks:
    """Guarantee: a record has one owner; a file lock and another open's lock in that file never stand together."""

    def __init__(self, store: Store, counters: Counters) -> None:
        self._store = store
        self._counters = counters
        self._held: dict[int, dict[bytes, int]] = {}
        self._count: dict[int, int] = {}
        self._queues: dict[int, dict[int, Waiter]] = {}
        self.released: set[int] = set()
        self.reload(counters)

    def reload(self, counters: Counters) -> None:
        """Read everything again from the database."""
        self._counters = counters
        self._held.clear()
        self._count.clear()
        self._queues.clear()
        self.released.clear()
        for file, record, label in self._store.run("SELECT file, record, label FROM held"):
            self._note(file, record, label)
        rows = self._store.run("SELECT serial, file, record, locking, label, operation FROM waiting ORDER BY serial")
        for serial, file, record, locking, label, operation in rows:
            waiter = Waiter(record, bool(locking), serial, _of_open(operation))
            self._queues.setdefault(file, {})[label] = waiter

    def _note(self, file: int, record: bytes, label: int) -> None:
        self._held.setdefault(file, {})[record] = label
        self._count[label] = self._count.get(label, 0) + 1

    def check_read(self, opening: Opening, record: bytes) -> int:
        """Whether a read meets a lock of somebody else: a warning, an error, or ``Waits``, as SETMODE 4 says."""
        held = self._held.get(opening.file)
        if not held or opening.lock_mode in _READ_THROUGH or not _taken(held, record, opening.label):
            return 0
        if opening.lock_mode in _WARNING:
            return int(FE.READLOCKED)
        if opening.lock_mode in _REJECTING:
            raise Refused(FE.LOCKED)
        raise Waits(record, False)

    def check_write(self, opening: Opening, record: bytes) -> None:
        """Refused with 73 when somebody else has locked the record or the file; a write never waits."""
        held = self._held.get(opening.file)
        if held and _taken(held, record, opening.label):
            raise Refused(FE.LOCKED)

    def acquire(self, opening: Opening, record: bytes) -> None:
        """Lock the record, or the file. Otherwise ``Waits``, or refused with 73, or with 35 at too many locks."""
        held = self._held.get(opening.file, {})
        if held.get(record) == opening.label or held.get(FILE) == opening.label:
            return
        if _taken(held, record, opening.label) or self._behind(opening, record):
            if opening.lock_mode in _REJECTING:
                raise Refused(FE.LOCKED)
            raise Waits(record, True)
        if self._count.get(opening.label, 0) >= MOST_LOCKS:
            raise Refused(FE.NOIOCBSPACE)
        self._store.run("INSERT INTO held VALUES (?,?,?)", (opening.file, record, opening.label))
        self._note(opening.file, record, opening.label)

    def _behind(self, opening: Opening, record: bytes) -> bool:
        """Whether somebody came first. Who holds something here is let by: those in the queue may wait for it."""
        if self._count.get(opening.label):
            return False
        for label, waiter in self._queues.get(opening.file, {}).items():
            if label == opening.label:
                return False
            if waiter.locking and (waiter.record in (record, FILE) or record == FILE):
                return True
        return False

    def release(self, opening: Opening, record: bytes) -> None:
        """Unlock one record of this open, or the file's lock; nothing when it is not locked by it."""
        held = self._held.get(opening.file, {})
        if held.get(record) != opening.label:
            return
        self._store.run("DELETE FROM held WHERE file=? AND record=?", (opening.file, record))
        del held[record]
        self._count[opening.label] -= 1
        self.released.add(opening.file)

    def release_all(self, opening: Opening) -> None:
        """Unlock the file and every record of it that this open has locked."""
        if not self._count.get(opening.label):
            return
        held = self._held.get(opening.file, {})
        self._store.run("DELETE FROM held WHERE file=? AND label=?", (opening.file, opening.label))
        for record in [record for record, label in held.items() if label == opening.label]:
            del held[record]
        self._count.pop(opening.label)
        self.released.add(opening.file)

    def enqueue(self, opening: Opening, waits: Waits, operation: OfOpen) -> None:
        """Let a request wait. One that waits already keeps its place: it was only sent again."""
        queue = self._queues.setdefault(opening.file, {})
        old = queue.get(opening.label)
        self._counters.last_wait += 0 if old else 1
        serial = old.serial if old else self._counters.last_wait
        self._store.run(
            "INSERT OR REPLACE INTO waiting VALUES (?,?,?,?,?,?)",
            (serial, opening.file, waits.record, int(waits.locking), opening.label, pack(operation)),
        )
        queue[opening.label] = Waiter(waits.record, waits.locking, serial, operation)

    def waiting(self, file: int) -> Iterator[tuple[int, Waiter]]:
        """Requests in the queue of a file, the oldest first."""
        yield from list(self._queues.get(file, {}).items())

    def dequeue(self, file: int, label: int) -> Waiter | None:
        """Take a request out of the queue; those behind it may be tried."""
        waiter = self._queues.get(file, {}).pop(label, None)
        if waiter:
            self._store.run("DELETE FROM waiting WHERE serial=?", (waiter.serial,))
            self.released.add(file)
        return waiter

    def holds(self, file: int) -> dict[bytes, int]:
        """What is locked in a file: records (the empty one is the file) and the labels of their owners."""
        return dict(self._held.get(file, {}))


def _taken(held: dict[bytes, int], record: bytes, label: int) -> bool:
    """Whether somebody else's lock covers the record, or anything when it is the file that is wanted."""
    if held.get(FILE, label) != label:
        return True
    if record == FILE:
        return any(owner != label for owner in held.values())
    return held.get(record, label) != label


def _of_open(packed: bytes) -> OfOpen:
    operation = unpack(packed)
    if not isinstance(operation, OfOpen):
        raise TypeError(f"{operation!r} cannot wait")
    return operation
