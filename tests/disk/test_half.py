from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from disk.opener import Process

from guardian_emu.disk import operations as do
from guardian_emu.disk.errors import Refused
from guardian_emu.disk.half import Half
from guardian_emu.disk.position import Position
from guardian_emu.disk.states import State, Substate
from guardian_emu.errors import EnvironmentProblem, UsageError


def test_a_half_is_stopped_until_it_is_started(tmp_path: Path) -> None:
    half = Half.create(tmp_path / "h.db", "$DATA", 1 << 20)
    assert (half.state, half.substate, half.name) == (State.STOPPED, Substate.DOWN, "$DATA")
    assert Process(half).create("A.B").error == 66
    assert half.read(do.Read(1, b"")).reply.error == 66  # type: ignore[union-attr]
    with pytest.raises(Refused) as refused:
        half.inquire(lambda volume: volume.information("A.B"))
    assert refused.value.number == 66
    half.start_beside(1)
    assert (half.state, half.reason) == (State.STARTED, "")
    half.stop()
    assert Process(half).create("A.B").error == 66
    half.close()


def test_a_generation_begins_whenever_a_half_goes_on_alone(tmp_path: Path) -> None:
    half = Half.create(tmp_path / "h.db", "$DATA", 1 << 20)
    half.start_beside(5)
    assert (half.standing.generation, half.standing.alone) == (5, False)
    half.go_on_alone()
    half.go_on_alone()
    assert (half.standing.generation, half.standing.alone) == (6, True)
    Process(half).create("A.B")
    half.close()
    again = Half(tmp_path / "h.db")
    assert again.standing == (6, 1, True, True)
    assert again.start_alone() is Substate.NONE
    again.close()


def test_a_lone_half_that_may_be_stale_serves_only_when_ordered(tmp_path: Path) -> None:
    half = Half.create(tmp_path / "h.db", "$DATA", 1 << 20)
    half.start_beside(1)
    half.close()
    again = Half(tmp_path / "h.db")
    assert again.start_alone() is Substate.INACCESSIBLE
    assert again.state is State.STOPPED and "newer" in again.reason
    assert again.start_alone(ordered=True) is Substate.NONE
    again.close()


def test_a_half_has_one_process(tmp_path: Path) -> None:
    half = Half.create(tmp_path / "h.db", "$DATA", 1 << 20)
    second = Half(tmp_path / "h.db")
    assert (second.state, second.substate, second.reason) == (
        State.STOPPED,
        Substate.INACCESSIBLE,
        "another process has it",
    )
    assert second.start_alone(ordered=True) is Substate.INACCESSIBLE
    half.close()
    third = Half(tmp_path / "h.db")
    assert third.start_alone(ordered=True) is Substate.NONE
    third.close()


def test_what_is_no_half_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"this is no database at all" * 200)
    for path in (tmp_path / "text", tmp_path / "missing", tmp_path):
        half = Half(path)
        assert (half.state, half.substate) == (State.STOPPED, Substate.HARDDOWN)
        assert str(path) in half.reason
        assert half.apply(do.ForgetOpeners()).reply.error == 66  # type: ignore[union-attr]


def test_a_half_of_another_version_is_a_matter_of_configuration(tmp_path: Path) -> None:
    Half.create(tmp_path / "h.db", "$DATA", 1 << 20).close()
    with sqlite3.connect(tmp_path / "h.db") as database:
        database.execute("UPDATE half SET format=99")
    database.close()
    half = Half(tmp_path / "h.db")
    assert half.substate is Substate.CONFIG_ERROR and "99" in half.reason


def test_a_volume_needs_a_name_and_room_and_a_place_that_is_free(tmp_path: Path) -> None:
    for name, capacity in (("DATA", 5), ("$DATA", 0)):
        with pytest.raises(UsageError):
            Half.create(tmp_path / "h.db", name, capacity)
    Half.create(tmp_path / "h.db", "$DATA", 5).close()
    for path in (tmp_path / "h.db", tmp_path / "no" / "h.db"):
        with pytest.raises(EnvironmentProblem):
            Half.create(path, "$DATA", 5)


def test_a_machine_without_room_is_43_and_the_half_serves_on(half: Half, process: Process) -> None:
    file = process.make("A.K", type=3, record_length=4000, key_length=1, primary_extent=1000, how={"depth": 1})
    pages = half._database().row("PRAGMA page_count")
    assert pages
    half._database().run(f"PRAGMA max_page_count={pages[0] + 3}")
    standing, errors, name = half.standing, [], b"a"[0]
    while 43 not in errors:
        standing = half.standing
        items = half.inquire(lambda volume: volume.information("A.K"))
        errors.append(file.write(bytes((name + len(errors),)) * 4000))
    assert set(errors[:-1]) <= {0}
    assert half.state is State.STARTED and half.standing == standing
    assert half.inquire(lambda volume: volume.information("A.K")) == items
    half._database().run("PRAGMA max_page_count=1000000")
    file.sync -= 1
    assert file.write(b"z" * 4000) == 0
    assert file.all() == [*(bytes((name + number,)) * 4000 for number in range(len(errors) - 1)), b"z" * 4000]


def test_a_damaged_database_is_120_then_66_and_the_state_says_why(tmp_path: Path) -> None:
    path = tmp_path / "h.db"
    half = Half.create(path, "$DATA", 1 << 30)
    half.start_alone(ordered=True)
    file = Process(half).make("A.B", primary_extent=1000)
    for _ in range(20):
        file.write(bytes(57344))
    half.close()
    with path.open("r+b") as damaged:
        for page in range(20, path.stat().st_size // 4096):
            damaged.seek(page * 4096)
            damaged.write(b"\xa5" * 4096)
    again = Half(path)
    assert again.start_alone() is Substate.NONE
    file.process.half = again
    numbers = []
    for address in range(0, 1 << 20, 57344):
        file.place = Position(next=address)
        file.read(57344)
        numbers.append(file.error)
    first = numbers.index(120)
    assert set(numbers[first + 1 :]) == {66}
    assert again.state is State.STOPPED and again.substate is Substate.HARDDOWN
    assert "malformed" in again.reason and str(path) in again.reason
    again.close()


def test_a_file_whose_label_or_records_cannot_be_read_is_59_and_the_others_serve_on(
    half: Half, process: Process
) -> None:
    for name in ("A.BAD", "A.GOOD"):
        file = process.make(name, type=3, record_length=9, key_length=1)
        file.write(b"a"), file.close()
    run = half._database().run
    run("UPDATE record SET data=17 WHERE file=1")
    bad = process.open("A.BAD")
    bad.read()
    assert (bad.error, bad.key(b"a").update(b"a")) == (59, 59)
    bad.close()
    run("UPDATE file SET attributes=x'ff' WHERE name='BAD'")
    half.stop()
    half.start_alone()
    assert process.open("A.BAD").error == 59
    assert process.open("A.GOOD").read() == b"a"


def test_operations_of_the_other_half_have_their_numbers(half: Half, process: Process) -> None:
    creates = [do.Create(process.by, name=f"A.F{number}") for number in range(5)]
    assert [outcome.number for outcome in half.apply_all(creates[:2], 1)] == [1, 2]
    outcomes = half.apply_all(creates[:3], 1)  # two of them again
    assert [outcome.repeated for outcome in outcomes] == [True, True, False]
    assert half.standing.number == 3
    assert half.apply(creates[4], 5).reply.error == 66  # type: ignore[union-attr]
    assert half.state is State.STOPPED and "4" in half.reason


def test_operations_survive_being_packed(process: Process) -> None:
    for operation in (
        do.Create(process.by, 1, 2, "A.B"),
        do.Write(1, process.by.handle, data=b"\xff\0"),
        do.Alter(process.by, name="A.B", items={42: 5}),
        do.ForgetOpeners(7),
    ):
        assert do.unpack(do.pack(operation)) == operation


def test_operations_that_are_applied_together_are_kept_together(half: Half, process: Process) -> None:
    file = process.make("A.K", type=3, record_length=4000, key_length=1, primary_extent=1000)
    writes = [do.Write(file.label, process.by.handle, data=bytes((number,)) * 4000) for number in range(100, 140)]
    pages, before = half._database().row("PRAGMA page_count"), half.digests()
    assert pages
    half._database().run(f"PRAGMA max_page_count={pages[0] + 10}")
    assert {outcome.reply.error for outcome in half.apply_all(writes) if outcome.reply} == {43}
    assert half.digests() == before
    half._database().run("PRAGMA max_page_count=1000000")
    outcomes = half.apply_all([*writes, writes[0]])
    assert [outcome.reply.error for outcome in outcomes if outcome.reply] == [0] * 40 + [10]
    assert len(file.all()) == 40
