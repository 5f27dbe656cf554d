"""A whole node in one process: processors, a network that delays and loses, and a seed."""

from __future__ import annotations

import random
from collections import deque
from typing import Any

from guardian_emu.kernel import actions
from guardian_emu.kernel.configuration import Configuration
from guardian_emu.kernel.processor import Processor

EOF_MARK: Any = "end of file"
HAUNTED: Any = "poison on a connection of its own"
Item = Any


def configuration(cpu: int, cpus: list[int], incarnation: int = 1, start: str = "cold") -> Configuration:
    """A configuration without addresses."""
    return Configuration("\\A", 1, cpu, cpus, incarnation, start, b"", {}, None, "", 0.4, 0.8, 0.0, {})


class World:
    """Simulated CPUs. Messages between two CPUs keep their order; everything else is drawn from the seed."""

    def __init__(self, cpus: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.now = 0.0
        self.numbers = list(range(cpus))
        self.cpus: dict[int, Processor] = {}
        self.incarnations = dict.fromkeys(self.numbers, 1)
        self.queues: dict[tuple[int, int], deque[Item]] = {}
        self.halted: dict[int, int] = {}
        self.frozen: set[int] = set()
        self.cut: set[tuple[int, int]] = set()
        self.completed: list[tuple[int, int, int, Any]] = []
        self.downs: list[tuple[int, int, str]] = []
        self.crash_after: dict[int, int] = {}
        for number in self.numbers:
            self.cpus[number] = Processor(configuration(number, self.numbers))
        for number in self.numbers:
            self.do(number, self.cpus[number].start(self.now))
        for a in self.numbers:
            for b in self.numbers:
                if a != b:
                    self.queue(a, b).append(("connect", 1, {}))
        self.settle()

    def queue(self, sender: int, receiver: int) -> deque[Item]:
        """What is on its way from one CPU to another."""
        return self.queues.setdefault((sender, receiver), deque())

    def submit(self, cpu: int, operation: Any) -> None:
        """Ask for an update at a CPU."""
        if cpu in self.cpus:
            _token, doing = self.cpus[cpu].submit(operation)
            self.do(cpu, doing)

    def do(self, cpu: int, doing: list[actions.Action]) -> None:
        """Carry out actions; a CPU that is to crash does so between two sends."""
        core = self.cpus[cpu]
        for action in core.sift(doing):
            if self.cpus.get(cpu) is not core:
                return
            self.observe(cpu, action)
            if isinstance(action, actions.Send):
                if self.crash_after.get(cpu, -1) == 0:
                    self.crash(cpu)
                    return
                if cpu in self.crash_after:
                    self.crash_after[cpu] -= 1
                self._put(cpu, action.cpu, action.message)
            elif isinstance(action, actions.ImAlive):
                for other in core.connected:
                    self._put(cpu, other, {"t": "alive"})
            elif isinstance(action, actions.Poison):
                self._put(cpu, action.cpu, {"t": "poison"})
                self._put(cpu, action.cpu, EOF_MARK)
                self.queue(action.cpu, cpu).clear()
                core.connected.pop(action.cpu, None)
            elif isinstance(action, actions.Haunt):
                if action.cpu in self.cpus and self.incarnations[action.cpu] == core.membership.down[action.cpu]:
                    self.queue(cpu, action.cpu).append(HAUNTED)
            elif isinstance(action, actions.Halt):
                self.halted[cpu] = action.code
                self.crash(cpu)
            elif isinstance(action, actions.Completed):
                self.completed.append((cpu, action.token, action.error, action.effect))
            elif isinstance(action, actions.CpuDown):
                self.downs.append((cpu, action.cpu, action.reason))

    def observe(self, cpu: int, action: actions.Action) -> None:
        """For tests that want to see what a CPU is to do."""

    def _put(self, sender: int, receiver: int, item: Item) -> None:
        if receiver in self.cpus and (sender, receiver) not in self.cut and receiver in self.cpus[sender].connected:
            self.queue(sender, receiver).append(item)

    def crash(self, cpu: int) -> None:
        """The CPU is gone; the tail of what it had sent may be lost; its peers will read an end of file."""
        if self.cpus.pop(cpu, None) is None:
            return
        self.crash_after.pop(cpu, None)
        self.frozen.discard(cpu)
        for other in self.numbers:
            self.queue(other, cpu).clear()
            queue = self.queue(cpu, other)
            for _ in range(self.random.randint(0, len(queue))):
                queue.pop()
            if other in self.cpus:
                queue.append(EOF_MARK)

    def reset(self, a: int, b: int) -> None:
        """All connections between two CPUs end, though both live; the tail of what was on its way may be lost."""
        for sender, receiver in ((a, b), (b, a)):
            queue = self.queue(sender, receiver)
            for _ in range(self.random.randint(0, len(queue))):
                queue.pop()
            queue.append(EOF_MARK)

    def reload(self, cpu: int) -> None:
        """Load a CPU again: it connects to everybody who is there."""
        if cpu in self.cpus or any(self.queue(cpu, other) for other in self.cpus):
            return
        self.incarnations[cpu] += 1
        incarnation = self.incarnations[cpu]
        core = self.cpus[cpu] = Processor(configuration(cpu, self.numbers, incarnation, "reload"))
        self.halted.pop(cpu, None)
        self.do(cpu, core.start(self.now))
        for other, peer in self.cpus.items():
            if other != cpu:
                self.queue(cpu, other).append(("connect", incarnation, core.view()))
                self.queue(other, cpu).append(("connect", self.incarnations[other], peer.view()))

    def step(self) -> bool:
        """Deliver one item of a random queue; False when nothing is on its way."""
        ready = [
            key
            for key, queue in self.queues.items()
            if queue and key[1] in self.cpus and key[1] not in self.frozen and key[0] not in self.frozen
        ]
        if not ready:
            return False
        sender, receiver = self.random.choice(sorted(ready))
        self._deliver(sender, receiver, self.queue(sender, receiver).popleft())
        return True

    def deliver(self, sender: int, receiver: int) -> None:
        """Deliver what is next on its way from one CPU to another."""
        self._deliver(sender, receiver, self.queue(sender, receiver).popleft())

    def _deliver(self, sender: int, receiver: int, item: Item) -> None:
        core = self.cpus[receiver]
        if item is HAUNTED:
            self.do(receiver, core.poisoned(sender))
        elif item is EOF_MARK:
            self.do(receiver, core.end_of_file(sender, self.now))
        elif isinstance(item, tuple):
            self.do(receiver, core.connect(sender, item[1], item[2], self.now))
        elif sender not in core.connected:
            return
        elif item["t"] == "poison":
            self.do(receiver, core.poisoned(sender))
        elif item["t"] == "alive":
            core.hear(sender, self.now)
        else:
            core.hear(sender, self.now)
            self.do(receiver, core.receive(sender, item, self.now))

    def settle(self) -> None:
        """Deliver everything."""
        while self.step():
            pass

    def pass_time(self, seconds: float, deliver: bool = True) -> None:
        """Let clocks run."""
        end = self.now + seconds
        while self.now < end:
            self.now += 0.1
            for cpu in sorted(self.cpus):
                if cpu in self.cpus and cpu not in self.frozen:
                    self.do(cpu, self.cpus[cpu].tick(self.now))
            if deliver:
                self.settle()
