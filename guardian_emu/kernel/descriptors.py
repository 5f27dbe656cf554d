"""Process names and process descriptors as programs write them (PR-04, PR-05)."""

from __future__ import annotations

import re
from typing import NamedTuple

BAD_NAME, UNKNOWN_NODE = 13, 18

_NAME = re.compile(r"\$[A-Z][A-Z0-9]{0,4}")
_DESCRIPTOR = re.compile(
    r"(?:(?P<node>\\[A-Z][A-Z0-9]{0,6})\.)?"
    r"(?:(?P<name>\$[A-Z][A-Z0-9]{0,4})(?::(?P<sequence>[1-9][0-9]{0,12}|0))?"
    r"|\$:(?P<cpu>[0-9]{1,2}):(?P<pin>[0-9]{1,5}):(?P<serial>[1-9][0-9]{0,12}|0))"
    r"(?P<qualifier>(?:\.#[A-Z][A-Z0-9]{0,6}(?:\.[A-Z][A-Z0-9]{0,7})?)?)"
)


class Descriptor(NamedTuple):
    """A parsed process descriptor. ``name`` is empty for the form with CPU and PIN."""

    name: str
    sequence: int | None
    cpu: int
    pin: int


def valid_name(name: str) -> bool:
    """PR-04: ``$`` and 1 to 5 letters or digits, a letter first."""
    return _NAME.fullmatch(name) is not None


def parse_descriptor(text: str, node: str) -> Descriptor | int:
    """The parts of a process name or descriptor (PR-05), or error 13 or 18."""
    match = _DESCRIPTOR.fullmatch(text.strip().upper())
    if match is None:
        return BAD_NAME
    if match["node"] and match["node"] != node:
        return UNKNOWN_NODE
    if match["name"]:
        return Descriptor(match["name"], int(match["sequence"]) if match["sequence"] else None, -1, -1)
    return Descriptor("", int(match["serial"]), int(match["cpu"]), int(match["pin"]))
