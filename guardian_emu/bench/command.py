"""``guardian-emu bench``: what is measured where, and in which order."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from guardian_emu.cc import toolchain
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import GuardianEmuError
from guardian_emu.launch import engine
from guardian_emu.launch.launcher import CpuAddress, Progress

from . import boot, compilation, detection, messages, rows, takeover, throughput
from .rows import KINDS, NotMeasured, Results

RUNTIMES = ("embedded", "docker")


class Counts(NamedTuple):
    """How often everything is done."""

    rounds: int
    exchanges: int
    requests: int
    lead: float
    takeovers: dict[str, int]
    freezes: dict[str, int]
    boots: int


FULL = Counts(
    rounds=5, exchanges=4000, requests=40000, lead=3.0, takeovers={"embedded": 20, "docker": 10},
    freezes={"embedded": 50, "docker": 10}, boots=3,
)  # fmt: skip
QUICK = Counts(
    rounds=1, exchanges=200, requests=200, lead=1.0, takeovers={"embedded": 2, "docker": 1},
    freezes={"embedded": 2, "docker": 1}, boots=1,
)  # fmt: skip


class Stages:
    """A Progress that writes a line for each stage to stderr."""

    def stage(self, text: str) -> None:
        """See ``Progress.stage``."""
        print(text, file=sys.stderr, flush=True)

    def cpu(self, cpu: CpuAddress, stage: str) -> None:
        """See ``Progress.cpu``; nothing is said."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--only", type=click.Choice(KINDS), multiple=True, help="Measure only this; may be repeated.")
@click.option("--runtime", type=click.Choice(RUNTIMES), help="Where CPUs run; without it everywhere they can.")
@click.option("--quick", is_flag=True, help="Small counts: shows that everything works, the figures mean little.")
@click.option("--rounds", type=click.IntRange(1, 1000), help="Rounds of floor and ours by turns; boots too.")
def bench(as_json: bool, only: tuple[str, ...], runtime: str | None, quick: bool, rounds: int | None) -> int:
    """Measure round trips, throughput, takeover, detection, boot and cc, as ratios to floors of the same run.

    A ratio above its goal is printed as such and is no failure.
    """
    counts = QUICK if quick else FULL
    if rounds:
        counts = counts._replace(rounds=rounds, boots=rounds)
    progress = Stages()
    results = Results(processors=os.cpu_count() or 1, load=[_load()])
    try:
        return _measure(results, only or KINDS, _runtimes(runtime, results), counts, progress)
    finally:
        results.load.append(_load())
        print(json.dumps(results.to_json(), indent=2) if as_json else rows.render(results))


def _measure(
    results: Results, kinds: Sequence[str], runtimes: Sequence[str], counts: Counts, progress: Progress
) -> int:
    """Everything in turn. What fails is noted and the rest goes on; the exit code of the first failure."""
    abis = _abis(results)
    failure = 0
    for runtime, kind in itertools.product(runtimes, KINDS):
        if kind not in kinds or (kind == "cc" and runtime != runtimes[0]):
            continue
        try:
            _measure_one(results, kind, runtime, abis, counts, progress)
        except GuardianEmuError as problem:
            results.not_measured.append(NotMeasured(f"{kind} on {runtime}", str(problem)))
            failure = failure or problem.exit_code
    return failure


def _measure_one(
    results: Results, kind: str, runtime: str, abis: Sequence[Abi], counts: Counts, progress: Progress
) -> None:
    if kind == "messages":
        results.messages += messages.measure(runtime, abis, counts.rounds, counts.exchanges, progress)
    elif kind == "throughput":
        results.throughput += throughput.measure(runtime, abis, counts.rounds, counts.requests, counts.lead, progress)
    elif kind == "takeover":
        for abi in abis:
            results.takeover += takeover.measure(runtime, abi, counts.takeovers[runtime], progress)
    elif kind == "detection":
        results.detection += detection.measure(runtime, counts.freezes[runtime], progress)
    elif kind == "cc":
        results.cc += compilation.measure(abis, counts.rounds, progress)
    else:
        results.boot += boot.measure(runtime, counts.boots, progress)


def _runtimes(asked: str | None, results: Results) -> list[str]:
    if asked:
        return [asked]
    answers, sentence = engine.probe()
    if not answers:
        results.not_measured.append(NotMeasured("everything on docker", sentence))
    return list(RUNTIMES) if answers else ["embedded"]


def _abis(results: Results) -> list[Abi]:
    """The host's ABI first, the nonstop one where it can be compiled."""
    if toolchain.has_nonstop_compiler():
        return [Abi.HOST, Abi.NONSTOP]
    cause = f"{toolchain.NONSTOP_COMPILER} is not installed (apt-get install {toolchain.NONSTOP_PACKAGES})"
    results.not_measured.append(NotMeasured("round trips and takeover with the nonstop ABI", cause))
    return [Abi.HOST]


def _load() -> float:
    return round(os.getloadavg()[0], 2)
