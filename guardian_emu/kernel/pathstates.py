"""States of paths and fabrics as one CPU sees them (kernel.md section 2)."""

from __future__ import annotations

from enum import StrEnum

REVIVALS_HOUR, MOST_REVIVALS = 3600.0, 30


class FabricState(StrEnum):
    """This CPU's own connection to a fabric."""

    UP = "up"
    LOST = "lost"
    STOPPED = "stopped"


class Word(StrEnum):
    """What the status matrix says of a path (XY-09)."""

    UP = "UP"
    DOWN = "DN"
    DISABLED = "DIS"
    UNAVAILABLE = "UNA"


class Reason(StrEnum):
    """Why a path changed its state, as events 110 and 111 say it."""

    TIME_OUTS = "poor quality: too many time-outs"
    CONNECTION = "connection ended"
    FABRIC = "fabric connection failed"
    OPERATOR = "operator command"
    REVIVALS = "maximum revivals"
    RECOVERY = "automatic recovery"


class Path:
    """From this CPU to another one over one fabric, and back (XY-01).

    ``heard`` is when something came by it last, ``confirmed`` when the other CPU last said that it hears this one by
    it; both are of the connection that stands, if one does.
    """

    __slots__ = ("confirmed", "downs", "failed", "heard", "is_open", "sends", "up")

    def __init__(self) -> None:
        self.is_open = False
        self.up = False
        """It works in both directions: links need that, since their sockets do."""
        self.sends = False
        """What is sent by it arrives; the state of the direction from this CPU (XY-01)."""
        self.failed = False
        """It failed before: that it comes up again is an event."""
        self.heard = self.confirmed = 0.0
        self.downs: list[float] = []

    def opened(self, now: float) -> None:
        """A connection stands; it works until it is shown not to."""
        self.is_open = self.sends = True
        self.heard = self.confirmed = now

    def brings(self, now: float, check: float) -> bool:
        """Whether something came by it within a check period."""
        return self.is_open and now - self.heard < check

    def carries(self, now: float, check: float) -> bool:
        """Whether what is sent by it arrives, as the other CPU last said."""
        return self.is_open and now - self.confirmed < check

    def fail(self, now: float) -> None:
        """It is down from now on."""
        self.up, self.failed = False, True
        self.downs = [at for at in self.downs if at > now - REVIVALS_HOUR] + [now]

    def worn_out(self, now: float) -> bool:
        """Whether it failed so often lately that it is not brought back without an operator (XY-04)."""
        return len(self.downs) > MOST_REVIVALS and self.downs[0] > now - REVIVALS_HOUR

    def forgive(self) -> None:
        """An operator started the fabric at one of its ends."""
        self.downs = []


class Fabric:
    """This CPU's own connection to one fabric: ``looped`` is when its loop-back came back last (FD-01, FD-05)."""

    __slots__ = ("looped", "lost_at", "reminded", "state")

    def __init__(self) -> None:
        self.state = FabricState.UP
        self.looped: float | None = None
        self.lost_at = self.reminded = 0.0
