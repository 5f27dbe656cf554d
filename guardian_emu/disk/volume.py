"""A volume: its files, opens, locks and saved replies, and what each operation does to them.

No message and no clock is in here, and nothing is decided by chance: two halves that apply the same operations in the
same order are equal afterwards, whatever the operations were.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import information, operations
from .catalog import Catalog
from .errors import Refused, Waits
from .files import CRASH_OPEN, Files
from .items import Value
from .locks import Locks
from .modes import Modes
from .openings import Opening, Openings
from .operations import Cancel, Close, ForgetOpeners, OfOpen, Open, OpenerGone, Operation, Read, ResetSync
from .reply import OK, Granted, Outcome, Reply
from .saved import Saved
from .store import Store
from .transfers import Transfers


class Volume:
    """Guarantee: an operation is done once; coming again it gets the reply of the first time and changes nothing.

    The caller holds a transaction around ``perform``, and calls ``reload`` after one that was rolled back.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.files = Files(store)
        self.openings = Openings(store, self.files)
        self.locks = Locks(store, self.files.counters)
        self.saved = Saved(store, self.openings)
        self.catalog = Catalog(store, self.files, self.openings)
        self._transfers = Transfers(store, self.files, self.openings, self.locks)
        modes = Modes(self.files, self.openings)
        self._handlers: dict[type[Operation], Callable[[Any], Reply]] = {
            operations.Create: self.catalog.create,
            operations.Purge: self.catalog.purge,
            operations.Alter: self.catalog.alter,
            operations.Rename: self.catalog.rename,
            operations.Open: self._open,
            operations.Close: self._close,
            operations.OpenerGone: self._opener_gone,
            operations.ForgetOpeners: self._forget_openers,
            operations.Read: self._transfers.read,
            operations.Write: self._transfers.write,
            operations.WriteUpdate: self._transfers.write_update,
            operations.LockRecord: self._transfers.lock_record,
            operations.UnlockRecord: self._transfers.unlock_record,
            operations.LockFile: self._transfers.lock_file,
            operations.UnlockFile: self._transfers.unlock_file,
            operations.Cancel: self._cancel,
            operations.Control: self._transfers.control,
            operations.SetMode: modes.set,
            operations.ResetSync: self._reset_sync,
        }

    def reload(self) -> None:
        """Forget what is in memory: the database was rolled back, or written by somebody else."""
        self.files.reload()
        self.openings.reload()
        self.locks.reload(self.files.counters)
        self.saved.reload()

    def perform(self, operation: Operation) -> Outcome:
        """Apply an operation, with the replies to waiting requests that it finished."""
        first = self.saved.find(operation)
        if first is not None:
            return Outcome(first, repeated=True, number=self.files.counters.applied)
        changes = self._store.database.total_changes
        reply: Reply | None = None
        try:
            reply = self._handlers[type(operation)](operation)
        except Refused as refused:
            if self._store.database.total_changes != changes:
                raise RuntimeError(f"{operation!r} was refused and changed the volume") from refused
            reply = Reply(refused.number)
        except Waits as waits:
            self._wait(operation, waits)
        if reply is not None:
            self.saved.keep(operation, reply)
        granted = self._grant() if self.locks.released else ()
        self.files.count()
        return Outcome(reply, granted, number=self.files.counters.applied)

    def read(self, operation: Read) -> Reply | None:
        """A read that takes no lock: it changes nothing. None: it must wait, and be applied as an operation."""
        try:
            return self._transfers.read(operation)
        except Refused as refused:
            return Reply(refused.number)
        except Waits:
            return None

    def information(self, name: str) -> dict[int, Value]:
        """The items of a file by its name. Refused with 11, 13, 14."""
        file = self.catalog.file(name)
        return information.of_file(file, self.files.counters, bool(self.openings.of(file.id)))

    def information_of_open(self, label: int, handle: bytes) -> dict[int, Value]:
        """The items of an open. Refused with 60."""
        opening = self.openings.at(label, handle)
        return information.of_open(opening, self.files.get(opening.file), self.files.counters)

    def _wait(self, operation: Operation, waits: Waits) -> None:
        if not isinstance(operation, OfOpen):
            raise TypeError(f"{operation!r} cannot wait")
        self.locks.enqueue(self.openings.at(operation.label, operation.handle), waits, operation)

    def _grant(self) -> tuple[Granted, ...]:
        """Try what waits where something was released, the oldest first, until nothing more can be done."""
        granted: list[Granted] = []
        while self.locks.released:
            file = min(self.locks.released)
            self.locks.released.discard(file)
            for label, waiter in self.locks.waiting(file):
                try:
                    reply = self._handlers[type(waiter.operation)](waiter.operation)
                except Waits as waits:
                    self._wait(waiter.operation, waits)
                    continue
                except Refused as refused:
                    reply = Reply(refused.number)
                self.locks.dequeue(file, label)
                self.saved.keep(waiter.operation, reply)
                granted.append(Granted(label, reply))
        return tuple(granted)

    def _open(self, operation: Open) -> Reply:
        return self.openings.open(operation, self.catalog.file(operation.name))

    def _close(self, operation: Close) -> Reply:
        """FILE_CLOSE_; an open that the process has not, or not any more, is no error."""
        opening = self.openings.find(operation.label)
        if opening and operation.handle in (opening.handle, opening.backup):
            self._leave(opening, operation.handle)
        return OK

    def _opener_gone(self, operation: OpenerGone) -> Reply:
        for opening in self.openings.all():
            if operation.handle in (opening.handle, opening.backup):
                self._leave(opening, operation.handle)
        self.saved.forget_process(operation.handle)
        return OK

    def _forget_openers(self, operation: ForgetOpeners) -> Reply:
        written = sorted({opening.file for opening in self.openings.all() if opening.writes})
        for opening in self.openings.all():
            if opening.backup:
                self._leave(opening, opening.backup)
            left = self.openings.find(opening.label)
            if left:
                self._leave(left, left.handle)
        for number in written:
            if self.files.has(number):
                file = self.files.get(number)
                file.flags |= CRASH_OPEN
                self.files.save(file)
        self.saved.forget_all()
        return OK

    def _leave(self, opening: Opening, handle: bytes) -> None:
        """A member of the open's pair has it no longer; with the last its locks are released."""
        for label, waiter in self.locks.waiting(opening.file):
            if label == opening.label and waiter.operation.handle == handle:
                self.locks.dequeue(opening.file, label)
        if self.openings.leave(opening, handle) is None:
            return
        self.locks.release_all(opening)
        self.saved.forget_open(opening.label)
        if self.openings.of(opening.file):
            return
        file = self.files.get(opening.file)
        if file.name.temporary:
            self.files.remove(file)
        elif file.flags & CRASH_OPEN:
            file.flags &= ~CRASH_OPEN
            self.files.save(file)

    def _cancel(self, operation: Cancel) -> Reply:
        """The waiting request, if there is one, never completes."""
        opening = self.openings.at(operation.label, operation.handle)
        self.locks.dequeue(opening.file, opening.label)
        return OK

    def _reset_sync(self, operation: ResetSync) -> Reply:
        self.saved.forget_open(self.openings.at(operation.label, operation.handle).label)
        return OK
