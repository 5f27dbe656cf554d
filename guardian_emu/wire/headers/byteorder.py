"""``runtime/src/byte_order_table.h``: which bytes of system messages, and of replies to them, are numbers."""

from __future__ import annotations

from ..zsys import STRUCTURES, UNSTRUCTURED, scalars
from .text import unguarded


def header() -> str:
    """The header: a table for messages and one for replies."""
    messages = [(s.number, *place) for s in STRUCTURES if s.number for place in scalars(s)]
    messages += [(number, *place) for number, places in UNSTRUCTURED.items() for place in places]
    replies = [(s.answers, *place) for s in STRUCTURES if s.answers for place in scalars(s)]
    return unguarded("zsys", [*_places("places", messages), "", *_places("reply_places", replies)])


def _places(table: str, places: list[tuple[int, int, int]]) -> list[str]:
    return [
        f"static const struct number_place {table}[] = {{",
        *(f"    {{{number}, {offset}, {size}}}," for number, offset, size in places),
        "};",
    ]
