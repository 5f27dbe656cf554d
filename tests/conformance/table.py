"""What a test run proves: for each requirement id, and for each Guardian procedure.

A plugin that ``conftest.py`` registers. ``pytest --conformance build/conformance.json`` writes the file and prints a
table; with ``--conformance-chapter docs/conformance.md`` the tables are written into that chapter too. A test that was
skipped proves nothing.
"""

from __future__ import annotations

import ctypes
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from guardian_emu.cc import runtime
from guardian_emu.wire.procedures import NOT_OFFERED, PROCEDURES

Json = dict[str, Any]

DOCS = Path(__file__).parents[2] / "docs"
REQUIREMENTS = DOCS / "requirements.tsv"
CHAPTER = DOCS / "conformance.md"
SCOPE = (
    "NM", "XY", "MS", "PR", "DC", "CR", "DL", "MO", "FD", "RG", "SB", "PN", "GU", "PP", "FS", "RL", "EX", "R", "S",
)  # fmt: skip
"""Groups of requirement ids that the chapter tells of: processors, processes, messages and pairs, and their network."""

OF_DISK_FILES = {*(f"R-{number}" for number in range(35, 47)), "S-01", "S-05", "S-07", "S-08", "EX-12"}
"""Ids of these groups that are about disk files and C streams of a pair: the chapter leaves them out."""

_GROUP = re.compile(r"@(launching|others|simulation)$")
"""What a test's name ends with when several processes share the work."""

_WORST_FIRST = ("failed", "skipped", "passed")


def known_requirements() -> dict[str, str]:
    """Titles by requirement id, in the order of the file."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def known_procedures() -> list[str]:
    """Names of all procedures of the manual's groups, those that are not offered included, in alphabetical order."""
    names = [procedure.name for procedure in PROCEDURES] + list(NOT_OFFERED)
    return sorted(names, key=lambda name: name.lstrip("_"))


def implemented_procedures() -> set[str]:
    """The procedures that libguardian, built as it is now, exports."""
    library = ctypes.CDLL(str(runtime.shared_library()))
    return {procedure.name for procedure in PROCEDURES if hasattr(library, f"guardian_{procedure.name}")}


class Conformance:
    """Collects outcomes; with a file name, writes and shows what they say about ids and procedures."""

    def __init__(self, file: str | None, chapter: str | None = None) -> None:
        self._file = Path(file) if file else None
        self._chapter = Path(chapter) if chapter else None
        self._outcomes: dict[str, str] = {}
        self._tests: dict[tuple[str, str], set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.outcome == "passed":
            return
        test = _GROUP.sub("", report.nodeid)
        before = self._outcomes.get(test, "passed")
        self._outcomes[test] = min(before, report.outcome, key=_WORST_FIRST.index)
        for kind, name in report.user_properties:
            if kind in ("requires", "procedure"):
                self._tests.setdefault((kind, str(name)), set()).add(test)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._file is None:
            return
        results = self.results()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        if self._chapter:
            publish(results, self._chapter)
        terminalreporter.section(f"conformance, written to {self._file}")
        for line in _summary(results):
            terminalreporter.line(line)

    def results(self) -> Json:
        """``ids``: result, title and tests of each; ``procedures``: whether implemented, number and result of tests."""
        implemented = implemented_procedures()
        return {
            "ids": {identity: self._requirement(identity, title) for identity, title in known_requirements().items()},
            "procedures": {name: self._procedure(name, name in implemented) for name in known_procedures()},
        }

    def _requirement(self, identity: str, title: str) -> Json:
        tests = sorted(self._tests.get(("requires", identity), ()))
        return {"title": title, "result": self._result(tests), "tests": tests}

    def _procedure(self, name: str, implemented: bool) -> Json:
        tests = [test for test in self._tests.get(("procedure", name), ()) if self._outcomes[test] != "skipped"]
        return {"implemented": implemented, "tests": len(tests), "result": self._result(tests)}

    def _result(self, tests: Iterable[str]) -> str:
        """Pass takes one test that passed and none that failed; a skipped one beside it does not take that away."""
        outcomes = {self._outcomes[test] for test in tests}
        if "failed" in outcomes:
            return "fail"
        return "pass" if "passed" in outcomes else "missing"


def _summary(results: Json) -> Iterable[str]:
    for identity, found in results["ids"].items():
        yield f"{identity:6} {found['result']:8} {len(found['tests']):3} tests  {found['title']}"
    for what in ("ids", "procedures"):
        of_all = [found["result"] for found in results[what].values()]
        counted = ", ".join(f"{of_all.count(result)} {result}" for result in ("pass", "fail", "missing"))
        yield f"{len(of_all)} {what}: {counted}"
    implemented = [found for found in results["procedures"].values() if found["implemented"]]
    untested = sum(not found["tests"] for found in implemented)
    yield f"{len(implemented)} procedures are implemented, {untested} of them have no test"


# What the chapter says


def in_scope(identity: str) -> bool:
    """Whether the chapter tells of this requirement."""
    return identity.partition("-")[0] in SCOPE and identity not in OF_DISK_FILES


def requirement_table(results: Json) -> str:
    """Every id in scope: what it is about, the result, and the files of its tests with how many there are."""
    rows = [
        f"| {identity} | {found['title']} | {found['result']} | {_places(found['tests'])} |"
        for identity, found in results["ids"].items()
        if in_scope(identity)
    ]
    return "\n".join(["| id | what it is about | result | tests |", "|---|---|---|---|", *rows]) + "\n"


def _places(tests: Iterable[str]) -> str:
    files: dict[str, int] = {}
    for test in tests:
        name = test.partition("::")[0].rpartition("/")[2]
        files[name] = files.get(name, 0) + 1
    return ", ".join(f"`{name}` {count}" for name, count in sorted(files.items()))


def procedure_table(results: Json) -> str:
    """Every procedure: whether it is there, the result of its tests and their number."""
    rows = [_procedure_row(name, found) for name, found in results["procedures"].items()]
    return "\n".join(["| procedure | implemented | result | tests |", "|---|---|---|---|", *rows]) + "\n"


def _procedure_row(name: str, found: Json) -> str:
    if name in NOT_OFFERED:
        return f"| `{name}` | no: {NOT_OFFERED[name]} | | |"
    return f"| `{name}` | {'yes' if found['implemented'] else 'no'} | {found['result']} | {found['tests']} |"


TABLES = {"requirements": requirement_table, "procedures and their tests": procedure_table}
"""By the name that stands in the comments around its place in the chapter."""


def with_tables(text: str, results: Json) -> str:
    """The chapter's text with its tables made anew."""
    for name, make in TABLES.items():
        begin, end = f"<!-- table {name} -->", f"<!-- end of table {name} -->"
        assert text.count(begin) == text.count(end) == 1, f"the table {name} has no place in {CHAPTER.name}"
        replaced = f"{begin}\n\n{make(results)}\n{end}"
        text = re.sub(f"{begin}.*{end}", lambda _, by=replaced: by, text, flags=re.DOTALL)  # type: ignore[misc]
    return text


def publish(results: Json, chapter: Path = CHAPTER) -> None:
    """Write the tables into the chapter."""
    chapter.write_text(with_tables(chapter.read_text(encoding="utf-8"), results), encoding="utf-8")


def names_in(text: str) -> Mapping[str, list[str]]:
    """First columns of the chapter's tables, by the table's name."""
    found = {}
    for name in TABLES:
        part = text.partition(f"<!-- table {name} -->")[2].partition(f"<!-- end of table {name} -->")[0]
        found[name] = re.findall(r"^\| (?!id |procedure )`?([\w-]+)`? \|", part, re.MULTILINE)
    return found
