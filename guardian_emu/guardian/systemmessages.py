"""System messages as they come from $RECEIVE, in this machine's byte order (system-messages.md section 3)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NamedTuple

from .handles import ProcessHandle

CPU_DOWN, CPU_UP, PROCESS_DEATH, PROCESS_CREATED, OPEN, CLOSE = -2, -3, -101, -102, -103, -104

_CPU = struct.Struct("=hh")
_DEATH = struct.Struct("=h20sqhhh8shh20shhhhih")
_CREATED = struct.Struct("=hi20shhhq")
_OPEN = struct.Struct("=hhhhhhhh20shhhhhhh10s")
_CLOSE = struct.Struct("=hh")
_OPEN_REPLY = struct.Struct("=hh")
_NUMBER = struct.Struct("=h")


class CpuDown(NamedTuple):
    """-2: a processor is down."""

    cpu: int


class CpuUp(NamedTuple):
    """-3: a processor is up."""

    cpu: int


class ProcessDeath(NamedTuple):
    """-101: a process or the last member of a pair is gone. ``descriptor`` is empty for one's own partner."""

    handle: ProcessHandle
    cpu_time_us: int
    completion_code: int
    termination_info: int
    killer: ProcessHandle
    abended: bool
    text: str
    descriptor: str


class ProcessCreated(NamedTuple):
    """-102: a nowait PROCESS_CREATE_ ended; ``error`` 0 is success."""

    tag: int
    handle: ProcessHandle
    error: int
    detail: int
    descriptor: str


class Open(NamedTuple):
    """-103: a process opens this one. A backup open names the open of its primary, which has the same file number."""

    access: int
    exclusion: int
    nowait_depth: int
    sync_depth: int
    options: int
    process_access_id: int
    backup_open: bool
    primary: ProcessHandle
    primary_filenum: int
    opener: str
    home_terminal: str
    qualifier: str


class Close(NamedTuple):
    """-104: an open is over."""

    tape_disposition: int


class Other(NamedTuple):
    """A system message that has no type here."""

    number: int
    data: bytes


_Fields = tuple[Any, ...]

SystemMessage = CpuDown | CpuUp | ProcessDeath | ProcessCreated | Open | Close | Other


def parse(data: bytes) -> SystemMessage:
    """The system message of what was read with error 6. A message that was cut by a short read becomes Other."""
    number = _NUMBER.unpack_from(data)[0] if len(data) >= _NUMBER.size else 0
    if number not in _KINDS:
        return Other(number, data)
    layout, make = _KINDS[number]
    return make(layout.unpack_from(data), data) if len(data) >= layout.size else Other(number, data)


def open_reply(label: int) -> bytes:
    """What a reply to -103 carries: later messages of that open come with the label."""
    return _OPEN_REPLY.pack(OPEN, label)


def _text(data: bytes, offset: int, length: int) -> str:
    return data[offset : offset + length].decode("latin-1") if length > 0 else ""


def _cpu_down(fields: _Fields, _data: bytes) -> SystemMessage:
    return CpuDown(fields[1])


def _cpu_up(fields: _Fields, _data: bytes) -> SystemMessage:
    return CpuUp(fields[1])


def _close(fields: _Fields, _data: bytes) -> SystemMessage:
    return Close(fields[1])


def _death(fields: _Fields, data: bytes) -> SystemMessage:
    (_, handle, time, _job, code, info, _owner, _number, _version, killer, length, at, size, flags, _pid, _) = fields
    text, descriptor = _text(data, _DEATH.size, length), _text(data, at, size)
    abended = bool(flags & 1)
    return ProcessDeath(ProcessHandle(handle), time, code, info, ProcessHandle(killer), abended, text, descriptor)


def _created(fields: _Fields, data: bytes) -> SystemMessage:
    _, tag, handle, error, detail, length, _ = fields
    return ProcessCreated(tag, ProcessHandle(handle), error, detail, _text(data, _CREATED.size, length))


def _open(fields: _Fields, data: bytes) -> SystemMessage:
    (_, access, exclusion, nowait, sync, options, paid, flags, primary, qualifier_length, name_at, name_length,
     primary_filenum, _craid, terminal_at, terminal_length, _reserved) = fields  # fmt: skip
    return Open(
        access,
        exclusion,
        nowait,
        sync,
        options,
        paid & 0xFFFF,
        bool(flags & 1),
        ProcessHandle(primary),
        primary_filenum,
        _text(data, name_at, name_length),
        _text(data, terminal_at, terminal_length),
        _text(data, _OPEN.size, qualifier_length),
    )


_KINDS: dict[int, tuple[struct.Struct, Callable[[_Fields, bytes], SystemMessage]]] = {
    CPU_DOWN: (_CPU, _cpu_down),
    CPU_UP: (_CPU, _cpu_up),
    PROCESS_DEATH: (_DEATH, _death),
    PROCESS_CREATED: (_CREATED, _created),
    OPEN: (_OPEN, _open),
    CLOSE: (_CLOSE, _close),
}
