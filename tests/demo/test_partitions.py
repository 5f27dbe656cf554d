"""A node that falls apart under load, and fabrics that come and go: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guardian_emu import cli
from guardian_emu.demo import flapping, partitions, verdict

REQUESTS = verdict.Requests(10, 10, 0, 0)
PLAYED = [partitions.Partition(kind, [0, 1], 900.0) for kind in partitions.KINDS]


def demo(runtime: str, runs: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "guardian_emu.cli", "demo", "--runtime", runtime, "--json", "--runs", str(runs)]
    done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(done.stdout)
    assert (content["runtime"], content["valid"]) == (runtime, True)
    assert (content["requests"]["lost"], content["requests"]["duplicated"]) == (0, 0)
    assert content["requests"]["sent"] == content["requests"]["replied"] > 0
    return content


def fall_apart(runtime: str, runs: Path) -> None:
    content = demo(runtime, runs, "--partitions", "--load", "3")
    assert [one["name"] for one in content["partitions"]] == ["2|2", "1|3", "one-way", "overlapping"]
    assert [len(one["survivors"]) for one in content["partitions"]] == [2, 3, 3, 2]


LONG = pytest.mark.skipif(os.environ.get("GUARDIAN_EMU_FULL") != "1", reason="long: `make partitions` plays it")
PROVEN = ("RG-03", "SB-01", "SB-02", "SB-03", "PN-01", "PN-03", "PN-04", "PN-06", "XY-05", "RL-09", "FS-02")


@pytest.mark.timeout(300)
@pytest.mark.requires(*PROVEN)
def test_whoever_survives_a_partition_has_lost_nothing_embedded(tmp_path: Path) -> None:
    fall_apart("embedded", tmp_path)


@LONG
@pytest.mark.docker
@pytest.mark.timeout(300)
@pytest.mark.requires(*PROVEN)
def test_whoever_survives_a_partition_has_lost_nothing_in_containers(tmp_path: Path) -> None:
    fall_apart("docker", tmp_path)


@pytest.mark.docker
@pytest.mark.timeout(300)
@pytest.mark.requires("XY-02", "XY-03", "NM-06")
def test_nobody_notices_fabrics_that_come_and_go_in_containers(tmp_path: Path) -> None:
    flaps = demo("docker", tmp_path, "--flap", "8s")["flaps"]
    assert flaps["x"] > 0
    assert flaps["y"] > 0
    assert flaps["consequences"] == 0


def test_the_cases_of_a_partition_follow_the_rules() -> None:
    assert [(case.name, sorted(case.survivors)) for case in partitions.cases("2|2")] == [
        ("0,1|2,3", [0, 1]),
        ("0,2|1,3", [0, 2]),
        ("0,3|1,2", [0, 3]),
    ]
    assert [sorted(case.lost) for case in partitions.cases("1|3")] == [[0], [1], [2], [3]]
    assert [(case.name, sorted(case.survivors)) for case in partitions.cases("overlapping")] == [
        ("0/1 2/3", [0, 2]),
        ("0/2 1/3", [0, 1]),
        ("0/3 1/2", [0, 1]),
    ]
    assert all(sorted(case.lost) == [case.cuts[0].receiver] for case in partitions.cases("one-way"))


@pytest.mark.parametrize(
    ("requests", "played", "valid"),
    [
        (REQUESTS, PLAYED, True),
        (REQUESTS, PLAYED[:3], False),
        (REQUESTS._replace(lost=1), PLAYED, False),
        (REQUESTS._replace(duplicated=1), PLAYED, False),
    ],
)
def test_the_verdict_wants_every_partition_and_every_request(
    requests: verdict.Requests, played: list[partitions.Partition], valid: bool
) -> None:
    assert partitions.result("embedded", "host", requests, played)["valid"] is valid


@pytest.mark.parametrize(
    ("flaps", "valid"),
    [((3, 3, 0), True), ((3, 0, 0), False), ((3, 3, 1), False)],
)
def test_the_verdict_wants_both_fabrics_cut_and_no_consequence(flaps: tuple[int, int, int], valid: bool) -> None:
    assert flapping.result("docker", "host", REQUESTS, flapping.Flaps(*flaps))["valid"] is valid


@pytest.mark.parametrize(
    "words", [["--partitions", "--rolling", "1"], ["--flap", "1s", "--faults", "halt"], ["--flap", "1s", "--load", "1"]]
)
def test_one_play_at_a_time(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", *words]) == 2
    assert "makes no other faults" in capfd.readouterr().err
