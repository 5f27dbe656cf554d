"""Opening and closing files, and what is known of an open one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from . import buffers
from .handles import ProcessHandle
from .library import ffi
from .marshal import call, changeable, checked, error_behind, handle, last_error, signed, taken, text, words, words_of

ANY_FILE, RECEIVE = -1, 0
"""File numbers with a meaning: any file, for AWAITIO, and ``$RECEIVE``."""

_NAME_ROOM = 64
_NOWAIT_DEPTH = 0x000F
_BACKUP_NUMBER_IS_NEGATIVE = -1


class Opened(NamedTuple):
    """A file was opened; ``error`` is 0 or a warning."""

    filenum: int
    error: int


class FileInformation(NamedTuple):
    """What FILE_GETINFO_ tells: the last error of the file, the name it was opened by, and what it is.

    ``type_info`` is device type, subtype, object type, file type and file code.
    """

    last_error: int
    filename: str
    type_info: tuple[int, ...] = ()


class Items(NamedTuple):
    """Values of an item list, as words; strings have their length in a word before them where the manual says so."""

    error: int
    words: tuple[int, ...]


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
    filenum = ffi.new("short *", 0 if primary_filenum is None else primary_filenum)
    numbers = (access, exclusion, nowait_depth, sync_or_receive_depth, None if options is None else signed(options))
    error = call(
        "FILE_OPEN_", *text(filename), filenum, *numbers, None, None, handle(primary_processhandle), None
    )  # fmt: skip
    checked("FILE_OPEN_", error)
    if nowait_depth:
        buffers.nowait.add(filenum[0])
    return Opened(filenum[0], error)


def OPEN(
    filename: Sequence[int],
    flags: int | None = None,
    sync_or_receive_depth: int | None = None,
    primary_filenum: int | None = None,
    primary_process_id: Sequence[int] | None = None,
) -> Opened:
    """Opens by a name in C-series form, twelve words; the last four bits of ``flags`` are the nowait depth."""
    filenum = ffi.new("short *")
    flags_word = None if flags is None else signed(flags)
    backup = primary_filenum, words(primary_process_id, 4)
    name = words(filename, 12)
    status = call("OPEN", name, filenum, flags_word, sync_or_receive_depth, *backup, None, None, None)
    error = error_behind("OPEN", status)
    if (flags or 0) & _NOWAIT_DEPTH:
        buffers.nowait.add(filenum[0])
    return Opened(filenum[0], error)


def FILE_CLOSE_(filenum: int, tape_disposition: int | None = None) -> int:
    """Closes a file. Does not wait for a server to hear of it; outstanding operations are taken back."""
    error = call("FILE_CLOSE_", filenum, tape_disposition)
    buffers.forget(filenum)
    return checked("FILE_CLOSE_", error)


def CLOSE(filenum: int, tape_disposition: int | None = None) -> int:
    """As FILE_CLOSE_."""
    status = call("CLOSE", filenum, tape_disposition)
    error = 0 if status == 0 else last_error(filenum)
    buffers.forget(filenum)
    return checked("CLOSE", error)


def FILE_GETINFO_(filenum: int = ANY_FILE) -> FileInformation:
    """The last error of a file; of -1, that of the last operation without a file number."""
    error, kind = ffi.new("short *"), ffi.new("short[]", 5)
    name, length = changeable("", _NAME_ROOM)
    checked("FILE_GETINFO_", call("FILE_GETINFO_", filenum, error, name, _NAME_ROOM, length, kind, None))
    return FileInformation(error[0], taken(name, length[0]), words_of(kind, 5))


def FILE_GETINFOLIST_(filenum: int, item_list: Sequence[int], result_max: int = 1024) -> Items:
    """Items of an open file; ``result_max`` is in bytes."""
    room, length = ffi.new("short[]", result_max // 2), ffi.new("short *")
    error = call("FILE_GETINFOLIST_", filenum, words(item_list), len(item_list), room, result_max, length, None)
    return Items(checked("FILE_GETINFOLIST_", error), words_of(room, length[0] // 2))


def FILE_GETINFOLISTBYNAME_(filename: str, item_list: Sequence[int], result_max: int = 1024) -> Items:
    """Items of a file that need not be open."""
    room, length = ffi.new("short[]", result_max // 2), ffi.new("short *")
    name, items = text(filename), words(item_list)
    error = call("FILE_GETINFOLISTBYNAME_", *name, items, len(item_list), room, result_max, length, None)
    return Items(checked("FILE_GETINFOLISTBYNAME_", error), words_of(room, length[0] // 2))


__all__ = [
    "ANY_FILE",
    "CLOSE",
    "FILE_CLOSE_",
    "FILE_GETINFOLISTBYNAME_",
    "FILE_GETINFOLIST_",
    "FILE_GETINFO_",
    "FILE_OPEN_",
    "OPEN",
    "RECEIVE",
    "FileInformation",
    "Items",
    "Opened",
]
