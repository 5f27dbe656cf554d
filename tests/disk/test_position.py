from __future__ import annotations

import pytest

from guardian_emu.disk import position
from guardian_emu.disk.attributes import Attributes
from guardian_emu.disk.errors import Refused
from guardian_emu.disk.position import Position

KEYED = Attributes(type=3, key_length=4, record_length=50)
PLACES = [Position(), position.to_key(KEYED, b"abcd", mode=0xE002), Position(5, -1, record=b"\0\xff", entry=b"x" * 255)]


@pytest.mark.parametrize("place", PLACES)
def test_a_saved_position_is_the_same_when_it_is_restored(place: Position) -> None:
    block = position.pack(place)
    assert position.unpack(block) == place
    assert position.unpack(block + bytes(20)) == place  # programs save in blocks that are longer


@pytest.mark.parametrize("block", [b"", b"GPOS", b"GPOS\0\5abc", bytes(40), b"XXXX\0\1\x90", b"GPOS\0\1\xc1"])
def test_a_damaged_block_is_590(block: bytes) -> None:
    with pytest.raises(Refused) as refused:
        position.unpack(block)
    assert refused.value.number == 590


def test_left_out_lengths_are_those_of_the_key() -> None:
    place = position.to_key(KEYED, b"abcdef")
    assert (place.key, place.compare) == (b"abcd", 4)
    assert position.to_key(KEYED, b"abcdef", length_word=0x0204).compare == 2
    assert position.to_key(KEYED, b"abcdef", length_word=0x0003).compare == 3


@pytest.mark.parametrize("word", [0x0005, 0x0403, 0x0100])
def test_lengths_that_cannot_be_are_21(word: int) -> None:
    with pytest.raises(Refused) as refused:
        position.to_key(KEYED, b"abcde", length_word=word)
    assert refused.value.number == 21


def test_a_key_of_a_file_with_addresses_has_four_or_eight_bytes() -> None:
    relative = Attributes(type=1)
    assert position.to_key(relative, b"\0\0\0\7").current == 7
    with pytest.raises(Refused) as refused:
        position.to_key(relative, b"\0\7")
    assert refused.value.number == 21


def test_addresses_of_entry_sequenced_files_have_as_many_bits_as_the_block_length_says() -> None:
    for block, bits in ((4096, 12), (2048, 11), (1024, 10), (512, 9)):
        attributes = Attributes(type=2, block_length=block)
        assert position.address(attributes, 5 << bits | 3, long=False) == 5 << 12 | 3
        assert position.specifier_of(attributes, 5 << 12 | 3, long=False) == 5 << bits | 3
