"""The fixture that starts embedded nodes; other tests may use ``embedded.Node`` too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from kernel.actors import Stage
from kernel.embedded import Node


@pytest.fixture
def make_node() -> Iterator[Callable[..., Node]]:
    """Starts nodes; they are removed after the test."""
    nodes: list[Node] = []

    def make(cpus: int = 2, **profile: int) -> Node:
        nodes.append(Node(cpus, **profile))
        return nodes[-1].start()

    yield make
    for node in nodes:
        node.stop()


@pytest.fixture
def make_stage(make_node: Callable[..., Node]) -> Iterator[Callable[..., Stage]]:
    """Starts nodes with actors."""
    stages: list[Stage] = []

    def make(cpus: int = 2, **profile: int) -> Stage:
        stages.append(Stage(make_node(cpus, **profile)))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()
