"""A run of a real pair: its CPUs' events, and the recorder files that its processes wrote."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from guardian.conftest import Run, guardian_node, make_node
from kernel.embedded import Node

from guardian_emu.chaos.report import events

__all__ = ["guardian_node", "make_node"]


class Halted(NamedTuple):
    """A ledger pair whose primary's CPU was killed under load. ``killed``: between these two times."""

    directory: Path
    events: list[dict[str, Any]]
    killed: int


@pytest.fixture
def halted(guardian_node: Callable[..., Node]) -> Halted:
    """Two CPUs and a requester; CPU 0 dies, the requester goes on, then the books are closed."""
    node = guardian_node()
    survivor = node.cpus[1]
    Run(node.cpus[0], "ledger_server.host", "$LEDG", "0", "1")
    node.cpus[0].wait_for(lambda one: one.get("event") == "process-created")
    requester = Run(survivor, "ledger_requester.host", "$REQ", "$LEDG", "0", "1")
    survivor.wait_for(lambda one: one.get("event") == "process-created" and one.get("role") == "backup")
    Run(survivor, "ledger_requester.host", "$ONE", "$LEDG", "100", "2").end()
    killed = time.monotonic_ns()
    node.cpus[0].kill()
    survivor.wait_for(lambda one: one.get("event") == "takeover")
    Run(survivor, "ledger_requester.host", "$TWO", "$LEDG", "100", "3").end()
    Run(survivor, "ledger_requester.host", "$SHUT", "$LEDG", "close").end()
    requester.end()
    survivor.wait_for(lambda one: one.get("event") == "process-ended" and one.get("name") == "$REQ")
    logs = [line for cpu in node.cpus.values() for line in cpu.log]
    return Halted(node.folder / "state" / "recorder", events.of_log("\\ALPHA", logs), killed)
