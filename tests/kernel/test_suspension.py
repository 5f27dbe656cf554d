"""Suspended processes: they run no code, whatever happens around them, and they can be stopped."""

from __future__ import annotations

import os
import select
from collections.abc import Callable
from pathlib import Path

import pytest
from kernel.actors import Actor, Stage

MakeStage = Callable[..., Stage]
ANN, BOB = 8 << 8 | 44, 9 << 8 | 1
SUSPENDED = 3


def stopped(actor: Actor) -> bool:
    """Whether Linux says that the process is stopped."""
    return Path(f"/proc/{actor.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def state(asker: Actor, about: Actor) -> int:
    """Its process state."""
    return asker.info(about.handle).number("state") & 0x1F


@pytest.mark.requires("CR-07")
@pytest.mark.parametrize("cpu", [0, 1])
def test_a_suspended_process_does_nothing_until_it_is_activated(make_stage: MakeStage, cpu: int) -> None:
    stage = make_stage(2)
    actor, target = stage.start(0), stage.start(cpu)
    assert actor.suspend(target.handle) == 0
    while not stopped(target):
        pass
    target.send("find", {}, {"name": b"$X"}, tag=99)  # the relay cannot pass it on now
    assert (state(actor, target), actor.suspend(target.handle)) == (SUSPENDED, 2)
    (shown,) = (one for one in stage.operators[0].ask("status")["processes"] if one["pid"] == target.pid)
    assert shown["state"] == "suspended"
    assert actor.suspend(target.handle, suspended=0) == 0
    assert target.get("found").tag == 99
    assert (state(actor, target), actor.suspend(target.handle, suspended=0)) == (2, 2)


@pytest.mark.requires("CR-07")
def test_messages_wait_for_a_suspended_process(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    actor, target = stage.start(0), stage.start(0)
    child = stage.create(target, 1)
    target.send("suspend", {"suspended": 1}, tag=5)  # itself
    while state(actor, target) != SUSPENDED:
        pass
    child.stop_itself()
    stage.settle()
    assert actor.suspend(target.handle, suspended=0) == 0
    assert target.get("done").tag == 5
    assert target.death().handle == child.handle


@pytest.mark.requires("CR-07")
def test_both_members_can_be_suspended_at_once(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    primary, backup = stage.pair("$P", 0, 1)
    actor = stage.start(2)
    assert actor.suspend(backup.handle) == 0
    assert actor.suspend(primary.handle, specifier=1) == 0
    assert (state(actor, primary), state(actor, backup)) == (SUSPENDED, SUSPENDED)
    assert actor.suspend(primary.handle, specifier=1) == 2
    assert actor.suspend(backup.handle, specifier=1, suspended=0) == 0
    assert (state(actor, primary), state(actor, backup)) == (2, 2)
    stage.operators[2].ask("suspend", process="$P", specifier=1)
    assert (state(actor, primary), state(actor, backup)) == (SUSPENDED, SUSPENDED)
    stage.operators[2].ask("activate", process="$P", specifier=1)
    assert stage.operators[2].refusal("activate", process="$P")["number"] == 2


@pytest.mark.requires("DL-09")
def test_suspending_needs_the_rights_that_stopping_needs(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    ann, bob = stage.start(0, user=ANN), stage.start(0, user=BOB)
    target = stage.create(ann, 1)
    assert bob.suspend(target.handle) == 48
    assert ann.suspend(target.handle, specifier=2) == 590
    assert ann.suspend(target.handle) == 0
    assert bob.suspend(target.handle, suspended=0) == 48
    stage.kill_cpu(1)
    assert ann.suspend(target.handle) == 201
    gone = stage.start(0)
    gone.stop_itself()
    assert ann.suspend(gone.handle) == 11


@pytest.mark.requires("DL-09")
def test_a_suspended_process_dies_when_it_is_stopped(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    actor = stage.start(0)
    child = stage.create(actor, 0)
    assert actor.suspend(child.handle) == 0
    assert actor.stop(child.handle) == 0
    child.end()
    assert actor.death().handle == child.handle


@pytest.mark.requires("NM-03")
def test_a_suspended_process_dies_with_its_cpu(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    actor, target = stage.start(0), stage.start(0)
    assert actor.suspend(target.handle) == 0
    while not stopped(target):
        pass
    pidfd = os.pidfd_open(target.pid)
    stage.node.cpus[0].kill()
    assert select.select([pidfd], [], [], 20)[0]
    os.close(pidfd)
