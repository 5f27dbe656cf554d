"""What both launchers promise, with containers and with processes."""

from __future__ import annotations

import os
import select
import threading
from pathlib import Path

import pytest
from launch.standin import Make, Notes, asked_of, cpu, plan

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import sessions
from guardian_emu.launch.channel import ChannelClosed, OperatorRefusal
from guardian_emu.launch.launcher import CpuState, Direction, Launcher, Silent


def test_up_returns_when_every_kernel_is_ready_and_tells_the_stages(make: Make) -> None:
    launcher, notes = make(), Notes()
    launcher.up(notes)
    assert launcher.states() == {cpu(0): CpuState.RUNNING, cpu(1): CpuState.RUNNING}
    for number in (0, 1):
        stages = [stage for which, stage in notes.cpus if which == cpu(number)]
        assert stages[-4:] == ["started", "boot", "listening", "ready"]


def test_a_cpu_that_gets_stuck_is_named_with_its_stage_and_its_last_log_lines(make: Make) -> None:
    launcher = make(plan(3, manner=2), 4.0)
    with pytest.raises(EnvironmentProblem) as caught:
        launcher.up(Silent())
    told = str(caught.value)
    assert "\\ALPHA CPU 2 was not ready within 4 s" in told
    assert "stage joining (missing CPUs: [0])" in told
    assert "stage listening" in told
    assert set(launcher.states().values()) == {CpuState.ABSENT}


def test_a_cpu_that_says_nothing_is_named(make: Make) -> None:
    with pytest.raises(EnvironmentProblem, match=r"CPU 1 was not ready(.|\n)*it wrote nothing"):
        make(plan(2, manner=4), 3.0).up(Silent())


def test_a_cpu_that_breaks_is_named_at_once_with_its_traceback(make: Make) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        make(plan(2, manner=3), 60.0).up(Silent())
    told = str(caught.value)
    assert "\\ALPHA CPU 1 ended before it was ready" in told
    assert "RuntimeError: the stand-in was told to break" in told


def test_the_operator_channel_asks_streams_and_refuses(launcher: Launcher) -> None:
    with launcher.attach(cpu(1)) as channel:
        assert channel.request("hello")["cpu"] == 1
        events = channel.stream("events")
        select.select([channel], [], [], 20)
        assert [next(events)["n"] for _ in range(3)] == [0, 1, 2]
        with pytest.raises(OperatorRefusal, match="unknown operation") as caught:
            channel.request("nonsense")
        assert caught.value.number == 2
    with launcher.attach() as channel:
        assert channel.request("hello")["cpu"] in (0, 1)


def test_a_channel_says_that_its_cpu_has_halted(launcher: Launcher) -> None:
    with launcher.attach(cpu(0)) as channel:
        channel.request("hello")
        launcher.halt(cpu(0))
        with pytest.raises(ChannelClosed, match="CPU 0 does not talk"):
            channel.request("hello")
    with pytest.raises(ChannelClosed), launcher.attach(cpu(0)) as channel:
        channel.request("hello")
    with launcher.attach() as channel:
        assert channel.request("hello")["cpu"] == 1


def test_a_halted_cpu_is_loaded_again_with_the_next_incarnation(launcher: Launcher) -> None:
    with launcher.attach(cpu(1)) as channel:
        first = channel.request("hello")
    assert (first["incarnation"], first["start"]) == (1, "cold")
    for incarnation in (2, 3):
        launcher.halt(cpu(1))
        launcher.halt(cpu(1))
        assert launcher.states()[cpu(1)] is CpuState.HALTED
        notes = Notes()
        launcher.start(cpu(1), notes)
        assert notes.cpus[-1] == (cpu(1), "ready")
        with launcher.attach(cpu(1)) as channel:
            again = channel.request("hello")
        assert (again["incarnation"], again["start"]) == (incarnation, "reload")
        assert again["fabrics"] == first["fabrics"]


def test_only_a_halted_cpu_can_be_loaded(launcher: Launcher) -> None:
    with pytest.raises(EnvironmentProblem, match="only a halted CPU"):
        launcher.start(cpu(1), Silent())
    with pytest.raises(EnvironmentProblem, match="no such CPU"):
        launcher.halt(cpu(7))


def test_a_frozen_cpu_keeps_silent_and_goes_on_when_thawed(launcher: Launcher) -> None:
    with launcher.attach(cpu(1)) as channel:
        channel.request("hello")
        launcher.freeze(cpu(1))
        assert launcher.states() == {cpu(0): CpuState.RUNNING, cpu(1): CpuState.FROZEN}
        events = channel.stream("events")
        assert select.select([channel], [], [], 0.3)[0] == []
        launcher.thaw(cpu(1))
        assert next(events)["event"] == "tick"
    assert launcher.states()[cpu(1)] is CpuState.RUNNING


def test_a_frozen_cpu_can_be_halted(launcher: Launcher) -> None:
    launcher.freeze(cpu(0))
    launcher.halt(cpu(0))
    assert launcher.states()[cpu(0)] is CpuState.HALTED


def test_logs_are_values_and_can_be_cut_and_followed(launcher: Launcher) -> None:
    stages = [line["stage"] for line in launcher.logs(cpu(0)) if line["event"] == "stage"]
    assert stages == ["boot", "listening", "ready"]
    assert [line["stage"] for line in launcher.logs(cpu(0), tail=1)] == ["ready"]
    followed: list[str] = []
    begun = threading.Event()

    def follow() -> None:
        for line in launcher.logs(cpu(0), follow=True):
            followed.append(line["stage"])
            if line["stage"] == "ready":
                begun.set()

    thread = threading.Thread(target=follow)
    thread.start()
    assert begun.wait(20)
    launcher.halt(cpu(0))
    thread.join(20)
    assert not thread.is_alive()
    assert followed == stages


def test_an_installed_program_is_in_every_cpu(launcher: Launcher, tmp_path: Path) -> None:
    program = tmp_path / "program"
    for text in ("first", "second"):
        program.write_text(text)
        launcher.install("SERVER", program)
        for number in (0, 1):
            with launcher.attach(cpu(number)) as channel:
                assert channel.request("read", path="system/SERVER")["text"] == text


def test_recorder_files_are_fetched_even_of_a_halted_cpu(launcher: Launcher, tmp_path: Path) -> None:
    with launcher.attach(cpu(1)) as channel:
        channel.request("record")
    launcher.halt(cpu(1))
    (fetched,) = launcher.fetch_recorders(tmp_path / "records")
    assert fetched == tmp_path / "records" / "cpu-1" / "1-2-noise.ring"
    assert fetched.read_text() == "events"


def test_remove_is_total_and_idempotent(launcher: Launcher) -> None:
    notes = Notes()
    launcher.remove(notes)
    launcher.remove(notes)
    assert set(launcher.states().values()) == {CpuState.ABSENT}


def test_a_session_that_is_up_is_found_by_its_topology(make: Make) -> None:
    session = plan(2, topology=f"found{os.getpid()}")
    made = make(session)
    with pytest.raises(EnvironmentProblem, match="is not up"):
        sessions.find(session.topology, made.runtime, timeout=20)
    made.up(Silent())
    found = sessions.find(session.topology, made.runtime, timeout=20)
    assert found.session == session.session
    found.halt(cpu(1))
    found.start(cpu(1), Silent())
    with found.attach(cpu(1)) as channel:
        assert channel.request("hello")["incarnation"] == 2
    found.remove(Silent())
    with pytest.raises(EnvironmentProblem, match="is not up"):
        sessions.find(session.topology, made.runtime, timeout=20)


@pytest.mark.requires("XY-01", "XY-08")
def test_one_path_in_one_direction_is_cut_by_the_kernel(launcher: Launcher) -> None:
    launcher.cut(cpu(1), "Y", 0, Direction.OUT)
    launcher.cut(cpu(1), "X", None, Direction.IN)
    launcher.join(cpu(1), "Y", 0, Direction.OUT)
    out = {"fabric": "Y", "peer": 0, "direction": "out"}
    all_in = {"fabric": "X", "peer": None, "direction": "in"}
    assert asked_of(launcher, 1) == [{"op": "cut", **out}, {"op": "cut", **all_in}, {"op": "join", **out}]


def test_a_kernel_that_does_not_run_cuts_nothing_and_has_nothing_to_join(launcher: Launcher) -> None:
    launcher.freeze(cpu(0))
    with pytest.raises(EnvironmentProblem, match=r"the CPU is frozen(.|\n)*thaw it first"):
        launcher.cut(cpu(0), "X", 1)
    with pytest.raises(EnvironmentProblem, match="thaw it first"):
        launcher.join(cpu(0), "X", 1)
    launcher.halt(cpu(1))
    with pytest.raises(EnvironmentProblem, match=r"the CPU is halted(.|\n)*reload it first"):
        launcher.cut(cpu(1), "X", 0)
    launcher.join(cpu(1), "X", 0)


def test_notes_stay_with_the_session_until_they_are_erased(make: Make, launcher: Launcher) -> None:
    other = make()
    other.up(Silent())
    assert launcher.notes() == {}
    launcher.note("fault-one", '{"what": "one"}')
    launcher.note("fault-two", "a text\nof two lines")
    assert launcher.notes() == {"fault-one": '{"what": "one"}', "fault-two": "a text\nof two lines"}
    assert other.notes() == {}
    for _ in range(2):
        launcher.erase("fault-one")
    assert list(launcher.notes()) == ["fault-two"]


def test_notes_do_not_keep_a_session_from_going(launcher: Launcher) -> None:
    launcher.note("fault-one", "text")
    launcher.remove(Silent())
    assert set(launcher.states().values()) == {CpuState.ABSENT}
