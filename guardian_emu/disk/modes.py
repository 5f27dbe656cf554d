"""SETMODE on disk files (procedures.md 1.18)."""

from __future__ import annotations

import struct

import msgspec

from . import security
from .attributes import Attributes, checked
from .errors import FE, Refused
from .files import File, Files
from .openings import Opening, Openings
from .operations import SetMode
from .reply import Reply

SECURITY, OWNER, VERIFY, LOCKING, BUFFERED, CACHE = 1, 2, 3, 4, 90, 91
EXTENTS, BUFFER_SIZE, FLUSH, LARGE, INSERTION_LOCKS = 92, 93, 95, 141, 149

_LOCK_MODES = (0, 1, 2, 3, 6, 7)
_BUFFER_SIZES = (512, 1024, 2048, 4096)
_KEPT = {VERIFY: (0, 1), BUFFERED: (0, 1), CACHE: (0, 1, 2, 3), LARGE: (0, 1), INSERTION_LOCKS: (0, 1)}
"""Functions that a program may set and read again, and their values. The disk writes and caches as it does."""


class Modes:
    """What SETMODE changes: of the open, or of the file itself."""

    def __init__(self, files: Files, openings: Openings) -> None:
        self._files = files
        self._openings = openings

    def set(self, operation: SetMode) -> Reply:
        """SETMODE; the former parameters as two words. Refused with 2, 48, 590."""
        opening = self._openings.at(operation.label, operation.handle)
        file = self._files.get(opening.file)
        former = self._former(opening, file, operation.function)
        if operation.first is not None or operation.function == FLUSH:
            self._change(opening, file, operation)
        return Reply(data=struct.pack(">HH", *former))

    def _former(self, opening: Opening, file: File, function: int) -> tuple[int, int]:
        attributes = file.attributes
        known = {
            SECURITY: _security_word(attributes),
            OWNER: attributes.owner,
            LOCKING: opening.lock_mode,
            EXTENTS: attributes.maximum_extents,
            BUFFER_SIZE: attributes.block_length,
            FLUSH: 0,
        }
        if function in known:
            return known[function], 0
        if function not in _KEPT:
            raise Refused(FE.INVALOP)
        return opening.modes.get(function, (0, 0))

    def _change(self, opening: Opening, file: File, operation: SetMode) -> None:
        function, first = operation.function, operation.first or 0
        if function == LOCKING:
            _one_of(first, _LOCK_MODES)
            self._openings.put(msgspec.structs.replace(opening, lock_mode=first))
        elif function in _KEPT:
            _one_of(first, _KEPT[function])
            modes = {**opening.modes, function: (first, operation.second or 0)}
            self._openings.put(msgspec.structs.replace(opening, modes=modes))
        elif function != FLUSH:
            self._files.describe(file, self._described(file, operation.user, function, first & 0xFFFF))

    def _described(self, file: File, user: int, function: int, value: int) -> Attributes:
        attributes = file.attributes
        if function in (SECURITY, OWNER):
            security.require_owner(attributes, user)
        if function == SECURITY:
            return checked(
                msgspec.structs.replace(
                    attributes,
                    progid=bool(value & 0x8000),
                    clear_on_purge=bool(value & 0x4000),
                    security=(value >> 9 & 7, value >> 6 & 7, value >> 3 & 7, value & 7),
                )
            )
        if function == OWNER:
            return checked(msgspec.structs.replace(attributes, owner=value))
        if function == EXTENTS:
            if value < max(file.extents, 1):
                raise Refused(FE.BADPARMVALUE)
            return checked(msgspec.structs.replace(attributes, maximum_extents=value))
        if attributes.type:
            raise Refused(FE.INVALOP)
        _one_of(value, _BUFFER_SIZES)
        return msgspec.structs.replace(attributes, block_length=value)


def _one_of(value: int, values: tuple[int, ...]) -> None:
    if value not in values:
        raise Refused(FE.BADPARMVALUE)


def _security_word(attributes: Attributes) -> int:
    read, write, execute, purge = attributes.security
    word = read << 9 | write << 6 | execute << 3 | purge
    return word | attributes.progid << 15 | attributes.clear_on_purge << 14
