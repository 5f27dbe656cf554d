from __future__ import annotations

import struct

import pytest

from guardian_emu.guardian import NULL, ProcessHandle, systemmessages
from guardian_emu.guardian.systemmessages import Close, CpuDown, CpuUp, Open, Other, ProcessCreated, ProcessDeath, parse
from guardian_emu.wire.zsys import STRUCTURES

HANDLE = ProcessHandle(b"\1\2" + b"\0" * 18)


def test_layouts_have_the_sizes_of_zsysc() -> None:
    for structure in STRUCTURES:
        if structure.number in systemmessages._KINDS:
            layout, _make = systemmessages._KINDS[structure.number]
            variable = [member.size for member in structure.members if member.variable]
            open_ended = structure.number in (-33, -35, -37, -106, -107)  # what follows may be less
            assert layout.size <= structure.size, structure.name
            assert open_ended or layout.size == structure.size - sum(variable), structure.name


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (struct.pack("=hh", -2, 3), CpuDown(3)),
        (struct.pack("=hh", -3, 15), CpuUp(15)),
        (struct.pack("=hh", -104, 1), Close(1)),
        (struct.pack("=hihh6s", -100, 9, 3, 4, b"") + b"\\FAR", systemmessages.RemoteCpuDown(9, 3, "\\FAR")),
        (struct.pack("=hihh6s", -113, 9, 3, 4, b"") + b"\\FAR", systemmessages.RemoteCpuUp(9, 3, "\\FAR")),
        (struct.pack("=h6sih", -110, b"", 9, 4) + b"\\FAR", systemmessages.NodeDown(9, "\\FAR")),
        (struct.pack("=h6sih", -111, b"", 9, 4) + b"\\FAR", systemmessages.NodeUp(9, "\\FAR")),
        (struct.pack("=h", -13), systemmessages.MessagesMissed()),
        (struct.pack("=hhi", -22, 1, 1 << 20), systemmessages.TimeSignal(1, 1 << 20)),
        (struct.pack("=hhi", -26, 1, -2), systemmessages.ProcessTimeSignal(1, -2)),
        (struct.pack("=hhh", -32, 1, 2), systemmessages.Control(1, 2)),
        (struct.pack("=hhhh", -33, 100, 1, 2), systemmessages.SetMode(100, 1, 2, False)),
        (struct.pack("=hhhhh", -33, 100, 1, 2, 7), systemmessages.SetMode(100, 1, 2, True)),
        (struct.pack("=h", -34), systemmessages.ResetSync()),
        (struct.pack("=hhh", -35, 9, 3) + b"abc", systemmessages.ControlBuf(9, b"abc")),
        (struct.pack("=hhhh", -37, 9, 2, 3) + b"abc", systemmessages.SetParam(9, b"abc", False)),
        (struct.pack("=hhhh", -37, 9, 1, 0), systemmessages.SetParam(9, None, True)),
        (struct.pack("=hh", -38, 4), systemmessages.Cancelled(4)),
        (struct.pack("=h6sh", -106, b"", 3) + b"#Q1", systemmessages.DeviceInquiry("#Q1")),
        (
            struct.pack("=hhhhh6s", -107, 1, 3, 20, 2, b"") + b"#Q1\0#*",
            systemmessages.NameInquiry("#Q1", "#*", True),
        ),
        (struct.pack("=hh", -112, 5) + bytes(HANDLE), systemmessages.JobProcess(5, HANDLE)),
        (
            struct.pack("=h26sii20siihh", -141, b"", 77, 36, bytes(HANDLE), 12, 0, 0, 3),
            systemmessages.ProcessSpawned(77, HANDLE, 12, 0, 0, 3),
        ),
        (struct.pack("=hh", -77, 1), Other(-77, struct.pack("=hh", -77, 1))),
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
