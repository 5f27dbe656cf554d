"""What a layout is: big-endian fields of fixed sizes, followed by at most one variable part."""

from __future__ import annotations

from typing import NamedTuple

HANDLE_BYTES = 20


class Field(NamedTuple):
    """One field: ``kind`` is u8 u16 u32 u64 i16 i32 i64 or ``handle`` (20 bytes, see zsys.md section 3)."""

    name: str
    kind: str
    meaning: str


class Layout(NamedTuple):
    """A named record. ``code`` identifies it on the kernel socket; ``strings`` name the length-prefixed tail.

    A string is a u16 count of bytes and the bytes. A layout with ``strings == ("*",)`` ends in raw data that
    reaches to the end of the message.
    """

    name: str
    code: int
    fields: tuple[Field, ...]
    strings: tuple[str, ...] = ()
    meaning: str = ""


SIZES = {"u8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "u64": 8, "i64": 8, "handle": HANDLE_BYTES}


def size_of(layout: Layout) -> int:
    """Bytes of the fixed part."""
    return sum(SIZES[field.kind] for field in layout.fields)


def fields(*rows: tuple[str, str, str]) -> tuple[Field, ...]:
    """Fields of names, kinds and meanings."""
    return tuple(Field(*row) for row in rows)


HANDLE = ("handle", "handle", "process handle")
"""The field of most messages about a process."""
