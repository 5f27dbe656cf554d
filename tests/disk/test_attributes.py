from __future__ import annotations

from typing import Any

import pytest

from guardian_emu.disk.attributes import AlternateKey, Attributes, checked
from guardian_emu.disk.errors import Refused

KEYED = {"type": 3, "record_length": 100, "key_length": 10}


def test_defaults_are_those_of_file_create() -> None:
    made = checked(Attributes())
    assert (made.primary_extent, made.secondary_extent, made.maximum_extents) == (1, 1, 16)
    assert (made.type, made.code, made.block_length) == (0, 0, 4096)
    assert checked(Attributes(primary_extent=5, maximum_extents=0)).secondary_extent == 5


@pytest.mark.parametrize(("asked", "made"), [(1, 512), (512, 512), (513, 1024), (2000, 2048), (4096, 4096), (0, 4096)])
def test_block_lengths_are_rounded_up(asked: int, made: int) -> None:
    assert checked(Attributes(type=2, block_length=asked, record_length=20)).block_length == made


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (564, {"partitions": 2}),
        (84, {"audited": True}),
        (590, {"type": 4}),
        (590, {"type": -1}),
        (590, {"block_length": 4097}),
        (590, {"block_length": -1}),
        (590, {"primary_extent": 65536}),
        (590, {"maximum_extents": 979}),
        (590, {"maximum_extents": -1}),
        (590, {"security": (0, 0, 0, 3)}),
        (590, {"security": (0, 0, 0)}),
        (590, {"code": 65536}),
        (2, {"alternate_keys": (AlternateKey(1, 2, 0),)}),
        (21, {"type": 1, "record_length": 4073}),
        (21, {"type": 2, "record_length": 0}),
        (21, {**KEYED, "record_length": 4063}),
        (46, {**KEYED, "key_length": 0}),
        (46, {**KEYED, "key_offset": 91}),
        (46, {**KEYED, "key_length": 256, "record_length": 300}),
        (46, {**KEYED, "alternate_keys": (AlternateKey(0, 2, 0),)}),
        (46, {**KEYED, "alternate_keys": (AlternateKey(1, 2, 0), AlternateKey(1, 2, 4))}),
        (46, {**KEYED, "alternate_keys": (AlternateKey(1, 2, 99),)}),
        (46, {**KEYED, "record_length": 300, "alternate_keys": (AlternateKey(1, 250, 0),)}),
        (564, {**KEYED, "alternate_keys": (AlternateKey(1, 2, 0, update=False),)}),
        (590, {**KEYED, "alternate_keys": (AlternateKey(1, 2, 0, unique=True, insertion_ordered=True),)}),
        (590, {**KEYED, "alternate_keys": (AlternateKey(1, 2, 0, null=256),)}),
    ],
)
def test_what_cannot_be_made_has_its_error(error: int, wanted: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        checked(Attributes(**wanted))
    assert refused.value.number == error


def test_the_longest_records_fit() -> None:
    checked(Attributes(type=1, record_length=4072))
    checked(Attributes(type=2, record_length=4072))
    checked(Attributes(type=3, record_length=4062, key_length=255))


def test_extents_hold_what_they_are_said_to_hold() -> None:
    made = checked(Attributes(primary_extent=2, secondary_extent=3, maximum_extents=4))
    assert [made.capacity(n) for n in range(5)] == [0, 4096, 10240, 16384, 22528]
    assert made.maximum_size == 22528
    for size in range(0, 22529, 7):
        extents = made.extents_for(size)
        assert made.capacity(extents) >= size
        assert extents == 0 or made.capacity(extents - 1) < size
