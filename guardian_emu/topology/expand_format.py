# ruff: noqa: RUF009 - key() is a field specifier
"""The section ``expand`` of a topology: lines between CPUs, time-outs, remote passwords (kernel.md section 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from guardian_emu.topology import names
from guardian_emu.topology.errors import Refused, Report
from guardian_emu.topology.expand_model import HIGHEST_FACTOR, ExpandProfileName, LineEnd
from guardian_emu.topology.kinds import (
    JSON,
    SUBSTITUTION,
    Choice,
    Duration,
    Integer,
    Kind,
    ListOf,
    Name,
    ScalarKind,
    Text,
)
from guardian_emu.topology.section import Section, SectionOf, WordsByName, key
from guardian_emu.topology.tree import Mapping, Scalar, Sequence, Value, shown

T = TypeVar("T")
S = TypeVar("S", bound=Section)

LINE_PATTERN = r"^\$[A-Za-z][A-Za-z0-9]{0,6}$"
END_PATTERN = r"^\\[A-Za-z][A-Za-z0-9]{0,6}\.(1[0-5]|[0-9])$"


class EndOfLine(ScalarKind[LineEnd]):
    r"""``\NODE.CPU``."""

    expects = r"a CPU of a node such as \ALPHA.0"

    def convert(self, scalar: Scalar) -> LineEnd:
        node, _, cpu = scalar.text.rpartition(".")
        if re.fullmatch(END_PATTERN, scalar.text) is None:
            raise Refused(
                "this is no CPU of a node", r"it is a node's name, a dot and a CPU from 0 to 15", r"write \ALPHA.0"
            )
        return LineEnd(node=names.node_name(node), cpu=int(cpu))

    def schema(self) -> JSON:
        return {"anyOf": [{"type": "string", "pattern": END_PATTERN}, SUBSTITUTION]}


def line_name(text: str) -> str:
    """``$`` and 1 to 7 letters or digits, the first one a letter: lines are devices."""
    if re.fullmatch(LINE_PATTERN, text):
        return text.upper()
    raise Refused(
        "this is no line name",
        "a line name is $ and 1 to 7 letters or digits, the first one a letter",
        "write for instance $LHAB1",
    )


class SectionsInOrder(Kind[tuple[S, ...]]):
    """A list of mappings with known keys."""

    def __init__(self, section: SectionOf[S], *, at_least: int = 0) -> None:
        self._section, self._at_least = section, at_least

    def read(self, value: Value, report: Report) -> tuple[S, ...] | None:
        label = self._section.section.label
        if not isinstance(value, Sequence):
            step = "write one per line behind a dash"
            report.add(value.place, f"a list belongs here, each {label}", shown(value), "the dashes are missing", step)
            return None
        if len(value.items) < self._at_least:
            report.add(value.place, "this list is empty", shown(value), "its items were removed", f"write {label}")
            return None
        read = [self._section.read(item, report) for item in value.items]
        return None if None in read else tuple(section for section in read if section is not None)

    def schema(self) -> JSON:
        return {"type": "array", "items": self._section.schema(), "minItems": self._at_least}

    def sections(self) -> Iterator[type[Section]]:
        return self._section.sections()


class ByName(Kind[dict[str, T]]):
    """Values of any kind by name. Guarantee: names are in the system's form, none stands twice."""

    def __init__(self, name: Name, value: Kind[T]) -> None:
        self._name, self._value = name, value

    def read(self, value: Value, report: Report) -> dict[str, T] | None:
        if not isinstance(value, Mapping):
            step = f"write {self._name.expects}, a colon, and what belongs to it"
            report.add(value.place, "a mapping of names belongs here", shown(value), "the names are missing", step)
            return None
        found: dict[str, T] = {}
        for entry in value.entries:
            name, read = self._name.read(entry.key, report), self._value.read(entry.value, report)
            if name in found:
                what = f"{name} stands here for the second time"
                cause = "letter case makes no difference"
                report.add(entry.key.place, what, shown(entry.key), cause, "keep one of the two")
            elif name is not None and read is not None:
                found[name] = read
        return found

    def schema(self) -> JSON:
        names_of = {self._name.pattern: self._value.schema()}
        return {"type": "object", "patternProperties": names_of, "additionalProperties": False}


NODE_NAME = Name(r"a node name such as \ALPHA", names.node_name, names.NODE_PATTERN)
USER_NAME = Name("a user name such as SUPER.OPER", names.user_name, names.USER_PATTERN)
LINE_NAME = Name("a line name such as $LHAB1", line_name, LINE_PATTERN)
PASSWORD = Text("a password")


@dataclass(frozen=True, kw_only=True)
class LineSection(Section):
    """A line between two CPUs of two nodes."""

    label: ClassVar[str] = "a line"
    between: tuple[LineEnd, ...] | None = key(
        ListOf(EndOfLine()), r"the two CPUs that it joins, for instance [\ALPHA.0, \BETA.1]", required=True
    )
    name: str | None = key(LINE_NAME, "its name; $LH and its number in the list when left out")
    time_factor: int | None = key(
        Integer(1, HIGHEST_FACTOR, "time factors are 1 to 186 (EX-06)"), "its weight for routing, 1 when left out"
    )
    speed: int | None = key(
        Integer(1200, 999_999_999, "this is bits per second"), "bits per second, instead of a time factor"
    )


@dataclass(frozen=True, kw_only=True)
class ExpandSection(Section):
    """The network that joins nodes."""

    label: ClassVar[str] = "expand"
    profile: ExpandProfileName | None = key(
        Choice(ExpandProfileName), "time-outs: fast, or nonstop for those of a NonStop system; fast when left out"
    )
    abort_timer: int | None = key(
        Duration("0ms", "5m"), "how long requests wait for a node without a route; 10s with fast, 150s with nonstop"
    )
    l4_timeout: int | None = key(
        Duration("500ms", "328s"), "how long an answer may take before it is asked for again; 2s or 20s"
    )
    l4_retries: int | None = key(Integer(0, 10, "a request is repeated at most 10 times"), "how often; 3")
    lines: tuple[LineSection, ...] | None = key(
        SectionsInOrder(SectionOf(LineSection), at_least=1), "lines between CPUs", required=True
    )
    remote_passwords: dict[str, dict[str, dict[str, str]]] | None = key(
        ByName(NODE_NAME, ByName(USER_NAME, WordsByName(NODE_NAME, PASSWORD))),
        "by node, user and node: what the user's REMOTEPASSWORD says there; without it every user may go everywhere",
    )
