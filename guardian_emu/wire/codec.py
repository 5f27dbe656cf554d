"""Python codec of kernel messages, built from the layout table at import."""

from __future__ import annotations

import struct
from typing import NamedTuple

from .handle import NULL_HANDLE
from .layouts import HANDLE_BYTES, KERNEL_HEADER, KERNEL_MESSAGES, Layout

_FORMATS = {
    "u8": "B",
    "u16": "H",
    "i16": "h",
    "u32": "I",
    "i32": "i",
    "u64": "Q",
    "i64": "q",
    "handle": f"{HANDLE_BYTES}s",
}

Value = int | bytes


class MessageError(ValueError):
    """Bytes that are no message of the table. The text names the layout and what is wrong."""


class Message(NamedTuple):
    """A decoded kernel message. Guarantee: every field and string of its layout is present."""

    name: str
    error: int
    tag: int
    detail: int
    fields: dict[str, Value]
    strings: dict[str, bytes]

    def handle(self, field: str) -> bytes:
        """The 20 bytes of a handle field."""
        value = self.fields[field]
        assert isinstance(value, bytes)
        return value

    def number(self, field: str) -> int:
        """The value of an integer field."""
        value = self.fields[field]
        assert isinstance(value, int)
        return value


class _Coder:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.struct = struct.Struct(">" + "".join(_FORMATS[field.kind] for field in layout.fields))
        self.names = tuple(field.name for field in layout.fields)
        self.defaults: dict[str, Value] = {
            field.name: NULL_HANDLE if field.kind == "handle" else 0 for field in layout.fields
        }

    def pack(self, values: dict[str, Value], strings: dict[str, bytes]) -> bytes:
        merged = self.defaults | values
        if len(merged) != len(self.names):
            raise MessageError(f"{self.layout.name}: no field {sorted(set(merged) - set(self.names))}")
        parts = [self.struct.pack(*(merged[name] for name in self.names))]
        for name in self.layout.strings:
            text = strings.get(name, b"")
            parts.append(text if name == "*" else struct.pack(">H", len(text)) + text)
        return b"".join(parts)

    def unpack(self, body: memoryview) -> tuple[dict[str, Value], dict[str, bytes]]:
        size = self.struct.size
        if len(body) < size:
            raise MessageError(f"{self.layout.name}: {len(body)} bytes, its fixed part has {size}")
        values = dict(zip(self.names, self.struct.unpack(body[:size]), strict=True))
        strings: dict[str, bytes] = {}
        at = size
        for name in self.layout.strings:
            if name == "*":
                strings[name] = bytes(body[at:])
                at = len(body)
                break
            end = at + 2 + int.from_bytes(body[at : at + 2], "big")
            if at + 2 > len(body) or end > len(body):
                raise MessageError(f"{self.layout.name}: string {name!r} ends beyond the message")
            strings[name] = bytes(body[at + 2 : end])
            at = end
        if at != len(body):
            raise MessageError(f"{self.layout.name}: {len(body) - at} bytes too many")
        return values, strings


_HEADER = struct.Struct(">" + "".join(_FORMATS[field.kind] for field in KERNEL_HEADER.fields))
_BY_CODE = {layout.code: _Coder(layout) for layout in KERNEL_MESSAGES}
_BY_NAME = {coder.layout.name: coder for coder in _BY_CODE.values()}

MAX_KERNEL_MESSAGE = 65536
"""Largest kernel message in bytes; one SOCK_SEQPACKET packet each."""


def encode(
    name: str,
    values: dict[str, Value] | None = None,
    strings: dict[str, bytes] | None = None,
    *,
    error: int = 0,
    tag: int = 0,
    detail: int = 0,
) -> bytes:
    """Bytes of the kernel message ``name``; fields that are not given are 0, or the null handle."""
    coder = _BY_NAME[name]
    return _HEADER.pack(coder.layout.code, error, tag, detail) + coder.pack(values or {}, strings or {})


def decode(packet: bytes) -> Message:
    """The message of one packet. Raises MessageError for anything that is not exactly one message."""
    if len(packet) < _HEADER.size:
        raise MessageError(f"kernel message of {len(packet)} bytes is shorter than its header of {_HEADER.size}")
    code, error, tag, detail = _HEADER.unpack(packet[: _HEADER.size])
    coder = _BY_CODE.get(code)
    if coder is None:
        raise MessageError(f"kernel message code {code} is not in the table")
    fields, strings = coder.unpack(memoryview(packet)[_HEADER.size :])
    return Message(coder.layout.name, error, tag, detail, fields, strings)
