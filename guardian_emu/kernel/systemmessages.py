"""System messages as they stand on $RECEIVE, D-series format, big-endian (system-messages.md section 3)."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

from ..wire.handle import NULL_HANDLE
from .actions import Json

CPU_DOWN, CPU_UP, PROCESS_DEATH = -2, -3, -101
MAX_TEXT = 80

_DEATH = struct.Struct(">h20sqhhH8shh20shhhHih")
_ABENDED = 1


class Death(NamedTuple):
    """How a process ended. ``killer`` is the null handle unless another process stopped it; time in microseconds."""

    handle: bytes
    code: int
    info: int = 0
    abend: bool = False
    text: str = ""
    killer: bytes = NULL_HANDLE
    time: int = 0

    def to_json(self) -> Json:
        """As it travels between kernels."""
        return {**self._asdict(), "handle": self.handle.hex(), "killer": self.killer.hex()}

    @staticmethod
    def from_json(data: Any) -> Death:
        """The death of ``to_json``."""
        return Death(**{**data, "handle": bytes.fromhex(data["handle"]), "killer": bytes.fromhex(data["killer"])})


def cpu_down(cpu: int) -> bytes:
    """-2, 4 bytes."""
    return struct.pack(">hh", CPU_DOWN, cpu)


def cpu_up(cpu: int) -> bytes:
    """-3, 4 bytes."""
    return struct.pack(">hh", CPU_UP, cpu)


def process_death(death: Death, descriptor: str = "") -> bytes:
    """-101. ``descriptor`` is empty for an unnamed process and for the receiver's own partner.

    The text follows at byte 82, the descriptor behind it on an even byte.
    """
    text = death.text.encode("ascii", "replace")[:MAX_TEXT]
    name = descriptor.encode()
    offset = _DEATH.size + len(text) + len(text) % 2
    owner = b"\0" * 8
    head = _DEATH.pack(
        PROCESS_DEATH, death.handle, death.time, 0, death.code, death.info & 0xFFFF, owner, 0, 0, death.killer,
        len(text), offset if name else 0, len(name), _ABENDED if death.abend else 0, 0, 0,
    )  # fmt: skip
    return head + (text + b"\0" * (len(text) % 2) + name if name else text)
