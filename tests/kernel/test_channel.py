"""Control messages over paths that fail."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardian_emu.kernel.channel import Channel, Numbered
from guardian_emu.kernel.frames import FrameError, frame, split
from guardian_emu.kernel.handshake import Refused, hello_from
from guardian_emu.kernel.packets import Decision, Packet, Row, Status, from_json, to_json


@pytest.mark.requires("XY-02")
@given(st.integers(0, 2**32))
def test_every_message_arrives_once_and_in_order_however_often_a_path_fails(seed: int) -> None:
    chance = random.Random(seed)
    here, there = Channel(), Channel()
    path: list[Numbered] = []
    got = []

    def arrive(count: int) -> None:
        got.extend(one.message["number"] for one in path[:count] if there.receive(one.number).new)
        del path[:count]

    for number in range(40):
        path.append(here.wrap({"t": "x", "number": number}, 0.0))
        if chance.random() < 0.3:
            arrive(chance.randint(0, len(path)))
            path = here.unacknowledged()
        if chance.random() < 0.3:
            arrive(len(path))
            assert here.acknowledge(there.received)
            assert here.waiting_since() is None
    arrive(len(path))
    assert got == list(range(40))


def test_nobody_acknowledges_what_was_never_sent() -> None:
    channel = Channel()
    channel.wrap({"t": "x"}, 0.0)
    assert channel.acknowledge(1)
    assert not channel.acknowledge(2)


def test_a_message_that_comes_too_early_is_not_taken() -> None:
    channel = Channel()
    assert channel.receive(2) == (False, True)
    assert channel.receive(1) == (True, False)
    assert channel.receive(1) == (False, False)


loads = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 9))).map(tuple)
masks = st.integers(0, 65535)
decisions = st.one_of(st.none(), st.builds(Decision, masks, masks, loads))
packets = st.builds(
    Packet, st.integers(0, 2**40), st.integers(0, 2**40), st.sampled_from(["", "X", "XY"]), st.sampled_from(["", "Y"]),
    st.builds(
        Status, st.integers(0, 99), st.integers(0, 5), st.integers(-1, 15), st.integers(-1, 15), decisions,
        st.lists(
            st.tuples(st.integers(0, 15), st.builds(Row, st.integers(0, 5), masks, decisions, loads))
        ).map(tuple),
    ),
    st.just({"t": "x"}),
)  # fmt: skip


@given(packets)
def test_a_packet_is_the_same_behind_the_wire(packet: Packet) -> None:
    (item,) = split(bytearray(frame(to_json(packet))))
    assert from_json(item) == packet


@given(st.recursive(
    st.one_of(st.none(), st.integers(), st.text(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.sampled_from("nahscm"), inner)),
))  # fmt: skip
def test_no_json_does_anything_but_be_a_packet_or_a_frame_error(data: object) -> None:
    with contextlib.suppress(FrameError):
        from_json(data if isinstance(data, dict) else {"n": 0, "a": 0, "h": "X", "s": data})


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_give_frames_or_a_frame_error(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        for item in split(bytearray(data)):
            from_json(item)


@given(st.dictionaries(st.sampled_from(["node", "cpu", "incarnation", "to", "purpose", "fabric", "nonce", "x"]),
                       st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers()))))  # fmt: skip
def test_no_hello_does_anything_but_be_accepted_or_refused(data: dict[str, object]) -> None:
    with contextlib.suppress(Refused):
        hello_from(data, "\\A", 0, ["X", "Y"])
