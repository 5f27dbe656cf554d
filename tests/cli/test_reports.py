"""What a run leaves when it ends before its time."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from guardian_emu import topology as topologies
from guardian_emu.cli import reports
from guardian_emu.launch import launcher as launch
from guardian_emu.launch.launcher import CpuState, Launcher, Silent
from guardian_emu.topology.model import Topology

FILES = {"timeline.html", "trace.json", "junit.xml", "events.jsonl"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Topology, Launcher]]:
    """Two CPUs that nobody has started yet."""
    root = Path(f"/tmp/ge-reports-{secrets.token_hex(3)}")
    monkeypatch.setenv("GUARDIAN_EMU_STATE", str(root))
    text = "name: short\nnodes:\n  \\ALPHA: {cpus: 2}\n"
    topology = topologies.load_text(text, tmp_path / "short.guardian.yaml", {})
    launcher = launch.create(topology, "embedded", leashed=True)
    yield topology, launcher
    launcher.remove(Silent())
    if root.exists():
        root.rmdir()


def failed_case(directory: Path) -> str:
    (case,) = ElementTree.parse(directory / "junit.xml").getroot()
    failure = case.find("failure")
    assert failure is not None
    return str(failure.get("message"))


def test_a_run_that_fails_leaves_its_reports_and_no_session(run: tuple[Topology, Launcher], tmp_path: Path) -> None:
    topology, launcher = run
    with pytest.raises(RuntimeError), reports.of_run("a run", topology, launcher, tmp_path, Silent()) as report:
        launcher.up(Silent())
        report.faults.made("halt", next(iter(launcher.states())), 1)
        raise RuntimeError("it broke <here>")
    assert {path.name for path in tmp_path.iterdir()} == FILES | {"cpu-0.log", "cpu-1.log"}
    assert failed_case(tmp_path) == "it broke <here>"
    assert '"fault"' in (tmp_path / "events.jsonl").read_text()
    assert "a run" in (tmp_path / "timeline.html").read_text()
    assert set(launcher.states().values()) == {CpuState.ABSENT}


def test_a_run_that_never_began_says_what_is_missing(run: tuple[Topology, Launcher], tmp_path: Path) -> None:
    topology, launcher = run
    with pytest.raises(RuntimeError), reports.of_run("a run", topology, launcher, tmp_path, Silent()):
        raise RuntimeError("no engine")
    assert {path.name for path in tmp_path.iterdir()} >= FILES
    assert failed_case(tmp_path) == "no engine"
    assert "short is not up" in (tmp_path / "timeline.html").read_text()
