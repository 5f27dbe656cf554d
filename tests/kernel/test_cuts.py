"""Faults at the paths of real kernels: packets are dropped, links move, and who is cut off halts."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest
from kernel.embedded import PATIENCE, Node, Operator
from kernel.scripts import IDLE, REQUESTER, SERVER, MakeNode, program, said, watcher


def cut(node: Node, cpu: int, other: int | None, fabrics: str = "XY", direction: str = "both") -> None:
    """Drop what passes between two CPUs, at the first one."""
    operator = node.cpus[cpu].operator()
    for fabric in fabrics:
        operator.ask("cut", fabric=fabric, peer=other, direction=direction)


def event_of(operator: Operator, number: int) -> dict[str, Any]:
    """The next event with that number."""
    return operator.event(lambda event: event.get("number") == number)


def until(operator: Operator, fabric: str, words: dict[str, str]) -> None:
    """Ask until the row of a CPU says this; the operator's connection has a time-out."""
    end = time.monotonic() + PATIENCE
    while (row := operator.ask("paths")["rows"][fabric]) != words:
        assert time.monotonic() < end, row


@pytest.mark.requires("XY-01", "XY-02", "XY-03", "XY-09")
def test_a_path_that_is_cut_goes_down_and_comes_back(make_node: MakeNode) -> None:
    node = make_node(3)
    operator = watcher(node.cpus[0])
    cut(node, 0, 1, "X")
    down = event_of(operator, 110)
    assert (down["subsystem"], down["fabric"], down["event"]) == ("ZIPC", "X", "path-down")
    until(operator, "X", {"0": "UP", "1": "DN", "2": "UP"})
    assert operator.ask("paths")["rows"]["Y"] == {"0": "UP", "1": "UP", "2": "UP"}
    idle = program(node, "idle", IDLE)
    assert operator.ask("create", program=idle, name="$I", cpu=1)["cpu"] == 1
    operator.ask("join", fabric="X", peer=1, direction="both")
    assert event_of(operator, 111)["fabric"] == "X"
    assert [cpu["state"] for cpu in operator.ask("status")["cpus"]] == ["up"] * 3


@pytest.mark.requires("XY-05", "PN-05", "SB-05")
def test_of_two_cpus_that_do_not_hear_each_other_exactly_one_halts(make_node: MakeNode) -> None:
    node = make_node(4)
    cut(node, 1, 2)
    assert node.cpus[2].wait_for(lambda record: record["event"] == "halted")["code"] == 0o4203
    for cpu in (0, 1, 3):
        record = node.cpus[cpu].wait_for(lambda record: record["event"] == "regroup")
        assert (record["survivors"], record["before"]) == ([0, 1, 3], [0, 1, 2, 3])
        assert node.cpus[cpu].process.poll() is None


@pytest.mark.requires("SB-01", "SB-02", "SB-03", "SB-05", "PN-06", "RG-03")
@pytest.mark.parametrize(
    ("part", "survivors"), [((0, 1), {0, 1}), ((0,), {1, 2, 3}), ((0, 2), {0, 2}), ((1, 2, 3), {1, 2, 3})]
)
def test_of_two_parts_the_right_one_survives(make_node: MakeNode, part: tuple[int, ...], survivors: set[int]) -> None:
    node = make_node(4)
    for a, b in itertools.combinations(range(4), 2):
        if (a in part) != (b in part):
            cut(node, a, b)
    for cpu in set(range(4)) - survivors:
        halted = node.cpus[cpu].wait_for(lambda record: record["event"] == "halted")
        assert halted["code"] in (0o4202, 0o4203)
    for cpu in survivors:
        record = node.cpus[cpu].wait_for(lambda record: record["event"] == "regroup")
        assert set(record["survivors"]) == survivors
    states = node.cpus[min(survivors)].operator().ask("status")["cpus"]
    assert {cpu["cpu"] for cpu in states if cpu["state"] == "up"} == survivors


@pytest.mark.requires("PN-01", "RG-02", "XY-05")
def test_a_pair_that_hears_in_one_direction_only_counts_as_not_connected(make_node: MakeNode) -> None:
    node = make_node(3)
    cut(node, 1, 2, direction="out")
    halted = node.cpus[2].wait_for(lambda record: record["event"] == "halted")
    assert halted["code"] == 0o4203
    record = node.cpus[0].wait_for(lambda record: record["event"] == "regroup")
    assert record["survivors"] == [0, 1]


@pytest.mark.requires("XY-06", "FD-05")
def test_a_cpu_that_is_cut_off_both_fabrics_halts_itself(make_node: MakeNode) -> None:
    node = make_node(3)
    cut(node, 2, None)
    assert node.cpus[2].wait_for(lambda record: record["event"] == "halted")["code"] == 0o4207
    record = node.cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    assert record["down"] == 2


@pytest.mark.requires("XY-03", "XY-08")
def test_a_stopped_fabric_is_not_used_until_it_is_started(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    operator.ask("stop-fabric", fabric="X")
    assert event_of(operator, 110)["reason"] == "operator command"
    assert "only one" in operator.refusal("stop-fabric", fabric="Y")["error"]
    operator.ask("create", program=program(node, "server", SERVER), name="$SRV", cpu=1)
    said(operator, "up")
    operator.ask("create", program=program(node, "requester", REQUESTER), name="$REQ", cpu=0)
    assert said(operator, "linked")["error"] == 0
    assert operator.ask("paths")["rows"]["X"] == {"0": "DIS", "1": "DN"}
    operator.ask("start-fabric", fabric="X")
    until(operator, "X", {"0": "UP", "1": "UP"})
    assert [cpu["state"] for cpu in operator.ask("status")["cpus"]] == ["up", "up"]


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ({"fabric": "Z"}, "fabric 'Z' is none of X, Y"),
        ({"fabric": "X", "peer": 7}, "CPU 7 is none of the others, [1]"),
        ({"fabric": "X", "peer": 0}, "CPU 0 is none of the others, [1]"),
        ({"fabric": "X", "peer": 1, "direction": "up"}, "direction 'up' is none of both, out, in"),
        ({}, "fabric 'None' is none of X, Y"),
    ],
)
def test_a_cut_that_cannot_be_is_refused(make_node: MakeNode, request_: dict[str, Any], text: str) -> None:
    operator = make_node(2).cpus[0].operator()
    for op in ("cut", "join"):
        assert text in operator.refusal(op, **request_)["error"]
