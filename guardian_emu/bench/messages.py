"""Round trips between two Guardian processes, beside those of a bare ping-pong between the same two places."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from guardian_emu.cc import driver
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import ExpectationFailed
from guardian_emu.launch.launcher import Progress

from . import floors, rows
from .laboratory import Laboratory, laboratory
from .rows import MessageRow, Round

PROGRAMS = Path(__file__).with_name("programs")
SIZES = (64, 4096)
SERVER = "$ECHO"
_PERCENTILES = re.compile(r"p50 (\d+) p99 (\d+)")


class Way(NamedTuple):
    """A way for messages: its name, the CPU of the server, the CPU of the requester.

    Each Guardian CPU gets a processor of the machine for itself, as long as there are enough: see placement.h.
    """

    name: str
    server: int
    requester: int


WAYS = {
    "embedded": (Way("same-cpu", 0, 0), Way("cross-cpu-socket", 1, 0)),
    "docker": (Way("cross-cpu-network", 1, 0),),
}


def measure(runtime: str, abis: Sequence[Abi], rounds: int, exchanges: int, progress: Progress) -> list[MessageRow]:
    """Rows of every path that the runtime has: each ABI, each size, floor and ours by turns."""
    programs = {abi: compiled(abi, "echo_server", "echo_requester") for abi in abis}
    with tempfile.TemporaryDirectory(prefix="guardian-emu-bench-") as scratch:
        floor = floors.compiled(Path(scratch))
        with laboratory(runtime, 2, progress) as node:
            node.launcher.install("FLOOR", floor)
            found = []
            for abi, (server, requester) in programs.items():
                node.launcher.install("ECHO", server)
                node.launcher.install("ECHOREQ", requester)
                for path in WAYS[runtime]:
                    progress.stage(f"round trips: {path.name}, {abi} ABI")
                    found += _one_path(node, path, abi, rounds, exchanges)
            return found


def read(lines: Sequence[str]) -> Round:
    """What the requesters print, nanoseconds, as a round. Raises ExpectationFailed when it is not there."""
    for line in lines:
        if match := _PERCENTILES.search(line):
            return Round(int(match[1]) / 1000, int(match[2]) / 1000)
    raise ExpectationFailed(
        "a requester printed no percentiles", " / ".join(lines) or None, "it ended early", "see the CPUs' logs"
    )


def compiled(abi: Abi, *programs: str) -> list[Path]:
    """Program files of programs of ours."""
    options = driver.Options(abi=abi, include=(PROGRAMS,))
    return [driver.cached_program([PROGRAMS / f"{program}.c"], options) for program in programs]


def _one_path(node: Laboratory, path: Way, abi: Abi, rounds: int, exchanges: int) -> list[MessageRow]:
    node.ask(path.server, "create", program="ECHO", name=SERVER, cpu=path.server, args=[str(path.server)])
    try:
        return [_one_size(node, path, abi, size, rounds, exchanges) for size in SIZES]
    finally:
        node.stop(SERVER, path.server)


def _one_size(node: Laboratory, path: Way, abi: Abi, size: int, rounds: int, exchanges: int) -> MessageRow:
    ours, bare = [], []
    for _ in range(rounds):
        bare.append(_floor(node, path, size, exchanges))
        ours.append(read(node.run("ECHOREQ", path.requester, SERVER, size, exchanges, path.requester)))
    return rows.message(path.name, abi.value, size, ours, bare)


def _floor(node: Laboratory, path: Way, size: int, exchanges: int) -> Round:
    address = node.floor_address(path.server)
    with node.start("FLOOR", path.server, "serve", address, path.server) as server:
        server.wait_for("listening")
        found = read(node.run("FLOOR", path.requester, "ask", address, size, exchanges, path.requester))
        server.end()
    return found
