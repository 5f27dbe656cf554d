"""Unstructured files: bytes, kept in blocks of 4096 (DK-03: a block is written whole or not at all)."""

from __future__ import annotations

import msgspec

from .errors import FE, Refused
from .files import File, Files
from .organisation import Check, Done, Found, address_key
from .position import APPEND, Position
from .store import Store

BLOCK = 4096
_EMPTY = bytes(BLOCK)


class Unstructured:
    """Bytes by their addresses. Files that are not ``odd`` move even numbers of bytes only; odd ones are rounded up."""

    def __init__(self, store: Store, files: Files) -> None:
        self._store = store
        self._files = files

    def next(self, file: File, position: Position, count: int) -> Found:
        start = file.eof if position.next < 0 else position.next
        length = min(_even(file, count), file.eof - start)
        if length <= 0 and (count or start >= file.eof):
            raise Refused(FE.EOF)
        data = self._bytes(file, start, length)
        return Found(address_key(start), data, _moved(position, start, start + length))

    def current(self, file: File, position: Position, count: int) -> Found:
        start = self._address(file, position)
        length = min(_even(file, count), file.eof - start)
        return Found(address_key(start), self._bytes(file, start, length), position)

    def key_at(self, file: File, position: Position) -> bytes:
        return address_key(file.eof if position.current < 0 else position.current)

    def insert(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        append = position.next < 0
        start = file.eof if append else position.next
        check(address_key(start))
        data = _padded(file, data)
        end = start + len(data)
        self._files.reach(file, end)
        self._put(file, start, data)
        file.eof = max(file.eof, end)
        return Done(_moved(position, start, APPEND if append else end), len(data))

    def update(self, file: File, position: Position, data: bytes, check: Check) -> Done:
        start = self._address(file, position)
        check(address_key(start))
        data = _padded(file, data)
        if start + len(data) > file.eof:
            raise Refused(FE.EOF)
        self._put(file, start, data)
        return Done(position, len(data))

    def delete(self, file: File, position: Position, check: Check) -> Done:
        raise Refused(FE.BADCOUNT)

    def cut(self, file: File, size: int) -> None:
        """Make ``size`` the end of the file; what was behind it is gone and reads as zeros should it come back."""
        if size > file.eof:
            self._files.reach(file, size)
        else:
            blocks = -(-size // BLOCK)
            self._store.run("DELETE FROM slot WHERE address >= ? AND address < ?", (file.first + blocks, file.end))
            if size % BLOCK:
                kept = self._block(file, blocks - 1)[: size % BLOCK]
                self._write(file, blocks - 1, kept + _EMPTY[len(kept) :])
        file.eof = size

    def _address(self, file: File, position: Position) -> int:
        start = position.current
        if start < 0 or start >= file.eof:
            raise Refused(FE.NOTFOUND)
        return start

    def _bytes(self, file: File, start: int, length: int) -> bytes:
        first, last = start // BLOCK, (start + length - 1) // BLOCK
        if length <= 0:
            return b""
        if first == last:
            return self._block(file, first)[start % BLOCK : start % BLOCK + length]
        rows = self._store.run(
            "SELECT address, data FROM slot WHERE address BETWEEN ? AND ?", (file.first + first, file.first + last)
        )
        blocks = {address - file.first: data for address, data in rows}
        whole = b"".join(blocks.get(number, _EMPTY) for number in range(first, last + 1))
        return whole[start % BLOCK : start % BLOCK + length]

    def _block(self, file: File, number: int) -> bytes:
        row = self._store.row("SELECT data FROM slot WHERE address=?", (file.first + number,))
        if row is None:
            return _EMPTY
        if not isinstance(row[0], bytes) or len(row[0]) != BLOCK:
            raise Refused(FE.FILEBAD)
        return row[0]

    def _put(self, file: File, start: int, data: bytes) -> None:
        """Write bytes, reading first what stays of the blocks at both ends."""
        done = 0
        while done < len(data):
            number, offset = divmod(start + done, BLOCK)
            part = data[done : done + BLOCK - offset]
            if len(part) < BLOCK:
                old = self._block(file, number)
                self._write(file, number, old[:offset] + part + old[offset + len(part) :])
            else:
                self._write(file, number, part)
            done += len(part)

    def _write(self, file: File, number: int, block: bytes) -> None:
        self._store.run("INSERT OR REPLACE INTO slot VALUES (?,?)", (file.first + number, block))


def _even(file: File, count: int) -> int:
    return count if file.attributes.odd else count + count % 2


def _padded(file: File, data: bytes) -> bytes:
    return data if file.attributes.odd or not len(data) % 2 else data + b"\0"


def _moved(position: Position, current: int, following: int) -> Position:
    return msgspec.structs.replace(position, current=current, next=following)
