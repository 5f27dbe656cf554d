"""Startup, ASSIGN and PARAM messages, byte for byte (system-messages.md section 5). No I/O.

Whoever starts a process sends them: the kernel in the ``startup`` of its welcome, a process by opening the new one.
They are ordinary messages, so nobody converts them on the way: numbers are big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from typing import NamedTuple

STARTUP, ASSIGN, PARAM = -1, -2, -3
MAX_STARTUP, MAX_PARAM, MAX_NAME, MAX_PARAM_BYTES = 596, 1028, 31, 255
MAX_BLOB = 12288
"""Largest ``startup`` of a creation, so that it fits into a message together with the DEFINEs."""

EXCLUSIONS = {"shared": 0, "exclusive": 0o20, "protected": 0o60}
ACCESSES = {"read-write": 0, "read": 0o2000, "write": 0o4000}
"""Exclusion and access where the flags word of OPEN has them."""

_HEAD = struct.Struct(">h16s24s24s")
_ASSIGN = struct.Struct(">hB31sB31sI24shhhhhhh")
_PARAM = struct.Struct(">hh")
_LENGTH = struct.Struct(">H")
_BLANKS = b" " * 24


class StartupError(ValueError):
    """A value that no startup message can carry; the text says which and why."""


class Assign(NamedTuple):
    """One ASSIGN: a logical file of the program, or of one program unit of it. None is not supplied."""

    logical: str
    file: str | None = None
    unit: str = ""
    primary_extent: int | None = None
    secondary_extent: int | None = None
    code: int | None = None
    exclusion: int | None = None
    access: int | None = None
    record_size: int | None = None
    block_size: int | None = None


class Defaults(NamedTuple):
    """What completes a partial file name: ``$VOLUME``, subvolume, and the node that needs no number."""

    volume: str = "$SYSTEM"
    subvolume: str = "NOSUBVOL"
    node: str = ""


# File names.


def internal_name(text: str, defaults: Defaults, nodes: Mapping[str, int] | None = None) -> bytes:
    r"""A file name in its internal form, 12 words: device or volume, subvolume or qualifier, file or qualifier.

    ``nodes`` gives the numbers of other nodes. A name of the own node is a local one; an empty text is blanks. Raises
    StartupError for a name that has no such form (zsys.md sections 4 and 5).
    """
    if not text:
        return _BLANKS
    if text.startswith("="):
        return _part(text.upper(), len(_BLANKS), text)  # a DEFINE stands where a file name does
    node, rest = _without_node(text.strip().upper())
    parts = rest.split(".")
    if not rest.startswith("$"):
        parts = [defaults.volume, defaults.subvolume, *parts][-3:] if len(parts) == 1 else [defaults.volume, *parts]
    if not 1 <= len(parts) <= 3 or not all(parts):
        raise StartupError(f"{text!r} is no file name")
    first = parts[0]
    if node and node != defaults.node.upper():
        number = (nodes or {}).get(node)
        if number is None:
            raise StartupError(f"{text!r} names a node that is not known here")
        head = b"\\" + bytes([number]) + _part(first[1:], 6, text)
    else:
        head = _part(first, 8, text)
    return b"".join([head, *(_part(part, 8, text) for part in parts[1:])]).ljust(24)


def _without_node(text: str) -> tuple[str, str]:
    if not text.startswith("\\"):
        return "", text
    node, _, rest = text.partition(".")
    return node, rest


def _part(text: str, room: int, whole: str) -> bytes:
    if len(text) > room or not text.isascii() or ":" in text:
        raise StartupError(f"{whole!r} has no internal form: {text!r} is longer than {room} characters or not plain")
    return text.encode().ljust(room)


def default_volume(text: str) -> tuple[str, str]:
    """``$VOL`` or ``$VOL.SUBVOL`` as volume and subvolume. Raises StartupError."""
    volume, dot, subvolume = text.strip().upper().partition(".")
    if not volume.startswith("$") or not 2 <= len(volume) <= 8 or (dot and not 1 <= len(subvolume) <= 8):
        raise StartupError(f"{text!r} is no default volume: it is $VOL or $VOL.SUBVOL")
    return volume, subvolume or "NOSUBVOL"


# The parameter string.


def parameter_string(words: Iterable[str]) -> str:
    """One text that ``split`` takes apart again: what holds a blank or a quote is quoted, a quote in it doubled."""
    return " ".join(word if _is_plain(word) else '"' + word.replace('"', '""') + '"' for word in words)


def _is_plain(word: str) -> bool:
    return word != "" and " " not in word and '"' not in word


def split(text: str) -> list[str]:
    """The words of a parameter string: separated by blanks, except between double quotes (c-runtime section 9.1)."""
    words: list[str] = []
    word: list[str] | None = None
    quoted, at = False, 0
    while at < len(text):
        letter = text[at]
        doubled = quoted and text[at : at + 2] == '""'
        if letter == '"' and not doubled:
            quoted, word = not quoted, word or []
        elif letter == " " and not quoted:
            if word is not None:
                words.append("".join(word))
            word = None
        else:
            word = [*(word or []), letter]
        at += 2 if doubled else 1
    return words if word is None else [*words, "".join(word)]


# The messages.


def startup(defaults: Defaults, infile: bytes, outfile: bytes, parameters: str) -> bytes:
    """-1, 66 bytes and the parameter string with one or two NULs behind it. Raises StartupError when it is too long."""
    volume = _part(defaults.volume.upper(), 8, defaults.volume) + _part(defaults.subvolume.upper(), 8, defaults.volume)
    text = parameters.encode("utf-8", "surrogateescape")
    if b"\0" in text:
        raise StartupError("a parameter string cannot hold a NUL")
    message = _HEAD.pack(STARTUP, volume, infile, outfile) + text + b"\0\0"[len(text) % 2 :]
    if len(message) > MAX_STARTUP:
        most = MAX_STARTUP - _HEAD.size - 1
        raise StartupError(f"the arguments make a parameter string of {len(text)} bytes; it has room for {most}")
    return message


def assign(about: Assign, physical: bytes) -> bytes:
    """-2, 108 bytes; ``physical`` is the file's internal name, blanks for none. Raises StartupError."""
    extents = (about.primary_extent, about.secondary_extent)
    numbers = (*extents, about.code, about.exclusion, about.access, about.record_size, about.block_size)
    given = (about.file, *numbers)
    mask = sum(1 << (31 - place) for place, value in enumerate(given) if value is not None)
    unit, logical = _logical(about.unit, 0), _logical(about.logical, 1)
    values = (_signed(value or 0, about.logical) for value in numbers)
    return _ASSIGN.pack(ASSIGN, *unit, *logical, mask, physical, *values)


def _logical(name: str, at_least: int) -> tuple[int, bytes]:
    text = name.upper()
    if not at_least <= len(text) <= MAX_NAME or not text.isascii():
        raise StartupError(f"{name!r} is no logical file name: it has {at_least} to {MAX_NAME} characters")
    return len(text), text.encode().ljust(MAX_NAME)


def _signed(value: int, logical: str) -> int:
    if not -32768 <= value <= 65535:
        raise StartupError(f"the ASSIGN of {logical} has a number that is no 16-bit word: {value}")
    return value - 65536 if value > 32767 else value


def param(parameters: Mapping[str, str]) -> bytes:
    """-3 with every parameter, in order. Raises StartupError when they do not fit; there must be one at least."""
    records = [_counted(name.upper(), name) + _counted(value, name) for name, value in parameters.items()]
    message = _PARAM.pack(PARAM, len(records)) + b"".join(records)
    if not records or len(message) > MAX_PARAM:
        most = MAX_PARAM - _PARAM.size
        raise StartupError(f"the PARAMs take {len(message) - _PARAM.size} bytes; there is room for 1 to {most}")
    return message


def _counted(text: str, name: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    if len(data) > MAX_PARAM_BYTES or (text is name and not data) or b"\0" in data:
        raise StartupError(f"PARAM {name!r} has a name or value that is no text of at most {MAX_PARAM_BYTES} bytes")
    return bytes([len(data)]) + data


# Several of them, as the welcome carries them.


def blob(messages: Iterable[bytes]) -> bytes:
    """Messages one behind the other, each with its length before it. Raises StartupError when they are too many."""
    joined = b"".join(_LENGTH.pack(len(message)) + message for message in messages)
    if len(joined) > MAX_BLOB:
        raise StartupError(f"startup, ASSIGN and PARAM messages take {len(joined)} bytes; there is room for {MAX_BLOB}")
    return joined


def messages(joined: bytes) -> list[bytes]:
    """The messages of a ``blob``. Raises StartupError for bytes that are none."""
    found, at = [], 0
    while at < len(joined):
        end = at + _LENGTH.size
        length = _LENGTH.unpack_from(joined, at)[0] if end <= len(joined) else 0
        if length < 2 or end + length > len(joined):
            raise StartupError(f"startup messages end in the middle of one, at byte {at} of {len(joined)}")
        found.append(joined[end : end + length])
        at = end + length
    return found


def words(joined: bytes) -> list[str]:
    """The argument words in a ``blob``; none when it has no startup message."""
    for message in messages(joined):
        if message[:2] == _LENGTH.pack(STARTUP & 0xFFFF) and len(message) > _HEAD.size:
            text = message[_HEAD.size :].partition(b"\0")[0]
            return split(text.decode("utf-8", "surrogateescape"))
    return []
