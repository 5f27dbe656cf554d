"""What every command has in common: exit codes, errors, help."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guardian_emu import __version__, cli
from guardian_emu.cli import check, commands
from guardian_emu.errors import EnvironmentProblem


@pytest.mark.parametrize("name", [name for name in commands.COMMANDS if name != "bench"])
def test_every_command_of_the_table_has_help(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main([name, "--help"]) == 0
    out, err = capfd.readouterr()
    assert out.startswith(f"Usage: guardian-emu {name}")
    assert err == ""


def test_help_imports_no_command_and_nothing_heavy() -> None:
    script = "import sys; from guardian_emu import cli; cli.main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert loaded.isdisjoint({"docker", "rich", "yaml", "msgspec", "paramiko", "requests"})
    assert not any(module.startswith(("guardian_emu.launch", "guardian_emu.topology")) for module in loaded)
    for name in commands.COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_the_version_is_that_of_the_package(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert __version__ in capfd.readouterr().out


def test_a_bug_shows_its_traceback_and_says_that_it_is_one(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("deliberate")

    monkeypatch.setattr(check, "_examine", broken)
    assert cli.main(["doctor"]) == 4
    err = capfd.readouterr().err
    assert "Traceback" in err
    assert "This is a bug in guardian-emu" in err
    assert "guardian-emu doctor" in err


def test_an_expected_error_is_also_json_for_a_reading_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["status", "-f", "nowhere", "--json"]) == 2
    out, err = capfd.readouterr()
    assert json.loads(out)["error"]["value"] == "nowhere"
    assert "nowhere" in err


def test_a_problem_of_the_environment_ends_with_3(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise EnvironmentProblem("the engine is away", "unix://nowhere", "it was never here", "start it")

    monkeypatch.setattr(check, "_examine", missing)
    assert cli.main(["doctor"]) == 3
    err = capfd.readouterr().err
    assert "start it" in err
    assert "Traceback" not in err


def test_an_interrupt_is_no_bug(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "_examine", interrupted)
    assert cli.main(["doctor"]) == 130
    assert "Traceback" not in capfd.readouterr().err


def test_a_reader_that_goes_away_is_no_bug() -> None:
    command = f"{sys.executable} -m guardian_emu.cli doctor --json"
    done = subprocess.run(["bash", "-c", f"{command} | true"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
