"""What became of every request: counted by the requesters themselves, checked against the ledger's own total."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from .timing import Takeover

_SUMMARY = re.compile(
    r"requester (?P<account>\d+): sent (?P<sent>\d+) replied (?P<replied>\d+) lost (?P<lost>\d+) "
    r"duplicated (?P<duplicated>\d+) failed (?P<failed>\d+)"
)
_TOTAL = re.compile(r"total entries (?P<entries>\d+) balance (?P<balance>-?\d+)")


class Requests(NamedTuple):
    """Requests of all requesters together."""

    sent: int
    replied: int
    lost: int
    duplicated: int


def summaries(lines: Iterable[str]) -> dict[int, dict[str, int]]:
    """The closing lines of the requesters, by account."""
    found = {}
    for line in lines:
        if match := _SUMMARY.search(line):
            numbers = {name: int(value) for name, value in match.groupdict().items()}
            found[numbers["account"]] = numbers
    return found


def total_entries(lines: Iterable[str]) -> int | None:
    """What the ledger says it holds."""
    for line in lines:
        if match := _TOTAL.search(line):
            return int(match["entries"])
    return None


def count(requesters: dict[int, dict[str, int]], entries: int) -> Requests:
    """Adds up; what the ledger holds above or below what was acknowledged is duplicated or lost as well.

    A request that was sent and not acknowledged counts as lost: its requester did not learn its fate.
    """
    sent, replied, lost, duplicated = (
        sum(one[name] for one in requesters.values()) for name in ("sent", "replied", "lost", "duplicated")
    )
    lost += max(0, replied - entries) + (sent - replied)
    duplicated += max(0, entries - sent)
    return Requests(sent, replied, lost, duplicated)


def result(runtime: str, abi: str, requests: Requests, takeovers: list[Takeover], expected: int) -> dict[str, Any]:
    """The content of ``result.json``. ``valid`` is true only when nothing was lost or done twice."""
    complete = len(takeovers) == expected and all(one.first_reply_ms is not None for one in takeovers)
    valid = complete and requests.sent > 0 and requests.lost == 0 and requests.duplicated == 0
    return {
        "runtime": runtime,
        "abi": abi,
        "valid": valid,
        "requests": requests._asdict(),
        "takeovers": [one._asdict() for one in takeovers],
    }


def write(directory: Path, content: dict[str, Any]) -> Path:
    """Writes ``result.json`` and points ``latest`` beside the directory to it."""
    path = directory / "result.json"
    path.write_text(json.dumps(content, indent=2) + "\n")
    latest = directory.parent / "latest"
    fresh = directory.parent / f".latest-{directory.name}"
    fresh.symlink_to(directory.name)
    fresh.replace(latest)
    return path
