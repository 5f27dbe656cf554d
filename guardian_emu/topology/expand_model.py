"""The network that joins nodes, as it will run (kernel.md section 13). Values only, all of them frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SPEED_OF_FACTOR_ONE = 224_000
"""Bits per second of a line with time factor 1 (EX-06)."""
HIGHEST_FACTOR = 186


class ExpandProfileName(StrEnum):
    """The named sets of time-outs."""

    FAST = "fast"
    NONSTOP = "nonstop"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpandProfile:
    """Time-outs of the network in milliseconds (kernel.md section 12)."""

    abort_ms: int
    l4_timeout_ms: int
    l4_retries: int


EXPAND_PROFILES = {
    ExpandProfileName.FAST: ExpandProfile(abort_ms=10_000, l4_timeout_ms=2_000, l4_retries=3),
    ExpandProfileName.NONSTOP: ExpandProfile(abort_ms=150_000, l4_timeout_ms=20_000, l4_retries=3),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEnd:
    r"""The CPU that holds one end of a line."""

    node: str
    cpu: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line between two CPUs of two nodes. Lines between the same two nodes form one multi-line path."""

    name: str
    ends: tuple[LineEnd, LineEnd]
    factor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePassword:
    r"""What ``REMOTEPASSWORD \TO, password`` said when ``user`` gave it at ``node`` (EX-11)."""

    node: str
    user: str
    to: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expand:
    """All lines and time-outs. ``passwords`` is None where the topology has none: then every user may go everywhere."""

    profile: ExpandProfile
    lines: tuple[Line, ...]
    passwords: tuple[RemotePassword, ...] | None = None


def factor_of(speed: int) -> int:
    """The time factor of a line of so many bits per second."""
    return max(1, min(HIGHEST_FACTOR, round(SPEED_OF_FACTOR_ONE / speed)))
