"""What is done to a node is written down before it is done, and can be taken back by anybody at any time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from chaos.sessions import cpu, views, words

from guardian_emu.chaos import injection
from guardian_emu.chaos.faults import CutFabric, CutPath, Fault, Freeze, Halt, Throttle
from guardian_emu.chaos.journal import Journal
from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import sessions
from guardian_emu.launch.launcher import CpuState, Direction, Launcher, Silent

PATIENCE = 30.0


def until(wanted: object) -> None:
    """Return when this holds; there is no event for what another CPU thinks."""
    assert callable(wanted)
    deadline = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.02)


def whole(launcher: Launcher) -> bool:
    everybody = [[0, 1, 2]] * 3
    running = all(state is CpuState.RUNNING for state in launcher.states().values())
    return running and views(launcher) == everybody


def healed(launcher: Launcher) -> list[str]:
    return list(injection.heal(launcher, Silent()))


def test_a_fault_stands_in_the_journal_when_it_is_done_and_not_when_it_is_undone(node: Launcher) -> None:
    journal = Journal(node)
    for fault in (Freeze(cpu(2)), Halt(cpu(1))):
        for _ in range(2):
            injection.inject(node, fault)
    assert journal.standing() == [Freeze(cpu(2)), Halt(cpu(1))]
    injection.thaw(node, cpu(2))
    assert journal.standing() == [Halt(cpu(1))]
    injection.reload(node, cpu(1), Silent())
    assert journal.standing() == []


@pytest.mark.requires("XY-08", "RL-09")
def test_heal_undoes_everything_and_reloads_whoever_has_halted(node: Launcher) -> None:
    injection.inject(node, Freeze(cpu(2)))
    injection.inject(node, CutFabric(cpu(0), "X"))
    injection.throttle(node, Throttle(cpu(0), 40))
    until(lambda: views(node) == [[0, 1]] * 2)
    injection.inject(node, Halt(cpu(1)))
    said = healed(node)
    assert {"\\ALPHA CPU 0 is on fabric X", "\\ALPHA CPU 0 runs at full speed"} <= set(said)
    assert {"\\ALPHA CPU 1 is up", "\\ALPHA CPU 2 is up", "\\ALPHA CPU 2 goes on"} <= set(said)
    assert whole(node)
    assert Journal(node).standing() == []
    assert healed(node) == []


@pytest.mark.requires("XY-01", "XY-02", "XY-08")
def test_a_path_is_cut_in_one_direction_and_heal_mends_it(node: Launcher) -> None:
    injection.inject(node, CutPath(cpu(1), "Y", 2, Direction.OUT))
    until(lambda: words(node, 1)["Y"]["2"] == "DN")
    assert words(node, 2)["Y"]["1"] == "UP"
    assert words(node, 1)["X"]["2"] == "UP"
    assert healed(node) == ["\\ALPHA CPU 1 to CPU 2 over Y works"]
    until(lambda: words(node, 1)["Y"]["2"] == "UP")
    assert whole(node)


@pytest.mark.requires("XY-03", "XY-08", "XY-09")
def test_a_fabric_of_a_cpu_is_cut_and_joined(node: Launcher) -> None:
    injection.inject(node, CutFabric(cpu(0), "X"))
    until(lambda: {words(node, 1)["X"]["0"], words(node, 2)["X"]["0"]} == {"DIS"})
    assert words(node, 1)["X"]["2"] == words(node, 1)["Y"]["0"] == "UP"
    injection.join(node, cpu(0), "X")
    until(lambda: [words(node, n)["X"] for n in range(3)] == [{"0": "UP", "1": "UP", "2": "UP"}] * 3)
    assert whole(node)
    assert Journal(node).standing() == []


@pytest.mark.requires("XY-05", "XY-06", "RL-09")
def test_a_cpu_that_loses_both_fabrics_halts_and_is_healed_by_a_plain_reload(node: Launcher) -> None:
    for fabric in ("X", "Y"):
        injection.inject(node, CutFabric(cpu(2), fabric))
    until(lambda: node.states()[cpu(2)] is CpuState.HALTED)
    assert "\\ALPHA CPU 2 is up" in healed(node)
    assert whole(node)


def test_what_lasts_stands_after_a_reload_too(node: Launcher) -> None:
    injection.inject(node, CutFabric(cpu(1), "Y"))
    injection.throttle(node, Throttle(cpu(1), 60))
    injection.inject(node, Halt(cpu(1)))
    injection.reload(node, cpu(1), Silent())
    assert Journal(node).standing() == [CutFabric(cpu(1), "Y"), Throttle(cpu(1), 60)]
    until(lambda: words(node, 0)["Y"]["1"] == "DIS")
    healed(node)
    until(lambda: words(node, 0)["Y"]["1"] == "UP")


def test_join_of_a_fabric_takes_every_cut_of_it_back(embedded: Launcher) -> None:
    injection.inject(embedded, CutPath(cpu(0), "X", 1, Direction.OUT))
    injection.inject(embedded, CutPath(cpu(0), "Y", 1, Direction.OUT))
    injection.inject(embedded, CutFabric(cpu(0), "X"))
    injection.join(embedded, cpu(0), "X")
    assert Journal(embedded).standing() == [CutPath(cpu(0), "Y", 1, Direction.OUT)]
    until(lambda: words(embedded, 0)["X"]["1"] == "UP")


def test_a_fault_that_cannot_be_made_leaves_nothing_to_undo(embedded: Launcher) -> None:
    injection.inject(embedded, Halt(cpu(1)))
    impossible: list[Fault] = [Freeze(cpu(1)), Throttle(cpu(1), 5), CutPath(cpu(1), "X", 0)]
    for fault in impossible:
        with pytest.raises(EnvironmentProblem, match="halted"):
            injection.inject(embedded, fault)
    assert Journal(embedded).standing() == [Halt(cpu(1))]


def test_one_throttle_replaces_another_and_is_kept_over_a_freeze(embedded: Launcher, estate_root: Path) -> None:
    for percent in (50, 80):
        injection.throttle(embedded, Throttle(cpu(1), percent))
    assert Journal(embedded).standing() == [Throttle(cpu(1), 80)]
    injection.inject(embedded, Freeze(cpu(1)))
    injection.thaw(embedded, cpu(1))
    assert list(estate_root.glob("*/ALPHA/pid/throttle-1"))
    injection.unthrottle(embedded, cpu(1))
    assert not list(estate_root.glob("*/ALPHA/pid/throttle-1"))
    assert Journal(embedded).standing() == []


def test_what_cannot_be_undone_stays_and_hinders_nothing_else(
    embedded: Launcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    injection.inject(embedded, CutPath(cpu(0), "X", 1))
    injection.inject(embedded, Throttle(cpu(0), 50))
    injection.inject(embedded, Halt(cpu(2)))

    def refuses(self: CutPath, launcher: Launcher) -> None:
        raise EnvironmentProblem("no", None, "", "")

    with monkeypatch.context() as patched:
        patched.setattr(CutPath, "undo", refuses)
        said = []
        with pytest.raises(EnvironmentProblem, match="no"):
            for sentence in injection.heal(embedded, Silent()):
                said.append(sentence)
    assert said == ["\\ALPHA CPU 0 runs at full speed", "\\ALPHA CPU 2 is up"]
    assert Journal(embedded).standing() == [CutPath(cpu(0), "X", 1)]
    assert healed(embedded) == ["\\ALPHA CPU 0 to and from CPU 1 over X works"]


def test_a_node_without_a_running_cpu_cannot_be_healed(embedded: Launcher) -> None:
    for number in range(3):
        injection.inject(embedded, Halt(cpu(number)))
    with pytest.raises(EnvironmentProblem, match="no CPU is running"):
        healed(embedded)


DOES_AND_HANGS = """
import signal, sys
from guardian_emu.chaos import injection
from guardian_emu.chaos.faults import {kind}
from guardian_emu.launch import sessions
from guardian_emu.launch.launcher import CpuAddress

def hangs(when):
    def apply(self, launcher):
        if when == "after":
            really(self, launcher)
        print("now", flush=True)
        signal.pause()
    return apply

really = {kind}.apply
{kind}.apply = hangs(sys.argv[3])
fault = {kind}(CpuAddress("\\\\ALPHA", 1), *{arguments!r})
injection.inject(sessions.find(sys.argv[1], sys.argv[2], timeout=30), fault)
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("kind", "arguments"), [("Freeze", ()), ("CutFabric", ("X",)), ("Throttle", (30,))])
def test_a_command_that_is_killed_leaves_nothing_that_heal_does_not_know(
    node: Launcher, kind: str, arguments: tuple[object, ...], when: str
) -> None:
    script = DOES_AND_HANGS.format(kind=kind, arguments=arguments)
    command = [sys.executable, "-c", script, node.topology, node.runtime, when]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == "now\n"
        killed.kill()
    found = sessions.find(node.topology, node.runtime, timeout=30)
    assert [type(fault).__name__ for fault in Journal(found).standing()] == [kind]
    healed(found)
    until(lambda: whole(found))
    until(lambda: words(found, 0)["X"]["1"] == "UP")
    assert Journal(found).standing() == []


@pytest.mark.docker
@pytest.mark.requires("XY-08")
def test_containers_without_networks_are_cut_by_their_kernels(make: object) -> None:
    assert callable(make)
    launcher = make("docker", fabric="socket")
    injection.inject(launcher, CutFabric(cpu(0), "X"))
    until(lambda: words(launcher, 1)["X"]["0"] == "DIS")
    healed(launcher)
    until(lambda: words(launcher, 1)["X"]["0"] == "UP")
