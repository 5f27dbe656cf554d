"""States of a half and what says which of two halves is the newer one (DK-09, DK-10)."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class State(Enum):
    """What SCF shows of a half."""

    STARTED = "STARTED"
    STARTING = "STARTING"
    STOPPED = "STOPPED"
    SERVICING = "SERVICING"


class Substate(Enum):
    """Why a half is in its state; NONE when it is started."""

    NONE = ""
    REVIVE = "REVIVE"
    DOWN = "DOWN"
    HARDDOWN = "HARDDOWN"
    INACCESSIBLE = "INACCESSIBLE"
    CONFIG_ERROR = "CONFIG-ERROR"
    PREMATURE_TAKEOVER = "PREMATURE-TAKEOVER"
    RESOURCE_UNAVAILABLE = "RESOURCE-UNAVAILABLE"
    UNKNOWN_REASON = "UNKNOWN-REASON"
    SPECIAL = "SPECIAL"
    TEST = "TEST"


class Standing(NamedTuple):
    """How far a half has come.

    ``generation`` grows whenever a half goes on without the other one, ``number`` with every operation. ``alone``:
    in this generation there is no other half that is as new. ``whole``: it is not in the middle of a revive.
    """

    generation: int
    number: int
    alone: bool
    whole: bool


class Verdict(Enum):
    """What two halves that meet at a start do."""

    BOTH_SERVE = "both serve"
    FIRST_SERVES = "the first one serves, the other one is revived from it"
    SECOND_SERVES = "the second one serves, the first one is revived from it"
    NEITHER = "neither is whole"
    DIVERGED = "each went on without the other: an operator chooses the one that serves"


def compare(first: Standing, second: Standing) -> Verdict:
    """Which half serves. The newer one wins; equal ones serve together; one that is not whole never serves.

    Both alone: one of them was ordered to serve while the other one, which knew that it was the newest, was away.
    """
    if not first.whole and not second.whole:
        return Verdict.NEITHER
    if first.whole and second.whole and first.alone and second.alone:
        return Verdict.DIVERGED
    if first.whole and second.whole and first[:2] == second[:2]:
        return Verdict.BOTH_SERVE
    if not second.whole or (first.whole and first[:2] > second[:2]):
        return Verdict.FIRST_SERVES
    return Verdict.SECOND_SERVES


def may_serve_alone(standing: Standing, ordered: bool = False) -> Substate:
    """Whether a half may serve when the other one cannot be asked: NONE, or why it stays stopped.

    One that ran beside the other half cannot know whether that one went on without it, and refuses until an operator
    ordered it to serve. One in the middle of a revive refuses whatever was ordered (DK-10).
    """
    if not standing.whole:
        return Substate.PREMATURE_TAKEOVER
    return Substate.NONE if standing.alone or ordered else Substate.INACCESSIBLE
