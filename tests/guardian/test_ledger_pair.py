"""The ledger pair of examples/python in a real node, mixed with the one of examples/c."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from guardian.conftest import Json, Run
from kernel.embedded import Node

Start = Callable[..., Node]

REQUESTERS = ("ledger_requester.py", "ledger_requester.host")


def posts_of(line: str) -> int:
    found = re.fullmatch(r"requester \d+: sent (\d+) replied (\d+) lost 0 duplicated 0 failed 0", line)
    assert found, line
    assert found[1] == found[2]
    return int(found[1])


def wait_for_posts(node: Node, cpu: int, more_than: int) -> int:
    """Returns when the ledger counts more posts than that, which proves that requesters are being served."""
    while True:
        _code, said = Run(node.cpus[cpu], "ledger_requester.host", "$LOOK", "$LEDG", "total").end()
        entries = int(said.split()[2])
        if entries > more_than:
            return entries


def end_of(node: Node, cpu: int, requesters: list[Run]) -> int:
    """Closes the books; the posts of all requesters, each of which says that none was lost or done twice."""
    assert Run(node.cpus[cpu], "ledger_requester.py", "$SHUT", "$LEDG", "close").end() == (0, "")
    posts = 0
    for requester in requesters:
        code, said = requester.end()
        posts += posts_of(said)
        assert code == 0
    return posts


@pytest.mark.requires("FS-02", "FS-05")
@pytest.mark.parametrize("server", ["ledger_server.py", "ledger_server.host"])
def test_every_post_is_counted_once_though_the_cpu_of_the_primary_dies(guardian_node: Start, server: str) -> None:
    node = guardian_node()
    Run(node.cpus[0], server, "$LEDG", "0", "1")
    requesters = [
        Run(node.cpus[1], program, f"$REQ{number}", "$LEDG", "0", str(number))
        for number, program in enumerate(REQUESTERS)
    ]
    wait_for_roles(node, "primary", "backup")
    before = wait_for_posts(node, 1, 100)
    node.cpus[0].kill()
    wait_for_posts(node, 1, before + 100)
    posts = end_of(node, 1, requesters)
    _code, said = Run(node.cpus[1], "ledger_requester.host", "$LOOK", "$LEDG", "total").end()
    assert said.split()[:3] == ["total", "entries", str(posts)]


def wait_for_roles(node: Node, *roles: str) -> list[Json]:
    """The members of the ledger, as soon as they have these roles."""
    operator = node.cpus[1].operator()
    while True:
        members = [process for process in operator.ask("status")["processes"] if process["name"] == "$LEDG"]
        if sorted(process["role"] for process in members) == sorted(roles):
            return members


@pytest.mark.requires("FS-02")
def test_a_pair_takes_over_forth_and_back(guardian_node: Start) -> None:
    node = guardian_node()
    Run(node.cpus[0], "ledger_server.py", "$LEDG")
    wait_for_roles(node, "primary", "backup")
    operator = node.cpus[0].operator()
    requester = Run(node.cpus[0], "ledger_requester.py", "$REQ", "$LEDG", "0", "5")
    for _round in range(3):
        before = wait_for_posts(node, 0, 20)
        primary = next(member for member in wait_for_roles(node, "primary", "backup") if member["role"] == "primary")
        operator.ask("stop", process=primary["handle"])
        wait_for_posts(node, 0, before + 20)
    assert end_of(node, 0, [requester]) > 0


def test_quit_stops_both_members(guardian_node: Start) -> None:
    node = guardian_node()
    server = Run(node.cpus[0], "ledger_server.py", "$LEDG")
    wait_for_roles(node, "primary", "backup")
    assert Run(node.cpus[1], "ledger_requester.py", "$STOP", "$LEDG", "quit").end()[0] == 0
    assert server.end() == (0, "")
    wait_for_roles(node)


def test_a_ledger_wants_a_name(guardian_node: Start) -> None:
    node = guardian_node(1)
    operator = node.cpus[0].operator()
    request = operator.start("create", program="ledger_server.py", name=None, cpu=0, args=[], follow=True)
    assert operator.reply(request)["ok"]
    said = operator.event(lambda event: event["event"] == "output")
    assert said["text"] == "ledger: a process pair needs a name"
