"""Item codes of FILE_CREATELIST_, FILE_ALTERLIST_ and the FILE_GETINFOLIST_ procedures (zsys.md section 12).

Values stand one behind the other, each on an even address: INT in two bytes, INT(32) in four, FIXED in eight, strings
as they are. The length of a string is an item of its own that stands before it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple

from .attributes import AlternateKey, Attributes
from .errors import FE


class Item(IntEnum):
    """Items that a disk file has; the numbers are those of ``ZSYS_VAL_FINF_*``."""

    FILENAMELEN = 1
    FILENAME = 2
    CURRFILENAMELEN = 3
    CURRFILENAME = 4
    OPENACCESSMODE = 21
    OPENEXCLUSMODE = 22
    OPENSYNCDEPTH = 24
    OPENOPTS = 25
    DEVICETYPE = 30
    DEVICESUBTYPE = 31
    DEMOUNTABLEDISK = 32
    AUDITEDDISK = 33
    PHYSICALRECLEN = 34
    SQLTYPE = 40
    FILETYPE = 41
    FILECODE = 42
    LOGICALRECLEN = 43
    BLOCKLEN = 44
    KEYOFFSET = 45
    KEYLEN = 46
    LOCKKEYLEN = 47
    PRIMEXTENTSIZE = 50
    SECNDEXTENTSIZE = 51
    MAXIMUMEXTENTS = 52
    ALLOCATEDEXTENTS = 53
    CREATIONDATE = 54
    LASTOPENDATE = 56
    EXPIRATIONDATE = 57
    FILEOWNER = 58
    SAFEGUARDSECUR = 59
    PROGIDSECURITY = 60
    CLEARONPURGE = 61
    GUARDIANSECURITY = 62
    LICENSED = 63
    ODDUNSTRUCTURED = 65
    AUDIT = 66
    AUDITCOMPRESS = 67
    DATACOMPRESS = 68
    INDEXCOMPRESS = 69
    REFRESH = 70
    CREATEOPTS = 71
    WRITETHRU = 72
    VERIFYWRITES = 73
    SERIALWRITES = 74
    FILEISOPEN = 75
    CRASHOPEN = 76
    ROLLFWDNEEDED = 77
    BROKEN = 78
    CORRUPT = 79
    SECNDPRTN = 80
    INDEXLEVELS = 81
    NUMPRTNS = 90
    NUMALTKEYS = 100
    ALTKEYDESC = 101
    NUMALTKEYFILES = 102
    ALTFILELEN = 103
    ALTFILENAMES = 104
    ALTTOTALNAMELEN = 105
    VOLCAPACITY = 110
    VOLFREESPACE = 111
    PRTNENDOFFILE = 136
    PRTNMAXIMUMSIZE = 137
    PRTNMODIFY = 140
    AGGRENDOFFILE = 142
    AGGRMAXIMUMSIZE = 143
    AGGRMODIFY = 144
    OSSFILE = 161
    AGGRENDOFFILE64 = 191
    AGGRMAXSIZE64 = 192
    PRTNENDOFFILE64 = 193
    PRTNMAXSIZE64 = 194
    FILEFORMAT = 195
    RECORDLEN32 = 196
    BLOCKLEN32 = 197
    KEYOFFSET32 = 198
    PRIMEXTENT32 = 199
    SCNDEXTENT32 = 200


_WIDE = {Item.VOLCAPACITY, Item.VOLFREESPACE, Item.PRTNENDOFFILE, Item.PRTNMAXIMUMSIZE, Item.AGGRENDOFFILE}
_WIDE |= {Item.AGGRMAXIMUMSIZE, *(item for item in Item if 195 < item <= 200)}
_FIXED = {Item.CREATIONDATE, Item.LASTOPENDATE, Item.EXPIRATIONDATE, Item.PRTNMODIFY, Item.AGGRMODIFY}
_FIXED |= {item for item in Item if 191 <= item <= 194}
_BYTES = {Item.GUARDIANSECURITY: 4}

_ALTERNATE = struct.Struct(">hhhhHH")
_NO_NULL, _UNIQUE, _NO_UPDATE, _INSERTION = 0x8000, 0x4000, 0x2000, 0x1000

Value = int | bytes


class Bad(NamedTuple):
    """An item list that cannot be: the error, and the place of the item in the list."""

    error: int
    item: int


def pack(items: Iterable[int], values: Mapping[int, Value], room: int) -> bytes | Bad:
    """The result buffer of FILE_GETINFOLISTBYNAME_: 561 for an item without a value, 563 when there is no room."""
    result = b""
    for place, item in enumerate(items):
        value = values.get(item)
        if value is None:
            return Bad(FE.BADITEM, place)
        piece = value if isinstance(value, bytes) else _packed(item, value)
        result += piece + b"\0" * (len(piece) % 2)
        if len(result) > room:
            return Bad(FE.BUFTOOSMALL, place)
    return result


def _packed(item: int, value: int) -> bytes:
    width = 8 if item in _FIXED else 4 if item in _WIDE else 2
    return (value & ((1 << 8 * width) - 1)).to_bytes(width, "big")


def unpack(items: Iterable[int], data: bytes) -> dict[int, Value] | Bad:
    """The values of FILE_CREATELIST_ and FILE_ALTERLIST_: 561 for an unknown item, 590 when values are missing."""
    values: dict[int, Value] = {}
    offset = 0
    for place, item in enumerate(items):
        width = _width(item, values)
        if width is None:
            return Bad(FE.BADITEM, place)
        piece = data[offset : offset + width]
        if len(piece) < width:
            return Bad(FE.BADPARMVALUE, place)
        whole = item in (Item.ALTKEYDESC, Item.ALTFILELEN, Item.ALTFILENAMES) or item in _BYTES
        values[item] = piece if whole else int.from_bytes(piece, "big", signed=item in _FIXED)
        offset += width + width % 2
    return values


def _width(item: int, before: Mapping[int, Value]) -> int | None:
    """How long a value is; the length of some follows from items before it."""
    if item not in tuple(Item):
        return None
    if item == Item.ALTKEYDESC:
        return _ALTERNATE.size * _number(before, Item.NUMALTKEYS)
    if item == Item.ALTFILELEN:
        return 2 * _number(before, Item.NUMALTKEYFILES)
    if item == Item.ALTFILENAMES:
        lengths = before.get(Item.ALTFILELEN, b"")
        return sum(_words(lengths)) if isinstance(lengths, bytes) else 0
    return _BYTES.get(Item(item), 8 if item in _FIXED else 4 if item in _WIDE else 2)


def attributes(values: Mapping[int, Value], base: Attributes | None = None) -> Attributes:
    """What a file is to be made with, from the items of FILE_CREATELIST_; defaults for the others."""
    start = base or Attributes()
    options = _number(values, Item.CREATEOPTS)

    def number(item: Item, default: int, wide: Item | None = None) -> int:
        return _number(values, wide) if wide in values else _number(values, item, default)

    def flag(item: Item, bit: int) -> bool:
        return bool(_number(values, item) or options & bit)

    return Attributes(
        type=number(Item.FILETYPE, start.type),
        code=number(Item.FILECODE, start.code),
        primary_extent=number(Item.PRIMEXTENTSIZE, start.primary_extent, Item.PRIMEXTENT32),
        secondary_extent=number(Item.SECNDEXTENTSIZE, start.secondary_extent, Item.SCNDEXTENT32),
        maximum_extents=number(Item.MAXIMUMEXTENTS, start.maximum_extents),
        record_length=number(Item.LOGICALRECLEN, start.record_length, Item.RECORDLEN32),
        block_length=number(Item.BLOCKLEN, start.block_length, Item.BLOCKLEN32),
        key_offset=number(Item.KEYOFFSET, start.key_offset, Item.KEYOFFSET32),
        key_length=number(Item.KEYLEN, start.key_length),
        alternate_keys=_alternate_keys(values),
        alternate_files=_alternate_files(values),
        odd=flag(Item.ODDUNSTRUCTURED, 1),
        audited=flag(Item.AUDIT, 2),
        audit_compression=flag(Item.AUDITCOMPRESS, 4),
        data_compression=flag(Item.DATACOMPRESS, 8),
        index_compression=flag(Item.INDEXCOMPRESS, 16),
        refresh=flag(Item.REFRESH, 32),
        write_through=flag(Item.WRITETHRU, 0),
        verify_writes=flag(Item.VERIFYWRITES, 0),
        serial_writes=flag(Item.SERIALWRITES, 0),
        partitions=_number(values, Item.NUMPRTNS),
        expiration=_number(values, Item.EXPIRATIONDATE),
        security=start.security,
    )


def alternate_descriptions(keys: Iterable[AlternateKey]) -> bytes:
    """The item ALTKEYDESC: ``zsys_ddl_altkey_def`` for each key."""
    return b"".join(
        _ALTERNATE.pack(
            key.specifier - (key.specifier > 0x7FFF) * 0x10000,
            key.length,
            key.offset,
            key.file,
            0 if key.null is None else key.null,
            (key.null is not None) * _NO_NULL
            | key.unique * _UNIQUE
            | (not key.update) * _NO_UPDATE
            | key.insertion_ordered * _INSERTION,
        )
        for key in keys
    )


def _alternate_keys(values: Mapping[int, Value]) -> tuple[AlternateKey, ...]:
    packed = values.get(Item.ALTKEYDESC, b"")
    if not isinstance(packed, bytes):
        return ()
    return tuple(
        AlternateKey(
            specifier=specifier & 0xFFFF,
            length=length,
            offset=offset,
            file=file,
            null=null & 0xFF if flags & _NO_NULL else None,
            unique=bool(flags & _UNIQUE),
            update=not flags & _NO_UPDATE,
            insertion_ordered=bool(flags & _INSERTION),
        )
        for specifier, length, offset, file, null, flags in _ALTERNATE.iter_unpack(packed)
    )


def _alternate_files(values: Mapping[int, Value]) -> tuple[str, ...]:
    lengths, names = values.get(Item.ALTFILELEN, b""), values.get(Item.ALTFILENAMES, b"")
    if not isinstance(lengths, bytes) or not isinstance(names, bytes):
        return ()
    found, offset = [], 0
    for length in _words(lengths):
        found.append(names[offset : offset + length].decode("ascii", "replace"))
        offset += length
    return tuple(found)


def _words(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(data) // 2}H", data)


def _number(values: Mapping[int, Value], item: int | None, default: int = 0) -> int:
    value = values.get(item, default) if item is not None else default
    return value if isinstance(value, int) else default
