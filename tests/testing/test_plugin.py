"""What the plugin says when it is used in a way that it does not have, what it keeps, and what it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from testing.conftest import Run

from guardian_emu.kernel.events import OPERATOR_EVENTS
from guardian_emu.testing.kinds import KINDS

KEPT = """
import pytest

@pytest.fixture
def broken(guardian_node):
    raise RuntimeError("set-up")

def test_good(guardian_node):
    pass

def test_bad(guardian_shared_node, guardian_node):
    guardian_node.halt(1)
    guardian_node.events.wait_for("cpu-down", down=1)
    assert False

def test_bad_before_it_begins(broken):
    pass
"""
NODE_FILES = ["cpu-0.log", "cpu-1.log", "cpu-2.log", "events.jsonl", "recorders", "status.json"]


def test_what_a_node_can_tell_is_kept_when_its_test_fails(suite: Run, pytester: pytest.Pytester) -> None:
    result = suite(KEPT)
    result.assert_outcomes(passed=1, failed=1, errors=1)
    kept = pytester.path / "guardian-artifacts"
    names = sorted(path.name for path in kept.iterdir())
    assert names == ["test_suite.py-test_bad", "test_suite.py-test_bad_before_it_begins"]
    result.stdout.fnmatch_lines(
        [f"logs, flight recorders, events and status (* on embedded*) are in {kept / names[0]}"]
    )
    for node in ("node", "shared-node"):
        assert sorted(path.name for path in (kept / names[0] / node).iterdir()) == NODE_FILES
    own = kept / names[0] / "node"
    events = [json.loads(line) for line in (own / "events.jsonl").read_text().splitlines()]
    assert {event["down"] for event in events if event["event"] == "cpu-down"} == {1}
    assert "halted" in (own / "status.json").read_text()
    assert '"event": "cpu-down"' in (own / "cpu-0.log").read_text()
    assert list((own / "recorders" / "cpu-0").iterdir())


def test_it_is_kept_always_where_one_asks(suite: Run, pytester: pytest.Pytester) -> None:
    result = suite(KEPT, "--guardian-artifacts-when=always", "--guardian-artifacts=kept/here", "-k", "test_good")
    result.assert_outcomes(passed=1, deselected=2)
    own = pytester.path / "kept" / "here" / "test_suite.py-test_good" / "node"
    assert sorted(path.name for path in own.iterdir()) == NODE_FILES


def test_artefacts_that_cannot_be_written_are_told(suite: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "file").touch()
    result = suite(KEPT, "--guardian-artifacts=file", "-k", "test_bad and not begins")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines(["what the nodes could tell cannot be kept: *file*"])


WRONG = """
import pytest

@pytest.mark.guardian("lab.guardian.yaml", reach="worker")
def test_unknown_argument(guardian_node): pass

@pytest.mark.guardian("lab.guardian.yaml", "lab.guardian.yaml")
def test_two_topologies(guardian_node): pass

@pytest.mark.guardian(scope="session")
def test_unknown_scope(guardian_node): pass

@pytest.mark.guardian("lap")
def test_no_such_topology(guardian_shared_node): pass

@pytest.mark.guardian("broken.guardian.yaml")
def test_broken_topology(guardian_node): pass

def test_none_named(guardian_node): pass
"""


def test_a_wrong_marker_or_topology_fails_its_test_and_says_why(suite: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "broken.guardian.yaml").write_text("nodes: {\\ALPHA: {cpus: 99}}\n")
    result = suite(WRONG)
    result.assert_outcomes(errors=6)
    result.stdout.fnmatch_lines(
        [
            "pytest.mark.guardian: unknown argument 'reach'",
            "pytest.mark.guardian: 2 topologies",
            "pytest.mark.guardian: unknown scope",
            "  value: session",
            "  next step: write test or worker",
            "there is no topology of this name, and no such file",
            "  value: lap",
            "  next step: write lab",
            "*broken.guardian.yaml*99*",
            "several topologies could be meant",
            '  next step: @pytest.mark.guardian("FILE"), --guardian-topology FILE, or *',
        ]
    )
    result.stdout.no_fnmatch_line("*guardian_emu/testing/*.py*")  # whose code raised it says nothing to its reader


def test_an_error_in_a_test_is_shown_where_the_test_called(suite: Run) -> None:
    result = suite("def test(guardian_node):\n    guardian_node.run('SAM')\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([">*guardian_node.run('SAM')", "E*there is no such program", "E*value: SAM"])
    result.stdout.no_fnmatch_line("*guardian_emu/*.py*")


def test_a_topology_that_is_not_there_ends_the_run_before_it_begins(suite: Run) -> None:
    result = suite("def test(): pass", "--guardian-topology", "nowhere.guardian.yaml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --guardian-topology: there is no topology of this name*", "*nowhere*"])


def test_the_settings_name_topology_and_runtime(suite: Run, pytester: pytest.Pytester) -> None:
    place = pytester.mkdir("elsewhere")
    for name in ("lab.guardian.yaml", "beat.c", "sum.c"):
        (pytester.path / name).rename(place / name)
    pytester.makeini("[pytest]\nguardian_topology = elsewhere/lab.guardian.yaml\nguardian_runtime = embedded\n")
    text = "def test(guardian_node): assert guardian_node.topology.path.parent.name == 'elsewhere'"
    suite(text).assert_outcomes(passed=1)
    pytester.makeini("[pytest]\nguardian_runtime = podman\n")
    result = suite(text)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: guardian_runtime: there is no runtime 'podman'; write docker or embedded"])


def test_a_node_that_does_not_come_up_fails_the_test_with_its_reason(
    suite: Run, pytester: pytest.Pytester, state: Path
) -> None:
    (pytester.path / "beat.c").write_text("int main(void) { return nonsense; }\n")
    result = suite("def test(guardian_node): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*beat.c*nonsense*"])
    assert not state.exists() or list(state.iterdir()) == []


def test_a_run_without_nodes_pays_for_nothing() -> None:
    script = (
        "import sys, pytest; old = set(sys.modules); import guardian_emu.testing.plugin; print(*set(sys.modules) - old)"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert {"guardian_emu", "guardian_emu.errors", "guardian_emu.testing", "guardian_emu.testing.plugin"} == set(loaded)


def test_the_kinds_of_event_are_those_of_the_kernel() -> None:
    assert KINDS == OPERATOR_EVENTS
