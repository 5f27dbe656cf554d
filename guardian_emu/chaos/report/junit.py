"""Expectations as JUnit XML, as CI services read it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree


class Verdict(enum.Enum):
    """Whether an expectation came true; unknown when what was recorded does not tell."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Expectation(NamedTuple):
    """What was expected and what became of it. ``found`` says what was seen instead, or why it is unknown."""

    name: str
    verdict: Verdict
    found: str
    seconds: float = 0.0


def document(suite: str, expectations: Sequence[Expectation]) -> str:
    """One test case for each expectation: false is a failure, unknown an error."""
    verdicts = [one.verdict for one in expectations]
    root = ElementTree.Element(
        "testsuite",
        name=_printable(suite),
        tests=str(len(expectations)),
        failures=str(verdicts.count(Verdict.FALSE)),
        errors=str(verdicts.count(Verdict.UNKNOWN)),
        time=f"{sum(one.seconds for one in expectations):.3f}",
    )
    for one in expectations:
        case = ElementTree.SubElement(
            root, "testcase", name=_printable(one.name), classname=_printable(suite), time=f"{one.seconds:.3f}"
        )
        if one.verdict is not Verdict.TRUE:
            kind = "failure" if one.verdict is Verdict.FALSE else "error"
            ElementTree.SubElement(case, kind, message=_printable(one.found), type=one.verdict.value)
        else:
            ElementTree.SubElement(case, "system-out").text = _printable(one.found)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """XML has no way to write most control characters, not even escaped."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)
