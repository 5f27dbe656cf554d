r"""What processes hear when other nodes, their CPUs and their processes are lost and come back, with real kernels."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

import pytest
from expand.network import A, B, C, Line, Network
from expand.test_remote import find
from kernel.actors import Actor

from guardian_emu.wire.codec import Message
from guardian_emu.wire.handle import NULL_HANDLE
from guardian_emu.wire.layouts import DOWN_REASONS, MONITORED

Make = Callable[..., Network]

CPUS = {A: 2, B: 4}
LINE = Line("$LH", (A, 0), (B, 0))


class Told(NamedTuple):
    """A message about another node, without its reserved words."""

    number: int
    node: int
    cpu: int
    name: str


def told(actor: Actor) -> Told:
    data = actor.get("system_message").strings["*"]
    number = struct.unpack(">h", data[:2])[0]
    if number in (-100, -113):
        node, cpu, length = struct.unpack(">ihh", data[2:10])
        return Told(number, node, cpu, data[16 : 16 + length].decode())
    assert number in (-110, -111)
    node, length = struct.unpack(">ih", data[8:14])
    return Told(number, node, -1, data[14 : 14 + length].decode())


def monitor(actor: Actor) -> Actor:
    actor.send("monitor", {"what": MONITORED["NET"], "enabled": 1})
    actor.ask("find", "found", strings={"name": b"$X"})  # the kernel has taken it
    return actor


def link(actor: Actor, to: Actor) -> Message:
    linked = actor.ask("link", "linked", {"handle": to.handle})
    assert linked.error == 0
    to.get("link_offer")
    for one in (actor, to):
        one.links[-1].setblocking(True)
        one.links[-1].settimeout(20)
    return linked


def lost(actor: Actor) -> tuple[bytes, str, bytes]:
    down = actor.get("peer_down")
    reason = next(name for name, number in DOWN_REASONS.items() if number == down.number("reason"))
    return down.handle("handle"), reason, down.handle("successor")


@pytest.mark.requires("MO-05", "MO-06", "EX-09")
def test_cpus_of_other_nodes_are_told_to_those_who_asked(make_network: Make) -> None:
    net = make_network(CPUS, LINE)
    alpha = net.stage(A)
    asking, quiet = [monitor(alpha.start(cpu)) for cpu in (0, 1)], alpha.start(0)

    net.nodes[B].cpus[2].kill()
    assert [told(actor) for actor in asking] == [Told(-100, 2, 2, B)] * 2
    net.nodes[B].load(2).ready()
    assert [told(actor) for actor in asking] == [Told(-113, 2, 2, B)] * 2
    net.nodes[A].cpus[1].kill()  # local CPUs are MONITORCPUS's
    net.nodes[A].cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    assert asking[0].unread() == [] and quiet.unread() == []


@pytest.mark.requires("MO-05", "MO-06", "EX-10")
def test_a_node_that_is_lost_and_returns_is_told(make_network: Make) -> None:
    net = make_network(CPUS, LINE)
    asking = monitor(net.stage(A).start(1))

    net.cut("$LH")
    assert told(asking) == Told(-110, 2, -1, B)
    net.join("$LH")
    assert [told(asking) for _ in range(5)] == [Told(-111, 2, -1, B), *(Told(-113, 2, cpu, B) for cpu in range(4))]
    asking.send("monitor", {"what": MONITORED["NET"], "enabled": 0})
    find(asking, f"{B}.$SRV")  # its answer comes after that has been taken in
    net.cut("$LH")
    net.nodes[A].cpus[1].operator().ask("status")
    assert asking.unread() == []


@pytest.mark.requires("MO-06", "EX-10")
def test_the_last_cpu_of_a_node_is_told_as_the_node(make_network: Make) -> None:
    net = make_network({A: 2, B: 2}, LINE, Line("$LH2", (A, 1), (B, 1)))
    asking = monitor(net.stage(A).start(1))

    net.nodes[B].cpus[1].kill()
    assert told(asking) == Told(-100, 2, 1, B)
    net.nodes[B].cpus[0].kill()
    assert told(asking) == Told(-110, 2, -1, B)


@pytest.mark.requires("EX-09", "EX-10")
def test_a_node_behind_a_node_is_lost_with_the_way(make_network: Make) -> None:
    net = make_network({A: 1, B: 2, C: 2}, Line("$AB", (A, 0), (B, 0)), Line("$BC", (B, 1), (C, 0)))
    asking = monitor(net.stage(A).start(0))

    net.nodes[C].cpus[1].kill()
    assert told(asking) == Told(-100, 3, 1, C)
    net.nodes[B].cpus[1].kill()
    assert {told(asking), told(asking)} == {Told(-110, 3, -1, C), Told(-100, 2, 1, B)}


@pytest.mark.requires("EX-07", "EX-10")
def test_requests_wait_for_a_way_and_fail_with_250_only_after_the_abort_timer(make_network: Make) -> None:
    net = make_network({A: 1, B: 1}, LINE, abort_ms=1000)
    asking, server = monitor(net.stage(A).start(0)), net.stage(B).start(0, "$SRV")
    link(asking, server)

    net.cut("$LH")
    assert told(asking) == Told(-110, 2, -1, B)
    asking.send("find", strings={"name": b"\\BETA.$SRV"}, tag=7001)
    net.join("$LH")
    answered = asking.get("found")
    assert (answered.error, answered.handle("handle")) == (0, server.handle)  # it waited, and was not refused
    assert not any(message.name == "peer_down" for message in asking.kept)

    net.cut("$LH")
    asking.send("find", strings={"name": b"\\BETA.$SRV"}, tag=7002)
    assert asking.get("found").error == 250
    assert lost(asking) == (server.handle, "NODE", NULL_HANDLE)
    assert find(asking, f"{B}.$SRV").error == 250  # at once: the timer is over
    assert asking.ask("link", "linked", {"handle": server.handle}).error == 250
    assert asking.stop(server.handle) == 250
    net.join("$LH")
    assert find(asking, f"{B}.$SRV").error == 0


@pytest.mark.requires("EX-03", "EX-08", "XY-02")
def test_a_link_gets_another_line_when_its_own_is_cut(make_network: Make) -> None:
    net = make_network()
    asking, server = net.stage(A).start(0), net.stage(B).start(1, "$SRV")
    linked = link(asking, server)
    used = [line["line"] for line in net.nodes[A].expand()["lines"] if line["circuits"]]

    net.cut(used[0])
    assert (asking.links[0].recv(10), server.links[0].recv(10)) == (b"", b"")
    asking.send("broken", {"link": linked.number("link"), "socket": 0})
    resumed = [actor.get("resumed") for actor in (asking, server)]
    assert [one.number("link") for one in resumed] == [linked.number("link")] * 2
    assert resumed[0].number("socket") == resumed[1].number("socket") > 0
    for one in (asking, server):
        one.links[-1].setblocking(True)
    asking.links[-1].sendall(b"again")
    assert server.links[-1].recv(10) == b"again"
    assert [line["line"] for line in net.nodes[A].expand()["lines"] if line["circuits"]] != used


@pytest.mark.requires("EX-08", "FS-02")
def test_a_requester_hears_which_member_serves_when_the_cpu_of_the_primary_dies(make_network: Make) -> None:
    net = make_network(CPUS, LINE)
    asking, (primary, backup) = net.stage(A).start(0), net.stage(B).pair("$PAIR", 1, 2)
    link(asking, primary)

    net.nodes[B].cpus[1].kill()
    assert lost(asking) == (primary.handle, "CPU", backup.handle)
    link(asking, backup)
    net.nodes[B].cpus[2].kill()
    assert lost(asking) == (backup.handle, "CPU", NULL_HANDLE)


@pytest.mark.requires("EX-08", "FS-02", "DL-05")
def test_a_requester_hears_which_member_serves_when_the_primary_ends(make_network: Make) -> None:
    net = make_network()
    asking, (primary, backup) = net.stage(A).start(1), net.stage(B).pair("$PAIR", 0, 1)
    link(asking, primary)

    primary.run("os._exit(1)")
    assert lost(asking) == (primary.handle, "PROCESS", backup.handle)


@pytest.mark.requires("DL-01", "EX-01")
def test_opens_of_a_requester_that_ends_are_closed_at_its_server(make_network: Make) -> None:
    net = make_network()
    asking, server = net.stage(A).start(0), net.stage(B).start(1, "$SRV")
    link(asking, server)
    asking.send("opened", {"file": 5, "label": 3, "target": server.handle})
    asking.links[-1].sendall(b"last words")

    asking.run("os._exit(0)")
    assert lost(server) == (asking.handle, "PROCESS", NULL_HANDLE)
    gone = server.get("opener_gone")
    assert (gone.handle("opener"), gone.number("file"), gone.number("label")) == (asking.handle, 5, 3)
    assert (server.links[-1].recv(20), server.links[-1].recv(20)) == (b"last words", b"")


@pytest.mark.requires("EX-10", "DL-01")
def test_a_server_loses_openers_with_their_cpu_and_with_their_node(make_network: Make) -> None:
    net = make_network({A: 3, B: 1}, Line("$LH", (A, 1), (B, 0)), abort_ms=500)
    alpha = net.stage(A)
    first, second, server = alpha.start(2), alpha.start(0), net.stage(B).start(0, "$SRV")
    link(first, server)
    link(second, server)

    net.nodes[A].cpus[2].kill()
    assert lost(server) == (first.handle, "CPU", NULL_HANDLE)
    net.cut("$LH")
    assert lost(server) == (second.handle, "NODE", NULL_HANDLE)
    assert [message.name for message in server.kept if message.name == "opener_gone"] == []


@pytest.mark.requires("EX-08", "NM-08")
def test_a_cpu_that_was_loaded_again_while_its_node_was_out_of_reach_has_lost_its_processes(make_network: Make) -> None:
    net = make_network({A: 1, B: 2}, LINE, abort_ms=30000)
    asking, (primary, backup) = net.stage(A).start(0), net.stage(B).pair("$PAIR", 1, 0)
    link(asking, primary)

    net.cut("$LH")
    net.nodes[B].cpus[1].kill()
    net.nodes[B].cpus[0].wait_for(lambda record: record["event"] == "cpu-down")
    net.nodes[B].load(1).ready()
    net.join("$LH")
    assert lost(asking) == (primary.handle, "CPU", backup.handle)


@pytest.mark.requires("EX-02", "EX-05", "EX-08")
def test_a_frozen_cpu_of_a_line_is_passed_by(make_network: Make) -> None:
    net = make_network({A: 3, B: 2}, Line("$LH1", (A, 1), (B, 0)), Line("$LH2", (A, 2), (B, 1)))
    asking, server = net.stage(A).start(0), net.stage(B).start(0, "$SRV")
    net.nodes[A].cpus[1].signal(19)
    try:
        net.nodes[B].wait_until(45, 0, line="$LH1")
        assert find(asking, f"{B}.$SRV").handle("handle") == server.handle
        link(asking, server)
    finally:
        net.nodes[A].cpus[1].signal(18)
