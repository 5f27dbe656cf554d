"""A passive pair in a real node: its primary is stopped, abends, is halted with its CPU, or hands its duties over.

The pair serves requesters and is itself a requester pair of another ledger (programs/passive_ledger.c). Both ledgers
and all requesters count: no post may be lost or done twice.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from guardian.conftest import EXAMPLES, Json, Run
from kernel.embedded import Cpu, Node

from guardian_emu.cc import driver
from guardian_emu.cc.toolchain import Abi

PROGRAMS = Path(__file__).parent / "programs"
QUIET_CPU = 2
"""Where the requesters and the other ledger are."""

CLOSE, SWITCH, ABEND = 3, 5, 6
"""Kinds of request (ledger.h, passive_ledger.c)."""


class Passive:
    """A node with the other ledger, the passive pair in CPUs 0 and 1, and two requesters that post without end."""

    def __init__(self, node: Node, abi: Abi) -> None:
        self.node = node
        self._heard: Counter[tuple[int, str]] = Counter()
        for source in (*(EXAMPLES / "c").glob("ledger_*.c"), *PROGRAMS.glob("passive_*.c")):
            options = driver.Options(abi=abi, include=(EXAMPLES / "c",))
            target = node.folder / "state" / "system" / source.stem
            shutil.copy(driver.cached_program([source], options), target)
            target.chmod(0o755)
        Run(self.quiet, "ledger_server", "$OTHER", str(QUIET_CPU))
        Run(node.cpus[0], "passive_ledger", "$PASS", "$OTHER", "0", "1")
        self.requesters = [
            Run(self.quiet, "ledger_requester", f"$REQ{number}", "$PASS", "0", str(number)) for number in (1, 2)
        ]
        self.posts = 0
        self.hears("backup ready", 0)
        self.wait_for_posts()

    def hears(self, text: str, cpu: int) -> None:
        """Returns when a process of that CPU says that, once more than it was waited for before."""
        self._heard[cpu, text] += 1
        heard = 0

        def wanted(record: Json) -> bool:
            nonlocal heard
            heard += record.get("event") == "output" and text in record["text"]
            return heard == self._heard[cpu, text]

        self.node.cpus[cpu].wait_for(wanted)

    @property
    def quiet(self) -> Cpu:
        return self.node.cpus[QUIET_CPU]

    def ask(self, kind: int) -> str:
        """One request of that kind, by a requester of its own."""
        return Run(self.quiet, "passive_ask", "$ASK", "$PASS", str(kind)).end()[1]

    def total(self, of: str = "$PASS") -> int:
        """Posts that a ledger has counted."""
        code, said = Run(self.quiet, "ledger_requester", "$LOOK", of, "total").end()
        assert code == 0, said
        return int(said.split()[2])

    def wait_for_posts(self) -> None:
        """Returns when some more posts were counted: requesters are being served."""
        while (total := self.total()) < self.posts + 20:
            pass
        self.posts = total

    def members(self) -> dict[str, Json]:
        """The members of the pair by their role."""
        processes = self.quiet.operator().ask("status")["processes"]
        return {process["role"]: process for process in processes if process["name"] == "$PASS"}

    def stop_primary(self) -> None:
        """Stop the current primary from outside."""
        self.quiet.operator().ask("stop", process=self.members()["primary"]["handle"])

    def end(self) -> None:
        """Closes the books and compares all counts."""
        assert self.ask(CLOSE) == "error 0"
        posts = 0
        for requester in self.requesters:
            code, said = requester.end()
            found = re.fullmatch(r"requester \d+: sent (\d+) replied (\d+) lost 0 duplicated 0 failed 0", said)
            assert code == 0 and found and found[1] == found[2], said
            posts += int(found[1])
        assert self.total() == posts
        assert self.total(of="$OTHER") == posts


@pytest.fixture(params=list(Abi))
def passive(request: pytest.FixtureRequest, make_node: Callable[..., Node]) -> Passive:
    node = make_node(3, alive_ms=2000, check_ms=10000)
    return Passive(node, request.param)


@pytest.mark.requires("PP-03", "PP-04", "PP-05", "PP-06", "FS-06")
@pytest.mark.procedures("CHECKMONITOR", "CHECKPOINTX", "FILE_OPEN_CHKPT_")
def test_a_stopped_primary_is_followed_by_its_backup_again_and_again(passive: Passive) -> None:
    for cpu in (1, 0, 1):
        passive.stop_primary()
        passive.hears("takeover 0200", cpu)
        passive.hears("backup ready", cpu)
        passive.wait_for_posts()
    passive.end()


@pytest.mark.requires("PP-04", "PP-05", "FS-06")
@pytest.mark.procedures("CHECKMONITOR")
def test_a_primary_that_abends_is_followed_by_its_backup(passive: Passive) -> None:
    assert passive.ask(ABEND) == "error 201"
    passive.hears("takeover 0201", 1)
    passive.wait_for_posts()
    passive.end()


@pytest.mark.requires("PP-04", "PP-05", "PP-08", "FS-06")
@pytest.mark.procedures("CHECKMONITOR")
def test_the_backup_takes_over_when_the_processor_of_its_primary_is_halted(passive: Passive) -> None:
    passive.node.cpus[0].kill()
    passive.hears("takeover 0202", 1)
    passive.hears("processor 0 down", 1)
    passive.wait_for_posts()
    passive.node.load(0).ready()
    passive.hears("backup ready", 1)
    passive.node.cpus[1].kill()
    passive.hears("takeover 0202", 0)
    passive.hears("processor 1 down", 0)
    passive.wait_for_posts()
    passive.end()


@pytest.mark.requires("PP-05", "PP-09")
@pytest.mark.procedures("CHECKPOINTX")
def test_the_loss_of_the_backup_goes_unnoticed(passive: Passive) -> None:
    passive.quiet.operator().ask("stop", process=passive.members()["backup"]["handle"])
    passive.hears("backup ready", 0)
    passive.wait_for_posts()
    passive.stop_primary()
    passive.hears("takeover 0200", 1)
    passive.wait_for_posts()
    passive.end()


@pytest.mark.requires("PP-05", "R-47")
@pytest.mark.procedures("CHECKSWITCH")
def test_the_members_change_their_duties_and_change_back(passive: Passive) -> None:
    for cpu in (1, 0, 1, 0):
        assert passive.ask(SWITCH) == "error 0"
        passive.hears("takeover 0203", cpu)
        passive.wait_for_posts()
        assert passive.members()["primary"]["cpu"] == cpu
    passive.stop_primary()
    passive.hears("takeover 0200", 1)
    passive.wait_for_posts()
    passive.end()
