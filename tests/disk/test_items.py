from __future__ import annotations

import struct

from disk.opener import Process

from guardian_emu.disk.attributes import AlternateKey, Attributes
from guardian_emu.disk.half import Half
from guardian_emu.disk.items import Bad, Item, attributes, pack, unpack
from guardian_emu.wire.zsys import LITERALS


def test_items_have_the_numbers_of_their_literals() -> None:
    assert {item.name: LITERALS[f"ZSYS_VAL_FINF_{item.name}"] for item in Item} == {item.name: item for item in Item}


def test_values_stand_one_behind_the_other_on_even_addresses(half: Half, process: Process) -> None:
    process.make("A.B", code=7, security=(1, 2, 4, 7)).write(b"1234")
    file = half.inquire(lambda volume: volume.openings.all()[0])
    items = half.inquire(lambda volume: volume.information_of_open(file.label, file.handle))
    wanted = [Item.FILENAMELEN, Item.FILENAME, Item.FILECODE, Item.AGGRENDOFFILE, Item.GUARDIANSECURITY]
    assert pack(wanted, items, 100) == b"\0\x09$DATA.A.B\0\0\7\0\0\0\4\1\2\4\7"
    assert pack([Item.AGGRENDOFFILE64, Item.FILEOWNER], items, 100) == struct.pack(">qH", 4, 0xFFFF)


def test_a_wrong_item_is_561_and_a_small_buffer_563_with_the_place_in_the_list() -> None:
    assert pack([42, 9999], {42: 1}, 100) == Bad(561, 1)
    assert pack([42, 42, 42], {42: 1}, 5) == Bad(563, 2)
    assert unpack([42, 12345], b"\0\1\0\2") == Bad(561, 1)
    assert unpack([42, 50], b"\0\1\0") == Bad(590, 1)


def test_a_file_is_described_in_items() -> None:
    keys = (AlternateKey(0x4142, 4, 10, unique=True), AlternateKey(0x4344, 2, 20, null=0x20, insertion_ordered=True))
    names = [(Item.FILETYPE, 3), (Item.FILECODE, 99), (Item.LOGICALRECLEN, 200), (Item.KEYLEN, 8), (Item.KEYOFFSET, 2)]
    items = [item for item, _ in names] + [Item.PRIMEXTENT32, Item.CREATEOPTS, Item.NUMALTKEYS, Item.ALTKEYDESC]
    items += [Item.NUMALTKEYFILES, Item.ALTFILELEN, Item.ALTFILENAMES, Item.EXPIRATIONDATE]
    data = b"".join(struct.pack(">h", value) for _, value in names) + struct.pack(">ihh", 70, 0b111001, 2)
    data += struct.pack(">hhhhHH", 0x4142, 4, 10, 0, 0, 0x4000) + struct.pack(">hhhhHH", 0x4344, 2, 20, 0, 32, 0x9000)
    data += struct.pack(">hh", 1, 13) + b"$DATA.A.BKEYS\0" + struct.pack(">q", 77)
    values = unpack(items, data)
    assert isinstance(values, dict)
    made = attributes(values)
    assert made == Attributes(
        type=3,
        code=99,
        record_length=200,
        key_length=8,
        key_offset=2,
        primary_extent=70,
        odd=True,
        data_compression=True,
        index_compression=True,
        refresh=True,
        alternate_keys=keys,
        alternate_files=("$DATA.A.BKEYS",),
        expiration=77,
    )


def test_what_was_asked_for_is_what_is_told(half: Half, process: Process) -> None:
    key = AlternateKey(0x4142, 4, 10, null=0)
    made = {"type": 3, "record_length": 200, "key_length": 8, "alternate_keys": (key,), "index_compression": True}
    process.create("A.K", **made, alternate_files=("$DATA.A.KK",), primary_extent=9)
    items = half.inquire(lambda volume: volume.information("A.K"))
    wanted = [Item.FILETYPE, Item.LOGICALRECLEN, Item.KEYLEN, Item.PRIMEXTENTSIZE, Item.SECNDEXTENTSIZE]
    wanted += [Item.CREATEOPTS, Item.NUMALTKEYS, Item.ALTKEYDESC, Item.NUMALTKEYFILES, Item.ALTFILELEN]
    wanted += [Item.ALTFILENAMES]
    data = pack(wanted, items, 1000)
    assert isinstance(data, bytes)
    again = unpack(wanted, data)
    assert isinstance(again, dict)
    expected = Attributes(**made, alternate_files=("$DATA.A.KK",), primary_extent=9, secondary_extent=9)
    assert attributes(again) == expected
