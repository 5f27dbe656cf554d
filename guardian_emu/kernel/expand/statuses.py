"""Which CPUs of which nodes are up, put together from what came over several ways (EX-09)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class CpuState(NamedTuple):
    """A CPU in one load. Later loads are newer, and of one load its end is newer than its life."""

    incarnation: int
    up: bool

    def is_newer_than(self, other: CpuState | None) -> bool:
        """Whether this must have become true after ``other``."""
        return other is None or (self.incarnation, not self.up) > (other.incarnation, not other.up)


Key = tuple[int, int]
"""A node number and a CPU."""


class Statuses:
    """Guarantee: what is known grows only newer, whatever the order in which news come and whichever way they took;
    copies that have heard the same are equal.
    """

    def __init__(self) -> None:
        self._states: dict[Key, CpuState] = {}

    def learn(self, news: Iterable[tuple[Key, CpuState]]) -> list[tuple[Key, CpuState | None, CpuState]]:
        """Take over what is newer; what changed: key, state before, state now."""
        changes = []
        for key, state in news:
            before = self._states.get(key)
            if state.is_newer_than(before):
                self._states[key] = state
                changes.append((key, before, state))
        return changes

    def is_up(self, node: int, cpu: int) -> bool:
        """Whether the CPU is up, as far as anybody has said."""
        state = self._states.get((node, cpu))
        return state is not None and state.up

    def up(self, node: int) -> list[int]:
        """The CPUs of a node that are up, ascending."""
        return sorted(cpu for (number, cpu), state in self._states.items() if number == node and state.up)

    def to_json(self) -> list[list[Any]]:
        """Everything, as it goes over a line."""
        return [[*key, state.incarnation, int(state.up)] for key, state in sorted(self._states.items())]


def from_json(data: Any) -> list[tuple[Key, CpuState]]:
    """The news in ``to_json``. Raises ValueError and TypeError for anything else."""
    news = []
    for node, cpu, incarnation, up in data:
        if not all(type(number) is int for number in (node, cpu, incarnation)) or not 0 <= cpu < 16:
            raise ValueError(f"CPU {cpu!r} of node {node!r} in load {incarnation!r}")
        news.append(((node, cpu), CpuState(incarnation, bool(up))))
    return news
