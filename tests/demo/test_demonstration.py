"""The demonstration itself, short, on real CPUs: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest


def demonstrate(runtime: str, faults: str, runs: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "guardian_emu.cli", "demo", "--runtime", runtime, "--json"]
    command += ["--faults", faults, "--load", "0.3", "--runs", str(runs)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(done.stdout)
    assert content == json.loads((runs / "demo" / "latest" / "result.json").read_text())
    check_reports(runs / "demo" / "latest", content)
    return content


def check_reports(directory: Path, content: dict[str, Any]) -> None:
    """The page tells of the same takeovers as the account; a case for each expectation; all is there."""
    page = (directory / "timeline.html").read_text()
    drawn = json.loads(page.split('id="data">')[1].split("</script>")[0])
    assert [one["fault"] for one in drawn["takeovers"]] == [one["fault"] for one in content["takeovers"]]
    for told, one in zip(content["takeovers"], drawn["takeovers"], strict=True):
        began, named = one["ends"][0], one["ends"][3]
        assert abs((named - began) / 1e6 - told["takeover_ms"]) < 0.001
        assert abs((one["ends"][4] - began) / 1e6 - told["first_reply_ms"]) < 0.001
    assert len(drawn["messages"]["time"]) > 100
    assert json.loads((directory / "trace.json").read_text())["traceEvents"]
    suite = ElementTree.parse(directory / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == (
        str(3 + len(drawn["takeovers"])),
        "0",
        "0",
    )
    events = [json.loads(line) for line in (directory / "events.jsonl").read_text().splitlines()]
    assert sum(event["event"] == "fault" for event in events) == len(content["takeovers"])
    assert all((directory / f"cpu-{cpu}.log").stat().st_size for cpu in range(4))


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
