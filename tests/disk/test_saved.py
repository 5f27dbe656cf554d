from __future__ import annotations

from pathlib import Path

import pytest
from disk.opener import Process

from guardian_emu.disk import operations as do
from guardian_emu.disk.half import Half
from guardian_emu.disk.position import Position

END = Position(next=-1)


def append(process: Process, label: int, sync: int, data: bytes) -> do.Write:
    return do.Write(label, process.by.handle, sync, position=END, data=data)


@pytest.mark.requires("DK-06", "R-36", "R-38")
def test_a_write_that_comes_again_is_not_done_and_has_its_first_reply(half: Half, process: Process) -> None:
    file = process.make("A.B", odd=True, how={"depth": 3})
    first = half.apply(append(process, file.label, 1, b"one"))
    half.apply(append(process, file.label, 2, b"two"))
    before = half.digests()
    again = half.apply(append(process, file.label, 1, b"other text, same number"))
    assert again.reply == first.reply and again.repeated and not first.repeated
    assert half.digests() == before
    assert file.read() == b"onetwo"


@pytest.mark.requires("DK-06")
def test_refusals_are_first_replies_too(half: Half, process: Process) -> None:
    file = process.make("A.B", maximum_extents=1, how={"depth": 1})
    refused = append(process, file.label, 1, bytes(4096))
    assert half.apply(refused).reply == half.apply(refused).reply
    assert half.apply(refused).repeated


def test_as_many_completions_are_kept_as_the_sync_depth_says(half: Half, process: Process) -> None:
    file = process.make("A.B", odd=True, how={"depth": 2})
    for sync in (1, 2, 3):
        half.apply(append(process, file.label, sync, b"x"))
    assert [half.apply(append(process, file.label, sync, b"y")).repeated for sync in (3, 2)] == [True, True]
    assert not half.apply(append(process, file.label, 1, b"z")).repeated  # too old to be known: done again


@pytest.mark.requires("R-41")
def test_an_open_with_sync_depth_0_does_everything_again(half: Half, process: Process) -> None:
    file = process.make("A.B", odd=True)
    for _ in range(2):
        assert not half.apply(append(process, file.label, 1, b"x")).repeated
    assert file.read() == b"xx"


@pytest.mark.requires("R-44")
def test_the_completions_are_kept_as_long_as_the_shared_open(half: Half, process: Process) -> None:
    file = process.make("A.B", odd=True, how={"depth": 1})
    first = half.apply(append(process, file.label, 7, b"x"))
    backup = Process(half, 2)
    shared = backup.open("A.B", filenum=1, depth=1, backup_of=process.by.handle)
    process.die()
    again = half.apply(append(backup, shared.label, 7, b"y"))
    assert again.repeated and again.reply == first.reply


def test_reset_sync_forgets_them(half: Half, process: Process) -> None:
    file = process.make("A.B", odd=True, how={"depth": 1})
    half.apply(append(process, file.label, 1, b"x"))
    file.ask(do.ResetSync)
    assert not half.apply(append(process, file.label, 1, b"x")).repeated


def test_requests_on_no_open_are_done_once_for_a_process(half: Half, process: Process) -> None:
    create = do.Create(process.by, sync=1, name="A.B")
    temporary = do.Create(process.by, sync=2)
    purge = do.Purge(process.by, sync=3, name="A.B")
    replies = [half.apply(operation).reply for operation in (create, temporary, purge)]
    assert [half.apply(operation).reply for operation in (create, temporary, purge)] == replies
    assert [reply.error for reply in replies if reply] == [0, 0, 0]
    process.die()
    assert process.ask(create).error == 0 and half.apply(purge).reply != half.apply(create).reply


@pytest.mark.requires("DK-05", "DK-06")
def test_completions_and_opens_outlive_the_process(tmp_path: Path) -> None:
    half = Half.create(tmp_path / "h.db", "$DATA", 1 << 20)
    half.start_alone(ordered=True)
    process = Process(half)
    file = process.make("A.B", odd=True, how={"depth": 1, "exclusion": 1})
    first = half.apply(append(process, file.label, 1, b"x"))
    half.close()
    again = Half(tmp_path / "h.db")
    again.start_alone()
    repeated = again.apply(append(process, file.label, 1, b"x"))
    assert repeated.repeated and repeated.reply == first.reply
    process.half = again
    assert process.open("A.B", filenum=9).error == 12
    again.close()


@pytest.mark.requires("DK-06")
def test_a_lock_that_was_granted_late_is_a_completion_too(half: Half, process: Process) -> None:
    holder = process.make("A.R", type=1, record_length=4, how={"depth": 1})
    holder.write(b"x")
    holder.at(0).lock()
    waiter = Process(half, 2).open("A.R", depth=1)
    read = do.Read(waiter.label, waiter.process.by.handle, sync=5, position=Position(), count=4, lock=True)
    assert half.apply(read).reply is None
    holder.unlock()
    reply = waiter.granted(holder.outcome)
    again = half.apply(read)
    assert again.reply == reply and again.repeated
