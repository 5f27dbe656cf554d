from __future__ import annotations

import pytest
from disk.opener import File, Process

from guardian_emu.disk.attributes import AlternateKey
from guardian_emu.disk.errors import Refused

NAMES = [b"adam", b"anna", b"berta", b"bert", b"carl", b"cora", b"dora"]


def record(name: bytes) -> bytes:
    return b"#" + name.ljust(6) + b"of " + name


@pytest.fixture
def file(process: Process) -> File:
    made = process.make("A.K", type=3, record_length=30, key_offset=1, key_length=6)
    for name in (NAMES[3], *NAMES[:3], *NAMES[4:]):
        assert made.write(record(name)) == 0
    return made


def names(file: File) -> list[bytes]:
    return [data[1:7].strip() for data in file.all()]


def test_records_are_in_the_order_of_their_keys(file: File) -> None:
    assert names(file) == [b"adam", b"anna", b"bert", b"berta", b"carl", b"cora", b"dora"]


def test_a_key_that_is_there_is_10(file: File) -> None:
    assert file.write(record(b"carl")) == 10


def test_approximate_starts_at_the_key_or_behind_it(file: File) -> None:
    assert names(file.key(b"bz    ")) == [b"carl", b"cora", b"dora"]
    assert names(file.key(b"cora  ")) == [b"cora", b"dora"]
    assert names(file.key(b"z     ")) == []
    assert file.error == 1


def test_generic_reads_what_begins_with_the_key(file: File) -> None:
    assert names(file.key(b"b", word=0x0101, mode=1)) == [b"bert", b"berta"]
    assert names(file.key(b"bertx ", word=0x0406, mode=1)) == [b"bert", b"berta"]
    assert names(file.key(b"x", word=0x0101, mode=1)) == []


def test_exact_reads_the_one_record(file: File) -> None:
    assert names(file.key(b"bert  ", mode=2)) == [b"bert"]
    assert names(file.key(b"ber", word=3, mode=2)) == []


def test_skip_leaves_the_record_out_that_has_just_this_key(file: File) -> None:
    assert names(file.key(b"cora  ", mode=0x8000)) == [b"dora"]
    assert names(file.key(b"cor   ", mode=0x8000)) == [b"cora", b"dora"]
    assert names(file.key(b"bert  ", mode=0xC000)) == [b"anna", b"adam"]


def test_reverse_reads_down(file: File) -> None:
    assert names(file.key(b"bert  ", mode=0x4000)) == [b"bert", b"anna", b"adam"]
    assert names(file.key(b"bz    ", mode=0x4000)) == [b"berta", b"bert", b"anna", b"adam"]
    assert names(file.key(b"b", word=0x0101, mode=0x6001)) == [b"berta", b"bert"]
    assert names(file.key(b"b", word=0x0101, mode=0x4001)) == [b"bert"]
    assert names(file.key(b"", word=0, mode=0x4000))[0] == b"dora"


def test_length_zero_is_the_start_of_the_file(file: File) -> None:
    assert names(file.key(b"zzz", word=0)) == sorted(NAMES)


@pytest.mark.parametrize(("error", "how"), [(46, {"specifier": 5}), (21, {"word": 0x0100}), (21, {"word": 0x0302})])
def test_positions_that_cannot_be(file: File, error: int, how: dict[str, int]) -> None:
    with pytest.raises(Refused) as refused:
        file.key(b"abcdef", **how)
    assert refused.value.number == error


def test_a_key_longer_than_the_key_is_21_and_an_address_2(file: File) -> None:
    with pytest.raises(Refused) as refused:
        file.key(b"abcdefg", word=7)
    assert refused.value.number == 21
    with pytest.raises(Refused) as refused:
        file.at(0)
    assert refused.value.number == 2


def test_an_update_concerns_the_record_that_was_read_or_positioned_to(file: File) -> None:
    file.key(b"carl  ").read(), file.read()
    assert file.update(record(b"cora") + b"!") == 0
    assert file.read_update().endswith(b"!")
    assert names(file) == [b"dora"]
    assert file.key(b"anna  ").update(record(b"anna") + b"?") == 0
    assert file.update(record(b"carl")) == 46
    assert file.key(b"nobody").update(record(b"nobody")) == 11
    assert file.key(b"a", word=0x0101, mode=1).read_update() == b"" and file.error == 11


def test_a_deleted_record_is_gone_and_reading_goes_on_behind_it(file: File) -> None:
    file.key(b"carl  ").read()
    assert (file.delete(), file.delete()) == (0, 11)
    assert names(file) == [b"cora", b"dora"]
    assert file.write(record(b"carl")) == 0


def test_records_without_a_whole_key_or_too_long_are_21(file: File) -> None:
    assert (file.write(b"#short"), file.write(b""), file.write(b"#key123" + b"x" * 24)) == (21, 21, 21)
    assert file.write(b"#key123") == 0


def test_a_short_buffer_gets_the_beginning_of_the_record(file: File) -> None:
    assert file.read(4) == record(b"adam")[:4] and file.error == 0


def test_the_last_extent_ends_the_file_with_45_and_deleting_makes_room(process: Process) -> None:
    file = process.make("A.F", type=3, record_length=4000, key_length=2, primary_extent=2, maximum_extents=2)
    big = b"x" * 3998
    assert (file.write(b"aa" + big), file.write(b"bb" + big), file.write(b"cc")) == (0, 0, 0)
    assert file.write(b"dd" + big) == 45
    assert file.key(b"aa").delete() == 0
    assert file.write(b"dd" + big) == 0


@pytest.fixture
def people(process: Process) -> File:
    """Name, two bytes of town, two of a number that nobody shares, two of a colour in order of insertion."""
    keys = (
        AlternateKey(0x544F, 2, 1, null=0x20),
        AlternateKey(0x4E55, 2, 3, unique=True, null=0x30),
        AlternateKey(0x434F, 2, 5, insertion_ordered=True),
    )
    made = process.make("A.P", type=3, record_length=30, key_length=1, alternate_keys=keys)
    made.setmode(4, 0)
    return made


TOWN, NUMBER, COLOUR = 0x544F, 0x4E55, 0x434F


def test_duplicates_are_in_the_order_of_primary_keys(people: File) -> None:
    for data in (b"cBN", b"aBN", b"dMU", b"bBN"):
        assert people.write(data) == 0
    assert people.key(b"BN", TOWN, mode=2).all() == [b"aBN", b"bBN", b"cBN"]
    assert people.key(b"BN", TOWN, mode=0x4002).all() == [b"aBN"]
    assert people.key(b"BN", TOWN, mode=0x6002).all() == [b"cBN", b"bBN", b"aBN"]
    assert people.key(b"C", TOWN, word=0x0101).all() == [b"dMU"]
    assert people.key(b"BNb", TOWN, word=0x0303, mode=0x8000).all() == [b"cBN", b"dMU"]


def test_insertion_ordered_duplicates_are_in_the_order_in_which_they_came_and_say_551(people: File) -> None:
    errors = [people.write(data) for data in (b"c  00re", b"a  00re", b"b  00bl", b"d  00re")]
    assert errors == [0, 551, 0, 551]
    assert people.key(b"re", COLOUR, mode=2).all() == [b"c  00re", b"a  00re", b"d  00re"]
    people.key(b"c").update(b"c  00bl"), people.key(b"c").update(b"c  00re")
    assert people.key(b"re", COLOUR, mode=2).all() == [b"a  00re", b"d  00re", b"c  00re"]
    people.key(b"d").delete()
    assert people.key(b"re", COLOUR, mode=2).all() == [b"a  00re", b"c  00re"]


def test_a_value_that_is_taken_under_a_unique_key_is_10(people: File) -> None:
    assert (people.write(b"a  01"), people.write(b"b  01"), people.write(b"b  02")) == (0, 10, 0)
    assert people.key(b"b").update(b"b  01") == 10
    assert people.key(b"a").update(b"a  01x") == 0
    assert people.key(b"01", NUMBER).read_update() == b"a  01x"
    assert people.key(b"09", NUMBER).read_update() == b"" and people.error == 11


def test_null_values_and_short_records_have_no_entry(people: File) -> None:
    for data in (b"a  00", b"b  00", b"cBN00", b"d"):
        assert people.write(data) == 0
    assert people.key(b"", TOWN, word=0).all() == [b"cBN00"]
    assert people.key(b"", NUMBER, word=0).all() == []
    assert people.key(b"").all() == [b"a  00", b"b  00", b"cBN00", b"d"]


def test_updating_after_positioning_to_a_key_with_duplicates_is_46_until_something_was_read(people: File) -> None:
    people.write(b"aBN")
    people.key(b"BN", TOWN)
    assert (people.update(b"aMU"), people.lock(), people.unlock(), people.delete()) == (46, 46, 46, 46)
    people.read_update()
    assert people.error == 46
    people.read()
    assert people.update(b"aMU") == 0
    assert people.key(b"BN", TOWN, mode=2).all() == []
