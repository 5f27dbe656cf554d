"""The commands that make faults and undo them, and the matrices that show what they did."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guardian_emu import cli
from guardian_emu.cli.paths import DOWN, Row, matrix

TOPOLOGY = "name: {name}\nnodes:\n  \\ALPHA: {{cpus: 3}}\n"
RUNTIMES = ["embedded", pytest.param("docker", marks=[pytest.mark.docker, pytest.mark.slow])]
ALL_UP = {"0": "UP", "1": "UP", "2": "UP"}


@pytest.fixture
def lab(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Three CPUs, up."""
    monkeypatch.chdir(tmp_path)
    Path("lab.guardian.yaml").write_text(TOPOLOGY.format(name=f"faults-test-{os.getpid()}"))
    name = getattr(request, "param", "embedded")
    try:
        assert cli.main(["up", "--runtime", name]) == 0
        yield name
    finally:
        assert cli.main(["down", "--runtime", name]) == 0


def do(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints that succeeds."""
    capfd.readouterr()
    assert cli.main([*words]) == 0, words
    return capfd.readouterr().out


def paths(capfd: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    [node] = json.loads(do(capfd, "status", "--paths", "--json"))["nodes"]
    found: dict[str, dict[str, Any]] = node["paths"]
    return found


def wait_for_paths(capfd: pytest.CaptureFixture[str], fabric: str, row: str, wanted: object) -> None:
    deadline = time.monotonic() + 30
    while (seen := paths(capfd)[fabric][row]) != wanted:
        assert time.monotonic() < deadline, seen


@pytest.mark.requires("XY-01", "XY-03", "XY-08", "XY-09")
@pytest.mark.parametrize("lab", RUNTIMES, indirect=True)
def test_fabrics_and_paths_are_cut_shown_and_joined(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert do(capfd, "cut", "X", "0") == "\\ALPHA CPU 0 is off fabric X\n"
    wait_for_paths(capfd, "X", "1", {**ALL_UP, "0": "DIS"})
    said = do(capfd, "cut", "y", "1", "--peer", "2", "--direction", "out")
    assert said == "\\ALPHA CPU 1 to CPU 2 over Y is cut\n"
    wait_for_paths(capfd, "Y", "1", {**ALL_UP, "2": "DN"})
    assert do(capfd, "join", "X", "0") == "\\ALPHA CPU 0 is on fabric X\n"
    wait_for_paths(capfd, "X", "0", ALL_UP)
    said = do(capfd, "join", "Y", "1", "--peer", "2", "--direction", "out")
    assert said == "\\ALPHA CPU 1 to CPU 2 over Y works\n"
    wait_for_paths(capfd, "Y", "1", ALL_UP)
    assert do(capfd, "heal") == "nothing to heal\n"


@pytest.mark.requires("XY-09")
@pytest.mark.parametrize("lab", RUNTIMES, indirect=True)
def test_a_cpu_that_is_down_has_no_row_and_one_that_does_not_answer_an_error(
    lab: str, capfd: pytest.CaptureFixture[str]
) -> None:
    do(capfd, "halt", "2")
    wait_for_paths(capfd, "X", "0", {**ALL_UP, "2": "UNA"})
    assert paths(capfd)["X"]["2"] == DOWN
    lines = do(capfd, "status", "--paths").splitlines()
    assert lines[2:8] == [
        "X-FABRIC",
        "     TO  0   1   2",
        "FROM",
        "  0      UP  UP  UNA",
        "  1      UP  UP  UNA",
        "  2      <-DOWN",
    ]
    do(capfd, "freeze", "1")
    assert paths(capfd)["Y"]["1"] == "E040"


@pytest.mark.parametrize("lab", RUNTIMES, indirect=True)
def test_heal_brings_back_a_node_that_was_broken_in_many_ways(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert "has 30% of a processor" in do(capfd, "throttle", "0", "30%")
    do(capfd, "cut", "Y", "0", "--peer", "1")
    do(capfd, "freeze", "2")
    assert do(capfd, "heal") == "healed\n"
    [node] = json.loads(do(capfd, "status", "--json"))["nodes"]
    assert [(cpu["container"], cpu["state"]) for cpu in node["cpus"]] == [("running", "up")] * 3
    wait_for_paths(capfd, "Y", "0", ALL_UP)
    assert do(capfd, "heal") == "nothing to heal\n"


def test_a_throttle_is_lifted_by_a_hundred_percent(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert "stopped for the rest" in do(capfd, "throttle", "1", "50")
    assert do(capfd, "throttle", "1", "100%") == "\\ALPHA CPU 1 runs at full speed\n"
    assert do(capfd, "heal") == "nothing to heal\n"


def test_a_fault_of_a_cpu_that_has_halted_is_told(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    do(capfd, "halt", "1")
    for words in (["freeze", "1"], ["throttle", "1", "20%"], ["cut", "X", "1"]):
        assert cli.main(words) == 3
        err = capfd.readouterr().err
        assert "halted" in err and "next step" in err and "Traceback" not in err


def test_both_fabrics_are_cut_at_once(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    said = do(capfd, "cut", "both", "1", "--peer", "2", "--direction", "in")
    assert said == "\\ALPHA CPU 1 from CPU 2 over X is cut\n\\ALPHA CPU 1 from CPU 2 over Y is cut\n"


@pytest.mark.requires("XY-09")
def test_a_matrix_has_four_columns_for_each_cpu() -> None:
    words = dict.fromkeys(range(12), "UP")
    found = matrix("Y", {cpu: Row({"Y": words}) if cpu != 3 else Row({}, "E040") for cpu in range(12)})
    assert found[0] == "Y-FABRIC"
    assert found[1] == "     TO  0   1   2   3   4   5   6   7   8   9   10  11"
    assert found[6] == "  3      E040"
    assert found[14] == "  11     UP  UP  UP  UP  UP  UP  UP  UP  UP  UP  UP  UP"
