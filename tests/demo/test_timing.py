"""When the survivor of a takeover answered for the first time."""

from __future__ import annotations

from guardian_emu.demo.timing import served_after
from guardian_emu.wire.recording import Arrived, Event, Frame, PeerDown, Resent, Sent

FAULT = 100
DOWN = PeerDown(110, 2, 0, 2)


def sent(time: int, request: int) -> Event:
    return Sent(time, Frame.REQUEST, request, 12, 0)


def reply(time: int, request: int) -> Event:
    return Arrived(time, Frame.REPLY, request, 16, 0)


def test_the_reply_to_a_request_that_was_sent_again_counts() -> None:
    assert served_after([sent(90, 1), DOWN, Resent(111, 3, 1, 0, 1), reply(130, 1)], FAULT) == 130


def test_what_the_dead_server_had_still_answered_does_not_count() -> None:
    assert served_after([sent(90, 1), DOWN, reply(111, 1), sent(112, 2), reply(140, 2)], FAULT) == 140


def test_nothing_before_the_fault_counts() -> None:
    assert served_after([PeerDown(10, 2, 0, 2), sent(20, 1), reply(30, 1)], FAULT) is None
