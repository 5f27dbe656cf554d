"""Who is up: signs of life, ends of file, declarations (kernel.md sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Callable

from .actions import Action, Halt, Haunt, Json, Poison, Report, Send, Sever
from .disputes import Disputes
from .packets import Status
from .regroup import MINORITY, NOT_COMMUNICATING, Agreed, Outcome, Regroup, Severed, View, may_live

Declare = Callable[[int, int, str], list[Action]]
NO_LIFE_SIGN = 3
"""Why a CPU is poisoned, as event ZGRD 100 says it (FD-07)."""
LATELY = 2
"""Check periods in which everybody who is not cut off has either seen an end or been told of it."""

FOREVER = float("inf")
"""When somebody ended whose vote is kept until he is admitted again: this CPU may have been declared down by him."""


class Membership:
    """This CPU's view of the node. ``declare`` is called at the moment a CPU is declared down.

    Guarantee: a CPU that was declared down stays out until a later incarnation is admitted (NM-08).
    """

    def __init__(self, cpu: int, incarnation: int, alive: float, check: float, declare: Declare) -> None:
        self.cpu = cpu
        self.up: dict[int, int] = {cpu: incarnation}
        self.down: dict[int, int] = {}
        self.regroup = Regroup(cpu, alive)
        self._declare = declare
        self._alive = alive
        self._check = check
        self._heard: dict[int, float] = {}
        self._excused = 0.0
        self._suspected: set[int] = set()
        self._ends: dict[int, float] = {}
        self._woke = float("-inf")
        self._ended: dict[int, float] = {}
        self._to_tell: dict[int, str] = {}
        self._last_tick: float | None = None
        self._disputes = Disputes(alive, check)

    def cpus(self) -> frozenset[int]:
        """The CPUs that are up, this one included."""
        return frozenset(self.up)

    def is_buried(self, cpu: int, incarnation: int) -> bool:
        """Whether that load of the CPU was declared down, or is about to be: nothing of it is accepted."""
        return incarnation <= self.down.get(cpu, -1)

    def admit(self, cpu: int, incarnation: int, now: float) -> None:
        """The CPU is up from now on."""
        self.up[cpu] = incarnation
        self._heard[cpu] = now
        self._ends.pop(cpu, None)
        self._ended.pop(cpu, None)

    def hear(self, cpu: int, now: float) -> None:
        """Anything received is a sign of life."""
        self._heard[cpu] = now
        self._suspected.discard(cpu)

    def end_of_file(self, cpu: int, now: float, reason: str = "eof") -> list[Action]:
        """The last control connection of a CPU ended, or is ``absent`` though it should be there: it is dead, at once.

        The others nearly always see that themselves. They are told (``untold``) at the next tick, when the takeover
        is over, or before anything else that this CPU sends them.
        """
        if cpu not in self.up:
            return []
        self._ends = {other: at for other, at in self._ends.items() if at > now - self._alive} | {cpu: now}
        before = frozenset(range(len(self._ends) + 1))
        if len(self.up) == 2 and len(self._ends) > 1 and not may_live(frozenset([0]), before):
            return [Halt(MINORITY, f"lost all {len(self._ends)} other CPUs at once")]
        voters = self._view(now).electorate
        if self._stood_still(now) and not may_live(self.up.keys() - {cpu}, voters):
            return [Halt(NOT_COMMUNICATING, f"stood still, and CPU {cpu}, which may have seen that, is gone")]
        actions = self._bury(cpu, reason)
        self._ended[cpu] = FOREVER if self._stood_still(now) else now
        self._to_tell[cpu] = reason
        if cpu > self.cpu:
            actions.append(Haunt(cpu))
        outcome = self._outcome(self.regroup.changed(self._view(now), now))
        halts: list[Action] = [action for action in outcome if isinstance(action, Halt)]
        return halts or [*actions, *outcome]  # who has to halt does nothing more on this death

    def untold(self) -> list[Action]:
        """What the others are still to be told of CPUs that are down."""
        telling, self._to_tell = self._to_tell, {}
        return [action for cpu, reason in telling.items() if cpu in self.down for action in self._tell(cpu, reason)]

    def told(self, cpu: int, incarnation: int, reason: str, now: float) -> list[Action]:
        """Another CPU declared it down."""
        if self.up.get(cpu, incarnation + 1) > incarnation:
            self.down[cpu] = max(incarnation, self.down.get(cpu, incarnation))
            return []
        actions = [*self._bury(cpu, reason), Poison(cpu)]
        self._ended[cpu] = now
        return [*actions, *self._outcome(self.regroup.changed(self._view(now), now))]

    def claimed(self, sender: int, message: Json, now: float) -> list[Action]:
        """A CPU that is up says that another one is down."""
        cpu, incarnation = message["cpu"], message["incarnation"]
        if cpu == self.cpu:
            return []  # its connections will bring the poison
        if message["reason"] == "eof" and sender > cpu and self.up.get(cpu, incarnation + 1) <= incarnation:
            self._disputes.claim(cpu, sender, now)
            return []
        return self.told(cpu, incarnation, "told", now)

    def regrouping(self, sender: int, status: Status, now: float) -> list[Action]:
        """What the packet of a CPU that is up says of an incident."""
        if status.incident < self.regroup.incident or not (status.stage or self.regroup.stage):
            return []
        return self._outcome(self.regroup.receive(sender, status, self._view(now), now))

    def holds(self, sender: int, message: Json) -> bool:
        """Whether a message has to wait until it is certain that its sender's view is right; see ``released``."""
        return self._disputes.holds(sender, message)

    def released(self, cpu: int) -> list[tuple[int, Json]]:
        """Messages that waited for the death of this CPU, with their senders."""
        return self._disputes.left(cpu)

    def tick(self, now: float) -> list[Action]:
        """Tell what is to be told and look who has been silent. Called several times in each period."""
        if self._last_tick is not None and now - self._last_tick > self._check / 2:
            self._excused = now  # this CPU stood still, not the others
            self.regroup.excuse(now - self._last_tick)
        if self._stood_still(now):
            self._woke = now
        self._last_tick = now
        actions = self.untold() + self._refute(now)
        for cpu in sorted(self.up):
            silent = cpu != self.cpu and now - max(self._heard[cpu], self._excused) >= self._check
            if silent and not self.is_buried(cpu, self.up[cpu]):
                actions += self._suspect(cpu, now)
        return actions + self._outcome(self.regroup.tick(self._view(now), now))

    def _stood_still(self, now: float) -> bool:
        """Whether this CPU stands, or stood a check period ago, so long that the others may have declared it down."""
        since = self._last_tick
        return (since is not None and now - since >= self._check) or now - self._woke < self._check

    def _refute(self, now: float) -> list[Action]:
        actions: list[Action] = []
        for cpu in self._disputes.wrong(self._heard, now):
            if cpu in self.up:
                actions += [*self._bury(cpu, "told"), Poison(cpu), *self._tell(cpu, "told")]
        return actions

    def _suspect(self, cpu: int, now: float) -> list[Action]:
        actions: list[Action] = []
        if cpu not in self._suspected:
            self._suspected.add(cpu)
            actions.append(Report("suspected", {"suspect": cpu}))
        return actions + self._outcome(self.regroup.suspect(cpu, self._view(now), now))

    def _view(self, now: float) -> View:
        up = self.cpus()
        self._ended = {cpu: at for cpu, at in self._ended.items() if now - at < LATELY * self._check}
        return View(up, self.down, self.up, up | self._ended.keys())

    def _outcome(self, outcome: list[Outcome]) -> list[Action]:
        actions: list[Action] = []
        for item in outcome:
            if isinstance(item, Severed):
                for cpu, incarnation in item.loads:
                    actions += self._sever(cpu, incarnation)
            elif isinstance(item, Agreed):
                for cpu in sorted(cpu for cpu, load in self.up.items() if self.is_buried(cpu, load)):
                    actions += self._bury(cpu, "silence")
                self._excused = self._last_tick or 0.0
            else:
                actions.append(item)
        return actions

    def _sever(self, cpu: int, incarnation: int) -> list[Action]:
        """Nothing of it is accepted from now on; the others do the same before its loss is acted on (FD-08)."""
        self.down[cpu] = max(incarnation, self.down.get(cpu, incarnation))
        if self.up.get(cpu, incarnation + 1) > incarnation:
            return []
        regroup = self.regroup
        fields = {
            "number": 100, "subsystem": "ZGRD", "target": cpu, "reason": NO_LIFE_SIGN, "incident": regroup.incident,
            "activator": regroup.activator, "cause": regroup.cause, "before": sorted(regroup.before),
            "after": sorted(self.cpus() - {cpu for cpu in self.up if self.is_buried(cpu, self.up[cpu])}),
        }  # fmt: skip
        return [Sever(cpu), Poison(cpu), Report("poison-sent", fields)]

    def _bury(self, cpu: int, reason: str) -> list[Action]:
        incarnation = self.up.pop(cpu)
        self.down[cpu] = incarnation
        self._heard.pop(cpu, None)
        self._suspected.discard(cpu)
        return self._declare(cpu, incarnation, reason)

    def _tell(self, cpu: int, reason: str) -> list[Action]:
        message = {"t": "cpu-down", "cpu": cpu, "incarnation": self.down[cpu], "reason": reason}
        return [Send(other, message) for other in sorted(self.up) if other != self.cpu]
