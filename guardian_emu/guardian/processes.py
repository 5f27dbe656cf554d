"""Processes, pairs and handles."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from .buffers import Data
from .errors import ProcessCreationError
from .handles import NULL, ProcessHandle
from .library import ffi
from .marshal import call, changeable, checked, handle, handle_of, no_handle, signed, taken, text, words

_NAME_ROOM = 64


class PairInformation(NamedTuple):
    """What PROCESS_GETPAIRINFO_ returned, and what it told; from ``result`` 7 on that is nothing."""

    result: int
    pair: str
    primary: ProcessHandle
    backup: ProcessHandle
    ancestor: ProcessHandle
    ancestor_name: str
    search_index: int = 0


class Decomposed(NamedTuple):
    """The parts of a process handle. ``procname`` is ``$NAME``, empty for an unnamed process."""

    cpu: int
    pin: int
    nodenumber: int
    nodename: str
    procname: str
    sequence_number: int


class Created(NamedTuple):
    """A process was created; a nowait creation gives the null handle and no descriptor."""

    processhandle: ProcessHandle
    process_descr: str


class LostOpener(NamedTuple):
    """What OPENER_LOST_ found: its status, and the number of the entry that it changed."""

    status: int
    entry: int


def PROCESS_GETPAIRINFO_(
    processhandle: ProcessHandle | None = None, pair: str | None = None, *, search_index: int | None = None
) -> PairInformation:
    """What the system knows now of a pair: the caller's, a process's, a name's, or the next one of a search.

    ``result`` 4: single and named; 5, 6: the caller is primary, backup; 0: another pair; 7: unnamed; 9: not there. A
    search begins with index 0 and goes on with ``search_index`` of what it gave, until ``result`` is 8.
    """
    by_name = processhandle is None and pair is not None
    name, name_length = changeable(pair or "", _NAME_ROOM)
    ancestor_name, ancestor_length = changeable("", _NAME_ROOM)
    primary, backup, ancestor = no_handle(), no_handle(), no_handle()
    at = None if search_index is None else ffi.new("int *", search_index)
    result = call(
        "PROCESS_GETPAIRINFO_",
        handle(processhandle),
        name,
        len(pair or "") if by_name else _NAME_ROOM,
        None if by_name else name_length,
        primary,
        backup,
        at,
        ancestor,
        None,
        None,
        None,
        ancestor_name,
        _NAME_ROOM,
        ancestor_length,
        None,
    )
    own_name = (pair or "") if by_name else taken(name, name_length[0])
    handles = handle_of(primary), handle_of(backup), handle_of(ancestor)
    where = 0 if at is None else int(at[0])
    return PairInformation(result, own_name, *handles, taken(ancestor_name, ancestor_length[0]), where)


def PROCESS_SETINFO_(
    set_attr_code: int, set_value: int, processhandle: ProcessHandle | None = None, specifier: int | None = None
) -> int:
    """Sets an attribute; 47 to 1 makes the caller the primary of its pair. Returns the old value."""
    value, old, length = ffi.new("short *", signed(set_value)), ffi.new("short *"), ffi.new("short *")
    target = handle(processhandle)
    error = call("PROCESS_SETINFO_", target, specifier, set_attr_code, value, 1, old, 1, length)
    checked("PROCESS_SETINFO_", error)
    return int(old[0])


def PROCESSHANDLE_GETMINE_() -> ProcessHandle:
    """The caller's own handle."""
    words_ = no_handle()
    checked("PROCESSHANDLE_GETMINE_", call("PROCESSHANDLE_GETMINE_", words_))
    return handle_of(words_)


def PROCESSHANDLE_NULLIT_() -> ProcessHandle:
    """The null handle."""
    return NULL


def PROCESSHANDLE_COMPARE_(processhandle_1: ProcessHandle, processhandle_2: ProcessHandle) -> int:
    """2: identical; 1: members of one pair; 0: neither."""
    return int(processhandle_1.compare(processhandle_2))


def PROCESSHANDLE_DECOMPOSE_(processhandle: ProcessHandle, names: bool = True) -> Decomposed:
    """The parts of a handle. ``names`` asks the system too: error 14 when the named process is gone."""
    cpu, pin = ffi.new("short *"), ffi.new("short *")
    number, sequence = ffi.new("int *"), ffi.new("long long *")
    nodename, nodename_length = changeable("", _NAME_ROOM)
    procname, procname_length = changeable("", _NAME_ROOM)
    nothing = (None, None, None)
    node, process = (nodename, _NAME_ROOM, nodename_length), (procname, _NAME_ROOM, procname_length)
    asked = (*node, *process) if names else (*nothing, *nothing)
    error = call("PROCESSHANDLE_DECOMPOSE_", handle(processhandle), cpu, pin, number, *asked, sequence)
    checked("PROCESSHANDLE_DECOMPOSE_", error)
    texts = taken(nodename, nodename_length[0]), taken(procname, procname_length[0])
    return Decomposed(cpu[0], pin[0] & 0xFFFF, number[0], *texts, sequence[0])


def PROCESS_CREATE_(
    program_file: str | None = None,
    priority: int | None = None,
    processor: int | None = None,
    name_option: int | None = None,
    name: str | None = None,
    nowait_tag: int | None = None,
    hometerm: str | None = None,
    create_options: int | None = None,
    jobid: int | None = None,
    defines: bytes | None = None,
) -> Created:
    """Creates a process. With ``nowait_tag`` it only begins: system message -102 tells how it ended.

    Raises ProcessCreationError.
    """
    words_, detail = no_handle(), ffi.new("short *")
    descriptor, length = changeable("", _NAME_ROOM)
    passed_on = (None, None) if defines is None else (defines, len(defines))
    error = call(
        "PROCESS_CREATE_",
        *text(program_file),
        *[None] * 6,
        priority,
        processor,
        words_,
        detail,
        name_option,
        *text(name),
        descriptor,
        _NAME_ROOM,
        length,
        nowait_tag,
        *text(hometerm),
        None,
        jobid,
        create_options,
        *passed_on,
        None,
        None,
    )
    if error:
        raise ProcessCreationError("PROCESS_CREATE_", error, detail[0])
    return Created(handle_of(words_), taken(descriptor, length[0]))


def __ns_start_backup(backup_cpu: int | None = None) -> ProcessHandle:
    """Starts the caller's program as the backup of its pair. Raises ProcessCreationError: 10, 201 when down."""
    words_, detail = no_handle(), ffi.new("short *")
    error = call("__ns_start_backup", detail, backup_cpu, words_, None, None, None)
    if error:
        raise ProcessCreationError("__ns_start_backup", error, detail[0])
    return handle_of(words_)


ns_start_backup = __ns_start_backup
"""The same: inside a class body Python gives names with two leading underscores another meaning."""


def PROCESS_STOP_(
    processhandle: ProcessHandle | None = None,
    specifier: int | None = None,
    options: int | None = None,
    completion_code: int | None = None,
    termination_info: int | None = None,
    text: str | None = None,
) -> int:
    """Stops a process, by default the caller: then it does not return, and only Python's output is flushed first."""
    sys.stdout.flush()
    sys.stderr.flush()
    said = (None, None) if text is None else (text.encode("latin-1"), len(text))
    numbers = (specifier, options, completion_code, termination_info)
    return checked("PROCESS_STOP_", call("PROCESS_STOP_", handle(processhandle), *numbers, None, *said))


def STOP(process_id: Sequence[int] | None = None, stop_backup: int | None = None, compl_code: int | None = None,
         termination_info: int | None = None, text: str | None = None) -> int:  # fmt: skip
    """Stops a process by its C-series process ID, by default the caller."""
    return _end("STOP", process_id, stop_backup, compl_code, termination_info, text)


def ABEND(process_id: Sequence[int] | None = None, stop_backup: int | None = None, compl_code: int | None = None,
          termination_info: int | None = None, text: str | None = None) -> int:  # fmt: skip
    """As STOP, and the end is an abnormal one."""
    return _end("ABEND", process_id, stop_backup, compl_code, termination_info, text)


def _end(procedure: str, process_id: Sequence[int] | None, *rest: Any) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    stop_backup, code, information, said = rest
    error = ffi.new("short *")
    spoken = (None, None) if said is None else (len(said), said.encode("latin-1"))
    status = call(procedure, words(process_id), stop_backup, error, code, information, None, *spoken)
    return 0 if status == 0 else checked(procedure, error[0])


def PROCESS_DELAY_(timeout_us: int) -> None:
    """Waits so many microseconds. Messages are taken in meanwhile."""
    call("PROCESS_DELAY_", timeout_us)


def MONITORCPUS(cpu_mask: int) -> None:
    """Asks for -2 and -3 about processors: bit 0x8000 >> n is processor n, -1 is all."""
    call("MONITORCPUS", signed(cpu_mask))


def PROCESS_MONITOR_CPUS_(cpu_mask: int) -> None:
    """As MONITORCPUS."""
    call("PROCESS_MONITOR_CPUS_", signed(cpu_mask))


def OPENER_LOST_(
    message: Data, table: bytearray | memoryview, index: int, number_of_entries: int, entry_size: int
) -> LostOpener:
    """The next opener that a processor took with it. Call with index -1, then with what it gave, until status 0.

    Entries begin with two handles and have ``entry_size`` words. 4: the backup is lost; 5: the primary, and the backup
    took its place; 6: both, the entry is free; 7: the message is not about that; 2: a bad parameter.
    """
    at = ffi.new("short *", index)
    entries = ffi.cast("short *", ffi.from_buffer(table))
    said = ffi.cast("char *", ffi.from_buffer(message))
    status = call("OPENER_LOST_", said, len(message), entries, at, number_of_entries, entry_size)
    return LostOpener(status, at[0])


__all__ = [
    "ABEND",
    "MONITORCPUS",
    "OPENER_LOST_",
    "PROCESSHANDLE_COMPARE_",
    "PROCESSHANDLE_DECOMPOSE_",
    "PROCESSHANDLE_GETMINE_",
    "PROCESSHANDLE_NULLIT_",
    "PROCESS_CREATE_",
    "PROCESS_DELAY_",
    "PROCESS_GETPAIRINFO_",
    "PROCESS_MONITOR_CPUS_",
    "PROCESS_SETINFO_",
    "PROCESS_STOP_",
    "STOP",
    "Created",
    "Decomposed",
    "LostOpener",
    "PairInformation",
    "ns_start_backup",
]
