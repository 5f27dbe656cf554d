"""A topology file as a tree in which every value keeps its place."""

from __future__ import annotations

from dataclasses import dataclass

from guardian_emu.topology.errors import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written. What type it has is decided by the key it stands under, never by its looks."""

    place: Place
    text: str
    plain: bool
    """Written without quotes, or the result of a substitution: only then it may be a number."""

    @property
    def empty(self) -> bool:
        """Whether nothing, or YAML's word for nothing, was written."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value."""

    key: Scalar
    value: Value


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order of the file. Guarantee: no key twice."""

    place: Place
    entries: tuple[Entry, ...]


Value = Scalar | Sequence | Mapping


def shown(value: Value) -> str:
    """The value for a message: one line, printable, not longer than a glance."""
    if isinstance(value, Sequence):
        return f"a list of {len(value.items)}"
    if isinstance(value, Mapping):
        return f"a mapping of {len(value.entries)} keys"
    return "(nothing)" if value.empty else shown_text(value.text)


def shown_text(text: str) -> str:
    """Text for a message: one line, printable, at most 80 characters."""
    text = text if text.isprintable() else ascii(text)[1:-1]
    if text == "":
        return "(empty)"
    return text if len(text) <= 80 else text[:77] + "..."
