"""Networks of embedded nodes for tests: real kernels, lines that are UNIX sockets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from kernel.actors import Stage
from kernel.embedded import USERS, Json, Node

NUMBERS = {"\\ALPHA": 1, "\\BETA": 2, "\\GAMMA": 3, "\\DELTA": 4}
A, B, C, D = NUMBERS


class Line(NamedTuple):
    """One line: node and CPU at either end."""

    name: str
    first: tuple[str, int]
    second: tuple[str, int]
    factor: int = 1


class NetworkedNode(Node):
    """A node of a network."""

    def __init__(self, network: Network, name: str, cpus: int, **profile: int) -> None:
        super().__init__(cpus, network.secret, **profile)
        self.network = network
        self.name = name

    def configuration(self, cpu: int, incarnation: int, start: str) -> Json:
        """GUARDIAN_CPU of one CPU, with what it is told of the network."""
        own = super().configuration(cpu, incarnation, start)
        own |= {"node": self.name, "node_number": NUMBERS[self.name], "users": USERS}
        return own | {"expand": self.network.settings(self.name)}

    def lines(self) -> dict[str, str]:
        """The states of its lines, as it sees them."""
        return {line["line"]: line["state"] for line in self.expand()["lines"]}

    def expand(self) -> Json:
        """The part of its status that is about the network."""
        for cpu in self.cpus.values():
            if cpu.process.poll() is None:
                status: Json = cpu.operator().ask("status")["expand"]
                return status
        raise EOFError(f"no CPU of {self.name} is up")

    def wait_until(self, number: int, cpu: int | None = None, **fields: Any) -> None:
        """Return when a CPU, the lowest one that is up if none is named, has reported that event of $NCP."""
        living = [number for number, one in self.cpus.items() if one.process.poll() is None]
        wanted = {"event": "expand", "number": number, **fields}
        self.cpus[min(living) if cpu is None else cpu].wait_for(lambda record: wanted.items() <= record.items())


class Network:
    """Several nodes and the lines between them."""

    def __init__(self, cpus: dict[str, int], lines: list[Line], **settings: Any) -> None:
        self.secret = secrets.token_hex(32)
        self.lines = lines
        self.more: Json = {"abort_ms": 1500, "l4_timeout_ms": 1000, **settings}
        self.passwords: dict[str, Json] | None = self.more.pop("passwords", None)
        self.profile = {"alive_ms": 400, "check_ms": 800}
        self.nodes = {name: NetworkedNode(self, name, count, **self.profile) for name, count in cpus.items()}
        self._stages: dict[str, Stage] = {}

    def settings(self, node: str) -> Json:
        """What the kernels of a node are told."""
        own = [line for line in self.lines if node in (line.first[0], line.second[0])]
        nodes = {name: [NUMBERS[name], len(one.numbers)] for name, one in self.nodes.items()}
        told = {"nodes": nodes, "lines": [self._end(line, node) for line in own], **self.more}
        return told if self.passwords is None else {**told, "passwords": self.passwords.get(node, {})}

    def start(self) -> Network:
        """Cold load of all nodes; returns when every line is ready and every node knows every other one."""
        for node in self.nodes.values():
            for number in node.numbers:
                node.load(number, "cold")
        for node in self.nodes.values():
            for cpu in node.cpus.values():
                cpu.ready()
        for line in self.lines:
            for name, cpu in (line.first, line.second):
                self.nodes[name].wait_until(44, cpu, line=line.name)
        for name, node in self.nodes.items():
            for other in set(self.nodes) - {name}:
                node.wait_until(46, node=other)
        return self

    def stage(self, node: str) -> Stage:
        """Actors of a node."""
        if node not in self._stages:
            self._stages[node] = Stage(self.nodes[node])
        return self._stages[node]

    def cut(self, line: str) -> None:
        """Stop a line at its first end; returns when both ends know that it does not carry anything."""
        seen = {end: len(self._cpu(end).log) for end in self._ends(line)}
        self._switch("cut-line", line)
        for end in seen:
            self._wait_for_line(end, line, 45, seen[end])

    def join(self, line: str) -> None:
        """Put it back; returns when both ends know that it does."""
        seen = {end: len(self._cpu(end).log) for end in self._ends(line)}
        self._switch("join-line", line)
        for end in seen:
            self._wait_for_line(end, line, 44, seen[end])

    def stop(self) -> None:
        """Kill all nodes and remove everything."""
        for stage in self._stages.values():
            stage.close()
        for node in self.nodes.values():
            node.stop()

    def _end(self, line: Line, node: str) -> Json:
        here, there = (line.first, line.second) if line.first[0] == node else (line.second, line.first)
        return {
            "name": line.name, "cpu": here[1], "to": there[0], "to_cpu": there[1], "factor": line.factor,
            "listen": self._address(line, here[0]), "peer": self._address(line, there[0]),
            "dials": here == line.first,
        }  # fmt: skip

    def _address(self, line: Line, node: str) -> str:
        return f"unix:{self.nodes[node].folder}/line-{line.name.strip('$')}"

    def _ends(self, line: str) -> list[tuple[str, int]]:
        return next([one.first, one.second] for one in self.lines if one.name == line)

    def _cpu(self, end: tuple[str, int]) -> Any:
        return self.nodes[end[0]].cpus[end[1]]

    def _switch(self, op: str, line: str) -> None:
        self._cpu(self._ends(line)[0]).operator().ask(op, line=line)

    def _wait_for_line(self, end: tuple[str, int], line: str, number: int, seen: int) -> None:
        """Return when the CPU reports that event of the line behind the first ``seen`` records of its log."""
        cpu = self._cpu(end)
        wanted = {"event": "expand", "number": number, "line": line}
        cpu.wait_for(lambda record: wanted.items() <= record.items() and record in cpu.log[seen:])


@contextmanager
def network(cpus: dict[str, int], *lines: Line, **settings: Any) -> Iterator[Network]:
    """A network that is up, and removed afterwards."""
    made = Network(cpus, list(lines), **settings)
    try:
        yield made.start()
    finally:
        made.stop()
