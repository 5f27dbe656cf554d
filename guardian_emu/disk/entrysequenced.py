"""Entry-sequenced files: records in the order in which they came; their length stays, and none is deleted."""

from __future__ import annotations

import msgspec

from .addressed import Addressed
from .errors import FE, Refused
from .files import File
from .organisation import Check, Done, address_key
from .position import Position

_BLOCK_HEADER, _RECORD_HEADER = 22, 2
_INDEX_BITS = 12


class EntrySequenced(Addressed):
    """``tail`` of a file is the address behind its last record, ``bytes`` what is used of that record's block."""

    def insert(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        attributes = file.attributes
        if len(data) > attributes.record_length:
            raise Refused(FE.BADCOUNT)
        number, used = file.tail, file.bytes + len(data) + _RECORD_HEADER
        if used > attributes.block_length - _BLOCK_HEADER:
            number, used = ((number >> _INDEX_BITS) + 1) << _INDEX_BITS, len(data) + _RECORD_HEADER
        check(address_key(number))
        warning = self._alternates.check(file, data)
        size = ((number >> _INDEX_BITS) + 1) * attributes.block_length
        self._files.reach(file, size)
        self._store_new(file, number, data)
        file.tail, file.bytes, file.eof = number + 1, used, size
        place = msgspec.structs.replace(position, current=number, next=number + 1, record=address_key(number))
        return Done(place, len(data), warning)

    def _replacement(self, file: File, old: bytes, data: bytes) -> bytes:
        if len(data) != len(old):
            raise Refused(FE.BADCOUNT)
        return data

    def _grown(self, file: File, growth: int) -> None:
        """The length of a record stays."""

    def _deletable(self, file: File, number: int, old: bytes) -> None:
        if old:
            raise Refused(FE.BADCOUNT)
