"""The opens of a volume's files: who has what open, and how (DK-05).

A process and its backup share an open; it ends when neither has it any more.
"""

from __future__ import annotations

import msgspec

from . import security
from .attributes import Attributes
from .errors import FE, Refused
from .files import File, Files
from .operations import Open
from .reply import Reply
from .store import Store

READ_WRITE, READ_ONLY, WRITE_ONLY = range(3)
SHARED, EXCLUSIVE, PROCESS_EXCLUSIVE, PROTECTED = range(4)
UNSTRUCTURED_ACCESS, NO_OPEN_TIME = 0x8000, 0x2000
_DEEPEST, _MOST_OPENS = 15, 32767


class Opening(msgspec.Struct, frozen=True, array_like=True):
    """One open. ``handle`` is the process that has it; ``backup`` the other member of its pair, or empty."""

    label: int
    file: int
    handle: bytes
    filenum: int
    access: int
    exclusion: int
    options: int
    depth: int
    user: int
    local: bool = True
    backup: bytes = b""
    lock_mode: int = 0
    modes: dict[int, tuple[int, int]] = {}

    @property
    def reads(self) -> bool:
        """Whether it may read."""
        return self.access != WRITE_ONLY

    @property
    def writes(self) -> bool:
        """Whether it may write."""
        return self.access != READ_ONLY


def conflict(old: Opening, access: int, exclusion: int) -> bool:
    """Whether an open stands in the way of another one (the table of procedures.md 1.1)."""
    exclusive = (EXCLUSIVE, PROCESS_EXCLUSIVE)
    if old.exclusion in exclusive or exclusion in exclusive:
        return True
    return (exclusion == PROTECTED and old.writes) or (old.exclusion == PROTECTED and access != READ_ONLY)


class Openings:
    """All opens, in memory and in the database."""

    def __init__(self, store: Store, files: Files) -> None:
        self._store = store
        self._files = files
        self._by_label: dict[int, Opening] = {}
        self._by_file: dict[int, set[int]] = {}
        self.reload()

    def reload(self) -> None:
        """Read everything again from the database."""
        self._by_label.clear()
        self._by_file.clear()
        for (body,) in self._store.run("SELECT body FROM opening"):
            self._remember(msgspec.msgpack.decode(body, type=Opening))

    def at(self, label: int, handle: bytes) -> Opening:
        """The open of this label, which this process has. Refused with 60 for any other."""
        opening = self._by_label.get(label)
        if opening is None or handle not in (opening.handle, opening.backup) or not handle:
            raise Refused(FE.WRONGID)
        return opening

    def find(self, label: int) -> Opening | None:
        """The open of this label."""
        return self._by_label.get(label)

    def of(self, file: int) -> list[Opening]:
        """The opens of a file."""
        return [self._by_label[label] for label in sorted(self._by_file.get(file, ()))]

    def all(self) -> list[Opening]:
        """Every open, oldest first."""
        return [self._by_label[label] for label in sorted(self._by_label)]

    def open(self, operation: Open, file: File) -> Reply:
        """FILE_OPEN_: the label. The same process opening under the same file number again gets its open."""
        for opening in self.of(file.id):
            if (opening.handle, opening.filenum) == (operation.by.handle, operation.filenum) and _same(
                opening, operation
            ):
                return Reply(label=opening.label, data=_kind(file.attributes))
        if operation.backup_of:
            return self._join(operation, file)
        self._check(operation, file)
        self._files.counters.last_open += 1
        opening = Opening(
            label=self._files.counters.last_open,
            file=file.id,
            handle=operation.by.handle,
            filenum=operation.filenum,
            access=operation.access,
            exclusion=operation.exclusion,
            options=operation.options & 0xFFFF,
            depth=operation.depth,
            user=operation.by.user,
            local=operation.by.local,
        )
        self.put(opening)
        if not operation.options & NO_OPEN_TIME:
            file.opened = operation.at
            self._files.save(file)
        return Reply(label=opening.label, data=_kind(file.attributes))

    def _check(self, operation: Open, file: File) -> None:
        if operation.access not in (READ_WRITE, READ_ONLY, WRITE_ONLY) or not 0 <= operation.exclusion <= PROTECTED:
            raise Refused(FE.BADPARMVALUE)
        if not 0 <= operation.depth <= _DEEPEST or not operation.by.handle:
            raise Refused(FE.BADPARMVALUE)
        if operation.access != WRITE_ONLY:
            security.require(file.attributes, operation.by, security.READ)
        if operation.access != READ_ONLY:
            security.require(file.attributes, operation.by, security.WRITE)
        if operation.options & UNSTRUCTURED_ACCESS and (file.attributes.type or file.attributes.edit):
            raise Refused(FE.BADOP)
        if any(conflict(old, operation.access, operation.exclusion) for old in self.of(file.id)):
            raise Refused(FE.INUSE)
        if len(self._by_label) >= _MOST_OPENS:
            raise Refused(FE.NOIOCBSPACE)

    def _join(self, operation: Open, file: File) -> Reply:
        """A backup open; it shares locks and saved replies with the primary's open (R-44, R-45)."""
        for opening in self.of(file.id):
            shared = (opening.handle, opening.filenum) == (operation.backup_of, operation.filenum)
            if shared and _same(opening, operation) and opening.backup in (b"", operation.by.handle):
                self.put(msgspec.structs.replace(opening, backup=operation.by.handle))
                return Reply(label=opening.label, data=_kind(file.attributes))
        raise Refused(FE.NOPRIMARY)

    def put(self, opening: Opening) -> None:
        """Keep an open, or what changed in it."""
        self._store.run("INSERT OR REPLACE INTO opening VALUES (?,?)", (opening.label, msgspec.msgpack.encode(opening)))
        self._remember(opening)

    def _remember(self, opening: Opening) -> None:
        self._by_label[opening.label] = opening
        self._by_file.setdefault(opening.file, set()).add(opening.label)

    def leave(self, opening: Opening, handle: bytes) -> Opening | None:
        """A member does not have the open any longer; the open, when with it nobody has it."""
        if opening.backup and opening.backup != handle:
            self.put(msgspec.structs.replace(opening, handle=opening.backup, backup=b""))
            return None
        if opening.backup:
            self.put(msgspec.structs.replace(opening, backup=b""))
            return None
        self._store.run("DELETE FROM opening WHERE label=?", (opening.label,))
        del self._by_label[opening.label]
        self._by_file[opening.file].discard(opening.label)
        return opening


def _same(opening: Opening, operation: Open) -> bool:
    return (opening.access, opening.exclusion, opening.depth) == (
        operation.access,
        operation.exclusion,
        operation.depth,
    )


def _kind(attributes: Attributes) -> bytes:
    """What the file system of the opener must know of the file, to check positions: its attributes."""
    return msgspec.msgpack.encode(attributes)
