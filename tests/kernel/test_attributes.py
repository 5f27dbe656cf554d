"""Attributes of processes: inherited, told, changed, from any CPU."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from kernel.actors import Actor, Stage

from guardian_emu.wire.handle import NULL_HANDLE
from guardian_emu.wire.layouts import INFO_BY, SETTABLE

MakeStage = Callable[..., Stage]
ANN, BOB, SUPER = 8 << 8 | 44, 9 << 8 | 1, 0xFFFF
PRIORITY, FILE_SECURITY, QUALIFIERS = SETTABLE["PRIORITY"], SETTABLE["FILE_SECURITY"], SETTABLE["QUALIFIERS"]
HOME_TERMINAL, SUBTYPE, MOM = SETTABLE["HOME_TERMINAL"], SETTABLE["SUBTYPE"], SETTABLE["MOM"]
JULIAN_OF_UNIX_EPOCH = 210_866_760_000_000_000
NUNU = 0o4646


def numbers(actor: Actor, *names: str) -> list[int]:
    """These numbers of the process's own information."""
    info = actor.info()
    return [info.number(name) for name in names]


@pytest.mark.requires("CR-05", "CR-06")
@pytest.mark.parametrize("cpu", [0, 1])
def test_a_process_inherits_from_its_creator(make_stage: MakeStage, cpu: int) -> None:
    stage = make_stage(2)
    parent = stage.start(0, user="payroll.ann", priority=120)
    assert numbers(parent, "process_access_id", "creator_access_id", "priority") == [ANN, ANN, 120]
    assert parent.set(FILE_SECURITY, 0o2222).number("value") == NUNU
    parent.set(HOME_TERMINAL, text=b"$zt1.#a")
    parent.set(PRIORITY, 90)
    child = stage.create(parent, cpu)
    names = ("process_access_id", "creator_access_id", "priority", "initial_priority", "file_security")
    assert numbers(child, *names) == [ANN, ANN, 90, 90, 0o2222]
    assert child.info().strings["home_terminal"] == b"$ZT1.#A"
    welcome = child.welcome
    assert [welcome.number(name) for name in names[:3]] == [ANN, ANN, 90]
    assert welcome.strings["home_terminal"] == b"$ZT1.#A"
    own = stage.create(parent, cpu, priority=33)
    assert numbers(own, "priority", "initial_priority") == [33, 33]


@pytest.mark.requires("CR-05")
def test_a_user_whom_nobody_knows_is_refused(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    for user in ("NO.BODY", "256,1", "1,2,3"):
        assert "user" in stage.operators[0].refusal("create", program="relay", user=user)["error"]


@pytest.mark.requires("CR-07", "PP-02")
def test_information_about_a_process_is_the_same_from_every_cpu(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    before = JULIAN_OF_UNIX_EPOCH + time.time_ns() // 1000
    primary, backup = stage.pair("$P", 0, 1)
    watcher = stage.create(primary, 1)
    seen, own = watcher.info(primary.handle), primary.info()
    changing = ("process_time", "state")
    assert {**seen.fields, **dict.fromkeys(changing)} == {**own.fields, **dict.fromkeys(changing)}
    assert seen.strings == own.strings
    assert (seen.handle("mom"), seen.strings["mom_name"]) == (backup.handle, b"\\ALPHA.$P:1")
    assert seen.strings["descriptor"] == b"\\ALPHA.$P:1"
    assert [seen.number(name) for name in ("is_primary", "stop_mode", "job", "qualifiers")] == [1, 1, 0, 0]
    assert backup.info().number("is_primary") == 0
    assert before <= seen.number("creation_time") <= JULIAN_OF_UNIX_EPOCH + time.time_ns() // 1000
    spent = seen.number("process_time")
    primary.run("sum(range(3000000))")
    primary.info()
    assert watcher.info(primary.handle).number("process_time") > spent + 1000
    assert watcher.info().strings["mom_name"] == b"\\ALPHA.$P:1"


@pytest.mark.requires("CR-07")
def test_the_state_tells_a_process_that_runs_from_one_that_waits(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    actor, busy = stage.start(0), stage.start(0)
    assert actor.info().number("state") & 0x1F == 2
    busy.run("exec('while True: pass')")
    while actor.info(busy.handle).number("state") != 0x2002:
        pass
    assert actor.info(busy.handle).number("wait_state") == 0
    (waiting,) = (item for item in stage.operators[0].ask("status")["processes"] if item["pid"] == actor.pid)
    assert (waiting["state"], waiting["user"], waiting["job"]) == ("running", "SUPER.SUPER", 0)


@pytest.mark.requires("PR-01")
def test_processes_of_a_cpu_are_found_by_pin_and_in_order(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    actor = stage.start(0)
    there = [stage.start(1) for _ in range(3)]
    pins = sorted(int.from_bytes(one.handle[2:4], "big") for one in there)
    found, pin = [], 0
    while not (info := actor.info(by=INFO_BY["NEXT"], cpu=1, pin=pin)).error:
        found.append(int.from_bytes(info.handle("handle")[2:4], "big"))
        pin = found[-1] + 1
    assert (found, info.error) == (pins, 4)
    exact = actor.info(by=INFO_BY["PIN"], cpu=1, pin=pins[1])
    assert exact.handle("handle") in [one.handle for one in there]
    assert actor.info(by=INFO_BY["PIN"], cpu=1, pin=pins[-1] + 1).error == 4
    assert actor.info(by=INFO_BY["PIN"], cpu=-1, pin=int.from_bytes(actor.handle[2:4], "big")).error == 0
    assert actor.info(by=INFO_BY["NEXT"], cpu=9, pin=0).error == 5
    there[0].stop_itself()
    stage.settle()
    assert actor.info(there[0].handle).error == 4
    stage.kill_cpu(1)
    assert actor.info(there[1].handle).error == 5


@pytest.mark.requires("CR-06")
def test_priorities_can_be_asked_and_changed_by_who_may(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    ann, bob, root = (stage.start(0, user=user) for user in (ANN, BOB, SUPER))
    target = stage.create(ann, 1, priority=100)
    assert (target.set(PRIORITY, 150).number("value"), target.info().number("priority")) == (100, 150)
    assert (ann.set(PRIORITY, -1, target.handle).number("value"), target.info().number("priority")) == (150, 150)
    assert ann.set(PRIORITY, 10, target.handle).error == 0
    assert ann.set(PRIORITY, 11, target.handle).error == 48
    assert bob.set(PRIORITY, 5, target.handle).error == 48
    assert root.set(PRIORITY, 199, target.handle).error == 0
    assert [root.set(PRIORITY, value, target.handle).error for value in (0, 200)] == [590, 590]
    assert numbers(target, "priority", "initial_priority") == [199, 100]
    assert root.set(PRIORITY, 50, target.handle, specifier=2).error == 590
    assert root.set(99, 1).error == 2
    target.stop_itself()
    stage.settle()
    assert root.set(PRIORITY, 50, target.handle).error == 14
    far = stage.start(1)
    stage.kill_cpu(1)
    assert root.set(PRIORITY, 50, far.handle).error == 201


@pytest.mark.requires("CR-06")
def test_a_priority_can_be_set_for_both_members(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    primary, backup = stage.pair("$P", 0, 1)
    other = stage.start(1)
    assert other.set(PRIORITY, 77, primary.handle, specifier=1).error == 0
    assert numbers(primary, "priority") + numbers(backup, "priority") == [77, 77]
    changed = stage.operators[0].ask("alter-priority", process="$P", priority=88)
    assert (changed["was"], primary.info().number("priority")) == (77, 88)
    assert [primary.get("altered").number("priority") for _ in range(2)] == [77, 88]
    assert primary.set(PRIORITY, 99).error == 0
    assert primary.info().error == 0
    assert [message.name for message in primary.kept] == ["role"]  # who changes his own knows it


@pytest.mark.requires("PP-01")
def test_some_attributes_are_for_the_process_itself(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    actor, other = stage.start(0), stage.start(0)
    for attribute in (FILE_SECURITY, QUALIFIERS, SUBTYPE):
        assert other.set(attribute, 1, actor.handle).error == 48
    assert other.set(HOME_TERMINAL, 0, actor.handle, text=b"$A").error == 48
    assert [actor.set(FILE_SECURITY, value).error for value in (0o7777, 0o10000, -1)] == [0, 590, 590]
    assert [actor.set(SUBTYPE, value).error for value in (30, 64, -1)] == [0, 590, 590]
    assert [actor.set(QUALIFIERS, value).error for value in (1, 2)] == [0, 590]
    assert actor.set(HOME_TERMINAL, text=b"nothing").error == 590
    was = actor.set(HOME_TERMINAL, text=b"\\ALPHA.$ZT")
    assert (was.error, actor.set(HOME_TERMINAL, text=b"$B").strings["text"]) == (0, b"\\ALPHA.$ZT")
    assert numbers(actor, "file_security", "subtype", "qualifiers") == [0o7777, 30, 1]


@pytest.mark.requires("PP-01")
def test_qualifiers_belong_to_the_pair(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    primary, backup = stage.pair("$P", 0, 1)
    assert backup.set(QUALIFIERS, 1).error == 0
    assert numbers(primary, "qualifiers") == [1]
    backup.stop_itself()
    stage.settle()
    assert numbers(stage.create(primary, 1, name_option=3), "qualifiers") == [1]
    assert numbers(stage.create(primary, 1), "qualifiers") == [0]


@pytest.mark.requires("DL-02")
def test_only_who_may_stop_a_process_may_adopt_it(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    ann, bob = stage.start(0, user=ANN), stage.start(0, user=BOB)
    child = stage.create(ann, 1)
    assert bob.set(MOM, handle=child.handle).error == 48
    assert child.info().handle("mom") == ann.handle
    assert child.info().handle("gmom") == NULL_HANDLE
