"""A process that uses the files of a half, as the file system of a program would: it keeps positions and sync ids."""

from __future__ import annotations

from itertools import count
from typing import Any

from guardian_emu.disk import operations as do
from guardian_emu.disk import position
from guardian_emu.disk.attributes import Attributes
from guardian_emu.disk.half import Half
from guardian_emu.disk.reply import Outcome, Reply

SUPER = 0xFFFF
_times = count(1_000_000)


def handle(number: int) -> bytes:
    return number.to_bytes(20, "big")


class Process:
    """One process: ``number`` makes its handle."""

    def __init__(self, half: Half, number: int = 1, user: int = SUPER, local: bool = True) -> None:
        self.half = half
        self.by = do.Requester(handle(number), user, local)
        self._filenums = count(1)

    def create(self, name: str, **attributes: Any) -> Reply:
        return self.ask(do.Create(self.by, at=next(_times), name=name, attributes=Attributes(**attributes)))

    def open(self, name: str, **how: Any) -> File:
        how.setdefault("filenum", next(self._filenums))
        reply = self.ask(do.Open(self.by, at=next(_times), name=name, **how))
        return File(self, name, reply)

    def make(self, name: str, /, how: dict[str, Any] | None = None, **attributes: Any) -> File:
        """A new file, open."""
        assert self.create(name, **attributes).error == 0
        file = self.open(name, **(how or {}))
        assert file.error == 0
        return file

    def purge(self, name: str) -> int:
        return self.ask(do.Purge(self.by, at=next(_times), name=name)).error

    def ask(self, operation: do.Operation) -> Reply:
        reply = self.half.apply(operation).reply
        assert reply is not None
        return reply

    def die(self) -> Outcome:
        return self.half.apply(do.OpenerGone(self.by.handle, at=next(_times)))


class File:
    """A file number. ``error`` is that of the last request, ``outcome`` all of what came of it."""

    def __init__(self, process: Process, name: str, opened: Reply) -> None:
        self.process = process
        self.name = name
        self.label = opened.label
        self.error = opened.error
        self.outcome = Outcome(opened)
        self.place = position.START
        self.sync = 0

    @property
    def attributes(self) -> Attributes:
        half = self.process.half
        return half.inquire(lambda volume: volume.catalog.file(self.name).attributes)

    def at(self, specifier: int) -> File:
        self.place = position.at(self.attributes, specifier)
        return self

    def key(self, key: bytes, specifier: int = 0, word: int | None = None, mode: int = 0) -> File:
        self.place = position.to_key(self.attributes, key, specifier, word, mode)
        return self

    def read(self, count: int = 4096, **how: Any) -> bytes:
        self._done(self.ask(do.Read, position=self.place, count=count, **how))
        return self.outcome.reply.data if self.outcome.reply else b""

    def read_update(self, count: int = 4096, **how: Any) -> bytes:
        return self.read(count, update=True, **how)

    def write(self, data: bytes) -> int:
        self.sync += 1
        return self._done(self.ask(do.Write, sync=self.sync, position=self.place, data=data))

    def update(self, data: bytes, unlock: bool = False) -> int:
        self.sync += 1
        return self._done(self.ask(do.WriteUpdate, sync=self.sync, position=self.place, data=data, unlock=unlock))

    def delete(self) -> int:
        return self.update(b"")

    def lock(self) -> int:
        return self._done(self.ask(do.LockRecord, position=self.place))

    def unlock(self) -> int:
        return self._done(self.ask(do.UnlockRecord, position=self.place))

    def lock_file(self) -> int:
        return self._done(self.ask(do.LockFile))

    def unlock_file(self) -> int:
        return self._done(self.ask(do.UnlockFile))

    def control(self, operation: int, parameter: int = 0) -> int:
        return self._done(self.ask(do.Control, operation=operation, parameter=parameter, position=self.place))

    def setmode(self, function: int, first: int | None = None, second: int | None = None) -> int:
        user = self.process.by.user
        return self._done(self.ask(do.SetMode, user=user, function=function, first=first, second=second))

    def rename(self, name: str) -> int:
        self._done(self.ask(do.Rename, name=name))
        return self.error

    def close(self) -> int:
        return self._done(self.ask(do.Close))

    def all(self, count: int = 4096) -> list[bytes]:
        """Every record from here on."""
        records = []
        while True:
            data = self.read(count)
            if self.error == 1:
                return records
            assert self.error in (0, 9), self.error
            records.append(data)

    def ask(self, kind: type[do.OfOpen], **what: Any) -> Outcome:
        operation = kind(self.label, self.process.by.handle, at=next(_times), **what)
        half = self.process.half
        if isinstance(operation, do.Read) and not operation.lock:
            outcome = half.read(operation)
            return outcome if outcome.reply else half.apply(operation)
        return half.apply(operation)

    @property
    def waits(self) -> bool:
        return self.outcome.reply is None

    def granted(self, outcome: Outcome) -> Reply | None:
        """What another request's outcome brought for the request that waits here."""
        for label, reply in ((one.label, one.reply) for one in outcome.granted):
            if label == self.label:
                self._done(Outcome(reply))
                return reply
        return None

    def _done(self, outcome: Outcome) -> int:
        self.outcome = outcome
        reply = outcome.reply
        if reply is None:
            return -1
        self.error = reply.error
        if reply.position is not None:
            self.place = reply.position
        return reply.error
