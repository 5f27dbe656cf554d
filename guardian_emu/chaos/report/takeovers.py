"""A takeover in its parts, and percentiles by fault.

A fault is made; somebody notices (``detect``); the survivors agree that the processor is down (``regroup``); the name
belongs to the backup (``names``); a requester of the lost primary has a reply of the new one (``first reply``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guardian_emu.wire.recording import Arrived, Frame, PeerDown, Place

from .events import Event
from .recorded import Process
from .states import Fault

PARTS = ("detect", "regroup", "names", "first reply")
UNKNOWN = "not recorded"
LONGEST = 60_000_000_000
"""A fault or a discovery that is older than so many nanoseconds has nothing to do with the takeover."""


class Takeover(NamedTuple):
    """One takeover. Each part ends at the time given; None where nothing was recorded.

    Guarantee: ``began <= detected <= agreed <= named``. Where the fault is not known, it begins with its discovery.
    """

    node: str
    name: str
    fault: str
    from_cpu: int
    cpu: int
    pin: int
    began: int
    detected: int
    agreed: int
    named: int
    replied: int | None

    def parts(self) -> dict[str, int | None]:
        """How long each part took, in nanoseconds."""
        reply = None if self.replied is None else self.replied - self.named
        lengths = (self.detected - self.began, self.agreed - self.detected, self.named - self.agreed, reply)
        return dict(zip(PARTS, lengths, strict=True))

    @property
    def whole(self) -> int | None:
        """From the fault to the first reply, in nanoseconds."""
        return None if self.replied is None else self.replied - self.began


class Row(NamedTuple):
    """Percentiles of one part of so many takeovers after one kind of fault, in milliseconds."""

    fault: str
    part: str
    takeovers: int
    p50: float
    p95: float
    highest: float


def of_events(events: Sequence[Event], faults: Sequence[Fault], processes: Sequence[Process]) -> list[Takeover]:
    """Every takeover that the events tell of, by time."""
    return [
        _takeover(event, events, faults, processes)
        for event in events
        if event["event"] == "takeover" and {"name", "pin", "from_cpu"} <= event.keys()
    ]


def _takeover(event: Event, events: Sequence[Event], faults: Sequence[Fault], processes: Sequence[Process]) -> Takeover:
    fault = _cause(event, faults)
    since = event["t"] - LONGEST if fault is None else fault.begin
    news = [one for one in events if since <= one["t"] <= event["t"] and one["node"] == event["node"]]
    noticed = [one["t"] for one in news if _is_notice(one, event)]
    agreed = [one["t"] for one in news if _is_verdict(one, event) and _counts(one, event)]
    named = event["t"]
    declared = max(agreed, default=named)
    detected = min(_last_silence(noticed, news, event), declared)
    began = detected if fault is None else fault.begin
    kind = fault.kind if fault else str(event.get("cause") or UNKNOWN)
    replied = _first_reply(event, processes, detected)
    return Takeover(
        event["node"], str(event["name"]), kind, int(event["from_cpu"]), event["cpu"], int(event["pin"]),
        began, detected, declared, named, replied,
    )  # fmt: skip


def _cause(event: Event, faults: Sequence[Fault]) -> Fault | None:
    """The latest fault before it that concerns the CPU or the process that was lost."""
    found = None
    for fault in faults:
        recent = event["t"] - LONGEST <= fault.begin <= event["t"] and fault.node == event["node"]
        if recent and fault.cpu == event["from_cpu"] and fault.name in ("", event["name"]):
            found = fault
    return found


def _is_verdict(one: Event, takeover: Event) -> bool:
    if one["event"] == "process-ended":
        return bool(one.get("name") == takeover["name"])
    return bool(one["event"] == "cpu-down" and one.get("down") == takeover["from_cpu"])


def _counts(verdict: Event, takeover: Event) -> bool:
    """A lost CPU is lost when the new primary's CPU says so; the end of a process needs nobody's agreement."""
    return bool(verdict["event"] == "process-ended" or verdict["cpu"] == takeover["cpu"])


def _is_notice(one: Event, takeover: Event) -> bool:
    if one["event"] == "suspected":
        return bool(one.get("suspect") == takeover["from_cpu"])
    return _is_verdict(one, takeover)


def _last_silence(noticed: Sequence[int], news: Sequence[Event], takeover: Event) -> int:
    """The first notice since the CPU was last loaded: what was noticed of an earlier load is another story."""
    loads = [
        one["t"] for one in news
        if one["cpu"] == takeover["from_cpu"] and one["event"] == "stage" and one.get("stage") == "boot"
    ]  # fmt: skip
    since = max(loads, default=0)
    return min((time for time in noticed if time >= since), default=takeover["t"])


def _first_reply(event: Event, processes: Iterable[Process], since: int) -> int | None:
    """When somebody outside the pair who had learned of the death first had a reply of the new primary."""
    replies = (
        _reply_after(event, process, since)
        for process in processes
        if process.copy.node == event["node"] and process.name != event["name"]
    )
    return min((time for time in replies if time is not None), default=None)


def _reply_after(event: Event, process: Process, since: int) -> int | None:
    learned = False
    for one in process.since(since):
        if one.time > since + LONGEST:
            return None
        if isinstance(one, PeerDown):
            learned = learned or one.cpu == event["from_cpu"]
        elif learned and isinstance(one, Arrived) and one.frame is Frame.REPLY and _is_at(one.peer, event):
            return one.time
    return None


def _is_at(peer: Place | None, event: Event) -> bool:
    return peer is not None and (peer.cpu, peer.pin) == (event["cpu"], event["pin"])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def table(takeovers: Iterable[Takeover]) -> list[Row]:
    """For each kind of fault, each part of its takeovers and the whole. What was not recorded is not counted."""
    lengths: dict[tuple[str, str], list[float]] = {}
    for one in takeovers:
        for part, length in {**one.parts(), "whole": one.whole}.items():
            if length is not None:
                lengths.setdefault((one.fault, part), []).append(length / 1e6)
    return [
        Row(fault, part, len(of_one), *(round(percentile(of_one, share), 3) for share in (0.5, 0.95, 1.0)))
        for (fault, part), of_one in lengths.items()
    ]
