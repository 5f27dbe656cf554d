"""The fixture that starts embedded nodes; other tests may use ``embedded.Node`` too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
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
