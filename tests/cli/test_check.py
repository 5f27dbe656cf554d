"""``validate`` and ``doctor``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardian_emu import cli

GOOD = "name: good\nnodes:\n  \\ALPHA: {cpus: 3}\n"


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.guardian.yaml").write_text(GOOD)


def test_the_one_topology_of_the_directory_is_validated(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate"]) == 0
    assert "3 CPUs" in capfd.readouterr().out


def test_every_file_is_validated_and_problems_of_one_do_not_hide_another(capfd: pytest.CaptureFixture[str]) -> None:
    Path("bad.guardian.yaml").write_text("name: bad\nnodes:\n  \\ALPHA: {cpus: 99, colour: red}\n")
    assert cli.main(["validate", "bad.guardian.yaml", "good"]) == 2
    out, err = capfd.readouterr()
    assert "good.guardian.yaml: ok" in out
    assert "bad.guardian.yaml:3:" in err
    assert "99" in err
    assert "colour" in err


def test_validate_prints_what_a_topology_comes_to(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["validate", "--json"]) == 0
    value = json.loads(capfd.readouterr().out)
    assert value["topologies"][0]["nodes"][0]["cpus"] == 3
    assert value["errors"] == []


def test_the_doctor_says_what_is_here_and_for_what_is_not_the_next_step(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--json"]) in (0, 3)
    findings = {finding["what"]: finding for finding in json.loads(capfd.readouterr().out)["findings"]}
    assert {"guardian-emu", "container engine", "nonstop compiler", "host compiler", "qemu"} <= findings.keys()
    for finding in findings.values():
        assert finding["state"] == "ok" or finding["next_step"]


def test_the_doctor_fails_without_any_compiler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cli.main(["doctor"]) == 3
    out = capfd.readouterr().out
    assert "apt-get install gcc" in out
    assert "gcc-powerpc-linux-gnu" in out
