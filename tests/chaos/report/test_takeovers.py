"""What CPUs and processes were, and a takeover in its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chaos.report import rings
from chaos.report.rings import REPLY, REQUEST

from guardian_emu.chaos.report import recorded, states, takeovers
from guardian_emu.chaos.report.events import FaultLog, of_log
from guardian_emu.chaos.report.states import Fault, Stretch
from guardian_emu.launch.launcher import CpuAddress

A = "\\ALPHA"


def event(t: int, cpu: int, event: str, /, **more: Any) -> dict[str, Any]:
    return {"t": t, "node": A, "cpu": cpu, "event": event, **more}


RUN = [
    event(0, 0, "stage", stage="boot"),
    event(5, 0, "stage", stage="ready"),
    event(6, 1, "stage", stage="ready"),
    event(10, 0, "process-created", name="$S", pin=2, program="SRV", role="single"),
    event(20, 1, "process-created", name="$S", pin=3, program="SRV", role="backup"),
    event(100, 0, "fault", kind="freeze"),
    event(130, 1, "suspected", suspect=0),
    event(150, 1, "cpu-down", down=0, reason="silence"),
    event(160, 1, "takeover", name="$S", pin=3, from_cpu=0, cause="cpu-down"),
    event(300, 0, "halted", reason="poisoned"),
    event(310, 0, "stage", stage="boot"),
    event(320, 0, "fault-undone", kind="freeze"),
    event(330, 0, "process-created", name="$S", pin=2, program="SRV", role="backup"),
]


def test_a_cpu_is_loading_up_silent_and_down() -> None:
    found = states.cpus(RUN)[A, 0]
    assert found == [
        Stretch(0, 5, "loading"),
        Stretch(5, 130, "up"),
        Stretch(130, 150, "silent"),
        Stretch(150, 310, "down"),
        Stretch(310, None, "loading"),
    ]


def test_a_process_ends_with_its_cpu_and_changes_its_role() -> None:
    first, backup, second = states.lives(RUN, states.cpus(RUN))
    assert (first.end, first.roles) == (150, [(10, "single"), (20, "primary")])
    assert (backup.end, backup.roles) == (None, [(20, "backup"), (160, "primary")])
    assert (second.begin, second.end, second.roles) == (330, None, [(330, "backup")])


def test_a_takeover_has_its_parts() -> None:
    faults = states.faults(RUN)
    assert faults == [Fault("freeze", A, 0, "", 100, 320)]
    (one,) = takeovers.of_events(RUN, faults, ())
    assert (one.fault, one.from_cpu, one.cpu) == ("freeze", 0, 1)
    assert one.parts() == {"detect": 30, "regroup": 20, "names": 10, "first reply": None}
    assert one.whole is None
    assert one._replace(replied=200).whole == 100


def test_the_first_reply_is_that_of_somebody_who_had_learned_of_the_death(tmp_path: Path) -> None:
    new, old = (1, 3), (0, 2)
    late = [rings.sent(170, REQUEST, 1, new), rings.arrived(175, REPLY, 1, new)]
    lost = [
        rings.sent(90, REQUEST, 7, old),
        rings.peer_down(155, *old),
        rings.arrived(156, REPLY, 6, old),
        rings.sent(157, REQUEST, 7, new),
        rings.arrived(190, REPLY, 7, new),
        rings.arrived(195, REPLY, 8, new),
    ]
    partner = [rings.peer_down(155, *old), rings.arrived(161, REPLY, 1, new)]
    for name, pin, events in (("$NEW", 9, late), ("$R", 5, lost), ("$S", 4, partner)):
        rings.write(tmp_path, name, 2, pin, events)
    processes, _ = recorded.open_all(recorded.find(tmp_path, [A]))
    (one,) = takeovers.of_events(RUN, states.faults(RUN), processes)
    assert (one.replied, one.parts()["first reply"], one.whole) == (190, 30, 90)


def test_a_takeover_of_which_no_fault_is_known_begins_with_its_discovery() -> None:
    events = [one for one in RUN if not one["event"].startswith("fault")]
    (one,) = takeovers.of_events(events, states.faults(events), ())
    assert (one.fault, one.began, one.detected) == ("cpu-down", 130, 130)


def test_what_was_noticed_of_an_earlier_load_is_not_counted() -> None:
    earlier = [event(50, 1, "suspected", suspect=0), event(60, 1, "cpu-down", down=0)]
    (one,) = takeovers.of_events([*earlier, *({**later, "t": later["t"] + 1000} for later in RUN)], (), ())
    assert one.detected == 1130


def test_a_fault_of_another_process_is_not_the_cause() -> None:
    faults = [Fault("stop", A, 0, "$OTHER", 90, None)]
    (one,) = takeovers.of_events(RUN, faults, ())
    assert one.fault == "cpu-down"


def test_the_end_of_a_process_needs_no_regroup() -> None:
    stopped = [event(100, 0, "fault", kind="stop", name="$S"), event(130, 0, "process-ended", name="$S", pin=2)]
    events = [*RUN[:5], *stopped, event(160, 1, "takeover", name="$S", pin=3, from_cpu=0, cause="process-ended")]
    (one,) = takeovers.of_events(events, states.faults(events), ())
    assert one.fault == "stop"
    assert one.parts() == {"detect": 30, "regroup": 0, "names": 30, "first reply": None}


@pytest.mark.parametrize(("share", "value"), [(0.5, 2.0), (0.95, 4.0), (1.0, 4.0), (0.25, 1.0)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert takeovers.percentile([4.0, 1.0, 3.0, 2.0], share) == value


def test_the_table_has_percentiles_by_fault() -> None:
    (one,) = takeovers.of_events(RUN, states.faults(RUN), ())
    halt = one._replace(fault="halt", began=150 - 2_000_000, detected=150 - 1_000_000, replied=1_000_160)
    rows = {(row.fault, row.part): row for row in takeovers.table([one, halt, halt])}
    assert rows["halt", "detect"] == ("halt", "detect", 2, 1.0, 1.0, 1.0)
    assert rows["halt", "whole"].p50 == 3.0
    assert ("freeze", "first reply") not in rows


def test_faults_are_told_as_events_and_log_lines_without_a_time_are_none() -> None:
    told = FaultLog()
    told.made("stop", CpuAddress(A, 1), 5, "$S")
    told.undone(9)
    assert [one["event"] for one in told.events] == ["fault", "fault-undone"]
    assert states.faults(told.events) == [Fault("stop", A, 1, "$S", 5, 9)]
    assert of_log(A, [{"event": "text", "text": "Traceback"}, {"t": 1, "cpu": 0, "event": "x"}]) == [event(1, 0, "x")]
