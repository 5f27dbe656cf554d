"""System messages as they stand on $RECEIVE, D-series format, big-endian (system-messages.md section 3)."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

from ..wire.handle import NULL_HANDLE
from .actions import Json

CPU_DOWN, CPU_UP, PROCESS_DEATH, JOB_PROCESS = -2, -3, -101, -112
MAX_TEXT = 80
SSID_BYTES = 12
NO_SSID = bytes(SSID_BYTES)

_DEATH = struct.Struct(">h20sqhhH12s20shhhHih")
_JOB_PROCESS = struct.Struct(">hh20s")
_ABENDED = 1
_BYTES = ("handle", "killer", "ssid", "mom", "gmom")


class Death(NamedTuple):
    """How a process ended, and who is told because of what the process was to them.

    ``killer`` is the null handle unless another process stopped it; ``time`` is CPU time in microseconds. ``mom`` and
    ``gmom`` are null where there is none; partners and ancestors are found in the destination table.
    """

    handle: bytes
    code: int
    info: int = 0
    abend: bool = False
    text: str = ""
    killer: bytes = NULL_HANDLE
    time: int = 0
    ssid: bytes = NO_SSID
    job: int = 0
    mom: bytes = NULL_HANDLE
    gmom: bytes = NULL_HANDLE

    def to_json(self) -> Json:
        """As it travels between kernels."""
        return {**self._asdict(), **{name: getattr(self, name).hex() for name in _BYTES}}

    @staticmethod
    def from_json(data: Any) -> Death:
        """The death of ``to_json``."""
        return Death(**{**data, **{name: bytes.fromhex(data[name]) for name in _BYTES}})


def cpu_down(cpu: int) -> bytes:
    """-2, 4 bytes."""
    return struct.pack(">hh", CPU_DOWN, cpu)


def cpu_up(cpu: int) -> bytes:
    """-3, 4 bytes."""
    return struct.pack(">hh", CPU_UP, cpu)


def process_death(death: Death, descriptor: str = "") -> bytes:
    """-101. ``descriptor`` is empty for an unnamed process and for the receiver's own partner (DL-07).

    The text follows at byte 82, the descriptor behind it on an even byte.
    """
    text = death.text.encode("ascii", "replace")[:MAX_TEXT]
    name = descriptor.encode()
    offset = _DEATH.size + len(text) + len(text) % 2
    head = _DEATH.pack(
        PROCESS_DEATH, death.handle, death.time, death.job, death.code, death.info & 0xFFFF, death.ssid, death.killer,
        len(text), offset if name else 0, len(name), _ABENDED if death.abend else 0, 0, 0,
    )  # fmt: skip
    return head + (text + b"\0" * (len(text) % 2) + name if name else text)


def job_process(job: int, handle: bytes) -> bytes:
    """-112: the process was created in that job."""
    return _JOB_PROCESS.pack(JOB_PROCESS, job, handle)
