"""Two CPUs that each declared the other down because all connections between them ended, though both live.

Whoever is the lower of the two is believed. So what a higher one says is not acted on before it is certain: when the
lower one is dead its own end of file comes; when it is still heard long afterwards the other one was wrong.
"""

from __future__ import annotations

from typing import NamedTuple

from .actions import Json


class Claim(NamedTuple):
    """CPU ``by`` says since ``at`` that ``cpu`` is dead, and is the higher of the two."""

    cpu: int
    by: int
    at: float


class Disputes:
    """Claims that are not certain, and what their authors sent since: it comes from a view that is not shared yet."""

    def __init__(self, sign_of_life: float, patience: float) -> None:
        self._sign_of_life = sign_of_life
        self._patience = patience
        self._claims: dict[tuple[int, int], Claim] = {}
        self._held: dict[int, list[Json]] = {}

    def claim(self, cpu: int, by: int, now: float) -> None:
        """Note the claim."""
        self._claims.setdefault((cpu, by), Claim(cpu, by, now))

    def holds(self, sender: int, message: Json) -> bool:
        """Whether the message has to wait; it is kept here then."""
        if not any(claim.by == sender for claim in self._claims.values()):
            return False
        self._held.setdefault(sender, []).append(message)
        return True

    def wrong(self, heard: dict[int, float], now: float) -> list[int]:
        """Who claimed the death of a CPU that has been heard well after that."""
        return sorted(
            {
                claim.by
                for claim in self._claims.values()
                if now >= claim.at + self._patience and heard.get(claim.cpu, claim.at) >= claim.at + self._sign_of_life
            }
        )

    def left(self, cpu: int) -> list[tuple[int, Json]]:
        """The CPU is down: claims about it are right, those that it made do not matter. Messages that may be read."""
        self._claims = {key: claim for key, claim in self._claims.items() if cpu not in key}
        self._held.pop(cpu, None)
        disputing = {claim.by for claim in self._claims.values()}
        free = [sender for sender in self._held if sender not in disputing]
        return [(sender, message) for sender in free for message in self._held.pop(sender)]
