"""A requester that is itself a pair: two opens that are one to the server (active-backup.md sections 8 and 10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from guardian.actors import Actor, Stage
from guardian.test_processor_failure import (
    CPUDOWN,
    LISTEN,
    READ,
    accept_open,
    next_system,
    nothing_more,
    number_of,
)

MakeStage = Callable[..., Stage]


def opened_twice(server: Actor, primary: Actor, backup: Actor) -> int:
    """Both members open the server as one opener with label 5; their common file number."""
    asked = primary.start("FILE_OPEN_('$SRV', nowait_depth=1, sync_or_receive_depth=1).filenum")
    accept_open(server, 5)
    file = asked.result()
    asked = backup.start(
        "FILE_OPEN_('$SRV', nowait_depth=1, sync_or_receive_depth=1, "
        f"primary_processhandle=PROCESS_GETPAIRINFO_().primary, primary_filenum={file}).filenum"
    )
    message = server.do(READ)
    assert number_of(message.data) == -103
    said = message.system()
    assert said.is_backup_open if hasattr(said, "is_backup_open") else message.data[15] | message.data[14]
    server.do("message.accept(5)")
    assert asked.result() == file
    return int(file)


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    return make_stage(4)


@pytest.mark.requires("R-53", "FS-06", "FS-05", "MO-08", "PP-03")
def test_a_requesters_backup_goes_on_with_the_same_open_after_the_loss_of_its_primarys_processor(stage: Stage) -> None:
    server = stage.actor("$SRV", 0)
    server.do(LISTEN)
    server.do("MONITORCPUS(-1)")
    primary, backup = stage.pair("$REQ", (1, 2))
    file = opened_twice(server, primary, backup)
    primary.do(f"FILE_WRITEREAD64_({file}, b'first', 10, tag=1)")
    assert server.do(READ).information.sync_id == 0
    server.do("message.reply(b'1')")
    assert primary.do(f"FILE_AWAITIO64_({file}, 2000)").data == b"1"
    backup.do(f"FILE_SETSYNCINFO_({file}, {primary.do(f'FILE_GETSYNCINFO_({file})')!r})")
    primary.do(f"FILE_WRITEREAD64_({file}, b'second', 10, tag=2)")
    before = server.do(READ)
    assert before.data == b"second"
    stage.node.cpus[1].kill()
    table = f"table = bytearray({bytes(primary.handle) + bytes(backup.handle)!r})"
    server.do("message.reply(b'2')")
    down = next_system(server, CPUDOWN)
    server.do(table)
    assert tuple(server.do(f"OPENER_LOST_({down!r}, table, -1, 1, 20)")) == (5, 0)
    assert server.do("bytes(table[:20])") == bytes(backup.handle)
    backup.do(f"FILE_WRITEREAD64_({file}, b'second', 10, tag=2)")
    after = server.do(READ)
    assert after.data == b"second"
    assert after.information.sync_id == before.information.sync_id
    assert after.information.open_label == before.information.open_label == 5
    assert after.information.sender == backup.handle
    server.do("message.reply(b'2')")
    assert backup.do(f"FILE_AWAITIO64_({file}, 2000)").data == b"2"


@pytest.mark.requires("R-54", "DL-01")
def test_a_server_gets_two_closes_of_a_requester_pair_that_ends(stage: Stage) -> None:
    server = stage.actor("$SRV", 0)
    server.do(LISTEN)
    primary, backup = stage.pair("$REQ", (1, 2))
    opened_twice(server, primary, backup)
    primary.start("PROCESS_STOP_(specifier=1)")
    senders = []
    for _close in range(2):
        message = server.do(READ)
        assert number_of(message.data) == -104
        assert message.information.open_label == 5
        senders.append(message.information.sender)
        server.do("message.reply()")
    assert {bytes(sender) for sender in senders} == {bytes(primary.handle), bytes(backup.handle)}
    nothing_more(server)


@pytest.mark.requires("R-53", "R-34", "PP-06")
def test_both_pairs_lose_a_member_and_the_requests_go_on(stage: Stage) -> None:
    server, server_backup = stage.pair("$SRV", (0, 3), LISTEN)
    primary, backup = stage.pair("$REQ", (1, 2))
    file = opened_twice(server, primary, backup)
    stage.node.cpus[0].kill()
    backup.do(f"FILE_WRITEREAD64_({file}, b'to the survivor', 20, tag=1)")
    asked = backup.start(f"FILE_AWAITIO64_({file}, 2000)")
    assert server_backup.do(READ).data == b"to the survivor"
    assert server_backup.do("message.information.open_label") == 5
    server_backup.do("message.reply(b'yes')")
    assert asked.result().data == b"yes"
    stage.node.cpus[1].kill()
    backup.do(f"FILE_WRITEREAD64_({file}, b'again', 20, tag=2)")
    asked = backup.start(f"FILE_AWAITIO64_({file}, 2000)")
    assert server_backup.do(READ).data == b"again"
    server_backup.do("message.reply(b'yes')")
    assert asked.result().data == b"yes"
    assert backup.do("pair.role().value") == 4
