"""The files of a volume by name: making, purging, renaming, altering and finding them (procedures.md 1.23, 1.25)."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from . import security
from .attributes import Attributes, checked
from .errors import FE, NOT_EXPIRED, Refused
from .files import BROKEN, File, Files
from .items import Item
from .names import FileName, parse, pattern
from .openings import Openings
from .operations import Alter, Create, Purge, Rename, Requester
from .reply import OK, Reply
from .store import Store

_MOST_TEMPORARY = 9_999_999


class Entry(NamedTuple):
    """A file that a search found: what FILENAME_FINDNEXT_ tells of it."""

    name: FileName
    type: int
    code: int


class Catalog:
    """All names of a volume. Guarantee: a name has one file, and a file one name."""

    def __init__(self, store: Store, files: Files, openings: Openings) -> None:
        self._store = store
        self._files = files
        self._openings = openings

    @property
    def _volume(self) -> str:
        return self._files.counters.name

    def file(self, name: str) -> File:
        """The file of this name. Refused with 11, 13, 14."""
        return self._files.named(parse(name, self._volume))

    def create(self, operation: Create) -> Reply:
        """FILE_CREATELIST_; the name with its volume in the reply."""
        attributes = checked(operation.attributes)
        name = parse(operation.name, self._volume) if operation.name else self._temporary()
        if operation.name and name.temporary:
            raise Refused(FE.BADNAME)
        if self._files.exists(name):
            raise Refused(FE.DUP)
        owned = msgspec.structs.replace(attributes, owner=operation.by.user, created=operation.at)
        self._files.add(name, owned)
        return Reply(name=name.on(self._volume))

    def _temporary(self) -> FileName:
        """A name that no temporary file has."""
        counters = self._files.counters
        for _ in range(_MOST_TEMPORARY):
            counters.last_temporary = counters.last_temporary % _MOST_TEMPORARY + 1
            name = FileName("", f"#{counters.last_temporary:07}")
            if not self._files.exists(name):
                return name
        raise Refused(FE.DIRFULL)

    def purge(self, operation: Purge) -> Reply:
        """FILE_PURGE_. Refused with 12 while anybody has the file open, with 1091 before its expiration date."""
        file = self.file(operation.name)
        security.require(file.attributes, operation.by, security.PURGE)
        if self._openings.of(file.id):
            raise Refused(FE.INUSE)
        if operation.at < file.attributes.expiration:
            raise Refused(NOT_EXPIRED)
        self._files.remove(file)
        return OK

    def rename(self, operation: Rename) -> Reply:
        """FILE_RENAME_; a temporary file becomes permanent. Refused with 15 for another volume."""
        opening = self._openings.at(operation.label, operation.handle)
        file = self._files.get(opening.file)
        by = Requester(operation.handle, opening.user, opening.local)
        security.require(file.attributes, by, security.PURGE)
        try:
            name = parse(operation.name, self._volume)
        except Refused as refused:
            raise Refused(FE.WRONGDEV if refused.number == FE.NOSUCHDEV else refused.number) from refused
        if name.temporary:
            raise Refused(FE.BADNAME)
        if self._files.exists(name):
            raise Refused(FE.DUP)
        self._files.rename(file, name)
        return OK

    def alter(self, operation: Alter) -> Reply:
        """FILE_ALTERLIST_. Refused with 12 for the shape of a file that is open, with 84 for auditing."""
        file = self.file(operation.name)
        security.require_owner(file.attributes, operation.by.user)
        attributes = file.attributes
        for item, value in sorted(operation.items.items()):
            attributes = self._altered(file, attributes, item, value)
        self._files.describe(file, attributes)
        if Item.BROKEN in operation.items:
            file.flags &= ~BROKEN
            self._files.save(file)
        return OK

    def _altered(self, file: File, old: Attributes, item: int, value: int) -> Attributes:
        if item == Item.FILECODE:
            new = msgspec.structs.replace(old, code=value)
            if new.edit != old.edit and (file.eof or self._openings.of(file.id)):
                raise Refused(FE.INUSE if self._openings.of(file.id) else FE.INVALOP)
            return checked(new)
        if item == Item.ODDUNSTRUCTURED:
            if self._openings.of(file.id):
                raise Refused(FE.INUSE)
            if old.type or (old.odd and not value):
                raise Refused(FE.INVALOP)
            return msgspec.structs.replace(old, odd=bool(value))
        if item == Item.EXPIRATIONDATE:
            return msgspec.structs.replace(old, expiration=value)
        if item == Item.REFRESH:
            return msgspec.structs.replace(old, refresh=bool(value))
        if item == Item.AUDIT:
            return checked(msgspec.structs.replace(old, audited=bool(value)))
        if item == Item.BROKEN and not value:
            return old
        raise Refused(FE.BADPARMVALUE if item == Item.BROKEN else FE.BADITEM)

    def find(self, text: str, after: FileName | None = None, limit: int = 100) -> list[Entry]:
        """Files whose names a pattern describes, in the order of their names, behind ``after``.

        Temporary files are found by patterns that begin with ``#`` only. Refused with 13 and 14; a list that is
        shorter than ``limit`` is the end (error 1 of FILENAME_FINDNEXT_).
        """
        wanted, start = pattern(text, self._volume), after or FileName("", "")
        rows = self._store.run(
            "SELECT id FROM file WHERE subvolume GLOB ? AND name GLOB ? AND (subvolume, name) > (?, ?)"
            " AND (subvolume = '') = ? ORDER BY subvolume, name LIMIT ?",
            (*wanted, *start, wanted.temporary, limit),
        )
        files = (self._files.get(number) for (number,) in rows.fetchall())
        return [Entry(file.name, file.attributes.type, file.attributes.code) for file in files]

    def subvolumes(self, text: str = "*", after: str = "", limit: int = 100) -> list[str]:
        """Subvolumes that have a file, in order."""
        rows = self._store.run(
            "SELECT DISTINCT subvolume FROM file WHERE subvolume GLOB ? AND subvolume > ? ORDER BY subvolume LIMIT ?",
            (text.upper(), after, limit),
        )
        return [subvolume for (subvolume,) in rows]
