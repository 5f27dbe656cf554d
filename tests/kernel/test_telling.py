"""Who is told of an end: the table of system-messages.md section 4, row by row, with real processes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kernel.actors import Stage, death

from guardian_emu.wire.layouts import SETTABLE

MakeStage = Callable[..., Stage]
MOM = SETTABLE["MOM"]
ANY_ANCESTOR = 64


@pytest.mark.requires("DL-02")
@pytest.mark.parametrize("cpu", [0, 1])
def test_an_unnamed_process_that_stops_is_reported_to_its_mom_and_its_jobs_ancestor(
    make_stage: MakeStage, cpu: int
) -> None:
    stage = make_stage(2)
    gmom = stage.start(1)
    mom = stage.create(gmom, 0, job=7)
    child = stage.create(mom, cpu)
    stage.settle()
    assert gmom.unread() == [-112, -112]
    child.stop_itself()
    assert (mom.death(), mom.info().number("job")) == (gmom.death(), 7)
    mom.stop_itself()
    told = gmom.death()
    assert (told.handle, told.job) == (mom.handle, 7)
    stage.settle()
    assert gmom.unread() == []  # one copy, though it is mom and job ancestor


@pytest.mark.requires("DL-02")
def test_the_job_ancestor_is_told_of_each_process_created_in_the_job(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    gmom = stage.start(0)
    first = stage.create(gmom, 1, job=300)
    created = gmom.get("system_message").strings["*"]
    assert created == b"\xff\x90\x01\x2c" + first.handle
    second = stage.create(first, 0)
    assert gmom.get("system_message").strings["*"] == b"\xff\x90\x01\x2c" + second.handle
    free = stage.create(second, 0, job=0)
    assert (free.welcome.number("job"), second.welcome.number("job")) == (0, 300)
    assert (free.welcome.handle("gmom"), second.welcome.handle("gmom")) == (b"\xff" * 20, gmom.handle)
    stage.settle()
    assert gmom.unread() == []


@pytest.mark.requires("DL-02", "PP-10")
def test_a_single_named_process_that_stops_is_reported_to_its_ancestor_with_its_name(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    ancestor = stage.start(0)
    named = stage.create(ancestor, 1, "$N")
    named.stop_itself(completion_code=3)
    told = ancestor.death()
    assert (told.handle, told.code, told.descriptor) == (named.handle, 3, b"\\ALPHA.$N:1")
    stage.settle()
    assert ancestor.unread() == []


@pytest.mark.requires("DL-02", "DL-05", "R-26", "R-63", "PP-09")
def test_a_backup_that_stops_is_reported_to_its_primary_and_the_job_only(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    gmom = stage.start(2)
    ancestor = stage.create(gmom, 2, job=5)
    primary, backup = stage.pair("$P", 0, 1, ancestor)
    stage.settle()
    gmom.unread()
    backup.stop_itself(completion_code=1)
    told = primary.death()
    assert (told.handle, told.code, told.descriptor) == (backup.handle, 1, b"")
    assert (gmom.death().handle, primary.get("role").number("result")) == (backup.handle, 5)
    stage.settle()
    assert ancestor.unread() == []
    again = stage.create(primary, 1, name_option=3)
    assert again.handle != backup.handle


@pytest.mark.requires("DL-02", "DL-05", "R-26", "R-62", "PP-06")
def test_a_primary_that_stops_is_reported_to_its_backup_which_is_alone_then(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    ancestor = stage.start(2)
    primary, backup = stage.pair("$P", 0, 1, ancestor)
    assert backup.info().handle("mom") == primary.handle
    assert primary.info().handle("mom") == backup.handle
    primary.run("os.abort()")
    told = backup.death()
    assert (told.handle, told.code, told.abend, told.descriptor) == (primary.handle, 5, True, b"")
    assert backup.info().handle("mom") == b"\xff" * 20
    stage.settle()
    assert ancestor.unread() == []
    backup.stop_itself()
    told = ancestor.death()
    assert (told.handle, told.descriptor) == (backup.handle, b"\\ALPHA.$P:1")
    stage.settle()
    assert ancestor.unread() == []


@pytest.mark.requires("DL-02", "R-64")
def test_a_job_hears_of_both_members_of_a_pair_that_is_stopped_as_one(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    gmom = stage.start(1)
    primary = stage.create(gmom, 0, "$P", job=5)
    backup = stage.create(primary, 1, name_option=3)
    stage.settle()
    gmom.unread()
    primary.stop_itself(specifier=1)
    told = [gmom.death(), gmom.death()]
    assert {one.handle for one in told} == {primary.handle, backup.handle}
    assert {one.job for one in told} == {5}
    stage.settle()
    assert gmom.unread() == []  # it is the ancestor too, and has its one copy


@pytest.mark.requires("DL-03", "DL-04", "R-27")
def test_what_is_lost_with_its_cpu_is_reported_to_ancestors_of_names_only(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    gmom = stage.start(0)
    mom = stage.create(gmom, 0, job=5)
    unnamed = stage.create(mom, 1)
    named = stage.create(mom, 1, "$N")
    primary, backup = stage.pair("$P", 1, 2, mom)
    stage.settle()
    gmom.unread()
    stage.kill_cpu(1)
    told = mom.death()
    assert (told.handle, told.code, told.abend, told.time) == (named.handle, -4, True, 0)
    assert told.descriptor == b"\\ALPHA.$N:1"
    assert unnamed.handle != primary.handle
    stage.settle()
    assert (mom.unread(), gmom.unread(), backup.unread()) == ([], [], [])


@pytest.mark.requires("DL-06")
def test_the_ancestor_is_whoever_serves_its_name_now(make_stage: MakeStage) -> None:
    stage = make_stage(3)
    primary, backup = stage.pair("$A", 0, 1)
    child = stage.create(primary, 2, "$N")
    unnamed = stage.create(primary, 2)
    stage.kill_cpu(0)
    child.stop_itself()
    assert backup.death().handle == child.handle
    unnamed.stop_itself()
    assert backup.death().handle == unnamed.handle


@pytest.mark.requires("DL-06", "PR-06")
@pytest.mark.parametrize("options", [0, ANY_ANCESTOR])
def test_another_instance_of_the_ancestors_name_is_told_only_when_any_will_do(
    make_stage: MakeStage, options: int
) -> None:
    stage = make_stage(2)
    first = stage.start(0, "$A")
    child = stage.create(first, 1, "$N", options=options)
    first.stop_itself()
    stage.settle()
    second = stage.start(0, "$A")
    child.stop_itself()
    stage.settle()
    assert second.unread() == ([-101] if options else [])


@pytest.mark.requires("DL-02", "PP-01")
def test_a_process_that_adopts_another_one_is_told_of_its_end(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    mom = stage.start(0)
    child = stage.create(mom, 1)
    step_mom = stage.start(0)
    assert step_mom.set(MOM, handle=child.handle).error == 0
    assert child.info().handle("mom") == step_mom.handle
    child.stop_itself()
    assert step_mom.death().handle == child.handle
    stage.settle()
    assert mom.unread() == []


@pytest.mark.requires("CR-04")
def test_nobody_is_told_of_the_end_of_a_process_that_could_not_be_started(make_stage: MakeStage) -> None:
    stage = make_stage(2)
    creator = stage.start(0, "$A")
    stage.node.program("text", "no program")
    for values, name in (({"name_option": 1, "cpu": 1}, b"$N"), ({"name_option": 3, "cpu": 1}, b"")):
        fields = {"priority": -1, **values}
        created = creator.ask("create", "created", fields, {"program": b"text", "name": name})
        assert (created.error, created.detail) == (12, 2)
    stage.settle()
    assert creator.unread() == []
    pair = creator.ask("pair_info", "pair", {"by": 2}, {"name": b"$N"})
    assert pair.number("result") == 9
    assert stage.create(creator, 1, "$N").welcome.strings["process_name"] == b"$N"


@pytest.mark.requires("DL-07")
def test_a_signal_is_named_in_the_text(make_stage: MakeStage) -> None:
    stage = make_stage(1)
    mom = stage.start(0)
    child = stage.create(mom, 0)
    child.run("os.kill(os.getpid(), signal.SIGSEGV)")
    told = mom.death()
    assert (told.code, told.info, told.text) == (-6, 11, b"Segmentation fault")
    assert death(bytes.fromhex("ff9b") + bytes(80)).code == 0
