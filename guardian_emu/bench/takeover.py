"""From the halt of the CPU in which a primary serves to the first reply of the member that took over.

The pair is the ledger of the examples, in CPUs 0 and 1. One requester posts from CPU 2 without end; CPU 3 looks on.
All times are CLOCK_MONOTONIC of the machine that the CPUs share, in nanoseconds.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from guardian_emu.cc import driver
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import EnvironmentProblem, ExpectationFailed
from guardian_emu.launch.launcher import Progress, Silent
from guardian_emu.operating.feed import Event

from . import floors, rows
from .laboratory import Laboratory, Watch, laboratory
from .rows import Steps, TakeoverRow

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "c"
PROGRAMS = Path(__file__).with_name("programs")
PAIR, REQUESTER = "$LEDG", "$POST"
REQUESTER_CPU, WATCHED_FROM = 2, 3
LOAD_SECONDS = 0.2
"""Plain load before each fault."""


class Request(NamedTuple):
    """When the requester sent one request, and when it had the reply, however often libguardian sent it again."""

    begin: int
    end: int


def measure(runtime: str, abi: Abi, runs: int, progress: Progress) -> list[TakeoverRow]:
    """The row of takeovers by ``halt``: first the floors, while nothing else runs, then ours."""
    programs = _compiled(abi)
    with tempfile.TemporaryDirectory(prefix="guardian-emu-bench-") as scratch:
        floor = floors.compiled(Path(scratch))
        with laboratory(runtime, 4, progress) as node:
            for name, path in {**programs, "FLOOR": floor}.items():
                node.launcher.install(name, path)
            progress.stage(f"takeover: the floor on {runtime}")
            bare = [_floor(node, floor) for _ in range(runs)]
            progress.stage(f"takeover: halts on {runtime}")
            ours = _halts(node, runs)
    return [rows.takeover(runtime, abi.value, "halt", ours, bare)]


def _compiled(abi: Abi) -> dict[str, Path]:
    if not EXAMPLES.is_dir():
        raise EnvironmentProblem(
            "the pair whose takeover is measured is missing", EXAMPLES, "it is no part of a wheel", "run it in a clone"
        )
    options = driver.Options(abi=abi, include=(EXAMPLES, PROGRAMS))
    sources = {"LEDGER": EXAMPLES / "ledger_server.c", "POSTER": PROGRAMS / "takeover_requester.c"}
    return {name: driver.cached_program([source], options) for name, source in sources.items()}


def _floor(node: Laboratory, floor: Path) -> float:
    if node.launcher.runtime != "docker":
        return floors.death_of_process(floor)
    taken = floors.death_of_cpu(node)
    node.launcher.start(node.cpu(floors.VICTIM), Silent())
    return taken


def _halts(node: Laboratory, runs: int) -> list[Steps]:
    watch = Watch(node, WATCHED_FROM)
    try:
        node.ask(WATCHED_FROM, "create", program="LEDGER", name=PAIR, cpu=0, args=["0", "1"])
        node.ask(WATCHED_FROM, "create", program="POSTER", name=REQUESTER, cpu=REQUESTER_CPU, args=[PAIR])
        watch.wait("the backup of the pair", _is_new_backup)
        return [_halt(node, watch) for _ in range(runs)]
    finally:
        watch.close()


def _halt(node: Laboratory, watch: Watch) -> Steps:
    time.sleep(LOAD_SECONDS)
    victim = _primary_cpu(node)
    since = len(watch.events)
    begin = time.monotonic_ns()
    node.launcher.halt(node.cpu(victim))
    told = _time(watch.wait("the takeover", lambda event: _is_takeover(event, begin), since))
    watch.wait("load after the takeover", lambda event: _is_later_request(event, told), since)
    steps = steps_of(watch.events[since:], victim, begin, told)
    node.launcher.start(node.cpu(victim), Silent())
    watch.wait("the new backup", lambda event: _is_new_backup(event) and _time(event) > begin, since)
    return steps


def _primary_cpu(node: Laboratory) -> int:
    for process in node.ask(WATCHED_FROM, "status")["processes"]:
        if process["name"] == PAIR and process["role"] in ("primary", "single"):
            return int(process["cpu"])
    raise ExpectationFailed(f"{PAIR} is gone", "no primary", "both members died", "look at the CPUs' logs")


def steps_of(events: Iterable[Event], victim: int, begin: int, told: int) -> Steps:
    """The steps of the takeover after the order to halt at ``begin``, of which the new primary was ``told``.

    The request that waited for the takeover is the slowest of those that ended after the halt was detected and began
    before the new primary could serve. Raises ExpectationFailed when there is none.
    """
    listed = list(events)
    detected = min((_time(event) for event in listed if _is_down(event, victim, begin)), default=told)
    waited = [
        request for event in listed for request in requests_in(event) if request.end > detected and request.begin < told
    ]
    if not waited:
        raise ExpectationFailed("no request waited for the takeover", None, "the requester stood still", "run it again")
    reply = max(waited, key=lambda request: request.end - request.begin).end
    return Steps(*((moment - begin) / 1e6 for moment in (detected, told, reply)))


def requests_in(event: Event) -> list[Request]:
    """The requests that an output line of the requester tells of."""
    words = str(event.get("text", "")).split()
    if event.get("event") != "output" or event.get("name") != REQUESTER or words[:1] != ["slowest"]:
        return []
    return [Request(*map(int, word.split("-"))) for word in words[1:]]


def _time(event: Event) -> int:
    return int(event["t"])


def _is_new_backup(event: Event) -> bool:
    return event.get("event") == "process-created" and event.get("name") == PAIR and event.get("role") == "backup"


def _is_takeover(event: Event, begin: int) -> bool:
    return event.get("event") == "takeover" and event.get("name") == PAIR and _time(event) > begin


def _is_down(event: Event, cpu: int, begin: int) -> bool:
    return event.get("event") == "cpu-down" and event.get("down") == cpu and _time(event) > begin


def _is_later_request(event: Event, told: int) -> bool:
    return any(request.begin > told for request in requests_in(event))
