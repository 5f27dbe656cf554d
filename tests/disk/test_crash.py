"""A process that applies operations is killed at random moments; what it had acknowledged is there exactly once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from disk.opener import handle

from guardian_emu.disk import operations as do
from guardian_emu.disk.half import Half
from guardian_emu.disk.position import Position
from guardian_emu.disk.states import Substate

ROUNDS = 8
LONGEST = 0.25

WRITER = """
import sys
from pathlib import Path
from guardian_emu.disk import operations as do
from guardian_emu.disk.half import Half
from guardian_emu.disk.position import Position

half = Half(Path(sys.argv[1]))
half.start_alone()
keyed, log, first = (int(word) for word in sys.argv[2:])
handle = (1).to_bytes(20, "big")
for number in range(first, 1 << 30):
    text = b"%08d" % number
    for label, data in ((keyed, text + bytes(20)), (log, text + b"\\n")):
        reply = half.apply(do.Write(label, handle, number, number, Position(next=-1), data)).reply
        assert reply.error == 0, reply
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""
"""Writes every number into a key-sequenced file and at the end of a text, and then says that it has."""


def prepare(path: Path) -> tuple[int, int]:
    """The labels of the two files, which stay open whoever dies."""
    half = Half.create(path, "$DATA", 1 << 40)
    assert half.start_alone(ordered=True) is Substate.NONE
    by = do.Requester(handle(1))
    keyed = do.Attributes(type=3, record_length=40, key_length=8, primary_extent=60000, maximum_extents=900)
    text = do.Attributes(odd=True, primary_extent=60000, maximum_extents=900)
    labels = []
    for name, attributes in (("A.KEYED", keyed), ("A.LOG", text)):
        half.apply(do.Create(by, name=name, attributes=attributes))
        opened = half.apply(do.Open(by, name=name, filenum=len(labels) + 1, depth=1)).reply
        assert opened and not opened.error
        labels.append(opened.label)
    half.close()
    return labels[0], labels[1]


def contents(half: Half, keyed: int, log: int) -> tuple[list[int], list[int]]:
    numbers, place = [], Position()
    while True:
        reply = half.read(do.Read(keyed, handle(1), position=place, count=40)).reply
        assert reply
        if reply.error == 1:
            break
        assert reply.error == 0 and reply.position
        numbers.append(int(reply.data[:8]))
        place = reply.position
    text, place = b"", Position()
    while True:
        reply = half.read(do.Read(log, handle(1), position=place, count=57344)).reply
        assert reply
        if reply.error == 1:
            return numbers, [int(line) for line in text.split()]
        assert reply.error == 0 and reply.position
        text += reply.data
        place = reply.position


@pytest.mark.requires("DK-03", "DK-05", "DK-06")
def test_every_acknowledged_operation_is_there_exactly_once_after_a_kill(tmp_path: Path) -> None:
    path, chance, first = tmp_path / "h.db", random.Random(), 1
    labels = prepare(path)
    for _ in range(ROUNDS):
        words = [sys.executable, "-c", WRITER, str(path), *map(str, labels), str(first)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            acknowledged = int(writer.stdout.readline())
            time.sleep(chance.random() * LONGEST)  # any moment will do: this is when it dies, nothing waits for it
            os.kill(writer.pid, signal.SIGKILL)
            lines = [line for line in writer.stdout.read().split(b"\n") if line]
        acknowledged = int(lines[-2]) if len(lines) > 1 else acknowledged
        half = Half(path)
        assert half.start_alone() is Substate.NONE
        numbers, lines_kept = contents(half, *labels)
        assert numbers == list(range(1, numbers[-1] + 1)) and numbers[-1] >= acknowledged
        assert lines_kept == list(range(1, lines_kept[-1] + 1)) and numbers[-1] - 1 <= lines_kept[-1] <= numbers[-1]
        first = numbers[-1]  # its requester never heard, and asks again: one of the two may have been done
        half.close()
