"""Regroup: the survivors of an incident agree on who they are (kernel.md section 6)."""

from __future__ import annotations

from typing import NamedTuple

from .actions import Action, Halt, Json, Report, Send

MINORITY, NOT_COMMUNICATING = 0o4202, 0o4203
STABLE, ACTIVATE, CLOSING = 0, 1, 2


class Row(NamedTuple):
    """What one participant said last: its stage and whom it hears."""

    stage: int
    hears: frozenset[int]


class Survivors(NamedTuple):
    """Outcome of an incident: everybody else is down."""

    cpus: frozenset[int]


def may_live(group: frozenset[int], before: frozenset[int]) -> bool:
    """The split-brain rule (SB-01 to SB-04): may ``group``, out of the CPUs up ``before``, go on?"""
    if 2 * len(group) != len(before):
        return 2 * len(group) > len(before)
    return min(before) in group


def largest_group(rows: dict[int, frozenset[int]]) -> frozenset[int]:
    """Pruning (PN-01 to PN-04): the largest set in which all hear one another, that of the lowest CPUs if several."""
    cpus = sorted(rows)
    linked = {a: {b for b in cpus if b == a or (b in rows[a] and a in rows[b])} for a in cpus}
    best: list[int] = []

    def extend(group: list[int], candidates: list[int]) -> None:
        nonlocal best
        if len(group) > len(best):
            best = group
        if len(group) + len(candidates) <= len(best):
            return
        for at, cpu in enumerate(candidates):
            extend([*group, cpu], [other for other in candidates[at + 1 :] if other in linked[cpu]])

    extend([], cpus)
    return frozenset(best)


class Regroup:
    """One CPU's part in incidents.

    Guarantee: a CPU that is not heard by a group that may live never survives in it, and of two groups that do not
    hear one another at most one lives (RG-03). CPUs that left ``up`` during the incident do not count as lost.
    """

    def __init__(self, cpu: int, patience: float) -> None:
        self.cpu = cpu
        self.incident = 0
        self.stage = STABLE
        self._patience = patience
        self._deadline = 0.0
        self._rows: dict[int, Row] = {}
        self._group: frozenset[int] = frozenset()
        self._cause = -1

    def suspect(self, cause: int, up: frozenset[int], now: float) -> list[Action | Survivors]:
        """Start an incident because ``cause`` is silent; does nothing while one is running."""
        return [] if self.stage else self._start(self.incident + 1, cause, up, now)

    def receive(self, sender: int, message: Json, up: frozenset[int], now: float) -> list[Action | Survivors]:
        """A regroup message of another CPU. One of an older incident is ignored, a newer one starts over (RG-05)."""
        incident = message["incident"]
        if incident < self.incident or (incident == self.incident and not self.stage):
            return []
        actions: list[Action | Survivors] = []
        if incident > self.incident:
            actions += self._start(incident, message["cause"], up, now)
        self._rows[sender] = Row(message["stage"], frozenset(message["hears"]))
        if message["survivors"] is not None:
            return actions + self._adopt(frozenset(message["survivors"]))
        return actions + self._step(up, now)

    def tick(self, up: frozenset[int], now: float) -> list[Action | Survivors]:
        """Repeat the status and see whether the stage is over."""
        return [*self._status(up), *self._step(up, now)] if self.stage else []

    def _start(self, incident: int, cause: int, up: frozenset[int], now: float) -> list[Action | Survivors]:
        self.incident, self.stage, self._cause = incident, ACTIVATE, cause
        self._deadline = now + self._patience
        self._rows = {}
        return [*self._status(up)]

    def _hears(self) -> frozenset[int]:
        return frozenset(self._rows) | {self.cpu}

    def _status(self, up: frozenset[int], survivors: frozenset[int] | None = None) -> list[Action]:
        message = {
            "t": "regroup", "incident": self.incident, "stage": self.stage, "cause": self._cause,
            "hears": sorted(self._hears()), "survivors": None if survivors is None else sorted(survivors),
        }  # fmt: skip
        return [Send(cpu, message) for cpu in sorted(up) if cpu != self.cpu]

    def _step(self, up: frozenset[int], now: float) -> list[Action | Survivors]:
        if self.stage == ACTIVATE and (self._hears() >= up or now >= self._deadline):
            return self._close(up, now)
        if self.stage == CLOSING:
            return self._conclude(up, now)
        return []

    def _close(self, up: frozenset[int], now: float) -> list[Action | Survivors]:
        """End of stage 1: the split-brain rule, applied to what this CPU hears."""
        self._group = self._hears() & up
        if not may_live(self._group, up):
            code = NOT_COMMUNICATING if len(self._group) == 1 and len(up) > 2 else MINORITY
            return [Halt(code, f"regroup {self.incident}: {sorted(self._group)} is the losing part of {sorted(up)}")]
        self.stage, self._deadline = CLOSING, now + 3 * self._patience  # others may be a whole stage behind
        return [*self._status(up), *self._conclude(up, now)]

    def _conclude(self, up: frozenset[int], now: float) -> list[Action | Survivors]:
        """End of stage 2: the tie-breaker publishes the survivors; the others wait for its word."""
        group = self._group & up
        closing = {cpu for cpu, row in self._rows.items() if row.stage >= CLOSING} | {self.cpu}
        late = now >= self._deadline
        if self.cpu != min(group):
            return self._start(self.incident + 1, min(group), up, now) if late else []
        if not late and not closing >= group:
            return []
        rows = {cpu: self._rows[cpu].hears for cpu in closing & group if cpu != self.cpu}
        survivors = largest_group({**rows, self.cpu: self._hears()})
        if not may_live(survivors, up):
            return [Halt(MINORITY, f"regroup {self.incident}: no more than {sorted(survivors)} hear one another")]
        return [*self._status(up, survivors), *self._adopt(survivors)]

    def _adopt(self, survivors: frozenset[int]) -> list[Action | Survivors]:
        self.stage = STABLE
        if self.cpu not in survivors:
            return [Halt(NOT_COMMUNICATING, f"regroup {self.incident}: pruned, survivors are {sorted(survivors)}")]
        fields = {"incident": self.incident, "cause": self._cause, "survivors": sorted(survivors)}
        return [Report("regroup", fields), Survivors(survivors)]
