"""The operations of the operator channel on paths and fabrics: the operator's own, and faults."""

from __future__ import annotations

import asyncio
from typing import Protocol

from .actions import Action, Json
from .configuration import Configuration
from .operator import Emit, Operation, RequestError, Session
from .processor import Processor

DIRECTIONS = {"both": [True, False], "out": [True], "in": [False]}
"""Of packets between this CPU and another: whether those that go out, and those that come in."""


class Owner(Protocol):
    """What the commands need from the rest of the kernel."""

    def fabric_changed(self, actions: list[Action]) -> None:
        """Carry out these actions, and see which connections can be made or ended now."""


class PathCommands:
    """Answers for the paths of this CPU (XY-08, XY-09)."""

    def __init__(
        self, configuration: Configuration, core: Processor, loop: asyncio.AbstractEventLoop, owner: Owner
    ) -> None:
        self._configuration = configuration
        self._core = core
        self._loop = loop
        self._owner = owner

    def operations(self) -> dict[str, Operation]:
        """The table of operations for the channel."""
        return {
            "paths": self._paths,
            "stop-fabric": self._stop,
            "start-fabric": self._start,
            "cut": self._cut,
            "join": self._join,
        }

    async def _paths(self, request: Json, emit: Emit, session: Session) -> Json:
        rows = self._core.interconnect.row(self._configuration.cpus)
        words = {name: {str(cpu): word.value for cpu, word in row.items()} for name, row in rows.items()}
        return {"cpu": self._configuration.cpu, "rows": words}

    async def _stop(self, request: Json, emit: Emit, session: Session) -> Json:
        fabric = self._fabric(request)
        try:
            self._owner.fabric_changed(self._core.stop_fabric(fabric, self._loop.time()))
        except ValueError as why:
            raise RequestError(str(why)) from why
        return {}

    async def _start(self, request: Json, emit: Emit, session: Session) -> Json:
        self._owner.fabric_changed(self._core.start_fabric(self._fabric(request), self._loop.time()))
        return {}

    async def _cut(self, request: Json, emit: Emit, session: Session) -> Json:
        self._owner.fabric_changed(self._core.cut(*self._lanes(request), self._loop.time()))
        return {}

    async def _join(self, request: Json, emit: Emit, session: Session) -> Json:
        self._owner.fabric_changed(self._core.join(*self._lanes(request), self._loop.time()))
        return {}

    def _fabric(self, request: Json) -> str:
        fabric = str(request.get("fabric"))
        if fabric not in self._configuration.fabrics:
            raise RequestError(f"fabric {fabric!r} is none of {', '.join(self._configuration.fabrics)}")
        return fabric

    def _lanes(self, request: Json) -> tuple[str, int | None, list[bool]]:
        own, peer, direction = self._configuration, request.get("peer"), str(request.get("direction", "both"))
        others = [cpu for cpu in own.cpus if cpu != own.cpu]
        if peer is not None and peer not in others:
            raise RequestError(f"CPU {peer} is none of the others, {others}")
        if direction not in DIRECTIONS:
            raise RequestError(f"direction {direction!r} is none of {', '.join(DIRECTIONS)}")
        return self._fabric(request), peer, DIRECTIONS[direction]
