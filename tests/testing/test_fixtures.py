"""The life of a node in a suite: started for a test or shared, healed, removed, also when pytest is killed."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from testing.conftest import Run, Started, write_lab

from guardian_emu.launch import estate
from guardian_emu.launch import launcher as launch

FRESH = """
import pytest
from guardian_emu.launch.launcher import CpuState

SESSIONS = set()

@pytest.mark.parametrize("turn", [1, 2])
def test_fresh(guardian_node, turn):
    SESSIONS.add(guardian_node.launcher.session)
    assert len(SESSIONS) == turn
    assert set(guardian_node.states().values()) == {CpuState.RUNNING}
    assert guardian_node.runtime == "embedded"
    guardian_node.halt(1)
    guardian_node.freeze(0)
"""


def test_a_fresh_node_is_for_one_test_and_nothing_is_left(suite: Run, state: Path) -> None:
    suite(FRESH).assert_outcomes(passed=2)
    assert list(state.iterdir()) == []


SHARED = """
import pytest
from guardian_emu.launch.launcher import CpuState

pytestmark = pytest.mark.guardian("lab")
SESSIONS = []

def names(node):
    return sorted(member.name or member.program for member in node.processes())

@pytest.fixture
def node(guardian_shared_node):
    SESSIONS.append(guardian_shared_node.launcher.session)
    return guardian_shared_node

def test_breaks_it(node):
    node.halt(1)
    node.events.wait_for("cpu-down", down=1)
    node.start("BEAT", cpu=0).wait_for("the heart beats")
    node.start("BEAT", cpu=0, name="$MORE")
    assert names(node) == ["$BEAT", "$MORE", "BEAT"]

def test_finds_it_healed(node):
    assert len(set(SESSIONS)) == 1
    assert set(node.states().values()) == {CpuState.RUNNING}
    assert names(node) == ["$BEAT"]
    assert node.events.seen("cpu-down") == []

def test_leaves_a_process_behind(node):
    node.start("BEAT", cpu=1)

@pytest.mark.guardian(scope="worker")
def test_is_the_same_node(guardian_node, node):
    assert guardian_node is node and len(set(SESSIONS)) == 1
    assert names(node) == ["$BEAT"]

def test_ends_what_no_healing_brings_back(node):
    assert len(set(SESSIONS)) == 1
    node.stop("$BEAT")

def test_gets_another_node(node):
    assert len(set(SESSIONS)) == 2
    assert names(node) == ["$BEAT"]
"""


def test_a_shared_node_is_healed_and_replaced_when_it_cannot_be(suite: Run, state: Path) -> None:
    suite(SHARED).assert_outcomes(passed=6)
    assert list(state.iterdir()) == []


WORKERS = """
import os, pathlib, pytest

@pytest.mark.parametrize("turn", range(6))
def test_shared(guardian_shared_node, turn):
    worker = os.environ["PYTEST_XDIST_WORKER"]
    file = pathlib.Path(__file__).with_name("sessions") / guardian_shared_node.launcher.session
    file.parent.mkdir(exist_ok=True)
    file.write_text(worker + " " + guardian_shared_node.launcher.topology)
    guardian_shared_node.halt(1)
    guardian_shared_node.events.wait_for("cpu-down", down=1)

def test_fresh(guardian_node):
    assert guardian_node.run("SUM", 1, 2).lines == ("sum", "3", "done")
"""


def test_every_worker_has_its_own_node(suite: Run, state: Path, pytester: pytest.Pytester) -> None:
    suite(WORKERS, "-n", "2", "--dist", "load").assert_outcomes(passed=7)
    told = sorted(file.read_text().split() for file in (pytester.path / "sessions").iterdir())
    assert [worker for worker, _ in told] == ["gw0", "gw1"]
    assert all(topology.startswith(f"lab-{worker}-") for worker, topology in told)
    assert list(state.iterdir()) == []


STAYS = """
import os, pathlib, signal

def test_shared_too(guardian_shared_node, guardian_node):
    pathlib.Path(os.environ["SAID"]).touch()
    signal.pause()
"""


@pytest.mark.usefixtures("cache")
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, state: Path) -> None:
    write_lab(tmp_path)
    started = Started(tmp_path, STAYS)
    started.wait_for_word()
    assert len(list(state.iterdir())) == 2
    started.process.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in started.end()
    assert started.process.returncode == pytest.ExitCode.INTERRUPTED
    assert list(state.iterdir()) == []


@pytest.mark.usefixtures("cache")
def test_what_a_killed_run_leaves_is_swept(tmp_path: Path, state: Path) -> None:
    write_lab(tmp_path)
    started = Started(tmp_path, STAYS)
    started.wait_for_word()
    started.process.kill()
    started.end()
    assert [found.left_behind() for found in estate.estates()] == [True, True]
    swept = [what.partition(" ")[0] for what in launch.sweep(launch.Silent())]
    assert swept.count("directory") == 2
    assert "process" in swept  # the last CPU of a node may halt by itself, having lost the others
    assert list(state.iterdir()) == []


@pytest.mark.docker
@pytest.mark.usefixtures("cache")
def test_a_node_of_containers(suite: Run) -> None:
    suite(FRESH.replace('"embedded"', '"docker"'), "--guardian-runtime=docker").assert_outcomes(passed=2)


@pytest.mark.slow
@pytest.mark.usefixtures("cache")
def test_the_example_suite_passes(state: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_ABI", "host")
    examples = Path(__file__).parents[2] / "examples" / "pytest"
    options = ("-p", "no:cacheprovider", "--rootdir", str(pytester.path), "-n", "2", "--guardian-runtime=embedded")
    pytester.runpytest_subprocess(*options, str(examples)).assert_outcomes(passed=7)
    assert list(state.iterdir()) == []
