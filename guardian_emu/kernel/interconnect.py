"""The interconnect as one CPU sees it: which paths work, and what goes over which (kernel.md section 2).

Sans-I/O: connections that open and end, packets that come and time that passes are told to it; what it wants done is in
the actions that it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .actions import Action, Disconnect, Halt, Json, Loop, PathDown, Report, Transmit
from .channel import Channel, Numbered
from .packets import Packet, Status
from .pathstates import Fabric, FabricState, Path, Reason, Word

FABRICS_DOWN = 0o4207
REMINDER_SECONDS = 3600.0
SEQUENCE_ERROR_SECONDS = 1.0
SEQUENCE_ERROR, PATH_DOWN, PATH_UP, FABRIC_DOWN, FABRIC_UP, FABRIC_STILL_DOWN = 100, 110, 111, 112, 113, 114
ATTENTION = "OPERATOR ATTENTION NEEDED"


class Cut(NamedTuple):
    """A fault: what this CPU sends (``out``) to ``peer`` over a fabric, or what comes from it, is dropped.

    ``peer`` None is everybody, this CPU's own loop-back among them.
    """

    fabric: str
    peer: int | None
    out: bool


class Peer:
    """Another CPU in one incarnation."""

    def __init__(self, incarnation: int, fabrics: list[str]) -> None:
        self.incarnation = incarnation
        self.channel = Channel()
        self.paths = {name: Path() for name in fabrics}
        self.active: str | None = None
        self.closed = ""
        self.repeated = 0.0
        self.early = 0
        self.early_told: float | None = None

    def open(self) -> list[str]:
        """Fabrics with a connection."""
        return [name for name, path in self.paths.items() if path.is_open]


class Interconnect:
    """All paths of one CPU.

    Guarantee: a message that was sent to a CPU is taken by it once and in order, whichever paths fail, unless the CPU
    is lost (XY-02). A path that failed by itself comes back by itself; one that an operator stopped, or that was lost
    with this CPU's whole connection to the fabric, does not (XY-03).
    """

    def __init__(self, cpu: int, fabrics: list[str], alive: float, check: float, status: Callable[[], Status]) -> None:
        self.cpu = cpu
        self.peers: dict[int, Peer] = {}
        self.fabrics = {name: Fabric() for name in sorted(fabrics)}
        self.cuts: set[Cut] = set()
        self._alive = alive
        self._check = check
        self._status = status
        self._last_alive = -alive
        self._last_tick: float | None = None

    # Connections.

    def opened(self, cpu: int, fabric: str, incarnation: int, now: float) -> tuple[bool, list[Action]]:
        """A control connection to that load of a CPU stands; whether it is the first one."""
        peer = self.peers.get(cpu)
        if peer is None or peer.incarnation != incarnation:
            peer = self.peers[cpu] = Peer(incarnation, list(self.fabrics))
        first = not peer.open()
        path = peer.paths[fabric]
        path.opened(now)
        actions: list[Action] = []
        if not path.failed:
            path.up = True
        return first, actions + self._choose(peer, cpu, now)

    def closed(self, cpu: int, fabrics: list[str], now: float) -> list[Action]:
        """Connections to a CPU ended. What used them moves at once; it is an event if they are still lacking later."""
        peer = self.peers.get(cpu)
        if peer is None:
            return []
        for name in fabrics:
            peer.paths[name].is_open = False
        moved: list[Action] = [PathDown(cpu, name) for name in fabrics] if peer.open() else []
        return moved + self._choose(peer, cpu, now)

    def forget(self, cpu: int, incarnation: int) -> None:
        """That load of the CPU is dead. A newer one that is connected already stays."""
        peer = self.peers.get(cpu)
        if peer and peer.incarnation <= incarnation:
            del self.peers[cpu]

    def connected(self) -> dict[int, int]:
        """Incarnations of the CPUs with a connection."""
        return {cpu: peer.incarnation for cpu, peer in self.peers.items() if peer.open()}

    def may_connect(self, cpu: int, fabric: str) -> bool:
        """Whether a connection to that CPU over the fabric makes sense now."""
        peer = self.peers.get(cpu)
        if self.fabrics[fabric].state is not FabricState.UP or (peer and fabric in peer.closed):
            return False
        return not (self.is_cut(cpu, fabric, True) or self.is_cut(cpu, fabric, False))

    def is_complete(self) -> bool:
        """Whether every connected CPU is connected on every fabric."""
        return all(len(peer.open()) == len(self.fabrics) for peer in self.peers.values())

    def links_by(self, cpu: int) -> list[str]:
        """Fabrics for a new link to that CPU, the best first: connected and working, then whatever is there."""
        peer = self.peers.get(cpu)
        names = [name for name in self.fabrics if self.may_connect(cpu, name)]
        return sorted(names, key=lambda name: not (peer and peer.paths[name].up))

    # Packets.

    def send(self, cpu: int, message: Json, now: float) -> list[Action]:
        """Send a message; without effect when the CPU is not known."""
        peer = self.peers.get(cpu)
        if peer is None:
            return []
        numbered = peer.channel.wrap(message, now)
        return self._packets(cpu, peer, [peer.active], [numbered], now) if peer.active else []

    def alive(self, now: float) -> list[Action]:
        """ "I'm alive" to every CPU on every path (FD-01)."""
        nothing = [Numbered(0, {})]
        return [
            action for cpu, peer in self.peers.items() for action in self._packets(cpu, peer, peer.open(), nothing, now)
        ]

    def received(self, cpu: int, fabric: str, packet: Packet, now: float) -> tuple[Json | None, list[Action]]:
        """A packet of a CPU came by a fabric: the message in it, if it is a new one. Raises ValueError.

        What does not come through a cut is not given to this method; see ``is_cut``.
        """
        peer = self.peers[cpu]
        path = peer.paths[fabric]
        path.heard = now
        for name in packet.hears:
            peer.paths[name].confirmed = now
        if packet.closed != peer.closed:
            self._reachable(peer, packet.closed)
        if not peer.channel.acknowledge(packet.acknowledged):
            raise ValueError(f"CPU {cpu} acknowledges message {packet.acknowledged}, which it was never sent")
        if packet.number == 0:
            return None, []
        received = peer.channel.receive(packet.number)
        if received.early:
            return None, self._out_of_sequence(peer, cpu, fabric, now)
        return (packet.message if received.new else None), []

    def is_cut(self, cpu: int, fabric: str, out: bool) -> bool:
        """Whether a fault drops what goes to (``out``) or comes from that CPU over the fabric."""
        return bool(self.cuts) and (Cut(fabric, cpu, out) in self.cuts or Cut(fabric, None, out) in self.cuts)

    # Time.

    def tick(self, now: float) -> list[Action]:
        """Send what is due, and judge every path."""
        if self._last_tick is not None and now - self._last_tick > self._check / 2:
            self._excuse(now)
        self._last_tick = now
        actions: list[Action] = []
        if now - self._last_alive >= self._alive:
            self._last_alive = now
            actions += [*self.alive(now), *self._loop()]
        actions += self._judge_fabrics(now)
        for cpu, peer in self.peers.items():
            actions += self._judge_paths(peer, cpu, now)
            actions += self._repeat(peer, cpu, now)
        return actions

    def looped(self, fabric: str, now: float) -> list[Action]:
        """The loop-back of a fabric came back."""
        own = self.fabrics[fabric]
        was = own.looped
        if self.is_cut(self.cpu, fabric, True) or self.is_cut(self.cpu, fabric, False):
            return []
        own.looped = now
        returned = own.state is FabricState.LOST and was is not None and now - was >= self._check
        return [self._event(FABRIC_UP, "fabric-up", None, fabric, attention=ATTENTION)] if returned else []

    # The operator.

    def stop(self, fabric: str, now: float) -> list[Action]:
        """The operator stops this CPU's use of a fabric (XY-08). Raises ValueError when it is the last that works."""
        if all(own.state is not FabricState.UP for name, own in self.fabrics.items() if name != fabric):
            raise ValueError(f"fabric {fabric} is the only one that CPU {self.cpu} has left")
        self.fabrics[fabric].state = FabricState.STOPPED
        return self._leave(fabric, Reason.OPERATOR, now)

    def start(self, fabric: str, now: float) -> list[Action]:
        """The operator starts it again: its paths come back as connections are made."""
        own = self.fabrics[fabric]
        own.state, own.looped = FabricState.UP, now
        for peer in self.peers.values():
            peer.paths[fabric].forgive()
        return self._loop()

    def cut(self, fabric: str, peer: int | None, directions: list[bool]) -> list[Action]:
        """A fault begins: packets are dropped; links over the paths end, since their sockets need both directions."""
        self.cuts |= {Cut(fabric, peer, out) for out in directions}
        return [PathDown(cpu, fabric) for cpu in self.peers if peer in (None, cpu)]

    def join(self, fabric: str, peer: int | None, directions: list[bool], now: float) -> list[Action]:
        """A fault ends. One that was too short to be noticed is not noticed afterwards."""
        self.cuts -= {Cut(fabric, peer, out) for out in directions}
        own = self.fabrics[fabric]
        if peer is not None or own.state is FabricState.STOPPED:
            return []
        if own.state is FabricState.LOST:
            return self.start(fabric, now)
        own.looped = now
        return []

    def row(self, cpus: list[int]) -> dict[str, dict[int, Word]]:
        """For each fabric the words of the paths from this CPU to each of ``cpus`` (XY-09)."""
        return {name: {cpu: self._word(cpu, name) for cpu in cpus} for name in self.fabrics}

    def _word(self, cpu: int, fabric: str) -> Word:
        usable = self.fabrics[fabric].state is FabricState.UP
        if cpu == self.cpu:
            return Word.UP if usable else Word.DISABLED
        peer = self.peers.get(cpu)
        if peer is None:
            return Word.UNAVAILABLE
        if fabric in peer.closed:
            return Word.DISABLED
        path = peer.paths[fabric]
        return Word.UP if usable and path.is_open and path.sends else Word.DOWN

    # Inside.

    def _packets(self, cpu: int, peer: Peer, fabrics: list[str], what: list[Numbered], now: float) -> list[Action]:
        """Each of these messages over each of these fabrics."""
        if self.cuts:
            fabrics = [fabric for fabric in fabrics if not self.is_cut(cpu, fabric, True)]
        hears = "".join([name for name, path in peer.paths.items() if path.brings(now, self._check)])
        closed = "".join([name for name, own in self.fabrics.items() if own.state is not FabricState.UP])
        received, status = peer.channel.received, self._status()
        return [
            Transmit(cpu, fabric, Packet(number, received, hears, closed, status, message if number else None))
            for fabric in fabrics
            for number, message in what
        ]

    def _choose(self, peer: Peer, cpu: int, now: float) -> list[Action]:
        """Use the best path; what the other CPU may not have goes over it again."""
        active = peer.paths.get(peer.active or "")
        if active and active.is_open and active.up:
            return []
        usable = [name for name in peer.open() if peer.paths[name].up] or peer.open()
        best = peer.active if peer.active in usable else next(iter(usable), None)
        if best == peer.active and best is not None:
            return []
        peer.active = best
        return self._again(peer, cpu, [best] if best else [], now)

    def _again(self, peer: Peer, cpu: int, fabrics: list[str], now: float) -> list[Action]:
        peer.repeated = now
        return self._packets(cpu, peer, fabrics, peer.channel.unacknowledged(), now)

    def _repeat(self, peer: Peer, cpu: int, now: float) -> list[Action]:
        """What has waited too long for its acknowledgement is sent again, over every path (event 121)."""
        since, patience = peer.channel.waiting_since(), 1.5 * self._alive
        if since is None or now - since < patience or now - peer.repeated < patience:
            return []
        return self._again(peer, cpu, peer.open(), now)

    def _excuse(self, now: float) -> None:
        """This CPU stood still, not the others."""
        for own in self.fabrics.values():
            own.looped = now if own.looped is not None else None
        for peer in self.peers.values():
            for path in peer.paths.values():
                path.heard = path.confirmed = now

    def _loop(self) -> list[Action]:
        return [
            Loop(name)
            for name, own in self.fabrics.items()
            if own.state is not FabricState.STOPPED and not self.is_cut(self.cpu, name, True)
        ]

    def _judge_fabrics(self, now: float) -> list[Action]:
        actions: list[Action] = []
        for name, own in self.fabrics.items():
            if own.looped is None:
                own.looped = now
            if own.state is FabricState.UP and now - own.looped >= self._check:
                own.state, own.lost_at, own.reminded = FabricState.LOST, now, now
                actions.append(self._event(FABRIC_DOWN, "fabric-down", None, name, attention=ATTENTION))
                actions += self._leave(name, Reason.FABRIC, now)
            elif own.state is FabricState.LOST and now - own.reminded >= REMINDER_SECONDS:
                own.reminded = now
                actions.append(self._event(FABRIC_STILL_DOWN, "fabric-still-down", None, name, attention=ATTENTION))
        states = [own.state for own in self.fabrics.values()]
        if states and FabricState.UP not in states:
            return [*actions, Halt(FABRICS_DOWN, "both fabrics are down")]
        return actions

    def _leave(self, fabric: str, reason: Reason, now: float) -> list[Action]:
        """This CPU uses the fabric no more."""
        actions: list[Action] = []
        for cpu, peer in self.peers.items():
            if peer.paths[fabric].up:
                actions += self._down(peer, cpu, fabric, reason, now)
            if peer.paths[fabric].is_open:
                peer.paths[fabric].is_open = False
                actions.append(Disconnect(cpu, fabric))
            actions += self._choose(peer, cpu, now)
        return actions

    def _judge_paths(self, peer: Peer, cpu: int, now: float) -> list[Action]:
        if not any(path.brings(now, self._check) for path in peer.paths.values()):
            return []  # a silent CPU is the affair of membership
        actions: list[Action] = []
        for name, path in peer.paths.items():
            path.sends, brings = path.carries(now, self._check), path.brings(now, self._check)
            works = path.sends and brings
            if path.up and not works:
                reason = Reason.TIME_OUTS if path.is_open else Reason.CONNECTION
                actions += self._down(peer, cpu, name, reason, now)
            elif not path.up and works and name not in peer.closed and not path.worn_out(now):
                path.up = True
                actions.append(self._event(PATH_UP, "path-up", cpu, name, reason=Reason.RECOVERY))
            if path.is_open and not path.sends and not brings:
                path.is_open = False
                actions.append(Disconnect(cpu, name))
        return actions + self._choose(peer, cpu, now)

    def _down(self, peer: Peer, cpu: int, fabric: str, reason: Reason, now: float) -> list[Action]:
        path = peer.paths[fabric]
        path.fail(now)
        if path.worn_out(now):
            reason = Reason.REVIVALS
        by_itself = reason in (Reason.TIME_OUTS, Reason.CONNECTION)
        more = {"reason": reason} if by_itself else {"reason": reason, "attention": ATTENTION}
        return [PathDown(cpu, fabric), self._event(PATH_DOWN, "path-down", cpu, fabric, **more)]

    def _out_of_sequence(self, peer: Peer, cpu: int, fabric: str, now: float) -> list[Action]:
        """Event 100, once in a second: a busy CPU whose path is lost causes thousands."""
        peer.early += 1
        if peer.early_told is not None and now - peer.early_told < SEQUENCE_ERROR_SECONDS:
            return []
        count, peer.early, peer.early_told = peer.early, 0, now
        return [self._event(SEQUENCE_ERROR, "sequence-error", cpu, fabric, count=count)]

    def _reachable(self, peer: Peer, closed: str) -> None:
        """The other CPU left fabrics, or came back to them: that is an operator's doing, not wear."""
        for name in set(peer.closed) - set(closed):
            peer.paths[name].forgive()
        peer.closed = closed

    def _event(self, number: int, event: str, cpu: int | None, fabric: str, **more: str | int) -> Report:
        fields = {"number": number, "subsystem": "ZIPC", "fabric": fabric, **({} if cpu is None else {"peer": cpu})}
        return Report(event, {**fields, **more})
