"""``reload``: one CPU, several, all in turn."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guardian_emu import cli
from guardian_emu.cli.options import CpuName
from guardian_emu.cli.reload import cpu_list
from guardian_emu.errors import UsageError
from guardian_emu.launch import rolling

WAITS = """\
#include <unistd.h>
#include <cextdecs(PROCESS_GETPAIRINFO_)>
#include <crtlns.h>
int main(int argc, char **argv) {
    short detail;
    if (argc > 1 && PROCESS_GETPAIRINFO_() == 4) __ns_start_backup(&detail, -1);
    for (;;) pause();
}
"""
TOPOLOGY = """\
name: {name}
programs:
  WAITS: {{source: waits.c, abi: host}}
nodes:
  \\ALPHA:
    cpus: 4
    processes:
      $MAN: {{program: WAITS, cpu: 1}}
      $APP: {{program: WAITS, cpu: 1, start-mode: application}}
      $KERN: {{program: WAITS, cpu: 1, start-mode: kernel}}
      $DIS: {{program: WAITS, cpu: 1, start-mode: disabled}}
"""
PAIR = "      $ONCE: {{program: WAITS, cpu: 0, args: [pair]}}\n"
RUNTIMES = ["embedded", pytest.param("docker", marks=[pytest.mark.docker, pytest.mark.slow])]


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("waits.c").write_text(WAITS)
    Path("lab.guardian.yaml").write_text(TOPOLOGY.format(name=f"reload-test-{os.getpid()}"))


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Iterator[str]:
    """The topology is up."""
    name = getattr(request, "param", "embedded")
    try:
        assert cli.main(["up", "--runtime", name]) == 0
        yield name
    finally:
        assert cli.main(["down", "--runtime", name]) == 0


def status(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capfd.readouterr()
    assert cli.main(["status", "--json"]) == 0
    [node] = json.loads(capfd.readouterr().out)["nodes"]
    return dict(node)


def loads(node: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(cpu["container"], cpu["state"], cpu["incarnation"]) for cpu in node["cpus"]]


def names(node: dict[str, Any]) -> list[str]:
    return sorted(process["name"] for process in node["processes"])


@pytest.mark.requires("RL-01", "RL-05", "RL-08", "ZP-05", "ZP-08")
@pytest.mark.parametrize("lab", RUNTIMES, indirect=True)
def test_several_cpus_are_reloaded_and_start_their_configured_processes(
    lab: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert names(status(capfd)) == ["$APP", "$KERN", "$MAN"]
    for number in ("1", "2"):
        assert cli.main(["halt", number]) == 0
    capfd.readouterr()
    assert cli.main(["reload", "1,", "2"]) == 0
    assert capfd.readouterr().out == "\\ALPHA CPU 1 is up\n\\ALPHA CPU 2 is up\n"
    while names(node := status(capfd)) != ["$APP", "$KERN"]:
        pass
    assert loads(node) == [("running", "up", load) for load in (1, 2, 2, 1)]


def test_what_keeps_one_cpu_away_does_not_keep_the_others(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["halt", "2"]) == 0
    assert cli.main(["reload", "0-2"]) == 3
    out, err = capfd.readouterr()
    assert "\\ALPHA CPU 2 is up" in out
    assert "2 CPUs are not reloaded" in err
    assert "only a halted CPU can be loaded" in err
    assert cli.main(["reload", "1"]) == 3
    assert "halt it first" in capfd.readouterr().err


def test_options_about_disks_are_taken_and_said_to_change_nothing(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["halt", "1"]) == 0
    assert cli.main(["reload", "1,", "PRIME,", "noswitch"]) == 0
    out = capfd.readouterr().out
    assert "PRIME changes nothing" in out and "NOSWITCH changes nothing" in out


@pytest.mark.requires("RL-07")
@pytest.mark.parametrize("lab", RUNTIMES, indirect=True)
def test_all_cpus_are_reloaded_in_turn(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert cli.main(["reload", "--rolling", "--settle", "0s"]) == 0
    out, err = capfd.readouterr()
    assert out == "every CPU of \\ALPHA is reloaded\n"
    done = [line for line in err.splitlines() if "every pair has its backup" in line]
    assert [line.split()[2] for line in done] == ["0", "2", "1", "3"]
    assert loads(status(capfd)) == [("running", "up", 2)] * 4


@pytest.mark.requires("RL-07")
def test_no_further_cpu_is_halted_while_a_pair_lacks_its_backup(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rolling, "RECOVERY_SECONDS", 1.0)
    with Path("lab.guardian.yaml").open("a") as file:
        file.write(PAIR.format())
    try:
        assert cli.main(["up", "--runtime", "embedded"]) == 0
        while names(status(capfd)).count("$ONCE") != 2:
            pass
        assert cli.main(["reload", "--rolling", "--settle", "0s"]) == 1
        assert "$ONCE" in capfd.readouterr().err
        assert [load for _, _, load in loads(status(capfd))] == [2, 1, 1, 1]
    finally:
        assert cli.main(["down", "--runtime", "embedded"]) == 0


def test_a_node_in_which_a_cpu_is_down_is_not_reloaded_in_turn(lab: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["halt", "1"]) == 0
    assert cli.main(["reload", "--rolling"]) == 3
    assert "reload it first" in capfd.readouterr().err
    assert loads(status(capfd))[0] == ("running", "up", 1)


@pytest.mark.requires("RL-03")
@pytest.mark.parametrize("words", [("1", "2", "1"), ("1,1",), ("0-2", "1"), ("\\BETA.1", "\\BETA.1")])
def test_a_cpu_named_twice_is_refused_in_guardians_words(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        cpu_list(words)
    assert refused.value.what.endswith("1 already specified")
    assert refused.value.what.startswith("CPU ")


def test_cpus_are_read_from_words_commas_and_ranges() -> None:
    assert cpu_list(("0,", "2-4,PRIME", "\\B.1")) == (
        [CpuName(None, 0), CpuName(None, 2), CpuName(None, 3), CpuName(None, 4), CpuName("\\B", 1)],
        ["PRIME"],
    )


def test_even_cpus_come_before_odd_ones() -> None:
    assert rolling.order(range(5)) == [0, 2, 4, 1, 3]
