"""A half of ``$DATA`` that serves, and a process that uses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from disk.opener import Process

from guardian_emu.disk.half import Half
from guardian_emu.disk.states import Substate

CAPACITY = 1 << 30


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty half, made once: tests have copies of it."""
    path = tmp_path_factory.mktemp("disk") / "empty.db"
    Half.create(path, "$DATA", CAPACITY).close()
    return path


@pytest.fixture
def half(tmp_path: Path, empty: Path) -> Iterator[Half]:
    copied = Half(Path(shutil.copy(empty, tmp_path / "half.db")))
    assert copied.start_alone(ordered=True) is Substate.NONE
    yield copied
    copied.close()


@pytest.fixture
def process(half: Half) -> Process:
    return Process(half)
