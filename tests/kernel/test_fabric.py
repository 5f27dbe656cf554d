"""Connections between kernels: who is let in, what ends, what survives it."""

from __future__ import annotations

import os
import signal
import socket

import pytest
from kernel.embedded import Node
from kernel.scripts import FINDER, IDLE, REQUESTER, SERVER, MakeNode, program, refused, said, watcher


@pytest.mark.parametrize(
    "data",
    [b"\xff" * 64, b"\0\0\0\5hello", b"\0\0\0\2{}", b"\0\0\0\4null", os.urandom(4096), b"GET / HTTP/1.0\r\n\r\n"],
)
def test_nonsense_on_a_fabric_is_refused_and_disturbs_nothing(make_node: MakeNode, data: bytes) -> None:
    node = make_node(2)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(f"{node.folder}/x0")
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        refused(node.cpus[0], "fabric X")
    assert [cpu["state"] for cpu in node.cpus[0].operator().ask("status")["cpus"]] == ["up", "up"]


def test_a_cpu_with_another_secret_is_refused(make_node: MakeNode) -> None:
    node = make_node(2)
    node.cpus[1].kill()
    node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    intruder = node.load(1, secret="00" * 32)
    assert "secret" in refused(intruder, "CPU 0")["why"]
    node.cpus[1].kill()
    node.load(1).ready()


def test_an_old_incarnation_is_poisoned(make_node: MakeNode) -> None:
    node = make_node(2)
    node.cpus[1].kill()
    node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    late = node.load(1, incarnation=1)
    assert late.wait_for(lambda record: record["event"] == "halted")["code"] == 0o4203
    node.cpus[0].wait_for(lambda record: record["event"] == "refused" and "declared down" in record["why"])


@pytest.mark.requires("FD-06", "FD-08", "SB-03")
def test_a_frozen_cpu_is_declared_down_and_halts_when_it_wakes(make_node: MakeNode) -> None:
    node = make_node(3)
    node.cpus[2].signal(signal.SIGSTOP)
    down = node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    assert (down["down"], down["reason"]) in ((2, "silence"), (2, "told"))
    node.cpus[2].signal(signal.SIGCONT)
    halted = node.cpus[2].wait_for(lambda record: record["event"] == "halted")
    assert halted["code"] == 0o4203
    assert node.cpus[2].process.wait(10) != 0


@pytest.mark.requires("XY-02", "NM-06")
@pytest.mark.parametrize("fabric", ["x", "y"])
def test_losing_one_fabric_loses_neither_a_cpu_nor_a_request(fabric: str) -> None:
    node = Node(2)
    relay = node.relay(fabric, 0)
    try:
        node.start()
        operator = watcher(node.cpus[0])
        idle = program(node, "idle", IDLE)
        relay.cut()
        descriptors = [operator.ask("create", program=idle, name=f"$I{n}", cpu=1)["descriptor"] for n in range(3)]
        assert descriptors == [f"\\ALPHA.$I{n}:{n + 1}" for n in range(3)]
        down = operator.event(lambda event: event["event"] == "path-down")
        assert down["fabric"] == fabric.upper()
        operator.ask("create", program=program(node, "requester", FINDER), name="$REQ", cpu=0)
        assert said(operator, "linked")["error"] == 0
        assert [cpu["state"] for cpu in operator.ask("status")["cpus"]] == ["up", "up"]
    finally:
        relay.cut()
        node.stop()


def test_a_node_over_tcp_is_like_any_other() -> None:
    node = Node(3)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        node.tcp = probe.getsockname()[1]
    try:
        node.start()
        operator = watcher(node.cpus[0])
        operator.ask("create", program=program(node, "server", SERVER), name="$SRV", cpu=1)
        said(operator, "up")
        operator.ask("create", program=program(node, "requester", REQUESTER), name="$REQ", cpu=2)
        assert said(operator, "linked")["error"] == 0
        node.cpus[1].kill()
        assert operator.event(lambda event: event["event"] == "cpu-down")["down"] == 1
        node.load(1).ready()
    finally:
        node.stop()


@pytest.mark.slow
def test_a_connection_that_does_not_finish_its_handshake_is_dropped(make_node: MakeNode) -> None:
    node = make_node(1)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(20)
        sock.connect(f"{node.folder}/x0")
        assert sock.recv(1) == b""
    assert "too long" in refused(node.cpus[0], "fabric X")["why"]


@pytest.mark.requires("FD-06", "NM-08")
def test_of_two_living_cpus_that_lose_all_connections_only_the_higher_one_halts() -> None:
    node = Node(2)
    relays = [node.relay(fabric, 0) for fabric in ("x", "y")]
    try:
        node.start()
        for relay in relays:
            relay.cut()
        halted = node.cpus[1].wait_for(lambda record: record["event"] == "halted")
        assert halted["code"] == 0o4203
        node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
        assert [cpu["state"] for cpu in node.cpus[0].operator().ask("status")["cpus"]] == ["up", "down"]
    finally:
        node.stop()
