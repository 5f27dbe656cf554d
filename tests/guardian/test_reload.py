"""What a reload means for processes: tables first, then -3, then backups again; nothing else comes back by itself."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

import pytest
from guardian.actors import Stage
from guardian.conftest import Run
from guardian.test_ledger_pair import end_of, wait_for_posts
from guardian.test_processor_failure import CPUDOWN, CPUUP, LISTEN, READ, next_system, nothing_more, open_to
from kernel.embedded import Node, Operator

from guardian_emu.kernel.persistence import FILE

MakeStage = Callable[..., Stage]
Start = Callable[..., Node]

BEGINS_BACKUP = "ns_start_backup({cpu})"


def up(operator: Operator) -> list[int]:
    return [cpu["cpu"] for cpu in operator.ask("status")["cpus"] if cpu["state"] == "up"]


def members(operator: Operator, name: str) -> list[tuple[str, int]]:
    """Roles and CPUs of a pair, the primary first."""
    found = [process for process in operator.ask("status")["processes"] if process["name"] == name]
    return sorted(((process["role"], process["cpu"]) for process in found), reverse=True)


def wait_for_members(operator: Operator, name: str, wanted: list[tuple[str, int]]) -> None:
    """Returns when the pair is there."""
    while members(operator, name) != wanted:
        pass


@pytest.mark.requires("RL-04", "RL-06", "MO-03", "R-08")
def test_whoever_monitors_hears_of_the_reload_and_a_pair_gets_its_backup_back_then(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    primary, backup = stage.pair("$SRV", (0, 1), LISTEN)
    watcher = stage.actor("$LOOK", 2)
    for actor in (primary, watcher):
        actor.do("MONITORCPUS(-1)" if actor is primary else f"{LISTEN}\nMONITORCPUS(-1)")
    stage.node.cpus[1].kill()
    for actor in (primary, watcher):
        next_system(actor, CPUDOWN)
    refused = primary.fails(BEGINS_BACKUP.format(cpu=1))
    assert (refused.number, refused.detail) == (10, 201)
    stage.node.load(1).ready()
    for actor in (primary, watcher):
        assert struct.unpack("=hh", next_system(actor, CPUUP)) == (CPUUP, 1)
        nothing_more(actor)
    primary.do(BEGINS_BACKUP.format(cpu=1))
    again = stage.joined(1)
    assert again.first_role == 6
    assert bytes(again.handle) != bytes(backup.handle)


@pytest.mark.requires("RL-08")
def test_a_reloaded_cpu_has_no_process(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    for name in ("$A", "$B", None):
        stage.actor(name, 1)
    stage.actor("$STAYS", 0)
    stage.node.cpus[1].kill()
    stage.node.load(1).ready()
    processes = stage.node.cpus[1].operator().ask("status")["processes"]
    assert [(process["name"], process["cpu"]) for process in processes] == [("$STAYS", 0)]


@pytest.mark.requires("RL-04", "GU-07", "DC-02", "PR-06", "PR-07")
def test_a_reloaded_cpu_knows_every_name_and_what_became_of_those_that_are_gone(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    stage.pair("$PAIR", (0, 2), LISTEN)
    server, gone = stage.actor("$SRV", 0), stage.actor("$GONE", 1)
    server.do(LISTEN)
    stage.node.cpus[1].kill()
    stage.node.load(1).ready()
    fresh = stage.actor("$FRESH", 1)
    assert fresh.do("PROCESS_GETPAIRINFO_(pair='$PAIR').result") == 0
    assert fresh.do("PROCESS_GETPAIRINFO_(pair='$GONE').result") == 9
    refusal = stage.node.cpus[1].operator().refusal("create", program="acting.py", name="$SRV", cpu=1)
    assert (refusal["number"], refusal["detail"]) == (11, 10)
    again = stage.actor("$GONE", 1)
    assert bytes(again.handle) != bytes(gone.handle)
    file = open_to(fresh, server)
    asked = fresh.start(f"(FILE_WRITEREAD64_({file}, b'hello', 10, tag=1), FILE_AWAITIO64_({file}, 2000))[1].data")
    assert server.do(READ).data == b"hello"
    server.do("message.reply(b'yes')")
    assert asked.result() == b"yes"


@pytest.mark.requires("RL-09", "FD-06", "FD-08", "NM-08")
def test_a_cpu_that_was_poisoned_is_recovered_by_a_plain_reload(make_stage: MakeStage) -> None:
    stage = make_stage(3, alive_ms=100, check_ms=400)
    watcher = stage.actor("$LOOK", 2)
    watcher.do(f"{LISTEN}\nMONITORCPUS(-1)")
    stage.freeze(1)
    next_system(watcher, CPUDOWN)
    stage.thaw(1)
    halted = stage.node.cpus[1].wait_for(lambda record: record["event"] == "halted")
    assert halted["code"] == 0o4203
    stage.node.cpus[1].process.wait(20)
    stage.node.load(1).ready()
    assert struct.unpack("=hh", next_system(watcher, CPUUP)) == (CPUUP, 1)
    assert stage.actor(None, 1).cpu == 1


@pytest.mark.requires("RL-09", "SB-03", "SB-05")
def test_the_losers_of_a_split_brain_are_recovered_by_a_plain_reload(make_stage: MakeStage) -> None:
    stage = make_stage(4, alive_ms=100, check_ms=400)
    for loser in (2, 3):
        operator = stage.node.cpus[loser].operator()
        for fabric in ("X", "Y"):
            for other in (0, 1):
                operator.ask("cut", fabric=fabric, peer=other, direction="both")
    for loser in (2, 3):
        stage.node.cpus[loser].wait_for(lambda record: record["event"] == "halted")
        stage.node.cpus[loser].process.wait(20)
    operator = stage.node.cpus[0].operator()
    assert up(operator) == [0, 1]
    for loser in (2, 3):
        stage.node.load(loser).ready()
    assert [up(stage.node.cpus[cpu].operator()) for cpu in range(4)] == [[0, 1, 2, 3]] * 4


@pytest.mark.requires("RL-01", "RL-04")
def test_several_cpus_may_be_on_their_way_in_at_once(make_stage: MakeStage) -> None:
    stage = make_stage(4)
    for number in (1, 3):
        stage.node.cpus[number].kill()
    for number in (1, 3):
        stage.node.load(number)
    for number in (1, 3):
        stage.node.cpus[number].ready()
    assert [up(stage.node.cpus[cpu].operator()) for cpu in range(4)] == [[0, 1, 2, 3]] * 4


@pytest.mark.requires("RL-06", "RL-08", "FS-02", "FS-05")
def test_reloads_under_load_cost_no_post_and_the_ledger_goes_back_to_its_cpus(guardian_node: Start) -> None:
    node = guardian_node(3)
    Run(node.cpus[0], "ledger_server.host", "$LEDG", "0", "1")
    operator = node.cpus[2].operator()
    requesters = [Run(node.cpus[2], "ledger_requester.host", f"$REQ{n}", "$LEDG", "0", str(n)) for n in (1, 2)]
    wait_for_members(operator, "$LEDG", [("primary", 0), ("backup", 1)])
    before = wait_for_posts(node, 2, 100)
    for lost, keeps in ((0, 1), (1, 0), (0, 1)):
        node.cpus[lost].kill()
        node.load(lost).ready()
        wait_for_members(operator, "$LEDG", [("primary", keeps), ("backup", lost)])
        before = wait_for_posts(node, 2, before + 100)
    sent = end_of(node, 2, requesters)
    _code, said = Run(node.cpus[2], "ledger_requester.host", "$LOOK", "$LEDG", "total").end()
    assert said.split()[:3] == ["total", "entries", str(sent)]


@pytest.mark.requires("RL-05", "RL-06", "ZP-05", "ZP-07", "ZP-08")
def test_a_configured_pair_that_was_lost_whole_comes_back_in_the_cpu_that_is_loaded_first(guardian_node: Start) -> None:
    node = guardian_node(4)
    create = {"program": "ledger_server.host", "name": "$LEDG", "cpu": 0, "args": ["1"]}
    entry = {"mode": "application", "backup-cpu": 1, "backup-args": ["0"], "create": create}
    (node.folder / "state" / "system" / FILE).write_text(json.dumps({"\\ALPHA": [entry]}))
    operator = node.cpus[2].operator()
    operator.ask("create", **create)
    wait_for_members(operator, "$LEDG", [("primary", 0), ("backup", 1)])
    for number in (0, 1):
        node.cpus[number].kill()
    wait_for_members(operator, "$LEDG", [])
    node.load(1).ready()
    wait_for_members(operator, "$LEDG", [("single", 1)])
    node.load(0).ready()
    wait_for_members(operator, "$LEDG", [("primary", 1), ("backup", 0)])
