"""Random operations on a half and on a plain model of it: the same results and the same error numbers.

``GUARDIAN_EMU_MODEL_OPERATIONS`` says how many for all types together, ``GUARDIAN_EMU_MODEL_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest
from disk.model import EDIT, ENTRY, KEYED, RELATIVE, UNSTRUCTURED, WAITS, Error, ModelFile, ModelOpen, Place
from disk.opener import File, Process

from guardian_emu.disk import operations as do
from guardian_emu.disk.attributes import AlternateKey, Attributes, checked
from guardian_emu.disk.half import Half

OPERATIONS = int(os.environ.get("GUARDIAN_EMU_MODEL_OPERATIONS", "100000"))
SEED = int(os.environ.get("GUARDIAN_EMU_MODEL_SEED", random.SystemRandom().randrange(1 << 32)))
LIFE = 400
"""Operations on one file before the next one is made."""

FIRST, UNIQUE, ORDERED = 1, 2, 3
KEYS = (
    AlternateKey(FIRST, 1, 3, null=0x20),
    AlternateKey(UNIQUE, 2, 4, unique=True, null=0x20),
    AlternateKey(ORDERED, 1, 6, insertion_ordered=True),
)
LETTERS = b"abc  "
KINDS = {"unstructured": UNSTRUCTURED, "relative": RELATIVE, "entry": ENTRY, "keyed": KEYED, "edit": EDIT}


class Run:
    """One file under random operations of two opens."""

    def __init__(self, chance: random.Random, half: Half, kind: int, number: int) -> None:
        self.chance, self.kind, self.seen = chance, kind, Counter[int]()
        shape = {
            "type": 0 if kind == EDIT else kind,
            "code": 101 if kind == EDIT else 0,
            "odd": chance.random() < 0.5,
            "record_length": chance.choice((12, 300)),
            "block_length": chance.choice((512, 4096)),
            "key_length": 2 if kind == KEYED else 0,
            "key_offset": chance.choice((0, 1)) if kind == KEYED else 0,
            "alternate_keys": KEYS if kind in (RELATIVE, ENTRY, KEYED) and chance.random() < 0.7 else (),
            "maximum_extents": chance.choice((2, 4, 200)),
        }
        if shape["block_length"] == 512 and kind != UNSTRUCTURED:
            shape["maximum_extents"] = chance.choice((1, 4))
        name = f"M.F{number}"
        made = Process(half).create(name, **shape)
        assert made.error == 0
        self.model = ModelFile(kind, checked(Attributes(**shape)))
        self.pairs: list[tuple[File, ModelOpen]] = []
        for one in (1, 2):
            access = chance.choice((0, 0, 0, 0, 0, 0, 1, 2))
            file = Process(half, one).open(name, access=access, depth=1)
            assert file.error == 0
            self.pairs.append((file, ModelOpen(one, access != 2, access != 1)))

    def close(self) -> None:
        for file, _ in self.pairs:
            file.close()
        self.everything_is_the_same(self.pairs[0][0].process)
        assert self.pairs[0][0].process.purge(self.pairs[0][0].name) == 0

    def everything_is_the_same(self, process: Process) -> None:
        """Read from the start to the end by every key."""
        file, model = process.open(self.pairs[0][0].name, access=1), self.model
        if self.kind == UNSTRUCTURED:
            assert b"".join(file.all(57344)) == model.content
        elif self.kind != KEYED:
            assert file.at(0).all() == [model.records[number] for number in sorted(model.records)]
        for specifier in [0] * (self.kind == KEYED) + [key.specifier for key in model.attributes.alternate_keys]:
            expected = [model.records[record] for _, record in model.entries(specifier)]
            assert file.key(b"", specifier, 0).all() == expected
            assert file.key(b"", specifier, 0, 0x4000).all() == expected[::-1]
        file.close()

    def step(self) -> None:
        file, who = self.chance.choice(self.pairs)
        steps = (self.position, self.read, self.write, self.update, self.lock)
        self.chance.choices(steps, (30, 35, 30, 20, 12))[0](file, who)

    # What can be asked.

    def position(self, file: File, who: ModelOpen) -> None:
        chance, model = self.chance, self.model
        keys = model.attributes.alternate_keys
        if keys and chance.random() < 0.4:
            self.to_key(file, who, chance.choice((FIRST, UNIQUE, ORDERED)))
        elif self.kind == KEYED:
            self.to_key(file, who, 0)
        elif self.kind == RELATIVE and chance.random() < 0.3:
            number, mode = chance.randrange(30), chance.choice((0, 2, 0x4000, 0x4002))
            file.key(number.to_bytes(4, "big"), mode=mode)
            key = number.to_bytes(4, "big")
            who.place = Place(number, number, 0, key, 4, mode & 3, bool(mode & 0x4000))
        else:
            number = self.address()
            file.at(number)
            number = -1 if self.kind in (UNSTRUCTURED, EDIT) and number == -2 else number
            who.place = Place(number, number)

    def address(self) -> int:
        chance = self.chance
        if chance.random() < 0.25:
            return chance.choice((-1, -2))
        if self.kind == UNSTRUCTURED:
            return chance.choice((0, chance.randrange(200), chance.randrange(9000))) * 2
        if self.kind == RELATIVE:
            return chance.randrange(chance.choice((8, 30, 400)))
        if self.kind == EDIT:
            return chance.randrange(30) * chance.choice((1000, 500))
        return chance.choice((0, chance.randrange(4) << 12 | chance.randrange(30)))

    def to_key(self, file: File, who: ModelOpen, specifier: int) -> None:
        chance = self.chance
        length = self.model.length(specifier)
        key = bytes(chance.choices(LETTERS, k=chance.choice((length, length, chance.randrange(length + 1)))))
        compare = chance.randrange(len(key) + 1)
        mode = chance.randrange(3) | chance.choice((0, 0, 0x4000, 0x6000, 0x8000, 0xC000))
        file.key(key, specifier, compare << 8 | len(key), mode)
        who.place = Place(
            specifier=specifier,
            key=key,
            compare=compare or len(key),
            mode=mode & 3 if key else 0,
            reverse=bool(mode & 0x4000),
            skip=bool(mode & 0x8000) and bool(key),
            last=bool(mode & 0x2000),
        )

    def data(self) -> bytes:
        chance = self.chance
        length = chance.choice((0, 1, 7, 7, 7, 9, 12, 13, 290, 290, 301))
        return (bytes(chance.choices(b"abcdef", k=3)) + bytes(chance.choices(LETTERS, k=300)))[:length]

    def read(self, file: File, who: ModelOpen) -> None:
        chance = self.chance
        count, update, lock = chance.choice((1, 6, 7, 400, 4096)), chance.random() < 0.3, chance.random() < 0.15
        data = file.read(count, update=update, lock=lock)
        self.same(file, who, lambda: self.model.read(who, count, update, lock), data)

    def write(self, file: File, who: ModelOpen) -> None:
        data = self.data() * (self.chance.choice((1, 1, 10)) if self.kind == UNSTRUCTURED else 1)
        before = file.place
        file.write(data)
        self.same(file, who, lambda: (self.model.write(who, data), b""))
        again = do.Write(file.label, file.process.by.handle, file.sync, position=before, data=b"something else")
        self.repeated(file, again)

    def update(self, file: File, who: ModelOpen) -> None:
        data, unlock = self.data() if self.chance.random() < 0.8 else b"", self.chance.random() < 0.1
        file.update(data, unlock)
        self.same(file, who, lambda: (self.model.update(who, data, unlock), b"")[1:])
        self.repeated(file, do.WriteUpdate(file.label, file.process.by.handle, file.sync, position=file.place))

    def lock(self, file: File, who: ModelOpen) -> None:
        model, chance = self.model, self.chance
        what = chance.randrange(12)
        if what < 4:
            file.lock()
            self.same(file, who, lambda: model.lock(who, self.lockable(who)))
        elif what < 7:
            file.unlock()
            self.same(file, who, lambda: self.unlock(who))
        elif what == 7:
            file.lock_file()
            self.same(file, who, lambda: model.lock_file(who))
        elif what < 10:
            file.unlock_file()
            self.same(file, who, lambda: model.unlock_file(who))
        elif what == 10:
            who.lock_mode = chance.choice((0, 1, 2, 3, 6, 7))
            assert file.setmode(4, who.lock_mode) == 0
        else:
            operation = chance.choice((2, 2, 20))
            file.control(operation)
            self.same(file, who, lambda: model.control(who, operation))

    def lockable(self, who: ModelOpen) -> object:
        if self.kind == UNSTRUCTURED:
            current = who.place.current
            return len(self.model.content) if current == -1 else current
        return self.model.existing(who.place)[0]

    def unlock(self, who: ModelOpen) -> None:
        try:
            record = self.model.current(who.place)
        except Error as error:
            if error.number != 11:
                raise
            return
        if self.kind == UNSTRUCTURED and record == -1:
            record = len(self.model.content)
        self.model.unlock(who, record)

    # What must be the same.

    def same(self, file: File, who: ModelOpen, ask: object, data: bytes = b"") -> None:
        try:
            answer = ask()  # type: ignore[operator]
            error, expected = answer if isinstance(answer, tuple) and len(answer) == 2 else (0, b"")
        except Error as refused:
            error, expected = refused.number, b""
        got = WAITS if file.waits else file.error
        assert (got, data) == (error or 0, expected)
        self.seen[got] += 1
        if got == WAITS:
            assert file.ask(do.Cancel).granted == ()
        if self.kind != KEYED:
            assert (file.place.current, file.place.next) == (who.place.current, who.place.next)

    def repeated(self, file: File, operation: do.OfOpen) -> None:
        """The request comes again, with other data: it gets its first reply."""
        if self.chance.random() < 0.1:
            first = file.outcome.reply
            outcome = file.process.half.apply(operation)
            assert outcome.repeated and outcome.reply == first


@pytest.mark.requires("DK-06")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_a_half_does_what_its_model_does(half: Half, kind: int) -> None:
    print(f"GUARDIAN_EMU_MODEL_SEED={SEED} GUARDIAN_EMU_MODEL_OPERATIONS={OPERATIONS}")
    chance, seen, done, number = random.Random(SEED + kind), Counter[int](), 0, 0
    while done < OPERATIONS // 5:
        number += 1
        run = Run(chance, half, kind, number)
        for _ in range(min(LIFE, OPERATIONS // 5 - done)):
            run.step()
            done += 1
        run.close()
        seen += run.seen
    assert seen[0] > done // 10, seen
    if done >= 20000:
        expected = {0, 1, 9, 11, 21, 49, 73, WAITS}
        expected |= {45} if kind in (UNSTRUCTURED, RELATIVE) else set()
        expected |= {10, 46, 551} if kind in (RELATIVE, ENTRY, KEYED) else set()
        assert expected <= set(seen), seen
