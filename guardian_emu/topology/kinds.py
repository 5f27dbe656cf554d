"""The kinds of value a key may have: each reads its value from the tree and describes itself as JSON Schema.

``read`` never raises for bad input: it puts a problem with its place into the report and returns None.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from guardian_emu.topology import durations
from guardian_emu.topology.errors import Refused, Report
from guardian_emu.topology.nearest import nearest
from guardian_emu.topology.tree import Mapping, Scalar, Sequence, Value, shown

if TYPE_CHECKING:
    from guardian_emu.topology.section import Section

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

JSON = dict[str, Any]
SUBSTITUTION: JSON = {"$ref": "#/definitions/substitution"}


class Kind(ABC, Generic[T]):
    """A kind of value."""

    @abstractmethod
    def read(self, value: Value, report: Report) -> T | None:
        """The value, or None when it was refused."""

    @abstractmethod
    def schema(self) -> JSON:
        """The JSON Schema of what ``read`` accepts."""

    def sections(self) -> Iterator[type[Section]]:
        """The sections that may stand here."""
        return iter(())


class ScalarKind(Kind[T]):
    """A kind that is written as one word."""

    expects = "a word"

    @abstractmethod
    def convert(self, scalar: Scalar) -> T:
        """The value of a scalar that is not empty. Raises Refused."""

    def read(self, value: Value, report: Report) -> T | None:
        if not isinstance(value, Scalar):
            step = "write one value here, without brackets, braces or dashes"
            report.add(value.place, f"{self.expects} belongs here", shown(value), "a list or mapping was written", step)
            return None
        if value.empty:
            step = "write the value behind the colon, or remove the key"
            report.add(value.place, f"{self.expects} belongs here", shown(value), "the value is missing", step)
            return None
        try:
            return self.convert(value)
        except Refused as refused:
            report.refuse(value.place, shown(value), refused)
            return None


class Integer(ScalarKind[int]):
    """A whole number within bounds."""

    def __init__(self, low: int, high: int, why: str) -> None:
        self._low, self._high, self._why = low, high, why
        self.expects = f"a number from {low} to {high}"

    def convert(self, scalar: Scalar) -> int:
        if not scalar.plain:
            raise Refused(f"{self.expects} belongs here", "quotes make it a text", "remove the quotes")
        if re.fullmatch(r"0|-?[1-9][0-9]{0,8}", scalar.text) is None:
            raise Refused(
                f"{self.expects} belongs here", "this is no whole decimal number", f"write for instance {self._high}"
            )
        number = int(scalar.text)
        if not self._low <= number <= self._high:
            raise Refused(f"{number} is not from {self._low} to {self._high}", self._why, f"write {self.expects}")
        return number

    def schema(self) -> JSON:
        return {"anyOf": [{"type": "integer", "minimum": self._low, "maximum": self._high}, SUBSTITUTION]}


class Choice(ScalarKind[E]):
    """One of a few words."""

    def __init__(self, words: type[E]) -> None:
        self._words = words
        self.expects = " or ".join(words)

    def convert(self, scalar: Scalar) -> E:
        if scalar.text in set(self._words):
            return self._words(scalar.text)
        near = nearest(scalar.text, self._words)
        step = f"write {near}" if near else f"write {self.expects}"
        raise Refused("this choice is unknown", f"the choices are {self.expects}", step)

    def schema(self) -> JSON:
        return {"anyOf": [{"enum": [str(word) for word in self._words]}, SUBSTITUTION]}


class Duration(ScalarKind[int]):
    """A duration with its unit, within bounds; its value is in milliseconds."""

    expects = "a duration such as 400ms, 2s or 5m"

    def __init__(self, low: str, high: str) -> None:
        self._low, self._high = low, high

    def convert(self, scalar: Scalar) -> int:
        duration = durations.milliseconds(scalar.text)
        if not durations.milliseconds(self._low) <= duration <= durations.milliseconds(self._high):
            bounds = f"{self._low} to {self._high}"
            raise Refused(f"this duration is not within {bounds}", "a wrong unit", f"write a duration from {bounds}")
        return duration

    def schema(self) -> JSON:
        return {"anyOf": [{"type": "string", "pattern": durations.PATTERN}, SUBSTITUTION]}


class Name(ScalarKind[str]):
    """A name with a syntax; its value is the name as the system writes it."""

    def __init__(self, expects: str, parse: Callable[[str], str], pattern: str) -> None:
        self.expects, self._parse, self.pattern = expects, parse, pattern

    def convert(self, scalar: Scalar) -> str:
        return self._parse(scalar.text)

    def schema(self) -> JSON:
        return {"anyOf": [{"type": "string", "pattern": self.pattern}, SUBSTITUTION]}


class Text(ScalarKind[str]):
    """Any text; numbers and words such as ``yes`` are taken as they are written."""

    def __init__(self, expects: str) -> None:
        self.expects = expects

    def convert(self, scalar: Scalar) -> str:
        if scalar.text == "":
            raise Refused(f"{self.expects} belongs here", "the text is empty", "write it, or remove the quotes")
        return scalar.text

    def schema(self) -> JSON:
        return {"type": "string", "minLength": 1}


class Argument(ScalarKind[str]):
    """One argument word of a program; unlike other texts it may be empty when quoted."""

    expects = "an argument word"

    def convert(self, scalar: Scalar) -> str:
        return scalar.text

    def schema(self) -> JSON:
        return {"type": ["string", "number", "boolean"]}


class ListOf(Kind[tuple[T, ...]]):
    """A list of one kind of word; with ``or_one`` a single word stands for a list of one."""

    def __init__(self, item: ScalarKind[T], *, at_least: int = 0, or_one: bool = False) -> None:
        self._item, self._at_least, self._or_one = item, at_least, or_one

    def read(self, value: Value, report: Report) -> tuple[T, ...] | None:
        if self._or_one and isinstance(value, Scalar):
            one = self._item.read(value, report)
            return None if one is None else (one,)
        if not isinstance(value, Sequence):
            step = "write [first, second], or one per line behind a dash"
            report.add(
                value.place, f"a list belongs here, each {self._item.expects}", shown(value), "no brackets", step
            )
            return None
        if len(value.items) < self._at_least:
            step = f"write {self._item.expects}"
            report.add(value.place, "this list is empty", shown(value), "its items were removed", step)
            return None
        items = [self._item.read(item, report) for item in value.items]
        return None if None in items else tuple(item for item in items if item is not None)

    def schema(self) -> JSON:
        many: JSON = {"type": "array", "items": self._item.schema()}
        if self._at_least:
            many["minItems"] = self._at_least
        return {"anyOf": [self._item.schema(), many]} if self._or_one else many


class AnyMapping(Kind[bool]):
    """A mapping whose shape is not decided yet; its value is only that it is there."""

    def read(self, value: Value, report: Report) -> bool | None:
        if isinstance(value, Mapping):
            return True
        report.add(
            value.place, "a mapping belongs here", shown(value), "its keys are missing", "remove the key for now"
        )
        return None

    def schema(self) -> JSON:
        return {"type": "object"}
