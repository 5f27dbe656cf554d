"""Process handles as programs see them: 20 bytes."""

from __future__ import annotations

import enum

from guardian_emu.wire import handle as wire


class Comparison(enum.IntEnum):
    """What PROCESSHANDLE_COMPARE_ says of two handles."""

    UNRELATED = 0
    SAME_PAIR = 1
    IDENTICAL = 2


class ProcessHandle:
    """The handle of one process. Immutable, compares by its bytes, and can be a key.

    Guarantee: no two processes ever have the same handle. The members of a pair differ, and ``same_pair`` tells them.
    Raises ValueError when the bytes are not 20.
    """

    __slots__ = ("_bytes",)

    def __init__(self, data: bytes) -> None:
        if len(data) != len(wire.NULL_HANDLE):
            raise ValueError(f"a process handle has {len(wire.NULL_HANDLE)} bytes, not {len(data)}")
        self._bytes = bytes(data)

    @property
    def is_null(self) -> bool:
        """Whether this is the handle of no process: its first word is -1."""
        return self._bytes[:2] == b"\xff\xff"

    @property
    def cpu(self) -> int:
        """The processor; -1 of the null handle."""
        return -1 if self.is_null else self._bytes[1]

    @property
    def pin(self) -> int:
        """The process number in its processor; -1 of the null handle."""
        return -1 if self.is_null else int.from_bytes(self._bytes[2:4], "big")

    @property
    def node(self) -> int:
        """The number of its node; -1 of the null handle."""
        return -1 if self.is_null else int.from_bytes(self._bytes[4:8], "big")

    def compare(self, other: ProcessHandle) -> Comparison:
        """PROCESSHANDLE_COMPARE_: works on null and stale handles, and asks nobody."""
        if self.is_null or other.is_null:
            return Comparison.IDENTICAL if self.is_null and other.is_null else Comparison.UNRELATED
        if self._bytes == other._bytes:
            return Comparison.IDENTICAL
        mine, theirs = self._bytes, other._bytes
        named = mine[10:12] != b"\0\0"
        same = mine[4:8] == theirs[4:8] and mine[10:] == theirs[10:]
        return Comparison.SAME_PAIR if named and same else Comparison.UNRELATED

    def same_pair(self, other: ProcessHandle) -> bool:
        """Whether the other one is the other member of this process's pair."""
        return self.compare(other) is Comparison.SAME_PAIR

    def __bytes__(self) -> bytes:
        return self._bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProcessHandle) and self._bytes == other._bytes

    def __hash__(self) -> int:
        return hash(self._bytes)

    def __repr__(self) -> str:
        return "ProcessHandle.NULL" if self.is_null else f"<ProcessHandle {self.cpu},{self.pin} {self._bytes.hex()}>"


NULL = ProcessHandle(wire.NULL_HANDLE)
"""The handle of no process."""
