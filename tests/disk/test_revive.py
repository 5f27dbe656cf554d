from __future__ import annotations

import random
from pathlib import Path

import pytest
from disk.opener import Process, handle

from guardian_emu.disk import operations as do
from guardian_emu.disk.attributes import AlternateKey, Attributes
from guardian_emu.disk.half import Half
from guardian_emu.disk.position import Position
from guardian_emu.disk.revive import Cursor, Source
from guardian_emu.disk.states import State, Substate, Verdict, compare

KEYS = (AlternateKey(7, 3, 8, insertion_ordered=True),)


class Mirror:
    """Two halves as a disk process pair uses them, without the pair."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.first = Half.create(folder / "first.db", "$DATA", 1 << 30)
        self.second = Half.create(folder / "second.db", "$DATA", 1 << 30)
        self.first.start_alone(ordered=True)
        self.random = random.Random(seed)
        self.process = Process(self.first)
        self.files = [
            self.process.make(f"A.F{kind}", type=kind, record_length=60, key_length=8, primary_extent=900, odd=True)
            for kind in range(3)
        ]
        keyed = {"type": 3, "record_length": 60, "key_length": 8, "primary_extent": 900, "alternate_keys": KEYS}
        self.files.append(self.process.make("A.F3", **keyed, how={"depth": 2}))
        self.sync = 0

    def operation(self) -> do.Operation:
        kind = self.random.randrange(5)
        if kind == 4:
            return do.Create(Process(self.first, 2).by, at=self.random.randrange(99), name=f"B.X{self.sync}")
        self.sync += 1
        data = b"%08d%03d" % (self.random.randrange(5000), self.random.randrange(9)) + bytes(self.random.randrange(40))
        where = Position(next=-1) if kind < 2 else Position()
        return do.Write(self.files[kind].label, handle(1), self.sync, 5, where, data)

    def work(self, count: int) -> None:
        """Random operations, to the second half too where it is started or revived."""
        for _ in range(count):
            operation = self.operation()
            outcome = self.first.apply(operation)
            if self.second.state in (State.STARTED, State.STARTING) and not outcome.repeated:
                self.second.apply(operation, outcome.number)

    def close(self) -> None:
        self.first.close()
        self.second.close()


def copy(mirror: Mirror, source: Source, room: int = 2000) -> None:
    cursor = mirror.second.cursor
    while not cursor.end:
        cursor = mirror.second.take(source.slice(cursor, room))
        mirror.work(2)


@pytest.mark.requires("DK-07", "DK-11")
@pytest.mark.parametrize("seed", range(3))
def test_a_half_that_is_revived_under_load_is_equal_to_the_other_one(tmp_path: Path, seed: int) -> None:
    mirror = Mirror(tmp_path, seed)
    mirror.work(400)
    source = mirror.first.source()
    mirror.second.begin_revive()
    assert (mirror.second.state, mirror.second.substate) == (State.STARTING, Substate.REVIVE)
    copy(mirror, source)
    for _ in range(10):
        mirror.second.catch_up(2, limit=20)
        mirror.work(3)
    while mirror.second.catch_up(2, limit=20):
        pass
    source.close()
    assert mirror.second.state is State.STARTED
    assert mirror.second.standing[:2] == (2, mirror.first.standing.number)
    assert mirror.first.digests() == mirror.second.digests()
    mirror.work(200)
    assert mirror.first.digests() == mirror.second.digests()
    mirror.close()


@pytest.mark.requires("DK-05", "DK-06", "DK-11")
def test_opens_locks_waiting_requests_and_completions_are_copied_too(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path, 1)
    keyed = mirror.files[3]
    keyed.write(b"00000001abc")
    keyed.key(b"00000001").lock()
    other = Process(mirror.first, 2).open("A.F3")
    assert other.key(b"00000001").lock() == -1
    source = mirror.first.source()
    mirror.second.begin_revive()
    while not mirror.second.cursor.end:
        mirror.second.take(source.slice(mirror.second.cursor))
    source.close()
    assert mirror.second.catch_up(2) == 0 and mirror.second.state is State.STARTED
    keyed.process.half = other.process.half = mirror.second
    again = do.Write(keyed.label, handle(1), keyed.sync, 0, Position(), b"00000001abc")
    assert mirror.second.apply(again).repeated
    keyed.unlock()
    assert other.granted(keyed.outcome)
    mirror.close()


@pytest.mark.requires("DK-10", "DK-11")
def test_a_half_that_is_revived_does_not_serve_and_does_not_take_over(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path, 1)
    mirror.second.start_beside(1)
    mirror.second.begin_revive()
    assert Process(mirror.second).create("A.B").error == 66
    assert mirror.second.go_on_alone() is Substate.REVIVE
    assert mirror.second.start_alone(ordered=True) is Substate.PREMATURE_TAKEOVER
    assert mirror.second.state is State.STOPPED
    mirror.second.close()
    again = Half(tmp_path / "second.db")
    assert again.start_alone(ordered=True) is Substate.PREMATURE_TAKEOVER
    again.close()
    mirror.first.close()


@pytest.mark.requires("DK-11")
def test_a_revive_goes_on_after_a_pause_and_a_slice_may_come_twice(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path, 2)
    mirror.work(300)
    source = mirror.first.source()
    mirror.second.begin_revive()
    first = source.slice(mirror.second.cursor, 500)
    after = mirror.second.take(first)
    assert mirror.second.take(first) == after != Cursor()
    mirror.second.stop()
    mirror.second.close()
    mirror.second = Half(tmp_path / "second.db")
    assert mirror.second.cursor == after
    mirror.second.resume_revive()
    copy(mirror, source)
    while mirror.second.catch_up(2):
        pass
    source.close()
    assert mirror.first.digests() == mirror.second.digests()
    mirror.close()


@pytest.mark.requires("DK-11")
def test_a_copy_of_two_snapshots_is_begun_anew(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path, 5)
    mirror.work(300)
    source = mirror.first.source()
    mirror.second.begin_revive()
    for _ in range(8):
        mirror.second.take(source.slice(mirror.second.cursor, 3000))
        mirror.work(4)
    source.close()  # the process that had it is gone
    source = mirror.first.source()
    copy(mirror, source, 3000)
    while mirror.second.catch_up(2):
        pass
    source.close()
    assert mirror.second.state is State.STARTED and mirror.first.digests() == mirror.second.digests()
    mirror.close()


@pytest.mark.requires("DK-11")
def test_a_revive_that_missed_operations_begins_anew(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path, 3)
    mirror.work(50)
    source = mirror.first.source()
    mirror.second.begin_revive()
    mirror.second.stop()
    mirror.work(5)  # nobody tells the second half
    mirror.second.resume_revive()
    copy(mirror, source, 100_000)
    source.close()
    while mirror.second.state is State.STARTING and mirror.second.cursor.end:
        mirror.second.catch_up(2)
    assert mirror.second.state is State.STARTING and mirror.second.cursor == Cursor()
    source = mirror.first.source()
    copy(mirror, source)
    while mirror.second.catch_up(3):
        pass
    source.close()
    assert mirror.second.state is State.STARTED and mirror.first.digests() == mirror.second.digests()
    mirror.close()


@pytest.mark.requires("DK-10", "DK-11")
def test_the_half_that_went_on_is_the_newer_one_whenever_the_revived_one_died(tmp_path: Path) -> None:
    for moment in range(3):
        folder = tmp_path / str(moment)
        folder.mkdir()
        mirror = Mirror(folder, 6)
        source = mirror.first.source()
        mirror.second.begin_revive()
        copy(mirror, source)
        source.close()
        if moment > 0:
            mirror.first.start_beside(2)
        while moment > 1 and mirror.second.catch_up(2):
            pass
        mirror.second.stop()
        mirror.first.go_on_alone()
        mirror.work(5)
        assert compare(mirror.first.standing, mirror.second.standing) is Verdict.FIRST_SERVES
        mirror.close()


def test_halves_that_differ_in_one_byte_have_other_digests(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path, 4)
    for half in (mirror.first, mirror.second):
        half.start_beside(1)
    before = mirror.first.digests()
    mirror.first.apply(do.Create(Requester, name="C.C", attributes=Attributes()))
    assert mirror.first.digests() != before
    mirror.close()


Requester = do.Requester(handle(1))
