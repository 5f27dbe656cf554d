"""Who is not the other end of a line gets nothing out of it and disturbs nobody."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from expand.network import A, B, Line, Network
from expand.test_remote import find

from guardian_emu.kernel.expand import introduction
from guardian_emu.kernel.expand.introduction import Caller
from guardian_emu.kernel.frames import frame

Make = Callable[..., Network]

LINE = Line("$LH", (A, 0), (B, 0))


class Intruder:
    """A connection to an end of a line."""

    def __init__(self, network: Network, node: str) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(f"{network.nodes[node].folder}/line-LH")

    def say(self, data: bytes) -> None:
        self.sock.sendall(data)

    def hear(self) -> Any:
        """A frame; None at the end."""
        try:
            head = self.sock.recv(4)
        except ConnectionResetError:
            return None
        if not head:
            return None
        return json.loads(self.sock.recv(int.from_bytes(head, "big")))

    def introduce(self, secret: bytes, request: Any = None, then: bytes = b"", **wrong: Any) -> Any:
        """What is answered to an introduction; ``then`` is on its way before the other end knows whom it talks to."""
        caller = Caller(**{
            "line": "$LH", "node": 1, "cpu": 0, "incarnation": 1, "purpose": "trunk", "nonce": "0" * 32, **wrong
        })  # fmt: skip
        self.say(frame(caller._asdict()))
        challenge = self.hear()
        if challenge is None:
            return None
        mac = introduction.proof(secret, "asks", caller, challenge["nonce"], request or {})
        self.say(frame({"mac": mac, "request": request or {}}) + then)
        return self.hear()


@pytest.fixture
def intrude() -> Iterator[Callable[..., Intruder]]:
    """Makes connections to the end of the line in a node, closed after the test."""
    made: list[Intruder] = []

    def intruder(network: Network, node: str = B) -> Intruder:
        made.append(Intruder(network, node))
        return made[-1]

    yield intruder
    for one in made:
        one.sock.close()


@pytest.mark.requires("EX-11")
def test_intruders_are_refused_reported_and_change_nothing(
    make_network: Make, intrude: Callable[..., Intruder]
) -> None:
    network = make_network({A: 1, B: 1}, LINE)
    asking, server = network.stage(A).start(0), network.stage(B).start(0, "$SRV")
    secret = bytes.fromhex(network.secret)

    assert intrude(network).introduce(b"another secret") is None
    assert intrude(network).introduce(secret, node=7) is None
    assert intrude(network).introduce(secret, purpose="fun") is None
    nonsense = intrude(network)
    nonsense.say(b"\xff" * 100)
    assert nonsense.hear() is None
    accepted = intrude(network)
    assert accepted.introduce(secret, {"circuit": "none"}, purpose="circuit") == {"accepted": 1}
    assert accepted.hear() is None
    for why in ("does not know the secret", "is not at the end of", "purpose", "frame of", "a circuit that is none"):
        network.nodes[B].cpus[0].wait_for(lambda record, why=why: why in record.get("why", ""))
    assert find(asking, f"{B}.$SRV").handle("handle") == server.handle
    assert network.nodes[A].lines() == {"$LH": "ready"}


def test_nonsense_on_a_trunk_ends_that_trunk_and_the_line_comes_back(
    make_network: Make, intrude: Callable[..., Intruder]
) -> None:
    network = make_network({A: 1, B: 1}, LINE)
    asking, server = network.stage(A).start(0), network.stage(B).start(0, "$SRV")
    kernel = network.nodes[B].cpus[0]

    for words in (b"\0\0\0\2[]", frame({"t": "told", "told": {}}), frame({"t": "what"}), frame({"t": "parcel"})):
        seen = len(kernel.log)
        # In one piece with the introduction: the true other end, cut off by this one, comes back within milliseconds.
        assert intrude(network).introduce(bytes.fromhex(network.secret), then=words) == {"accepted": 1}
        kernel.wait_for(lambda record, seen=seen: record["event"] == "refused" and record in kernel.log[seen:])
    network.nodes[A].wait_until(46, node=B)
    assert find(asking, f"{B}.$SRV").handle("handle") == server.handle
