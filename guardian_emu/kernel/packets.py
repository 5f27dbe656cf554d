"""Packets between kernels: what every control frame says, whichever fabric carries it."""

from __future__ import annotations

from typing import Any, NamedTuple

from .actions import Json
from .frames import FrameError

FABRICS = frozenset("XY")
MAX_CPU = 15


Loads = tuple[tuple[int, int], ...]
"""CPUs with their incarnations, ascending."""


class Decision(NamedTuple):
    """Who survives, among whom that was decided (both are masks of CPUs), and which loads of CPUs are lost."""

    survivors: int
    domain: int
    lost: Loads


class Row(NamedTuple):
    """What one participant of an incident says of itself.

    ``stage`` it has reached, ``hears``: mask of the CPUs whose packets of this incident reached it, itself included;
    the ``decision`` it has taken over, if any; ``down``: loads of CPUs that it refuses. All of it only grows while the
    incident lasts.
    """

    stage: int
    hears: int
    decision: Decision | None
    down: Loads


class Status(NamedTuple):
    """A CPU's part in an incident; see ``regroup``. With ``stage`` 0 the incident is over for the sender.

    Rows are those of all participants that the sender has heard of, its own among them if it takes part already.
    """

    incident: int
    stage: int
    activator: int
    cause: int
    decision: Decision | None
    rows: tuple[tuple[int, Row], ...]


class Packet(NamedTuple):
    """One frame. ``number`` 0 is "I'm alive": unsequenced, not acknowledged, of the moment (FD-01).

    ``hears`` names the fabrics on which the sender hears the receiver, ``closed`` those on which the sender cannot be
    reached at all. ``status`` is the sender's part in the last incident it knows of.
    """

    number: int
    acknowledged: int
    hears: str
    closed: str
    status: Status
    message: Json | None


def to_json(packet: Packet) -> Json:
    """The packet as the JSON of a control frame. Short keys: most frames are "I'm alive"."""
    data: Json = {"n": packet.number, "a": packet.acknowledged, "h": packet.hears, "s": packet.status}
    if packet.closed:
        data["c"] = packet.closed
    if packet.message is not None:
        data["m"] = packet.message
    return data


def from_json(data: Json) -> Packet:
    """The packet in the JSON of a control frame. Raises FrameError."""
    try:
        hears, closed, message = _fabrics(data["h"]), _fabrics(data.get("c", "")), data.get("m")
        packet = Packet(_number(data["n"]), _number(data["a"]), hears, closed, _status(data["s"]), message)
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError(f"control frame lacks or misuses a field: {error!r}") from error
    if packet.number and (not isinstance(message, dict) or not isinstance(message.get("t"), str)):
        raise FrameError("control message without a type")
    return packet


def _fabrics(text: Any) -> str:
    if not isinstance(text, str) or not FABRICS.issuperset(text):
        raise ValueError(f"fabrics {text!r}")
    return text


def _number(value: Any, most: int = 2**63) -> int:
    if type(value) is not int or not 0 <= value < most:
        raise ValueError(f"number {value!r}")
    return value


def _status(data: Any) -> Status:
    incident, stage, activator, cause, decision, rows = data
    read = tuple((_number(cpu, MAX_CPU + 1), _row(row)) for cpu, row in rows)
    return Status(_number(incident), _number(stage), _cpu(activator), _cpu(cause), _decision(decision), read)


def _cpu(value: Any) -> int:
    return _number(value + 1, MAX_CPU + 2) - 1


def _row(data: Any) -> Row:
    stage, hears, decision, down = data
    return Row(_number(stage), _mask(hears), _decision(decision), _loads(down))


def _decision(data: Any) -> Decision | None:
    if data is None:
        return None
    survivors, domain, lost = data
    return Decision(_mask(survivors), _mask(domain), _loads(lost))


def _mask(value: Any) -> int:
    return _number(value, 1 << MAX_CPU + 1)


def _loads(data: Any) -> Loads:
    return tuple((_number(cpu, MAX_CPU + 1), _number(incarnation)) for cpu, incarnation in data)
