"""Real kernels with the programs of examples/ on their $SYSTEM."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from guardian.actors import make_stage
from kernel.conftest import make_node
from kernel.embedded import ROOT, Cpu, Node, Operator

from guardian_emu.cc import driver, runtime
from guardian_emu.cc.toolchain import Abi

__all__ = ["make_node", "make_stage"]

EXAMPLES = ROOT / "examples"
Json = dict[str, Any]


class Run:
    """A program that was started, and what it says."""

    def __init__(self, cpu: Cpu, program: str, name: str, *args: str) -> None:
        self.operator: Operator = cpu.operator()
        request = self.operator.start(
            "create", program=program, name=name, cpu=cpu.number, args=list(args), follow=True
        )
        reply = self.operator.reply(request)
        assert reply["ok"], reply

    def output(self, containing: str) -> str:
        """The first line with that text, now or when it comes."""
        event = self.operator.event(lambda event: event["event"] == "output" and containing in event["text"])
        return str(event["text"])

    def end(self) -> tuple[int, str]:
        """Its completion code, and all it said."""
        event = self.operator.event(lambda event: event["event"] == "process-ended")
        said = [event["text"] for event in self.operator.events if event["event"] == "output"]
        return int(event["completion_code"]), "\n".join(said)


def put(node: Node, *programs: Path) -> None:
    """Program files to $SYSTEM."""
    for program in programs:
        target = node.folder / "state" / "system" / program.name
        shutil.copy(program, target)
        target.chmod(0o755)


@pytest.fixture
def guardian_node(make_node: Callable[..., Node]) -> Callable[..., Node]:
    """Starts a node whose programs find libguardian; with the ledger examples, the C ones as ledger_server.host."""
    runtime.shared_library()

    def make(cpus: int = 2) -> Node:
        node = make_node(cpus)
        put(node, *(EXAMPLES / "python").glob("*.py"))
        for name in ("ledger_server", "ledger_requester"):
            built = driver.cached_program([EXAMPLES / "c" / f"{name}.c"], driver.Options(abi=Abi.HOST))
            target = node.folder / "state" / "system" / f"{name}.host"
            shutil.copy(built, target)
            target.chmod(0o755)
        return node

    return make
