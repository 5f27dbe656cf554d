"""Recordings of both byte orders, whole and damaged."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardian_emu.wire import recording
from guardian_emu.wire.handle import NULL_HANDLE, ProcessHandle
from guardian_emu.wire.procedures import PROCEDURES
from guardian_emu.wire.recording import (
    Arrived,
    Call,
    Ended,
    Frame,
    PeerDown,
    Place,
    RecordingError,
    Resent,
    Sent,
    Started,
    System,
)

HANDLE = ProcessHandle(1, 20, 7, 5, 3, 9)
Raw = tuple[int, int, int, int, int, int]


def _number(procedure: str) -> int:
    return [known.name for known in PROCEDURES].index(procedure) + 1


ALL: list[tuple[Raw, recording.Event]] = [
    ((10, 8, 1, 2, 0, 0), Started(10, True, 2)),
    ((11, 1, _number("FILE_OPEN_"), 0, 1, 0), Call(11, "FILE_OPEN_", 0, 1, 0)),
    ((11, 1, _number("AWAITIOX"), 0xFFFF, 0xFFFFFFFF, 0), Call(11, "AWAITIOX", -1, 0xFFFFFFFF, 0)),
    ((11, 1, _number("NEWPROCESS"), 0xFFFFFFFF, 3, 0), Call(11, "NEWPROCESS", -1, 3, 0)),
    ((13, 3, 1, 7, 100, 4), Sent(13, Frame.REQUEST, 7, 100, 4)),
    ((14, 4, 2, 7, 50, 0), Arrived(14, Frame.REPLY, 7, 50, 0)),
    ((14, 3, 1, 8, 0x01_0F_0203_00000064, 4), Sent(14, Frame.REQUEST, 8, 100, 4, Place(1, 15, 515))),
    ((14, 4, 2, 8, 0xFF_00_0002_00000000, 0), Arrived(14, Frame.REPLY, 8, 0, 0, Place(255, 0, 2))),
    ((15, 5, -2, 0xFFFF, 3, 0), System(15, -2, -1, 3)),
    ((16, 6, 2, 1, 20, 0), PeerDown(16, 2, 1, 20)),
    ((17, 7, 3, 7, 4, 1), Resent(17, 3, 7, 4, 1)),
    ((18, 9, 5, 0, 0, 0), Ended(18, 5)),
]


def ring(
    order: str, raw: list[Raw], count: int | None = None, capacity: int = 16, handle: bytes = HANDLE.pack()
) -> bytes:
    header = struct.pack(
        order + "8sIIQQ20s4x16s56x",
        b"GUARDREC", 0x01020304, 1, len(raw) if count is None else count, capacity, handle, b"$LEDG",
    )  # fmt: skip
    slots = [(0, 0, 0, 0, 0, 0)] * capacity
    for number, event in enumerate(raw):
        slots[number % capacity] = event
    return header + b"".join(struct.pack(order + "QHhIQQ", *slot) for slot in slots)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.ring"


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_recording_of_either_byte_order_is_read(file: Path, order: str) -> None:
    file.write_bytes(ring(order, [raw for raw, _ in ALL]))
    read = recording.read(file)
    assert read == ("$LEDG", HANDLE, tuple(event for _, event in ALL), 0, 0)


def test_a_ring_that_came_round_gives_the_last_events_in_order(file: Path) -> None:
    file.write_bytes(ring(">", [(time, 9, time, 0, 0, 0) for time in range(100)]))
    read = recording.read(file)
    assert [event.time for event in read.events] == list(range(84, 100))
    assert (read.overwritten, read.damaged) == (84, 0)


def test_an_event_that_was_being_written_over_is_left_out(file: Path) -> None:
    raw: list[Raw] = [(time, 9, time, 0, 0, 0) for time in range(33)]
    file.write_bytes(ring("<", raw, count=32))  # the 33rd is there, and not counted
    read = recording.read(file)
    assert [event.time for event in read.events] == list(range(17, 32))
    assert read.damaged == 1


def test_a_file_that_was_cut_gives_what_is_whole(file: Path) -> None:
    data = ring("<", [raw for raw, _ in ALL])
    file.write_bytes(data[: 128 + 3 * 32 + 31])
    read = recording.read(file)
    assert read.events == tuple(event for _, event in ALL[:3])
    assert read.damaged == len(ALL) - 3


def test_bytes_that_are_no_event_are_counted(file: Path) -> None:
    raw: list[Raw] = [
        (1, 9, 0, 0, 0, 0),
        (2, 77, 0, 0, 0, 0),
        (3, 1, 9999, 0, 0, 0),
        (0, 0, 0, 0, 0, 0),
        (4, 9, 0, 0, 0, 0),
    ]
    file.write_bytes(ring("<", raw))
    read = recording.read(file)
    assert [event.time for event in read.events] == [1, 4]
    assert read.damaged == 3


def test_an_unreadable_handle_does_not_cost_the_events(file: Path) -> None:
    file.write_bytes(ring("<", [(1, 9, 0, 0, 0, 0)], handle=b"\x07" * 20))
    assert recording.read(file).handle is None
    file.write_bytes(ring("<", [(1, 9, 0, 0, 0, 0)], handle=NULL_HANDLE))
    read = recording.read(file)
    assert (read.handle, len(read.events)) == (None, 1)


def test_a_ring_gives_the_events_of_the_numbers_that_are_asked_for(file: Path) -> None:
    file.write_bytes(ring(">", [(time, 9, time, 0, 0, 0) for time in range(100)]))
    opened = recording.Ring(file)
    assert (opened.first, opened.times, opened.unreadable) == (84, list(range(84, 100)), 0)
    assert [event.time for event in opened.events(90, 93)] == [90, 91, 92]
    assert opened.events(0, 84) == []
    assert opened.events(98) == [Ended(98, 98), Ended(99, 99)]
    assert recording.count(file) == 100


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "0 bytes"),
        (b"GUARDREC", "8 bytes"),
        (b"\0" * 200, "no recording"),
        (ring("<", []).replace(b"\x04\x03\x02\x01", b"\x04\x03\x02\x02"), "no recording"),
        (ring("<", [])[:12] + b"\x02" + ring("<", [])[13:], "format 2"),
        (ring("<", [], capacity=0), "ring of 0"),
        (ring("<", [])[:24] + b"\xff" * 8 + ring("<", [])[32:], "cannot be"),
    ],
)
def test_what_is_no_recording_is_said(file: Path, data: bytes, what: str) -> None:
    file.write_bytes(data)
    with pytest.raises(RecordingError, match=what) as caught:
        recording.read(file)
    assert str(file) in str(caught.value)


@given(data=st.binary(max_size=600), cut=st.integers(0, 700), count=st.integers(0, 2**64 - 1))
def test_no_bytes_make_the_reader_fail_otherwise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, cut: int, count: int
) -> None:
    file = tmp_path_factory.getbasetemp() / "random.ring"
    file.write_bytes((ring("<", [], count=count)[:128] + data)[:cut])
    try:
        read = recording.read(file)
    except RecordingError:
        return
    assert len(read.events) <= len(data) // 32
