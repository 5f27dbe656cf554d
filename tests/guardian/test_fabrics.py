"""Processes notice nothing of the loss of one fabric."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from guardian.actors import Stage
from guardian.test_processor_failure import LISTEN, READ, open_to
from kernel.embedded import Node, Relay


@pytest.fixture
def two_cpus() -> Iterator[tuple[Stage, dict[str, list[Relay]]]]:
    """A node of two CPUs whose fabrics can be cut."""
    node = Node(2, alive_ms=1000, check_ms=10000)
    relays = {fabric: [node.relay(fabric, cpu) for cpu in (0, 1)] for fabric in ("x", "y")}
    stage = Stage(node.start())
    yield stage, relays
    stage.close()
    node.stop()


@pytest.mark.requires("NM-06", "MS-05", "XY-02", "MS-01", "MS-08")
@pytest.mark.parametrize("fabric", ["x", "y"])
def test_what_was_on_its_way_when_a_fabric_was_lost_arrives_once_and_in_order(
    two_cpus: tuple[Stage, dict[str, list[Relay]]], fabric: str
) -> None:
    stage, relays = two_cpus
    server, requester = stage.actor("$SRV", 1), stage.actor("$REQ", 0)
    server.do(LISTEN)
    file = open_to(requester, server, nowait=15)
    requester.do(f"FILE_WRITEREAD64_({file}, b'read', 10, tag=0)")
    assert server.do(READ).data == b"read"
    for number in range(1, 6):
        requester.do(f"FILE_WRITEREAD64_({file}, b'{number}', 10, tag={number})")
    for relay in relays[fabric]:
        relay.cut()
    server.do("message.reply(b'held')")
    answers = requester.start(f"[FILE_AWAITIO64_({file}, 3000).data for _ in range(6)]")
    read = []
    for _request in range(5):
        message = server.do(READ)
        read.append((bytes(message.data), message.information.sync_id))
        server.do("message.reply(b'to ' + message.data)")
    assert read == [(b"%d" % number, number) for number in range(1, 6)]
    last = server.start(READ)  # a process that computes sends nothing again
    assert answers.result() == [b"held", *(b"to %d" % number for number in range(1, 6))]
    requester.do(f"FILE_WRITEREAD64_({file}, b'last', 10, tag=9)")
    assert last.result().data == b"last"
    assert requester.do("PROCESSORSTATUS() & 0xFFFF") == 0xC000
