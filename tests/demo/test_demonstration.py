"""The demonstration itself, short, on real CPUs: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def demonstrate(runtime: str, faults: str, runs: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "guardian_emu.cli", "demo", "--runtime", runtime, "--json"]
    command += ["--faults", faults, "--load", "0.3", "--runs", str(runs)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(done.stdout)
    assert content == json.loads((runs / "demo" / "latest" / "result.json").read_text())
    return content


def check(content: dict[str, Any], runtime: str, faults: int) -> None:
    requests = content["requests"]
    assert (content["runtime"], content["valid"]) == (runtime, True)
    assert (requests["lost"], requests["duplicated"]) == (0, 0)
    assert requests["sent"] == requests["replied"] > 0
    assert len(content["takeovers"]) == faults


@pytest.mark.requires("FS-02", "FS-05", "PP-06", "PP-08", "S-02", "S-03", "S-10", "S-11", "FD-08", "R-28", "R-34")
def test_halt_freeze_and_stop_of_the_primary_cost_no_request_embedded(tmp_path: Path) -> None:
    check(demonstrate("embedded", "halt,freeze,stop,halt", tmp_path), "embedded", 4)


@pytest.mark.docker
@pytest.mark.requires("FS-02", "FS-05", "PP-06", "PP-08", "S-02", "S-03", "S-10", "S-11", "FD-08", "R-28", "R-34")
def test_halt_freeze_and_stop_of_the_primary_cost_no_request_in_containers(tmp_path: Path) -> None:
    check(demonstrate("docker", "halt,freeze,stop", tmp_path), "docker", 3)
