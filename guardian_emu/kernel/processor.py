"""One CPU of a node: membership, global update and tables put together."""

from __future__ import annotations

from collections.abc import Iterator

from . import accounting
from .actions import (
    Action,
    Applied,
    CpuDown,
    CpuUp,
    Halt,
    ImAlive,
    Joined,
    Json,
    Missing,
    Poison,
    Received,
    Report,
    Send,
)
from .admission import Candidacy, Sponsor
from .configuration import Configuration
from .globalupdate import GlobalUpdate, Update
from .interconnect import Interconnect
from .membership import Membership
from .names import Names, Verdict
from .packets import Packet
from .regroup import NOT_COMMUNICATING

ALREADY_UP, NOT_CONNECTED, REGROUPING = 10, 201, 201
UNEXPECTED_PACKET = 104
JOINING_MESSAGES = frozenset(("join", "join-again"))
OWN_MESSAGES = JOINING_MESSAGES | {"gu-lock", "gu-grant", "gu-apply", "gu-ack", "gu-done", "cpu-down"}


class Processor:
    """The node core of one CPU, without sockets, clocks or processes.

    Guarantee: everything that happens to it is one of its methods, with the time as an argument, and everything it
    wants done is in the returned actions, in the order in which it must be done. When a CPU dies the first action
    is ``CpuDown``, and the tables show the death already. Nobody gets a message of this CPU that comes from a view of
    the node it has not been told of.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.cpu = configuration.cpu
        self.incarnation = configuration.incarnation
        self.joined = False
        self.cold_load_time = accounting.julian_now()
        self.names = Names(configuration.node_number)
        self._cold = configuration.start == "cold"
        self._expected = set(configuration.cpus) - {self.cpu}
        self._now = 0.0
        self._early: list[tuple[int, Json]] = []
        self.membership = Membership(
            self.cpu, self.incarnation, configuration.alive, configuration.check, self._declare
        )  # fmt: skip
        self.interconnect = Interconnect(
            self.cpu, list(configuration.fabrics), configuration.alive, configuration.check,
            self.membership.regroup.status,
        )  # fmt: skip
        order = configuration.cpus if self._cold else [self.cpu]
        self.update = GlobalUpdate(self.cpu, self.incarnation, order, self)
        self._candidacy = Candidacy(self.cpu, self._expected, self.interconnect.connected)
        self._sponsor = Sponsor(self.membership, self.interconnect.connected, self.update.submit)

    def start(self, now: float) -> list[Action]:
        """Begin to join."""
        self._now = now
        return self._done(self._joining() if self._cold else [Missing(sorted(self._expected))])

    @property
    def connected(self) -> dict[int, int]:
        """Incarnations of the CPUs with a control connection."""
        return self.interconnect.connected()

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

    def opened(self, cpu: int, fabric: str, incarnation: int, view: dict[int, int], now: float) -> list[Action]:
        """A control connection to an authenticated CPU stands."""
        self._now = now
        actions: list[Action] = []
        if self.membership.up.get(cpu, incarnation) != incarnation:
            actions += self._end_of_file(cpu)  # a new load proves that the old one is dead
        first, doing = self.interconnect.opened(cpu, fabric, incarnation, now)
        actions += doing
        if self.joined or not first:
            return self._done(actions)
        if self._cold:
            self.membership.admit(cpu, incarnation, now)
            return self._done(actions + self._joining())
        return self._done(actions + self._candidacy.met(cpu, view))

    def closed(self, cpu: int, fabrics: list[str], ended: bool, now: float) -> list[Action]:
        """Control connections to a CPU closed, because the CPU ``ended`` them or because they failed.

        When it has ended the last one it is dead, and that comes before everything else. A CPU whose connections
        failed may live: it is silent then. So is one whose end a fault keeps back.
        """
        self._now = now
        peer = self.interconnect.peers.get(cpu)
        seen = ended and not any(self.interconnect.is_cut(cpu, fabric, False) for fabric in fabrics)
        if peer and seen and not set(peer.open()) - set(fabrics):
            return self._done(self._end_of_file(cpu))
        return self._done(self.interconnect.closed(cpu, fabrics, now))

    def packet(self, cpu: int, fabric: str, incarnation: int, packet: Packet, now: float) -> list[Action]:
        """A packet came. Raises ValueError when it cannot be."""
        self._now = now
        if self.membership.is_buried(cpu, incarnation):
            fields = {"number": UNEXPECTED_PACKET, "subsystem": "ZIPC", "fabric": fabric, "peer": cpu}
            return [Poison(cpu), Report("unexpected-packet", fields)]
        peer = self.interconnect.peers.get(cpu)
        if peer is None or peer.incarnation != incarnation or self.interconnect.is_cut(cpu, fabric, False):
            return []
        message, actions = self.interconnect.received(cpu, fabric, packet, now)
        if cpu in self.membership.up:
            self.membership.hear(cpu, now)
            if self.joined or self._cold:
                actions += self.membership.regrouping(cpu, packet.status, now)
        if message is not None:
            actions += self._receive(cpu, message)
        return self._done(actions)

    def looped(self, fabric: str, now: float) -> list[Action]:
        """The own "I'm alive" came back over a fabric."""
        return self._done(self.interconnect.looped(fabric, now))

    def poisoned(self, by: int) -> list[Action]:
        """Another CPU declared this one down (FD-06)."""
        return [Halt(NOT_COMMUNICATING, f"poisoned by CPU {by}")]

    def tick(self, now: float) -> list[Action]:
        """Time passes."""
        self._now = now
        joining = [] if self.joined or self._cold else self._candidacy.tick()
        return self._done([*self.interconnect.tick(now), *self.membership.tick(now), *joining])

    def submit(self, operation: Json) -> tuple[int, list[Action]]:
        """Ask for a global update of the tables."""
        token, actions = self.update.submit(operation)
        return token, self._done(actions)

    def send(self, cpu: int, message: Json) -> list[Action]:
        """Send a message of the parts outside the core."""
        return self._done([Send(cpu, message)])

    def stop_fabric(self, fabric: str, now: float) -> list[Action]:
        """See ``Interconnect.stop``."""
        self._now = now
        return self._done(self.interconnect.stop(fabric, now))

    def start_fabric(self, fabric: str, now: float) -> list[Action]:
        """See ``Interconnect.start``."""
        self._now = now
        return self._done(self.interconnect.start(fabric, now))

    def cut(self, fabric: str, peer: int | None, directions: list[bool], now: float) -> list[Action]:
        """See ``Interconnect.cut``."""
        return self._done(self.interconnect.cut(fabric, peer, directions))

    def join(self, fabric: str, peer: int | None, directions: list[bool], now: float) -> list[Action]:
        """See ``Interconnect.join``."""
        self._now = now
        return self._done(self.interconnect.join(fabric, peer, directions, now))

    def _receive(self, sender: int, message: Json) -> list[Action]:
        """A message of another CPU, in its place in the order. Those of CPUs that are not up are ignored."""
        kind = message["t"]
        if kind not in OWN_MESSAGES:
            return [Received(sender, message)]
        if kind == "join":
            return self._sponsor.asked(sender, message) if self.joined else []
        if not self.joined and not self._cold:
            return self._receive_early(sender, message)
        if sender not in self.membership.up:
            return []
        if kind == "cpu-down":
            actions = self.membership.claimed(sender, message, self._now)
            return actions if self.joined else actions + self._joining()
        return [] if self.membership.holds(sender, message) else self.update.receive(sender, message)

    def _end_of_file(self, cpu: int) -> list[Action]:
        peer = self.interconnect.peers.pop(cpu, None)
        actions = self.membership.end_of_file(cpu, self._now)
        if self.joined:
            return actions
        if self._cold:
            return actions + self._joining()
        return actions + (self._candidacy.lost(cpu, peer.incarnation) if peer else [])

    # What global update asks of the tables.

    def decide(self, operation: Json) -> Verdict:
        """The locker's verdict on an operation."""
        if operation["do"] != "admit":
            return self.names.decide(operation)
        cpu, incarnation = operation["cpu"], operation["incarnation"]
        if self.is_up(cpu) or self.connected.get(cpu) != incarnation:
            return Verdict(ALREADY_UP, {})
        if self.membership.regroup.stage:
            return Verdict(REGROUPING, {})
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
            "incident": self.membership.regroup.incident,
            "cold_load_time": self.cold_load_time,
        }

    # Death.

    def _declare(self, cpu: int, incarnation: int, reason: str) -> list[Action]:
        self.interconnect.forget(cpu, incarnation)
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

    def _receive_early(self, sender: int, message: Json) -> list[Action]:
        if message["t"] == "join-again":
            return self._candidacy.again(sender, message["up"])
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
        self.membership.regroup.joins(tables["incident"])
        self.update.join(Update(sequence, tuple(uid), operation, effect), tables["sequence"], tables["order"])
        actions = [*self._join(), Send(sender, {"t": "gu-ack", "sequence": sequence})]
        for cpu in [cpu for cpu in self.membership.up if cpu != self.cpu]:
            if self.connected.get(cpu) != self.membership.up[cpu]:
                actions += self.membership.end_of_file(cpu, self._now)
        early, self._early = self._early, []
        return actions + [action for item in early for action in self._receive(*item)]

    def _admit(self, cpu: int, incarnation: int) -> list[Action]:
        actions: list[Action] = []
        refused = self.membership.is_buried(cpu, incarnation)
        if cpu in self.membership.up:
            actions += self.membership.end_of_file(cpu, self._now)
        self.membership.admit(cpu, incarnation, self._now)
        self.update.admit(cpu)
        actions.append(CpuUp(cpu, incarnation))
        if self.connected.get(cpu) != incarnation or refused:
            actions += self.membership.end_of_file(cpu, self._now, "absent")
        return actions

    # Finishing actions.

    def _done(self, actions: list[Action]) -> list[Action]:
        """Actions as the shell carries them out: messages have become packets, own updates are dealt with."""
        if not actions:
            return actions
        done: list[Action] = []
        for action in self._in_view(self._sponsor.sift(actions)):
            if isinstance(action, Send):
                done += self.interconnect.send(action.cpu, action.message, self._now)
            elif isinstance(action, ImAlive):
                done += self.interconnect.alive(self._now)
            else:
                if isinstance(action, Poison) and self._is_loaded_anew(action.cpu):
                    continue
                if isinstance(action, Poison):
                    self.interconnect.peers.pop(action.cpu, None)
                done.append(action)
        return done

    def _is_loaded_anew(self, cpu: int) -> bool:
        """Whether a load of that CPU is connected that nobody has declared down: poison is not meant for it."""
        peer = self.interconnect.peers.get(cpu)
        return peer is not None and not self.membership.is_buried(cpu, peer.incarnation)

    def _in_view(self, actions: Iterator[Action]) -> Iterator[Action]:
        for action in actions:
            if isinstance(action, Send):
                yield from self.membership.untold()
            yield action
