"""Guardian procedures by their own names, with Python types.

An argument that is None is omitted, which is not the same as 0. Data goes in as ``bytes`` or anything with a buffer
and comes out as ``bytes``; names are ``str``. Warnings (1 to 9) are returned; an error from 10 on raises
FileSystemError. What a procedure returns in several parameters comes as one named tuple.

The X procedures (WRITEX, READUPDATEX and so on) and the FILE_..._ ones differ in their limits only: 57344 bytes and
32-bit tags, or 2 MiB and 64-bit tags. An operation that one family started the other may complete.

A nowait operation keeps its buffer here until AWAITIO completes it or its file is closed.
"""

from __future__ import annotations

import struct
import sys
from typing import Any, NamedTuple

from .errors import FIRST_ERROR, FileSystemError, ProcessCreationError
from .handles import NULL, ProcessHandle
from .library import ffi, procedure

Data = bytes | bytearray | memoryview

ANY_FILE, RECEIVE = -1, 0
"""File numbers with a meaning: any file, for AWAITIO, and ``$RECEIVE``."""

POLL, FOREVER = 0, -1
"""Time limits with a meaning; others count hundredths of a second."""

_WORDS = 10
_NAME_ROOM = 64
_INFORMATION = struct.Struct("=hHhhI20sh")


class Opened(NamedTuple):
    """A file was opened; ``error`` is 0 or a warning."""

    filenum: int
    error: int


class Transfer(NamedTuple):
    """A waited read ended, or a nowait one began: then there is no data yet. ``error`` is 0 or a warning."""

    error: int
    data: bytes


class Written(NamedTuple):
    """A waited write ended, or a nowait one began: then nothing is transferred yet. ``error`` is 0 or a warning."""

    error: int
    transferred: int


class Completion(NamedTuple):
    """A nowait operation completed. ``error`` is 0 or a warning; ``data`` is what a read brought."""

    filenum: int
    error: int
    transferred: int
    tag: int
    data: bytes


class FileInformation(NamedTuple):
    """What FILE_GETINFO_ tells: the last error of the file, and the name it was opened by."""

    last_error: int
    filename: str


class ReceiveInformation(NamedTuple):
    """What FILE_GETRECEIVEINFO_ tells of the message read last. ``sync_id`` is unsigned."""

    io_type: int
    max_reply_count: int
    message_tag: int
    filenum: int
    sync_id: int
    sender: ProcessHandle
    open_label: int


class PairInformation(NamedTuple):
    """What PROCESS_GETPAIRINFO_ returned, and what it told; from ``result`` 7 on that is nothing."""

    result: int
    pair: str
    primary: ProcessHandle
    backup: ProcessHandle
    ancestor: ProcessHandle
    ancestor_name: str


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


# ------------------------------------------------------------------------------------------------- plumbing

_pending: dict[int, dict[int, Any]] = {}
"""Buffers of nowait operations: by file number and address."""

_nowait: set[int] = set()
"""File numbers that were opened with a nowait depth."""

_scratch_room = 0
_scratch: Any = None

_short = ffi.new("short *")
_word = ffi.new("int *")
_long = ffi.new("long long *")
_address = ffi.new("long long *")
_unsigned = ffi.new("unsigned short *")
_void = ffi.new("void **")


def _room(count: int) -> Any:
    """A buffer whose contents are taken before the next call."""
    global _scratch, _scratch_room
    if count > _scratch_room:
        _scratch_room = max(count, 4096)
        _scratch = ffi.new("char[]", _scratch_room)
    return _scratch


def _source(data: Data) -> Any:
    return data if type(data) is bytes else ffi.from_buffer(data)


def _keep(filenum: int, count: int) -> Any:
    buffer = ffi.new("char[]", max(count, 1))
    _pending.setdefault(filenum, {})[int(ffi.cast("intptr_t", buffer))] = buffer
    return buffer


def _kept(filenum: int, address: int, count: int) -> bytes:
    buffer = _pending.get(filenum, {}).pop(address, None)
    return b"" if buffer is None else _taken(buffer, count)


def _taken(buffer: Any, count: int) -> bytes:
    taken: bytes = ffi.buffer(buffer, count)[:]
    return taken


def _present(*arguments: object) -> int:
    return sum(1 << index for index, argument in enumerate(arguments) if argument is not None)


def _given(value: int | None) -> int:
    return 0 if value is None else value


def _checked(name: str, error: int) -> int:
    if error >= FIRST_ERROR:
        raise FileSystemError(name, error)
    return error


def _error_of(filenum: int) -> int:
    """The number behind a condition code. A file that is not open keeps its error with those of no file."""
    if _file_getinfo(3, filenum, _short, ffi.NULL, 0, ffi.NULL, ffi.NULL, ffi.NULL) == 0:
        return int(_short[0])
    _file_getinfo(3, -1, _short, ffi.NULL, 0, ffi.NULL, ffi.NULL, ffi.NULL)
    return int(_short[0])


def _words(handle: ProcessHandle | None) -> Any:
    if handle is None:
        return ffi.NULL
    words = ffi.new("short[]", _WORDS)
    ffi.memmove(words, bytes(handle), 2 * _WORDS)
    return words


def _handle(words: Any) -> ProcessHandle:
    return ProcessHandle(ffi.buffer(words, 2 * _WORDS)[:])


def _null_words() -> Any:
    return _words(NULL)


def _text(buffer: Any, length: Any) -> str:
    return _taken(buffer, length[0]).decode("latin-1")


# ------------------------------------------------------------------------------------------ opens and closes

_file_open = procedure("FILE_OPEN_")
_file_close = procedure("FILE_CLOSE_")
_file_getinfo = procedure("FILE_GETINFO_")


def FILE_OPEN_(
    filename: str,
    access: int | None = None,
    exclusion: int | None = None,
    nowait_depth: int | None = None,
    sync_or_receive_depth: int | None = None,
    options: int | None = None,
    primary_processhandle: ProcessHandle | None = None,
    primary_filenum: int | None = None,
) -> Opened:
    """Opens ``$RECEIVE`` or a process. A backup open gives the primary's handle and its file number."""
    name = filename.encode("latin-1")
    numbers = (access, exclusion, nowait_depth, sync_or_receive_depth, options)
    present = 7 | _present(*numbers) << 3 | (0 if primary_processhandle is None else 1 << 10)
    filenum = ffi.new("short *", _given(primary_filenum))
    error = _file_open(present, name, len(name), filenum, *map(_given, numbers), 0, 0, _words(primary_processhandle), 0)
    _checked("FILE_OPEN_", error)
    if nowait_depth:
        _nowait.add(filenum[0])
    return Opened(filenum[0], error)


def FILE_CLOSE_(filenum: int) -> int:
    """Closes a file. Does not wait for a server to hear of it; outstanding operations are taken back."""
    error = _file_close(1, filenum, 0)
    _pending.pop(filenum, None)
    _nowait.discard(filenum)
    return _checked("FILE_CLOSE_", error)


def FILE_GETINFO_(filenum: int = ANY_FILE) -> FileInformation:
    """The last error of a file; of -1, that of the last operation without a file number."""
    name = ffi.new("char[]", _NAME_ROOM)
    length = ffi.new("short *")
    _checked("FILE_GETINFO_", _file_getinfo(31, filenum, _short, name, _NAME_ROOM, length, ffi.NULL, ffi.NULL))
    return FileInformation(_short[0], _text(name, length))


# ------------------------------------------------------------------------------------------------- requests

_file_write = procedure("FILE_WRITE64_")
_file_writeread = procedure("FILE_WRITEREAD64_")
_writex = procedure("WRITEX")
_writereadx = procedure("WRITEREADX")


def FILE_WRITE64_(filenum: int, buffer: Data, tag: int | None = None) -> Written:
    """Sends a message. Waited: returns when the server has taken it and replied."""
    present = 15 if tag is None else 31
    _word[0] = 0
    error = _file_write(present, filenum, _source(buffer), len(buffer), _word, _given(tag))
    return Written(_checked("FILE_WRITE64_", error), _word[0])


def WRITEX(filenum: int, buffer: Data, tag: int | None = None) -> Written:
    """As FILE_WRITE64_, up to 57344 bytes."""
    _unsigned[0] = 0
    status = _writex(
        15 if tag is None else 31, filenum, _source(buffer), _short_count("WRITEX", len(buffer)), _unsigned, _given(tag)
    )
    return Written(0 if status == 0 else _checked("WRITEX", _error_of(filenum)), _unsigned[0])


def FILE_WRITEREAD64_(filenum: int, write_buffer: Data, read_count: int, tag: int | None = None) -> Transfer:
    """Sends a request; waited, returns with the reply, of which at most ``read_count`` bytes are taken.

    An error from 10 on raises; what data the reply had is in the exception.
    """
    nowait = filenum in _nowait
    answer = _keep(filenum, read_count) if nowait else _room(read_count)
    _word[0] = 0
    error = _file_writeread(
        63 if tag is None else 127,
        filenum,
        _source(write_buffer),
        answer,
        len(write_buffer),
        read_count,
        _word,
        0 if tag is None else tag,
    )
    return _transferred("FILE_WRITEREAD64_", filenum, error, answer, _word[0])


def WRITEREADX(filenum: int, write_buffer: Data, read_count: int, tag: int | None = None) -> Transfer:
    """As FILE_WRITEREAD64_, up to 57344 bytes. The one buffer of the C procedure is made here."""
    count = max(len(write_buffer), read_count)
    both = _keep(filenum, count) if filenum in _nowait else _room(count)
    ffi.memmove(both, ffi.from_buffer(write_buffer), len(write_buffer))
    sizes = _short_count("WRITEREADX", len(write_buffer)), _short_count("WRITEREADX", read_count)
    _unsigned[0] = 0
    status = _writereadx(31 if tag is None else 63, filenum, both, *sizes, _unsigned, _given(tag))
    error = 0 if status == 0 else _error_of(filenum)
    return _transferred("WRITEREADX", filenum, error, both, _unsigned[0])


def _short_count(name: str, count: int) -> int:
    """A count that fits the C parameter; the others are error 21 here, as the larger of those that fit are there."""
    if not 0 <= count <= 0xFFFF:
        raise FileSystemError(name, 21)
    return count


def _transferred(name: str, filenum: int, error: int, buffer: Any, count: int) -> Transfer:
    if filenum in _nowait:
        if error:
            _pending[filenum].pop(int(ffi.cast("intptr_t", buffer)), None)
        return Transfer(_checked(name, error), b"")
    data = _taken(buffer, count)
    if error >= FIRST_ERROR:
        raise FileSystemError(name, error, data)
    return Transfer(error, data)


# ------------------------------------------------------------------------------------------------- $RECEIVE

_file_readupdate = procedure("FILE_READUPDATE64_")
_readupdatex = procedure("READUPDATEX")
_file_reply = procedure("FILE_REPLY64_")
_replyx = procedure("REPLYX")
_receive_info = procedure("FILE_GETRECEIVEINFO_")
_information = ffi.new("short[]", _INFORMATION.size // 2)


def FILE_READUPDATE64_(filenum: int, read_count: int, tag: int | None = None) -> Transfer:
    """Reads the next message of ``$RECEIVE``: error 6 is a system message. Each wants one FILE_REPLY64_."""
    buffer = _keep(filenum, read_count) if filenum in _nowait else _room(read_count)
    _word[0] = 0
    error = _file_readupdate(15 if tag is None else 31, filenum, buffer, read_count, _word, _given(tag))
    return _transferred("FILE_READUPDATE64_", filenum, error, buffer, _word[0])


def READUPDATEX(filenum: int, read_count: int, tag: int | None = None) -> Transfer:
    """As FILE_READUPDATE64_, up to 57344 bytes."""
    size = _short_count("READUPDATEX", read_count)
    buffer = _keep(filenum, size) if filenum in _nowait else _room(size)
    _unsigned[0] = 0
    status = _readupdatex(15 if tag is None else 31, filenum, buffer, size, _unsigned, _given(tag))
    error = 0 if status == 0 else _error_of(filenum)
    return _transferred("READUPDATEX", filenum, error, buffer, _unsigned[0])


def FILE_GETRECEIVEINFO_() -> ReceiveInformation:
    """Who sent the message that was read last, and how."""
    _checked("FILE_GETRECEIVEINFO_", _receive_info(1, _information, ffi.NULL))
    io_type, most, tag, filenum, sync_id, sender, label = _INFORMATION.unpack(ffi.buffer(_information))
    return ReceiveInformation(io_type, most, tag, filenum, sync_id, ProcessHandle(sender), label)


def FILE_REPLY64_(buffer: Data | None = None, message_tag: int | None = None, error_return: int | None = None) -> int:
    """Replies to a message that was read; the tag may be omitted with receive depth 1. Returns the count taken."""
    data = b"" if buffer is None else buffer
    present = (4 if buffer is None else 7) | _present(message_tag, error_return) << 3
    error = _file_reply(present, _source(data), len(data), _word, _given(message_tag), _given(error_return))
    if error:
        raise FileSystemError("FILE_REPLY64_", error)
    return int(_word[0])


def REPLYX(buffer: Data | None = None, message_tag: int | None = None, error_return: int | None = None) -> int:
    """As FILE_REPLY64_, up to 57344 bytes."""
    data = b"" if buffer is None else buffer
    present = (4 if buffer is None else 7) | _present(message_tag, error_return) << 3
    size = _short_count("REPLYX", len(data))
    if _replyx(present, _source(data), size, _unsigned, _given(message_tag), _given(error_return)):
        raise FileSystemError("REPLYX", _error_of(RECEIVE))
    return int(_unsigned[0])


# ------------------------------------------------------------------------------------------ nowait operations

_file_awaitio = procedure("FILE_AWAITIO64_")
_awaitiox = procedure("AWAITIOX")
_cancel = procedure("CANCEL")
_cancelreq = procedure("CANCELREQ")


def FILE_AWAITIO64_(filenum: int = ANY_FILE, timelimit: int | None = None) -> Completion:
    """Completes a nowait operation of that file, or of any. The time limit counts hundredths of a second.

    Raises error 40 when nothing completed in time; with a limit other than 0 the oldest operation of that file is
    then cancelled, and the exception has its tag.
    """
    _short[0] = filenum
    _word[0] = 0
    error = _file_awaitio(15 if timelimit is None else 31, _short, _address, _word, _long, _given(timelimit), ffi.NULL)
    return _completed("FILE_AWAITIO64_", error, _short[0], _address[0], _word[0], _long[0])


def AWAITIOX(filenum: int = ANY_FILE, timelimit: int | None = None) -> Completion:
    """As FILE_AWAITIO64_, for up to 57344 bytes and 32-bit tags."""
    completed = ffi.new("short *", filenum)
    status = _awaitiox(15 if timelimit is None else 31, completed, _void, _short, _word, _given(timelimit), ffi.NULL)
    address, count, tag = int(ffi.cast("intptr_t", _void[0])), _short[0] & 0xFFFF, _word[0]
    error = 0 if status == 0 else _error_of(completed[0])
    return _completed("AWAITIOX", error, completed[0], address, count, tag)


def _completed(name: str, error: int, filenum: int, address: int, count: int, tag: int) -> Completion:
    data = _kept(filenum, address, count) if address else b""
    if error >= FIRST_ERROR:
        raise FileSystemError(name, error, data, filenum, tag)
    return Completion(filenum, error, count, tag, data)


def CANCEL(filenum: int) -> None:
    """Takes the oldest incomplete operation of a file back."""
    if _cancel(1, filenum):
        raise FileSystemError("CANCEL", _error_of(filenum))


def CANCELREQ(filenum: int, tag: int | None = None) -> None:
    """Takes the oldest operation with that tag back; without a tag, as CANCEL."""
    if _cancelreq(1 if tag is None else 3, filenum, _given(tag)):
        raise FileSystemError("CANCELREQ", _error_of(filenum))


# -------------------------------------------------------------------------------------- processes and pairs

_getpairinfo = procedure("PROCESS_GETPAIRINFO_")
_setinfo = procedure("PROCESS_SETINFO_")
_getmine = procedure("PROCESSHANDLE_GETMINE_")
_decompose = procedure("PROCESSHANDLE_DECOMPOSE_")
_create = procedure("PROCESS_CREATE_")
_start_backup = procedure("__ns_start_backup")
_stop = procedure("PROCESS_STOP_")
_delay = procedure("PROCESS_DELAY_")
_monitorcpus = procedure("MONITORCPUS")
_process_monitor_cpus = procedure("PROCESS_MONITOR_CPUS_")
_opener_lost = procedure("OPENER_LOST_")


def PROCESS_GETPAIRINFO_(processhandle: ProcessHandle | None = None, pair: str | None = None) -> PairInformation:
    """What the system knows now of a pair: of the caller's, of a process's, or of a name's.

    ``result`` 4: single and named; 5, 6: the caller is primary, backup; 0: another pair; 7: unnamed; 9: not there.
    """
    by_name = processhandle is None and pair is not None
    name = ffi.new("char[]", (pair or "").encode("latin-1").ljust(_NAME_ROOM, b"\0"))
    ancestor_name = ffi.new("char[]", _NAME_ROOM)
    name_length, ancestor_length = ffi.new("short *"), ffi.new("short *")
    primary, backup, ancestor = _null_words(), _null_words(), _null_words()
    present = 0b11_1000_1011_0110 | (processhandle is not None) | (0 if by_name else 8)
    result = _getpairinfo(
        present,
        _words(processhandle),
        name,
        len(pair or "") if by_name else _NAME_ROOM,
        name_length,
        primary,
        backup,
        ffi.NULL,
        ancestor,
        ffi.NULL,
        0,
        0,
        ancestor_name,
        _NAME_ROOM,
        ancestor_length,
        ffi.NULL,
    )
    own_name = (pair or "") if by_name else _text(name, name_length)
    handles = _handle(primary), _handle(backup), _handle(ancestor)
    return PairInformation(result, own_name, *handles, _text(ancestor_name, ancestor_length))


def PROCESS_SETINFO_(set_attr_code: int, set_value: int) -> int:
    """Sets an attribute of the caller; 47 to 1 makes it the primary of its pair. Returns the old value."""
    value, old, length = ffi.new("short *", set_value), ffi.new("short *"), ffi.new("short *")
    _checked("PROCESS_SETINFO_", _setinfo(0b1111_1100, ffi.NULL, 0, set_attr_code, value, 1, old, 1, length))
    return int(old[0])


def PROCESSHANDLE_GETMINE_() -> ProcessHandle:
    """The caller's own handle."""
    words = _null_words()
    _checked("PROCESSHANDLE_GETMINE_", _getmine(1, words))
    return _handle(words)


def PROCESSHANDLE_NULLIT_() -> ProcessHandle:
    """The null handle."""
    return NULL


def PROCESSHANDLE_COMPARE_(processhandle_1: ProcessHandle, processhandle_2: ProcessHandle) -> int:
    """2: identical; 1: members of one pair; 0: neither."""
    return int(processhandle_1.compare(processhandle_2))


def PROCESSHANDLE_DECOMPOSE_(processhandle: ProcessHandle, names: bool = True) -> Decomposed:
    """The parts of a handle. ``names`` asks the system too: error 14 when the named process is gone."""
    cpu, pin, nodename_length, procname_length = (ffi.new("short *") for _ in range(4))
    nodename, procname = ffi.new("char[]", _NAME_ROOM), ffi.new("char[]", _NAME_ROOM)
    error = _decompose(
        0b111_1111_1111 if names else 0b100_0000_1111,
        _words(processhandle),
        cpu,
        pin,
        _word,
        nodename,
        _NAME_ROOM,
        nodename_length,
        procname,
        _NAME_ROOM,
        procname_length,
        _long,
    )
    _checked("PROCESSHANDLE_DECOMPOSE_", error)
    texts = _text(nodename, nodename_length), _text(procname, procname_length)
    return Decomposed(cpu[0], pin[0], _word[0], *texts, _long[0])


def PROCESS_CREATE_(
    program_file: str | None = None,
    priority: int | None = None,
    processor: int | None = None,
    name_option: int | None = None,
    name: str | None = None,
    nowait_tag: int | None = None,
    hometerm: str | None = None,
    create_options: int | None = None,
) -> Created:
    """Creates a process. With ``nowait_tag`` it only begins: system message -102 tells how it ended.

    Raises ProcessCreationError.
    """
    program, given_name, terminal = (
        None if text is None else text.encode("latin-1") for text in (program_file, name, hometerm)
    )
    nothing = None
    words, detail, descriptor, length = _null_words(), ffi.new("short *"), ffi.new("char[]", 64), ffi.new("short *")
    arguments = (
        (program, nothing if program is None else len(program))
        + (nothing,) * 6
        + (priority, processor, words, detail, name_option)
        + (given_name, nothing if given_name is None else len(given_name))
        + (descriptor, 64, length, nowait_tag)
        + (terminal, nothing if terminal is None else len(terminal))
        + (nothing, nothing, create_options)
        + (nothing,) * 4
    )
    pointers = {0, 2, 4, 6, 10, 11, 13, 15, 17, 19, 24}
    passed = [
        (ffi.NULL if index in pointers else 0) if argument is None else argument
        for index, argument in enumerate(arguments)
    ]
    error = _create(_present(*arguments), *passed)
    if error:
        raise ProcessCreationError("PROCESS_CREATE_", error, detail[0])
    return Created(_handle(words), _text(descriptor, length))


def __ns_start_backup(backup_cpu: int | None = None) -> ProcessHandle:
    """Starts the caller's program as the backup of its pair. Raises ProcessCreationError: 10, 201 when down."""
    words, detail = _null_words(), ffi.new("short *")
    error = _start_backup(
        5 | _present(backup_cpu) << 1, detail, -1 if backup_cpu is None else backup_cpu, words, ffi.NULL, 0, ffi.NULL
    )
    if error:
        raise ProcessCreationError("__ns_start_backup", error, detail[0])
    return _handle(words)


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
    numbers = (specifier, options, completion_code, termination_info)
    said = None if text is None else text.encode("latin-1")
    present = _present(processhandle, *numbers) | (0 if said is None else 0b1100_0000)
    error = _stop(present, _words(processhandle), *map(_given, numbers), ffi.NULL, said or ffi.NULL, len(said or b""))
    return _checked("PROCESS_STOP_", error)


def PROCESS_DELAY_(timeout_us: int) -> None:
    """Waits so many microseconds. Messages are taken in meanwhile."""
    _delay(1, timeout_us)


def MONITORCPUS(cpu_mask: int) -> None:
    """Asks for -2 and -3 about processors: bit 0x8000 >> n is processor n, -1 is all."""
    _monitorcpus(1, _signed(cpu_mask))


def PROCESS_MONITOR_CPUS_(cpu_mask: int) -> None:
    """As MONITORCPUS."""
    _process_monitor_cpus(1, _signed(cpu_mask))


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
    status = _opener_lost(63, said, len(message), entries, at, number_of_entries, entry_size)
    return LostOpener(status, at[0])


def _signed(mask: int) -> int:
    return (mask & 0xFFFF) - 0x10000 if mask & 0x8000 else mask & 0xFFFF
