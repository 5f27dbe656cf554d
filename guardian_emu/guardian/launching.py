"""Other ways to create a process: by a parameter list, with words and an environment, and as C-series programs did."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .errors import ProcessCreationError
from .handles import ProcessHandle
from .library import ffi
from .marshal import call, words, words_of

_LAUNCH = struct.Struct("=hh" + "qi" * 7 + "iiiiii" + "hhhhhh")
_CREATED = struct.Struct("=hi20shhhq50s")
_SPAWNED = struct.Struct("=i20siihh")
_VERSION, _NOBODY = 1, -1


class Launched(NamedTuple):
    """A process was created; a nowait creation gives the null handle and no descriptor."""

    processhandle: ProcessHandle
    process_descr: str


class Spawned(NamedTuple):
    """A process of the other kind was created."""

    processhandle: ProcessHandle
    pid: int


class NewProcess(NamedTuple):
    """What NEWPROCESS gives: error in the upper byte, detail in the lower, and the C-series process ID."""

    process_id: tuple[int, ...]
    error: int


def PROCESS_LAUNCH_(
    program_name: str,
    *,
    process_name: str = "",
    name_options: int = 0,
    processor: int = -1,
    priority: int = -1,
    hometerm: str = "",
    defines: bytes = b"",
    create_options: int = 0,
    jobid: int = -1,
    nowait_tag: int = -1,
) -> Launched:
    """Creates a process by a parameter list. Raises ProcessCreationError."""
    given = (program_name, "", "", "", process_name, hometerm)
    texts = [ffi.new("char[]", value.encode("latin-1")) for value in given] + [ffi.new("char[]", defines or b"\0")]
    lengths = [len(value) for value in given] + [len(defines)]
    pairs: list[int] = []
    for buffer, length in zip(texts, lengths, strict=True):
        pairs += [int(ffi.cast("intptr_t", buffer)) if length else 0, length]
    numbers = (nowait_tag, 0, 0, 0, 0, create_options, name_options, 0, priority, processor, 0, jobid)
    packed = _LAUNCH.pack(_VERSION, _LAUNCH.size, *pairs, *numbers)
    room, written, detail = ffi.new("char[]", _CREATED.size), ffi.new("short *"), ffi.new("short *")
    error = call("PROCESS_LAUNCH_", ffi.from_buffer(packed), detail, room, _CREATED.size, written)
    if error:
        raise ProcessCreationError("PROCESS_LAUNCH_", error, detail[0])
    fields = _CREATED.unpack(ffi.buffer(room))
    return Launched(ProcessHandle(fields[2]), fields[7][: fields[5]].decode("latin-1"))


def PROCESS_SPAWN_(
    program: str, argv: Sequence[str] = (), envp: Mapping[str, str] | None = None, nowait_tag: int | None = None
) -> Spawned:
    """Creates a process with words and an environment of its own. Raises ProcessCreationError.

    With ``nowait_tag`` it only begins: system message -141 tells how it ended.
    """
    settings = [] if envp is None else [f"{name}={value}" for name, value in envp.items()]
    arguments, keep_arguments = _strings([program, *argv])
    environment, keep_environment = _strings(settings)
    room = ffi.new("char[]", _SPAWNED.pack(_SPAWNED.size, b"\xff" * 20, 0, 0, 0, 0))
    file = ffi.new("char[]", program.encode("latin-1"))
    error = call(
        "PROCESS_SPAWN_", file, None, arguments, environment, None, None, None, room, nowait_tag, None
    )  # fmt: skip
    del keep_arguments, keep_environment
    _length, handle, pid, _errno, process_error, detail = _SPAWNED.unpack(ffi.buffer(room, _SPAWNED.size))
    if error:
        raise ProcessCreationError("PROCESS_SPAWN_", process_error or error, detail)
    return Spawned(ProcessHandle(handle), pid)


def _strings(values: Sequence[str]) -> tuple[Any, list[Any]]:
    kept = [ffi.new("char[]", value.encode("latin-1")) for value in values]
    return ffi.new("char *[]", [*kept, ffi.NULL]), kept


def NEWPROCESS(
    filename: Sequence[int],
    priority: int | None = None,
    processor: int | None = None,
    name: Sequence[int] | None = None,
    hometerm: Sequence[int] | None = None,
) -> NewProcess:
    """Creates a process by a C-series file name, and waits for it."""
    return _new("NEWPROCESS", filename, priority, processor, name, hometerm)


def NEWPROCESSNOWAIT(
    filename: Sequence[int],
    priority: int | None = None,
    processor: int | None = None,
    name: Sequence[int] | None = None,
    hometerm: Sequence[int] | None = None,
) -> NewProcess:
    """As NEWPROCESS, not waiting: system message -12 tells how it ended."""
    return _new("NEWPROCESSNOWAIT", filename, priority, processor, name, hometerm)


def _new(procedure: str, filename: Sequence[int], priority: int | None, processor: int | None,
         name: Sequence[int] | None, hometerm: Sequence[int] | None) -> NewProcess:  # fmt: skip
    process_id, error = ffi.new("short[]", 4), ffi.new("short *")
    names = words(name, 3), words(hometerm, 12)
    call(procedure, words(filename, 12), priority, None, processor, process_id, error, *names, None, None, None, None)
    return NewProcess(words_of(process_id, 4), error[0] & 0xFFFF)


def INITIALIZER(
    startup: Callable[[bytes], None] | None = None,
    params: Callable[[bytes], None] | None = None,
    assign: Callable[[bytes], None] | None = None,
    flags: int | None = None,
    timelimit: int | None = None,
) -> int:
    """Takes the startup messages and gives each to a function, in the program's byte order. 0 in a primary."""
    shape = "void(short *, short *, short *, short, short)"

    def made(take: Callable[[bytes], None] | None) -> Any:
        if take is None:
            return None
        return ffi.callback(
            shape, lambda _rucb, _passthru, message, length, _match: take(ffi.buffer(message, length)[:])
        )

    callbacks = [made(take) for take in (startup, params, assign)]
    passed = [None if one is None else ffi.cast("void *", one) for one in callbacks]
    return int(call("INITIALIZER", None, None, *passed, flags, timelimit, None, None))


__all__ = [
    "INITIALIZER",
    "NEWPROCESS",
    "NEWPROCESSNOWAIT",
    "PROCESS_LAUNCH_",
    "PROCESS_SPAWN_",
    "Launched",
    "NewProcess",
    "Spawned",
]
