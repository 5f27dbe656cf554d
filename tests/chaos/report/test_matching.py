"""Both ends of a message, and what a process did meanwhile."""

from __future__ import annotations

from pathlib import Path

from chaos.report import rings
from chaos.report.rings import REPLY, REQUEST
from chaos.report.test_recorded import read

from guardian_emu.chaos.report.matching import SLACK, Message, Outcome, Work, messages, spans
from guardian_emu.wire.recording import Frame

SERVER, BACKUP, REQUESTER = (0, 2), (1, 3), (2, 5)


def test_request_and_reply_are_arrows_between_the_right_processes(tmp_path: Path) -> None:
    rings.write(
        tmp_path, "$S", *SERVER, [rings.arrived(20, REQUEST, 7, REQUESTER), rings.sent(30, REPLY, 7, REQUESTER)]
    )
    rings.write(tmp_path, "$R", *REQUESTER, [rings.sent(10, REQUEST, 7, SERVER), rings.arrived(40, REPLY, 7, SERVER)])
    found, alone = messages(read(tmp_path))
    assert found == [Message(1, 10, 0, 20, Frame.REQUEST, 7, 12, 0), Message(0, 30, 1, 40, Frame.REPLY, 7, 12, 0)]
    assert alone == 0


def test_requests_of_one_number_from_two_processes_are_not_mixed_up(tmp_path: Path) -> None:
    other = (2, 6)
    rings.write(
        tmp_path, "$S", *SERVER, [rings.arrived(21, REQUEST, 7, other), rings.arrived(22, REQUEST, 7, REQUESTER)]
    )
    rings.write(tmp_path, "$R", *REQUESTER, [rings.sent(10, REQUEST, 7, SERVER)])
    rings.write(tmp_path, "$O", *other, [rings.sent(11, REQUEST, 7, SERVER)])
    found, alone = messages(read(tmp_path))
    assert {(one.sender, one.sent, one.arrived) for one in found} == {(1, 10, 22), (2, 11, 21)}
    assert alone == 0


def test_a_frame_of_which_one_end_is_missing_is_counted_and_no_arrow(tmp_path: Path) -> None:
    rings.write(tmp_path, "$R", *REQUESTER, [rings.sent(10, REQUEST, 7, SERVER)])
    rings.write(tmp_path, "$S", *SERVER, [rings.arrived(20, REQUEST, 8, REQUESTER)])
    assert messages(read(tmp_path)) == ([], 2)


def test_a_receiver_whose_clock_was_read_before_the_sending_has_it_at_that_moment(tmp_path: Path) -> None:
    late = 10 * SLACK
    rings.write(tmp_path, "$R", *REQUESTER, [rings.sent(late, REQUEST, 7, SERVER)])
    rings.write(tmp_path, "$S", *SERVER, [rings.arrived(late - SLACK, REQUEST, 7, REQUESTER)])
    found, _ = messages(read(tmp_path))
    assert [(one.sent, one.arrived) for one in found] == [(late, late)]
    rings.write(tmp_path, "$S", *SERVER, [rings.arrived(late - SLACK - 1, REQUEST, 7, REQUESTER)])
    assert messages(read(tmp_path)) == ([], 2)


def test_a_request_that_was_sent_again_is_lost_there_and_answered_here(tmp_path: Path) -> None:
    events = [
        rings.sent(10, REQUEST, 7, SERVER),
        rings.peer_down(50, *SERVER),
        rings.resent(51, 7, BACKUP[0]),
        rings.sent(52, REQUEST, 7, BACKUP),
        rings.arrived(60, REPLY, 7, BACKUP),
        rings.sent(70, REQUEST, 8, BACKUP),
        rings.call(80),
    ]
    rings.write(tmp_path, "$R", *REQUESTER, events)
    (one,) = read(tmp_path)
    found = [(span.begin, span.end, span.work, span.outcome, span.request) for span in spans(0, one)]
    assert found == [
        (10, 50, Work.WAITING, Outcome.LOST, 7),
        (52, 60, Work.WAITING, Outcome.REPLIED, 7),
        (70, 80, Work.WAITING, Outcome.OPEN, 8),
    ]


def test_a_request_that_is_redirected_begins_again_though_nobody_died(tmp_path: Path) -> None:
    events = [
        rings.sent(10, REQUEST, 7, SERVER),
        rings.resent(51, 7, BACKUP[0]),
        rings.sent(52, REQUEST, 7, BACKUP),
        rings.arrived(60, REPLY, 7, BACKUP),
    ]
    rings.write(tmp_path, "$R", *REQUESTER, events)
    found = [(span.end, span.outcome) for span in spans(0, read(tmp_path)[0])]
    assert found == [(51, Outcome.LOST), (60, Outcome.REPLIED)]


def test_serving_lasts_from_the_request_to_its_reply(tmp_path: Path) -> None:
    events = [rings.arrived(20, REQUEST, 7, REQUESTER), rings.sent(30, REPLY, 7, REQUESTER)]
    rings.write(tmp_path, "$S", *SERVER, events)
    (span,) = spans(0, read(tmp_path)[0])
    assert (span.begin, span.end, span.work, span.peer) == (20, 30, Work.SERVING, (1, *REQUESTER))
