"""Numbers, texts and C-series names, whose C forms work on bare addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .library import ffi
from .marshal import call, checked, fixed, signed, taken, text, unpadded, words, words_of

_ASCII_ROOM = 256


class Number(NamedTuple):
    """A number read from a text: how much of the text it took, and whether it is one (0)."""

    value: int
    status: int
    used: int


class Expanded(NamedTuple):
    """A name in C-series form; ``used`` characters of the text were the name, 0: it is none."""

    internal: tuple[int, ...]
    used: int


class Definition(NamedTuple):
    """What is known of a DEFINE: its class, and one attribute."""

    error: int
    define_class: str
    attribute_name: str
    value: str


class Attribute(NamedTuple):
    """An attribute of a DEFINE; ``cursor`` is where to go on."""

    error: int
    attribute_name: str
    value: str
    cursor: int
    info_word: int


def NUMIN(ascii_num: str, base: int) -> Number:
    """A 16-bit number at the beginning of a text."""
    buffer, value, status = ffi.new("char[]", ascii_num.encode("latin-1")), ffi.new("short *"), ffi.new("short *")
    rest = call("NUMIN", buffer, value, base, status)
    return Number(value[0], status[0], int(rest - buffer))


def NUMOUT(unsigned_integer: int, base: int, width: int) -> str:
    """A 16-bit number as a text of fixed width."""
    buffer = ffi.new("char[]", max(width, 1))
    call("NUMOUT", buffer, unsigned_integer & 0xFFFF, base, width)
    return taken(buffer, width)


def DNUMIN(ascii_num: str, base: int, flags: int | None = None) -> Number:
    """A 32-bit number at the beginning of a text."""
    buffer, value, status = ffi.new("char[]", ascii_num.encode("latin-1")), ffi.new("int *"), ffi.new("short *")
    rest = call("DNUMIN", buffer, value, base, status, flags)
    return Number(value[0], status[0], int(rest - buffer))


def SHIFTSTRING(string: str, casebit: int) -> str:
    """The text in capitals (0) or small letters (1)."""
    buffer = ffi.new("char[]", string.encode("latin-1"))
    call("SHIFTSTRING", buffer, len(string), casebit)
    return taken(buffer, len(string))


def STRING_UPSHIFT_(in_string: str) -> str:
    """The text in capitals."""
    room = ffi.new("char[]", max(len(in_string), 1))
    checked("STRING_UPSHIFT_", call("STRING_UPSHIFT_", *text(in_string), room, len(in_string)))
    return taken(room, len(in_string))


def FNAMEEXPAND(external: str, default_names: Sequence[int]) -> Expanded:
    """The twelve words of a name, with the volume and subvolume of ``default_names`` where it has none."""
    internal = ffi.new("short[]", 12)
    used = call("FNAMEEXPAND", ffi.new("char[]", external.encode("latin-1") + b" "), internal, words(default_names, 8))
    return Expanded(words_of(internal, 12), used)


def FNAMECOLLAPSE(internal: Sequence[int]) -> str:
    """The text of a name in C-series form."""
    external = ffi.new("char[]", 40)
    return taken(external, call("FNAMECOLLAPSE", words(internal, 12), external))


def DEFINEINFO(define_name: str) -> Definition:
    """Class and main attribute of a DEFINE."""
    kind, name, value, length = (fixed("", 16), fixed("", 16), ffi.new("char[]", _ASCII_ROOM), ffi.new("short *"))
    error = checked(
        "DEFINEINFO", call("DEFINEINFO", fixed(define_name, 24), kind, name, value, _ASCII_ROOM, length)
    )  # fmt: skip
    return Definition(error, unpadded(kind, 16), unpadded(name, 16), taken(value, length[0]))


def DEFINEREADATTR(
    define_name: str | None, attribute_name: str = "", cursor: int | None = None, read_mode: int | None = None
) -> Attribute:
    """An attribute of a DEFINE, or of the working set when there is no name; by its name, or in turn by a cursor."""
    name, value, length = fixed(attribute_name, 16), ffi.new("char[]", _ASCII_ROOM), ffi.new("short *")
    of = None if define_name is None else fixed(define_name, 24)
    at, information = None if cursor is None else ffi.new("short *", cursor), ffi.new("short *")
    error = call("DEFINEREADATTR", of, name, at, value, _ASCII_ROOM, length, read_mode, information)
    checked("DEFINEREADATTR", error)
    where = 0 if at is None else at[0]
    return Attribute(error, unpadded(name, 16), taken(value, length[0]), where, information[0])


def DEFINESAVE(define_name: str, option: int | None = None, room: int = 2048) -> bytes:
    """A DEFINE as bytes that DEFINERESTORE takes."""
    buffer, length = ffi.new("short[]", room // 2), ffi.new("short *")
    checked("DEFINESAVE", call("DEFINESAVE", fixed(define_name, 24), buffer, room, length, option))
    return bytes(ffi.buffer(buffer, length[0])[:])


def DEFINERESTORE(saved: bytes, option: int | None = None, define_name: str | None = None) -> int:
    """Makes the DEFINE that DEFINESAVE gave, or the working set of it."""
    buffer, check = ffi.new("char[]", saved), ffi.new("short *")
    name = None if define_name is None else fixed(define_name, 24)
    return checked("DEFINERESTORE", call("DEFINERESTORE", ffi.cast("short *", buffer), option, name, check))


def CHECKPOINTX(*filenums: int) -> int:
    """Sends the sync blocks of up to five files to the passive backup. Memory of a Python program cannot be sent."""
    sets = [part for filenum in filenums for part in (signed(filenum), None, 0)]
    return int(call("CHECKPOINTX", None, *sets, *[None] * (15 - len(sets))))


def CHECKPOINTMANYX(*filenums: int) -> int:
    """As CHECKPOINTX, for any number of files."""
    listed = [len(filenums)]
    for filenum in filenums:
        listed += [-1, -1, filenum, 0, 0]
    return int(call("CHECKPOINTMANYX", None, words(listed)))


__all__ = [
    "CHECKPOINTMANYX",
    "CHECKPOINTX",
    "DEFINEINFO",
    "DEFINEREADATTR",
    "DEFINERESTORE",
    "DEFINESAVE",
    "DNUMIN",
    "FNAMECOLLAPSE",
    "FNAMEEXPAND",
    "NUMIN",
    "NUMOUT",
    "SHIFTSTRING",
    "STRING_UPSHIFT_",
    "Attribute",
    "Definition",
    "Expanded",
    "Number",
]
