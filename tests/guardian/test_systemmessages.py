from __future__ import annotations

import struct

import pytest

from guardian_emu.guardian import NULL, ProcessHandle, systemmessages
from guardian_emu.guardian.systemmessages import Close, CpuDown, CpuUp, Open, Other, ProcessCreated, ProcessDeath, parse
from guardian_emu.wire.structures import STRUCTURES

HANDLE = ProcessHandle(b"\1\2" + b"\0" * 18)


def test_layouts_have_the_sizes_of_zsysc() -> None:
    for structure in STRUCTURES:
        if structure.number:
            layout, _make = systemmessages._KINDS[structure.number]
            sizes = [member.size for member in structure.members if member.declaration.endswith("u_z_data")]
            assert layout.size == structure.size - sum(sizes), structure.name


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (struct.pack("=hh", -2, 3), CpuDown(3)),
        (struct.pack("=hh", -3, 15), CpuUp(15)),
        (struct.pack("=hh", -104, 1), Close(1)),
        (struct.pack("=hhh", -32, 1, 2), Other(-32, struct.pack("=hhh", -32, 1, 2))),
        (struct.pack("=h", -2), Other(-2, struct.pack("=h", -2))),
        (b"", Other(0, b"")),
    ],
)
def test_short_messages(data: bytes, message: systemmessages.SystemMessage) -> None:
    assert parse(data) == message


def test_a_death_says_who_and_why() -> None:
    data = struct.pack(
        "=h20sqhhh8shh20shhhhih",
        -101, bytes(HANDLE), 1_000_000, 0, 5, 12, b"", 0, 0, bytes(NULL), 5, 88, 8, 1, 4711, 0,
    )  # fmt: skip
    assert parse(data + b"sorry\0\\A.$B:12") == ProcessDeath(HANDLE, 1_000_000, 5, 12, NULL, True, "sorry", "\\A.$B:12")


def test_an_open_says_who_opens_and_how() -> None:
    data = struct.pack(
        "=hhhhhhhh20shhhhhhh10s",
        -103, 1, 3, 2, 1, 4, -1, 1, bytes(HANDLE), 3, 64, 4, 9, -1, 68, 5, b"",
    )  # fmt: skip
    opened = parse(data + b"#Q1\0" + b"\\A.X" + b"$TERM")
    assert opened == Open(1, 3, 2, 1, 4, 0xFFFF, True, HANDLE, 9, "\\A.X", "$TERM", "#Q1")


def test_a_creation_says_what_became_of_it() -> None:
    data = struct.pack("=hi20shhhq", -102, 77, bytes(NULL), 10, 201, 0, 77)
    assert parse(data) == ProcessCreated(77, NULL, 10, 201, "")


def test_the_reply_to_an_open_is_its_label() -> None:
    assert systemmessages.open_reply(9) == struct.pack("=hh", -103, 9)
