"""DEFINEs as a creation carries them (runtime/src/definepassing.c reads them). No I/O.

Texts that end in NUL: the DEFINE mode, then of each DEFINE its name, CLASS and its class, names and values of its
attributes, and an empty text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

MAX_DEFINES = 8192
DEFAULTS = "=_DEFAULTS"


class Define(NamedTuple):
    """One DEFINE with its attributes in their order."""

    name: str
    kind: str
    attributes: tuple[tuple[str, str], ...]


class DefinesError(ValueError):
    """DEFINEs that cannot be carried; the text says why."""


def serial(defines: Iterable[Define], *, enabled: bool = True) -> bytes:
    """All of them, one behind the other. Raises DefinesError when they are too many or hold a NUL."""
    texts = ["ON" if enabled else "OFF"]
    for define in defines:
        pairs = (("CLASS", define.kind), *define.attributes)
        texts += [define.name, *(text for pair in pairs for text in pair), ""]
    if any("\0" in text for text in texts):
        raise DefinesError("a DEFINE cannot hold a NUL")
    data = b"".join(text.encode("utf-8", "surrogateescape") + b"\0" for text in texts)
    if len(data) > MAX_DEFINES:
        raise DefinesError(f"the DEFINEs take {len(data)} bytes; there is room for {MAX_DEFINES}")
    return data
