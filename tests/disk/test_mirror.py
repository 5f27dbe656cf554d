"""Two halves that apply the same operations in the same order are equal, whatever the operations were."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from disk.opener import handle

from guardian_emu.disk import operations as do
from guardian_emu.disk.attributes import AlternateKey, Attributes
from guardian_emu.disk.half import Half
from guardian_emu.disk.position import Position
from guardian_emu.disk.reply import Outcome

SEED = int(os.environ.get("GUARDIAN_EMU_MODEL_SEED", random.SystemRandom().randrange(1 << 32)))
NAMES = ["A.R", "A.K", "A.U"]


class Crowd:
    """Five processes that do anything, on labels that may be anybody's."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.labels: list[tuple[int, bytes]] = [(1, handle(1))]
        self.sync = 0

    def operation(self) -> do.Operation:
        chance = self.chance
        by = do.Requester(handle(chance.randrange(1, 6)), chance.choice((0xFFFF, 0x0101)))
        name = chance.choice(NAMES)
        label, holder = chance.choice(self.labels[-12:])
        self.sync += chance.randrange(2)
        place = Position(chance.randrange(6), chance.randrange(-2, 6), record=b"abc"[: chance.randrange(3)])
        if chance.random() < 0.05:
            odd = (-9, 1 << 39, 1 << 62, 5)
            place = Position(chance.choice(odd), chance.choice(odd), chance.randrange(3), b"a", 9, chance.randrange(5))
        if name == "A.K":
            place = Position(key=b"ab"[: chance.randrange(3)], compare=0)
        data = bytes(chance.choices(b"ab ", k=chance.randrange(9)))
        open_ = {"label": label, "handle": holder, "sync": self.sync, "at": self.sync}
        lock, update = chance.random() < 0.7, chance.random() < 0.5
        mode = chance.choice((0, 0, 1, 2, 6))
        makers = [
            (12, lambda: do.Open(by, name=name, filenum=chance.randrange(4), exclusion=chance.choice((0, 0, 0, 1, 3)))),
            (3, lambda: do.Open(by, name=name, filenum=1, backup_of=handle(chance.randrange(1, 6)))),
            (30, lambda: do.Read(**open_, position=place, count=9, lock=lock, update=update)),
            (20, lambda: do.Write(**open_, position=place, data=data)),
            (12, lambda: do.WriteUpdate(**open_, position=place, data=data, unlock=lock)),
            (12, lambda: do.LockRecord(**open_, position=place)),
            (8, lambda: do.UnlockRecord(**open_, position=place)),
            (4, lambda: do.LockFile(**open_)),
            (8, lambda: do.UnlockFile(**open_)),
            (3, lambda: do.Cancel(**open_)),
            (4, lambda: do.SetMode(**open_, function=4, first=mode)),
            (1, lambda: do.Control(**open_, operation=chance.choice((2, 20, 21)), parameter=chance.randrange(9))),
            (6, lambda: do.Close(**open_)),
            (2, lambda: do.OpenerGone(by.handle)),
            (1, lambda: do.Purge(by, name=name)),
            (3, lambda: do.Create(by, name=name, attributes=_shape(name))),
            (1, lambda: do.Rename(**open_, name=chance.choice(NAMES))),
            (1, lambda: do.ResetSync(**open_)),
        ]
        return chance.choices([make for _, make in makers], [weight for weight, _ in makers])[0]()

    def heard(self, operation: do.Operation, outcome: Outcome) -> None:
        if isinstance(operation, do.Open) and outcome.reply and outcome.reply.label:
            self.labels.append((outcome.reply.label, operation.by.handle))


def _shape(name: str) -> Attributes:
    keys = (AlternateKey(1, 1, 1, insertion_ordered=True),)
    return {
        "A.R": Attributes(type=1, record_length=8, alternate_keys=keys),
        "A.K": Attributes(type=3, record_length=8, key_length=1, alternate_keys=keys),
        "A.U": Attributes(odd=True, primary_extent=1, maximum_extents=2),
    }[name]


@pytest.mark.requires("DK-05", "DK-06", "DK-07")
@pytest.mark.parametrize("round_", range(4))
def test_two_halves_stay_equal_and_a_waiting_request_is_finished_once(tmp_path: Path, round_: int) -> None:
    print(f"GUARDIAN_EMU_MODEL_SEED={SEED}")
    chance = random.Random(SEED + round_)
    crowd, waiting, finished = Crowd(chance), set[int](), 0
    halves = [Half.create(tmp_path / name, "$DATA", 1 << 20) for name in ("first.db", "second.db")]
    for half in halves:
        half.start_beside(1)
    for step in range(1500):
        operation = crowd.operation()
        outcome = halves[0].apply(operation)
        assert halves[1].apply(do.unpack(do.pack(operation))) == outcome
        crowd.heard(operation, outcome)
        for one in outcome.granted:
            assert one.label in waiting
            waiting.discard(one.label)
            finished += 1
        if outcome.reply is None and isinstance(operation, do.OfOpen):
            waiting.add(operation.label)
        queued = {
            label for file in range(99) for label, _ in halves[0].inquire(lambda v, f=file: list(v.locks.waiting(f)))
        }
        assert queued <= waiting
        waiting = queued
        if step % 300 == 0:
            assert halves[0].digests() == halves[1].digests()
            halves[1].close()
            halves[1] = Half(tmp_path / "second.db")
            halves[1].start_beside(1)
    assert halves[0].digests() == halves[1].digests()
    assert finished
    for half in halves:
        half.close()
