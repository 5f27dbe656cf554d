"""A terminal: who gets which line, and what is shown."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardian_emu.guardian.terminal import (
    CANCELLED,
    CLOSE,
    CONTROL,
    CPU_DOWN,
    END_OF_FILE,
    INVALID,
    OPEN,
    READ,
    RESETSYNC,
    SETMODE,
    TOO_LONG,
    WRITE,
    WRITEREAD,
    Action,
    Echo,
    Opener,
    Reply,
    Show,
    Terminal,
    described,
)

ANN = Opener(bytes([2, 0, 0, 5] + [0] * 16), 3)
BOB = Opener(bytes([2, 1, 0, 6] + [0] * 16), 3)


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    for tag, opener in enumerate((ANN, BOB)):
        assert list(made.system(tag, opener, message(OPEN, 0))) == [Reply(tag)]
    return made


def message(*words: int) -> bytes:
    return struct.pack(f"={len(words)}h", *words)


def test_a_write_is_shown_as_a_line_and_then_answered(terminal: Terminal) -> None:
    assert list(terminal.request(5, ANN, WRITE, b"hello")) == [Show(b"hello", line=True), Reply(5)]


def test_a_read_waits_for_a_line_and_a_line_for_a_read(terminal: Terminal) -> None:
    assert list(terminal.request(1, ANN, READ, b"")) == []
    assert list(terminal.typed(b"one")) == [Reply(1, b"one")]
    assert list(terminal.typed(b"two")) == []
    assert list(terminal.request(2, BOB, READ, b"")) == [Reply(2, b"two")]


def test_a_prompt_is_shown_without_the_end_of_a_line(terminal: Terminal) -> None:
    assert list(terminal.request(1, ANN, WRITEREAD, b"name? ")) == [Show(b"name? ", line=False)]
    assert list(terminal.request(2, BOB, WRITEREAD, b"")) == []
    assert list(terminal.typed(b"x")) == [Reply(1, b"x")]


def test_control_y_is_the_end_of_file_for_one_read(terminal: Terminal) -> None:
    assert list(terminal.request(1, ANN, READ, b"")) == []
    assert list(terminal.request(2, BOB, READ, b"")) == []
    assert list(terminal.end_of_file(for_good=False)) == [Reply(1, error=END_OF_FILE)]
    assert list(terminal.typed(b"x")) == [Reply(2, b"x")]


def test_when_nothing_more_will_be_typed_every_read_meets_the_end_of_file(terminal: Terminal) -> None:
    assert list(terminal.typed(b"last")) == []
    assert list(terminal.end_of_file(for_good=True)) == []
    assert list(terminal.request(1, ANN, READ, b"")) == [Reply(1, b"last")]
    for tag in (2, 3):
        assert list(terminal.request(tag, ANN, READ, b"")) == [Reply(tag, error=END_OF_FILE)]


def test_a_read_that_is_taken_back_takes_no_line_with_it(terminal: Terminal) -> None:
    assert list(terminal.request(1, ANN, READ, b"")) == []
    assert list(terminal.request(2, BOB, READ, b"")) == []
    assert list(terminal.system(9, ANN, message(CANCELLED, 1))) == [Reply(1), Reply(9)]
    assert list(terminal.system(9, ANN, message(CANCELLED, 7))) == [Reply(9)]
    assert list(terminal.typed(b"x")) == [Reply(2, b"x")]


def test_the_reads_of_a_closed_open_are_over(terminal: Terminal) -> None:
    assert list(terminal.request(1, ANN, READ, b"")) == []
    assert list(terminal.system(9, ANN, message(CLOSE, 0))) == [Reply(1), Reply(9)]
    assert terminal.openers == {BOB}
    assert list(terminal.typed(b"x")) == []
    assert list(terminal.request(2, BOB, READ, b"")) == [Reply(2, b"x")]


def test_the_openers_in_a_processor_are_lost_with_it(terminal: Terminal) -> None:
    assert list(terminal.request(1, BOB, READ, b"")) == []
    assert list(terminal.system(9, ANN, message(CPU_DOWN, 1))) == [Reply(1), Reply(9)]
    assert terminal.openers == {ANN}


def test_setmode_keeps_its_parameters_and_gives_the_old_ones(terminal: Terminal) -> None:
    assert list(terminal.system(1, ANN, message(SETMODE, 7, 0, 5, 4 + 1))) == [Reply(1, struct.pack("=hhh", -33, 1, 0))]
    assert list(terminal.system(2, ANN, message(SETMODE, 7, 9, 9, 1))) == [Reply(2, struct.pack("=hhh", -33, 0, 0))]
    assert list(terminal.system(3, ANN, message(SETMODE, 7, 2, 3))) == [Reply(3)]
    assert list(terminal.system(4, ANN, message(SETMODE, 7, 0, 0, 1))) == [Reply(4, struct.pack("=hhh", -33, 2, 3))]
    assert list(terminal.system(5, ANN, message(SETMODE, 100, 0, 0, 6))) == [Reply(5, error=INVALID)]


def test_without_spacing_a_write_does_not_end_its_line(terminal: Terminal) -> None:
    assert list(terminal.system(1, ANN, message(SETMODE, 6, 0, 0, 4))) == [Reply(1)]
    assert list(terminal.request(2, ANN, WRITE, b"part")) == [Show(b"part", line=False), Reply(2)]


def test_echo_is_told_when_it_changes(terminal: Terminal) -> None:
    assert list(terminal.system(1, ANN, message(SETMODE, 20, 0, 0, 4))) == [Echo(False), Reply(1)]
    assert list(terminal.system(2, ANN, message(SETMODE, 20, 0, 0, 4))) == [Reply(2)]
    assert list(terminal.system(3, ANN, message(SETMODE, 20, 1, 0, 4))) == [Echo(True), Reply(3)]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ((CONTROL, 1, 0), 0), ((CONTROL, 26, 0), 0), ((CONTROL, 2, 0), INVALID), ((RESETSYNC,), 0),
        ((-35, 1, 0), INVALID), ((-37, 1, 0, 0), INVALID), ((-101, 0), 0), ((-22, 0), 0),
    ],
)  # fmt: skip
def test_other_messages_are_answered(terminal: Terminal, words: tuple[int, ...], error: int) -> None:
    assert list(terminal.system(1, ANN, message(*words))) == [Reply(1, error=error)]


def test_whoever_asks_is_told_that_this_is_a_terminal(terminal: Terminal) -> None:
    device = struct.pack("=hhhhhhh", -106, 6, 0, -1, -1, -1, 132)
    assert list(terminal.system(1, ANN, message(-106, 0, 0, 0, 0))) == [Reply(1, device)]


def test_a_request_may_have_32755_bytes(terminal: Terminal) -> None:
    assert list(terminal.request(1, ANN, WRITE, b"x" * 32756)) == [Reply(1, error=TOO_LONG)]
    assert list(terminal.request(1, ANN, WRITE, b"x" * 32755))[1:] == [Reply(1)]


def test_any_byte_can_be_shown() -> None:
    every = bytes(range(256))
    said = json.loads(described(Show(every, line=False)))
    assert (said["text"].encode("latin-1"), said["end"]) == (every, "")
    assert json.loads(described(Echo(False))) == {"echo": False}


@given(st.lists(st.sampled_from(["line", "read", "cancel", "end"]), max_size=40))
def test_lines_and_reads_meet_in_order_and_none_is_lost(steps: list[str]) -> None:
    terminal, typed, reads, got, answered = Terminal(), 0, 0, [], []

    def note(actions: list[Action]) -> None:
        for action in actions:
            assert isinstance(action, Reply)
            answered.append(action.tag)
            if action.data:
                got.append(int(action.data))

    for step in steps:
        if step == "line":
            note(list(terminal.typed(b"%d" % typed)))
            typed += 1
        elif step == "read":
            note(list(terminal.request(reads, ANN, READ, b"")))
            reads += 1
        elif step == "cancel":
            taken = list(terminal.system(1000, ANN, message(CANCELLED, max(reads - 1, 0))))
            note(taken[:-1])
        else:
            note(list(terminal.end_of_file(for_good=False)))
    note(list(terminal.end_of_file(for_good=True)))
    assert got == list(range(len(got)))
    assert sorted(answered) == list(range(reads))
    for tag in range(reads, reads + typed - len(got) + steps.count("end") + 1):
        note(list(terminal.request(tag, ANN, READ, b"")))
    assert got == list(range(typed))
