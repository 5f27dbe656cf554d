"""One mirror half of a volume: a volume in a database of its own, with its state and its generation (DK-07, DK-09)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from guardian_emu.errors import EnvironmentProblem, UsageError

from .errors import FE, Refused
from .names import is_volume
from .operations import Operation, Read
from .reply import Outcome, Reply
from .revive import Cursor, Slice, Source, Target, digests
from .states import Standing, State, Substate, may_serve_alone
from .store import FORMAT, Failure, Store, Taken, failure_of
from .volume import Volume

Answer = TypeVar("Answer")

_SUBSTATES = {Failure.BROKEN: Substate.HARDDOWN, Failure.SHORT: Substate.RESOURCE_UNAVAILABLE}
_REFUSALS = {
    Substate.PREMATURE_TAKEOVER: "it is in the middle of a revive and has not everything",
    Substate.INACCESSIBLE: "the other half may be newer and cannot be asked; an operator can order this one to serve",
}


class Half:
    """A half does not fail because of its database: what it cannot do it answers with a Guardian error.

    43: the machine has no room, nothing was changed. 120: the database cannot be read or written; from then on the half
    is STOPPED, HARDDOWN, ``reason`` says why, and everything is answered with 66.

    Guarantee: what ``apply`` has answered is there exactly once after the death of the process at any moment.
    """

    def __init__(self, path: Path) -> None:
        """Open the half in ``path``. It is STOPPED until it is started; one that cannot be opened says why."""
        self.path = path
        self._standing = Standing(0, 0, False, False)
        self._store: Store | None = None
        self._volume: Volume | None = None
        self._down(Substate.DOWN, "it was not started yet")
        try:
            self._load(Store(path))
        except Taken:
            self._down(Substate.INACCESSIBLE, "another process has it")
        except (sqlite3.Error, OSError, msgspec.MsgspecError) as error:
            self._down(Substate.HARDDOWN, f"{path} cannot be opened: {error}")

    @staticmethod
    def create(path: Path, name: str, capacity: int) -> Half:
        """Make an empty half of the volume ``name`` with room for ``capacity`` bytes of extents.

        Raises UsageError for a name that is no volume's or no capacity, EnvironmentProblem where it cannot be written.
        """
        if not is_volume(name) or capacity <= 0:
            raise UsageError(
                "a volume cannot be made",
                f"{name}, {capacity} bytes",
                "its name is `$`, a letter and up to six letters or digits, and it has room for something",
                "give the volume another name or a capacity above 0",
            )
        try:
            store = Store(path, new=True)
            with store.transaction():
                store.run("INSERT INTO half VALUES (1,?,0,0,'',NULL)", (FORMAT,))
                store.run("INSERT INTO volume VALUES (1,?,?,0,0,0,0,0,0)", (name, capacity))
            store.close()
        except (sqlite3.Error, OSError, Taken) as error:
            raise EnvironmentProblem(
                "a mirror half cannot be made", path, str(error), "look at the folder, its owner and what is in it"
            ) from error
        return Half(path)

    def _load(self, store: Store) -> None:
        try:
            row = store.row("SELECT format, generation, alone, substate FROM half")
            if row is None or row[0] != FORMAT:
                self._down(Substate.CONFIG_ERROR, f"its format is {row and row[0]}, this version knows {FORMAT}")
                store.close()
                return
            self._volume = Volume(store)
        except BaseException:
            store.close()
            raise
        self._store = store
        whole = row[3] != Substate.REVIVE.value
        self._standing = Standing(row[1], self._volume.files.counters.applied, bool(row[2]), whole)

    @property
    def standing(self) -> Standing:
        """How far the half has come; what tells the newer of two halves."""
        number = self._volume.files.counters.applied if self._volume else self._standing.number
        return self._standing._replace(number=number)

    @property
    def name(self) -> str:
        """The name of the volume; empty when the half cannot be opened."""
        return self._volume.files.counters.name if self._volume else ""

    def close(self) -> None:
        """Give the database back. The half can be opened again and is as it was."""
        if self._store:
            self._store.close()
        self._store = self._volume = None
        self._down(Substate.DOWN, "it was closed")

    def start_beside(self, generation: int) -> Substate:
        """Serve together with the other half, which is equal, in a generation that both agreed on."""
        if self._volume is None:
            return self.substate
        return self._begin(self._standing._replace(generation=generation, alone=False))

    def start_alone(self, ordered: bool = False) -> Substate:
        """Serve without the other half; NONE, or why it does not (DK-10): see ``states.may_serve_alone``."""
        if self._volume is None:
            return self.substate
        refusal = may_serve_alone(self.standing, ordered)
        if refusal is not Substate.NONE:
            self._down(refusal, _REFUSALS[refusal])
            return refusal
        return self._begin(self._standing._replace(generation=self._standing.generation + 1, alone=True))

    def go_on_alone(self) -> Substate:
        """The other half is gone: begin a generation that it has not. Answer nothing before this has returned NONE."""
        if self.state is not State.STARTED or self._standing.alone:
            return self.substate
        return self._begin(self._standing._replace(generation=self._standing.generation + 1, alone=True))

    def stop(self, substate: Substate = Substate.DOWN, reason: str = "an operator stopped it") -> None:
        """Serve no more, until it is started again."""
        self._down(substate, reason)

    def _begin(self, standing: Standing) -> Substate:
        try:
            with self._database().transaction():
                self._stand(standing)
            self._loaded().reload()
        except sqlite3.Error as error:
            self._failed(error)
            return self.substate
        self._serve(standing)
        return Substate.NONE

    def _stand(self, standing: Standing) -> None:
        substate = Substate.NONE if standing.whole else Substate.REVIVE
        self._database().run(
            "UPDATE half SET generation=?, alone=?, substate=?",
            (standing.generation, int(standing.alone), substate.value),
        )

    def _serve(self, standing: Standing) -> None:
        self._standing = standing
        self.state, self.substate, self.reason = State.STARTED, Substate.NONE, ""

    def _down(self, substate: Substate, reason: str) -> None:
        self.state, self.substate, self.reason = State.STOPPED, substate, reason

    def _failed(self, error: sqlite3.Error) -> FE:
        """What a failure of the database is for Guardian. One that no disk can have is a bug, and raised."""
        failure = failure_of(error)
        if failure is Failure.FULL:
            self._loaded().reload()
            return FE.NODISCSPACE
        self._down(_SUBSTATES[failure], f"{self.path}: {error}")
        return FE.DATAPARITY

    def apply(self, operation: Operation, number: int | None = None) -> Outcome:
        """Apply one operation; see ``apply_all``."""
        return self.apply_all((operation,), number)[0]

    def apply_all(self, operations: Sequence[Operation], first: int | None = None) -> list[Outcome]:
        """Apply operations in order, in one transaction: all of them are kept, or none and all have the same error.

        ``first`` is the number that the other half gave to the first of them. One that was applied already is
        answered as repeated; when some are missing, the half stops and must be revived. While it is revived,
        operations are only kept.
        """
        reviving = self.state is State.STARTING and first is not None
        if not reviving and self.state is not State.STARTED:
            return [Outcome(Reply(FE.DEVDOWN))] * len(operations)
        try:
            with self._database().transaction():
                if reviving and first is not None:
                    Target(self._database()).keep(operations, first)
                    return [Outcome()] * len(operations)
                return self._perform(operations, first)
        except sqlite3.Error as error:
            return [Outcome(Reply(self._failed(error)))] * len(operations)
        except BaseException:
            self._loaded().reload()
            raise

    def _perform(self, operations: Sequence[Operation], first: int | None) -> list[Outcome]:
        volume = self._loaded()
        applied = volume.files.counters.applied
        if first is not None and first > applied + 1:
            self._down(Substate.DOWN, f"it missed the operations {applied + 1} to {first - 1} and must be revived")
            return [Outcome(Reply(FE.DEVDOWN))] * len(operations)
        known = 0 if first is None else min(applied + 1 - first, len(operations))
        done = [Outcome(repeated=True, number=applied)] * known
        return done + [volume.perform(operation) for operation in operations[known:]]

    def read(self, operation: Read) -> Outcome:
        """READ and READUPDATE without a lock: nothing changes, and the other half need not know (DK-02).

        No reply: a lock of somebody else is in the way, and ``apply`` lets the request wait for it.
        """
        if self.state is not State.STARTED or operation.lock:
            return Outcome(Reply(FE.DEVDOWN if self.state is not State.STARTED else FE.INVALOP))
        try:
            return Outcome(self._loaded().read(operation), number=self.standing.number)
        except sqlite3.Error as error:
            return Outcome(Reply(self._failed(error)))

    def inquire(self, question: Callable[[Volume], Answer]) -> Answer:
        """Ask what changes nothing: ``half.inquire(lambda volume: volume.information(name))``. Raises Refused."""
        if self.state is not State.STARTED:
            raise Refused(FE.DEVDOWN)
        try:
            return question(self._loaded())
        except sqlite3.Error as error:
            raise Refused(self._failed(error)) from error

    def source(self) -> Source:
        """Begin to be copied from. Operations with a higher number than the source's go to the other half too."""
        return Source(self._database())

    def begin_revive(self) -> None:
        """Forget everything and be copied: STARTING, REVIVE, until ``catch_up`` has nothing left (DK-11)."""
        try:
            with self._database().transaction():
                Target(self._database()).begin()
                Target(self._database()).drop_all()
                self._stand(self._standing._replace(whole=False))
        except sqlite3.Error as error:
            self._failed(error)
            return
        self.resume_revive()

    def resume_revive(self) -> None:
        """Go on with a copy that was interrupted, from the same source."""
        self._standing = self._standing._replace(whole=False)
        self._loaded().reload()
        self.state, self.substate, self.reason = State.STARTING, Substate.REVIVE, "it is copied from the other half"

    def take(self, part: Slice) -> Cursor:
        """Write a slice; which one is wanted next. The same slice again changes nothing."""
        target = Target(self._database())
        try:
            with self._database().transaction():
                target.take(part)
            return target.cursor
        except sqlite3.Error as error:
            self._failed(error)
            return part.start

    def catch_up(self, generation: int, limit: int = 100) -> int:
        """After the last slice: apply up to ``limit`` of the operations that were kept; how many were.

        0: nothing was left, the half is STARTED, whole, in this generation. The half that it was copied from must have
        begun that generation (``start_beside``) before: a half that counts as alone would not begin another one when
        this one dies. One that misses operations begins anew: its cursor is at the start again.
        """
        store = self._database()
        target = Target(store)
        if self.state is not State.STARTING or not target.cursor.end:
            return 0
        try:
            return self._catch_up(store, target, generation, limit)
        except sqlite3.Error as error:
            self._failed(error)
            return 0

    def _catch_up(self, store: Store, target: Target, generation: int, limit: int) -> int:
        volume = self._loaded()
        volume.reload()
        with store.transaction():
            pending = target.pending(limit)
            for number, operation in pending:
                if number > volume.files.counters.applied + 1:
                    target.begin()
                    return len(pending)
                if number == volume.files.counters.applied + 1:
                    volume.perform(operation)
            standing = Standing(generation, volume.files.counters.applied, False, not pending)
            if pending:
                target.drop(pending[-1][0])
            else:
                self._stand(standing)
        if not pending:
            self._serve(standing)
        return len(pending)

    @property
    def cursor(self) -> Cursor:
        """Which slice a half that is revived wants next."""
        return Target(self._database()).cursor

    def digests(self) -> dict[str, str]:
        """What is in the half, table by table; equal halves have equal ones."""
        return digests(self._database().database)

    def _database(self) -> Store:
        if self._store is None:
            raise Refused(FE.DEVDOWN)
        return self._store

    def _loaded(self) -> Volume:
        if self._volume is None:
            raise Refused(FE.DEVDOWN)
        return self._volume
