"""EDIT files (code 101): lines of text with numbers, as text streams read and write them (c-runtime.md 11.1).

Lines are records whose addresses are thousandths of their numbers. The packed form that EDIT files have on a disk is
not kept: such a file is read and written by lines only.
"""

from __future__ import annotations

import msgspec

from .addressed import Addressed
from .errors import FE, Refused
from .files import File
from .organisation import Check, Done, address_key
from .position import Position

LONGEST_LINE = 239
STEP = 1000
"""What a line that is appended lies behind the last one: 1 in the numbers that people see."""

_LAST_LINE = 99_999_999
_LINE_OVERHEAD = 4


class Edit(Addressed):
    """``bytes`` of a file are those of its lines and of what describes each."""

    def insert(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        kept = _line(data)
        number = self._last(file) // STEP * STEP + STEP if position.next < 0 else position.next
        if file.bytes == 0 and position.next < 0:
            number = STEP
        if number > _LAST_LINE:
            raise Refused(FE.FILEFULL)
        check(address_key(number))
        if self._occupied(file, number):
            raise Refused(FE.DUP)
        self._grown(file, len(kept) + _LINE_OVERHEAD)
        self._store_new(file, number, kept)
        following = position.next if position.next < 0 else number + STEP
        place = msgspec.structs.replace(position, current=number, next=following, record=address_key(number))
        return Done(place, len(data))

    def _replacement(self, file: File, old: bytes, data: bytes) -> bytes:
        return _line(data)

    def _grown(self, file: File, growth: int) -> None:
        self._files.reach(file, file.bytes + growth)
        file.bytes += growth
        file.eof = file.bytes

    def _deletable(self, file: File, number: int, old: bytes) -> None:
        self._grown(file, -len(old) - _LINE_OVERHEAD)


def _line(data: bytes) -> bytes:
    """A line as the file keeps it: without blanks at its end. Refused with 21 when it is too long."""
    kept = data.rstrip(b" ")
    if len(kept) > LONGEST_LINE:
        raise Refused(FE.BADCOUNT)
    return kept
