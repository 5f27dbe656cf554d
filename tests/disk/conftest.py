"""A half of ``$DATA`` that serves, and a process that uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from disk.opener import Process

from guardian_emu.disk.half import Half
from guardian_emu.disk.states import Substate

CAPACITY = 1 << 30


@pytest.fixture
def half(tmp_path: Path) -> Iterator[Half]:
    made = Half.create(tmp_path / "half.db", "$DATA", CAPACITY)
    assert made.start_alone(ordered=True) is Substate.NONE
    yield made
    made.close()


@pytest.fixture
def process(half: Half) -> Process:
    return Process(half)
