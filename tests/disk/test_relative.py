from __future__ import annotations

import pytest
from disk.opener import File, Process

from guardian_emu.disk.attributes import AlternateKey


@pytest.fixture
def file(process: Process) -> File:
    return process.make("A.R", type=1, record_length=20)


def test_records_have_numbers(file: File) -> None:
    assert file.at(3).write(b"three") == 0
    assert (file.place.current, file.place.next) == (3, 4)
    assert file.write(b"four") == 0
    assert file.at(4).read_update() == b"four"
    assert file.at(3).write(b"again") == 10
    assert file.at(0).all() == [b"three", b"four"]


def test_an_empty_slot_is_skipped_by_read_and_is_11_to_an_update(file: File) -> None:
    file.at(7).write(b"seven")
    assert file.at(2).read() == b"seven" and file.place.current == 7
    file.at(2).read_update()
    assert file.error == 11
    assert (file.update(b"x"), file.delete(), file.lock()) == (11, 11, 11)


def test_minus_two_takes_a_free_slot_and_minus_one_appends(file: File) -> None:
    for number in (0, 1, 3, 9):
        file.at(number).write(b"x")
    file.at(-2)
    file.write(b"a"), file.write(b"b")
    assert (file.place.current, file.place.next) == (4, -2)
    assert file.at(2).read_update() == b"a"
    assert file.at(-1).write(b"end") == 0 and file.place.current == 10
    file.at(1).delete()
    assert file.at(-2).write(b"c") == 0 and file.place.current == 1


def test_lengths_that_cannot_be_are_21(file: File) -> None:
    assert file.write(b"x" * 21) == 21
    assert file.write(b"") == 21
    assert file.write(b"x" * 20) == 0
    assert file.at(0).update(b"x" * 21) == 21
    assert file.update(b"short") == 0 and file.read_update() == b"short"


def test_deleted_records_are_gone_and_their_slots_free(file: File) -> None:
    file.write(b"a")
    assert file.at(0).delete() == 0
    file.read_update()
    assert file.error == 11
    assert file.write(b"b") == 0


def test_key_positions_name_record_numbers(file: File) -> None:
    for number in range(5):
        file.at(number).write(b"%d" % number)
    assert file.key((2).to_bytes(4, "big")).all() == [b"2", b"3", b"4"]
    assert file.key((2).to_bytes(4, "big"), mode=2).all() == [b"2"]
    assert file.key((2).to_bytes(4, "big"), mode=0x4000).all() == [b"2", b"1", b"0"]
    assert file.key((2).to_bytes(4, "big"), mode=0x8000).all() == [b"3", b"4"]
    assert file.key((2).to_bytes(8, "big"), word=0x0808).read() == b"2"
    assert file.key(b"", word=0, mode=0x4000).read() == b"4"


def test_the_file_is_full_at_its_last_extent_and_at_the_last_record_number(process: Process) -> None:
    file = process.make("A.F", type=1, record_length=4072, primary_extent=2, maximum_extents=2)
    assert [file.at(-1).write(b"x") for _ in range(3)] == [0, 0, 45]
    assert file.at((1 << 31) - 1).write(b"x") == 45
    assert file.at(1 << 31).write(b"x") == 45


def test_relative_files_have_alternate_keys(process: Process) -> None:
    file = process.make("A.S", type=1, record_length=20, alternate_keys=(AlternateKey(0x4E41, 2, 0),))
    for number, data in ((5, b"bb5"), (1, b"bb1"), (3, b"aa3")):
        file.at(number).write(data)
    assert file.key(b"aa", 0x4E41).all() == [b"aa3", b"bb1", b"bb5"]
    assert file.place.current == 5
    file.key(b"bb", 0x4E41).read()
    assert file.place.current == 1 and file.update(b"zz1") == 0
    assert file.key(b"bb", 0x4E41, mode=1).all() == [b"bb5"]
    assert file.at(5).delete() == 0
    assert file.key(b"", 0x4E41, 0).all() == [b"aa3", b"zz1"]
