"""A whole node in one process: processors, fabrics that delay, lose and are cut, and a seed."""

from __future__ import annotations

import random
from collections import deque
from typing import Any, NamedTuple

from guardian_emu.kernel import actions
from guardian_emu.kernel.configuration import Address, Configuration, Fabric
from guardian_emu.kernel.packets import Packet
from guardian_emu.kernel.processor import Processor

EOF_MARK: Any = "end of file"
BYE: Any = "a connection is given up"
POISON: Any = "poison"
FABRICS = {name: Fabric(Address(0, ""), {}) for name in "XY"}
TICK, ALIVE, CHECK = 0.1, 0.4, 0.8
Lane = tuple[int, int, str]
"""Sender, receiver, fabric."""
Item = Any


def configuration(cpu: int, cpus: list[int], incarnation: int = 1, start: str = "cold") -> Configuration:
    """A configuration without addresses."""
    return Configuration("\\A", 1, cpu, cpus, incarnation, start, b"", FABRICS, None, "", ALIVE, CHECK, 0.0, {})


class Opening(NamedTuple):
    """A connection stands for the CPU that reads this: first for the one that was ``asked``, then for the other."""

    incarnation: int
    view: dict[int, int]
    asked: bool


class World:
    """Simulated CPUs. Packets of one lane keep their order; everything else is drawn from the seed.

    A packet that was sent when its lane was cut is lost, and so is what was on its way. Connections stand as long as
    both their ends have not given them up, cut or not.
    """

    def __init__(self, cpus: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = 0.0
        self.numbers = list(range(cpus))
        self.cpus: dict[int, Processor] = {}
        self.incarnations = dict.fromkeys(self.numbers, 1)
        self.queues: dict[Lane, deque[Item]] = {
            (a, b, fabric): deque() for a in self.numbers for b in self.numbers if a != b for fabric in "XY"
        }
        self.connections: dict[Lane, bool] = {}
        self.halted: dict[int, int] = {}
        self.frozen: set[int] = set()
        self.without_clock: set[int] = set()
        self.cut: set[Lane] = set()
        self.completed: list[tuple[int, int, int, Any]] = []
        self.downs: list[tuple[int, int, str]] = []
        self.events: list[tuple[int, str, Any]] = []
        self.crash_after: dict[int, int] = {}
        self._busy: dict[Lane, None] = {}
        self._lacking = False
        for number in self.numbers:
            self.cpus[number] = self.processor(configuration(number, self.numbers))
        for number in self.numbers:
            self.do(number, self.cpus[number].start(self.now))
        for a in self.numbers:
            for b in self.numbers[:a]:
                self.connect(a, b)
        self.settle()

    def processor(self, described: Configuration) -> Processor:
        """A CPU that starts."""
        return Processor(described)

    # What tests do to it.

    def submit(self, cpu: int, operation: Any) -> None:
        """Ask for an update at a CPU."""
        if cpu in self.cpus:
            _token, doing = self.cpus[cpu].submit(operation)
            self.do(cpu, doing)

    def cut_pair(self, sender: int, receiver: int, fabrics: str = "XY") -> None:
        """From now on nothing passes from one CPU to another."""
        for fabric in fabrics:
            self.cut.add((sender, receiver, fabric))
            self.queues[sender, receiver, fabric].clear()

    def join_pair(self, sender: int, receiver: int, fabrics: str = "XY") -> None:
        """Something passes again."""
        self.cut -= {(sender, receiver, fabric) for fabric in fabrics}

    def crash(self, cpu: int) -> None:
        """The CPU is gone; the tail of what it had sent may be lost; who is not cut off reads an end of file."""
        if self.cpus.pop(cpu, None) is None:
            return
        self.crash_after.pop(cpu, None)
        self.frozen.discard(cpu)
        self.without_clock.discard(cpu)
        for other in self.numbers:
            for fabric in "XY" if other != cpu else ():
                self.queues[other, cpu, fabric].clear()
                self._end(cpu, other, fabric)

    def reset(self, a: int, b: int) -> None:
        """All connections between two CPUs end, though both live; the tail of what was on its way may be lost."""
        for fabric in "XY":
            self._end(a, b, fabric)
            self._end(b, a, fabric)

    def reload(self, cpu: int) -> None:
        """Load a CPU again: it connects to everybody who is there."""
        if cpu in self.cpus or any(self.queues[cpu, other, fabric] for other in self.cpus for fabric in "XY"):
            return
        self.incarnations[cpu] += 1
        core = self.processor(configuration(cpu, self.numbers, self.incarnations[cpu], "reload"))
        self.cpus[cpu] = core
        self.halted.pop(cpu, None)
        self.do(cpu, core.start(self.now))
        for other in list(self.cpus):
            if other != cpu:
                self.connect(cpu, other)

    def connect(self, a: int, b: int) -> None:
        """``a`` connects to ``b`` over both fabrics, as far as they are not cut."""
        for fabric in "XY":
            if not self.cut.intersection(((a, b, fabric), (b, a, fabric))):
                self._connect(a, b, fabric)

    def _connect(self, a: int, b: int, fabric: str) -> None:
        self.connections[a, b, fabric] = self.connections[b, a, fabric] = True
        self._put((a, b, fabric), Opening(self.incarnations[a], self.cpus[a].view(), asked=True))

    # Time and delivery.

    def step(self) -> bool:
        """Deliver one item of a random lane; False when nothing is on its way."""
        ready = [lane for lane in sorted(self._busy) if self._delivers(lane)]
        if not ready:
            return False
        self.deliver_from(self.random.choice(ready))
        return True

    def said(self, sender: int, receiver: int, message: Any) -> list[actions.Action]:
        """What a CPU wants done when another one says this to it."""
        core = self.cpus[receiver]
        number = core.interconnect.peers[sender].channel.received + 1
        packet = Packet(number, 0, "XY", "", self.cpus[sender].membership.regroup.status(), message)
        return core.packet(sender, "X", self.incarnations[sender], packet, self.now)

    def _delivers(self, lane: Lane) -> bool:
        return bool(self.queues[lane]) and lane[1] in self.cpus and lane[1] not in self.frozen

    def deliver(self, sender: int, receiver: int) -> None:
        """Deliver what is next on its way from one CPU to another, messages before "I'm alive"."""
        lanes = [(sender, receiver, fabric) for fabric in "XY"]
        self.deliver_from(max(lanes, key=lambda lane: len(self.queues[lane])))

    def deliver_from(self, lane: Lane) -> None:
        """Deliver the next item of a lane."""
        queue = self.queues[lane]
        item = queue.popleft()
        if not queue:
            self._busy.pop(lane, None)
        self._deliver(lane, item)

    def settle(self) -> None:
        """Deliver everything."""
        while self._busy:
            for lane in list(self._busy):
                while self.queues[lane] and self._delivers(lane):
                    self.deliver_from(lane)
                if not self.queues[lane]:
                    self._busy.pop(lane, None)
            if not any(self._delivers(lane) for lane in self._busy):
                return

    def pass_time(self, seconds: float, deliver: bool = True) -> None:
        """Let clocks run."""
        end = self.now + seconds
        while self.now < end:
            self.now += TICK
            for cpu in sorted(self.cpus):
                if cpu in self.cpus and cpu not in self.frozen and cpu not in self.without_clock:
                    self.do(cpu, self.cpus[cpu].tick(self.now))
            self._redial()
            if deliver:
                self.settle()

    def _redial(self) -> None:
        """Connections that are lacking between members are made again, as the fabric does it."""
        if not self._lacking:
            return
        self._lacking = False
        for a, core in self.cpus.items():
            for b in core.membership.up:
                other = self.cpus.get(b)
                if b >= a or other is None or a not in other.membership.up:
                    continue
                for fabric in "XY":
                    lanes = (a, b, fabric), (b, a, fabric)
                    lacking = lanes[0] not in self.connections and lanes[1] not in self.connections
                    self._lacking = self._lacking or lacking
                    may = core.interconnect.may_connect(b, fabric) and other.interconnect.may_connect(a, fabric)
                    idle = not any(map(self.queues.get, lanes)) and not {a, b} & self.frozen
                    if lacking and may and idle and not self.cut.intersection(lanes):
                        self._connect(a, b, fabric)

    # Carrying out what the cores want.

    def do(self, cpu: int, doing: list[actions.Action]) -> None:
        """Carry out actions; a CPU that is to crash does so between two sends."""
        core = self.cpus[cpu]
        for action in doing:
            if self.cpus.get(cpu) is not core:
                return
            self.observe(cpu, action)
            if isinstance(action, actions.Transmit):
                if action.packet.number and cpu in self.crash_after:
                    if self.crash_after[cpu] == 0:
                        self.crash(cpu)
                        return
                    self.crash_after[cpu] -= 1
                peer = core.interconnect.peers.get(action.cpu)
                lane = (cpu, action.cpu, action.fabric)
                if lane in self.connections and peer and peer.incarnation == self.incarnations[action.cpu]:
                    self._put(lane, action.packet)
            elif isinstance(action, actions.Loop):
                if (cpu, cpu, action.fabric) not in self.cut:
                    self.do(cpu, core.looped(action.fabric, self.now))
            elif isinstance(action, actions.Disconnect):
                self._end(cpu, action.cpu, action.fabric, BYE)
            elif isinstance(action, actions.Poison):
                for fabric in "XY":
                    if (cpu, action.cpu, fabric) in self.connections:
                        self._end(cpu, action.cpu, fabric, POISON)
                    self.queues[action.cpu, cpu, fabric].clear()
            elif isinstance(action, actions.Haunt):
                self._haunt(cpu, action.cpu)
            elif isinstance(action, actions.Halt):
                self.halted[cpu] = action.code
                self.crash(cpu)
            elif isinstance(action, actions.Completed):
                self.completed.append((cpu, action.token, action.error, action.effect))
            elif isinstance(action, actions.CpuDown):
                self.downs.append((cpu, action.cpu, action.reason))
            elif isinstance(action, actions.Report):
                self.events.append((cpu, action.event, action.fields))

    def observe(self, cpu: int, action: actions.Action) -> None:
        """For tests that want to see what a CPU is to do."""

    def _haunt(self, cpu: int, dead: int) -> None:
        down = self.cpus[cpu].membership.down
        if dead in self.cpus and self.incarnations[dead] == down[dead] and (cpu, dead, "X") not in self.cut:
            self._put((cpu, dead, "X"), POISON)

    def _put(self, lane: Lane, item: Item) -> None:
        if lane[1] in self.cpus and lane not in self.cut:
            self.queues[lane].append(item)
            self._busy[lane] = None

    def _end(self, cpu: int, other: int, fabric: str, last: Item = EOF_MARK) -> None:
        """``cpu`` closes a connection with a last word; the other end reads it, unless it is cut off."""
        lane = (cpu, other, fabric)
        if self.connections.pop(lane, None) is None:
            return
        self._lacking = True
        queue = self.queues[lane]
        for _ in range(self.random.randint(0, len(queue)) if last is EOF_MARK else 0):
            queue.pop()
        self._put(lane, last)

    def _deliver(self, lane: Lane, item: Item) -> None:
        sender, receiver, fabric = lane
        core = self.cpus[receiver]
        if item is POISON:
            self.do(receiver, core.poisoned(sender))
        elif item is EOF_MARK:
            self._read_end(lane)
        elif item is BYE:
            if self.connections.pop((receiver, sender, fabric), None):
                self._lacking = True
                self.do(receiver, core.closed(sender, [fabric], False, self.now))
        elif isinstance(item, Packet):
            if lane in self.connections or (sender not in self.cpus):
                self._give(core, lane, item)
        elif isinstance(item, Opening):
            if item.asked:
                self._put((receiver, sender, fabric), Opening(self.incarnations[receiver], core.view(), asked=False))
            self.do(receiver, core.opened(sender, fabric, item.incarnation, item.view, self.now))

    def _give(self, core: Processor, lane: Lane, packet: Packet) -> None:
        """A packet is read. What cannot be ends its connection; only a CPU that is dead by now may have said it."""
        sender, receiver, fabric = lane
        try:
            doing = core.packet(sender, fabric, self.incarnations[sender], packet, self.now)
        except ValueError:
            if sender in self.cpus:
                raise
            self.connections.pop((receiver, sender, fabric), None)
            doing = core.closed(sender, [fabric], False, self.now)
        self.do(receiver, doing)

    def _read_end(self, lane: Lane) -> None:
        """An end of file is read; the others that are next to be read come along."""
        sender, receiver, _fabric = lane
        ended = [lane[2]]
        for fabric in "XY":
            other = self.queues[sender, receiver, fabric]
            if fabric != lane[2] and other and other[0] is EOF_MARK:
                other.popleft()
                ended.append(fabric)
        for fabric in ended:
            self.connections.pop((receiver, sender, fabric), None)
        self._lacking = True
        self.do(receiver, self.cpus[receiver].closed(sender, ended, True, self.now))
