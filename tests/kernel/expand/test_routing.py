r"""The routing tables of whole networks, simulated: random lines that go up and down, CPUs that die and return.

A failing seed is printed by pytest as the parameter of its test.
"""

from __future__ import annotations

import random
from collections import deque
from typing import Any

import pytest

from guardian_emu.kernel.addresses import Address
from guardian_emu.kernel.expand.routing import (
    DIAMETER,
    NodeDown,
    NodeUp,
    RemoteCpuDown,
    RemoteCpuUp,
    Route,
    Routing,
    Told,
    Way,
    parse_told,
)
from guardian_emu.kernel.expand.settings import KnownNode, LineEnd, Settings
from guardian_emu.kernel.expand.statuses import CpuState, Statuses

NOWHERE = Address(0, "")
SEEDS = range(150)


def settings(node: int, cpus: dict[int, int], lines: list[LineEnd]) -> Settings:
    nodes = {number: KnownNode(f"\\N{number}", number, count) for number, count in cpus.items()}
    return Settings(node, nodes, {line.name: line for line in lines}, 1.0, 1.0, 3, None)


def end(name: str, cpu: int, to: int, to_cpu: int, factor: int = 1) -> LineEnd:
    return LineEnd(name, cpu, to, to_cpu, factor, NOWHERE, NOWHERE, True)


class Simulation:
    """Nodes of a random network, each with one copy of its tables. What goes over a line keeps its order and may be
    late; what is on the way when a line goes down is lost.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        count = self.random.randint(2, 7)
        self.cpus = {node: self.random.randint(1, 4) for node in range(count)}
        self.lines: dict[str, tuple[tuple[int, int], tuple[int, int], int]] = {}
        for number in range(self.random.randint(1, 2 * count)):
            first, second = self.random.sample(range(count), 2)
            ends = [(node, self.random.randrange(self.cpus[node])) for node in (first, second)]
            self.lines[f"$L{number}"] = (ends[0], ends[1], self.random.randint(1, 5))
        self.states = {node: {cpu: CpuState(1, True) for cpu in range(n)} for node, n in self.cpus.items()}
        self.up: set[str] = set()
        self.wanted: set[str] = set()
        self.queues: dict[tuple[str, int], deque[Any]] = {}
        self.said: dict[tuple[str, int], Any] = {}
        self.heard: dict[int, dict[int, set[int]]] = {node: {} for node in self.cpus}
        self.tables = {node: Routing(settings(node, self.cpus, self._ends(node))) for node in self.cpus}
        for node in self.cpus:
            self._own(node)

    def _ends(self, node: int) -> list[LineEnd]:
        found = []
        for name, (first, second, factor) in self.lines.items():
            for here, there in ((first, second), (second, first)):
                if here[0] == node:
                    found.append(end(name, here[1], *there, factor))
        return found

    def step(self) -> None:
        """One thing happens."""
        what = self.random.random()
        if what < 0.08:
            self.wanted ^= {self.random.choice(list(self.lines))}
        elif what < 0.16:
            self._change_cpu()
        else:
            self._deliver()
        self._switch_lines()

    def settle(self) -> None:
        """Nothing happens any more, and everything that is on the way arrives."""
        self._switch_lines()
        while any(self.queues.values()):
            self._deliver()

    def _change_cpu(self) -> None:
        node = self.random.randrange(len(self.cpus))
        cpu = self.random.randrange(self.cpus[node])
        state = self.states[node][cpu]
        self.states[node][cpu] = (
            CpuState(state.incarnation, False) if state.up else CpuState(state.incarnation + 1, True)
        )
        self._own(node)

    def _own(self, node: int) -> None:
        self._heard(node, self.tables[node].own_cpus(list(self.states[node].items())))

    def _switch_lines(self) -> None:
        for name, (first, second, _factor) in self.lines.items():
            possible = name in self.wanted and all(self.states[node][cpu].up for node, cpu in (first, second))
            if possible and name not in self.up:
                self.up.add(name)
                for node, _cpu in (first, second):
                    self.said.pop((name, node), None)
                    self.queues[name, node] = deque()
                for node in self.cpus:
                    self._say(node)
            elif not possible and name in self.up:
                self.up.discard(name)
                for node, _cpu in (first, second):
                    self.queues[name, node].clear()
                    self._heard(node, self.tables[node].line_down(name))

    def _say(self, node: int) -> None:
        for name, (first, second, _factor) in self.lines.items():
            if name in self.up and node in (first[0], second[0]):
                said = self.tables[node].says(name)
                if self.said.get((name, node)) != said:
                    self.said[name, node] = said
                    self.queues[name, second[0] if node == first[0] else first[0]].append(said)

    def _deliver(self) -> None:
        waiting = [key for key, queue in self.queues.items() if queue]
        if waiting:
            name, node = self.random.choice(waiting)
            said = self.queues[name, node].popleft()
            self._heard(node, self.tables[node].told(name, parse_told(said)))

    def _heard(self, node: int, changes: list[Any]) -> None:
        """What the processes of that node know from what they were told: no more, no less, and each thing once."""
        known = self.heard[node]
        for change in changes:
            if isinstance(change, NodeUp):
                assert change.node not in known
                known[change.node] = set(change.cpus)
            elif isinstance(change, NodeDown):
                del known[change.node]
            elif isinstance(change, RemoteCpuDown):
                known[change.node].remove(change.cpu)
            elif isinstance(change, RemoteCpuUp):
                assert change.cpu not in known[change.node]
                known[change.node].add(change.cpu)
        self.check(node)
        self._say(node)

    def check(self, node: int) -> None:
        """What is true at every moment."""
        table = self.tables[node]
        assert set(self.heard[node]) == set(table.routes)
        for other, route in table.routes.items():
            assert self.heard[node][other] == set(table.statuses.up(other))
            assert route.way.nodes[0] == node and route.way.nodes[-1] == other
            assert len(set(route.way.nodes)) == len(route.way.nodes) <= DIAMETER + 1
            assert all(table.is_up(line) for line in route.lines)

    def best(self, source: int) -> dict[int, int]:
        """The smallest sums of time factors, found in another way."""
        found = {source: 0}
        while True:
            more = dict(found)
            for name in self.up:
                first, second, factor = self.lines[name]
                for here, there in ((first[0], second[0]), (second[0], first[0])):
                    if here in more:
                        more[there] = min(more.get(there, 10**9), more[here] + factor)
            if more == found:
                del found[source]
                return found
            found = more


@pytest.mark.requires("EX-04", "EX-06", "EX-09", "EX-10", "MO-05")
@pytest.mark.parametrize("seed", SEEDS)
def test_every_node_finds_the_best_way_to_every_other_and_knows_its_cpus(seed: int) -> None:
    network = Simulation(seed)
    for _ in range(120):
        network.step()
    network.settle()
    for node, table in network.tables.items():
        assert {other: route.way.factor for other, route in table.routes.items()} == network.best(node)
        for other in table.routes:
            truth = [cpu for cpu, state in network.states[other].items() if state.up]
            assert table.statuses.up(other) == truth


def alone(*lines: LineEnd) -> Routing:
    table = Routing(settings(1, {1: 2, 2: 2, 3: 2, 4: 2}, list(lines)))
    table.own_cpus([(0, CpuState(1, True)), (1, CpuState(1, True))])
    return table


def says(node: int, *ways: tuple[int, int, tuple[int, ...]], up: tuple[int, ...] = (0, 1)) -> Told:
    told = {node: Way(0, (node,))} | {other: Way(factor, nodes) for other, factor, nodes in ways}
    states = [((other, cpu), CpuState(1, other != node or cpu in up)) for other in told for cpu in (0, 1)]
    return Told(told, tuple(states))


@pytest.mark.requires("EX-06")
def test_of_two_ways_the_one_with_the_smaller_sum_is_taken() -> None:
    table = alone(end("$FAST", 0, 2, 0, 2), end("$SLOW", 1, 3, 0, 9))
    table.told("$SLOW", says(3))
    assert table.routes[3] == Route(Way(9, (1, 3)), ("$SLOW",))
    table.told("$FAST", says(2, (3, 3, (2, 3))))
    assert table.routes[3] == Route(Way(5, (1, 2, 3)), ("$FAST",))
    assert table.line_down("$FAST") == [NodeDown(2)]
    assert table.routes[3].lines == ("$SLOW",)


@pytest.mark.requires("EX-02", "EX-03")
def test_lines_of_one_path_share_the_traffic_and_stand_in_for_one_another() -> None:
    table = alone(end("$L1", 0, 2, 0), end("$L2", 1, 2, 1))
    table.told("$L1", says(2))
    table.told("$L2", says(2))
    assert [table.line_for(2, key) for key in (4, 5)] == ["$L1", "$L2"]
    assert table.own_cpus([(1, CpuState(1, False))]) == []
    assert {table.line_for(2, key) for key in (4, 5)} == {"$L1"}
    assert table.line_for(4, 0) is None


@pytest.mark.requires("EX-06")
def test_nothing_is_told_back_to_where_it_leads_and_no_way_passes_a_node_twice() -> None:
    table = alone(end("$L1", 0, 2, 0), end("$L2", 1, 3, 0))
    table.told("$L1", says(2, (4, 1, (2, 4))))
    assert [way[0] for way in table.says("$L1")["ways"]] == [1]
    assert [way[0] for way in table.says("$L2")["ways"]] == [1, 2, 4]
    table.line_down("$L1")
    table.told("$L2", says(3, (2, 1, (3, 1, 2))))  # the way of an hour ago, by ourselves
    assert sorted(table.routes) == [3]


@pytest.mark.requires("EX-06")
def test_a_way_of_more_than_fifteen_lines_is_none() -> None:
    table = alone(end("$L1", 0, 2, 0))
    far = tuple(range(2, 2 + DIAMETER))
    table.told("$L1", Told({far[-1]: Way(14, far)}, (((far[-1], 0), CpuState(1, True)),)))
    assert list(table.routes) == [far[-1]]
    further = (*far, 99)
    table.told("$L1", Told({99: Way(15, further)}, (((99, 0), CpuState(1, True)),)))
    assert table.routes == {}


@pytest.mark.requires("MO-06", "EX-10")
def test_a_node_without_cpus_is_none_and_its_last_cpu_is_not_told() -> None:
    table = alone(end("$L1", 0, 2, 0))
    assert table.told("$L1", says(2)) == [NodeUp(2, (0, 1))]
    assert table.told("$L1", says(2, up=(0,))) == [RemoteCpuDown(2, 1)]
    assert table.told("$L1", says(2, up=())) == [NodeDown(2)]


@pytest.mark.requires("EX-09", "NM-08")
def test_what_is_known_of_a_cpu_grows_only_newer() -> None:
    statuses = Statuses()
    dead, alive, later = CpuState(3, False), CpuState(3, True), CpuState(4, True)
    for news in (alive, dead, alive, later, dead):
        statuses.learn([((2, 0), news)])
    assert statuses.is_up(2, 0)
    assert statuses.learn([((2, 0), later)]) == []
    assert not statuses.is_up(2, 1)


@pytest.mark.parametrize(
    "told",
    [
        {"ways": [[2, 0, []]], "states": []},
        {"ways": [[2, -1, [2]]], "states": []},
        {"ways": [[2, 0, [3]]], "states": []},
        {"ways": [["2", 0, [2]]], "states": []},
        {"ways": [], "states": [[2, 16, 1, 1]]},
        {"ways": [], "states": [[2, 0, "1", 1]]},
        {"ways": []},
    ],
)
def test_nonsense_over_a_line_is_refused(told: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        parse_told(told)
