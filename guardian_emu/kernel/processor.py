"""One CPU of a node: membership, global update and tables put together."""

from __future__ import annotations

from collections.abc import Iterator

from . import accounting
from .actions import Action, Applied, Completed, CpuDown, CpuUp, Halt, Joined, Json, Missing, Send
from .configuration import Configuration
from .globalupdate import GlobalUpdate, Update
from .membership import Membership
from .names import Names, Verdict
from .regroup import NOT_COMMUNICATING

ALREADY_UP, NOT_CONNECTED = 10, 201
OWN_MESSAGES = frozenset(
    ("gu-lock", "gu-grant", "gu-apply", "gu-ack", "gu-done", "regroup", "cpu-down", "join", "join-again")
)


class Processor:
    """The node core of one CPU, without sockets, clocks or processes.

    Guarantee: everything that happens to it is one of its methods, with the time as an argument, and everything it
    wants done is in the returned actions, in the order in which it must be done. When a CPU dies the first action
    is ``CpuDown``, and the tables show the death already.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.cpu = configuration.cpu
        self.incarnation = configuration.incarnation
        self.joined = False
        self.cold_load_time = accounting.julian_now()
        self.names = Names(configuration.node_number)
        self.connected: dict[int, int] = {}
        self._cold = configuration.start == "cold"
        self._expected = set(configuration.cpus) - {self.cpu}
        self._views: dict[int, dict[int, int]] = {}
        self._asked = -1
        self._admitting: dict[int, tuple[int, int]] = {}
        self._now = 0.0
        self._early: list[tuple[int, Json]] = []
        self.membership = Membership(
            self.cpu, self.incarnation, configuration.alive, configuration.check, self._declare
        )  # fmt: skip
        order = configuration.cpus if self._cold else [self.cpu]
        self.update = GlobalUpdate(self.cpu, self.incarnation, order, self)

    def start(self, now: float) -> list[Action]:
        """Begin to join."""
        self._now = now
        return self._joining() if self._cold else [Missing(sorted(self._expected))]

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up in this CPU's view."""
        return cpu in self.membership.up

    def dates_the_node(self) -> bool:
        """Whether this CPU's cold load counts as the node's: of those that come up together the lowest one's."""
        return self._cold and self.cpu == min(self.membership.up)

    def cold_loaded(self, at: int) -> None:
        """The Julian timestamp of the node's cold load."""
        self.cold_load_time = at

    def view(self) -> dict[int, int]:
        """CPUs that are up and their incarnations; empty while this CPU is joining a running node."""
        return dict(self.membership.up) if self.joined or self._cold else {}

    # What happens to it.

    def connect(self, cpu: int, incarnation: int, view: dict[int, int], now: float) -> list[Action]:
        """The first control connection to an authenticated CPU stands."""
        self._now = now
        actions: list[Action] = []
        if self.membership.up.get(cpu, incarnation) != incarnation:
            actions += self.end_of_file(cpu, now)  # a new load proves that the old one is dead
        self.connected[cpu] = incarnation
        if self.joined:
            return actions
        if self._cold:
            self.membership.admit(cpu, incarnation, now)
            return actions + self._joining()
        self._views[cpu] = view
        return actions + self._ask_to_join()

    def end_of_file(self, cpu: int, now: float) -> list[Action]:
        """The last control connection to a CPU ended."""
        self._now = now
        self.connected.pop(cpu, None)
        self._views.pop(cpu, None)
        if not self.joined and not self._cold:
            self._asked = -1 if self._asked == cpu else self._asked
            return self._ask_to_join()
        actions = self.membership.end_of_file(cpu, now)
        return actions if self.joined else actions + self._joining()

    def receive(self, sender: int, message: Json, now: float) -> list[Action]:
        """A control message with one of OWN_MESSAGES. Those of CPUs that are not up are ignored."""
        self._now = now
        kind = message["t"]
        if kind == "join":
            return self._sponsor(sender, message)
        if not self.joined and not self._cold:
            return self._receive_early(sender, message)
        if sender not in self.membership.up:
            return []
        self.membership.hear(sender, now)
        if kind in ("regroup", "cpu-down"):
            actions = self.membership.receive(sender, message, now)
            return actions if self.joined else actions + self._joining()
        return [] if self.membership.holds(sender, message) else self.update.receive(sender, message)

    def hear(self, cpu: int, now: float) -> None:
        """Something came from the CPU."""
        if cpu in self.membership.up:
            self.membership.hear(cpu, now)

    def poisoned(self, by: int) -> list[Action]:
        """Another CPU declared this one down (FD-06)."""
        return [Halt(NOT_COMMUNICATING, f"poisoned by CPU {by}")]

    def tick(self, now: float) -> list[Action]:
        """Time passes."""
        self._now = now
        return self.membership.tick(now)

    def submit(self, operation: Json) -> tuple[int, list[Action]]:
        """Ask for a global update of the tables."""
        return self.update.submit(operation)

    # What global update asks of the tables.

    def decide(self, operation: Json) -> Verdict:
        """The locker's verdict on an operation."""
        if operation["do"] != "admit":
            return self.names.decide(operation)
        cpu, incarnation = operation["cpu"], operation["incarnation"]
        if self.is_up(cpu) or self.connected.get(cpu) != incarnation:
            return Verdict(ALREADY_UP, {})
        if not set(self.membership.up) <= set(operation["has"]):
            return Verdict(NOT_CONNECTED, {})
        return Verdict(0, {"admit": [cpu, incarnation]})

    def apply(self, update: Update) -> list[Action]:
        """Apply a granted update to this CPU's copy."""
        if "admit" in update.effect:
            return self._admit(*update.effect["admit"])
        return [Applied(update.operation, update.effect, self.names.apply(update.effect))]

    def snapshot(self) -> Json:
        """The tables as a CPU that joins gets them."""
        return {
            "names": self.names.snapshot(),
            "up": sorted(self.membership.up.items()),
            "down": sorted(self.membership.down.items()),
            "order": self.update.order,
            "sequence": self.update.sequence,
            "cold_load_time": self.cold_load_time,
        }

    # Death.

    def _declare(self, cpu: int, incarnation: int, reason: str) -> list[Action]:
        changes = self.names.cpu_down(cpu, incarnation)
        down = CpuDown(cpu, incarnation, reason, changes)
        actions: list[Action] = [down, *self.update.cpu_down(cpu)]
        for sender, message in self.membership.released(cpu):
            if sender in self.membership.up:
                actions += self.update.receive(sender, message)
        return actions

    # Joining.

    def _joining(self) -> list[Action]:
        if self.joined:
            return []
        missing = sorted(self._expected - set(self.membership.up) - set(self.membership.down))
        return [Missing(missing)] if missing else self._join()

    def _join(self) -> list[Action]:
        self.joined = True
        return [Joined()]

    def _ask_to_join(self) -> list[Action]:
        """When every CPU that is up in anybody's view is connected, ask the lowest to be admitted (RL)."""
        up = {cpu for view in self._views.values() for cpu in view} - {self.cpu}
        if not up or not up <= set(self.connected) or self._asked >= 0:
            return [Missing(sorted((up or self._expected) - set(self.connected)))]
        self._asked = min(up)
        return [Send(self._asked, {"t": "join", "has": sorted(self.connected)})]

    def _receive_early(self, sender: int, message: Json) -> list[Action]:
        if message["t"] == "join-again" and sender == self._asked:
            self._asked = -1
            self._views[sender] = dict(message["up"])
            return self._ask_to_join()
        if message["t"] == "gu-apply" and "tables" in message:
            return self._load(sender, message)
        if message["t"] != "gu-apply":
            self._early.append((sender, message))
        return []

    def _load(self, sender: int, message: Json) -> list[Action]:
        """Take over the tables (GU-07) and find out who of the members died meanwhile."""
        tables, (sequence, uid, operation, effect) = message["tables"], message["update"]
        if effect["admit"] != [self.cpu, self.incarnation]:
            return []
        self.names.load(tables["names"])
        self.cold_load_time = tables["cold_load_time"]
        self.membership.down = {cpu: incarnation for cpu, incarnation in tables["down"] if cpu != self.cpu}
        for cpu, incarnation in tables["up"]:
            self.membership.admit(cpu, incarnation, self._now)
        self.update.join(Update(sequence, tuple(uid), operation, effect), tables["sequence"], tables["order"])
        actions = [*self._join(), Send(sender, {"t": "gu-ack", "sequence": sequence})]
        for cpu in [cpu for cpu in self.membership.up if cpu != self.cpu]:
            if self.connected.get(cpu) != self.membership.up[cpu]:
                actions += self.membership.end_of_file(cpu, self._now)
        early, self._early = self._early, []
        return actions + [action for item in early for action in self.receive(*item, self._now)]

    def _sponsor(self, cpu: int, message: Json) -> list[Action]:
        """CPU ``cpu`` asks to be admitted: a global update like any other."""
        incarnation = self.connected.get(cpu)
        if incarnation is None or self.is_up(cpu) or not self.joined or cpu in self._admitting:
            return []
        has = [*message["has"], cpu]
        operation = {"do": "admit", "name": "", "cpu": cpu, "incarnation": incarnation, "has": has}
        token, actions = self.submit(operation)
        self._admitting[cpu] = (token, incarnation)
        return list(self._refused(actions))

    def sift(self, actions: list[Action]) -> list[Action]:
        """Take out the completions of this machine's own updates. The shell passes every list through it.

        Guarantee: nobody gets a message of this CPU that comes from a view it has not been told of.
        """
        return list(self._in_view(self._refused(actions)))

    def _in_view(self, actions: Iterator[Action]) -> Iterator[Action]:
        for action in actions:
            if isinstance(action, Send):
                yield from self.membership.untold()
            yield action

    def _refused(self, actions: list[Action]) -> Iterator[Action]:
        for action in actions:
            sponsored = self._sponsored(action)
            if sponsored is None:
                yield action
            elif isinstance(action, Completed) and (action.error or self.connected.get(sponsored[0]) != sponsored[1]):
                yield Send(sponsored[0], {"t": "join-again", "up": sorted(self.membership.up.items())})

    def _sponsored(self, action: Action) -> tuple[int, int] | None:
        """The CPU and incarnation whose admission ended with this action."""
        if isinstance(action, Completed):
            for cpu, (token, incarnation) in self._admitting.items():
                if token == action.token:
                    del self._admitting[cpu]
                    return cpu, incarnation
        return None

    def _admit(self, cpu: int, incarnation: int) -> list[Action]:
        actions: list[Action] = []
        if cpu in self.membership.up:
            actions += self.membership.end_of_file(cpu, self._now)
        self.membership.admit(cpu, incarnation, self._now)
        self.update.admit(cpu)
        actions.append(CpuUp(cpu, incarnation))
        if self.connected.get(cpu) != incarnation:
            actions += self.membership.end_of_file(cpu, self._now, "absent")
        return actions
