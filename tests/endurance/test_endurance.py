"""Nothing grows, and nothing is lost by a server that does not read for a while.

``make soak`` has the full counts: a million messages, ten thousand opens, thirty seconds without a read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from guardian_emu.bench.laboratory import Laboratory, laboratory
from guardian_emu.cc import driver, toolchain
from guardian_emu.cc.toolchain import Abi
from guardian_emu.launch import estate
from guardian_emu.launch.launcher import Silent

SOURCE = Path(__file__).with_name("endurance.c")
FULL = os.environ.get("GUARDIAN_EMU_FULL") == "1"
MESSAGES, OPENS, SECONDS = (1_000_000, 10_000, 30) if FULL else (30_000, 1_000, 2)
OUTSTANDING = 1000
SLACK_KB = 512
"""What the C library's own bookkeeping may add; one leaked block a message would be a hundred times that."""

_HELD = re.compile(r"(early|late): requester (\d+) KB (\d+) descriptors, server (\d+) KB (\d+) descriptors")
ABIS = [Abi.HOST, Abi.NONSTOP] if toolchain.has_nonstop_compiler() else [Abi.HOST]

pytestmark = pytest.mark.timeout(3600)


class Held(NamedTuple):
    """What requester and server hold at one time."""

    requester_kb: int
    requester_descriptors: int
    server_kb: int
    server_descriptors: int


@pytest.fixture(scope="module")
def node() -> Iterator[Laboratory]:
    with laboratory("embedded", 2, Silent()) as node:
        for abi in ABIS:
            node.launcher.install(f"ENDURE{abi.value}", driver.cached_program([SOURCE], driver.Options(abi=abi)))
        yield node


def run(node: Laboratory, abi: Abi, *words: object) -> dict[str, Held]:
    """What a requester printed, by the time it speaks of; the server is in the other CPU."""
    server = f"${abi.value[:4].upper()}"
    node.ask(1, "create", program=f"ENDURE{abi.value}", name=server, cpu=1, args=["serve"])
    try:
        with node.start(f"ENDURE{abi.value}", 0, words[0], server, *words[1:]) as running:
            running.wait_for("late")
            running.end()
    finally:
        node.stop(server, 1)
    found = [match for line in running.lines if (match := _HELD.match(line))]
    return {match[1]: Held(*map(int, match.groups()[1:])) for match in found}


def flat(held: dict[str, Held]) -> None:
    early, late = held["early"], held["late"]
    assert late.requester_kb <= early.requester_kb + SLACK_KB, held
    assert late.server_kb <= early.server_kb + SLACK_KB, held
    assert (late.requester_descriptors, late.server_descriptors) == (
        early.requester_descriptors,
        early.server_descriptors,
    )


def kernel_kb(node: Laboratory, cpu: int) -> int:
    """Resident memory of the kernel of a CPU."""
    found = next(one for one in estate.estates() if one.plan.session == node.launcher.session)
    pid = (found.state(found.plan.nodes[0]) / "pid" / str(cpu)).read_text().split()[0]
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") // 1024


@pytest.mark.parametrize("abi", ABIS)
def test_messages_leave_nothing_behind(node: Laboratory, abi: Abi) -> None:
    flat(run(node, abi, "messages", MESSAGES))


@pytest.mark.parametrize("abi", ABIS)
def test_opens_leave_nothing_behind(node: Laboratory, abi: Abi) -> None:
    run(node, abi, "opens", 100)  # what the first ones make is kept
    before = [kernel_kb(node, cpu) for cpu in (0, 1)]
    flat(run(node, abi, "opens", OPENS))
    after = [kernel_kb(node, cpu) for cpu in (0, 1)]
    assert all(late <= early + 2 * SLACK_KB for early, late in zip(before, after, strict=True)), (before, after)


@pytest.mark.requires("MS-06")
@pytest.mark.parametrize("abi", ABIS)
def test_a_server_that_does_not_read_for_a_while_loses_nothing(node: Laboratory, abi: Abi) -> None:
    held = run(node, abi, "stall", OUTSTANDING, SECONDS)
    assert held["late"].server_descriptors == held["early"].server_descriptors
