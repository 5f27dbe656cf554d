"""Which requirement ids are proved by a test run. A plugin that ``conftest.py`` registers.

``pytest --conformance build/conformance.json`` writes the file and prints a table; a requirement without a test is
``missing``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[1] / "docs" / "requirements.tsv"
_WORST_FIRST = ("failed", "skipped", "passed")


def known_requirements() -> dict[str, str]:
    """Titles by requirement id, in the order of the file."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


class Conformance:
    """Collects outcomes; with a file name, writes and shows what they say about each requirement."""

    def __init__(self, file: str | None) -> None:
        self._file = Path(file) if file else None
        self._outcomes: dict[str, dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.outcome == "passed":
            return
        for name, requirement in report.user_properties:
            if name == "requires":
                tests = self._outcomes.setdefault(str(requirement), {})
                before = tests.get(report.nodeid, "passed")
                tests[report.nodeid] = min(before, report.outcome, key=_WORST_FIRST.index)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._file is None:
            return
        results = self.results()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        terminalreporter.section(f"conformance, written to {self._file}")
        for identity, result in results.items():
            count = len(result["tests"])
            terminalreporter.line(f"{identity:6} {result['state']:8} {count:3} tests  {result['title']}")
        states = [result["state"] for result in results.values()]
        counted = ", ".join(f"{states.count(state)} {state}" for state in ("proved", "failed", "skipped", "missing"))
        terminalreporter.line(f"{len(states)} requirements: {counted}")

    def results(self) -> dict[str, dict[str, object]]:
        """State, title and tests of every requirement: proved, failed, skipped or missing."""
        return {identity: self._result(identity, title) for identity, title in known_requirements().items()}

    def _result(self, identity: str, title: str) -> dict[str, object]:
        tests = self._outcomes.get(identity, {})
        listed = [{"test": test, "outcome": outcome} for test, outcome in sorted(tests.items())]
        return {"state": _state(tests), "title": title, "tests": listed}


def _state(tests: dict[str, str]) -> str:
    """Proved takes one test that passed and none that failed; a skipped one beside it does not take that away."""
    outcomes = set(tests.values())
    if not outcomes:
        return "missing"
    if "failed" in outcomes:
        return "failed"
    return "proved" if "passed" in outcomes else "skipped"
