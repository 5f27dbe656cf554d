"""What a file is made with: type, extents, lengths, keys, security; and which of it is possible."""

from __future__ import annotations

from enum import IntEnum

import msgspec

from .errors import FE, Refused

PAGE = 2048
"""Bytes of a page, in which extents are counted."""

SUPER = 0xFFFF
"""The user 255,255."""

_BLOCKS = (512, 1024, 2048, 4096)
_CLASSES = (0, 1, 2, 4, 5, 6, 7)
_MOST_EXTENTS, _LONGEST_KEY = 978, 255
_BLOCK_OVERHEAD, _KEYED_OVERHEAD = 24, 34
EDIT_CODE = 101


class FileType(IntEnum):
    """The four types of files (``ZSYS_VAL_FILETYPE_*``)."""

    UNSTRUCTURED = 0
    RELATIVE = 1
    ENTRY_SEQUENCED = 2
    KEY_SEQUENCED = 3


class AlternateKey(msgspec.Struct, frozen=True, array_like=True):
    """An alternate key: its two-character ``specifier``, and the field of the record that it is.

    A record whose field holds nothing but ``null`` has no entry under this key, nor has one that is too short.
    """

    specifier: int
    length: int
    offset: int
    unique: bool = False
    null: int | None = None
    insertion_ordered: bool = False
    update: bool = True
    file: int = 0


class Attributes(msgspec.Struct, frozen=True):
    """What FILE_CREATELIST_ can say of a file; the defaults are those of FILE_CREATE_ (procedures.md 1.23).

    ``security`` is who may read, write, execute and purge, each a number of SETMODE 1; ``owner`` is group * 256 +
    member. Time stamps are microseconds. Extents are counted in pages of 2048 bytes.
    """

    type: int = FileType.UNSTRUCTURED
    code: int = 0
    primary_extent: int = 1
    secondary_extent: int = 0
    maximum_extents: int = 16
    record_length: int = 80
    block_length: int = 4096
    key_offset: int = 0
    key_length: int = 0
    alternate_keys: tuple[AlternateKey, ...] = ()
    alternate_files: tuple[str, ...] = ()
    odd: bool = False
    audited: bool = False
    audit_compression: bool = False
    data_compression: bool = False
    index_compression: bool = False
    refresh: bool = False
    write_through: bool = False
    verify_writes: bool = False
    serial_writes: bool = False
    partitions: int = 0
    owner: int = SUPER
    security: tuple[int, int, int, int] = (0, 0, 0, 0)
    progid: bool = False
    clear_on_purge: bool = False
    licensed: bool = False
    expiration: int = 0
    created: int = 0

    @property
    def edit(self) -> bool:
        """Whether this is an EDIT file: lines with numbers."""
        return self.type == FileType.UNSTRUCTURED and self.code == EDIT_CODE

    def capacity(self, extents: int) -> int:
        """The bytes in that many extents."""
        return (self.primary_extent + (extents - 1) * self.secondary_extent) * PAGE if extents else 0

    @property
    def maximum_size(self) -> int:
        """The bytes in all extents that the file may have."""
        return self.capacity(self.maximum_extents)

    def extents_for(self, size: int) -> int:
        """How many extents hold that many bytes."""
        if not size:
            return 0
        beyond = size - self.primary_extent * PAGE
        return 1 if beyond <= 0 else 1 + -(-beyond // (self.secondary_extent * PAGE))

    def alternate(self, specifier: int) -> AlternateKey | None:
        """The alternate key of this specifier."""
        return next((key for key in self.alternate_keys if key.specifier == specifier), None)


def checked(wanted: Attributes) -> Attributes:
    """The attributes with defaults and roundings filled in. Refused with the error of FILE_CREATELIST_.

    Partitioned files: 564. Audited files: 84, since there is no TMF.
    """
    if wanted.partitions:
        raise Refused(FE.BADOP)
    if wanted.audited:
        raise Refused(FE.TMFNOTCONFIGURED)
    if wanted.type not in tuple(FileType) or not 0 <= wanted.code <= 0xFFFF or not 0 <= wanted.owner <= SUPER:
        raise Refused(FE.BADPARMVALUE)
    if len(wanted.security) != 4 or any(number not in _CLASSES for number in wanted.security):
        raise Refused(FE.BADPARMVALUE)
    with_extents = _extents(wanted)
    return with_extents if wanted.type == FileType.UNSTRUCTURED else _structured(with_extents)


def _extents(wanted: Attributes) -> Attributes:
    primary = wanted.primary_extent or 1
    secondary = wanted.secondary_extent or primary
    most = wanted.maximum_extents or 16
    if not (0 < primary <= 0xFFFF and 0 < secondary <= 0xFFFF and 0 < most <= _MOST_EXTENTS):
        raise Refused(FE.BADPARMVALUE)
    block = next((size for size in _BLOCKS if wanted.block_length <= size), 0)
    if wanted.block_length < 0 or not block:
        raise Refused(FE.BADPARMVALUE)
    if wanted.type == FileType.UNSTRUCTURED and wanted.alternate_keys:
        raise Refused(FE.INVALOP)
    return msgspec.structs.replace(
        wanted,
        primary_extent=primary,
        secondary_extent=secondary,
        maximum_extents=most,
        block_length=block if wanted.block_length else 4096,
    )


def _structured(wanted: Attributes) -> Attributes:
    keyed = wanted.type == FileType.KEY_SEQUENCED
    overhead = _KEYED_OVERHEAD if keyed else _BLOCK_OVERHEAD
    if not 0 < wanted.record_length <= wanted.block_length - overhead:
        raise Refused(FE.BADCOUNT)
    if keyed and not _inside(wanted.key_offset, wanted.key_length, wanted.record_length):
        raise Refused(FE.INVKEY)
    primary = wanted.key_length if keyed else 8
    specifiers = [key.specifier for key in wanted.alternate_keys]
    if len(set(specifiers)) != len(specifiers) or any(not 0 < number <= 0xFFFF for number in specifiers):
        raise Refused(FE.INVKEY)
    for key in wanted.alternate_keys:
        _alternate(key, primary, wanted.record_length)
    return wanted


def _alternate(key: AlternateKey, primary: int, record: int) -> None:
    if not _inside(key.offset, key.length, record) or key.length + primary > _LONGEST_KEY:
        raise Refused(FE.INVKEY)
    if not key.update:
        raise Refused(FE.BADOP)
    if (key.unique and key.insertion_ordered) or (key.null is not None and not 0 <= key.null <= 255):
        raise Refused(FE.BADPARMVALUE)


def _inside(offset: int, length: int, record: int) -> bool:
    return offset >= 0 and 0 < length <= _LONGEST_KEY and offset + length <= record
