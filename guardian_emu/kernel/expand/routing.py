r"""Where lines lead: the routing tables of $NCP, as a machine without sockets or clocks (EX-06, EX-09)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .settings import Settings
from .statuses import CpuState, Key, Statuses, from_json

DIAMETER = 15
"""Lines that a way may have at most (EX-06)."""

Json = dict[str, Any]


class Way(NamedTuple):
    """A way to a node: the sum of its time factors, and the nodes on it, the node that tells of it first."""

    factor: int
    nodes: tuple[int, ...]


class Route(NamedTuple):
    """The way that is taken to a node, and the lines of the multi-line path that begin it."""

    way: Way
    lines: tuple[str, ...]


class NodeUp(NamedTuple):
    """There is a way to a node again, or for the first time; ``cpus`` of it are up. Loads of its CPUs that were known
    before are ``lost``.
    """

    node: int
    cpus: tuple[int, ...]
    lost: tuple[int, ...] = ()


class NodeDown(NamedTuple):
    """No way leads to the node any more."""

    node: int


class RemoteCpuUp(NamedTuple):
    """A CPU of a connected node is up."""

    node: int
    cpu: int


class RemoteCpuDown(NamedTuple):
    """A CPU of a connected node is down, and it was not the last one."""

    node: int
    cpu: int


Change = NodeUp | NodeDown | RemoteCpuUp | RemoteCpuDown


class Told(NamedTuple):
    """What the node at the other end of a line says: its ways, and the CPUs it knows of."""

    ways: dict[int, Way]
    states: tuple[tuple[Key, CpuState], ...]


class Routing:
    """One CPU's copy of its node's tables.

    Guarantee: copies that have heard the same of the same lines are equal, so it does not matter which CPU forwards; a
    way never passes a node twice, because ways are told with the nodes that they pass; a node has a way exactly when
    lines that are up join it to this one within DIAMETER and one of its CPUs is up.
    """

    def __init__(self, settings: Settings) -> None:
        self.statuses = Statuses()
        self.routes: dict[int, Route] = {}
        self._node = settings.node
        self._lines = settings.lines
        self._told: dict[str, Told] = {}

    def told(self, line: str, what: Told) -> list[Change]:
        """The node at the other end said this; the line is up, if it was not before."""
        self._told[line] = what
        foreign = [(key, state) for key, state in what.states if key[0] != self._node]
        return self._decide(foreign)

    def line_down(self, line: str) -> list[Change]:
        """Nothing goes over that line any more."""
        self._told.pop(line, None)
        return self._decide([])

    def own_cpus(self, states: Iterable[tuple[int, CpuState]]) -> list[Change]:
        """What membership says of this node's CPUs. Lines whose CPU is down are down."""
        changes = self._decide([((self._node, cpu), state) for cpu, state in states])
        for name in [name for name in self._told if not self.statuses.is_up(self._node, self._lines[name].cpu)]:
            changes += self.line_down(name)
        return changes

    def is_up(self, line: str) -> bool:
        """Whether the line carries anything."""
        return line in self._told

    def line_for(self, node: int, key: int) -> str | None:
        """The line that traffic with that key takes to a node: lines of one path share the traffic."""
        route = self.routes.get(node)
        return route.lines[key % len(route.lines)] if route else None

    def says(self, line: str) -> Json:
        """What this node says over a line: no way that passes the node at its other end (split horizon)."""
        to = self._lines[line].to
        ways = [[self._node, 0, [self._node]]]
        for node, route in sorted(self.routes.items()):
            if to not in route.way.nodes:
                ways.append([node, route.way.factor, list(route.way.nodes)])
        return {"ways": ways, "states": self.statuses.to_json()}

    def _decide(self, news: list[tuple[Key, CpuState]]) -> list[Change]:
        """Learn, choose ways anew, and say what changed for this node's processes."""
        before = set(self.routes)
        learnt = self.statuses.learn(news)
        self.routes = {node: self._best(node) for node in self._destinations()}
        after = set(self.routes)
        changes: list[Change] = [NodeDown(node) for node in sorted(before - after)]
        for (node, cpu), was, state in learnt:
            if node in before & after:
                changes += _of_cpu(node, cpu, was, state)
        for node in sorted(after - before):
            gone = tuple(cpu for (of, cpu), was, _state in learnt if of == node and was is not None and was.up)
            changes.append(NodeUp(node, tuple(self.statuses.up(node)), gone))
        return changes

    def _destinations(self) -> list[int]:
        found = {node for told in self._told.values() for node in told.ways} - {self._node}
        return sorted(node for node in found if self.statuses.up(node) and self._candidates(node))

    def _candidates(self, node: int) -> list[tuple[Way, str]]:
        found = []
        for name, told in self._told.items():
            way = told.ways.get(node)
            if way and self._node not in way.nodes and len(way.nodes) <= DIAMETER:
                found.append((Way(way.factor + self._lines[name].factor, (self._node, *way.nodes)), name))
        return found

    def _best(self, node: int) -> Route:
        """The smallest time factor; of equal ones the shortest way, then the lowest node numbers."""
        candidates = self._candidates(node)
        best = min((way for way, _name in candidates), key=lambda way: (way.factor, len(way.nodes), way.nodes))
        return Route(best, tuple(sorted(name for way, name in candidates if way == best)))


def _of_cpu(node: int, cpu: int, was: CpuState | None, state: CpuState) -> list[Change]:
    """A load that was missed shows as a death before a life."""
    changes: list[Change] = []
    if was is not None and was.up:
        changes.append(RemoteCpuDown(node, cpu))
    if state.up:
        changes.append(RemoteCpuUp(node, cpu))
    return changes


def parse_told(data: Any) -> Told:
    """What came over a line. Raises ValueError, TypeError and KeyError for anything that ``says`` does not say."""
    ways = {}
    for node, factor, nodes in data["ways"]:
        numbers = (node, factor, *nodes)
        if not nodes or any(type(number) is not int or number < 0 for number in numbers) or nodes[-1] != node:
            raise ValueError(f"way {[node, factor, nodes]!r}")
        ways[node] = Way(factor, tuple(nodes))
    return Told(ways, tuple(from_json(data["states"])))
