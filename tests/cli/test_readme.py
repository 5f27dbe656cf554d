"""What the README shows works."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from guardian_emu import cli, topology
from guardian_emu.cli.commands import COMMANDS

CLONE = Path(__file__).parents[2]
README = (CLONE / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def command_lines() -> list[list[str]]:
    """Words of every command shown."""
    return [shlex.split(line, comments=True) for block in blocks("sh") for line in block.splitlines()]


def test_the_topology_is_one(tmp_path: Path) -> None:
    (tmp_path / "ledger_server.c").touch()
    [text] = blocks("yaml")
    assert topology.load_text(text, tmp_path / "pair.guardian.yaml").node().cpus == 2


def test_the_program_compiles_for_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [text] = blocks("c")
    Path("role.c").write_text(text)
    [words] = [words for words in command_lines() if words[:2] == ["guardian-emu", "cc"]]
    assert cli.main([*words[1:], "--abi", "host"]) == 0
    assert Path("ROLE").is_file()


def test_every_command_shown_exists() -> None:
    for words in command_lines():
        if words[0] == "guardian-emu":
            assert words[1] in COMMANDS
        else:
            assert words[0] == "make"
            subprocess.run(["make", "-n", *words[1:]], cwd=CLONE, check=True, capture_output=True)


def test_every_file_named_exists() -> None:
    for name in re.findall(r"`((?:docs|topologies|examples)/[^`]*)`", README):
        assert (CLONE / name).exists()
