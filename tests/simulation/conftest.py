"""Begins to play the schedules as soon as it is known that their test will run."""

from __future__ import annotations

import pytest
from simulation.background import FIRST_SEED, SCHEDULES, Background

_STASHED = pytest.StashKey[Background]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start in the background what ``schedules`` waits for."""
    wanted = any("schedules" in getattr(item, "fixturenames", ()) for item in session.items)
    alone = not hasattr(session.config, "workerinput")
    if wanted and alone and not session.config.option.collectonly:
        session.config.stash[_STASHED] = Background(FIRST_SEED, SCHEDULES)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing goes on behind the tests."""
    if background := config.stash.get(_STASHED, None):
        background.stop()


@pytest.fixture
def schedules(request: pytest.FixtureRequest) -> Background:
    """The schedules that have been played since the tests began; one of several processes begins when asked."""
    stash = request.config.stash
    if _STASHED not in stash:
        stash[_STASHED] = Background(FIRST_SEED, SCHEDULES)
    return stash[_STASHED]
