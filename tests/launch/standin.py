"""What the tests of launchers share: sessions whose kernel is the stand-in."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
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


def asked_of(launcher: Launcher, number: int) -> list[dict[str, object]]:
    """What the kernel of a CPU was asked to do to its fabrics."""
    with launcher.attach(cpu(number)) as channel:
        found: list[dict[str, object]] = channel.request("asked")["asked"]
    return found


def standin_code(place: Path) -> Path:
    """A package whose kernel is the stand-in and whose launch is ours."""
    package = place / "code" / "guardian_emu"
    (package / "kernel").mkdir(parents=True)
    for empty in ("__init__.py", "kernel/__init__.py"):
        (package / empty).touch()
    (package / "kernel" / "__main__.py").symlink_to(HERE / "standin_kernel.py")
    (package / "launch").symlink_to(PACKAGE / "launch")
    return package.parent


UP_UNTIL_KILLED = """
import json, sys
from pathlib import Path
from guardian_emu.launch import plan
from guardian_emu.launch.launcher import Silent

class Told(Silent):
    def cpu(self, cpu, stage):
        if stage == "started":
            print("started", flush=True)

session = plan.from_json(json.loads(sys.argv[2]), "00" * 32)
if sys.argv[1] == "docker":
    from guardian_emu.launch import containers, engine
    launcher = containers.DockerLauncher(engine.connect(), session, 60, sys.argv[3])
else:
    from guardian_emu.launch import embedded
    launcher = embedded.EmbeddedLauncher(session, 60, code=Path(sys.argv[3]))
launcher.up(Told())
"""


def killed_in_the_middle_of_up(runtime: str, image_or_code: str) -> str:
    """The session of an ``up`` whose process was killed when its first CPU had started; it would never get ready."""
    session = plan(3, manner=2)
    command = [sys.executable, "-c", UP_UNTIL_KILLED, runtime, json.dumps(session.to_json()), image_or_code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PACKAGE.parent) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        process.kill()
    return session.session
