"""Control messages over paths that fail."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardian_emu.kernel.channel import Channel, FrameError, split
from guardian_emu.kernel.handshake import Refused, hello_from


@pytest.mark.requires("XY-02")
@given(st.integers(0, 2**32))
def test_every_message_arrives_once_and_in_order_however_often_a_path_fails(seed: int) -> None:
    chance = random.Random(seed)
    here, there = Channel(), Channel()
    path = bytearray()
    got = []
    for number in range(40):
        path += here.wrap({"t": "x", "number": number})
        if chance.random() < 0.3:
            del path[chance.randint(0, len(path)) :]
            whole = bytearray(path)
            got += [there.receive(item) for item in split(whole)]
            path = bytearray(here.unacknowledged())
        if chance.random() < 0.3:
            got += [there.receive(item) for item in split(path)]
            assert all(here.receive(item) is None for item in split(bytearray(there.alive())))
    got += [there.receive(item) for item in split(path)]
    assert [message["number"] for message in got if message] == list(range(40))


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_give_frames_or_a_frame_error(data: bytes) -> None:
    channel = Channel()
    try:
        for item in split(bytearray(data)):
            channel.receive(item)
    except FrameError:
        pass


@given(st.dictionaries(st.sampled_from(["node", "cpu", "incarnation", "to", "purpose", "fabric", "nonce", "x"]),
                       st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers()))))  # fmt: skip
def test_no_hello_does_anything_but_be_accepted_or_refused(data: dict[str, object]) -> None:
    with contextlib.suppress(Refused):
        hello_from(data, "\\A", 0, ["X", "Y"])
