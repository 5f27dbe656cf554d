"""Control messages to one CPU, in order and once, whichever fabric carries them (XY-02)."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from .actions import Json


class Numbered(NamedTuple):
    """A message with its number in the channel."""

    number: int
    message: Json


class Received(NamedTuple):
    """What a number means to the receiver: a ``new`` message, an ``early`` one (others are lacking), or neither."""

    new: bool
    early: bool


class Channel:
    """Numbers messages, keeps those that are not acknowledged, tells new ones from those received before.

    Guarantee: when ``unacknowledged`` is sent again on another path after one has failed, the receiver's side
    takes every message exactly once and in order.
    """

    def __init__(self) -> None:
        self.received = 0
        self._sent = 0
        self._retained: deque[tuple[Numbered, float]] = deque()

    def wrap(self, message: Json, now: float) -> Numbered:
        """Number a new message and keep it."""
        self._sent += 1
        numbered = Numbered(self._sent, message)
        self._retained.append((numbered, now))
        return numbered

    def unacknowledged(self) -> list[Numbered]:
        """All messages that the other side may not have."""
        return [numbered for numbered, _since in self._retained]

    def waiting_since(self) -> float | None:
        """When the oldest message that is not acknowledged was first sent."""
        return self._retained[0][1] if self._retained else None

    def acknowledge(self, number: int) -> bool:
        """The other side has everything up to this number; False when that many were never sent."""
        if number > self._sent:
            return False
        while self._retained and self._retained[0][0].number <= number:
            self._retained.popleft()
        return True

    def receive(self, number: int) -> Received:
        """A message with this number came."""
        new = number == self.received + 1
        if new:
            self.received = number
        return Received(new, number > self.received)
