"""Paths and fabrics as CPUs see them, in a simulated node."""

from __future__ import annotations

from typing import Any

import pytest
from kernel.world import World, configuration

from guardian_emu.kernel import actions
from guardian_emu.kernel.packets import Packet
from guardian_emu.kernel.pathstates import MOST_REVIVALS, FabricState, Reason
from guardian_emu.kernel.processor import Processor


class Watching(World):
    """A world that keeps which paths were given up."""

    def __init__(self, cpus: int, seed: int = 1) -> None:
        self.left: list[tuple[int, int, str]] = []
        super().__init__(cpus, seed)

    def observe(self, cpu: int, action: actions.Action) -> None:
        if isinstance(action, actions.PathDown):
            self.left.append((cpu, action.cpu, action.fabric))

    def said(self, number: int) -> list[tuple[int, Any]]:
        """CPUs and fields of the events with that number."""
        return [(cpu, fields) for cpu, _event, fields in self.events if fields.get("number") == number]

    def words(self, cpu: int, fabric: str) -> list[str]:
        """The row of a CPU in the matrix of a fabric."""
        return [word.value for word in self.cpus[cpu].interconnect.row(self.numbers)[fabric].values()]


def lose(world: World, a: int, b: int, fabric: str) -> None:
    """A path fails in both directions, without a word."""
    world.cut_pair(a, b, fabric)
    world.cut_pair(b, a, fabric)


def mend(world: World, a: int, b: int, fabric: str) -> None:
    """It works again."""
    world.join_pair(a, b, fabric)
    world.join_pair(b, a, fabric)


def fabric_lost(world: World, cpu: int, fabric: str) -> None:
    """A CPU's whole connection to a fabric fails, its own loop-back as well."""
    world.cut.add((cpu, cpu, fabric))
    for other in world.numbers:
        if other != cpu:
            lose(world, cpu, other, fabric)


@pytest.mark.requires("XY-01", "XY-02", "XY-09", "NM-06")
def test_a_lost_path_is_down_at_both_ends_and_everything_goes_over_the_other_one() -> None:
    world = Watching(3)
    lose(world, 0, 1, "X")
    world.pass_time(2.0)
    assert sorted(world.left) == [(0, 1, "X"), (1, 0, "X")]
    assert (world.words(0, "X"), world.words(1, "X")) == (["UP", "DN", "UP"], ["DN", "UP", "UP"])
    assert world.words(0, "Y") == world.words(2, "X") == ["UP", "UP", "UP"]
    assert sorted((cpu, fields["peer"], fields["fabric"]) for cpu, fields in world.said(110)) == [
        (0, 1, "X"),
        (1, 0, "X"),
    ]
    assert {fields["reason"] for _cpu, fields in world.said(110)} <= {Reason.TIME_OUTS, Reason.CONNECTION}
    assert not any("attention" in fields for _cpu, fields in world.said(110))
    assert set(world.cpus) == {0, 1, 2}
    assert world.cpus[0].interconnect.peers[1].active == "Y"


@pytest.mark.requires("XY-01")
def test_a_path_that_fails_in_one_direction_is_down_in_that_direction() -> None:
    world = Watching(3)
    world.cut_pair(0, 1, "X")
    world.pass_time(2.0)
    assert world.words(0, "X") == ["UP", "DN", "UP"]
    assert world.words(1, "X") == ["UP", "UP", "UP"]
    assert {fields["peer"] for cpu, fields in world.said(110) if cpu == 1} == {0}  # links need both directions
    world.join_pair(0, 1, "X")
    world.pass_time(1.0)
    assert world.words(0, "X") == ["UP", "UP", "UP"]


@pytest.mark.requires("XY-03")
def test_a_path_that_failed_by_itself_comes_back_by_itself() -> None:
    world = Watching(2)
    lose(world, 0, 1, "Y")
    world.pass_time(2.0)
    mend(world, 0, 1, "Y")
    world.pass_time(2.0)
    assert world.words(0, "Y") == world.words(1, "Y") == ["UP", "UP"]
    assert sorted(cpu for cpu, _fields in world.said(111)) == [0, 1]


@pytest.mark.requires("XY-03", "XY-08", "XY-09")
def test_a_fabric_that_the_operator_stopped_stays_stopped_until_he_starts_it() -> None:
    world = Watching(3)
    world.do(1, world.cpus[1].stop_fabric("X", world.now))
    world.pass_time(5.0)
    assert world.words(1, "X") == ["DN", "DIS", "DN"]
    assert world.words(0, "X") == ["UP", "DIS", "UP"]
    assert {fields["reason"] for cpu, fields in world.said(110) if cpu == 1} == {Reason.OPERATOR}
    assert all("attention" in fields for cpu, fields in world.said(110) if cpu == 1)
    world.do(1, world.cpus[1].start_fabric("X", world.now))
    world.pass_time(2.0)
    assert world.words(1, "X") == world.words(0, "X") == ["UP", "UP", "UP"]
    assert set(world.cpus) == {0, 1, 2}


@pytest.mark.requires("XY-06")
def test_the_last_fabric_of_a_cpu_cannot_be_stopped() -> None:
    world = Watching(2)
    world.do(0, world.cpus[0].stop_fabric("X", world.now))
    with pytest.raises(ValueError, match="fabric Y is the only one that CPU 0 has left"):
        world.cpus[0].stop_fabric("Y", world.now)


@pytest.mark.requires("XY-03", "XY-09", "FD-01", "FD-05")
def test_a_cpu_whose_loop_back_fails_leaves_that_fabric_until_an_operator_starts_it() -> None:
    world = Watching(3)
    fabric_lost(world, 2, "X")
    world.pass_time(2.0)
    assert [(cpu, fields["fabric"]) for cpu, fields in world.said(112)] == [(2, "X")]
    assert world.cpus[2].interconnect.fabrics["X"].state is FabricState.LOST
    assert world.words(0, "X") == ["UP", "UP", "DIS"]
    world.cut.clear()
    world.pass_time(2.0)
    assert [cpu for cpu, _fields in world.said(113)] == [2]
    assert world.words(2, "X") == ["DN", "DN", "DIS"]  # it is there again, and not used
    world.do(2, world.cpus[2].start_fabric("X", world.now))
    world.pass_time(2.0)
    assert world.words(2, "X") == world.words(0, "X") == ["UP", "UP", "UP"]


@pytest.mark.requires("XY-03", "FD-05")
def test_a_fabric_that_was_cut_off_for_less_than_a_check_period_is_not_lost_afterwards() -> None:
    core = Processor(configuration(0, [0]))
    core.start(0.0)
    inside = core.interconnect
    for fabric in "XY":
        inside.looped(fabric, 0.0)
    inside.cut("X", None, [True, False])
    for now in (0.4, 0.7):
        inside.tick(now)
        inside.looped("Y", now)
    inside.join("X", None, [True, False], 0.75)
    inside.tick(0.85)
    assert inside.fabrics["X"].state is FabricState.UP


@pytest.mark.requires("XY-06", "FD-05")
def test_a_cpu_that_finds_both_its_fabrics_down_halts_itself() -> None:
    world = Watching(4)
    for fabric in "XY":
        fabric_lost(world, 1, fabric)
    world.pass_time(3.0)
    assert world.halted == {1: 0o4207}
    assert set(world.cpus) == {0, 2, 3}


@pytest.mark.requires("XY-07")
def test_a_fabric_that_is_down_for_an_hour_is_reminded_of_every_hour() -> None:
    core = Processor(configuration(0, [0]))
    core.start(0.0)
    events = []
    now = 0.0
    for second in range(4 * 3600 // 60 * 240):
        now = second * 0.25
        for action in core.tick(now):
            if isinstance(action, actions.Loop) and action.fabric == "Y":
                core.looped("Y", now)
            elif isinstance(action, actions.Report):
                events.append((action.event, now))
        if now > 2.2 * 3600:
            break
    assert [event for event, _at in events] == ["fabric-down", "fabric-still-down", "fabric-still-down"]
    assert 3600 <= events[1][1] - events[0][1] < 3602


@pytest.mark.requires("XY-04")
def test_a_path_that_fails_again_and_again_is_left_to_the_operator() -> None:
    world = Watching(2)
    for _ in range(MOST_REVIVALS + 1):
        lose(world, 0, 1, "X")
        world.pass_time(1.2)
        mend(world, 0, 1, "X")
        world.pass_time(1.2)
    assert world.words(0, "Y") == ["UP", "UP"]
    assert not world.cpus[0].interconnect.peers[1].paths["X"].up
    last = world.said(110)[-1][1]
    assert (last["reason"], "attention" in last) == (Reason.REVIVALS, True)
    for cpu in (0, 1):
        world.do(cpu, world.cpus[cpu].start_fabric("X", world.now))
    world.pass_time(1.0)
    assert all(world.cpus[cpu].interconnect.peers[1 - cpu].paths["X"].up for cpu in (0, 1))


@pytest.mark.requires("XY-05", "PN-05")
def test_when_both_paths_between_two_cpus_are_lost_one_of_the_two_halts() -> None:
    world = Watching(4)
    for fabric in "XY":
        lose(world, 1, 2, fabric)
    world.pass_time(4.0)
    assert set(world.cpus) == {0, 1, 3}
    assert world.words(0, "X") == ["UP", "UP", "UNA", "UP"]


@pytest.mark.requires("FD-07", "RG-06")
def test_who_poisons_a_cpu_says_who_started_the_incident_and_because_of_whom() -> None:
    world = Watching(3)
    world.frozen.add(1)
    world.pass_time(3.0)
    events = [fields for _cpu, event, fields in world.events if event == "poison-sent"]
    assert len(events) == 2
    for fields in events:
        assert (fields["subsystem"], fields["number"], fields["reason"]) == ("ZGRD", 100, 3)
        assert (fields["target"], fields["cause"], fields["incident"]) == (1, 1, 1)
        assert fields["activator"] in (0, 2)
        assert (fields["before"], fields["after"]) == ([0, 1, 2], [0, 2])
    assert len({fields["activator"] for fields in events}) == 1


@pytest.mark.requires("FD-06", "NM-08")
def test_a_packet_of_a_cpu_that_was_declared_down_is_answered_with_poison() -> None:
    world = Watching(3)
    world.frozen.add(1)
    world.pass_time(3.0)
    late = world.cpus[1].tick(world.now)
    packet = next(action.packet for action in late if isinstance(action, actions.Transmit))
    poison, report = world.cpus[0].packet(1, "X", 1, packet, world.now)
    assert poison == actions.Poison(1)
    assert isinstance(report, actions.Report)
    assert (report.fields["number"], report.fields["peer"]) == (104, 1)


@pytest.mark.requires("XY-02")
def test_a_message_that_waits_too_long_for_its_acknowledgement_goes_over_every_path() -> None:
    world = Watching(2)
    world.cut_pair(0, 1, "X")
    world.do(0, world.cpus[0].send(1, {"t": "ask", "id": 1}))
    taken = []

    def observe(cpu: int, action: actions.Action) -> None:
        if isinstance(action, actions.Received):
            taken.append((cpu, action.message["t"]))

    world.observe = observe  # type: ignore[method-assign]
    world.pass_time(0.7)
    assert taken == [(1, "ask")]


@pytest.mark.requires("XY-10", "RL-04")
@pytest.mark.parametrize(("lost", "used"), [("", "X"), ("X", "Y"), ("Y", "X")])
def test_a_load_goes_over_fabric_x_if_that_works(lost: str, used: str) -> None:
    carried: set[tuple[str, str]] = set()

    class Carrying(World):
        def observe(self, cpu: int, action: actions.Action) -> None:
            if isinstance(action, actions.Transmit) and action.packet.message:
                kind = "tables" if "tables" in action.packet.message else str(action.packet.message["t"])
                carried.add((kind, action.fabric))

    world = Carrying(3, 1)
    world.crash(2)
    world.settle()
    for other in (0, 1):
        lose(world, 2, other, lost)
    world.reload(2)
    world.pass_time(2.0)
    assert world.cpus[2].joined
    assert {fabric for kind, fabric in carried if kind in ("join", "tables")} == {used}


@pytest.mark.requires("XY-02")
def test_packets_out_of_sequence_are_told_once_a_second_with_their_number() -> None:
    world = World(2, 1)
    core = world.cpus[0]
    status = world.cpus[1].membership.regroup.status()
    early = Packet(core.interconnect.peers[1].channel.received + 2, 0, "XY", "", status, {"t": "early"})
    told = [core.packet(1, "X", 1, early, world.now + later) for later in (0.0, 0.3, 0.6, 1.1)]
    counts = [[one.fields["count"] for one in done if isinstance(one, actions.Report)] for done in told]
    assert counts == [[1], [], [], [3]]
