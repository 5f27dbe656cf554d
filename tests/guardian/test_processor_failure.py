"""What the loss of a processor means for the processes of the others."""

from __future__ import annotations

import contextlib
import os
import select
import struct
from collections.abc import Callable

import pytest
from guardian.actors import Actor, Ended, Raised, Stage

MakeStage = Callable[..., Stage]

LISTEN = "receive = Receive(8)"
READ = "(message := receive.read(2000))"
CPUDOWN, CPUUP, PROCDEATH, OPEN, CLOSE = -2, -3, -101, -103, -104


def number_of(data: bytes) -> int:
    """The number of a system message, in the byte order of this machine."""
    return int(struct.unpack("=h", data[:2])[0])


def next_system(actor: Actor, wanted: int, limit: int = 2000) -> bytes:
    """Reads and answers messages until that system message; its bytes."""
    while True:
        message = actor.do(f"(message := receive.read({limit}))")
        assert message is not None, f"no {wanted} came"
        actor.do("message.reply()")
        if message.is_system and number_of(message.data) == wanted:
            return bytes(message.data)


def nothing_more(actor: Actor) -> None:
    assert actor.do("receive.read(50)") is None


def accept_open(actor: Actor, label: int = 1) -> None:
    message = actor.do(READ)
    assert number_of(message.data) == OPEN
    actor.do(f"message.accept({label})")


def open_to(requester: Actor, server: Actor, *, sync_depth: int = 1, nowait: int = 4, label: int = 1) -> int:
    """An open of the server by the requester, with that label; the file number."""
    asked = requester.start(
        f"FILE_OPEN_({server.name!r}, nowait_depth={nowait}, sync_or_receive_depth={sync_depth}).filenum"
    )
    accept_open(server, label)
    return int(asked.result())


@pytest.mark.requires("MS-10", "FS-09", "NM-07")
def test_requests_to_a_lost_processor_complete_at_once(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    server, requester = stage.actor("$SRV", 0), stage.actor("$REQ", 1)
    server.do(LISTEN)
    files = [open_to(requester, server, sync_depth=depth) for depth in (0, 1)]
    for file in files:
        requester.do(f"FILE_WRITEREAD64_({file}, b'read', 10, tag={file})")
        assert server.do(READ).data == b"read"
    for file in files:
        requester.do(f"FILE_WRITEREAD64_({file}, b'unread', 10, tag=10 + {file})")
    stage.node.cpus[0].kill()
    for file in files:
        for _request in range(2):
            assert requester.fails(f"FILE_AWAITIO64_({file}, 2000)").number == 201
    assert requester.fails("FILE_OPEN_('$SRV')").number == 14


@pytest.mark.requires("MS-11")
def test_requests_from_a_lost_processor_can_be_read_and_answered_without_harm(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    server, lost, other = stage.actor("$SRV", 0), stage.actor("$REQ", 1), stage.actor("$OTHER", 2)
    server.do(LISTEN)
    server.do("MONITORCPUS(-1)")
    file = open_to(lost, server)
    lost.do(f"FILE_WRITEREAD64_({file}, b'first', 10, tag=1)")
    first = server.do("(first := receive.read(2000))")
    assert first.data == b"first"
    lost.do(f"FILE_WRITEREAD64_({file}, b'second', 10, tag=2)")
    stage.node.cpus[1].kill()
    next_file = open_to_after_death(server, other)
    assert server.do("first.reply(b'nobody')") is not None
    other.do(f"FILE_WRITEREAD64_({next_file}, b'alive', 10, tag=1)")
    seen = []
    while not seen or seen[-1] != b"alive":
        message = server.do(READ)
        server.do("message.reply(b'yes')")
        seen.append(b"down" if message.is_system else bytes(message.data))
    assert seen in ([b"alive"], [b"second", b"alive"])
    assert other.do(f"FILE_AWAITIO64_({next_file}, 2000)").data == b"yes"


def open_to_after_death(server: Actor, requester: Actor) -> int:
    """Opens the server; what it reads before the open are messages about the dead, which it answers."""
    asked = requester.start(f"FILE_OPEN_({server.name!r}, nowait_depth=1).filenum")
    while True:
        message = server.do(READ)
        if message.is_system and number_of(message.data) == OPEN:
            server.do("message.accept(2)")
            return int(asked.result())
        assert message.data == b"second" or number_of(message.data) == CPUDOWN
        server.do("message.reply()")


@pytest.mark.requires("MO-01", "MO-02", "DL-03")
def test_only_who_asked_for_a_processor_hears_that_it_is_down(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    all_of_them, one, another, replaced, off = (stage.actor(f"$M{number}", 0) for number in range(5))
    for actor, mask in ((all_of_them, -1), (one, 0x8000 >> 2), (another, 0x8000 >> 1), (off, 0)):
        actor.do(LISTEN)
        actor.do(f"MONITORCPUS({mask})")
    replaced.do(LISTEN)
    replaced.do(f"MONITORCPUS({0x8000 >> 2})")
    replaced.do(f"MONITORCPUS({0x8000 >> 1})")
    stage.child_of(off, 2)  # unnamed: lost with its processor it is told of to nobody
    stage.node.cpus[2].kill()
    for actor in (all_of_them, one):
        assert struct.unpack("=hh", next_system(actor, CPUDOWN)) == (CPUDOWN, 2)
    for actor in (another, replaced, off):
        nothing_more(actor)


@pytest.mark.requires("MO-02", "RL-04", "NM-08")
def test_a_processor_that_was_loaded_again_is_up_for_those_who_asked_even_if_they_heard_it_go(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(2)
    watcher = stage.actor("$WATCH", 0)
    watcher.do(LISTEN)
    watcher.do("MONITORCPUS(-1)")
    stage.node.cpus[1].kill()
    assert struct.unpack("=hh", next_system(watcher, CPUDOWN)) == (CPUDOWN, 1)
    assert watcher.do("PROCESSORSTATUS()") & 0xFFFF == 0x8000
    stage.node.load(1).ready()
    assert struct.unpack("=hh", next_system(watcher, CPUUP)) == (CPUUP, 1)
    assert watcher.do("PROCESSORSTATUS()") & 0xFFFF == 0xC000
    assert stage.actor("$AGAIN", 1).cpu == 1


@pytest.mark.requires("DL-04", "DC-04", "DL-07")
def test_the_ancestor_hears_of_a_named_process_that_was_lost_with_its_processor(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    parent = stage.actor("$MOM", 0)
    parent.do(LISTEN)
    child = stage.child_of(parent, 2, "$KID")
    stage.node.cpus[2].kill()
    death = next_system(parent, PROCDEATH)
    assert death[2:22] == bytes(child.handle)
    assert struct.unpack("=h", death[32:34])[0] == -4
    offset, length = struct.unpack("=hh", death[70:74])
    assert death[offset : offset + length].startswith(b"\\ALPHA.$KID:")
    nothing_more(parent)
    assert parent.do("PROCESS_GETPAIRINFO_(pair='$KID').result") == 9


@pytest.mark.requires("MO-04")
def test_an_ancestor_with_the_old_format_hears_of_it_in_the_named_form_of_minus_2(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    parent = stage.actor("$MOM", 0)
    parent.do("FILE_OPEN_('$RECEIVE', nowait_depth=0, sync_or_receive_depth=1, options=2)")
    stage.child_of(parent, 2, "$KID")
    stage.node.cpus[2].kill()
    read = parent.do("FILE_READUPDATE64_(0, 250)")
    assert read.data == struct.pack("=h", -2) + b"$KID  " + struct.pack("=h", -1)


@pytest.mark.requires("DL-02", "R-65", "PP-10", "PP-11", "R-64")
def test_a_pair_that_loses_both_processors_is_gone_and_told_of_once(make_stage: MakeStage) -> None:
    stage = make_stage(4)
    parent, requester = stage.actor("$MOM", 0), stage.actor("$REQ", 3)
    parent.do(LISTEN)
    primary = stage.child_of(parent, 1, "$PAIR")
    primary.do(LISTEN)
    primary.do("ns_start_backup(2)")
    backup = stage.joined(2)
    file = open_to(requester, primary)
    requester.do(f"FILE_WRITEREAD64_({file}, b'x', 10, tag=1)")
    stage.node.cpus[1].kill()
    stage.node.cpus[2].kill()
    assert requester.fails(f"FILE_AWAITIO64_({file}, 2000)").number == 201
    death = next_system(parent, PROCDEATH)
    assert death[2:22] in (bytes(primary.handle), bytes(backup.handle))
    assert struct.unpack("=h", death[32:34])[0] == -4
    nothing_more(parent)
    assert parent.do("PROCESS_GETPAIRINFO_(pair='$PAIR').result") == 9
    again = stage.child_of(parent, 0, "$PAIR")
    assert again.handle != primary.handle


@pytest.mark.requires("R-27", "R-01", "R-03", "R-26", "PP-06", "S-10", "S-11", "DL-05")
def test_a_backup_hears_of_its_primarys_processor_and_is_single_then(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    _primary, backup = stage.pair("$PAIR", (0, 1), LISTEN)
    assert backup.first_role == 6
    backup.do("MONITORCPUS(-1)")
    stage.node.cpus[0].kill()
    assert struct.unpack("=hh", next_system(backup, CPUDOWN)) == (CPUDOWN, 0)
    assert backup.do("pair.role().value") == 4
    nothing_more(backup)


@pytest.mark.requires("R-08", "PP-08", "S-02", "R-27")
def test_a_primary_without_a_partner_processor_goes_on_alone_until_that_is_back(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    primary, _backup = stage.pair("$PAIR", (0, 1), LISTEN)
    primary.do("MONITORCPUS(-1)")
    stage.node.cpus[1].kill()
    next_system(primary, CPUDOWN)
    assert primary.do("pair.role().value") == 4
    for cpu in (1, None):
        refusal = primary.fails(f"ns_start_backup({cpu})")
        assert (refusal.number, refusal.detail) == (10, 201)
    stage.node.load(1).ready()
    next_system(primary, CPUUP)
    primary.do("ns_start_backup(1)")
    assert stage.joined(1).first_role == 6
    assert primary.do("pair.role().value") == 5


@pytest.mark.requires("R-55", "MO-08", "R-56")
def test_both_members_of_a_server_pair_hear_of_a_lost_requester_and_clean_their_tables(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    primary, backup = stage.pair("$SRV", (0, 1), LISTEN)
    requester = stage.actor("$REQ", 2)
    open_to(requester, primary)
    table = f"table = bytearray({bytes(requester.handle)!r} + bytes(NULL))"
    for member in (primary, backup):
        member.do("MONITORCPUS(-1)")
        member.do(table)
    stage.node.cpus[2].kill()
    for member in (primary, backup):
        down = next_system(member, CPUDOWN)
        assert tuple(member.do(f"OPENER_LOST_({down!r}, table, -1, 1, 20)")) == (6, 0)
        nothing_more(member)  # no close comes for an opener that was lost with its processor


@pytest.mark.requires("NM-03", "NM-07", "CR-09")
def test_a_processor_dies_as_a_whole_and_alone(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    here, there = [stage.actor(None, 1) for _ in range(3)], [stage.actor(None, 2) for _ in range(3)]
    descriptors = [os.pidfd_open(actor.pid) for actor in here]
    stage.node.cpus[1].kill()
    for descriptor in descriptors:
        assert select.select([descriptor], [], [], 20)[0]
        os.close(descriptor)
    for actor in here:
        with pytest.raises(Ended):
            actor.do("1")
    assert [actor.do("PROCESSORSTATUS() & 0xFFFF") for actor in there] == [0b1010 << 12] * 3


@pytest.mark.requires("NM-08", "FD-06", "FD-08", "MS-14")
def test_a_processor_that_stands_still_is_declared_down_and_never_answers_again(make_stage: MakeStage) -> None:
    stage = make_stage(3, alive_ms=300, check_ms=1500)
    primary, backup = stage.pair("$SRV", (2, 1), LISTEN)
    requester = stage.actor("$REQ", 0)
    file = open_to(requester, primary)
    requester.do(f"FILE_WRITEREAD64_({file}, b'who', 10, tag=1)")
    assert primary.do(READ).data == b"who"
    backup.do("MONITORCPUS(-1)")
    stage.freeze(2)
    next_system(backup, CPUDOWN)
    asked = requester.start(f"FILE_AWAITIO64_({file}, 2000)")
    assert backup.do(READ).data == b"who"
    stage.thaw(2)
    with contextlib.suppress(Ended, Raised):
        primary.do("message.reply(b'the dead')")
    assert stage.node.cpus[2].process.wait(20) != 0
    backup.do("message.reply(b'the living')")
    assert asked.result().data == b"the living"
    assert requester.do("PROCESSORSTATUS() & 0xFFFF") == 0b1100 << 12


@pytest.mark.requires("NM-01")
def test_a_node_has_sixteen_processors_from_0_to_15(make_stage: MakeStage) -> None:
    stage = make_stage(16, alive_ms=3000, check_ms=30000)
    first, last = stage.actor("$FIRST", 0), stage.actor("$LAST", 15)
    assert last.cpu == 15
    assert first.do("PROCESSORSTATUS()") & 0xFFFFFFFF == 16 << 16 | 0xFFFF
    last.do(LISTEN)
    file = open_to(first, last)
    first.do(f"FILE_WRITEREAD64_({file}, b'far', 10, tag=1)")
    assert last.do(READ).data == b"far"
    last.do("message.reply(b'away')")
    assert first.do(f"FILE_AWAITIO64_({file}, 2000)").data == b"away"
    assert first.fails("PROCESS_CREATE_('acting.py', processor=16)").number in (2, 10)
