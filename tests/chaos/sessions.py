"""Real nodes, of three CPUs when nothing else is said, for tests of faults."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from guardian_emu import topology
from guardian_emu.launch import launcher as launch
from guardian_emu.launch.launcher import CpuAddress, Launcher

TEXT = """\
name: {name}
defaults: {{profile: {{alive-interval: 150ms, check-interval: 600ms}}}}
nodes:
  \\ALPHA: {{cpus: {cpus}, fabric: {fabric}}}
"""


def cpu(number: int) -> CpuAddress:
    return CpuAddress("\\ALPHA", number)


def name() -> str:
    return f"chaos-{os.getpid()}-{secrets.token_hex(2)}"


def create(place: Path, runtime: str, fabric: str = "networks", cpus: int = 3) -> Launcher:
    """A session that nothing of is started yet."""
    chosen = name()
    text = TEXT.format(name=chosen, fabric=fabric, cpus=cpus)
    made = topology.load_text(text, place / f"{chosen}.guardian.yaml", {})
    return launch.create(made, runtime, leashed=True)


def views(launcher: Launcher) -> list[list[int]]:
    """What each CPU that runs says is up."""
    found = []
    for address, state in launcher.states().items():
        if state is launch.CpuState.RUNNING:
            with launcher.attach(address) as channel:
                said = channel.request("status")["cpus"]
            found.append([one["cpu"] for one in said if one["state"] == "up"])
    return found


def words(launcher: Launcher, number: int) -> dict[str, dict[str, str]]:
    """The path words of one CPU, by fabric and other CPU."""
    with launcher.attach(cpu(number)) as channel:
        found: dict[str, dict[str, str]] = channel.request("paths")["rows"]
    return found
