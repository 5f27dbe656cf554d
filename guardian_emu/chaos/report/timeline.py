"""The timeline as one HTML page that needs nothing else: no network, no server, no library.

Guarantee: names and texts of programs are data there, never markup or script.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from typing import Any

from . import takeovers
from .model import CpuTrack, ProcessTrack, Timeline
from .states import Life, Stretch

SCRIPTS = ("data.js", "drawing.js", "marks.js", "pointing.js", "control.js")

_Since = Callable[[int], int]


def page(timeline: Timeline) -> str:
    """The page as text."""
    filled = {
        "title": html.escape(timeline.title),
        "style": _file("page.css"),
        "script": "\n".join(map(_file, SCRIPTS)),
        "data": embedded(content(timeline)),
        "takeovers": _takeovers(timeline),
        "notes": "".join(f"<li>{html.escape(note)}</li>" for note in timeline.notes),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: filled[found[1]], _file("page.html"))


def _file(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text("utf-8")


def embedded(value: object) -> str:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def content(timeline: Timeline) -> dict[str, Any]:
    """What the page's script gets. Times are nanoseconds since the begin; columns of them hold differences."""

    def since(time: int) -> int:
        return time - timeline.begin

    return {
        "span": timeline.end - timeline.begin,
        "alone": timeline.alone,
        "tracks": [_track(track, since) for track in timeline.tracks],
        "instants": _instants(timeline, since),
        "messages": _messages(timeline, since),
        "spans": _spans(timeline, since),
        "faults": [
            {
                "kind": fault.kind, "node": fault.node, "cpu": fault.cpu, "name": fault.name,
                "from": since(fault.begin), "to": None if fault.end is None else since(fault.end),
            }
            for fault in timeline.faults
        ],
        "takeovers": [
            {
                "name": one.name, "node": one.node, "fault": one.fault, "from": one.from_cpu, "cpu": one.cpu,
                "ends": [
                    None if time is None else since(time)
                    for time in (one.began, one.detected, one.agreed, one.named, one.replied)
                ],
            }
            for one in timeline.takeovers
        ],
        "parts": takeovers.PARTS,
    }  # fmt: skip


def _track(track: CpuTrack | ProcessTrack, since: _Since) -> dict[str, Any]:
    about = {"node": track.node, "cpu": track.cpu}
    if isinstance(track, CpuTrack):
        return {**about, "kind": "cpu", "stretches": [_stretch(one, since) for one in track.stretches]}
    return {
        **about,
        "kind": "process",
        "name": track.name,
        "lives": [_life(life, since) for life in track.lives],
        "known": [[since(begin), since(end)] for begin, end in track.known],
        "missing": track.missing,
    }


def _stretch(one: Stretch, since: _Since) -> list[Any]:
    return [since(one.begin), None if one.end is None else since(one.end), one.what]


def _life(life: Life, since: _Since) -> dict[str, Any]:
    return {
        "pin": life.pin,
        "program": life.program,
        "from": since(life.begin),
        "to": None if life.end is None else since(life.end),
        "roles": [[since(time), role] for time, role in life.roles],
    }


def _differences(times: Iterable[int]) -> list[int]:
    last, found = 0, []
    for time in times:
        found.append(time - last)
        last = time
    return found


def _instants(timeline: Timeline, since: _Since) -> dict[str, Any]:
    texts: dict[str, int] = {}
    numbers = [texts.setdefault(one.text, len(texts)) for one in timeline.instants]
    return {
        "texts": list(texts),
        "track": [one.track for one in timeline.instants],
        "time": _differences(since(one.time) for one in timeline.instants),
        "text": numbers,
    }


def _messages(timeline: Timeline, since: _Since) -> dict[str, Any]:
    sent = timeline.messages
    return {
        "from": [one.sender for one in sent],
        "to": [one.receiver for one in sent],
        "time": _differences(since(one.sent) for one in sent),
        "took": [one.arrived - one.sent for one in sent],
        "frame": [int(one.frame) for one in sent],
        "request": [one.request for one in sent],
        "size": [one.size for one in sent],
    }


def _spans(timeline: Timeline, since: _Since) -> dict[str, Any]:
    lanes = sorted(timeline.lanes, key=lambda lane: lane.span.begin)
    peers: dict[str, int] = {}
    return {
        "track": [one.track for one in lanes],
        "lane": [one.lane for one in lanes],
        "time": _differences(since(one.span.begin) for one in lanes),
        "took": [one.span.end - one.span.begin for one in lanes],
        "work": [one.span.work.value[0] + one.span.outcome.value[0] for one in lanes],
        "request": [one.span.request for one in lanes],
        "peer": [
            peers.setdefault(f"{one.span.peer.cpu},{one.span.peer.pin}" if one.span.peer else "?", len(peers))
            for one in lanes
        ],
        "peers": list(peers),
    }


def _takeovers(timeline: Timeline) -> str:
    if not timeline.takeovers:
        return "<p>No takeover in this time.</p>"
    heads = ["", "fault", "process", "from CPU", "to CPU", *(f"{part} ms" for part in takeovers.PARTS), "whole ms"]
    rows = [
        [
            f'<button data-takeover="{number}">show {number + 1}</button>',
            *map(html.escape, (one.fault, f"{one.node}.{one.name}", str(one.from_cpu), str(one.cpu))),
            *map(_milliseconds, (*one.parts().values(), one.whole)),
        ]
        for number, one in enumerate(timeline.takeovers)
    ]
    percentiles = [
        [html.escape(row.fault), row.part, str(row.takeovers), f"{row.p50:.3f}", f"{row.p95:.3f}", f"{row.highest:.3f}"]
        for row in takeovers.table(timeline.takeovers)
    ]
    return _table("Takeovers", heads, rows) + _table(
        "Takeovers by fault", ["fault", "part", "count", "p50 ms", "p95 ms", "highest ms"], percentiles
    )


def _milliseconds(time: int | None) -> str:
    return "–" if time is None else f"{time / 1e6:.3f}"


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are markup already."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
