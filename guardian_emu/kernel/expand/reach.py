"""Which nodes are within reach, and how long one waits for those that are not (EX-07)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .settings import Settings


class Reach:
    """The abort timer of each node.

    Guarantee: it begins when the last route to the node is lost, or when this CPU was loaded; until it is over who
    wants something of the node waits, afterwards he is refused at once; a route ends all waiting.
    """

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop, aborted: Callable[[int], None]) -> None:
        self._abort = settings.abort
        self._loop = loop
        self._aborted = aborted
        self._lost_at: dict[int, float] = {}
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    def lose(self, node: int) -> None:
        """No route leads to the node from now on."""
        self._lost_at[node] = self._loop.time()
        self._loop.call_later(self._abort, self._over, node)

    def regain(self, node: int) -> None:
        """There is a route."""
        self._lost_at.pop(node, None)
        self._wake(node)

    async def wait(self, node: int) -> bool:
        """Return when there is a route; False when there is none before the abort timer is over."""
        while node in self._lost_at:
            if self._loop.time() >= self._lost_at[node] + self._abort:
                return False
            future: asyncio.Future[None] = self._loop.create_future()
            self._waiting.append((node, future))
            await future
        return True

    def _over(self, node: int) -> None:
        """The timer is over, unless the node came back, or came back and was lost again."""
        lost_at = self._lost_at.get(node)
        if lost_at is not None and self._loop.time() >= lost_at + self._abort:
            self._aborted(node)
            self._wake(node)

    def _wake(self, node: int) -> None:
        waiting, self._waiting = self._waiting, []
        for wanted, future in waiting:
            if wanted != node:
                self._waiting.append((wanted, future))
            elif not future.done():
                future.set_result(None)
