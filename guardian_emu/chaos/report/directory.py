"""Into the run directory what a run leaves behind, and out of it the reports.

``recorders/`` holds flight recorders, in any number of copies, ``cpu-N.log`` logs, ``events.jsonl`` their events and
the faults that were made; ``timeline.html`` and ``trace.json`` are made of these and can be made again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from guardian_emu.errors import GuardianEmuError
from guardian_emu.launch.launcher import Launcher

from . import events, model, perfetto, recorded, timeline
from .events import Event
from .model import Timeline

RECORDERS, EVENTS, PAGE, TRACE = "recorders", "events.jsonl", "timeline.html", "trace.json"


def collect(launcher: Launcher, into: Path, faults: Iterable[Event] = ()) -> list[str]:
    """Fetch recorders, logs and events of a session that still is there.

    Guarantee: what cannot be had costs nothing else; it is told in the texts that are returned.
    """
    found, problems = list(faults), []
    try:
        launcher.fetch_recorders(into / RECORDERS / "end")
    except GuardianEmuError as problem:
        problems.append(f"no flight recorders at the end: {problem.what}")
    try:
        cpus = list(launcher.states())
    except GuardianEmuError as problem:
        cpus = []
        problems.append(f"no logs: {problem.what}")
    several = len({cpu.node for cpu in cpus}) > 1
    for cpu in cpus:
        try:
            lines = list(launcher.logs(cpu))
        except GuardianEmuError as problem:
            lines = []
            problems.append(f"no log of {cpu}: {problem.what}")
        found += events.of_log(cpu.node, lines)
        label = f"{cpu.node.lstrip(chr(92))}-cpu-{cpu.cpu}" if several else f"cpu-{cpu.cpu}"
        (into / f"{label}.log").write_text("".join(json.dumps(line) + "\n" for line in lines))
    events.write(into / EVENTS, found)
    return problems


def build(
    directory: Path,
    title: str,
    nodes: Sequence[str],
    problems: Sequence[str] = (),
    most: int = model.MOST_EVENTS,
) -> Timeline:
    """The timeline of a run directory that ``collect`` filled, with at most so many recorded events."""
    processes, refused = recorded.open_all(recorded.find(directory / RECORDERS, nodes))
    made = model.build(title, events.read(directory / EVENTS), processes, refused, most)
    made.notes.extend(problems)
    return made


def write(made: Timeline, page: Path, trace: Path | None) -> None:
    """The page, and the trace when it is wanted. Raises OSError."""
    page.write_text(timeline.page(made), "utf-8")
    if trace is not None:
        trace.write_text(perfetto.document(made), "utf-8")
