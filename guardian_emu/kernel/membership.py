"""Who is up: signs of life, ends of file, declarations (kernel.md sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Callable

from .actions import Action, Halt, Haunt, ImAlive, Json, Poison, Report, Send
from .disputes import Disputes
from .regroup import MINORITY, Regroup, Survivors, may_live

Declare = Callable[[int, int, str], list[Action]]


class Membership:
    """This CPU's view of the node. ``declare`` is called at the moment a CPU is declared down.

    Guarantee: a CPU that was declared down stays out until a later incarnation is admitted (NM-08).
    """

    def __init__(self, cpu: int, incarnation: int, alive: float, check: float, declare: Declare) -> None:
        self.cpu = cpu
        self.up: dict[int, int] = {cpu: incarnation}
        self.down: dict[int, int] = {}
        self._declare = declare
        self._alive = alive
        self._check = check
        self._heard: dict[int, float] = {}
        self._suspected: set[int] = set()
        self._ends: list[float] = []
        self._to_tell: dict[int, str] = {}
        self._last_alive = -alive
        self._last_tick: float | None = None
        self._regroup = Regroup(cpu, alive)
        self._disputes = Disputes(alive, check)

    def cpus(self) -> frozenset[int]:
        """The CPUs that are up, this one included."""
        return frozenset(self.up)

    def is_buried(self, cpu: int, incarnation: int) -> bool:
        """Whether that load of the CPU was declared down."""
        return incarnation <= self.down.get(cpu, -1)

    def admit(self, cpu: int, incarnation: int, now: float) -> None:
        """The CPU is up from now on."""
        self.up[cpu] = incarnation
        self._heard[cpu] = now

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
        self._ends = [at for at in self._ends if at > now - self._alive] + [now]
        before = frozenset(range(len(self._ends) + 1))
        if len(self.up) == 2 and len(self._ends) > 1 and not may_live(frozenset([0]), before):
            return [Halt(MINORITY, f"lost all {len(self._ends)} other CPUs at once")]
        actions = self._bury(cpu, reason)
        self._to_tell[cpu] = reason
        return [*actions, Haunt(cpu)] if cpu > self.cpu else actions

    def untold(self) -> list[Action]:
        """What the others are still to be told of CPUs that are down."""
        telling, self._to_tell = self._to_tell, {}
        return [action for cpu, reason in telling.items() if cpu in self.down for action in self._tell(cpu, reason)]

    def told(self, cpu: int, incarnation: int, reason: str) -> list[Action]:
        """Another CPU declared it down."""
        if self.up.get(cpu, incarnation + 1) > incarnation:
            self.down[cpu] = max(incarnation, self.down.get(cpu, incarnation))
            return []
        return [*self._bury(cpu, reason), Poison(cpu)]

    def receive(self, sender: int, message: Json, now: float) -> list[Action]:
        """A membership message of a CPU that is up."""
        if message["t"] == "cpu-down":
            return self._claimed(sender, message, now)
        return self._outcome(self._regroup.receive(sender, message, self.cpus(), now))

    def holds(self, sender: int, message: Json) -> bool:
        """Whether a message has to wait until it is certain that its sender's view is right; see ``released``."""
        return self._disputes.holds(sender, message)

    def released(self, cpu: int) -> list[tuple[int, Json]]:
        """Messages that waited for the death of this CPU, with their senders."""
        return self._disputes.left(cpu)

    def _claimed(self, sender: int, message: Json, now: float) -> list[Action]:
        cpu, incarnation = message["cpu"], message["incarnation"]
        if cpu == self.cpu:
            return []  # its connections will bring the poison
        if message["reason"] == "eof" and sender > cpu and self.up.get(cpu, incarnation + 1) <= incarnation:
            self._disputes.claim(cpu, sender, now)
            return []
        return self.told(cpu, incarnation, "told")

    def _refute(self, now: float) -> list[Action]:
        actions: list[Action] = []
        for cpu in self._disputes.wrong(self._heard, now):
            if cpu in self.up:
                actions += [*self._bury(cpu, "told"), Poison(cpu), *self._tell(cpu, "told")]
        return actions

    def tick(self, now: float) -> list[Action]:
        """Send what is due and look who has been silent. Called several times in each period."""
        actions: list[Action] = []
        if self._last_tick is not None and now - self._last_tick > self._check / 2:
            self._heard = dict.fromkeys(self._heard, now)  # this CPU stood still, not the others
        self._last_tick = now
        actions += self.untold() + self._refute(now)
        if now - self._last_alive >= self._alive:
            self._last_alive = now
            actions.append(ImAlive())
        for cpu in sorted(self.up):
            if cpu != self.cpu and now - self._heard[cpu] >= self._check:
                actions += self._suspect(cpu, now)
        return actions + self._outcome(self._regroup.tick(self.cpus(), now))

    def _suspect(self, cpu: int, now: float) -> list[Action]:
        actions: list[Action] = []
        if cpu not in self._suspected:
            self._suspected.add(cpu)
            actions.append(Report("suspected", {"suspect": cpu}))
        return actions + self._outcome(self._regroup.suspect(cpu, self.cpus(), now))

    def _outcome(self, outcome: list[Action | Survivors]) -> list[Action]:
        actions: list[Action] = []
        for action in outcome:
            if isinstance(action, Survivors):
                for cpu in sorted(set(self.up) - action.cpus):
                    actions += [*self._bury(cpu, "silence"), Poison(cpu), *self._tell(cpu, "silence")]
                self._heard.update((cpu, self._last_tick or 0.0) for cpu in action.cpus)
            else:
                actions.append(action)
        return actions

    def _bury(self, cpu: int, reason: str) -> list[Action]:
        incarnation = self.up.pop(cpu)
        self.down[cpu] = incarnation
        self._heard.pop(cpu, None)
        self._suspected.discard(cpu)
        return self._declare(cpu, incarnation, reason)

    def _tell(self, cpu: int, reason: str) -> list[Action]:
        message = {"t": "cpu-down", "cpu": cpu, "incarnation": self.down[cpu], "reason": reason}
        return [Send(other, message) for other in sorted(self.up) if other != self.cpu]
