"""What a test can do with a node: each on a real one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from testing.conftest import write_lab

from guardian_emu import topology
from guardian_emu.errors import ExpectationFailed, UsageError
from guardian_emu.launch.channel import OperatorRefusal
from guardian_emu.launch.launcher import CpuState
from guardian_emu.operating.running import ProcessFailed, ProcessLost
from guardian_emu.testing.events import EventDidNotCome
from guardian_emu.testing.node import GuardianNode, start


@pytest.fixture(scope="module")
def only_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardianNode]:
    with pytest.MonkeyPatch.context() as patch:
        state = Path(f"/tmp/ge-node-{secrets.token_hex(3)}")
        patch.setenv("GUARDIAN_EMU_STATE", str(state))
        node = start(topology.load(write_lab(tmp_path_factory.mktemp("lab"))), "embedded", "own")
        try:
            yield node
        finally:
            node.close()
            node.close()
            state.rmdir()


@pytest.fixture
def node(only_node: GuardianNode) -> Iterator[GuardianNode]:
    only_node.events.begin()
    yield only_node
    only_node.heal()
    only_node.stop_started()


def test_a_program_runs_to_its_end(node: GuardianNode) -> None:
    good = node.run("SUM", 40, 2, cpu=1)
    assert (good.lines, good.errors, good.completion_code, good.abended) == (("sum", "42", "done"), ("done",), 0, False)
    assert good.place.startswith("1,")
    assert good.succeeded() is good
    bad = node.run("sum", 60, 60)
    assert (bad.lines[1], bad.completion_code) == ("120", 2)
    with pytest.raises(ProcessFailed, match=r"SUM did not do its work\n.*completion code 2(?s:.*)120") as failed:
        bad.succeeded()
    assert failed.value.lines == bad.lines


def test_a_source_file_is_compiled_and_run(node: GuardianNode, tmp_path: Path) -> None:
    source = tmp_path / "greet.c"
    source.write_text('#include <stdio.h> nolist\nint main(void) { printf("hello\\n"); return 0; }\n')
    assert node.run(source).lines == ("hello",)
    assert node.run("sum.c", 1).lines == ("sum", "1", "done")


def test_a_program_that_is_not_there_is_told(node: GuardianNode) -> None:
    with pytest.raises(UsageError, match=r"no such program\n  value: .*SAM\n.*BEAT, SUM"):
        node.run("SAM")
    with pytest.raises(UsageError, match=r"no such CPU\n  value: 3\n.*3 CPUs"):
        node.run("SUM", cpu=3)


def test_lines_and_the_end_of_a_running_program_are_waited_for(node: GuardianNode) -> None:
    with node.start("SUM", 1, name="$SUM") as running:
        assert running.wait_for("su") == "sum"
        assert running.wait_for(re.compile("^[0-9]$")) == "1"
        with pytest.raises(ProcessFailed, match=r"SUM ended without the line '1'"):
            running.wait_for("1")  # each line is given once
        assert running.end() == ["sum", "1", "done"]
    with node.start("BEAT") as beat, pytest.raises(ProcessFailed, match=r"its end did not come in time(?s:.*)heart"):
        beat.wait_for("the heart")
        beat.ended(0.01)


def test_a_program_is_lost_with_its_cpu(node: GuardianNode) -> None:
    beat = node.start("BEAT", cpu=1)
    beat.wait_for("the heart")
    node.halt(1)
    with pytest.raises(ProcessLost, match=r"BEAT went away without an end\n  value: 1,\d+\n.*CPU is gone(?s:.*)heart"):
        beat.ended()


def test_what_was_started_is_stopped_and_nothing_else(node: GuardianNode) -> None:
    node.start("BEAT", name="$B1")
    node.start("BEAT")
    assert len(node.processes()) == 3
    node.stop_started()
    assert node.events.until(lambda: [member.name for member in node.processes()] == ["$BEAT"], 10)


def test_each_event_is_given_once_and_also_when_it_came_before(node: GuardianNode) -> None:
    for number in (1, 2):
        node.run("SUM", number, name="$SUM")
    first, second = (node.events.wait_for("process-ended", name="$SUM") for _ in range(2))
    assert second["t"] > first["t"]
    assert node.events.seen("process-ended", name="$SUM") == [first, second]
    with pytest.raises(EventDidNotCome, match=r"process-ended name=\$SUM\n(?s:.*)within 0 s(?s:.*)SUM") as absent:
        node.events.wait_for("process-ended", name="$SUM", timeout=0)
    assert second in absent.value.seen


def test_an_event_is_found_by_a_pattern_in_its_text(node: GuardianNode) -> None:
    node.run("SUM", 5, name="$SUM")
    assert node.events.wait_for("output", name="$SUM", text=re.compile("^[0-9]"))["text"] == "5"


def test_a_kind_of_event_that_does_not_exist_is_told_at_once(node: GuardianNode) -> None:
    with pytest.raises(UsageError, match=r"value: take-over\n(?s:.*)write takeover"):
        node.events.wait_for("take-over")


def test_faults_are_made_and_taken_back(node: GuardianNode) -> None:
    node.cut("Y", 0)
    node.join("Y", 0)
    node.throttle(1, 50)
    node.cut("X", 0, peer=1, direction="out")
    assert sorted(node.heal()) == ["\\ALPHA CPU 0 to CPU 1 over X works", "\\ALPHA CPU 1 runs at full speed"]
    node.freeze(1)
    assert node.states()[node.cpu(1)] is CpuState.FROZEN
    node.thaw(1)
    node.halt(1)
    assert node.heal() == ["\\ALPHA CPU 1 is up"]
    assert node.heal() == []


@pytest.mark.parametrize(
    ("fabric", "direction", "told"),
    [("Z", "both", "no such fabric\n  value: Z"), ("X", "up", "direction\n  value: up")],
)
def test_a_cut_that_there_is_not_is_told(node: GuardianNode, fabric: str, direction: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        node.cut(fabric, 0, direction=direction)


def test_processes_are_told_by_their_roles(node: GuardianNode) -> None:
    assert (node.primary("$beat").role, node.primary("$BEAT").cpu) == ("single", 0)
    with pytest.raises(ExpectationFailed, match=r"\$BEAT has no backup\n  value: single in 0,"):
        node.backup("$BEAT")
    with pytest.raises(ExpectationFailed, match=r"\$NONE has no primary\n  value: there is no process of this name"):
        node.primary("$NONE")
    with pytest.raises(ExpectationFailed, match=r"\$BEAT is no whole pair\n  value: single"):
        node.whole("$BEAT", timeout=0)
    with pytest.raises(OperatorRefusal, match="there is no process"):
        node.stop("$NONE")
    assert node.status()["nodes"][0]["processes"][0]["name"] == "$BEAT"
    assert node.cpus == (0, 1, 2)
