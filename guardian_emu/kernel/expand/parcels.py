"""Questions to kernels of other nodes, and their answers: hop by hop, repeated until answered (level 4, EX-04)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple, Protocol

from .settings import Settings

PATH_DOWN, NETWORK_DOWN = 201, 250
KEPT_ANSWERS = 1024
MAX_HOPS = 64

Json = dict[str, Any]
Answer = Callable[[Json], Awaitable[Json]]


class Reply(NamedTuple):
    """What became of a question: 0 and the answer, 201 the CPU is down, 250 no route in time."""

    error: int
    answer: Json


class Owner(Protocol):
    """What parcels need from the rest of the network."""

    def forward(self, parcel: Json) -> None:
        """Take a parcel one hop further, to where its ``to`` is."""

    def is_up_there(self, node: int, cpu: int) -> bool:
        """Whether the CPU of another node is up, as far as is known."""

    async def reachable(self, node: int) -> bool:
        """Wait until there is a route; False when there is none before the abort timer is over (EX-07)."""

    def event(self, number: int, **fields: Any) -> None:
        """Report an event of $NCP."""


class Parcels:
    """Guarantee: a question is done at most once, however often it is repeated; it ends with its answer, or with what
    kept the answer away: the death of the CPU that was asked, or of all routes for longer than the abort timer.
    """

    def __init__(
        self,
        settings: Settings,
        cpu: int,
        incarnation: int,
        answers: dict[str, Answer],
        loop: asyncio.AbstractEventLoop,
        owner: Owner,
    ) -> None:
        self._settings = settings
        self._from = [settings.node, cpu, incarnation]
        self._answers = answers
        self._loop = loop
        self._owner = owner
        self._number = 0
        self._open: dict[int, tuple[int, int, asyncio.Future[Json | None]]] = {}
        self._done: OrderedDict[tuple[int, ...], Json | None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, node: int, cpu: int, what: str, arguments: Json) -> Reply:
        """Ask the kernel of a CPU of another node."""
        self._number += 1
        number = self._number
        tries = 0
        parcel = {
            "kind": "ask", "to": [node, cpu], "from": self._from, "id": number, "hops": MAX_HOPS, "what": what,
            "arguments": arguments,
        }  # fmt: skip
        while True:
            if not await self._owner.reachable(node):
                return Reply(NETWORK_DOWN, {})
            if not self._owner.is_up_there(node, cpu):
                return Reply(PATH_DOWN, {})
            answer = await self._once(number, node, cpu, parcel)
            if answer is not None:
                return Reply(PATH_DOWN, {}) if answer.get("down") else Reply(0, answer["answer"])
            tries += 1
            if tries == self._settings.l4_retries + 1:
                self._owner.event(47, node=node, what=what, tries=tries)

    def resend(self, node: int) -> None:
        """The route to the node changed: what was under way may be lost, so it is asked again at once (EX-03)."""
        self._wake(lambda asked, _cpu: asked == node)

    def cpu_down(self, node: int, cpu: int) -> None:
        """That CPU answers no more."""
        self._wake(lambda *asked: asked == (node, cpu))

    def take(self, parcel: Json) -> None:
        """A parcel for this CPU arrived."""
        if parcel["kind"] == "ask":
            self._asked(parcel)
            return
        _node, _cpu, future = self._open.get(parcel["id"], (0, 0, None))
        if future and not future.done():
            future.set_result(parcel)

    def undeliverable(self, parcel: Json) -> None:
        """The CPU of this node that a question is for is down."""
        if parcel["kind"] == "ask":
            self._return(parcel, {"down": 1})

    async def _once(self, number: int, node: int, cpu: int, parcel: Json) -> Json | None:
        """Send it and wait; None when it is to be sent again, or when what kept it is to be looked at."""
        future: asyncio.Future[Json | None] = self._loop.create_future()
        self._open[number] = (node, cpu, future)
        self._owner.forward(dict(parcel))
        try:
            return await asyncio.wait_for(future, self._settings.l4_timeout)
        except TimeoutError:
            return None
        finally:
            del self._open[number]

    def _wake(self, concerns: Callable[[int, int], bool]) -> None:
        for node, cpu, future in list(self._open.values()):
            if concerns(node, cpu) and not future.done():
                future.set_result(None)

    def _asked(self, parcel: Json) -> None:
        key = (*parcel["from"], parcel["id"])
        if key in self._done:
            answer = self._done[key]
            if answer is not None:  # else it is being done
                self._return(parcel, answer)
            return
        self._done[key] = None
        while len(self._done) > KEPT_ANSWERS:
            self._done.popitem(last=False)
        self._begin(self._answer(key, parcel))

    async def _answer(self, key: tuple[int, ...], parcel: Json) -> None:
        arguments = {**parcel["arguments"], "by_node": parcel["from"][0]}
        answer = {"answer": await self._answers[parcel["what"]](arguments)}
        if key in self._done:
            self._done[key] = answer
        self._return(parcel, answer)

    def _return(self, parcel: Json, answer: Json) -> None:
        to = parcel["from"][:2]
        self._owner.forward({"kind": "answer", "to": to, "id": parcel["id"], "hops": MAX_HOPS, **answer})

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
