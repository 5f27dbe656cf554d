"""What all tests share: the requirement ids they prove, and the engine that some of them need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conformance.table import Conformance, known_procedures, known_requirements
from hypothesis import settings

settings.register_profile("house", deadline=None)  # a busy machine is no failure
settings.load_profile("house")

pytest_plugins = ["pytester"]

TESTS = Path(__file__).parent
LAUNCHING = frozenset(("bench", "chaos", "cli", "demo", "docs", "expand", "launch", "testing"))
"""Tests of these folders start and remove whole sessions, and look at what is left: one after the other."""

REQUIRE_DOCKER = os.environ.get("GUARDIAN_EMU_REQUIRE_DOCKER") == "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--conformance", metavar="FILE", help="write what is proved for each requirement id to FILE")
    parser.addoption("--conformance-chapter", metavar="FILE", help="write the tables of that into the chapter FILE too")


def pytest_configure(config: pytest.Config) -> None:
    conformance = Conformance(config.getoption("--conformance"), config.getoption("--conformance-chapter"))
    config.pluginmanager.register(conformance, "conformance")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known, procedures = known_requirements(), set(known_procedures())
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
        for mark in item.iter_markers("procedures"):
            for name in mark.args:
                if name not in procedures:
                    raise pytest.UsageError(f"{item.nodeid}: there is no procedure {name}")
                item.user_properties.append(("procedure", name))
        for mark in item.iter_markers("requires"):
            for requirement in mark.args:
                if requirement not in known:
                    raise pytest.UsageError(f"{item.nodeid}: {requirement} is not in docs/requirements.tsv")
                item.user_properties.append(("requires", requirement))


def _group(item: pytest.Item) -> str:
    """Which tests run one after the other when several processes share the work."""
    folder = item.path.relative_to(TESTS).parts[0]
    return "launching" if folder in LAUNCHING else folder if folder == "simulation" else "others"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("docker"):
        answers, reason = _engine()
        if not answers and REQUIRE_DOCKER:
            pytest.fail(f"GUARDIAN_EMU_REQUIRE_DOCKER=1, but {reason}", pytrace=False)
        if not answers:
            pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section(f"{len(skipped)} TESTS WERE SKIPPED: what they prove is not proved here", sep="!")
    reasons: dict[str, int] = {}
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in reasons.items():
        terminalreporter.line(f"{count:5} {reason.removeprefix('Skipped: ')}")


_ENGINE: list[tuple[bool, str]] = []


def _engine() -> tuple[bool, str]:
    """Whether an engine answers, asked once."""
    if not _ENGINE:
        from guardian_emu.launch.engine import probe

        _ENGINE.append(probe())
    return _ENGINE[0]
