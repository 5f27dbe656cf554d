"""What operators ask about the network, and do to its lines (EX-15)."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from ..operator import Emit, Operation, RequestError, Session
from .lines import Lines
from .parcels import Json, Reply
from .relays import Relays
from .routing import Routing
from .settings import KnownNode, Settings


class Owner(Protocol):
    """What operating needs from the kernel."""

    def cpus_up(self) -> list[int]:
        """The CPUs of this node that are up, ascending."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel of this node; None when its CPU is down."""


class Operating:
    """Answers for the whole node, whichever CPU is asked."""

    def __init__(
        self,
        settings: Settings,
        routing: Routing,
        lines: Lines,
        relays: Relays,
        ask: Callable[[int, str, Json], Awaitable[Reply]],
        owner: Owner,
    ) -> None:
        self._settings = settings
        self._routing = routing
        self._lines = lines
        self._relays = relays
        self._ask = ask
        self._owner = owner

    def operations(self) -> dict[str, Operation]:
        """The table of operations for the operator channel."""
        return {"cut-line": self._cut, "join-line": self._join, "probe": self._probe}

    async def status(self) -> Json:
        """Lines of this node, each as its own CPU sees it, and ways to the other nodes."""
        answers = [await self._owner.ask(cpu, "expand-lines", {}) for cpu in self._owner.cpus_up()]
        lines = {line["line"]: line for answer in answers if answer for line in answer["lines"]}
        described = [lines.get(name) or self._describe(name, "down") for name in sorted(self._settings.lines)]
        return {"lines": described, "nodes": self._nodes()}

    async def lines_here(self, _arguments: Json) -> Json:
        """Answer a kernel of this node: the lines that end in this CPU."""
        return {"lines": [self._describe(name, self._state(name)) for name in self._lines.names()]}

    async def switch_here(self, arguments: Json) -> Json:
        """Answer a kernel of this node: take a line of this CPU out of use, or put it back."""
        name = arguments["line"]
        (self._lines.stop if arguments["stopped"] else self._lines.start)(name)
        return self._describe(name, self._state(name))

    def way_to(self, node: int) -> list[str]:
        """The names of the nodes on the way, both ends included."""
        route = self._routing.routes.get(node)
        return [self._settings.nodes[number].name for number in route.way.nodes] if route else []

    async def _cut(self, request: Json, emit: Emit, session: Session) -> Json:
        return await self._switch(request, True)

    async def _join(self, request: Json, emit: Emit, session: Session) -> Json:
        return await self._switch(request, False)

    async def _switch(self, request: Json, stopped: bool) -> Json:
        name = str(request["line"]).upper()
        end = self._settings.lines.get(name)
        if end is None:
            lines = ", ".join(sorted(self._settings.lines)) or "none"
            raise RequestError(f"this node has no line {name!r}; its lines are {lines}")
        answer = await self._owner.ask(end.cpu, "expand-switch", {"line": name, "stopped": int(stopped)})
        if answer is None:
            raise RequestError(f"CPU {end.cpu}, where {name} ends, is down", number=201)
        return answer

    async def _probe(self, request: Json, emit: Emit, session: Session) -> Json:
        node = self._node(str(request["node"]))
        began = time.monotonic_ns()
        reply = await self._ask(node.number, "probe", {})
        if reply.error:
            raise RequestError(f"{node.name} does not answer: error {reply.error}", number=reply.error)
        milliseconds = round((time.monotonic_ns() - began) / 1e6, 3)
        return {"node": node.name, "way": self.way_to(node.number), "round_trip_ms": milliseconds}

    def _node(self, name: str) -> KnownNode:
        node = self._settings.named(name)
        if node is None or node.number == self._settings.node:
            others = [known.name for known in self._settings.nodes.values() if known.number != self._settings.node]
            raise RequestError(f"there is no other node {name!r}; the others are {', '.join(others) or 'none'}")
        return node

    def _nodes(self) -> list[Json]:
        return [
            {
                "node": node.name,
                "number": number,
                "state": "connected" if number in self._routing.routes else "disconnected",
                **self._route(number),
            }
            for number, node in sorted(self._settings.nodes.items())
            if number != self._settings.node
        ]

    def _route(self, node: int) -> Json:
        route = self._routing.routes.get(node)
        if route is None:
            return {"way": [], "time_factor": None, "lines": [], "cpus_up": []}
        up = self._routing.statuses.up(node)
        return {
            "way": self.way_to(node), "time_factor": route.way.factor, "lines": list(route.lines), "cpus_up": up
        }  # fmt: skip

    def _state(self, name: str) -> str:
        if self._lines.is_stopped(name):
            return "stopped"
        return "ready" if self._lines.is_ready(name) else "not ready"

    def _describe(self, name: str, state: str) -> Json:
        end = self._settings.lines[name]
        return {
            "line": name,
            "cpu": end.cpu,
            "to": self._settings.nodes[end.to].name,
            "to_cpu": end.to_cpu,
            "time_factor": end.factor,
            "state": state,
            "circuits": self._relays.count(name),
        }
