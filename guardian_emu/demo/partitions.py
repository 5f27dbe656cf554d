"""Partitions under load: paths between CPUs are cut, the right part of the node lives on, and every request counts.

Every process of the load is a pair, so its work goes on as long as one of its members is in the part that survives.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from guardian_emu.errors import ExpectationFailed
from guardian_emu.launch import rolling
from guardian_emu.launch.launcher import CpuAddress, CpuState, Launcher, OperatorChannel, Progress

from . import script, verdict
from .rolling import PAIRS

FABRICS = ("X", "Y")
CPUS = frozenset(range(4))
HALT_SECONDS = 30.0
"""How long the losers may take to halt, on the slower profile and a busy machine."""


class Cut(NamedTuple):
    """Packets from one CPU to another are dropped, on both fabrics."""

    sender: int
    receiver: int


class Case(NamedTuple):
    """Cuts, all made at once, and who has to survive them (SB-01 to SB-04, PN-01 to PN-06)."""

    name: str
    cuts: tuple[Cut, ...]
    survivors: frozenset[int]

    @property
    def lost(self) -> frozenset[int]:
        """Who has to halt."""
        return CPUS - self.survivors


class Partition(NamedTuple):
    """One partition that was played. ``halted_ms``: until the last of the losers had halted."""

    name: str
    survivors: list[int]
    halted_ms: float


def _both(a: int, b: int) -> tuple[Cut, Cut]:
    return Cut(a, b), Cut(b, a)


def _between(part: frozenset[int]) -> tuple[Cut, ...]:
    return tuple(cut for a in sorted(part) for b in sorted(CPUS - part) for cut in _both(a, b))


def _named(name: str, cuts: tuple[Cut, ...], survivors: set[int]) -> Case:
    return Case(name, cuts, frozenset(survivors))


def cases(kind: str) -> Iterator[Case]:
    """The cases of a kind in a node of four CPUs, the rules' own numbering of CPUs applied to each."""
    for a, b in itertools.combinations(sorted(CPUS), 2):
        rest = sorted(CPUS - {a, b})
        if kind == "2|2" and a == 0:
            yield _named(f"{a},{b}|{rest[0]},{rest[1]}", _between(frozenset((a, b))), {a, b})
        elif kind == "one-way":
            yield _named(f"{a}>{b}", (Cut(a, b),), set(CPUS) - {b})
        elif kind == "overlapping" and a == 0:
            # Groups of two in which all hear one another are left; that of the lowest numbers lives.
            apart = (*_both(a, b), *_both(*rest))
            yield _named(f"{a}/{b} {rest[0]}/{rest[1]}", apart, {0, min(CPUS - {0, b})})
    for one in sorted(CPUS) if kind == "1|3" else ():
        yield _named(f"{one}|rest", _between(frozenset((one,))), set(CPUS) - {one})


KINDS = ("2|2", "1|3", "one-way", "overlapping")


class Stage(NamedTuple):
    """What the partitions are played on. ``load_seconds`` pass before each of them: a backup that has just been created
    has to hear from its primary what it is to know.
    """

    launcher: Launcher
    node: str
    progress: Progress
    tell: script.Tell
    load_seconds: float

    def cpu(self, number: int) -> CpuAddress:
        """Address of a CPU of the node."""
        return CpuAddress(self.node, number)


def play(stage: Stage, directory: Path) -> tuple[verdict.Requests, list[Partition]]:
    """One case of each kind, in which no pair loses both members; then the reckoning."""
    played = []
    rolling.wait_until_whole(stage.launcher, stage.cpu(0), PAIRS)
    for kind in KINDS:
        time.sleep(stage.load_seconds)
        case = _suitable(stage, kind)
        played.append(_partition(stage, kind, case))
        _repair(stage, case)
    time.sleep(stage.load_seconds)
    with script.watching(stage.launcher, stage.node) as watcher:
        counting = script.Stage(
            stage.launcher, stage.node, watcher, stage.progress, directory, stage.tell, (), stage.load_seconds
        )
        return script.reckon(counting, ends=2 * (len(PAIRS) - 1)), played


def _suitable(stage: Stage, kind: str) -> Case:
    with stage.launcher.attach(stage.cpu(0)) as channel:
        processes = channel.request("status")["processes"]
    places: dict[str, set[int]] = {}
    for process in processes:
        places.setdefault(str(process["name"]), set()).add(int(process["cpu"]))
    for case in cases(kind):
        if not any(cpus <= case.lost for cpus in places.values()):
            return case
    raise ExpectationFailed(
        f"every partition {kind} would end both members of a pair", str(places), "pairs lie badly", "run it again"
    )


def _partition(stage: Stage, kind: str, case: Case) -> Partition:
    stage.tell(f"{kind}: {case.name}; {_list(case.survivors)} to survive")
    begin = time.monotonic()
    with ExitStack() as stack:
        # Conversations first: the cuts are to be made at once.
        channels = {cut.sender: stage.launcher.attach(stage.cpu(cut.sender)) for cut in case.cuts}
        for channel in channels.values():
            stack.enter_context(channel)
            channel.request("hello")
        for cut in case.cuts:
            _cut(channels[cut.sender], cut)
    while _running(stage) != case.survivors:
        if time.monotonic() > begin + HALT_SECONDS or not case.survivors <= _running(stage):
            raise ExpectationFailed(
                f"the wrong CPUs survived {case.name}",
                _list(_running(stage)),
                f"{_list(case.survivors)} had to",
                "see `regroup` and `halted` in the CPUs' logs",
            )
        time.sleep(rolling.LOOK_AGAIN_SECONDS)
    return Partition(kind, sorted(case.survivors), round((time.monotonic() - begin) * 1000, 1))


def _cut(channel: OperatorChannel, cut: Cut) -> None:
    for fabric in FABRICS:
        channel.request("cut", fabric=fabric, peer=cut.receiver, direction="out")


def _running(stage: Stage) -> frozenset[int]:
    states = stage.launcher.states()
    return frozenset(cpu for cpu in CPUS if states[stage.cpu(cpu)] is CpuState.RUNNING)


def _repair(stage: Stage, case: Case) -> None:
    time.sleep(stage.load_seconds)
    for cpu in sorted(case.survivors):
        with stage.launcher.attach(stage.cpu(cpu)) as channel:
            for fabric, cut in itertools.product(FABRICS, case.cuts):
                if cut.sender == cpu:
                    channel.request("join", fabric=fabric, peer=cut.receiver, direction="out")
    for cpu in sorted(case.lost):
        stage.launcher.start(stage.cpu(cpu), stage.progress)
    rolling.wait_until_whole(stage.launcher, stage.cpu(min(case.survivors)), PAIRS)
    stage.tell(f"   {_list(case.lost)} reloaded, every pair is whole")


def _list(cpus: frozenset[int]) -> str:
    numbers = ", ".join(map(str, sorted(cpus)))
    return f"CPU {numbers}" if len(cpus) == 1 else f"CPUs {numbers or 'none'}"


def result(runtime: str, abi: str, requests: verdict.Requests, played: list[Partition]) -> dict[str, Any]:
    """The content of ``result.json``. ``valid`` only when each kind was played and nothing was lost or done twice."""
    complete = [one.name for one in played] == list(KINDS)
    exact = requests.sent > 0 and requests.lost == 0 and requests.duplicated == 0
    return {
        "runtime": runtime,
        "abi": abi,
        "valid": complete and exact,
        "requests": requests._asdict(),
        "partitions": [one._asdict() for one in played],
    }
