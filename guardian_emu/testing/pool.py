"""The nodes of one pytest process: fresh ones for a test, shared ones for many."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from guardian_emu import topology
from guardian_emu.errors import ExpectationFailed, GuardianEmuError
from guardian_emu.launch import launcher as launch
from guardian_emu.launch.launcher import CpuState
from guardian_emu.testing.node import GuardianNode, start
from guardian_emu.topology.model import StartMode

WHOLE_SECONDS = 15.0


class Roster(NamedTuple):
    """Who lives in a session: names, and those that are whole pairs, each with its node."""

    names: frozenset[tuple[str, str]]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, node: GuardianNode) -> Roster:
        """As the nodes tell it now."""
        members = [member for one in node.topology.nodes for member in node.processes(one.name) if member.name]
        names = frozenset((member.node, str(member.name)) for member in members)
        return cls(names, frozenset((member.node, str(member.name)) for member in members if member.role == "backup"))

    def lacks(self, wanted: Roster) -> list[str]:
        """What of ``wanted`` is not here, in words."""
        gone = [f"{name} is gone" for _, name in sorted(wanted.names - self.names)]
        return gone + [f"{name} has no backup" for _, name in sorted((wanted.pairs & self.names) - self.pairs)]


class Pool:
    """Starts nodes, and keeps those that are shared until the session ends.

    Guarantee: a shared node is as it was when a test gets it: no fault stands, every CPU runs, the processes and whole
    pairs that the test before had found are there. One that cannot be brought to that is removed, and the next test
    gets a new one. What its servers have in memory is what earlier tests left there.
    """

    def __init__(self, runtime: str | None, label: str) -> None:
        """``label`` says in the sessions' names whose they are."""
        self.runtime, self.reason = launch.choose(runtime)
        self._label = label
        self._shared: dict[Path, GuardianNode] = {}
        self._found: dict[Path, Roster] = {}

    def fresh(self, path: Path) -> GuardianNode:
        """A node of its own. Whoever asked closes it."""
        return start(topology.load(path), self.runtime, self._label)

    def shared(self, path: Path) -> GuardianNode:
        """The node that tests with this topology share."""
        if path not in self._shared:
            self._shared[path] = self.fresh(path)
        node = self._shared[path]
        self._found[path] = Roster.of(node)
        node.events.begin()
        return node

    def give_back(self, path: Path) -> str | None:
        """A test is done with the shared node. Why it had to be removed, or None."""
        node = self._shared[path]
        try:
            self._settle(node, path)
        except GuardianEmuError as problem:
            del self._shared[path]
            node.close()
            return str(problem)
        except BaseException:
            del self._shared[path]
            node.close()
            raise
        return None

    def close(self) -> None:
        """Remove the shared nodes."""
        while self._shared:
            self._shared.popitem()[1].close()

    def _settle(self, node: GuardianNode, path: Path) -> None:
        if node.disturbed or any(state is not CpuState.RUNNING for state in node.states().values()):
            node.heal()
            node.stop_started()
            _wait_for(node, self._found[path])
        else:
            node.stop_started()
        node.disturbed = False


def _wait_for(node: GuardianNode, wanted: Roster) -> None:
    """Return when everybody is there again. Raises ExpectationFailed, at once when somebody will never come."""
    now = Roster.of(node)

    def is_settled() -> bool:
        nonlocal now
        now = Roster.of(node)
        return not now.lacks(wanted) or not wanted.names - now.names <= _returning(node)

    node.events.until(is_settled, WHOLE_SECONDS)
    if lacking := now.lacks(wanted):
        cause = "the test's faults ended them"
        raise ExpectationFailed("the node is not as it was before the test", ", ".join(lacking), cause, "")


def _returning(node: GuardianNode) -> frozenset[tuple[str, str]]:
    """The configured processes that a reload or the monitor starts again."""
    stays_away = (StartMode.MANUAL, StartMode.DISABLED)
    return frozenset(
        (one.name, process.name)
        for one in node.topology.nodes
        for process in one.processes
        if process.start_mode not in stays_away
    )
