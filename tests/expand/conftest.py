"""Networks of nodes for tests, removed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from expand.network import A, B, Line, Network


@pytest.fixture
def make_network() -> Iterator[Callable[..., Network]]:
    r"""Starts networks; without arguments \ALPHA and \BETA, two CPUs each, on two lines."""
    made: list[Network] = []

    def make(cpus: dict[str, int] | None = None, *lines: Line, **settings: Any) -> Network:
        usual = (Line("$LH0", (A, 0), (B, 0)), Line("$LH1", (A, 1), (B, 1)))
        made.append(Network(cpus or {A: 2, B: 2}, list(lines or usual), **settings))
        return made[-1].start()

    yield make
    for network in made:
        network.stop()
