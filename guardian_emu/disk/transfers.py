"""Reading, writing and locking records through an open: what every type of file has in common."""

from __future__ import annotations

from .alternate import Alternates
from .attributes import FileType
from .edit import Edit
from .entrysequenced import EntrySequenced
from .errors import FE, Refused
from .files import File, Files
from .keysequenced import KeySequenced
from .locks import FILE, Locks
from .openings import Opening, Openings
from .operations import Control, LockFile, LockRecord, Read, UnlockFile, UnlockRecord, Write, WriteUpdate
from .organisation import Organisation
from .position import checked
from .relative import Relative
from .reply import OK, Reply
from .store import Store
from .unstructured import Unstructured

LONGEST_TRANSFER, LONGEST_UPDATE = 57344, 4096
"""Bytes of READ and WRITE, and of READUPDATE and WRITEUPDATE (procedures.md 1.5 to 1.9)."""

WRITE_EOF, PURGE_DATA, ALLOCATE = 2, 20, 21
"""Operations of CONTROL."""

_EDIT = -1


class Transfers:
    """Guarantee: a request that is refused has changed nothing."""

    def __init__(self, store: Store, files: Files, openings: Openings, locks: Locks) -> None:
        self._files = files
        self._openings = openings
        self._locks = locks
        alternates = Alternates(store)
        self._unstructured = Unstructured(store, files)
        self._organisations: dict[int, Organisation] = {
            FileType.UNSTRUCTURED: self._unstructured,
            FileType.RELATIVE: Relative(store, files, alternates),
            FileType.ENTRY_SEQUENCED: EntrySequenced(store, files, alternates),
            FileType.KEY_SEQUENCED: KeySequenced(store, files, alternates),
            _EDIT: Edit(store, files, alternates),
        }

    def _organisation(self, file: File) -> Organisation:
        attributes = file.attributes
        return self._organisations[_EDIT if attributes.edit else attributes.type]

    def read(self, operation: Read) -> Reply:
        """READ, READUPDATE; with lock READLOCK, READUPDATELOCK."""
        opening = self._openings.at(operation.label, operation.handle)
        if not opening.reads:
            raise Refused(FE.ACCVIOL)
        if not 0 <= operation.count <= (LONGEST_UPDATE if operation.update else LONGEST_TRANSFER):
            raise Refused(FE.BADCOUNT)
        file = self._files.get(opening.file)
        organisation = self._organisation(file)
        find = organisation.current if operation.update else organisation.next
        key, data, position = find(file, checked(operation.position), operation.count)
        warning = 0
        if operation.lock:
            self._locks.acquire(opening, key)
        else:
            warning = self._locks.check_read(opening, key)
        data = data[: operation.count]
        return Reply(warning, len(data), data, position)

    def write(self, operation: Write) -> Reply:
        """WRITE."""
        opening, file = self._for_writing(operation.label, operation.handle)
        if len(operation.data) > LONGEST_TRANSFER:
            raise Refused(FE.BADCOUNT)
        done = self._organisation(file).insert(
            file, checked(operation.position), operation.data, lambda key: self._locks.check_write(opening, key)
        )
        self._modified(file, operation.at)
        return Reply(done.error, done.moved, b"", done.position)

    def write_update(self, operation: WriteUpdate) -> Reply:
        """WRITEUPDATE, WRITEUPDATEUNLOCK."""
        opening, file = self._for_writing(operation.label, operation.handle)
        if len(operation.data) > LONGEST_UPDATE:
            raise Refused(FE.BADCOUNT)
        organisation = self._organisation(file)
        key = organisation.key_at(file, checked(operation.position)) if operation.unlock else b""

        def check(record: bytes) -> None:
            self._locks.check_write(opening, record)

        if operation.data:
            done = organisation.update(file, checked(operation.position), operation.data, check)
        else:
            done = organisation.delete(file, checked(operation.position), check)
        self._modified(file, operation.at)
        if operation.unlock:
            self._locks.release(opening, key)
        return Reply(done.error, done.moved, b"", done.position)

    def _for_writing(self, label: int, handle: bytes) -> tuple[Opening, File]:
        opening = self._openings.at(label, handle)
        if not opening.writes:
            raise Refused(FE.ACCVIOL)
        return opening, self._files.get(opening.file)

    def _modified(self, file: File, at: int) -> None:
        file.modified = at
        self._files.save(file)

    def lock_record(self, operation: LockRecord) -> Reply:
        """LOCKREC."""
        opening = self._openings.at(operation.label, operation.handle)
        file = self._files.get(opening.file)
        organisation = self._organisation(file)
        if file.attributes.type == FileType.UNSTRUCTURED and not file.attributes.edit:
            key = organisation.key_at(file, checked(operation.position))
        else:
            key = organisation.current(file, checked(operation.position), 0).key
        self._locks.acquire(opening, key)
        return OK

    def unlock_record(self, operation: UnlockRecord) -> Reply:
        """UNLOCKREC; a record that is not locked, or whose key leads nowhere any more, is no error."""
        opening = self._openings.at(operation.label, operation.handle)
        file = self._files.get(opening.file)
        try:
            self._locks.release(opening, self._organisation(file).key_at(file, checked(operation.position)))
        except Refused as refused:
            if refused.number != FE.NOTFOUND:
                raise
        return OK

    def lock_file(self, operation: LockFile) -> Reply:
        """LOCKFILE."""
        self._locks.acquire(self._openings.at(operation.label, operation.handle), FILE)
        return OK

    def unlock_file(self, operation: UnlockFile) -> Reply:
        """UNLOCKFILE."""
        self._locks.release_all(self._openings.at(operation.label, operation.handle))
        return OK

    def control(self, operation: Control) -> Reply:
        """CONTROL 2, 20, 21. Refused with 2 for others, and for an end of file in a structured file."""
        opening, file = self._for_writing(operation.label, operation.handle)
        self._locks.check_write(opening, FILE)
        if operation.operation == WRITE_EOF:
            self._write_eof(file, checked(operation.position).next)
        elif operation.operation == PURGE_DATA:
            self._files.clear(file)
        elif operation.operation == ALLOCATE:
            self._allocate(file, operation.parameter)
        else:
            raise Refused(FE.INVALOP)
        self._modified(file, operation.at)
        return OK

    def _write_eof(self, file: File, size: int) -> None:
        if file.attributes.type != FileType.UNSTRUCTURED or file.attributes.edit:
            raise Refused(FE.INVALOP)
        self._unstructured.cut(file, file.eof if size < 0 else size)

    def _allocate(self, file: File, extents: int) -> None:
        """Have that many extents; 0 gives back what is behind the end of the file."""
        if extents < 0:
            raise Refused(FE.BADPARMVALUE)
        needed = file.attributes.extents_for(file.eof)
        self._files.allocate(file, max(extents, file.extents) if extents else needed)
