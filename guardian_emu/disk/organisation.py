"""What every type of file does with records, each in its own module."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from .files import File
from .position import Position

Check = Callable[[bytes], None]
"""Refuses when the record with this key may not be written; called before anything is changed."""


class Found(NamedTuple):
    """A record: ``key`` is what locks call it."""

    key: bytes
    data: bytes
    position: Position


class Done(NamedTuple):
    """A record was written: where the open stands now, the bytes moved, and a warning."""

    position: Position
    moved: int
    error: int = 0


class Organisation(Protocol):
    """Records of one type of file. Every method is refused before it changes anything, or does all of it."""

    def next(self, file: File, position: Position, count: int) -> Found:
        """READ. Refused with 1 at the end of the file or of the subset."""

    def current(self, file: File, position: Position, count: int) -> Found:
        """READUPDATE: the current record, and the position unchanged. Refused with 11, 46."""

    def key_at(self, file: File, position: Position) -> bytes:
        """What locks call the current record, be it there or not. Refused with 11 and 46 when no key says which."""

    def insert(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        """WRITE. Refused with 10, 21, 43, 45 and what ``check`` says."""

    def update(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        """WRITEUPDATE with data. Refused with 10, 11, 21, 46 and what ``check`` says."""

    def delete(self, file: File, position: Position, check: Check) -> Done:
        """WRITEUPDATE without data. Refused with 11, 21, 46 and what ``check`` says."""


def address_key(address: int) -> bytes:
    """What locks and alternate keys call a record that has an address."""
    return address.to_bytes(8, "big")
