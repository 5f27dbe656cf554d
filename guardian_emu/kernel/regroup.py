"""Regroup: the survivors of an incident agree on who they are, in stages (kernel.md section 6).

Every packet carries its sender's ``Status``, on both fabrics, and what a status says only grows while the incident
lasts. So nothing needs to arrive: whoever hears anybody later knows everything, and order and repetition do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import IntEnum
from typing import NamedTuple

from .actions import Action, Halt, ImAlive, Report
from .packets import Decision, Loads, Row, Status

MINORITY, NOT_COMMUNICATING = 0o4202, 0o4203
CAUTION, PATIENCE_CLOSING, PATIENCE_LATER = 2, 2.5, 3


class Stage(IntEnum):
    """How far a participant has come (kernel.md section 6.2)."""

    STABLE = 0
    ACTIVATE = 1
    CLOSING = 2
    PRUNING = 3
    CLEANUP_1 = 4
    CLEANUP_2 = 5


class View(NamedTuple):
    """What membership knows: CPUs that are up, this one included, and the loads that were declared down.

    ``electorate``: those that are up, and those whose end was seen so lately that others may not know of it.
    """

    up: frozenset[int]
    down: dict[int, int]
    loads: dict[int, int]
    electorate: frozenset[int]


class Severed(NamedTuple):
    """Stage 4 is reached: nothing of these loads of CPUs is accepted any more, and they are poisoned."""

    loads: Loads


class Agreed(NamedTuple):
    """Stage 5 is reached: everybody who survives refuses the lost, so that these may be seen to be down."""


Outcome = Action | Severed | Agreed


def may_live(group: Set[int], before: Set[int]) -> bool:
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

    Guarantee: of two groups that do not hear one another at most one lives (RG-03); whoever survives agrees with
    every other survivor (RG-01) and hears it (RG-02). The survivors refuse a lost CPU everywhere before any of them
    acts on its loss (FD-08). A CPU whose clock does not tick comes no further (RG-04).

    A decision takes effect when everybody among whom it was made has taken it over, and that is a group that may
    live. Two such groups have a member in common, and a member takes over one decision in an incident; so no two
    decisions take effect, whoever makes them. That is why a CPU that ends meanwhile keeps its vote: not everybody may
    see its end.
    """

    def __init__(self, cpu: int, patience: float) -> None:
        self.cpu = cpu
        self.incident = 0
        self.stage = Stage.STABLE
        self.activator = self.cause = -1
        self.before: frozenset[int] = frozenset()
        self._electorate: frozenset[int] = frozenset()
        self._patience = patience
        self._since = self._ticked = 0.0
        self._taking_part = False
        self._hears = 1 << cpu
        self._decision: Decision | None = None
        self._rows: dict[int, Row] = {}

    def status(self) -> Status:
        """What every packet of this CPU says."""
        if self.stage is Stage.STABLE:
            return Status(self.incident, 0, self.activator, self.cause, self._decision, ())
        return Status(
            self.incident, self.stage, self.activator, self.cause, self._decision, tuple(sorted(self._rows.items()))
        )

    def joins(self, incident: int) -> None:
        """A CPU that is admitted begins behind the incidents that were before its time."""
        self.incident = max(self.incident, incident)

    def suspect(self, cause: int, view: View, now: float) -> list[Outcome]:
        """Start an incident because ``cause`` is silent; does nothing while one is running."""
        if self.stage:
            return []
        self._start(self.incident + 1, self.cpu, cause, view, now)
        return self.tick(view, now)

    def receive(self, sender: int, status: Status, view: View, now: float) -> list[Outcome]:
        """What another CPU's packet says. One of an older incident is ignored, a newer one starts over (RG-05)."""
        if status.incident < self.incident or (status.incident == self.incident and not self.stage):
            return []
        if not status.stage:
            return self._over_for_others(status, view, now)
        if status.incident > self.incident:
            self._start(status.incident, status.activator, status.cause, view, now)
        self.activator, self.cause = min((self.activator, self.cause), (status.activator, status.cause))
        for cpu, row in status.rows:
            if cpu != self.cpu:
                self._rows[cpu] = _merged(self._rows.get(cpu), row)
            if cpu == sender:
                self._hears |= 1 << sender
        return self._advance(view, now) if now - self._ticked <= self._patience else []

    def changed(self, view: View, now: float) -> list[Outcome]:
        """A CPU was declared down meanwhile."""
        return self._advance(view, now) if self.stage else []

    def excuse(self, seconds: float) -> None:
        """This CPU stood still for so long: what the others said meanwhile is still to be read."""
        self._since += seconds

    def tick(self, view: View, now: float) -> list[Outcome]:
        """Time passes; repeats the status."""
        self._ticked = now
        if not self.stage:
            return []
        self._taking_part = True
        return [*self._advance(view, now), *([ImAlive()] if self.stage else [])]

    def _over_for_others(self, status: Status, view: View, now: float) -> list[Outcome]:
        """The sender has left the incident: all who survive have come to its last stages."""
        if status.incident > self.incident:
            if not self.stage:
                self.incident, self._decision = status.incident, status.decision
            return []
        outcomes: list[Outcome] = []
        if status.decision:
            self._decision = status.decision
            while self.stage and not _halts(outcomes):
                outcomes += self._enter(max(self.stage, Stage.CLOSING), view, now)
        return outcomes

    def _start(self, incident: int, activator: int, cause: int, view: View, now: float) -> None:
        self._electorate = view.electorate | (self._electorate if self.stage else frozenset())
        self.incident, self.stage, self.activator, self.cause = incident, Stage.ACTIVATE, activator, cause
        self.before = view.up
        self._since, self._taking_part = now, False
        self._rows, self._hears, self._decision = {}, 1 << self.cpu, None

    def _advance(self, view: View, now: float) -> list[Outcome]:
        """Go through all stages whose end has come. Others are told of a new stage at once, of all else at ticks."""
        outcomes: list[Outcome] = []
        stage = None
        while self._taking_part and self.stage and self.stage is not stage and not _halts(outcomes):
            stage = self.stage
            self._note_own_row(view)
            outcomes += self._step(view, now)
            if self.stage and self.stage is not stage:
                self._note_own_row(view)
                outcomes.append(ImAlive())
        return outcomes

    def _note_own_row(self, view: View) -> None:
        self._rows[self.cpu] = Row(self.stage, self._hears, self._decision, tuple(sorted(view.down.items())))

    def _step(self, view: View, now: float) -> list[Outcome]:
        waited = now - self._since
        if self.stage is Stage.ACTIVATE:
            return self._activated(view, now, waited)
        if not self._decision:
            for row in self._rows.values():
                self._decision = self._decision or row.decision
        if self.stage is Stage.CLOSING:
            return self._enter(Stage.CLOSING, view, now) if self._decision else self._closed(view, now, waited)
        rows = {cpu: row for cpu, row in self._rows.items() if row.decision == self._decision}
        if not (self._is_proved(rows) or self._have_all_come(rows, view)):
            return self._again(view, now) if waited > PATIENCE_LATER * self._patience else []
        if self.stage is Stage.PRUNING and not (self._is_proved(rows) or may_live(rows.keys(), self._electorate)):
            return [self._too_few(rows.keys())]  # others ended before they had taken the decision over
        if self._is_pruned() and waited < self._patience:
            return []  # others may have to hear from this CPU, or through it, that all have taken it over
        return self._enter(self.stage, view, now)

    def _activated(self, view: View, now: float, waited: float) -> list[Outcome]:
        """End of stage 1: the split-brain rule, applied to what this CPU hears. Who would have to halt waits longer."""
        group = _cpus(self._hears) & view.up
        live = may_live(group, self._electorate)
        if group != view.up and waited < self._patience * (1 if live else CAUTION):
            return []
        if not live:
            code = NOT_COMMUNICATING if len(group) == 1 and len(self._electorate) > 2 else MINORITY
            why = f"regroup {self.incident}: {sorted(group)} is the losing part of {sorted(self._electorate)}"
            return [Halt(code, why)]
        self.stage, self._since = Stage.CLOSING, now
        return []

    def _closed(self, view: View, now: float, waited: float) -> list[Outcome]:
        """End of stage 2: when all who take part are in it, the lowest decides, and the others wait for its word."""
        part = {cpu for cpu in self._rows if cpu in view.up}
        closing = {cpu for cpu in part if self._rows[cpu].stage >= Stage.CLOSING}
        patience = PATIENCE_CLOSING * self._patience
        if closing != part and waited < patience:
            return []
        if self.cpu != min(closing):
            return self._again(view, now) if waited > patience + self._patience else []
        heard = all(self._rows[cpu].hears & _mask(closing) == _mask(closing) for cpu in closing)
        if not heard and waited < self._patience:
            return []  # who is only slow is heard a little later
        refused = {(cpu, load) for row in self._rows.values() for cpu, load in row.down}
        named = {cpu for cpu in closing if not any(c == cpu and load >= view.loads[cpu] for c, load in refused)}
        survivors = largest_group({cpu: _cpus(self._rows[cpu].hears) for cpu in named})
        if not may_live(closing, self._electorate):
            return [self._too_few(closing)]
        lost = tuple(sorted({*refused, *((cpu, load) for cpu, load in view.loads.items() if cpu not in survivors)}))
        self._decision = Decision(_mask(survivors), _mask(closing), lost)
        return self._enter(Stage.CLOSING, view, now)

    def _survives(self, cpu: int) -> bool:
        return self._decision is not None and bool(self._decision.survivors >> cpu & 1)

    def _is_pruned(self) -> bool:
        return self._decision is not None and not self._survives(self.cpu)

    def _too_few(self, cpus: Set[int]) -> Halt:
        why = f"regroup {self.incident}: only {sorted(cpus)} of {sorted(self._electorate)} take part"
        return Halt(MINORITY, why)

    def _is_proved(self, rows: Mapping[int, Row]) -> bool:
        """Whether a survivor is further: then all whom this stage waits for have come to it."""
        return any(row.stage > self.stage for cpu, row in rows.items() if self._survives(cpu))

    def _have_all_come(self, rows: Mapping[int, Row], view: View) -> bool:
        """Whether all whom this stage waits for have come to it, as far as this CPU has heard."""
        assert self._decision is not None
        group = self._decision.domain if self.stage is Stage.PRUNING else self._decision.survivors
        waited_for = _cpus(group) & view.up - {self.cpu}
        return all(cpu in rows and rows[cpu].stage >= self.stage for cpu in waited_for)

    def _enter(self, left: Stage, view: View, now: float) -> list[Outcome]:
        """Leave a stage for the next one, and do what the next one is for."""
        assert self._decision is not None
        survivors = _cpus(self._decision.survivors)
        self._since = now
        if left == Stage.CLOSING:
            self.stage = Stage.PRUNING
            return []
        if self._is_pruned():
            why = f"regroup {self.incident}: pruned, survivors are {sorted(survivors)}"
            return [Halt(NOT_COMMUNICATING, why)]
        if left == Stage.PRUNING:
            self.stage = Stage.CLEANUP_1
            return [Severed(self._decision.lost)]
        if left == Stage.CLEANUP_1:
            self.stage = Stage.CLEANUP_2
            return [Agreed()]
        self.stage, self._rows = Stage.STABLE, {}
        fields = {
            "incident": self.incident, "activator": self.activator, "cause": self.cause,
            "before": sorted(self.before), "survivors": sorted(survivors),
        }  # fmt: skip
        return [Report("regroup", fields), ImAlive()]

    def _again(self, view: View, now: float) -> list[Outcome]:
        """Somebody fell silent during the incident: a new one begins (RG-05)."""
        waited_for = _cpus(self._decision.domain) if self._decision else view.up
        late = [cpu for cpu in waited_for if cpu not in self._rows or self._rows[cpu].stage < self.stage]
        self._start(self.incident + 1, self.cpu, min(late, default=self.cause), view, now)
        self._taking_part = True
        return []


def _merged(old: Row | None, new: Row) -> Row:
    """What was said of a participant, by itself or by others; nothing of it is forgotten."""
    if old is None or new == old:
        return new
    down = tuple(sorted({*old.down, *new.down}))
    return Row(max(old.stage, new.stage), old.hears | new.hears, old.decision or new.decision, down)


def _halts(outcomes: list[Outcome]) -> bool:
    return any(isinstance(outcome, Halt) for outcome in outcomes)


def _cpus(mask: int) -> frozenset[int]:
    return frozenset(cpu for cpu in range(16) if mask >> cpu & 1)


def _mask(cpus: Set[int]) -> int:
    return sum(1 << cpu for cpu in cpus)
