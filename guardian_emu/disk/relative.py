"""Relative files: numbered slots of one length, each with a record or empty."""

from __future__ import annotations

import msgspec

from .addressed import Addressed
from .errors import FE, Refused
from .files import File
from .organisation import Check, Done, address_key
from .position import ANY_SLOT, APPEND, Position

_BLOCK_HEADER, _RECORD_HEADER = 22, 2
_LAST_RECORD = (1 << 31) - 1

_GAP = """SELECT address + 1 FROM slot AS used WHERE address>=? AND address<? AND NOT EXISTS
  (SELECT 1 FROM slot WHERE address = used.address + 1) ORDER BY address LIMIT 1"""


class Relative(Addressed):
    """``tail`` of a file is a number below which no slot is free."""

    def insert(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        if not 0 < len(data) <= file.attributes.record_length:
            raise Refused(FE.BADCOUNT)
        number = self._slot(file, position.next)
        check(address_key(number))
        if self._occupied(file, number):
            raise Refused(FE.DUP)
        warning = self._alternates.check(file, data)
        size = self._size(file, number)
        self._files.reach(file, size)
        self._store_new(file, number, data)
        file.eof = max(file.eof, size)
        if position.next == ANY_SLOT:
            file.tail = number + 1
        following = position.next if position.next < 0 else number + 1
        place = msgspec.structs.replace(position, current=number, next=following, record=address_key(number))
        return Done(place, len(data), warning)

    def _slot(self, file: File, wanted: int) -> int:
        if wanted == APPEND:
            return self._last(file) + 1
        if wanted != ANY_SLOT:
            return wanted
        if not self._occupied(file, file.tail):
            return file.tail
        row = self._store.row(_GAP, (file.first + file.tail, file.end))
        return row[0] - file.first if row else file.tail

    def _size(self, file: File, number: int) -> int:
        """The bytes up to the end of the block in which a slot is. Refused with 45 for a number that cannot be."""
        if number > _LAST_RECORD:
            raise Refused(FE.FILEFULL)
        attributes = file.attributes
        in_block = (attributes.block_length - _BLOCK_HEADER) // (attributes.record_length + _RECORD_HEADER)
        return (number // in_block + 1) * attributes.block_length

    def _replacement(self, file: File, old: bytes, data: bytes) -> bytes:
        if len(data) > file.attributes.record_length:
            raise Refused(FE.BADCOUNT)
        return data

    def _grown(self, file: File, growth: int) -> None:
        """Every slot has room for the longest record."""

    def _deletable(self, file: File, number: int, old: bytes) -> None:
        file.tail = min(file.tail, number)
