from __future__ import annotations

import pytest
from disk.opener import File, Process

from guardian_emu.disk import position
from guardian_emu.disk.attributes import AlternateKey


@pytest.fixture
def file(process: Process) -> File:
    return process.make("A.E", type=2, record_length=100, block_length=512)


def test_records_are_read_in_the_order_in_which_they_came(file: File) -> None:
    records = [b"%03d" % number * (number % 30) for number in range(50)]
    for record in records:
        assert file.write(record) == 0
    assert file.at(0).all() == records


def test_an_address_is_a_block_and_a_number_in_the_block(file: File) -> None:
    addresses = []
    for _ in range(12):
        file.write(b"x" * 100)
        addresses.append(position.specifier_of(file.attributes, file.place.current, long=False))
    assert addresses == [0, 1, 2, 3, 512, 513, 514, 515, 1024, 1025, 1026, 1027]
    assert position.specifier_of(file.attributes, file.place.current, long=True) == 2 << 32 | 3
    for long, specifier in ((False, 513), (True, 1 << 32 | 1)):
        assert position.address(file.attributes, specifier, long) == 1 << 12 | 1
    file.at(0).write(b"last")
    assert file.at(file.place.current).read() == b"last"


def test_a_write_appends_wherever_the_open_stands(file: File) -> None:
    file.write(b"a"), file.write(b"b")
    file.at(0).write(b"c")
    assert file.at(0).all() == [b"a", b"b", b"c"]


def test_a_record_keeps_its_length_and_is_not_deleted(file: File) -> None:
    file.write(b"abc"), file.write(b"")
    file.at(0)
    assert (file.update(b"ab"), file.update(b"abcd"), file.delete(), file.update(b"xyz")) == (21, 21, 21, 0)
    assert file.at(0).all() == [b"xyz", b""]
    assert file.write(b"x" * 101) == 21


def test_the_last_extent_ends_the_file_with_45(process: Process) -> None:
    file = process.make("A.F", type=2, record_length=4072, primary_extent=2, maximum_extents=1)
    assert (file.write(b"x" * 4072), file.write(b"y")) == (0, 45)


def test_entry_sequenced_files_have_alternate_keys(process: Process) -> None:
    file = process.make("A.S", type=2, record_length=9, alternate_keys=(AlternateKey(1, 1, 0, unique=True),))
    for record in (b"c", b"a", b"b"):
        file.write(record)
    assert file.write(b"a") == 10
    assert file.key(b"a", 1).all() == [b"a", b"b", b"c"]
    assert file.key(b"b", 1).read_update() == b"b"
    assert file.update(b"a") == 10 and file.update(b"d") == 0
    assert file.at(0).all() == [b"c", b"a", b"d"]
