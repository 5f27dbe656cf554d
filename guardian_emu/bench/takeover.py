"""From the halt of the CPU in which a primary serves to the first reply of the member that took over.

The pair is the ledger of the examples, in CPUs 0 and 1. One requester posts from CPU 2 without end; CPU 3 looks on.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from guardian_emu.cc import driver
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import EnvironmentProblem, ExpectationFailed
from guardian_emu.launch.launcher import Progress, Silent
from guardian_emu.wire import recording
from guardian_emu.wire.layouts import FRAME_KINDS
from guardian_emu.wire.recording import Kind, Recording

from . import floors, rows
from .laboratory import PATIENCE, Event, Laboratory, Watch, laboratory
from .rows import Steps, TakeoverRow

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "c"
PAIR, REQUESTER = "$LEDG", "$REQ"
REQUESTER_CPU, WATCHED_FROM = 2, 3
LOAD_SECONDS = 0.2
"""Plain load before each fault."""


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
            ours = _halts(node, runs, Path(scratch))
    return [rows.takeover(runtime, abi.value, "halt", ours, bare)]


def _compiled(abi: Abi) -> dict[str, Path]:
    if not EXAMPLES.is_dir():
        raise EnvironmentProblem(
            "the pair whose takeover is measured is missing", EXAMPLES, "it is no part of a wheel", "run it in a clone"
        )
    options = driver.Options(abi=abi, include=(EXAMPLES,))
    sources = {"LEDGER": "ledger_server.c", "LEDREQ": "ledger_requester.c"}
    return {name: driver.cached_program([EXAMPLES / source], options) for name, source in sources.items()}


def _floor(node: Laboratory, floor: Path) -> float:
    if node.launcher.runtime != "docker":
        return floors.death_of_process(floor)
    taken = floors.death_of_cpu(node)
    node.launcher.start(node.cpu(floors.VICTIM), Silent())
    return taken


def _halts(node: Laboratory, runs: int, scratch: Path) -> list[Steps]:
    watch = Watch(node, WATCHED_FROM)
    try:
        node.ask(WATCHED_FROM, "create", program="LEDGER", name=PAIR, cpu=0, args=["0", "1"])
        node.ask(WATCHED_FROM, "create", program="LEDREQ", name=REQUESTER, cpu=REQUESTER_CPU, args=[PAIR, "0", "1"])
        watch.wait("the backup of the pair", _is_new_backup)
        return [_halt(node, watch, scratch / str(number)) for number in range(runs)]
    finally:
        watch.close()


def _halt(node: Laboratory, watch: Watch, recorders: Path) -> Steps:
    time.sleep(LOAD_SECONDS)
    victim = _primary_cpu(node)
    since = len(watch.events)
    begin = time.monotonic_ns()
    node.launcher.halt(node.cpu(victim))
    taken = watch.wait("the takeover", lambda event: _is_takeover(event, begin), since)
    steps = _recorded(node, recorders, begin, int(taken["cpu"]), int(taken["pin"]))
    detected = watch.wait("the discovery of the halt", lambda event: _is_down(event, victim, begin), since)
    node.launcher.start(node.cpu(victim), Silent())
    watch.wait("the new backup", lambda event: _is_new_backup(event) and event["t"] > begin, since)
    return steps._replace(detected=_since(begin, int(detected["t"])))


def _primary_cpu(node: Laboratory) -> int:
    for process in node.ask(WATCHED_FROM, "status")["processes"]:
        if process["name"] == PAIR and process["role"] in ("primary", "single"):
            return int(process["cpu"])
    raise ExpectationFailed(f"{PAIR} is gone", "no primary", "both members died", "look at the CPUs' logs")


def _recorded(node: Laboratory, into: Path, begin: int, cpu: int, pin: int) -> Steps:
    """What the flight recorders of the new primary and of the requester say; the reply may take a moment yet."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        node.launcher.fetch_recorders(into)
        requester = _youngest(into / f"cpu-{REQUESTER_CPU}", f"*-{REQUESTER.strip('$')}.ring")
        primary = _youngest(into / f"cpu-{cpu}", f"*-{PAIR.strip('$')}.ring")
        if steps := steps_of(requester, primary, begin):
            return steps
    raise ExpectationFailed(
        "the requester was not answered after the takeover", f"new primary {cpu},{pin}", "", "look at the CPUs' logs"
    )


def steps_of(requester: Recording, primary: Recording, begin: int) -> Steps | None:
    """The steps of the takeover after ``begin``, but for ``detected``; None when the reply is not there yet.

    Raises ExpectationFailed when the requester's ring no longer reaches back to the fault.
    """
    if requester.events and requester.events[0].time > begin:
        raise ExpectationFailed(
            "the requester's flight recorder has forgotten the fault", None, "it was read too late", "run it again"
        )
    told = [event.time for event in primary.events if event.kind == Kind.PEER_DOWN and event.time > begin]
    resent: dict[int, int] = {}
    for event in requester.events:
        if event.time > begin and event.kind == Kind.RESENT:
            resent.setdefault(event.number, event.time)
        elif event.kind == Kind.FRAME and event.what == FRAME_KINDS["REPLY"] and event.number in resent and told:
            return Steps(0.0, _since(begin, told[0]), _since(begin, resent[event.number]), _since(begin, event.time))
    return None


def _youngest(directory: Path, pattern: str) -> Recording:
    return recording.read(max(directory.glob(pattern), key=_load_and_pin))


def _since(begin: int, end: int) -> float:
    return (end - begin) / 1e6


def _is_new_backup(event: Event) -> bool:
    return event.get("event") == "process-created" and event.get("name") == PAIR and event.get("role") == "backup"


def _is_takeover(event: Event, begin: int) -> bool:
    return event.get("event") == "takeover" and event.get("name") == PAIR and int(event["t"]) > begin


def _is_down(event: Event, cpu: int, begin: int) -> bool:
    return event.get("event") == "cpu-down" and event.get("down") == cpu and int(event["t"]) > begin
