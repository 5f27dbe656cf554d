"""What is kept of a node: logs of its CPUs, flight recorders, events, status."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from guardian_emu.errors import GuardianEmuError

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress
    from guardian_emu.testing.node import GuardianNode


def save(node: GuardianNode, directory: Path) -> None:
    """Write them into the directory, instead of what was there.

    What a node in trouble does not give keeps nothing else from being written: ``problems.txt`` says what is missing.
    """
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    problems: list[str] = []
    _write_lines(directory / "events.jsonl", [json.dumps(event) for event in list(node.events.history)])
    for cpu in node.states():
        try:
            _write_lines(_log(node, directory, cpu), [json.dumps(line) for line in node.launcher.logs(cpu)])
        except GuardianEmuError as problem:
            problems.append(f"log of {cpu}: {problem}")
    try:
        (directory / "status.json").write_text(json.dumps(node.status(), indent=2) + "\n")
    except GuardianEmuError as problem:
        problems.append(f"status: {problem}")
    try:
        node.launcher.fetch_recorders(directory / "recorders")
    except GuardianEmuError as problem:
        problems.append(f"flight recorders: {problem}")
    if problems:
        (directory / "problems.txt").write_text("\n".join(problems) + "\n")


def _log(node: GuardianNode, directory: Path, cpu: CpuAddress) -> Path:
    place = directory if len(node.topology.nodes) == 1 else directory / cpu.node.lstrip("\\")
    place.mkdir(exist_ok=True)
    return place / f"cpu-{cpu.cpu}.log"


def _write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines))
