r"""A topology of two nodes as a user starts it, embedded and in containers: lines are cut where they really are."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kernel.embedded import ROOT

from guardian_emu import topology
from guardian_emu.launch import launcher as launch
from guardian_emu.launch.launcher import CpuAddress, Launcher, Silent
from guardian_emu.operating import programs
from guardian_emu.topology.expand_model import EXPAND_PROFILES, ExpandProfileName

# The engine's client leaves the sockets of streams that were not read to their end to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

A, B = "\\ALPHA", "\\BETA"
ABORT_MS = 3000
ONE_LINE_PER_CPU = """
name: {name}
defaults: {{cpus: 2, abi: host, fabric: {fabric}}}
programs:
  LEDGER: {{source: {root}/examples/c/ledger_server.c}}
  LEDREQ: {{source: {root}/examples/c/ledger_requester.c}}
  ECHO: {{source: {root}/tests/expand/programs/echo.c}}
  ASKER: {{source: {root}/tests/expand/programs/asker.c}}
nodes:
  \\BETA:
    processes:
      $LEDG: {{program: LEDGER, cpu: 0, backup-cpu: 1, args: [<BCKP-CPU>]}}
  \\ALPHA:
    processes:
      $REQ: {{program: LEDREQ, cpu: 0, args: [\\BETA.$LEDG, 0, 1]}}
expand:
  abort-timer: {abort_ms}ms
  lines:
    - {{between: [\\ALPHA.0, \\BETA.0], name: $L0}}
    - {{between: [\\ALPHA.1, \\BETA.1], name: $L1}}
"""


class Session:
    """Two nodes that are up, with a requester that posts until the books are closed."""

    def __init__(self, launcher: Launcher) -> None:
        self.launcher = launcher

    def ask(self, through: CpuAddress, op: str, **arguments: Any) -> Any:
        with self.launcher.attach(through) as channel:
            return channel.request(op, **arguments)

    def request(self, word: str) -> str:
        r"""What one more requester, in CPU 1 of \ALPHA, says."""
        return "\n".join(self.follow(CpuAddress(A, 1), "LEDREQ", None, rf"{B}.$LEDG", word))

    def total(self) -> int:
        """The posts that were counted."""
        return int(self.request("total").split()[2])

    def goes_on(self) -> None:
        """Return when more posts have been counted."""
        wanted = self.total() + 50
        while self.total() < wanted:
            pass

    def wait(self, cpu: CpuAddress, number: int, line: str, seen: int) -> None:
        """Return when the CPU has reported that event of the line more than ``seen`` times."""
        for record in self.launcher.logs(cpu, follow=True):
            if (record.get("event"), record.get("number"), record.get("line")) == ("expand", number, line):
                seen -= 1
                if seen < 0:
                    return
        raise AssertionError(f"{cpu} ended")

    def follow(self, cpu: CpuAddress, program: str, name: str | None, *words: str) -> Iterator[str]:
        """Start a program; what it writes, until it ends well."""
        with self.launcher.attach(cpu) as channel:
            arguments = {"program": program, "name": name, "cpu": cpu.cpu, "args": list(words), "follow": True}
            for event in channel.stream("create", **arguments):
                if event["event"] == "output":
                    yield event["text"]
                elif event["event"] == "process-ended":
                    assert event["completion_code"] == 0, event
                    return
        raise AssertionError("the stream ended")

    def end(self) -> None:
        """Close the books; the requester must have lost nothing."""
        self.request("close")
        for record in self.launcher.logs(CpuAddress(A, 0), follow=True):
            if record.get("event") == "output" and record["name"] == "$REQ":
                found = re.fullmatch(
                    r"requester 1: sent (\d+) replied (\d+) lost 0 duplicated 0 failed 0", record["text"]
                )
                assert found, record["text"]
                assert found[1] == found[2] == str(self.total())
                return


def started(directory: Path, runtime: str, fabric: str) -> Iterator[Session]:
    path = directory / "lab.guardian.yaml"
    path.write_text(ONE_LINE_PER_CPU.format(name=f"expand-{fabric}", fabric=fabric, root=ROOT, abort_ms=ABORT_MS))
    lab = topology.load(path)
    launcher = launch.create(lab, runtime, ttl=300, timeout=60, leashed=True)
    files = programs.compile_all(lab, Silent())
    try:
        launcher.up(Silent())
        programs.install_all(lab, launcher, files)
        programs.start(lab, launcher, Silent())
        yield Session(launcher)
    finally:
        launcher.remove(Silent())
        gc.collect()


@pytest.fixture(
    params=[
        pytest.param(("embedded", "networks"), id="embedded"),
        pytest.param(("docker", "networks"), id="networks", marks=pytest.mark.docker),
        pytest.param(("docker", "socket"), id="sockets in containers", marks=pytest.mark.docker),
    ]
)
def session(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("GUARDIAN_EMU_STATE", str(tmp_path / "s"))
    yield from started(tmp_path, *request.param)


@pytest.mark.requires("EX-01", "EX-03", "EX-04", "EX-08", "FS-02")
def test_lines_and_a_cpu_are_lost_under_load_and_no_post_is(session: Session) -> None:
    session.goes_on()
    for number, line in enumerate(("$L0", "$L1")):
        for turn in range(2):
            session.launcher.cut_line(line)
            session.wait(CpuAddress(A, number), 45, line, turn)
            session.goes_on()
            session.launcher.join_line(line)
            session.wait(CpuAddress(A, number), 44, line, turn + 1)
    session.launcher.halt(CpuAddress(B, 0))
    session.goes_on()
    session.end()


@pytest.mark.requires("EX-07", "EX-10", "MO-06")
def test_a_lost_network_is_told_and_a_request_fails_only_after_the_abort_timer(session: Session) -> None:
    session.ask(CpuAddress(B, 1), "create", program="ECHO", name="$ECHO", cpu=1)
    asker = session.follow(CpuAddress(A, 1), "ASKER", None, rf"{B}.$ECHO")
    assert next(asker) == "asking"
    for line in ("$L0", "$L1"):
        session.launcher.cut_line(line)
    failed, told = asker
    found = re.fullmatch(r"error 250 after (\d+) ms", failed)
    assert found, failed
    assert int(found[1]) >= 0.9 * ABORT_MS  # when it fails is what the timer is for
    assert told == "told -110"


def test_the_time_outs_of_the_profile_nonstop_are_those_of_the_reference() -> None:
    profile = EXPAND_PROFILES[ExpandProfileName.NONSTOP]
    assert (profile.abort_ms, profile.l4_timeout_ms, profile.l4_retries) == (150_000, 20_000, 3)
