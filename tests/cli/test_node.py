"""The commands about a node, on a node that really runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guardian_emu import cli
from guardian_emu.cli.node import _empty_cache

HELLO = """\
#include <stdioh> nolist
#include <cextdecs(PROCESS_GETPAIRINFO_)> nolist
int main(int argc, char **argv) {
    for (int word = 1; word < argc; word++) printf("%s\\n", argv[word]);
    printf("role %d\\n", PROCESS_GETPAIRINFO_());
    fprintf(stderr, "said on stderr\\n");
    return argc > 1 && argv[1][0] == 'f';
}
"""
WAITS = """\
#include <stdioh> nolist
#include <unistd.h>
int main(void) { printf("waiting\\n"); fflush(stdout); for (;;) pause(); }
"""
TOPOLOGY = """\
name: {name}
programs:
  HELLO: {{source: hello.c, abi: host}}
  WAITS: {{source: waits.c, abi: host}}
nodes:
  \\ALPHA:
    cpus: 2
    processes:
      $WAIT: {{program: WAITS, cpu: 1}}
"""
RUNTIMES = ["embedded", pytest.param("docker", marks=[pytest.mark.docker, pytest.mark.slow])]


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hello.c").write_text(HELLO)
    Path("waits.c").write_text(WAITS)
    Path("lab.guardian.yaml").write_text(TOPOLOGY.format(name=f"cli-test-{os.getpid()}"))


@pytest.fixture
def runtime(request: pytest.FixtureRequest) -> Iterator[str]:
    """The lab is up on a runtime."""
    name = getattr(request, "param", "embedded")
    try:
        assert cli.main(["up", "--runtime", name]) == 0
        yield name
    finally:
        assert cli.main(["down", "--runtime", name]) == 0


def status(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one node of ``status --json``."""
    capfd.readouterr()
    assert cli.main(["status", "--json"]) == 0
    [node] = json.loads(capfd.readouterr().out)["nodes"]
    return dict(node)


def states(node: dict[str, Any]) -> list[tuple[str, str | None, int | None]]:
    return [(cpu["container"], cpu["state"], cpu["incarnation"]) for cpu in node["cpus"]]


def follow(*words: str) -> subprocess.Popen[str]:
    """A command that goes on, beside this process."""
    command = [sys.executable, "-u", "-m", "guardian_emu.cli", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("runtime", RUNTIMES, indirect=True)
def test_a_node_comes_up_loses_a_cpu_gets_it_back_and_leaves_nothing(
    runtime: str, capfd: pytest.CaptureFixture[str]
) -> None:
    node = status(capfd)
    assert states(node) == [("running", "up", 1), ("running", "up", 1)]
    assert [(process["name"], process["cpu"], process["role"]) for process in node["processes"]] == [
        ("$WAIT", 1, "single")
    ]
    assert cli.main(["halt", "1"]) == 0
    node = status(capfd)
    assert states(node)[1][:2] == ("halted", "down")
    assert node["processes"] == []
    assert cli.main(["reload", "1"]) == 0
    assert states(status(capfd)) == [("running", "up", 1), ("running", "up", 2)]
    assert cli.main(["down"]) == 0
    assert cli.main(["status"]) == 3
    assert "guardian-emu up" in capfd.readouterr().err


def test_up_says_what_it_does_and_a_pipe_gets_plain_lines(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        assert cli.main(["up", "--runtime", "embedded"]) == 0
        out, err = capfd.readouterr()
    finally:
        assert cli.main(["down"]) == 0
    assert "runtime: embedded (it was asked for)" in err
    assert "compiling HELLO\n" in err
    assert "\\ALPHA CPU 1 ready\n" in err
    assert "$WAIT    single  1,2" in out
    assert "\x1b" not in out + err


def test_down_without_anything_up_is_no_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["down", "--runtime", "embedded"]) == 0
    assert capfd.readouterr().out == "nothing to remove\n"


def test_prune_leaves_alone_what_is_up(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prune"]) == 0
    assert states(status(capfd)) == [("running", "up", 1), ("running", "up", 1)]


def test_the_cache_can_be_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUARDIAN_EMU_CACHE", str(tmp_path / "cache"))
    assert cli.main(["cc", "--abi", "host", "hello.c", "-o", "HELLO"]) == 0
    assert list((tmp_path / "cache" / "runtime").iterdir())
    assert list(_empty_cache()) == [str(tmp_path / "cache" / part) for part in ("runtime", "objects")]
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_topology_is_up_once(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["up", "--runtime", runtime]) == 2
    assert "already up" in capfd.readouterr().err


def test_run_shows_what_the_program_says_and_ends_as_it_ends(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert cli.main(["run", "--name", "$HI", "--cpu", "1", "hello", "a word", "two"]) == 0
    out, err = capfd.readouterr()
    assert out == "a word\ntwo\nrole 4\n"
    assert "said on stderr" in err
    assert cli.main(["run", "--abi", "host", "hello.c", "fail"]) == 1
    out, err = capfd.readouterr()
    assert out == "fail\nrole 7\n"
    assert "completion code 2" in err


def test_run_tells_that_the_cpu_of_its_process_went_down(runtime: str) -> None:
    with follow("run", "--cpu", "1", "waits") as followed:
        assert followed.stdout
        assert followed.stdout.readline() == "waiting\n"
        assert cli.main(["halt", "1"]) == 0
        _, err = followed.communicate(timeout=30)
    assert followed.returncode == 1
    assert "went away" in err
    assert "Traceback" not in err


def test_an_interrupted_run_stops_its_process(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    with follow("run", "--name", "$GOES", "waits") as followed:
        assert followed.stdout
        assert followed.stdout.readline() == "waiting\n"
        followed.send_signal(signal.SIGINT)
        _, err = followed.communicate(timeout=30)
    assert followed.returncode == 130
    assert "Traceback" not in err
    left = [process for process in status(capfd)["processes"] if process["state"] != "stopping"]
    assert [process["name"] for process in left] == ["$WAIT"]


def test_interrupted_events_end_quietly(runtime: str) -> None:
    with follow("events") as followed:
        assert followed.stderr
        assert followed.stderr.readline() == "listening to 2 CPUs\n"
        followed.send_signal(signal.SIGINT)
        _, err = followed.communicate(timeout=30)
    assert followed.returncode == 130
    assert "Traceback" not in err


def test_run_tells_why_a_process_cannot_be_created(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--name", "$WAIT", "hello"]) == 3
    err = capfd.readouterr().err
    assert "detail 10" in err
    assert "Traceback" not in err


def test_stop_ends_a_process(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stop", "$WAIT"]) == 0
    assert status(capfd)["processes"] == []


def test_events_follows_what_happens_until_nothing_is_left(runtime: str) -> None:
    with follow("events", "--json") as followed:
        assert followed.stdout
        assert followed.stderr
        assert followed.stderr.readline() == "listening to 2 CPUs\n"
        assert cli.main(["run", "hello"]) == 0
        seen = []
        for line in followed.stdout:
            seen.append(json.loads(line))
            if seen[-1]["event"] == "process-ended":
                break
        kinds = [event["event"] for event in seen]
        assert kinds.index("process-created") < kinds.index("output") < kinds.index("process-ended")
        assert {event["node"] for event in seen} == {"\\ALPHA"}
        assert cli.main(["down"]) == 0
        assert followed.wait(timeout=30) == 0


def test_logs_show_the_stages_of_a_cpu(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert cli.main(["logs", "0", "--json"]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    stages = [line["stage"] for line in lines if line["event"] == "stage"]
    assert stages[-1] == "ready"
    assert cli.main(["logs", "--tail", "1"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 2


def test_a_frozen_cpu_is_seen(runtime: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["freeze", "1"]) == 0
    assert states(status(capfd))[1][0] == "frozen"
    assert cli.main(["thaw", "1"]) == 0
