"""Requests a second of several requesters against one server, beside those of bare sockets with the same pipelining."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import ExpectationFailed
from guardian_emu.launch.launcher import Progress
from guardian_emu.operating.running import Running

from . import floors, messages, rows
from .laboratory import Laboratory, laboratory
from .messages import SERVER, WAYS, Way
from .rows import ThroughputRow

REQUESTERS, OUTSTANDING, BYTES = 8, 15, 64
_REPORT = re.compile(r"crowd (\d+) from (\d+) to (\d+)")


class Report(NamedTuple):
    """What one requester did; times in nanoseconds of the machine's monotonic clock."""

    requests: int
    begin: int
    end: int


def measure(
    runtime: str, abis: Sequence[Abi], rounds: int, requests: int, lead: float, progress: Progress
) -> list[ThroughputRow]:
    """A row for each path and ABI, floor and ours by turns; ``requests`` is the number of each requester.

    ``lead``: seconds from the order to start the requesters to their common beginning.
    """
    programs = {abi: messages.compiled(abi, "echo_server", "crowd_requester") for abi in abis}
    with tempfile.TemporaryDirectory(prefix="guardian-emu-bench-") as scratch:
        floor = floors.compiled(Path(scratch))
        with laboratory(runtime, 2, progress) as node:
            node.launcher.install("FLOOR", floor)
            found = []
            for abi, (server, requester) in programs.items():
                node.launcher.install("ECHO", server)
                node.launcher.install("CROWD", requester)
                for path in WAYS[runtime]:
                    progress.stage(f"throughput: {path.name}, {abi} ABI")
                    ours, bare = [], []
                    for _ in range(rounds):
                        bare.append(_floor(node, path, requests, lead))
                        ours.append(_ours(node, path, requests, lead))
                    found.append(rows.throughput(path.name, abi.value, BYTES, REQUESTERS, OUTSTANDING, ours, bare))
            return found


def rate(reports: Sequence[Report]) -> float:
    """Requests a second of all requesters, from the first beginning to the last end."""
    duration = max(report.end for report in reports) - min(report.begin for report in reports)
    return sum(report.requests for report in reports) / duration * 1e9


def read(lines: Sequence[str]) -> Report:
    """What a requester printed. Raises ExpectationFailed when it is not there."""
    for line in lines:
        if match := _REPORT.search(line):
            return Report(*map(int, match.groups()))
    raise ExpectationFailed(
        "a requester of the crowd printed no times", " / ".join(lines) or None, "it ended early", "see the CPUs' logs"
    )


def _ours(node: Laboratory, path: Way, requests: int, lead: float) -> float:
    node.ask(path.server, "create", program="ECHO", name=SERVER, cpu=path.server, args=[str(path.server)])
    try:
        return _crowd(lambda start: node.start("CROWD", path.requester, SERVER, *_words(requests, start, path)), lead)
    finally:
        node.stop(SERVER, path.server)


def _floor(node: Laboratory, path: Way, requests: int, lead: float) -> float:
    address = node.floor_address(path.server)
    with node.start("FLOOR", path.server, "serve-crowd", address, BYTES, REQUESTERS, path.server) as server:
        server.wait_for("listening")
        found = _crowd(
            lambda start: node.start("FLOOR", path.requester, "crowd", address, *_words(requests, start, path)), lead
        )
        server.end()
    return found


def _words(requests: int, start: int, path: Way) -> tuple[int, ...]:
    return BYTES, requests, OUTSTANDING, start, path.requester


def _crowd(start_one: Callable[[int], Running], lead: float) -> float:
    start = time.monotonic_ns() + int(lead * 1e9)
    with ExitStack() as crowd:
        running = [crowd.enter_context(start_one(start)) for _ in range(REQUESTERS)]
        return rate([read(one.end()) for one in running])
