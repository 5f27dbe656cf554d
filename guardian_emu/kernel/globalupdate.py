"""Global update: atomic, ordered changes of the replicated tables (kernel.md section 7).

CPUs stand in order of service: ascending at cold load, a reloaded CPU at the end. The first is the locker. So the
order of GU-04 and the succession of GU-06 are one list, and a CPU that is being admitted is always its last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple, Protocol

from .actions import Action, Completed, Halt, Json, Send

INCONSISTENT = 0o4211


class Decision(Protocol):
    """What ``decide`` of the tables returns; see ``names.Verdict``."""

    @property
    def error(self) -> int:
        """0, or why the operation is refused."""

    @property
    def effect(self) -> Json:
        """What every CPU applies."""


class Tables(Protocol):
    """The replicated tables of one CPU."""

    def decide(self, operation: Json) -> Decision:
        """Decide an operation as the locker, without applying it."""

    def apply(self, update: Update) -> list[Action]:
        """Apply an update that the locker granted."""

    def snapshot(self) -> Json:
        """Everything a CPU needs to join."""


class Update(NamedTuple):
    """A granted update. ``uid`` is (CPU, incarnation, counter) of who asked for it."""

    sequence: int
    uid: tuple[int, int, int]
    operation: Json
    effect: Json


class _Round:
    """One update on its way: sent to one CPU at a time, the next after its acknowledgement (GU-04)."""

    __slots__ = ("awaiting", "finish", "todo", "update")

    def __init__(self, update: Update, todo: list[int], finish: Callable[[], list[Action]]) -> None:
        self.update = update
        self.todo = todo
        self.finish = finish
        self.awaiting: int | None = None


class GlobalUpdate:
    """The part of the protocol that runs in one CPU.

    Guarantee: an update is applied in every surviving CPU or in none, and in the same order everywhere, whichever
    CPU dies between whichever two sends (GU-02, GU-05, GU-06, GU-07).
    """

    def __init__(self, cpu: int, incarnation: int, order: list[int], tables: Tables) -> None:
        self.cpu = cpu
        self.incarnation = incarnation
        self.order = list(order)
        self.sequence = 0
        self.last: Update | None = None
        self._tables = tables
        self._counter = 0
        self._own: deque[tuple[int, Json]] = deque()
        self._round: _Round | None = None
        self._holder: tuple[int, int, int] | None = None
        self._repeat: _Round | None = None
        self._waiting: deque[tuple[int, tuple[int, int, int], Json]] = deque()

    @property
    def locker(self) -> int:
        """The CPU that grants updates."""
        return self.order[0]

    def submit(self, operation: Json) -> tuple[int, list[Action]]:
        """Ask for an update; ``Completed`` with the returned token tells how it ended."""
        self._counter += 1
        self._own.append((self._counter, operation))
        return self._counter, self._ask() if len(self._own) == 1 else []

    def receive(self, sender: int, message: Json) -> list[Action]:
        """A message of another CPU's global update."""
        kind = message["t"]
        if kind == "gu-lock":
            return self._lock(sender, tuple(message["uid"]), message["operation"])
        if kind == "gu-grant":
            return self._granted(sender, message)
        if kind == "gu-apply":
            return self._apply_from(sender, _update(message["update"]))
        if kind == "gu-ack":
            return self._acknowledged(sender, message["sequence"])
        if kind == "gu-done" and self._holder == tuple(message["uid"]):
            self._holder = None
            return self._grant_next()
        return []

    def join(self, update: Update, sequence: int, order: list[int]) -> None:
        """Start from the tables of another CPU (GU-07): ``update`` is the one that admits this CPU."""
        self.last, self.sequence, self.order = update, sequence, list(order)

    def admit(self, cpu: int) -> None:
        """A reloaded CPU takes part from now on, last in order."""
        if cpu not in self.order:
            self.order.append(cpu)

    def cpu_down(self, cpu: int) -> list[Action]:
        """That CPU takes no further part; what it left half done is finished or forgotten."""
        if cpu not in self.order:
            return []
        was_locker = cpu == self.locker
        self.order.remove(cpu)
        self._waiting = deque(request for request in self._waiting if request[0] != cpu)
        if was_locker:
            return self._succeed()
        actions = self._skip(cpu)
        if self._holder and self._holder[0] == cpu and self.cpu == self.locker:
            self._holder = None
            actions += self._repeat_last()
        return actions

    def _succeed(self) -> list[Action]:
        """The locker died (GU-06): the new one finishes what it has, updaters ask again."""
        self._round = self._repeat = self._holder = None
        actions = self._repeat_last() if self.cpu == self.locker else []
        return actions + (self._ask() if self._own else [])

    def _skip(self, cpu: int) -> list[Action]:
        actions: list[Action] = []
        for turn in (self._repeat, self._round):
            if turn is None:
                continue
            turn.todo = [other for other in turn.todo if other != cpu]
            if turn.awaiting == cpu:
                turn.awaiting = None
                actions += self._advance(turn)
        return actions

    def _ask(self) -> list[Action]:
        counter, operation = self._own[0]
        uid = (self.cpu, self.incarnation, counter)
        if self.cpu == self.locker:
            return self._lock(self.cpu, uid, operation)
        return [Send(self.locker, {"t": "gu-lock", "uid": list(uid), "operation": operation})]

    # The locker's part.

    def _lock(self, sender: int, uid: tuple[int, ...], operation: Json) -> list[Action]:
        request = (sender, (uid[0], uid[1], uid[2]), operation)
        if sender in self.order and request not in self._waiting:
            self._waiting.append(request)
        return self._grant_next()

    def _grant_next(self) -> list[Action]:
        actions: list[Action] = []
        while self._waiting and self.cpu == self.locker and self._holder is None and self._repeat is None:
            sender, uid, operation = self._waiting.popleft()
            actions += self._grant(sender, uid, operation)
        return actions

    def _grant(self, sender: int, uid: tuple[int, int, int], operation: Json) -> list[Action]:
        actions: list[Action] = []
        if self.last and self.last.uid == uid:
            update, error = self.last, 0
        else:
            decision = self._tables.decide(operation)
            error, update = decision.error, Update(self.sequence + 1, uid, operation, decision.effect)
        if error == 0:
            self._holder = uid
            actions += self._apply(update)
        grant: Json = {"t": "gu-grant", "uid": list(uid), "error": error, "update": None if error else list(update)}
        return actions + (self._granted(sender, grant) if sender == self.cpu else [Send(sender, grant)])

    def _repeat_last(self) -> list[Action]:
        """GU-05: the locker repeats the last update to everybody; who has it already drops it."""
        if self.last is None:
            return self._grant_next()
        self._repeat = _Round(self.last, self._after_locker(self.last), self._repeated)
        return self._advance(self._repeat)

    def _repeated(self) -> list[Action]:
        self._repeat = None
        return self._grant_next()

    # The updater's part.

    def _granted(self, sender: int, grant: Json) -> list[Action]:
        if sender != self.locker or not self._own or self._round:
            return []
        if tuple(grant["uid"]) != (self.cpu, self.incarnation, self._own[0][0]):
            return []
        if grant["error"]:
            return self._complete(grant["error"], {})
        update = _update(grant["update"])
        self._round = _Round(update, self._after_locker(update), self._distributed)
        return self._advance(self._round)

    def _after_locker(self, update: Update) -> list[int]:
        """Who gets it, in order. A CPU it admits is the last, unless this CPU knows already what became of it."""
        fresh = "admit" in update.effect and update.sequence > self.sequence
        return self.order[1:] + ([update.effect["admit"][0]] if fresh else [])

    def _advance(self, turn: _Round) -> list[Action]:
        actions: list[Action] = []
        while turn.todo:
            cpu = turn.todo.pop(0)
            if cpu != self.cpu:
                turn.awaiting = cpu
                return [*actions, self._sending(cpu, turn.update)]
            actions += self._apply(turn.update)
        return actions + turn.finish()

    def _sending(self, cpu: int, update: Update) -> Send:
        message: Json = {"t": "gu-apply", "update": list(update)}
        if update.effect.get("admit", [None])[0] == cpu:
            message["tables"] = self._tables.snapshot()
        return Send(cpu, message)

    def _acknowledged(self, sender: int, sequence: int) -> list[Action]:
        actions: list[Action] = []
        for turn in (self._repeat, self._round):
            if turn and turn.awaiting == sender and turn.update.sequence == sequence:
                turn.awaiting = None
                actions += self._advance(turn)
        return actions

    def _distributed(self) -> list[Action]:
        assert self._round is not None
        update, self._round = self._round.update, None
        if self.cpu != self.locker:
            return [Send(self.locker, {"t": "gu-done", "uid": list(update.uid)}), *self._complete(0, update.effect)]
        self._holder = None
        return self._complete(0, update.effect) + self._grant_next()

    def _complete(self, error: int, effect: Json) -> list[Action]:
        counter, _operation = self._own.popleft()
        return [Completed(counter, error, effect), *(self._ask() if self._own else [])]

    # Everybody's part.

    def _apply_from(self, sender: int, update: Update) -> list[Action]:
        if update.sequence > self.sequence and self.cpu == self.locker:
            return []  # granted by a locker that is dead: its updater will ask again
        if update.sequence == self.sequence and self.last and self.last.uid != update.uid:
            return []
        if update.sequence > self.sequence + 1:
            return [Halt(INCONSISTENT, f"global update {update.sequence} came after {self.sequence}")]
        return [*self._apply(update), Send(sender, {"t": "gu-ack", "sequence": update.sequence})]

    def _apply(self, update: Update) -> list[Action]:
        if update.sequence <= self.sequence:
            return []
        self.sequence, self.last = update.sequence, update
        return self._tables.apply(update)


def _update(data: list[object]) -> Update:
    sequence, uid, operation, effect = data
    assert isinstance(sequence, int) and isinstance(uid, list | tuple)
    assert isinstance(operation, dict) and isinstance(effect, dict)
    return Update(sequence, (uid[0], uid[1], uid[2]), operation, effect)
