"""The timeline of real processes."""

from __future__ import annotations

from chaos.report.conftest import Halted

from guardian_emu.chaos.report import model, recorded
from guardian_emu.chaos.report.events import FaultLog
from guardian_emu.chaos.report.matching import Outcome, Work
from guardian_emu.chaos.report.model import CpuTrack, ProcessTrack, Timeline
from guardian_emu.launch.launcher import CpuAddress
from guardian_emu.wire.recording import Frame


def built(run: Halted, most: int = model.MOST_EVENTS) -> Timeline:
    faults = FaultLog()
    faults.made("halt", CpuAddress("\\ALPHA", 0), run.killed)
    processes, refused = recorded.open_all(recorded.find(run.directory, ["\\ALPHA"]))
    return model.build("a run", [*run.events, *faults.events], processes, refused, most)


def name_of(timeline: Timeline, index: int) -> str:
    track = timeline.tracks[index]
    return f"{track.name} {track.cpu}" if isinstance(track, ProcessTrack) else f"CPU {track.cpu}"


def test_a_pair_whose_primary_died_under_load(halted: Halted) -> None:
    timeline = built(halted)
    names = [name_of(timeline, index) for index in range(len(timeline.tracks))]
    assert names[:3] == ["CPU 0", "$LEDG 0", "CPU 1"]
    assert {"$LEDG 1", "$REQ 1", "$ONE 1", "$TWO 1", "$SHUT 1"} == set(names[3:])
    assert timeline.begin <= halted.killed <= timeline.end

    (takeover,) = timeline.takeovers
    assert (takeover.name, takeover.fault, takeover.from_cpu, takeover.cpu) == ("$LEDG", "halt", 0, 1)
    assert takeover.began <= takeover.detected <= takeover.agreed <= takeover.named
    assert takeover.replied is None or takeover.replied > takeover.named

    # Before it requests go to CPU 0, which tells the backup of each; afterwards they go to CPU 1.
    requests = [one for one in timeline.messages if one.frame is Frame.REQUEST]
    ways = {(name_of(timeline, one.sender), name_of(timeline, one.receiver)) for one in requests}
    assert {("$REQ 1", "$LEDG 0"), ("$LEDG 0", "$LEDG 1"), ("$REQ 1", "$LEDG 1"), ("$TWO 1", "$LEDG 1")} <= ways
    assert ("$TWO 1", "$LEDG 0") not in ways
    assert all(one.sent <= one.arrived for one in timeline.messages)
    late = [one for one in requests if one.sent > takeover.named]
    assert late
    assert {name_of(timeline, one.receiver) for one in late} == {"$LEDG 1"}


def test_what_is_recorded_whole_has_both_ends_of_nearly_every_frame(halted: Halted) -> None:
    timeline = built(halted)
    assert len(timeline.messages) > 400
    # What was under way when the CPU died arrived nowhere, and one frame may have been written over.
    assert timeline.alone < 50


def test_spans_of_a_lane_do_not_overlap_and_almost_all_are_answered(halted: Halted) -> None:
    timeline = built(halted)
    until: dict[tuple[int, int], int] = {}
    for lane in sorted(timeline.lanes, key=lambda one: one.span.begin):
        key = lane.track, lane.lane
        assert until.get(key, 0) <= lane.span.begin
        until[key] = lane.span.end
    works = {lane.span.work for lane in timeline.lanes}
    assert works == {Work.WAITING, Work.SERVING}
    outcomes = [lane.span.outcome for lane in timeline.lanes]
    assert outcomes.count(Outcome.REPLIED) > 0.9 * len(outcomes)


def test_roles_and_states_are_on_their_tracks(halted: Halted) -> None:
    timeline = built(halted)
    tracks = {name_of(timeline, index): track for index, track in enumerate(timeline.tracks)}
    dead, survivor = tracks["$LEDG 0"], tracks["$LEDG 1"]
    assert isinstance(dead, ProcessTrack)
    assert isinstance(survivor, ProcessTrack)
    assert [role for _, role in dead.lives[0].roles] == ["single", "primary"]
    assert dead.lives[0].end is not None
    assert [role for _, role in survivor.lives[0].roles] == ["backup", "primary"]
    cpu = tracks["CPU 0"]
    assert isinstance(cpu, CpuTrack)
    assert [one.what for one in cpu.stretches] == ["loading", "up", "down"]


def test_of_a_long_run_the_events_around_the_takeover_are_kept(halted: Halted) -> None:
    timeline = built(halted, most=200)
    frames = 2 * len(timeline.messages) + timeline.alone
    assert 0 < frames <= 200
    (takeover,) = timeline.takeovers
    known = [stretch for one in timeline.tracks if isinstance(one, ProcessTrack) for stretch in one.known]
    assert known
    assert all(begin - 10**9 < takeover.named < end + 10**9 for begin, end in known)
    assert any("events of" in note and "missing" in note for note in timeline.notes)


def test_a_run_of_which_nothing_is_left_is_an_empty_timeline() -> None:
    timeline = model.build("nothing", [], [])
    assert (timeline.begin, timeline.end, timeline.tracks, timeline.messages) == (0, 0, [], [])
