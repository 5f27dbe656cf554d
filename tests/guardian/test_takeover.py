"""The traces of an active-backup server (active-backup.md section 12.4): its primary is lost between any two steps.

The server is written out in steps (steps.py) that a test takes one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from guardian.actors import Actor, Ended, Stage
from guardian.steps import SERVER, TAKE, Pair

MakeStage = Callable[..., Stage]


def answer(requester: Actor, file: int) -> Any:
    return requester.start(f"FILE_AWAITIO64_({file}, 3000)")


def lose(pair: Pair, how: str) -> None:
    """The primary dies, or its CPU."""
    if how == "process":
        pair.primary.kill()
    else:
        pair.stage.node.cpus[pair.primary.cpu].kill()


@pytest.fixture(params=["process", "cpu"])
def how(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.requires("PP-01", "PP-02", "PP-03", "S-02", "S-03", "R-05")
def test_t1_t2_a_pair_starts_and_serves(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    assert (pair.primary.do("pair.role().value"), pair.backup.do("pair.role().value")) == (5, 6)
    requester = stage.actor("$REQ", 2)
    file = pair.opened_by(requester)
    for number in range(1, 6):
        pair.ask(requester, file, b"line %d" % number)
        pair.serve()
        assert answer(requester, file).result().data == b"%d" % number
    assert pair.backup.do("lines") == pair.primary.do("lines") == [b"line %d" % n for n in range(1, 6)]


@pytest.mark.requires("R-63", "R-09", "PP-09", "S-02", "R-24", "DL-05")
def test_t3_a_lost_backup_is_replaced_and_gets_everything_again(make_stage: MakeStage, how: str) -> None:
    stage = make_stage(4)
    pair = Pair(stage, (0, 1))
    requester = stage.actor("$REQ", 3)
    file = pair.opened_by(requester)
    pair.ask(requester, file)
    pair.serve()
    assert answer(requester, file).result().data == b"1"
    if how == "process":
        pair.backup.kill()
    else:
        stage.node.cpus[1].kill()
    pair.ask(requester, file)
    assert pair.primary.do(TAKE) == b"line"
    while pair.primary.do("pair.role().value") != 4:
        pass
    assert pair.primary.do("update()") == 201
    pair.primary.do("ns_start_backup(2)")
    pair.backup = stage.joined(2)
    pair.backup.do(SERVER)
    opened = pair.primary.start("open_partner()")
    pair.backup.do("system(receive.read())")
    opened.result()
    pair.primary.do("work(message)")
    pair.updated()
    pair.primary.do("reply(message)")
    assert answer(requester, file).result().data == b"2"
    assert pair.backup.do("(openers, lines)") == pair.primary.do("(openers, lines)")


@pytest.mark.requires("R-07", "R-26", "R-30", "R-34", "PP-06", "S-11")
def test_t4_t5d_a_primary_lost_when_idle_or_after_its_reply_is_followed_by_its_backup(
    make_stage: MakeStage, how: str
) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 2)
    file = pair.opened_by(requester)
    pair.ask(requester, file)
    pair.serve()
    assert answer(requester, file).result().data == b"1"
    lose(pair, how)
    pair.ask(requester, file)
    asked = answer(requester, file)
    assert pair.survivor_serves() == b"line"
    assert asked.result().data == b"2"
    assert pair.backup.do("lines") == [b"line", b"line"]
    assert pair.backup.do("pair.role().value") == 4
    assert not any("Open" in name for name in pair.backup.do("[type(said).__name__ for said in heard]"))


@pytest.mark.requires("FS-02", "FS-05", "R-28", "R-29", "R-31", "R-49")
def test_t5a_lost_after_reading_and_before_telling_the_backup_the_request_is_new_at_the_survivor(
    make_stage: MakeStage, how: str
) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 2)
    file = pair.opened_by(requester)
    pair.ask(requester, file)
    assert pair.primary.do(TAKE) == b"line"
    lose(pair, how)
    asked = answer(requester, file)
    assert pair.survivor_serves() == b"line"
    assert asked.result().data == b"1"
    assert pair.backup.do("lines") == [b"line"]


@pytest.mark.requires("FS-02", "FS-05", "R-28", "R-29", "S-06", "S-09")
def test_t5b_t5c_lost_after_telling_the_backup_and_before_replying_the_saved_reply_is_given(
    make_stage: MakeStage, how: str
) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 2)
    file = pair.opened_by(requester)
    for number in (1, 2):
        pair.ask(requester, file, b"line %d" % number)
        assert pair.primary.do(TAKE) is not None
        pair.primary.do("work(message)")
        pair.updated()
        if number == 1:
            pair.primary.do("reply(message)")
            assert answer(requester, file).result().data == b"1"
    lose(pair, how)
    asked = answer(requester, file)
    assert pair.survivor_serves() == b"line 2"
    assert asked.result().data == b"2"
    assert pair.backup.do("lines") == [b"line 1", b"line 2"]


@pytest.mark.requires("R-29", "R-28", "R-01", "R-03")
def test_a_request_may_be_read_by_the_backup_before_the_death_message_and_is_the_same(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 2)
    file = pair.opened_by(requester)
    pair.ask(requester, file)
    assert pair.primary.do(TAKE) == b"line"
    before = pair.primary.do("message.information")
    pair.primary.kill()
    asked = answer(requester, file)
    assert pair.backup.do(TAKE) == b"line"
    after = pair.backup.do("message.information")
    same = ("io_type", "file_number", "sync_id", "sender", "open_label", "max_reply_count")
    names = [name for name in before._fields if name not in ("message_tag", "tag")]
    assert len(names) >= len(same)
    assert [getattr(before, name) for name in names] == [getattr(after, name) for name in names]
    pair.backup.do("work(message)")
    pair.backup.do("reply(message)")
    assert asked.result().data == b"1"


@pytest.mark.requires("R-08", "R-27", "PP-08", "S-02")
def test_t6_t7_a_survivor_runs_alone_until_the_partner_processor_is_back(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 1)
    file = pair.opened_by(requester)
    stage.node.cpus[0].kill()
    pair.ask(requester, file)
    asked = answer(requester, file)
    assert pair.survivor_serves() == b"line"
    assert asked.result().data == b"1"
    refusal = pair.backup.fails("ns_start_backup(0)")
    assert (refusal.number, refusal.detail) == (10, 201)
    stage.node.load(0).ready()
    while "CpuUp" not in pair.backup.do("[type(said).__name__ for said in heard]"):
        assert pair.backup.do("request(10)") is None
    assert "CpuDown" in pair.backup.do("[type(said).__name__ for said in heard]")
    pair.backup.do("ns_start_backup(0)")
    assert stage.joined(0).first_role == 6


@pytest.mark.requires("R-60", "R-64", "DL-08")
def test_t9_a_normal_end_takes_both_and_the_name_is_free(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 2)
    file = pair.opened_by(requester)
    pair.ask(requester, file, b"q")
    assert pair.primary.do(TAKE) == b"q"
    pair.primary.do("message.reply(b'', 1)")
    pair.primary.start("PROCESS_STOP_(specifier=1)")
    assert answer(requester, file).result().error == 1
    with pytest.raises(Ended):
        pair.backup.do("receive.read(3000)")
    pair.ask(requester, file)
    assert requester.fails(f"FILE_AWAITIO64_({file}, 3000)").number == 201
    assert requester.do("PROCESS_GETPAIRINFO_(pair='$SERV').result") == 9


@pytest.mark.requires("DL-01", "R-56", "MO-08")
def test_t10_a_requester_that_dies_is_told_to_the_primary(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 2)
    pair.opened_by(requester)
    assert len(pair.primary.do("openers")) == 1
    requester.kill()
    told = pair.primary.start("system(receive.read(3000))")
    pair.backup_reads()
    told.result()
    assert pair.primary.do("openers") == pair.backup.do("openers") == {}


@pytest.mark.requires("R-50", "FS-04", "R-15")
def test_t11_a_fourth_opener_and_one_with_too_large_a_sync_depth_are_refused(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requester = stage.actor("$REQ", 2)
    asked = requester.start("FILE_OPEN_('$SERV', sync_or_receive_depth=2)")
    pair.primary.do("system(receive.read())")
    with pytest.raises(Exception, match="28"):
        asked.result()
    for _opener in range(3):
        pair.opened_by(requester)
    asked = requester.start("FILE_OPEN_('$SERV', sync_or_receive_depth=1)")
    pair.primary.do("system(receive.read())")
    with pytest.raises(Exception, match="12"):
        asked.result()


@pytest.mark.requires("R-65", "PP-11")
def test_t12_a_survivor_that_was_never_told_anything_ends_itself_and_the_name_is_gone(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    primary, backup = stage.pair("$SERV", (0, 1), SERVER)
    requester = stage.actor("$REQ", 2)
    primary.kill()
    while backup.do("pair.role().value") != 4:
        pass
    assert backup.do("openers") == {}
    with pytest.raises(Ended):
        backup.do("PROCESS_STOP_(options=1)")
    while requester.do("PROCESS_GETPAIRINFO_(pair='$SERV').result") != 9:
        pass
    assert requester.fails("FILE_OPEN_('$SERV')").number == 14


@pytest.mark.requires("R-47", "R-59", "R-17", "R-06", "MO-10")
def test_t8_requests_on_their_way_to_the_old_primary_reach_the_new_one(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    pair = Pair(stage)
    requesters = [stage.actor(f"$REQ{number}", 2) for number in range(3)]
    files = [pair.opened_by(requester) for requester in requesters]
    for requester, file in zip(requesters, files, strict=True):
        pair.ask(requester, file)
    pair.backup.do("pair.become_primary()")
    assert (pair.primary.do("pair.role().value"), pair.backup.do("pair.role().value")) == (6, 5)
    refused = pair.primary.start("[receive.read().reply(b'', 200) for _ in range(3)]")
    answers = [answer(requester, file) for requester, file in zip(requesters, files, strict=True)]
    for _request in range(3):
        assert pair.backup.do(TAKE) == b"line"
        pair.backup.do("work(message)")
        pair.backup.do("reply(message)")
    assert sorted(asked.result().data for asked in answers) == [b"1", b"2", b"3"]
    assert refused.result() == [0, 0, 0]
