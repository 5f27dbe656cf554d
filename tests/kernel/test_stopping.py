"""Stopping: who may, who has to wait, what the deletion message says."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable

import pytest
from kernel.actors import Stage

from guardian_emu.wire.handle import NULL_HANDLE
from guardian_emu.wire.layouts import SETTABLE

MakeStage = Callable[..., Stage]
ANN, PAYROLL_MANAGER, BOB, SUPER = 8 << 8 | 44, 8 << 8 | 255, 9 << 8 | 1, 0xFFFF
STOP_MODE = SETTABLE["STOP_MODE"]


AUTHORITY = [
    (ANN, ANN, 1, 0),
    (ANN, PAYROLL_MANAGER, 1, 0),
    (ANN, SUPER, 1, 0),
    (ANN, BOB, 1, 639),
    (ANN, BOB, 0, 0),
    (SUPER, BOB, 2, 639),
    (SUPER, SUPER, 2, 638),
]
"""Owner of the process, who stops it, stop mode, error."""


@pytest.mark.requires("DL-09")
def test_who_may_stop_a_process_depends_on_its_owner_and_its_stop_mode(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    for cpu, (owner, stopper, mode, error) in itertools.product((0, 1), AUTHORITY):
        target = stage.create(stage.start(0, user=owner), cpu)
        assert target.set(STOP_MODE, mode).error == 0
        assert stage.start(0, user=stopper).stop(target.handle) == error, (owner, stopper, mode)
        if error:
            assert target.info().number("stop_queued") == 1
        else:
            target.end()


@pytest.mark.requires("DL-09")
@pytest.mark.parametrize(("stopper", "last"), [(SUPER, 1), (BOB, 0)])
def test_a_queued_stop_is_done_when_the_mode_allows_it(make_stage: MakeStage, stopper: int, last: int) -> None:
    stage = make_stage(2)
    mom = stage.start(0)
    target = stage.create(mom, 1)
    assert target.set(STOP_MODE, 2).number("value") == 1
    killer = stage.start(0, user=stopper)
    assert killer.stop(target.handle, options=1) in (638, 639)
    for mode in range(1, last, -1):
        assert target.set(STOP_MODE, mode).error == 0
        assert target.info().number("stop_mode") == mode
    target.send("set_info", {"attribute": STOP_MODE, "value": last})
    target.end()
    told = mom.death()
    assert (told.code, told.info, told.killer, told.abend) == (6, stopper, killer.handle, True)


@pytest.mark.requires("DL-09")
def test_a_stop_mode_is_the_callers_own_and_mode_2_for_the_super_id(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    ann = stage.start(0, user=ANN)
    other = stage.start(0, user=ANN)
    assert ann.set(STOP_MODE, 2).error == 48
    assert ann.set(STOP_MODE, 3).error == 590
    assert ann.set(STOP_MODE, 0, other.handle).error == 48
    assert (ann.set(STOP_MODE, -1).error, ann.set(STOP_MODE, -1).number("value")) == (0, 1)


@pytest.mark.requires("DL-07", "R-66")
def test_a_process_that_stops_itself_says_why(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    mom = stage.start(0)
    child = stage.create(mom, 1)
    ssid = b"TANDEM  \x00\x20\x01\x02"
    child.run("sum(range(3000000))")
    child.stop_itself(options=1, completion_code=1234, termination_info=5, text=b"why", ssid=ssid)
    told = mom.death()
    assert told._replace(time=0) == (child.handle, 0, 0, 1234, 5, ssid, NULL_HANDLE, True, b"why", b"")
    assert told.time > 1000


@pytest.mark.requires("DL-07", "DL-08", "R-61", "R-66")
def test_a_process_that_is_stopped_by_another_one_has_code_6_and_the_killer(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    mom = stage.start(0)
    child = stage.create(mom, 1)
    killer = stage.start(0, user=BOB)
    assert child.set(STOP_MODE, 0).error == 0
    assert killer.ask("stop", "done", {"handle": child.handle, "completion_code": 99}).error == 0
    told = mom.death()
    assert (told.code, told.info, told.killer, told.abend, told.text) == (6, BOB, killer.handle, False, b"")


@pytest.mark.requires("DL-08")
def test_stops_that_cannot_be_done_give_their_error(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    actor = stage.start(0)
    gone = stage.start(1)
    gone.stop_itself()
    assert actor.stop(actor.handle, specifier=3) == 590
    assert actor.stop(NULL_HANDLE, specifier=2) == 14
    stage.settle()
    assert actor.stop(gone.handle) == 14
    far = stage.start(1)
    stage.kill_cpu(1)
    assert actor.stop(far.handle) == 201


@pytest.mark.requires("DL-08", "R-61")
def test_specifier_2_stops_the_partner_only(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    primary, backup = stage.pair("$P", 0, 1)
    assert primary.stop(NULL_HANDLE, specifier=2) == 0
    told = primary.death()
    assert (told.handle, told.killer, told.descriptor) == (backup.handle, primary.handle, b"")
    assert primary.info().error == 0


@pytest.mark.requires("R-60", "R-64", "DL-08", "DL-10", "DL-02")
@pytest.mark.parametrize("by", ["primary", "backup", "other"])
def test_stopping_both_members_tells_the_ancestor_once_when_both_are_dead(make_stage: MakeStage, by: str) -> None:
    stage = make_stage(3)
    ancestor = stage.start(2)
    primary, backup = stage.pair("$P", 0, 1, ancestor)
    if by == "other":
        killer = stage.start(0)
        assert killer.stop(backup.handle, specifier=1) == 0
    else:
        {"primary": primary, "backup": backup}[by].stop_itself(specifier=1, completion_code=3)
    told = ancestor.death()
    primary.end()
    backup.end()
    assert told.handle in (primary.handle, backup.handle)
    assert told.code == (6 if by == "other" else 3)
    assert told.time > 0
    assert told.descriptor == b"\\ALPHA.$P:1"
    stage.settle()
    assert ancestor.unread() == []


@pytest.mark.requires("R-60")
def test_when_one_of_two_cpus_dies_with_a_member_of_a_stopped_pair_the_ancestor_is_still_told(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(3)
    ancestor = stage.start(2)
    primary, backup = stage.pair("$P", 0, 1, ancestor)
    stage.node.cpus[1].signal(signal.SIGSTOP)  # it applies the release, and reaps its member, only when it goes on
    primary.send("stop", {"specifier": 1})
    stage.node.cpus[1].kill()
    told = ancestor.death()
    assert told.descriptor == b"\\ALPHA.$P:1"
    assert backup.handle or primary.handle == told.handle


@pytest.mark.requires("DL-09", "R-60")
def test_a_partner_in_stop_mode_2_survives_a_stop_of_both(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    primary, backup = stage.pair("$P", 0, 1)
    primary.set(STOP_MODE, 2)
    backup.stop_itself(specifier=1)
    assert primary.death().handle == backup.handle
    info = primary.info()
    assert (info.number("stop_queued"), info.number("is_primary")) == (1, 1)
    killer = stage.start(1)
    assert killer.stop(primary.handle, specifier=1) == 638
    primary.send("set_info", {"attribute": STOP_MODE, "value": 1})
    primary.end()
