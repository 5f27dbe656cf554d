"""The schedules that a run of the tests plays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulation.background import FIRST_SEED, SCHEDULES, Background


@pytest.fixture
def schedules() -> Iterator[Background]:
    """Schedules that are being played; nothing of them goes on behind the test."""
    background = Background(FIRST_SEED, SCHEDULES)
    yield background
    background.stop()
