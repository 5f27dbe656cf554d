"""Questions that kernels ask one another; those for the own CPU are answered here without a message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from .actions import Json

Answer = Callable[[Json], Awaitable[Json]]


class Owner(Protocol):
    """What questions need from the rest of the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""


class Questions:
    """Guarantee: every question gets one answer, None when the CPU that was asked is down or goes down meanwhile."""

    def __init__(self, cpu: int, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self.answers: dict[str, Answer] = {}
        self._cpu = cpu
        self._loop = loop
        self._owner = owner
        self._number = 0
        self._open: dict[int, tuple[int, asyncio.Future[Json | None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """The answer of that CPU's kernel."""
        if cpu == self._cpu:
            return await self.answers[what](arguments)
        if not self._owner.is_up(cpu):
            return None
        self._number += 1
        future: asyncio.Future[Json | None] = self._loop.create_future()
        self._open[self._number] = (cpu, future)
        self._owner.send(cpu, {"t": "ask", "id": self._number, "what": what, "arguments": arguments})
        return await future

    def asked(self, sender: int, message: Json) -> None:
        """Another kernel asks."""
        task = self._loop.create_task(self._answer(sender, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answered(self, message: Json) -> None:
        """Another kernel answers."""
        _cpu, future = self._open.pop(message["id"], (-1, None))
        if future and not future.done():
            future.set_result(message["answer"])

    def cpu_down(self, cpu: int) -> None:
        """That CPU answers no more."""
        for number, (asked, future) in list(self._open.items()):
            if asked == cpu:
                del self._open[number]
                if not future.done():
                    future.set_result(None)

    async def _answer(self, sender: int, message: Json) -> None:
        answer = await self.answers[message["what"]](message["arguments"])
        self._owner.send(sender, {"t": "answer", "id": message["id"], "answer": answer})
