"""What processes ask about names, pairs, processors, the node and its users."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kernel.actors import Actor, Stage

from guardian_emu.wire.handle import NULL_HANDLE
from guardian_emu.wire.layouts import MONITORED, PAIR_INFO_BY

MakeStage = Callable[..., Stage]


def pairs(actor: Actor) -> list[tuple[str, int]]:
    """All names and results of a search by index."""
    found: list[tuple[str, int]] = []
    at = 0
    while True:
        pair = actor.ask("pair_info", "pair", {"by": PAIR_INFO_BY["INDEX"], "index": at})
        if pair.number("result") == 8:
            return found
        found.append((pair.strings["name"].decode(), pair.number("result")))
        at = pair.number("next")


@pytest.mark.requires("MO-09", "DC-05", "DC-01")
def test_a_search_by_index_finds_every_name_once(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    primary, backup = stage.pair("$P", 0, 1)
    single = stage.start(1, "$S")
    stage.start(1)
    other = stage.start(0, "$GONE")
    reserved = single.ask("reserve_name", "named", {"long": 0}).strings["name"].decode()
    expected = {("\\ALPHA.$P:1", 0), ("\\ALPHA.$S:2", 4), ("\\ALPHA.$GONE:3", 4), (f"\\ALPHA.{reserved}", 13)}
    assert set(pairs(single)) == expected
    assert ("\\ALPHA.$P:1", 5) in pairs(primary)
    assert ("\\ALPHA.$P:1", 6) in pairs(backup)
    first = primary.ask("pair_info", "pair", {"by": PAIR_INFO_BY["INDEX"], "index": 0}).number("next")
    second = primary.ask("pair_info", "pair", {"by": PAIR_INFO_BY["INDEX"], "index": first}).number("next")
    other.stop_itself()
    stage.settle()
    rest = primary.ask("pair_info", "pair", {"by": PAIR_INFO_BY["INDEX"], "index": second})
    assert rest.strings["name"].decode() == f"\\ALPHA.{reserved}"


@pytest.mark.requires("MO-09")
def test_pair_information_by_name_has_the_documented_results(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    primary, backup = stage.pair("$P", 0, 1)
    unnamed = stage.start(0)

    def result(actor: Actor, name: bytes) -> int:
        return actor.ask("pair_info", "pair", {"by": PAIR_INFO_BY["NAME"]}, {"name": name}).number("result")

    assert [result(unnamed, name) for name in (b"$p", b"\\ALPHA.$P:1.#Q", b"$P:9", b"$NONE")] == [0, 0, 9, 9]
    assert [result(unnamed, name) for name in (b"\\BETA.$P", b"!", b"$:0:3:17")] == [10, 2, 7]
    assert (result(primary, b"$P"), result(backup, b"$P")) == (5, 6)
    assert unnamed.ask("pair_info", "pair").number("result") == 7
    assert unnamed.ask("pair_info", "pair", {"by": 1, "handle": backup.handle}).handle("primary") == primary.handle


@pytest.mark.requires("DC-05", "CR-02", "DC-02")
def test_a_reserved_name_is_its_holders_until_it_is_used(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    holder, thief = stage.start(0), stage.start(1)
    names = [holder.ask("reserve_name", "named", {"long": long}).strings["name"].decode() for long in (0, 1)]
    assert [len(name) for name in names] == [5, 6]
    assert all(name.startswith("$Z") for name in names)
    assert thief.ask("find", "found", strings={"name": names[0].encode()}).error == 14
    stolen = thief.ask("create", "created", {"cpu": 0, "name_option": 1, "priority": -1},
                       {"program": b"relay", "name": names[0].encode()})  # fmt: skip
    assert (stolen.error, stolen.detail) == (11, 10)
    child = stage.create(holder, 1, names[0])
    assert child.welcome.strings["process_name"].decode() == names[0]
    holder.stop_itself()
    stage.settle()
    assert [name for name, _result in pairs(thief)] == [f"\\ALPHA.{names[0]}:1"]
    assert stage.create(thief, 0, names[1]).welcome.strings["process_name"].decode() == names[1]


@pytest.mark.requires("DC-05", "DC-04")
def test_a_reserved_name_is_freed_when_the_cpu_of_its_holder_dies(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    holder, other = stage.start(1), stage.start(0)
    name = holder.ask("reserve_name", "named", {"long": 0}).strings["name"]
    assert pairs(other) == [(f"\\ALPHA.{name.decode()}", 13)]
    stage.kill_cpu(1)
    assert pairs(other) == []


@pytest.mark.requires("NM-01", "NM-04")
def test_processors_tell_who_is_up_and_how_busy_they_are(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    actor = stage.start(0)
    other = stage.start(1)
    for cpu, processes in ((0, 1), (1, 1), (2, 0)):
        told = actor.ask("get_processor", "processor", {"node": -1, "cpu": cpu})
        assert (told.error, told.number("node"), told.number("cpu"), told.number("highest")) == (0, 1, cpu, 2)
        assert (told.number("up"), told.number("processes")) == (0xE000, processes)
        assert 0 < told.number("free_pages") < told.number("memory_pages")
    first = actor.ask("get_processor", "processor", {"node": 1, "cpu": 1})
    other.run("sum(range(3000000))")
    other.info()
    then = actor.ask("get_processor", "processor", {"node": 1, "cpu": 1})
    assert then.number("busy") > first.number("busy") + 10_000
    assert then.number("elapsed") > first.number("elapsed")
    other.stop_itself()
    after = actor.ask("get_processor", "processor", {"node": 1, "cpu": 1})
    assert (after.number("busy") >= then.number("busy"), after.number("processes")) == (True, 0)
    assert actor.ask("get_processor", "processor", {"node": 77, "cpu": 0}).error == 18
    stage.kill_cpu(2)
    down = actor.ask("get_processor", "processor", {"node": -1, "cpu": 2})
    assert (down.error, down.number("up")) == (201, 0xC000)
    assert actor.ask("get_processor", "processor", {"node": -1, "cpu": -1}).number("up") == 0xC000


@pytest.mark.requires("NM-04")
def test_the_node_and_its_users_are_found_by_name_and_by_number(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    actor = stage.start(0)

    def node(number: int, name: bytes = b"") -> tuple[int, int, bytes]:
        told = actor.ask("get_node", "node", {"number": number}, {"name": name})
        return told.error, told.number("number"), told.strings["name"]

    assert node(-1) == node(1) == node(-1, b"\\alpha") == (0, 1, b"\\ALPHA")
    assert (node(2)[0], node(-1, b"\\BETA")[0]) == (18, 18)

    def user(number: int, name: bytes = b"") -> tuple[int, int, bytes]:
        told = actor.ask("get_user", "user", {"number": number}, {"name": name})
        return told.error, told.number("number"), told.strings["group"] + b"." + told.strings["user"]

    assert user(-1, b"payroll.ann") == user(8 << 8 | 44) == (0, 8 << 8 | 44, b"PAYROLL.ANN")
    assert user(0xFFFF) == (0, 0xFFFF, b"SUPER.SUPER")
    assert user(-1, b"NULL.NULL") == (0, 0, b"NULL.NULL")
    assert (user(77)[0], user(-1, b"NO.BODY")[0], user(-1)[0]) == (11, 11, 11)


def test_the_time_of_the_cold_load_is_one_for_all_cpus_and_survives_a_reload(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    stage.settle()
    times = {stage.start(cpu).welcome.number("cold_load_time") for cpu in (0, 1)}
    assert len(times) == 1
    stage.kill_cpu(1)
    stage.node.load(1).ready()
    stage.operators[1] = stage.node.cpus[1].operator()
    assert {stage.start(1).welcome.number("cold_load_time")} == times


@pytest.mark.requires("MO-05")
def test_what_cannot_be_monitored_ends_the_process_that_asks(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    mom = stage.start(0)
    child = stage.create(mom, 0)
    for what in MONITORED.values():
        for enabled in (1, 0):
            child.send("monitor", {"what": what, "enabled": enabled})
    assert child.unread() == []
    child.send("monitor", {"what": 3, "enabled": 1})
    assert (mom.death().code, child.handle != NULL_HANDLE) == (-7, True)
