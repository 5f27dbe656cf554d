"""Where an open stands in its file: a value that travels with the request and comes back with the reply.

The disk process keeps no positions. So a read changes nothing and can be repeated at the other half (DK-02), a request
that is repeated finds the place that it found the first time, and FILE_SAVEPOSITION_ has only to pack the value.
"""

from __future__ import annotations

import struct

import msgspec

from .attributes import Attributes, FileType
from .errors import FE, Refused

APPEND, ANY_SLOT = -1, -2
APPROXIMATE, GENERIC, EXACT = range(3)
_SKIP, _REVERSE, _LAST = 0x8000, 0x4000, 0x2000
_INDEX_BITS = {512: 9, 1024: 10, 2048: 11, 4096: 12}
_BLOCK_SHIFT = 12
_FARTHEST = 1 << 39


class Position(msgspec.Struct, frozen=True, array_like=True):
    """The current-state indicators of an open.

    ``current`` and ``next`` are the record pointers of files that are read by address: bytes of an unstructured file,
    record numbers of a relative one, record addresses of an entry-sequenced one (block * 4096 + number in the block),
    thousandths of line numbers of an EDIT file. ``next`` is -1 for the end of the file, -2 for any free slot.

    The rest is the access path: ``specifier`` 0 is the primary key; ``key`` what the open was positioned to, of which
    ``compare`` bytes count; ``entry`` is the place of the record that was read last, empty before the first read, and
    ``record`` its primary key.
    """

    current: int = 0
    next: int = 0
    specifier: int = 0
    key: bytes = b""
    compare: int = 0
    mode: int = APPROXIMATE
    reverse: bool = False
    skip: bool = False
    last: bool = False
    entry: bytes = b""
    record: bytes = b""


START = Position()
"""Where an open stands in the beginning."""


def at(attributes: Attributes, specifier: int) -> Position:
    """POSITION and FILE_SETPOSITION_. Refused with 2 for a key-sequenced file and an odd address, with 23 outside."""
    if attributes.type == FileType.KEY_SEQUENCED:
        raise Refused(FE.INVALOP)
    if not ANY_SLOT <= specifier < _FARTHEST:
        raise Refused(FE.BADADDR)
    unstructured = attributes.type == FileType.UNSTRUCTURED
    if unstructured and specifier == ANY_SLOT:
        specifier = APPEND
    if unstructured and not attributes.odd and not attributes.edit and specifier > 0 and specifier % 2:
        raise Refused(FE.INVALOP)
    return Position(current=specifier, next=specifier)


def checked(place: Position) -> Position:
    """A position as it came with a request. Refused with 23 when no file has such an address."""
    if not (ANY_SLOT <= place.current <= _FARTHEST and ANY_SLOT <= place.next <= _FARTHEST + 1):
        raise Refused(FE.BADADDR)
    return place


def to_key(
    attributes: Attributes, key: bytes, specifier: int = 0, length_word: int | None = None, mode: int = 0
) -> Position:
    """KEYPOSITION. ``length_word`` is compare length * 256 + key length; None when it was left out.

    Refused with 2 for an unstructured file, with 46 for an unknown specifier, with 21 for lengths that cannot be.
    """
    if attributes.type == FileType.UNSTRUCTURED:
        raise Refused(FE.INVALOP)
    defined, longest = _lengths(attributes, specifier)
    if length_word is None:
        length, compare = min(defined, len(key)), 0
    else:
        compare, length = length_word >> 8 & 0xFF, length_word & 0xFF
    if (not length and compare) or compare > length or length > longest or length > len(key) or mode & 3 == 3:
        raise Refused(FE.BADCOUNT)
    value = key[:length]
    place = Position(
        specifier=specifier,
        key=value,
        compare=compare or min(length, longest),
        mode=mode & 3 if length else APPROXIMATE,
        reverse=bool(mode & _REVERSE),
        skip=bool(mode & _SKIP) and length > 0,
        last=bool(mode & _LAST),
    )
    return place if specifier or attributes.type == FileType.KEY_SEQUENCED else _addressed(attributes, place)


def _lengths(attributes: Attributes, specifier: int) -> tuple[int, int]:
    """The length of a key, and the longest value that a program can position to."""
    primary = attributes.key_length if attributes.type == FileType.KEY_SEQUENCED else 8
    if not specifier:
        return (primary, primary) if attributes.type == FileType.KEY_SEQUENCED else (4, 8)
    alternate = attributes.alternate(specifier)
    if alternate is None:
        raise Refused(FE.INVKEY)
    return alternate.length, alternate.length + primary


def _addressed(attributes: Attributes, place: Position) -> Position:
    """A position by the primary key of a file that has record numbers or addresses as primary keys."""
    if not place.key:
        start = _FARTHEST if place.reverse else 0
        return msgspec.structs.replace(place, current=start, next=start)
    if len(place.key) not in (4, 8):
        raise Refused(FE.BADCOUNT)
    number = address(attributes, int.from_bytes(place.key, "big"), len(place.key) == 8)
    pointer = number + (-1 if place.reverse else 1) if place.skip else number
    return msgspec.structs.replace(place, current=number, next=pointer)


def address(attributes: Attributes, specifier: int, long: bool) -> int:
    """The address of a record from what a program calls it, in four bytes or in eight (``long``)."""
    if attributes.type != FileType.ENTRY_SEQUENCED:
        return specifier
    bits = 32 if long else _INDEX_BITS[attributes.block_length]
    return specifier >> bits << _BLOCK_SHIFT | specifier & ((1 << bits) - 1) & 0xFFF


def specifier_of(attributes: Attributes, number: int, long: bool) -> int:
    """What a program calls the record at an address: the reverse of ``address``."""
    if attributes.type != FileType.ENTRY_SEQUENCED or number < 0:
        return number
    bits = 32 if long else _INDEX_BITS[attributes.block_length]
    return number >> _BLOCK_SHIFT << bits | number & 0xFFF


_MARK = struct.Struct(">4sH")


def pack(place: Position) -> bytes:
    """The block of FILE_SAVEPOSITION_."""
    body = msgspec.msgpack.encode(place)
    return _MARK.pack(b"GPOS", len(body)) + body


def unpack(block: bytes) -> Position:
    """The position in a block of ``pack``. Refused with 590 when the block is something else."""
    try:
        mark, length = _MARK.unpack_from(block)
        if mark == b"GPOS" and len(block) >= _MARK.size + length:
            return msgspec.msgpack.decode(block[_MARK.size : _MARK.size + length], type=Position)
    except (struct.error, msgspec.MsgspecError):
        pass
    raise Refused(FE.BADPARMVALUE)
