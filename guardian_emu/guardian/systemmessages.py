"""System messages as they come from $RECEIVE, in this machine's byte order (system-messages.md section 3)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, NamedTuple

from .handles import ProcessHandle

CPU_DOWN, CPU_UP, PROCESS_DEATH, PROCESS_CREATED, OPEN, CLOSE = -2, -3, -101, -102, -103, -104
MISSED, TIME_SIGNAL, PROCESS_TIME_SIGNAL = -13, -22, -26
CONTROL, SETMODE, RESETSYNC, CONTROLBUF, SETPARAM, CANCELLED = -32, -33, -34, -35, -37, -38
REMOTE_CPU_DOWN, NODE_DOWN, NODE_UP, REMOTE_CPU_UP = -100, -110, -111, -113
JOB_PROCESS, DEVICE_INQUIRY, NAME_INQUIRY, PROCESS_SPAWNED = -112, -106, -107, -141

_CPU = struct.Struct("=hh")
_REMOTE_CPU = struct.Struct("=hihh6s")
_NODE = struct.Struct("=h6sih")
_DEATH = struct.Struct("=h20sqhhh8shh20shhhhih")
_CREATED = struct.Struct("=hi20shhhq")
_OPEN = struct.Struct("=hhhhhhhh20shhhhhhh10s")
_CLOSE = struct.Struct("=hh")
_OPEN_REPLY = struct.Struct("=hh")
_NUMBER = struct.Struct("=h")
_TIME_SIGNAL = struct.Struct("=hhi")
_WORDS_3 = struct.Struct("=hhh")
_SETMODE = struct.Struct("=hhhh")
_SETMODE_FLAGS = struct.Struct("=h")
_SETPARAM = struct.Struct("=hhhh")
_JOB = struct.Struct("=hh20s")
_DEVICE = struct.Struct("=h6sh")
_NAME = struct.Struct("=hhhhh6s")
_SPAWNED = struct.Struct("=h26sii20siihh")
_LAST_WANTED, _VALUE_GIVEN, _SKIP_SAME = 1, 2, 1


class CpuDown(NamedTuple):
    """-2: a processor is down."""

    cpu: int


class CpuUp(NamedTuple):
    """-3: a processor is up."""

    cpu: int


class RemoteCpuDown(NamedTuple):
    """-100: a processor of another node is down, and it is not the last one there."""

    node: int
    cpu: int
    name: str


class RemoteCpuUp(NamedTuple):
    """-113: a processor of another node is up."""

    node: int
    cpu: int
    name: str


class NodeDown(NamedTuple):
    """-110: another node cannot be reached any more."""

    node: int
    name: str


class NodeUp(NamedTuple):
    """-111: another node can be reached."""

    node: int
    name: str


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


class MessagesMissed(NamedTuple):
    """-13: broadcasts were lost; what they tell has to be asked for again."""


class TimeSignal(NamedTuple):
    """-22: a timer ran out."""

    param1: int
    param2: int


class ProcessTimeSignal(NamedTuple):
    """-26: a timer of processor time ran out."""

    param1: int
    param2: int


class Control(NamedTuple):
    """-32: a requester's CONTROL; the reply's error is its answer."""

    operation: int
    param: int


class SetMode(NamedTuple):
    """-33: a requester's SETMODE; when it wants the values before, ``setmode_reply`` gives them."""

    function: int
    param1: int
    param2: int
    last_wanted: bool


class ResetSync(NamedTuple):
    """-34: the requester begins to number its requests anew."""


class ControlBuf(NamedTuple):
    """-35: a requester's CONTROLBUF."""

    operation: int
    data: bytes


class SetParam(NamedTuple):
    """-37: a requester's SETPARAM; ``data`` is None when it only asks. ``setparam_reply`` gives the value before."""

    function: int
    data: bytes | None
    last_wanted: bool


class Cancelled(NamedTuple):
    """-38: the requester does not wait for the reply to that message any more; it is to be replied to all the same."""

    message_tag: int


class DeviceInquiry(NamedTuple):
    """-106: what device a process of subtype 30 is; ``device_reply`` tells."""

    qualifier: str


class NameInquiry(NamedTuple):
    """-107: the next name below a process after ``start`` that matches; ``name_reply`` tells, error 1 for none."""

    start: str
    pattern: str
    skip_same: bool


class JobProcess(NamedTuple):
    """-112: a process was created in a job of which this process is the ancestor."""

    job_id: int
    handle: ProcessHandle


class ProcessSpawned(NamedTuple):
    """-141: a nowait PROCESS_SPAWN_ ended; ``error`` 0 is success."""

    tag: int
    handle: ProcessHandle
    pid: int
    errno: int
    error: int
    detail: int


class Other(NamedTuple):
    """A system message that has no type here."""

    number: int
    data: bytes


_Fields = tuple[Any, ...]

SystemMessage = (
    CpuDown
    | CpuUp
    | RemoteCpuDown
    | RemoteCpuUp
    | NodeDown
    | NodeUp
    | ProcessDeath
    | ProcessCreated
    | Open
    | Close
    | MessagesMissed
    | TimeSignal
    | ProcessTimeSignal
    | Control
    | SetMode
    | ResetSync
    | ControlBuf
    | SetParam
    | Cancelled
    | DeviceInquiry
    | NameInquiry
    | JobProcess
    | ProcessSpawned
    | Other
)


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


def setmode_reply(param1: int, param2: int) -> bytes:
    """What a reply to -33 carries when the values before are wanted."""
    return _WORDS_3.pack(SETMODE, param1, param2)


def setparam_reply(last: bytes) -> bytes:
    """What a reply to -37 carries when the value before is wanted."""
    return _CLOSE.pack(SETPARAM, len(last)) + last


def device_reply(device_type: int, subtype: int, record_length: int) -> bytes:
    """What a reply to -106 carries."""
    return struct.pack("=hhhhhhh", DEVICE_INQUIRY, device_type, subtype, -1, -1, -1, record_length)


def name_reply(name: str, device_type: int = -1, subtype: int = -1) -> bytes:
    """What a reply to -107 carries."""
    return struct.pack("=hhhhhhh", NAME_INQUIRY, device_type, subtype, -1, -1, -1, len(name)) + name.encode("latin-1")


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


def _remote_cpu(fields: _Fields, data: bytes) -> tuple[int, int, str]:
    _, node, cpu, length, _reserved = fields
    return node, cpu, _text(data, _REMOTE_CPU.size, length)


def _setmode(fields: _Fields, data: bytes) -> SystemMessage:
    flags = _SETMODE_FLAGS.unpack_from(data, _SETMODE.size)[0] if len(data) >= _SETMODE.size + 2 else 0
    _, function, param1, param2 = fields
    return SetMode(function, param1, param2, bool(flags & _LAST_WANTED))


def _setparam(fields: _Fields, data: bytes) -> SystemMessage:
    _, function, flags, count = fields
    value = data[_SETPARAM.size : _SETPARAM.size + count] if flags & _VALUE_GIVEN else None
    return SetParam(function, value, bool(flags & _LAST_WANTED))


def _name_inquiry(fields: _Fields, data: bytes) -> SystemMessage:
    _, flags, start_length, pattern_at, pattern_length, _ = fields
    start, pattern = _text(data, _NAME.size, start_length), _text(data, pattern_at, pattern_length)
    return NameInquiry(start, pattern, bool(flags & _SKIP_SAME))


def _spawned(fields: _Fields, _data: bytes) -> SystemMessage:
    _, _, tag, _length, handle, pid, errno, error, detail = fields
    return ProcessSpawned(tag, ProcessHandle(handle), pid, errno, error, detail)


_KINDS: dict[int, tuple[struct.Struct, Callable[[_Fields, bytes], SystemMessage]]] = {
    CPU_DOWN: (_CPU, _cpu_down),
    CPU_UP: (_CPU, _cpu_up),
    REMOTE_CPU_DOWN: (_REMOTE_CPU, lambda fields, data: RemoteCpuDown(*_remote_cpu(fields, data))),
    REMOTE_CPU_UP: (_REMOTE_CPU, lambda fields, data: RemoteCpuUp(*_remote_cpu(fields, data))),
    NODE_DOWN: (_NODE, lambda fields, data: NodeDown(fields[2], _text(data, _NODE.size, fields[3]))),
    NODE_UP: (_NODE, lambda fields, data: NodeUp(fields[2], _text(data, _NODE.size, fields[3]))),
    PROCESS_DEATH: (_DEATH, _death),
    PROCESS_CREATED: (_CREATED, _created),
    OPEN: (_OPEN, _open),
    CLOSE: (_CLOSE, _close),
    MISSED: (_NUMBER, lambda _fields, _data: MessagesMissed()),
    TIME_SIGNAL: (_TIME_SIGNAL, lambda fields, _data: TimeSignal(*fields[1:])),
    PROCESS_TIME_SIGNAL: (_TIME_SIGNAL, lambda fields, _data: ProcessTimeSignal(*fields[1:])),
    CONTROL: (_WORDS_3, lambda fields, _data: Control(*fields[1:])),
    SETMODE: (_SETMODE, _setmode),
    RESETSYNC: (_NUMBER, lambda _fields, _data: ResetSync()),
    CONTROLBUF: (_WORDS_3, lambda fields, data: ControlBuf(fields[1], data[6 : 6 + fields[2]])),
    SETPARAM: (_SETPARAM, _setparam),
    CANCELLED: (_CLOSE, lambda fields, _data: Cancelled(fields[1])),
    DEVICE_INQUIRY: (_DEVICE, lambda fields, data: DeviceInquiry(_text(data, _DEVICE.size, fields[2]))),
    NAME_INQUIRY: (_NAME, _name_inquiry),
    JOB_PROCESS: (_JOB, lambda fields, _data: JobProcess(fields[1], ProcessHandle(fields[2]))),
    PROCESS_SPAWNED: (_SPAWNED, _spawned),
}
