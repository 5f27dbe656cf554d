"""What the tests of launchers share: sessions whose kernel is the stand-in."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path

from guardian_emu.launch import images
from guardian_emu.launch.launcher import CpuAddress, Launcher
from guardian_emu.launch.plan import NodePlan, Plan

HERE = Path(__file__).parent
PACKAGE = Path(images.__file__).resolve().parent.parent

Make = Callable[..., Launcher]


class Notes:
    """A Progress that remembers."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.cpus: list[tuple[CpuAddress, str]] = []
        self.reached = threading.Event()

    def stage(self, text: str) -> None:
        self.stages.append(text)

    def cpu(self, cpu: CpuAddress, stage: str) -> None:
        self.cpus.append((cpu, stage))
        self.reached.set()


def plan(
    cpus: int = 2, *, manner: int = 1, sockets: bool = False, topology: str = "launchtest", **more: object
) -> Plan:
    node = NodePlan("\\ALPHA", manner, cpus, sockets, 400, 800, 0)
    return Plan(topology, secrets.token_hex(4), (node,), secrets.token_hex(32), **more)  # type: ignore[arg-type]


def cpu(number: int) -> CpuAddress:
    return CpuAddress("\\ALPHA", number)


def standin_code(place: Path) -> Path:
    """A package whose kernel is the stand-in and whose launch is ours."""
    package = place / "code" / "guardian_emu"
    (package / "kernel").mkdir(parents=True)
    for empty in ("__init__.py", "kernel/__init__.py"):
        (package / empty).touch()
    (package / "kernel" / "__main__.py").symlink_to(HERE / "standin_kernel.py")
    (package / "launch").symlink_to(PACKAGE / "launch")
    return package.parent
