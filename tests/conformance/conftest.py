"""Collects conformance programs; check.h tells how they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conformance.items import PROGRAMS, SourceFile
from conformance.programs import NODE


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix == ".c" and file_path.parent == PROGRAMS:
        return SourceFile.from_parent(parent, path=file_path)
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    if node := config.stash.get(NODE, None):
        node.stop()
