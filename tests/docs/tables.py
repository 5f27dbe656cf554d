"""Tables of the book that are made from the code. ``python tests/docs/tables.py`` writes them into ``docs/``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from guardian_emu.topology.section import Key, Section, keys_of
from guardian_emu.topology.sections import FILE
from guardian_emu.wire.procedures import PROCEDURES, Procedure

BOOK = Path(__file__).parents[2] / "docs"


def procedures() -> str:
    """Every procedure: its header, what it returns, its parameters in order."""
    rows = [_row(procedure) for procedure in sorted(PROCEDURES, key=lambda procedure: procedure.name.lstrip("_"))]
    return "\n".join(["| procedure | header | returns | parameters |", "|---|---|---|---|", *rows]) + "\n"


def _row(procedure: Procedure) -> str:
    names = ", ".join(parameter.name for parameter in procedure.parameters)
    return f"| `{procedure.name}` | `{procedure.header}` | `{procedure.returns}` | {names} |"


def keys() -> str:
    """Every key of a topology file that this version acts upon, under its section."""
    rows = [
        f"| {section.label} | `{key.name}` | {_meaning(key)} |"
        for section in _sections()
        for key in keys_of(section).values()
        if not key.later
    ]
    return "\n".join(["| in | key | meaning |", "|---|---|---|", *rows]) + "\n"


def later_keys() -> str:
    """Keys that are known and refused, with what is said about them."""
    found: dict[str, tuple[list[str], str]] = {}
    for section in _sections():
        for key in keys_of(section).values():
            if key.later:
                found.setdefault(key.name, ([], key.later.what))[0].append(section.label)
    rows = [f"| `{name}` | {', '.join(places)} | {what} |" for name, (places, what) in found.items()]
    return "\n".join(["| key | in | why it is refused |", "|---|---|---|", *rows]) + "\n"


def _meaning(key: Key) -> str:
    text = key.doc.replace("<", "\\<")
    return f"{text}; **required**" if key.required else text


def _sections() -> list[type[Section]]:
    """Every section of a file that a usable key leads to, the outermost first."""
    found: list[type[Section]] = []
    waiting = list(FILE.sections())
    while waiting:
        section = waiting.pop(0)
        if section not in found:
            found.append(section)
            waiting += [inner for key in keys_of(section).values() if not key.later for inner in key.kind.sections()]
    return found


TABLES: Mapping[tuple[str, str], Callable[[], str]] = {
    ("implemented.md", "procedures"): procedures,
    ("topologies.md", "keys"): keys,
    ("topologies.md", "later keys"): later_keys,
}
"""By chapter and name of the table."""


def with_table(text: str, name: str, table: str) -> str:
    """The chapter's text with the table between its two comments replaced."""
    begin, end = f"<!-- table {name} -->", f"<!-- end of table {name} -->"
    assert text.count(begin) == text.count(end) == 1, f"the table {name} has no place"
    return re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n\n{table}\n{end}", text, flags=re.DOTALL)


if __name__ == "__main__":
    for (chapter, name), make in TABLES.items():
        path = BOOK / chapter
        path.write_text(with_table(path.read_text(encoding="utf-8"), name, make()), encoding="utf-8")
