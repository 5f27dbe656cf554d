"""The nodes of one pytest process: fresh ones for a test, shared ones for many."""

from __future__ import annotations

from pathlib import Path

from guardian_emu import topology
from guardian_emu.errors import ExpectationFailed, GuardianEmuError
from guardian_emu.launch import launcher as launch
from guardian_emu.launch.launcher import CpuState
from guardian_emu.testing.node import GuardianNode, start

WHOLE_SECONDS = 15.0


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
        self._found: dict[Path, tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]] = {}

    def fresh(self, path: Path) -> GuardianNode:
        """A node of its own. Whoever asked closes it."""
        return start(topology.load(path), self.runtime, self._label)

    def shared(self, path: Path) -> GuardianNode:
        """The node that tests with this topology share."""
        if path not in self._shared:
            self._shared[path] = self.fresh(path)
        node = self._shared[path]
        self._found[path] = _roster(node)
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
            names, pairs = self._found[path]
            if not node.events.until(lambda: _has(node, names, pairs), WHOLE_SECONDS):
                raise _not_as_before(node, names, pairs)
        else:
            node.stop_started()
        node.disturbed = False


def _roster(node: GuardianNode) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Names that live, and those that are whole pairs, each with its node."""
    members = [member for one in node.topology.nodes for member in node.processes(one.name)]
    names = frozenset((member.node, member.name) for member in members if member.name)
    return names, frozenset((member.node, member.name) for member in members if member.name and member.role == "backup")


def _has(node: GuardianNode, names: frozenset[tuple[str, str]], pairs: frozenset[tuple[str, str]]) -> bool:
    names_now, pairs_now = _roster(node)
    return names <= names_now and pairs <= pairs_now


def _not_as_before(
    node: GuardianNode, names: frozenset[tuple[str, str]], pairs: frozenset[tuple[str, str]]
) -> ExpectationFailed:
    names_now, pairs_now = _roster(node)
    gone = [f"{name} is gone" for _, name in sorted(names - names_now)]
    alone = [f"{name} has no backup" for _, name in sorted((pairs & names_now) - pairs_now)]
    return ExpectationFailed(
        "the node is not as it was before the test", ", ".join(gone + alone), "the test's faults ended them", ""
    )
