"""The files of a volume: their labels, and the space that they take."""

from __future__ import annotations

import msgspec

from .attributes import Attributes
from .errors import FE, Refused
from .names import FileName
from .store import Store

CRASH_OPEN, CORRUPT, BROKEN = 1, 2, 4
"""Flags of a file."""

_SHIFT = 40
_MOST_FILES = 1 << 22
_ROWS = "id, subvolume, name, attributes, eof, extents, tail, bytes, ordinal, modified, opened, flags"


class File(msgspec.Struct):
    """A file as the volume keeps it. ``tail`` and ``bytes`` say how full it is, in the way of its type.

    ``ordinal`` counts insertions, for alternate keys that are ordered by them.
    """

    id: int
    name: FileName
    attributes: Attributes
    eof: int = 0
    extents: int = 0
    tail: int = 0
    bytes: int = 0
    ordinal: int = 0
    modified: int = 0
    opened: int = 0
    flags: int = 0

    @property
    def first(self) -> int:
        """Where the addresses of this file begin in the table of slots."""
        return self.id << _SHIFT

    @property
    def end(self) -> int:
        """The first address that belongs to the next file."""
        return (self.id + 1) << _SHIFT


class Counters(msgspec.Struct):
    """What the volume counts; the row of the table ``volume``."""

    name: str
    capacity: int
    applied: int
    used: int
    last_file: int
    last_open: int
    last_temporary: int
    last_wait: int


class Files:
    """Guarantee: what is handed out is what the database says, as long as ``reload`` is called after a rollback."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cache: dict[int, File] = {}
        self._ids: dict[FileName, int] = {}
        self.counters = Counters("", 0, 0, 0, 0, 0, 0, 0)
        self.reload()

    def reload(self) -> None:
        """Forget everything and read it again when it is needed."""
        self._cache.clear()
        self._ids.clear()
        row = self._store.row(
            "SELECT name, capacity, applied, used, last_file, last_open, last_temporary, last_wait FROM volume"
        )
        if row:
            self.counters = Counters(*row)

    def count(self) -> None:
        """Write the counters: one more operation was applied."""
        counters = self.counters
        counters.applied += 1
        self._store.run(
            "UPDATE volume SET applied=?, used=?, last_file=?, last_open=?, last_temporary=?, last_wait=?",
            (
                counters.applied,
                counters.used,
                counters.last_file,
                counters.last_open,
                counters.last_temporary,
                counters.last_wait,
            ),
        )

    def get(self, number: int) -> File:
        """The file of this number. Refused with 59 when its label cannot be read."""
        file = self._cache.get(number)
        return file or self._load("SELECT " + _ROWS + " FROM file WHERE id=?", (number,))

    def has(self, number: int) -> bool:
        """Whether the file of this number is still there; a temporary one goes with its last opener."""
        return number in self._cache or self._store.row("SELECT 1 FROM file WHERE id=?", (number,)) is not None

    def named(self, name: FileName) -> File:
        """The file of this name. Refused with 11 when there is none."""
        number = self._ids.get(name)
        if number is not None:
            return self.get(number)
        return self._load("SELECT " + _ROWS + " FROM file WHERE subvolume=? AND name=?", name)

    def exists(self, name: FileName) -> bool:
        """Whether there is a file of this name."""
        return name in self._ids or bool(
            self._store.row("SELECT 1 FROM file WHERE subvolume=? AND name=?", (name.subvolume, name.file))
        )

    def _load(self, statement: str, values: tuple[object, ...]) -> File:
        row = self._store.row(statement, values)
        if row is None:
            raise Refused(FE.NOTFOUND)
        try:
            attributes = msgspec.msgpack.decode(row[3], type=Attributes)
        except msgspec.MsgspecError as error:
            raise Refused(FE.FILEBAD) from error
        file = File(row[0], FileName(row[1], row[2]), attributes, *row[4:])
        self._cache[file.id] = file
        self._ids[file.name] = file.id
        return file

    def add(self, name: FileName, attributes: Attributes) -> File:
        """A new, empty file. Refused with 44 when the volume has had as many files as it can number."""
        if self.counters.last_file >= _MOST_FILES:
            raise Refused(FE.DIRFULL)
        self.counters.last_file += 1
        file = File(self.counters.last_file, name, attributes, modified=attributes.created)
        self._store.run(
            f"INSERT INTO file ({_ROWS}) VALUES (?,?,?,?,0,0,0,0,0,?,0,0)",
            (file.id, name.subvolume, name.file, msgspec.msgpack.encode(attributes), file.modified),
        )
        self._cache[file.id] = file
        self._ids[name] = file.id
        return file

    def remove(self, file: File) -> None:
        """The file with everything in it."""
        if file.attributes.clear_on_purge:
            self._store.run("PRAGMA secure_delete=ON")
        self.clear(file)
        self._store.run("PRAGMA secure_delete=OFF")
        self._store.run("DELETE FROM file WHERE id=?", (file.id,))
        self.counters.used -= file.attributes.capacity(file.extents)
        del self._cache[file.id]
        del self._ids[file.name]

    def clear(self, file: File) -> None:
        """Every record of the file; its extents stay."""
        self._store.run("DELETE FROM slot WHERE address >= ? AND address < ?", (file.first, file.end))
        self._store.run("DELETE FROM record WHERE file=?", (file.id,))
        self._store.run("DELETE FROM alternate WHERE path >= ? AND path < ?", (file.id << 16, (file.id + 1) << 16))
        file.eof = file.tail = file.bytes = 0

    def rename(self, file: File, name: FileName) -> None:
        """The file under another name."""
        self._store.run("UPDATE file SET subvolume=?, name=? WHERE id=?", (name.subvolume, name.file, file.id))
        del self._ids[file.name]
        file.name = name
        self._ids[name] = file.id

    def describe(self, file: File, attributes: Attributes) -> None:
        """Other attributes for the file."""
        packed = msgspec.msgpack.encode(attributes)
        self._store.run("UPDATE file SET attributes=? WHERE id=?", (packed, file.id))
        file.attributes = attributes

    def save(self, file: File) -> None:
        """Write what has changed in the label."""
        self._store.run(
            "UPDATE file SET eof=?, extents=?, tail=?, bytes=?, ordinal=?, modified=?, opened=?, flags=? WHERE id=?",
            (
                file.eof,
                file.extents,
                file.tail,
                file.bytes,
                file.ordinal,
                file.modified,
                file.opened,
                file.flags,
                file.id,
            ),
        )

    def reach(self, file: File, size: int) -> None:
        """Allocate what it takes to hold ``size`` bytes. Refused with 45 (extents) or 43 (volume); then as before."""
        extents = file.attributes.extents_for(size)
        if extents > file.extents:
            self.allocate(file, extents)

    def allocate(self, file: File, extents: int) -> None:
        """Have that many extents, more or less than before. Refused as ``reach``."""
        attributes = file.attributes
        if extents > attributes.maximum_extents:
            raise Refused(FE.FILEFULL)
        growth = attributes.capacity(extents) - attributes.capacity(file.extents)
        if growth > self.counters.capacity - self.counters.used:
            raise Refused(FE.NODISCSPACE)
        self.counters.used += growth
        file.extents = extents
