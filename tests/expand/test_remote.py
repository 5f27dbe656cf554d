r"""What a process asks about other nodes: names, handles, processes, processors (EX-01), with real kernels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from expand.network import A, B, C, Line, Network
from kernel.actors import Actor

from guardian_emu.wire.codec import Message
from guardian_emu.wire.handle import NULL_HANDLE, unpack
from guardian_emu.wire.layouts import INFO_BY, PAIR_INFO_BY, SETTABLE

Make = Callable[..., Network]

RELAY = rf"{B}.$SYSTEM.SYSTEM.RELAY"
CREATED = {"cpu": -1, "name_option": 0, "priority": -1, "job": -1}


def find(actor: Actor, name: str) -> Message:
    return actor.ask("find", "found", strings={"name": name.encode()})


def create(actor: Actor, program: str, cpu: int = -1, name: str = "", option: int | None = None) -> Message:
    values = {**CREATED, "cpu": cpu, "name_option": int(bool(name)) if option is None else option}
    return actor.ask("create", "created", values, {"program": program.encode(), "name": name.encode()})


@pytest.mark.requires("EX-01", "PR-03", "PR-05", "MS-12")
def test_names_of_other_nodes_are_found_in_their_tables(make_network: Make) -> None:
    net = make_network()
    alpha, beta = net.stage(A), net.stage(B)
    here, there = alpha.start(0, "$SAME"), beta.start(1, "$SAME")
    unnamed = beta.start(0)

    assert find(here, "$SAME").error == 14  # its own name, without a backup
    found = find(here, f"{B}.$same")
    assert (found.error, found.handle("handle"), found.number("own_pair")) == (0, there.handle, 0)
    assert found.strings["descriptor"] == rf"{B}.$SAME:{unpack(there.handle).sequence}".encode()
    text = find(here, f"{B}.$:0:{unpack(unnamed.handle).pin}:{unpack(unnamed.handle).sequence}")
    assert text.handle("handle") == unnamed.handle
    assert find(here, f"{B}.$NONE").error == 14
    assert find(here, r"\GAMMA.$SAME").error == 18
    assert find(here, f"{B}.$TOOLONG").error == 13


@pytest.mark.requires("EX-01", "MO-09")
def test_pairs_of_other_nodes_are_asked_for_by_name_and_by_handle(make_network: Make) -> None:
    net = make_network()
    alpha, beta = net.stage(A), net.stage(B)
    asking, (primary, backup) = alpha.start(0, "$ASK"), beta.pair("$PAIR", 0, 1)

    for by, handle, name in (("NAME", NULL_HANDLE, f"{B}.$PAIR".encode()), ("HANDLE", backup.handle, b"")):
        pair = asking.ask("pair_info", "pair", {"by": PAIR_INFO_BY[by], "handle": handle}, {"name": name})
        assert pair.number("result") == 0
        assert (pair.handle("primary"), pair.handle("backup")) == (primary.handle, backup.handle)
        assert pair.strings["name"].startswith(f"{B}.$PAIR:".encode())


@pytest.mark.requires("EX-01", "NM-05")
def test_nodes_have_names_and_numbers(make_network: Make) -> None:
    net = make_network()
    asking = net.stage(A).start(0)

    by_name = asking.ask("get_node", "node", {"number": -1}, {"name": b"\\beta"})
    assert (by_name.error, by_name.number("number"), by_name.strings["name"]) == (0, 2, b"\\BETA")
    assert asking.ask("get_node", "node", {"number": 2}, {"name": b""}).strings["name"] == b"\\BETA"
    assert asking.ask("get_node", "node", {"number": 200}, {"name": b""}).error == 18


@pytest.mark.requires("EX-09")
def test_processors_of_other_nodes_are_known(make_network: Make) -> None:
    net = make_network({A: 2, B: 3})
    asking = net.stage(A).start(0)

    state = asking.ask("get_processor", "processor", {"node": 2, "cpu": -1})
    assert (state.error, state.number("node"), state.number("up"), state.number("highest")) == (0, 2, 0xE000, 2)
    assert asking.ask("get_processor", "processor", {"node": 2, "cpu": 1}).number("elapsed") > 0
    net.nodes[B].cpus[2].kill()
    net.nodes[A].wait_until(48, node=B, up=[0, 1])
    assert asking.ask("get_processor", "processor", {"node": 2, "cpu": 2}).error == 201
    assert asking.ask("get_processor", "processor", {"node": 7, "cpu": -1}).error == 18


@pytest.mark.requires("EX-01")
def test_processes_of_other_nodes_tell_about_themselves(make_network: Make) -> None:
    net = make_network()
    asking, there = net.stage(A).start(0), net.stage(B).start(1, "$SRV", user="8,44")

    info = asking.info(there.handle)
    assert (info.error, info.handle("handle"), info.number("process_access_id")) == (0, there.handle, 8 << 8 | 44)
    assert info.strings["descriptor"].startswith(b"\\BETA.$SRV:")
    place = bytes((1, 1, 0, 0)) + (2).to_bytes(4, "big") + bytes(12)
    by_pin = asking.info(place, by=INFO_BY["PIN"], cpu=1, pin=unpack(there.handle).pin)
    assert by_pin.handle("handle") == there.handle


@pytest.mark.requires("EX-01", "CR-01", "EX-13")
def test_a_process_is_created_in_another_node_and_its_end_is_told(make_network: Make) -> None:
    net = make_network()
    alpha, beta = net.stage(A), net.stage(B)
    creator = alpha.start(1, "$MOM")

    created = create(creator, RELAY, 1, "$CHILD")
    assert (created.error, created.detail) == (0, 0)
    assert created.strings["descriptor"].startswith(b"\\BETA.$CHILD:")
    child = beta._enter()
    assert child.handle == created.handle("handle")
    assert unpack(child.handle).cpu == 1
    assert child.welcome.strings["home_terminal"].startswith(b"\\ALPHA.") or not child.welcome.strings["home_terminal"]
    assert child.welcome.handle("mom") == creator.handle
    child.stop_itself(completion_code=7)
    death = creator.death()
    assert (death.handle, death.code, death.descriptor) == (child.handle, 7, created.strings["descriptor"])

    unnamed = create(creator, RELAY, 0)
    assert unnamed.error == 0
    lost = beta._enter()
    lost.stop_itself(completion_code=3)
    death = creator.death()
    assert (death.handle, death.code, death.descriptor) == (lost.handle, 3, b"")


@pytest.mark.requires("DL-04", "DC-04", "EX-01")
def test_the_ancestor_in_another_node_hears_of_a_name_that_was_lost_with_its_cpu(make_network: Make) -> None:
    net = make_network({A: 2, B: 3})
    creator, beta = net.stage(A).start(1, "$MOM"), net.stage(B)
    created = create(creator, RELAY, 2, "$CHILD")
    beta._enter()
    net.nodes[B].cpus[2].kill()
    death = creator.death()
    assert (death.handle, death.code, death.descriptor) == (created.handle("handle"), -4, created.strings["descriptor"])


@pytest.mark.requires("CR-04", "EX-01")
def test_creations_in_other_nodes_fail_as_they_do_here(make_network: Make) -> None:
    net = make_network()
    creator, beta = net.stage(A).start(0, "$MOM"), net.stage(B)
    beta.start(0, "$USED")

    outcomes = [
        create(creator, rf"{B}.$SYSTEM.SYSTEM.NOSUCH"),
        create(creator, RELAY, 9),
        create(creator, RELAY, 0, "$USED"),
        create(creator, RELAY, 0, option=3),
    ]
    assert [(created.error, created.detail) for created in outcomes] == [(1, 11), (10, 201), (11, 10), (11, 20)]


@pytest.mark.requires("EX-13", "EX-14")
def test_a_remote_process_does_nothing_to_local_ones_and_its_children_are_remote(make_network: Make) -> None:
    net = make_network()
    alpha, beta = net.stage(A), net.stage(B)
    far, local, free = alpha.start(0, "$FAR"), beta.start(0, "$LOCAL"), beta.start(0, "$FREE")
    free.set(SETTABLE["STOP_MODE"], 0)

    assert far.stop(local.handle) == 639
    assert far.suspend(local.handle) == 48
    assert create(far, RELAY, 1).error == 0
    helper = beta._enter()
    assert helper.stop(local.handle) == 639  # made over there, and remote all the same
    grandchild = beta.create(helper, 0)
    assert grandchild.stop(local.handle) == 639
    assert grandchild.stop(helper.handle) == 0
    assert far.stop(free.handle) == 0
    assert local.info().number("stop_queued") == 1


@pytest.mark.requires("EX-11")
def test_remote_passwords_let_in_who_has_both_and_nobody_else(make_network: Make) -> None:
    passwords = {
        A: {"PAYROLL.ANN": {B: "there"}, "OPS.BOB": {B: "wrong"}, "PAYROLL.MANAGER": {B: "there"}},
        B: {"PAYROLL.ANN": {B: "there"}, "OPS.BOB": {B: "there"}},
    }
    net = make_network(passwords=passwords)
    alpha, server = net.stage(A), net.stage(B).start(0, "$SRV", user="8,44")
    ann, bob, manager, nobody = (alpha.start(0, user=user) for user in ("8,44", "9,1", "8,255", "7,7"))

    assert find(ann, f"{B}.$SRV").error == 0
    assert [find(who, f"{B}.$SRV").error for who in (bob, manager, nobody)] == [48, 48, 48]
    link = bob.ask("link", "linked", {"handle": server.handle})
    assert link.error == 48  # knowing the handle is not enough
    refused = create(manager, RELAY, 0)
    assert (refused.error, refused.detail) == (1, 48)
    assert bob.stop(server.handle) == 48
    assert ann.ask("link", "linked", {"handle": server.handle}).error == 0


@pytest.mark.requires("EX-06", "EX-15")
def test_a_probe_shows_the_way_and_how_long_it_takes(make_network: Make) -> None:
    net = make_network({A: 1, B: 2, C: 1}, Line("$AB", (A, 0), (B, 0)), Line("$BC", (B, 1), (C, 0), 3))
    operator = net.nodes[A].cpus[0].operator()

    probe = operator.ask("probe", node=C)
    assert probe["way"] == [A, B, C]
    assert probe["round_trip_ms"] > 0
    beyond = next(node for node in net.nodes[A].expand()["nodes"] if node["node"] == C)
    assert (beyond["time_factor"], beyond["lines"], beyond["state"]) == (4, ["$AB"], "connected")
    assert "there is no other node" in operator.refusal("probe", node=A)["error"]
