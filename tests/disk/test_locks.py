from __future__ import annotations

from pathlib import Path

import pytest
from disk.opener import File, Process

from guardian_emu.disk import operations as do
from guardian_emu.disk.half import Half
from guardian_emu.disk.locks import MOST_LOCKS


@pytest.fixture
def files(half: Half) -> list[File]:
    """Four opens, each of another process, of a file with the records a to f."""
    process = Process(half)
    first = process.make("A.K", type=3, key_length=1, record_length=10)
    for name in b"abcdef":
        first.write(bytes((name,)))
    return [first, *(Process(half, number).open("A.K") for number in (2, 3, 4))]


def test_a_lock_makes_reads_and_locks_of_others_wait_in_order(files: list[File]) -> None:
    holder, reader, second, third = files
    assert holder.key(b"b").lock() == 0
    reader.key(b"b").read()
    assert reader.waits
    assert second.key(b"b").lock() == -1 and third.key(b"b").lock() == -1
    holder.unlock()
    assert [one.label for one in holder.outcome.granted] == [reader.label, second.label]
    reply = reader.granted(holder.outcome)
    assert reply and reply.data == b"b"
    second.unlock()
    assert [one.label for one in second.outcome.granted] == [third.label]


def test_a_write_to_what_another_one_locked_is_73_and_never_waits(files: list[File]) -> None:
    holder, other = files[:2]
    holder.key(b"c").lock()
    assert (other.key(b"c").update(b"cc"), other.delete(), other.control(20)) == (73, 73, 73)
    assert other.key(b"d").update(b"dd") == 0
    holder.key(b"c").delete()
    assert other.write(b"c") == 73
    holder.unlock()
    assert other.write(b"c") == 0


@pytest.mark.parametrize(
    ("mode", "reading", "locking"), [(0, -1, -1), (1, 73, 73), (2, 0, -1), (3, 0, 73), (6, 9, -1), (7, 9, 73)]
)
def test_the_lock_mode_says_whether_to_wait(files: list[File], mode: int, reading: int, locking: int) -> None:
    holder, other = files[:2]
    holder.key(b"a").lock()
    assert other.setmode(4, mode) == 0
    data = other.key(b"a").read()
    assert (-1 if other.waits else other.error) == reading
    assert data == (b"a" if reading in (0, 9) else b"")
    if other.waits:
        other.ask(do.Cancel)
    assert other.key(b"a").lock() == locking


def test_lock_modes_that_do_not_exist_are_590(files: list[File]) -> None:
    assert [files[0].setmode(4, mode) for mode in (4, 5, 8, -1)] == [590] * 4


def test_a_file_lock_waits_until_the_locks_of_others_are_gone(files: list[File]) -> None:
    first, second, third = files[:3]
    first.key(b"a").lock(), second.key(b"b").lock()
    assert first.lock_file() == -1
    assert third.key(b"f").lock() == -1  # behind the one that waits for the file
    assert second.key(b"e").lock() == 0  # it is waited for, and let by
    second.unlock_file()
    assert [one.label for one in second.outcome.granted] == [first.label]
    assert second.key(b"b").lock() == -1
    first.unlock_file()
    assert [one.label for one in first.outcome.granted] == [third.label, second.label]


def test_an_unlocked_file_is_free_for_everybody(files: list[File]) -> None:
    first, second = files[:2]
    assert first.lock_file() == 0
    second.key(b"a").read()
    assert second.waits
    assert first.key(b"a").update(b"a!") == 0
    first.unlock_file()
    reply = second.granted(first.outcome)
    assert reply and reply.data == b"a!"


def test_locks_are_not_counted_and_unlocking_what_is_free_is_no_error(files: list[File]) -> None:
    first, second = files[:2]
    first.key(b"a")
    assert (first.lock(), first.lock(), first.unlock(), first.unlock()) == (0, 0, 0, 0)
    assert second.key(b"a").lock() == 0
    assert (first.unlock(), second.unlock()) == (0, 0)
    assert first.key(b"zz").unlock() == 0
    assert first.key(b"z").lock() == 11


def test_reading_with_lock_and_updating_with_unlock(files: list[File]) -> None:
    first, second = files[:2]
    assert first.key(b"b").read(lock=True) == b"b"
    assert first.read(lock=True) == b"c"
    assert second.key(b"c").lock() == -1
    assert first.update(b"c!", unlock=True) == 0
    assert second.granted(first.outcome)
    assert first.key(b"b").read_update(lock=True) == b"b"
    assert first.update(b"", unlock=True) == 0
    assert second.key(b"b").lock() == 11


def test_a_request_that_was_granted_sees_what_is_there_then(files: list[File]) -> None:
    first, second, third = files[:3]
    first.key(b"b").lock(), second.key(b"b").read(lock=True), third.key(b"b").read_update(lock=True)
    assert second.waits and third.waits
    first.delete()
    first.unlock()
    reply = second.granted(first.outcome)
    assert reply and reply.data == b"c"  # the next one
    reply = third.granted(first.outcome)
    assert reply and reply.error == 11


def test_two_opens_of_one_process_are_two_owners(files: list[File]) -> None:
    first = files[0]
    again = first.process.open("A.K")
    first.key(b"a").lock()
    assert again.key(b"a").lock() == -1


def test_a_close_and_a_death_release_locks_and_take_requests_out_of_the_queue(files: list[File]) -> None:
    first, second, third, fourth = files
    first.key(b"a").lock(), second.key(b"a").lock(), third.key(b"a").lock(), fourth.key(b"a").lock()
    assert not second.process.die().granted
    first.close()
    assert [one.label for one in first.outcome.granted] == [third.label]
    assert [one.label for one in third.process.die().granted] == [fourth.label]


def test_a_waiting_request_of_a_member_that_dies_is_dropped_and_the_open_goes_on(half: Half, files: list[File]) -> None:
    first = files[0]
    primary, backup = Process(half, 8), Process(half, 9)
    mine = primary.open("A.K", filenum=1)
    shared = backup.open("A.K", filenum=1, backup_of=primary.by.handle)
    first.key(b"a").lock()
    assert mine.key(b"a").lock() == -1
    primary.die()
    first.unlock()
    assert first.outcome.granted == ()
    assert shared.key(b"a").lock() == 0


def test_a_cancelled_request_is_never_finished_and_those_behind_it_move_up(files: list[File]) -> None:
    first, second, third = files[:3]
    first.key(b"a").lock(), second.lock_file(), third.key(b"c").lock()
    assert second.waits and third.waits
    outcome = second.ask(do.Cancel)
    assert third.granted(outcome)
    first.unlock()
    assert not first.outcome.granted


def test_a_request_that_waits_and_is_sent_again_keeps_its_place(files: list[File]) -> None:
    first, second, third = files[:3]
    first.key(b"a").lock(), second.key(b"a").lock(), third.key(b"a").lock(), second.lock()
    first.unlock()
    assert [one.label for one in first.outcome.granted] == [second.label]


def test_an_open_holds_a_limited_number_of_locks(process: Process) -> None:
    file = process.make("A.R", type=1, record_length=2, primary_extent=100)
    numbers = range(MOST_LOCKS + 1)
    process.half.apply_all(
        [do.Write(file.label, process.by.handle, position=do.Position(next=n), data=b"x") for n in numbers]
    )
    locks = [do.LockRecord(file.label, process.by.handle, position=do.Position(current=n)) for n in numbers]
    errors = [outcome.reply and outcome.reply.error for outcome in process.half.apply_all(locks)]
    assert errors == [0] * MOST_LOCKS + [35]
    file.unlock_file()
    assert file.at(MOST_LOCKS).lock() == 0


def test_records_of_every_type_are_locked(half: Half, process: Process) -> None:
    for kind in range(3):
        name = f"A.F{kind}"
        first = process.make(name, type=kind, record_length=10, odd=True)
        second = Process(half, 7).open(name)
        second.setmode(4, 1)
        first.write(b"x"), first.write(b"y")
        assert first.at(first.place.current).lock() == 0
        second.at(first.place.current).read()
        assert second.error == 73
        assert second.update(b"z") == 73
        assert second.at(0).read(1) == b"x"


@pytest.mark.requires("DK-05")
def test_locks_and_waiting_requests_outlive_the_process(tmp_path: Path) -> None:
    half = Half.create(tmp_path / "h.db", "$DATA", 1 << 20)
    half.start_alone(ordered=True)
    first, second = Process(half, 1), Process(half, 2)
    mine = first.make("A.R", type=1, record_length=4)
    mine.write(b"x"), mine.at(0).lock()
    theirs = second.open("A.R").at(0)
    assert theirs.lock() == -1
    half.close()
    again = Half(tmp_path / "h.db")
    again.start_alone()
    mine.process.half = theirs.process.half = again
    assert mine.update(b"y") == 0
    mine.unlock()
    assert theirs.granted(mine.outcome)
    assert mine.update(b"z") == 73
    again.close()
