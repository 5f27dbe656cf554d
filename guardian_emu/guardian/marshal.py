"""Python values as arguments of C procedures, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guardian_emu.wire.procedures import PROCEDURES

from .errors import FIRST_ERROR, FileSystemError
from .handles import NULL, ProcessHandle
from .library import ffi, procedure

HANDLE_WORDS = 10

_POINTERS = {known.name: tuple(p.ctype.endswith("*") for p in known.parameters) for known in PROCEDURES}
_functions: dict[str, Any] = {}


def call(name: str, *arguments: Any) -> Any:
    """Calls a procedure. An argument that is None is omitted."""
    function = _functions.get(name)
    if function is None:
        function = _functions[name] = procedure(name)
    present = sum(1 << place for place, argument in enumerate(arguments) if argument is not None)
    return function(
        present,
        *(
            (ffi.NULL if pointer else 0) if argument is None else argument
            for argument, pointer in zip(arguments, _POINTERS[name], strict=True)
        ),
    )


def checked(name: str, error: int) -> int:
    """The error or warning of a procedure; raises FileSystemError from 10 on."""
    if error >= FIRST_ERROR:
        raise FileSystemError(name, error)
    return int(error)


def error_behind(name: str, status: int, filenum: int = -1) -> int:
    """The error or warning behind a condition code; raises FileSystemError from 10 on."""
    return 0 if status == 0 else checked(name, last_error(filenum))


def last_error(filenum: int) -> int:
    """The last error of a file. A file that is not open keeps its error with those of no file."""
    cell = ffi.new("short *")
    if call("FILE_GETINFO_", filenum, cell, None, None, None, None, None):
        call("FILE_GETINFO_", -1, cell, None, None, None, None, None)
    return int(cell[0])


def text(value: str | None) -> tuple[bytes | None, int | None]:
    """A text and its length in bytes."""
    encoded = None if value is None else value.encode("latin-1")
    return encoded, None if encoded is None else len(encoded)


def fixed(value: str, width: int) -> Any:
    """A text of fixed width in a buffer that may be changed, blank behind it. Raises ValueError when it is longer."""
    encoded = value.encode("latin-1")
    if len(encoded) > width:
        raise ValueError(f"{value!r} is longer than {width} bytes")
    return ffi.new("char[]", encoded.ljust(width))


def changeable(value: str, room: int) -> tuple[Any, Any]:
    """A text in a buffer of ``room`` bytes that may be changed, and the cell of its length."""
    encoded = value.encode("latin-1")
    return ffi.new("char[]", encoded.ljust(room, b"\0")), ffi.new("short *", len(encoded))


def taken(buffer: Any, length: int) -> str:
    """What a buffer holds."""
    return bytes(ffi.buffer(buffer, length)[:]).decode("latin-1")


def unpadded(buffer: Any, width: int) -> str:
    """What a buffer of fixed width holds, without the blanks and zeros behind it."""
    return taken(buffer, width).rstrip("\0 ")


def handle(value: ProcessHandle | None) -> Any:
    """The ten words of a handle; None stays None."""
    if value is None:
        return None
    words = ffi.new("short[]", HANDLE_WORDS)
    ffi.memmove(words, bytes(value), 2 * HANDLE_WORDS)
    return words


def no_handle() -> Any:
    """Ten words for a handle that comes back."""
    return handle(NULL)


def handle_of(words: Any) -> ProcessHandle:
    """The handle in ten words."""
    return ProcessHandle(ffi.buffer(words, 2 * HANDLE_WORDS)[:])


def words(values: Sequence[int] | None, count: int | None = None) -> Any:
    """So many words, given as signed or unsigned numbers. Raises ValueError when there are not ``count`` of them."""
    if values is None:
        return None
    if count is not None and len(values) != count:
        raise ValueError(f"{len(values)} words, and {count} are needed")
    return ffi.new("short[]", [signed(value) for value in values])


def words_of(array: Any, count: int) -> tuple[int, ...]:
    """The words of an array."""
    return tuple(int(array[place]) for place in range(count))


def signed(value: int) -> int:
    """A 16-bit number as C's short. Raises OverflowError when it has more bits."""
    if not -0x8000 <= value <= 0xFFFF:
        raise OverflowError(f"{value} does not fit in 16 bits")
    return value - 0x10000 if value > 0x7FFF else value
