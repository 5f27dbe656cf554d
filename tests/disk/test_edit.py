from __future__ import annotations

import pytest
from disk.opener import File, Process


@pytest.fixture
def file(process: Process) -> File:
    return process.make("A.T", code=101, primary_extent=2)


def test_lines_that_are_appended_get_the_next_numbers(file: File) -> None:
    file.at(-1)
    for line in (b"first", b"", b"third"):
        assert file.write(line) == 0
    assert file.place.current == 3000
    assert file.at(0).all() == [b"first", b"", b"third"]
    assert file.at(2500).write(b"between") == 0
    assert file.at(0).all() == [b"first", b"", b"between", b"third"]
    assert file.at(3000).write(b"again") == 10


def test_blanks_at_the_end_of_a_line_are_not_kept(file: File) -> None:
    file.at(-1).write(b"  text   ")
    assert file.outcome.reply and file.outcome.reply.count == 9
    assert file.at(0).read() == b"  text"


def test_lines_are_changed_and_deleted(file: File) -> None:
    file.at(-1).write(b"one"), file.write(b"two"), file.write(b"three")
    assert file.at(2000).update(b"a much longer line") == 0
    assert file.at(1000).delete() == 0
    assert file.at(0).all() == [b"a much longer line", b"three"]
    assert file.control(20) == 0 and file.at(0).all() == []
    assert file.at(-1).write(b"new") == 0 and file.place.current == 1000


def test_a_line_has_at_most_239_characters(file: File) -> None:
    file.at(-1)
    assert (file.write(b"x" * 240), file.write(b"x" * 239 + b"   ")) == (21, 0)


def test_the_file_is_full_at_its_last_extent_and_at_the_last_number(process: Process) -> None:
    file = process.make("A.F", code=101, primary_extent=1, maximum_extents=1).at(-1)
    results = [file.write(b"x" * 200) for _ in range(11)]
    assert results == [0] * 10 + [45]
    other = process.make("A.G", code=101)
    assert (other.at(99_999_999).write(b"x"), other.at(-1).write(b"x"), other.at(100_000_000).write(b"x")) == (
        0,
        45,
        45,
    )
    assert other.control(2) == 2
