from __future__ import annotations

import itertools

import pytest
from disk.opener import Process, handle

from guardian_emu.disk import operations as do
from guardian_emu.disk.half import Half
from guardian_emu.disk.items import Item

KINDS = [(1, 0), (2, 0), (1, 3), (2, 3), (0, 1)]
"""Access and exclusion: shared read, shared write, protected read, protected write, exclusive."""

ALLOWED = ["++++-", "++---", "+-+--", "+----", "-----"]
"""The table of procedures.md 1.1: rows existing, columns new."""


@pytest.mark.parametrize(("old", "new"), list(itertools.product(range(5), repeat=2)))
def test_an_open_conflicts_with_another_as_the_table_says(process: Process, old: int, new: int) -> None:
    process.create("A.B")
    first = process.open("A.B", access=KINDS[old][0], exclusion=KINDS[old][1])
    assert first.error == 0
    second = process.open("A.B", access=KINDS[new][0], exclusion=KINDS[new][1])
    assert second.error == (0 if ALLOWED[old][new] == "+" else 12)
    first.close()
    second.close()
    assert process.open("A.B", access=KINDS[new][0], exclusion=KINDS[new][1]).error == 0


def test_opening_a_missing_file_is_11_and_a_bad_name_13(process: Process) -> None:
    assert process.open("A.B").error == 11
    assert process.open("A").error == 13
    assert process.open("$OTHER.A.B").error == 14


def test_modes_that_do_not_exist_are_590(process: Process) -> None:
    process.create("A.B")
    for wrong in ({"access": 3}, {"access": -1}, {"exclusion": 4}, {"depth": 16}, {"depth": -1}):
        assert process.open("A.B", **wrong).error == 590


def test_a_file_opened_for_reading_is_not_written_and_the_other_way_round(process: Process) -> None:
    process.make("A.B").write(b"data")
    reader, writer = process.open("A.B", access=1), process.open("A.B", access=2)
    assert (reader.write(b"x"), reader.update(b"x"), reader.control(20)) == (49, 49, 49)
    writer.read()
    assert writer.error == 49
    assert reader.read() == b"data"


def test_a_structured_file_is_not_opened_without_its_structure(process: Process) -> None:
    process.create("A.R", type=1)
    assert process.open("A.R", options=0x8000).error == 564
    process.create("A.U")
    assert process.open("A.U", options=0x8000).error == 0


@pytest.mark.requires("DK-05")
def test_a_backup_shares_the_open_of_its_primary(half: Half, process: Process) -> None:
    file = process.make("A.K", type=3, key_length=1, record_length=9, how={"depth": 2, "exclusion": 1})
    file.write(b"a")
    file.key(b"a").lock()
    backup = Process(half, 2)
    shared = backup.open("A.K", filenum=1, depth=2, exclusion=1, backup_of=process.by.handle)
    assert (shared.error, shared.label) == (0, file.label)
    shared.sync = file.sync
    shared.key(b"a")
    assert shared.update(b"a+") == 0  # its primary's lock is its own
    process.die()
    assert shared.update(b"a!") == 0
    other = Process(half, 3)
    assert other.open("A.K").error == 12
    backup.die()
    assert other.open("A.K").error == 0


@pytest.mark.requires("DK-05")
def test_a_backup_open_without_the_same_open_of_the_primary_is_17(half: Half, process: Process) -> None:
    process.make("A.B", how={"depth": 1})
    backup = Process(half, 2)
    primary = process.by.handle
    assert backup.open("A.B", filenum=2, depth=1, backup_of=primary).error == 17
    assert backup.open("A.B", filenum=1, depth=2, backup_of=primary).error == 17
    assert backup.open("A.B", filenum=1, depth=1, backup_of=handle(9)).error == 17
    assert backup.open("A.B", filenum=1, depth=1, backup_of=primary).error == 0
    assert Process(half, 3).open("A.B", filenum=1, depth=1, backup_of=primary).error == 17


def test_opening_again_under_the_same_file_number_is_the_same_open(process: Process) -> None:
    process.create("A.B")
    first = process.open("A.B", filenum=4, exclusion=1)
    again = process.open("A.B", filenum=4, exclusion=1)
    assert again.label == first.label and not again.error
    assert process.open("A.B", filenum=5, exclusion=1).error == 12


def test_a_label_of_somebody_else_is_60(half: Half, process: Process) -> None:
    file = process.make("A.B")
    thief = Process(half, 2)
    for label in (file.label, 999):
        assert thief.ask(do.Write(label, thief.by.handle, data=b"x")).error == 60
    assert half.read(do.Read(file.label, b"", count=4)).reply.error == 60  # type: ignore[union-attr]
    assert file.write(b"x") == 0


def test_closing_twice_is_no_error_and_a_closed_open_is_60(process: Process) -> None:
    file = process.make("A.B")
    assert (file.close(), file.close(), file.write(b"x")) == (0, 0, 60)


def test_the_last_open_is_noted_unless_the_opener_does_not_want_it(half: Half, process: Process) -> None:
    process.create("A.B")
    process.open("A.B", options=0x2000)
    assert half.inquire(lambda volume: volume.information("A.B"))[Item.LASTOPENDATE] == 0
    process.open("A.B")
    assert half.inquire(lambda volume: volume.information("A.B"))[Item.LASTOPENDATE] > 0  # type: ignore[operator]


def test_files_that_were_open_for_writing_when_the_node_died_are_crash_open(half: Half, process: Process) -> None:
    process.make("A.W"), process.make("A.R", how={"access": 1})
    backup = Process(half, 2)
    backup.open("A.W", filenum=1, backup_of=process.by.handle)
    temporary = process.open(process.create("").name)
    temporary.write(b"x")
    half.apply(do.ForgetOpeners())
    assert process.open(temporary.name).error == 11
    items = {name: half.inquire(lambda volume, name=name: volume.information(name)) for name in ("A.W", "A.R")}
    assert [items[name][Item.CRASHOPEN] for name in ("A.W", "A.R")] == [1, 0]
    assert [items[name][Item.FILEISOPEN] for name in ("A.W", "A.R")] == [0, 0]
    process.open("A.W").close()
    assert half.inquire(lambda volume: volume.information("A.W"))[Item.CRASHOPEN] == 0
