"""Random schedules: a seed says how many CPUs there are, and what happens to them when."""

from __future__ import annotations

import itertools
import random
import traceback
from collections.abc import Callable
from typing import NamedTuple

from kernel.world import CHECK, TICK, Lane
from simulation.oracle import survivors
from simulation.simulation import Simulation, Violation

from guardian_emu.kernel.packets import Packet

SIZES = (2,) * 24 + (3,) * 34 + (4,) * 28 + (5,) * 9 + (6,) * 4 + (8,)
LARGE_SIZES, LARGE_EVERY = (10, 13, 16), 2000
DETECTION = 2 * CHECK + 0.1
QUIET = 9.0
"""Virtual seconds after which a node that nothing happens to must be at rest: two incidents and their time-outs."""


class Outcome(NamedTuple):
    """One schedule that was played; ``violation`` is empty when all invariants held."""

    seed: int
    kind: str
    cpus: int
    violation: str


def play(seed: int) -> Outcome:
    """Play the schedule of a seed."""
    chance = random.Random(seed)
    large = seed % LARGE_EVERY == 0
    cpus = chance.choice(LARGE_SIZES if large else SIZES)
    kind = chance.choices(list(KINDS), WEIGHTS)[0]
    try:
        KINDS[kind](Simulation(cpus, seed), chance)
    except Violation as violation:
        return Outcome(seed, kind, cpus, str(violation))
    except Exception as problem:  # whatever it is, the seed must be known
        return Outcome(seed, kind, cpus, "".join(traceback.format_exception(problem)))
    return Outcome(seed, kind, cpus, "")


def crashes(node: Simulation, chance: random.Random) -> None:
    """CPUs die between any two sends while names are changed; some are loaded again. Nobody is ever silent."""
    for _ in range(chance.randint(20, 90)):
        dice, cpu = chance.random(), chance.choice(node.numbers)
        if dice < 0.3:
            node.change_names()
        elif dice < 0.35 and len(node.cpus) > 2 and cpu in node.cpus:
            node.crash_after[cpu] = chance.randint(0, 4)
        elif dice < 0.38 and len(node.cpus) > 2:
            node.crash(cpu)
        elif dice < 0.44 and cpu not in node.cpus:
            node.reload(cpu)
        else:
            node.step()
        node.now += 0.001
    node.crash_after.clear()
    node.settle()
    if any(code != 0o4202 for code in node.halted.values()):
        raise Violation(f"NM-07: CPUs halted though nothing but crashes happened: {node.halted}")
    node.check_agreement()


def silence(node: Simulation, chance: random.Random) -> None:
    """One CPU freezes, or its clock stops, under changes of names; the others lose it in time, and it never returns."""
    node.pass_time(chance.choice((0.0, 0.1, 0.3, 0.5)))
    victim = chance.choice(node.numbers)
    (node.frozen if chance.random() < 0.7 else node.without_clock).add(victim)
    began = node.now
    for _ in range(chance.randint(0, 5)):
        node.change_names()
    others, delays = set(node.numbers) - {victim}, 0
    if len(others) > 1 or victim != 0:
        while any(victim in node.cpus[cpu].membership.up for cpu in others if cpu in node.cpus):
            delays += not _advance(node, chance)
            if node.now - began > DETECTION + 2 * delays * TICK + 1e-6:
                raise Violation(f"FD-03: CPU {victim} is not down {node.now - began:.1f} s after its last sign of life")
        node.settle()
        if victim in node.cpus and victim not in node.frozen:
            raise Violation(f"RG-04: CPU {victim} lives on without a clock")
        if others - set(node.cpus):
            raise Violation(f"SB-02: CPUs {sorted(others - set(node.cpus))} halted because CPU {victim} was silent")
    _rest(node)
    if len(others) > 1 and victim in node.cpus:
        raise Violation(f"FD-06: CPU {victim} lives on after it was declared down")
    node.check_agreement()


def partition(node: Simulation, chance: random.Random) -> None:
    """Lanes are cut for good, all at once: who survives follows from the rules alone."""
    node.pass_time(chance.choice((0.0, 0.2, 0.3)))
    for _ in range(chance.randint(0, 3)):
        node.change_names()
    node.settle()
    for lane in _some_lanes(node, chance):
        node.cut_pair(lane[0], lane[1], lane[2])
    hears = {
        a: {b for b in node.numbers if a == b or any((b, a, fabric) not in node.cut for fabric in "XY")}
        for a in node.numbers
    }
    expected = survivors(len(node.numbers), hears)
    prompt: list[bool] = []
    _until_rest(node, lambda: prompt.append(_advance(node, chance)))
    hear_all = all(a in hears[b] for a in node.cpus for b in node.cpus)
    right = expected is None or set(node.cpus) == expected or (not all(prompt) and hear_all)
    if not right:  # who was too slow to be heard in time counts as not heard: then another group may be the largest
        raise Violation(f"SB, PN: {sorted(node.cpus)} survived, not {sorted(expected)}; heard were {hears}")
    if any(code not in (0o4202, 0o4203) for code in node.halted.values()):
        raise Violation(f"SB-05: halt codes {node.halted}")
    node.check_agreement()


def chaos(node: Simulation, chance: random.Random) -> None:
    """Everything at once: crashes, pauses, stopped clocks, delays, losses, cuts that come and go, loads."""
    for _ in range(chance.randint(4, 18)):
        chance.choice(FAULTS)(node, chance)
        for _ in range(chance.randint(0, 2)):
            node.change_names()
        for _ in range(chance.randint(0, 5)):
            _advance(node, chance)
    _rest(node)
    node.check_agreement()


def resets(node: Simulation, chance: random.Random) -> None:
    """All connections of two living CPUs end while names are changed: the lower one of them lives (FD-06)."""
    for _ in range(chance.randint(0, 3)):
        node.change_names()
    for _ in range(chance.randint(0, 20)):
        node.step()
    lower, higher = sorted(chance.sample(node.numbers, 2))
    node.reset(lower, higher)
    for _ in range(chance.randint(0, 3)):
        node.change_names()
        node.step()
    _rest(node)
    if set(node.cpus) != set(node.numbers) - {higher}:
        raise Violation(f"FD-06: {sorted(node.cpus)} are left after CPUs {lower} and {higher} lost each other")
    node.check_agreement()


KINDS: dict[str, Callable[[Simulation, random.Random], None]] = {
    "crashes": crashes,
    "silence": silence,
    "partition": partition,
    "chaos": chaos,
    "resets": resets,
}
WEIGHTS = (34, 18, 20, 24, 4)


# Single faults of ``chaos``.


def _crash(node: Simulation, chance: random.Random) -> None:
    if chance.random() < 0.5:
        node.crash(chance.choice(node.numbers))
    else:
        node.crash_after[chance.choice(node.numbers)] = chance.randint(0, 6)


def _freeze(node: Simulation, chance: random.Random) -> None:
    node.frozen.add(chance.choice(node.numbers))


def _thaw(node: Simulation, chance: random.Random) -> None:
    if node.frozen:
        node.frozen.discard(chance.choice(sorted(node.frozen)))


def _stop_clock(node: Simulation, chance: random.Random) -> None:
    node.without_clock.add(chance.choice(node.numbers))


def _cut(node: Simulation, chance: random.Random) -> None:
    for lane in _some_lanes(node, chance):
        node.cut_pair(lane[0], lane[1], lane[2])


def _join(node: Simulation, chance: random.Random) -> None:
    if chance.random() < 0.5:
        node.cut.clear()
    for lane in sorted(node.cut):
        if chance.random() < 0.5:
            node.cut.discard(lane)


def _lose(node: Simulation, chance: random.Random) -> None:
    """Packets that are on their way are lost, though their connections stand."""
    for lane in node.queues:
        if chance.random() < 0.3:
            kept = [item for item in node.queues[lane] if not isinstance(item, Packet) or chance.random() < 0.5]
            node.queues[lane].clear()
            node.queues[lane].extend(kept)


def _reload(node: Simulation, chance: random.Random) -> None:
    down = [cpu for cpu in node.numbers if cpu not in node.cpus]
    if down and node.cpus:
        node.reload(chance.choice(down))


def _nothing(node: Simulation, chance: random.Random) -> None:
    pass


FAULTS = (_crash, _freeze, _thaw, _thaw, _stop_clock, _cut, _join, _join, _lose, _reload, _reload, _nothing)


def _some_lanes(node: Simulation, chance: random.Random) -> list[Lane]:
    """Lanes to cut: a partition, a pair, one direction, a fabric, or any."""
    pairs = list(itertools.permutations(node.numbers, 2))
    fabrics = chance.choice(("XY", "XY", "XY", "X", "Y"))
    shape = chance.random()
    if shape < 0.35:
        part = set(chance.sample(node.numbers, chance.randint(1, len(node.numbers) - 1)))
        cut = [pair for pair in pairs if (pair[0] in part) != (pair[1] in part)]
    elif shape < 0.5:
        a, b = chance.choice(pairs)
        cut = [(a, b), (b, a)]
    elif shape < 0.65:
        cut = [chance.choice(pairs)]
    elif shape < 0.75:
        cpu = chance.choice(node.numbers)
        cut = [pair for pair in pairs if pair[chance.choice((0, 1))] == cpu]
    else:
        share = chance.random()
        cut = [pair for pair in pairs if chance.random() < share]
    return [(a, b, fabric) for a, b in cut for fabric in fabrics]


def _advance(node: Simulation, chance: random.Random) -> bool:
    """A tick passes; what is on its way may take longer. Whether all of it has arrived."""
    if chance.random() < 0.8:
        node.pass_time(TICK)
        return True
    node.pass_time(TICK, deliver=False)
    for _ in range(chance.randint(0, 30)):
        node.step()
    return False


def _rest(node: Simulation) -> None:
    """All faults are over."""
    node.cut.clear()
    node.frozen.clear()
    node.without_clock.clear()
    node.crash_after.clear()
    node.settle()
    _until_rest(node, lambda: node.pass_time(TICK))


def _until_rest(node: Simulation, tick: Callable[[], object]) -> None:
    """Let time pass until nothing is under way, as far as silence has been noticed."""
    end, noticed = node.now + QUIET, node.now + CHECK + 2 * TICK
    while node.now < end and not (node.now > noticed and node.at_rest()):
        tick()
