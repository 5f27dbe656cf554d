"""Process handles and process descriptors (PR-03, PR-05, zsys.md section 3)."""

from __future__ import annotations

import struct
from typing import NamedTuple

NULL_HANDLE = b"\xff" * 20
"""The handle of no process: every word -1."""

_STRUCT = struct.Struct(">BBHiHHQ")
_UNNAMED, _NAMED = 1, 2


class ProcessHandle(NamedTuple):
    """Identity of one process for the whole of its life.

    Guarantee: two processes never share a handle, not even successive users of one PIN: ``serial`` grows with
    every process a CPU starts and with every load of the CPU. Members of a pair, and all their successors, share
    ``pair`` and ``sequence`` (PR-06).
    """

    cpu: int
    pin: int
    node: int
    serial: int
    pair: int
    sequence: int

    @property
    def named(self) -> bool:
        """Whether the process has a name; an unnamed one has pair index 0."""
        return self.pair != 0

    def pack(self) -> bytes:
        """The 20 bytes programs see."""
        kind = _NAMED if self.named else _UNNAMED
        return _STRUCT.pack(kind, self.cpu, self.pin, self.node, self.serial & 0xFFFF, self.pair, self.sequence)

    def same_pair(self, other: ProcessHandle) -> bool:
        """Whether both belong to one instance of one name (PROCESSHANDLE_COMPARE_ 1 or 2)."""
        return self.named and (self.node, self.pair, self.sequence) == (other.node, other.pair, other.sequence)


def unpack(data: bytes) -> ProcessHandle | None:
    """The handle in 20 bytes; None for the null handle. Raises ValueError for anything else."""
    if len(data) != 20:
        raise ValueError(f"a process handle has 20 bytes, not {len(data)}")
    if data[:2] == b"\xff\xff":
        return None
    kind, cpu, pin, node, serial, pair, sequence = _STRUCT.unpack(data)
    if kind not in (_UNNAMED, _NAMED) or cpu > 15 or (kind == _NAMED) != (pair != 0):
        raise ValueError(f"{data.hex()} is no process handle")
    return ProcessHandle(cpu, pin, node, serial, pair, sequence)


def descriptor(node_name: str, handle: ProcessHandle, name: str = "") -> str:
    r"""``\NODE.$NAME:SEQ`` of a named process, ``\NODE.$:CPU:PIN:SEQ`` of an unnamed one (PR-05)."""
    if name:
        return f"{node_name}.{name}:{handle.sequence}"
    return f"{node_name}.$:{handle.cpu}:{handle.pin}:{handle.sequence}"
