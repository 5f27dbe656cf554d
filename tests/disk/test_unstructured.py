from __future__ import annotations

import pytest
from disk.opener import Process

from guardian_emu.disk.errors import Refused
from guardian_emu.disk.half import Half
from guardian_emu.disk.items import Item


def test_what_was_written_is_read_and_the_pointers_move(process: Process) -> None:
    file = process.make("A.B", odd=True)
    assert file.write(b"first") == 0
    assert (file.place.current, file.place.next) == (0, 5)
    file.write(b"second")
    assert file.at(0).read(5) == b"first"
    assert file.read() == b"second"
    assert (file.place.current, file.place.next) == (5, 11)
    assert file.read() == b"" and file.error == 1


def test_a_position_of_minus_one_appends_until_the_next_one(process: Process) -> None:
    file, other = process.make("A.B", odd=True), process.open("A.B").at(-1)
    file.write(b"abc")
    other.write(b"def")
    file.write(b"ghi")  # at its own pointer, over what the other one appended
    other.write(b"jkl")
    assert file.at(0).read() == b"abcghijkl"
    assert file.at(-2).write(b"m") == 0 and file.place.next == -1


def test_a_file_of_even_bytes_rounds_odd_counts_up(process: Process) -> None:
    file = process.make("A.B")
    file.write(b"abc")
    assert file.outcome.reply and file.outcome.reply.count == 4
    file.write(b"d")
    assert file.at(0).read(6) == b"abc\0d\0"
    with pytest.raises(Refused) as refused:
        file.at(3)
    assert refused.value.number == 2


def test_addresses_that_cannot_be_are_23(process: Process) -> None:
    file = process.make("A.B")
    for wrong in (-3, 1 << 39):
        with pytest.raises(Refused) as refused:
            file.at(wrong)
        assert refused.value.number == 23


def test_a_hole_reads_as_zeros(process: Process) -> None:
    file = process.make("A.B", primary_extent=100)
    file.at(9000).write(b"end.")
    assert file.at(8990).read(20) == bytes(10) + b"end."
    assert file.at(0).read(57344) == bytes(9000) + b"end."


def test_updates_stay_where_they_are_and_inside_the_file(process: Process) -> None:
    file = process.make("A.B", odd=True, primary_extent=10)
    file.write(b"0123456789" * 1000)
    file.at(4090)
    assert file.update(b"ABCDEFGHIJ") == 0
    assert file.read_update(12) == b"ABCDEFGHIJ01"
    assert file.place.next == 4090
    assert file.at(9996).update(b"12345") == 1
    assert file.at(10000).update(b"1") == 11
    file.read_update()
    assert file.error == 11
    assert file.at(9996).read() == b"6789"
    assert file.delete() == 21


def test_the_last_extent_ends_the_file_with_45(half: Half, process: Process) -> None:
    file = process.make("A.B", primary_extent=2, secondary_extent=1, maximum_extents=3)
    assert file.write(bytes(8192)) == 0
    assert file.write(b"12") == 45
    assert file.at(8190).write(b"1234") == 45
    assert half.inquire(lambda volume: volume.information("A.B"))[Item.AGGRENDOFFILE] == 8192
    assert half.inquire(lambda volume: volume.information("A.B"))[Item.ALLOCATEDEXTENTS] == 3


def test_counts_that_are_too_long_are_21(process: Process) -> None:
    file = process.make("A.B", primary_extent=100)
    assert file.write(bytes(57346)) == 21
    assert file.write(bytes(57344)) == 0
    assert file.at(0).update(bytes(4098)) == 21
    file.read_update(4097)
    assert file.error == 21
    file.read(-1)
    assert file.error == 21


def test_control_sets_the_end_of_the_file_and_what_is_behind_it_is_gone(half: Half, process: Process) -> None:
    file = process.make("A.B", odd=True, primary_extent=4, secondary_extent=4)
    file.write(b"x" * 20000)
    assert file.at(5000).control(2) == 0
    assert file.at(0).read(57344) == b"x" * 5000
    assert file.at(12000).control(2) == 0
    assert file.at(4990).read(20) == b"x" * 10 + bytes(10)
    assert file.control(20) == 0
    file.at(0).read()
    assert file.error == 1
    assert file.control(21, 5) == 0
    assert half.inquire(lambda volume: volume.information("A.B"))[Item.ALLOCATEDEXTENTS] == 5
    assert file.control(21, 0) == 0
    assert half.inquire(lambda volume: volume.information("A.B"))[Item.ALLOCATEDEXTENTS] == 0
    assert (file.control(21, 17), file.control(21, -1), file.control(22), file.control(1)) == (45, 590, 2, 2)


def test_key_positions_are_not_for_files_without_keys(process: Process) -> None:
    file = process.make("A.B")
    with pytest.raises(Refused) as refused:
        file.key(b"k")
    assert refused.value.number == 2
