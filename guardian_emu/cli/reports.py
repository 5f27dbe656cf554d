"""What a run leaves in its directory beside ``result.json``: events, logs, timeline, trace and JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardian_emu.chaos.report import directory as runs
from guardian_emu.chaos.report import junit
from guardian_emu.chaos.report.events import FaultLog
from guardian_emu.chaos.report.junit import Expectation, Verdict

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import Launcher, Progress
    from guardian_emu.topology.model import Topology

JUNIT = "junit.xml"
MOST_EVENTS = 50_000
"""Recorded events of a run's timeline: a second or two of work."""


class Report:
    """What a run adds to its reports while it goes on. ``expectations`` None: it has not come to its end."""

    def __init__(self) -> None:
        self.faults = FaultLog()
        self.expectations: list[Expectation] | None = None


@contextmanager
def of_run(title: str, topology: Topology, launcher: Launcher, directory: Path, progress: Progress) -> Iterator[Report]:
    """The session lives for the block. Whatever ends it, the reports are written and the session is removed."""
    report = Report()
    try:
        yield report
    except BaseException as problem:
        report.expectations = [Expectation("the run comes to its end", Verdict.FALSE, str(problem))]
        raise
    finally:
        try:
            problems = runs.collect(launcher, directory, report.faults.events)
        finally:
            launcher.remove(progress)
        nodes = [node.name for node in topology.nodes]
        made = runs.build(directory, title, nodes, problems, MOST_EVENTS)
        runs.write(made, directory / runs.PAGE, directory / runs.TRACE)
        (directory / JUNIT).write_text(junit.document(topology.name, report.expectations or []), "utf-8")


def expectations(content: dict[str, Any]) -> list[Expectation]:
    """What a demonstration's ``result.json`` says, one expectation each."""
    requests = content["requests"]
    counted = f"{requests['sent']} sent, {requests['lost']} lost, {requests['duplicated']} done twice"
    return [
        Expectation("no request is lost", _none(requests, "lost"), counted),
        Expectation("no request is done twice", _none(requests, "duplicated"), counted),
        *(_taken_over(number, one) for number, one in enumerate(content.get("takeovers", ()), 1)),
        Expectation(
            "everything that was planned happened and had the result it must have",
            Verdict.TRUE if content["valid"] else Verdict.FALSE,
            f"valid: {str(content['valid']).lower()}",
        ),
    ]


def _none(requests: dict[str, Any], what: str) -> Verdict:
    if not requests["sent"]:
        return Verdict.UNKNOWN
    return Verdict.FALSE if requests[what] else Verdict.TRUE


def _taken_over(number: int, takeover: dict[str, Any]) -> Expectation:
    reply = takeover["first_reply_ms"]
    name = f"takeover {number}: a reply after {takeover['fault']} of CPU {takeover['cpu']}"
    if reply is None:
        return Expectation(name, Verdict.UNKNOWN, "no reply was recorded")
    return Expectation(name, Verdict.TRUE, f"taken over after {takeover['takeover_ms']} ms", reply / 1000)
