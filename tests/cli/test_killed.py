"""SIGKILL of the command in the middle of its work: the next ``prune`` removes every leftover and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOPOLOGY = "name: {name}\nnodes:\n  \\ALPHA:\n    cpus: 2\n"
GEMU = [sys.executable, "-m", "guardian_emu.cli"]
RUNTIMES = ["embedded", pytest.param("docker", marks=pytest.mark.docker)]


class Laboratory:
    """A directory, a topology and a state directory of one test, so that it meets nobody else's sessions."""

    def __init__(self, directory: Path, runtime: str, name: str) -> None:
        self.directory = directory
        self.runtime = runtime
        self.name = name
        self.file = directory / f"{name}.guardian.yaml"
        self.file.write_text(TOPOLOGY.format(name=name))
        self.state = Path(f"/tmp/gemu-k{os.getpid()}")
        self.environment = {**os.environ, "GUARDIAN_EMU_STATE": str(self.state)}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        return subprocess.run(
            [*GEMU, *words], capture_output=True, text=True, timeout=120, check=False, env=self.environment
        )

    def kill_at(self, word: str, *words: str) -> None:
        """Start a command and kill it when it says ``word``."""
        process = subprocess.Popen(
            [*GEMU, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=self.environment
        )
        assert process.stderr
        with process.stderr:
            said = []
            for line in process.stderr:
                said.append(line)
                if word in line:
                    break
            else:
                pytest.fail(f"never said {word!r}: {said}")
            process.kill()
        process.wait()

    def close(self) -> None:
        """Remove the empty state directory; embedded sessions made it."""
        if self.state.exists():
            self.state.rmdir()

    def leftovers(self) -> list[str]:
        """Processes and directories, or containers, networks and volumes, of this topology."""
        if self.runtime == "embedded":
            return [str(path) for path in self.state.glob("*")] + _processes(str(self.state))
        label = f"label=io.guardian-emu.topology={self.name}"
        found = []
        for kind in (["ps", "-a"], ["network", "ls"], ["volume", "ls"]):
            listed = subprocess.run(
                ["docker", *kind, "-q", "--filter", label], capture_output=True, text=True, check=True
            )
            found += listed.stdout.split()
        return found


def _processes(word: str) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            environment = (entry / "environ").read_bytes() if entry.name.isdigit() else b""
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
        except OSError:
            continue
        if b"guardian_emu" in command and word.encode() in environment:
            found.append(entry.name)
    return found


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("word", ["starting CPUs", "ready"])
def test_an_up_that_was_killed_leaves_nothing_behind_prune(tmp_path: Path, runtime: str, word: str) -> None:
    lab = Laboratory(tmp_path, runtime, "killed-up")
    lab.kill_at(word, "up", "-f", str(lab.file), "--runtime", runtime)
    done = lab.run("prune")
    assert (done.returncode, lab.leftovers()) == (0, []), done.stderr
    lab.close()


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_down_that_was_killed_is_finished_by_prune(tmp_path: Path, runtime: str) -> None:
    lab = Laboratory(tmp_path, runtime, "killed-down")
    assert lab.run("up", "-f", str(lab.file), "--runtime", runtime).returncode == 0
    assert lab.run("prune").stdout == "nothing to remove\n"  # what is up is no leftover
    assert lab.leftovers()
    lab.kill_at("removing session", "down", "-f", str(lab.file), "--runtime", runtime)
    done = lab.run("prune")
    assert (done.returncode, lab.leftovers()) == (0, []), done.stderr
    lab.close()


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_demonstration_that_was_killed_leaves_nothing_behind_prune(tmp_path: Path, runtime: str) -> None:
    lab = Laboratory(tmp_path, runtime, "demo")
    lab.kill_at("1. ", "demo", "--runtime", runtime, "--runs", str(tmp_path / "runs"))
    done = lab.run("prune")
    assert (done.returncode, lab.leftovers()) == (0, []), done.stderr
    lab.close()
