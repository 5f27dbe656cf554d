"""Questions over a network that loses and repeats what it carries: each is done at most once, and answered."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from guardian_emu.kernel.expand.parcels import Parcels, Reply
from guardian_emu.kernel.expand.reach import Reach
from guardian_emu.kernel.expand.settings import Settings

Json = dict[str, Any]


def settings(node: int) -> Settings:
    return Settings(node, {}, {}, 0.2, 0.01, 3, None)


class Carrier:
    """Two kernels and what is between them; ``loses`` and ``repeats`` are probabilities."""

    def __init__(self, seed: int, loses: float, repeats: float) -> None:
        self.random = random.Random(seed)
        self.loses, self.repeats = loses, repeats
        self.done: list[int] = []
        self.events: list[int] = []
        self.up = True
        loop = asyncio.get_running_loop()
        self.reach = Reach(settings(1), loop, lambda node: None)
        self.ends = {
            node: Parcels(settings(node), 0, 1, {"do": self.do, "never": self.never}, loop, self) for node in (1, 2)
        }

    async def do(self, arguments: Json) -> Json:
        self.done.append(arguments["number"])
        await asyncio.sleep(self.random.random() / 50)
        return {"number": arguments["number"], "by": arguments["by_node"]}

    async def never(self, arguments: Json) -> Json:
        await asyncio.get_running_loop().create_future()
        return {}

    def forward(self, parcel: Json) -> None:
        copies = 1 + (self.random.random() < self.repeats)
        for _ in range(copies):
            if self.random.random() >= self.loses:
                late = self.random.random() / 100
                asyncio.get_running_loop().call_later(late, self.ends[parcel["to"][0]].take, dict(parcel))

    def is_up_there(self, node: int, cpu: int) -> bool:
        return self.up

    async def reachable(self, node: int) -> bool:
        return await self.reach.wait(node)

    def event(self, number: int, **fields: Any) -> None:
        self.events.append(number)


@pytest.mark.requires("EX-03", "EX-04")
@pytest.mark.parametrize("seed", range(8))
def test_every_question_is_answered_and_done_once_though_parcels_are_lost_and_repeated(seed: int) -> None:
    async def scene() -> None:
        carrier = Carrier(seed, loses=0.4, repeats=0.4)
        asked = [carrier.ends[1].ask(2, 0, "do", {"number": number}) for number in range(40)]
        replies = await asyncio.gather(*asked)
        assert replies == [Reply(0, {"number": number, "by": 1}) for number in range(40)]
        assert sorted(carrier.done) == list(range(40))

    asyncio.run(scene())


@pytest.mark.requires("EX-05")
def test_a_question_without_answer_is_an_event_47_after_the_retries_and_goes_on() -> None:
    async def scene() -> None:
        carrier = Carrier(1, loses=1.0, repeats=0.0)
        asking = asyncio.create_task(carrier.ends[1].ask(2, 0, "do", {"number": 1}))
        while not carrier.events:
            await asyncio.sleep(0.01)
        assert carrier.events == [47]
        carrier.loses = 0.0
        assert (await asking).error == 0
        assert carrier.done == [1]

    asyncio.run(scene())


@pytest.mark.requires("EX-07")
def test_a_question_waits_for_a_way_and_ends_with_250_when_the_abort_timer_is_over() -> None:
    async def scene() -> None:
        carrier = Carrier(1, loses=0.0, repeats=0.0)
        carrier.reach.lose(2)
        asking = asyncio.create_task(carrier.ends[1].ask(2, 0, "do", {"number": 1}))
        await asyncio.sleep(0)
        carrier.reach.regain(2)
        assert (await asking).error == 0
        carrier.reach.lose(2)
        assert await carrier.ends[1].ask(2, 0, "do", {"number": 2}) == Reply(250, {})
        assert await carrier.ends[1].ask(2, 0, "do", {"number": 3}) == Reply(250, {})
        assert carrier.done == [1]

    asyncio.run(scene())


@pytest.mark.requires("EX-09", "MS-10")
def test_a_question_ends_when_the_cpu_that_was_asked_dies() -> None:
    async def scene() -> None:
        carrier = Carrier(1, loses=0.0, repeats=0.0)
        asking = asyncio.create_task(carrier.ends[1].ask(2, 0, "never", {}))
        await asyncio.sleep(0.02)
        carrier.up = False
        carrier.ends[1].cpu_down(2, 0)
        assert await asking == Reply(201, {})

    asyncio.run(scene())
