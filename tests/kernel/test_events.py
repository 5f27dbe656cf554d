"""Events of a node, wherever they happen and wherever they are wanted."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from guardian_emu.kernel import events
from guardian_emu.kernel.events import Events, Log

Json = dict[str, Any]


class Node:
    """CPUs whose words to one another arrive when ``deliver`` says so."""

    def __init__(self, *cpus: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._out = os.open(os.devnull, os.O_WRONLY)
        self.waiting: list[tuple[int, int, Json]] = []
        self.cpus: dict[int, Events] = {}
        for cpu in cpus:
            self.load(cpu)

    def load(self, cpu: int) -> None:
        def send(to: int, message: Json) -> None:
            self.waiting.append((cpu, to, message))

        self.cpus[cpu] = Events(
            Log(self._loop, cpu, self._out), cpu, send, lambda: [other for other in self.cpus if other != cpu]
        )

    def deliver(self) -> None:
        while self.waiting:
            sender, to, message = self.waiting.pop(0)
            if message["t"] == "event":
                self.cpus[to].publish(message["event"])
            else:
                self.cpus[to].watched_by(sender, message["on"], message.get("from_first"))

    def close(self) -> None:
        self._loop.close()
        os.close(self._out)


@pytest.fixture
def node() -> Any:
    made = Node(0, 1)
    yield made
    made.close()


def seen_at(node: Node, cpu: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    node.cpus[cpu].subscribe(lambda record: found.append((record["cpu"], record["event"])))
    node.deliver()
    return found


def test_who_subscribes_hears_of_the_whole_node_from_then_on(node: Node) -> None:
    node.cpus[1].report("restarted", {})
    seen = seen_at(node, 0)
    node.cpus[1].report("takeover", {})
    node.cpus[0].report("cpu-up", {})
    node.deliver()
    assert seen == [(0, "cpu-up"), (1, "takeover")]


def test_what_a_cpu_reports_before_it_knows_of_a_subscriber_is_not_lost(node: Node) -> None:
    seen = seen_at(node, 0)
    node.cpus[0].cpu_down(1)
    node.load(1)
    node.cpus[1].report("refused", {})
    node.cpus[0].cpu_up(1)
    node.cpus[1].cpu_up(0)
    node.deliver()
    node.cpus[1].report("takeover", {})
    node.deliver()
    assert seen == [(1, "refused"), (1, "takeover")]


def test_of_what_came_before_so_many_are_kept(node: Node) -> None:
    seen = seen_at(node, 0)
    node.load(1)
    for _ in range(events.FIRST_EVENTS + 1):
        node.cpus[1].report("restarted", {})
    node.cpus[0].cpu_up(1)
    node.deliver()
    assert seen == [(1, "restarted")] * events.FIRST_EVENTS


def test_a_cpu_that_is_lost_is_sent_nothing(node: Node) -> None:
    seen_at(node, 0)
    node.cpus[1].cpu_down(0)
    node.cpus[1].report("takeover", {})
    assert node.waiting == []
