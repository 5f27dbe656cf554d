"""The ledger pair of ../c under faults: its requesters notice nothing, no post is lost and none is counted twice.

    pytest examples/pytest

A requester posts without end and verifies every reply. When the books are closed it tells what it counted, and the
ledger has to have counted the same.
"""

from __future__ import annotations

import re

import pytest

from guardian_emu.operating.running import Running
from guardian_emu.testing.node import GuardianNode

LEDGER = "$LEDG"
REQUESTERS_CPU = 2
A_FEW_POSTS = 20


def ask(node: GuardianNode, word: str) -> list[str]:
    """What the ledger answers to one more requester."""
    return list(node.run("LEDREQ", LEDGER, word, cpu=REQUESTERS_CPU).succeeded().lines)


def posts(node: GuardianNode) -> int:
    """How many posts the ledger has counted."""
    [line] = ask(node, "total")
    return int(re.findall(r"total entries (\d+)", line)[0])


def posts_go_on(node: GuardianNode) -> None:
    """Return when some more posts have been counted."""
    wanted = posts(node) + A_FEW_POSTS
    while posts(node) < wanted:
        pass


def pair_is_ready(node: GuardianNode) -> None:
    """Return when there are two members and the backup knows everything.

    A pair is whole by name as soon as its backup is created. This ledger tells it everything before it serves the next
    request, so one answer is the proof.
    """
    node.whole(LEDGER)
    posts(node)


def nothing_is_lost_or_repeated(node: GuardianNode, requester: Running) -> None:
    """Close the books and compare."""
    counted = posts(node)
    ask(node, "close")
    last = requester.end()[-1]
    told = re.fullmatch(r"requester 1: sent (\d+) replied (\d+) lost 0 duplicated 0 failed 0", last)
    assert told, last
    assert told[1] == told[2] == str(posts(node))
    assert int(told[1]) >= counted


@pytest.fixture
def requester(guardian_node: GuardianNode) -> Running:
    """A requester at work on a pair that is ready."""
    pair_is_ready(guardian_node)
    requester = guardian_node.start("LEDREQ", LEDGER, 0, 1, cpu=REQUESTERS_CPU)
    posts_go_on(guardian_node)
    return requester


def test_a_processor_halts(guardian_node: GuardianNode, requester: Running) -> None:
    primary, backup = guardian_node.primary(LEDGER), guardian_node.backup(LEDGER)
    guardian_node.halt(primary.cpu)
    guardian_node.events.wait_for("takeover", name=LEDGER, cpu=backup.cpu)
    posts_go_on(guardian_node)
    assert guardian_node.primary(LEDGER).cpu == backup.cpu
    nothing_is_lost_or_repeated(guardian_node, requester)


def test_both_processors_halt_in_turn(guardian_node: GuardianNode, requester: Running) -> None:
    for cpu in (0, 1):
        guardian_node.halt(cpu)
        guardian_node.events.wait_for("takeover", name=LEDGER)
        guardian_node.reload(cpu)
        pair_is_ready(guardian_node)
    assert guardian_node.primary(LEDGER).cpu == 0
    nothing_is_lost_or_repeated(guardian_node, requester)


def test_a_processor_freezes(guardian_node: GuardianNode, requester: Running) -> None:
    frozen = guardian_node.primary(LEDGER).cpu
    guardian_node.freeze(frozen)
    guardian_node.events.wait_for("cpu-down", down=frozen, reason="silence")
    guardian_node.events.wait_for("takeover", name=LEDGER)
    posts_go_on(guardian_node)
    guardian_node.heal()
    pair_is_ready(guardian_node)
    nothing_is_lost_or_repeated(guardian_node, requester)


def test_the_primary_is_stopped(guardian_node: GuardianNode, requester: Running) -> None:
    guardian_node.stop(LEDGER, one=True)
    guardian_node.events.wait_for("takeover", name=LEDGER)
    pair_is_ready(guardian_node)
    posts_go_on(guardian_node)
    nothing_is_lost_or_repeated(guardian_node, requester)


@pytest.mark.parametrize("fabric", ["X", "Y"])
def test_one_fabric_is_cut(guardian_node: GuardianNode, requester: Running, fabric: str) -> None:
    for cpu in guardian_node.cpus:
        guardian_node.cut(fabric, cpu)
    posts_go_on(guardian_node)
    guardian_node.heal()
    posts_go_on(guardian_node)
    assert guardian_node.events.seen("takeover") == []
    assert guardian_node.events.seen("cpu-down") == []
    nothing_is_lost_or_repeated(guardian_node, requester)


def test_a_processor_loses_both_fabrics(guardian_node: GuardianNode, requester: Running) -> None:
    lost = guardian_node.primary(LEDGER).cpu
    guardian_node.cut("both", lost)
    guardian_node.events.wait_for("takeover", name=LEDGER)
    posts_go_on(guardian_node)
    guardian_node.heal()
    pair_is_ready(guardian_node)
    nothing_is_lost_or_repeated(guardian_node, requester)
