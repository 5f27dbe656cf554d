"""Durations as people write them: a number and a unit."""

from __future__ import annotations

import re

from guardian_emu.topology.errors import Refused

PATTERN = r"^[0-9]{1,9}(\.[0-9]{1,3})?(ms|s|m|h)$"

_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}


def milliseconds(text: str) -> int:
    """The whole milliseconds in ``400ms``, ``1.5s``, ``5m`` or ``1h``. Raises ``Refused`` for anything else."""
    found = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,3}))?([A-Za-z]*)", text)
    if found is None:
        raise Refused("this is no duration", "a duration is a number and a unit", "write for instance 400ms, 2s or 5m")
    whole, fraction, unit = found[1], found[2] or "", found[3]
    if unit == "":
        raise Refused(
            "this duration has no unit",
            "a bare number could be milliseconds or seconds",
            f"write {text}ms or {text}s, whichever is meant",
        )
    if unit not in _UNITS:
        raise Refused("this unit of time is unknown", "units are ms, s, m and h", f"write for instance {whole}ms")
    microseconds = int(whole + fraction.ljust(3, "0")) * _UNITS[unit]
    if microseconds % 1000:
        cause = "the clocks tick in milliseconds"
        raise Refused("this duration is finer than a millisecond", cause, f"write for instance {whole}{unit}")
    return microseconds // 1000


def text_of(duration_ms: int) -> str:
    """The shortest way to write a number of milliseconds; ``milliseconds`` reads it back."""
    for unit in ("h", "m", "s"):
        if duration_ms and duration_ms % _UNITS[unit] == 0:
            return f"{duration_ms // _UNITS[unit]}{unit}"
    return f"{duration_ms}ms"
