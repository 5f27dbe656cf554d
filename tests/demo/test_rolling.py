"""Every CPU reloaded in turn under load, on real CPUs: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guardian_emu import cli
from guardian_emu.demo import rolling, verdict

REQUESTS = verdict.Requests(10, 10, 0, 0)
RELOADS = [rolling.Reload(1, cpu, 100.0) for cpu in (0, 2, 1, 3)]


def roll(runtime: str, runs: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "guardian_emu.cli", "demo", "--runtime", runtime, "--json"]
    command += ["--rolling", "1", "--settle", "3s", "--runs", str(runs)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(done.stdout)
    assert content == json.loads((runs / "rolling" / "latest" / "result.json").read_text())
    return content


def check(content: dict[str, Any], runtime: str) -> None:
    requests = content["requests"]
    assert (content["runtime"], content["valid"]) == (runtime, True)
    assert (requests["lost"], requests["duplicated"]) == (0, 0)
    assert requests["sent"] == requests["replied"] > 0
    assert [one["cpu"] for one in content["reloads"]] == [0, 2, 1, 3]


@pytest.mark.timeout(300)
@pytest.mark.requires("RL-06", "RL-07", "R-53", "FS-02", "FS-05", "FS-06", "PP-08")
def test_every_cpu_is_reloaded_in_turn_and_no_request_is_lost_embedded(tmp_path: Path) -> None:
    check(roll("embedded", tmp_path), "embedded")


@pytest.mark.docker
@pytest.mark.timeout(300)
@pytest.mark.requires("RL-06", "RL-07", "R-53", "FS-02", "FS-05", "FS-06", "PP-08")
def test_every_cpu_is_reloaded_in_turn_and_no_request_is_lost_in_containers(tmp_path: Path) -> None:
    check(roll("docker", tmp_path), "docker")


@pytest.mark.parametrize(
    ("requests", "reloads", "valid"),
    [
        (REQUESTS, RELOADS, True),
        (REQUESTS, RELOADS[:3], False),
        (REQUESTS._replace(lost=1), RELOADS, False),
        (REQUESTS._replace(duplicated=1), RELOADS, False),
        (verdict.Requests(0, 0, 0, 0), RELOADS, False),
    ],
)
def test_the_verdict_wants_every_reload_and_every_request(
    requests: verdict.Requests, reloads: list[rolling.Reload], valid: bool
) -> None:
    assert rolling.result("embedded", "host", requests, reloads, 4, 1)["valid"] is valid


def test_rolling_takes_no_other_faults(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", "--rolling", "1", "--faults", "halt"]) == 2
    assert "--rolling" in capfd.readouterr().err
