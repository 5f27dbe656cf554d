"""Output that is no terminal: plain text, nothing that moves."""

from __future__ import annotations

import pytest

from guardian_emu.cli import screen, watch
from guardian_emu.launch.launcher import CpuAddress

ALPHA_0 = CpuAddress("\\ALPHA", 0)


def test_a_table_is_aligned_text(capfd: pytest.CaptureFixture[str]) -> None:
    screen.table(["cpu", "state"], [[0, "running"], [10, None]])
    assert capfd.readouterr().out == "CPU  STATE\n0    running\n10\n"


def test_a_table_without_rows_has_its_headings(capfd: pytest.CaptureFixture[str]) -> None:
    screen.table(["cpu", "state"], [])
    assert capfd.readouterr().out == "CPU  STATE\n"


def test_progress_is_one_line_a_stage_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    with screen.Progress() as progress:
        progress.stage("starting CPUs")
        progress.cpu(ALPHA_0, "created")
        progress.cpu(ALPHA_0, "ready")
    out, err = capfd.readouterr()
    assert (out, err) == ("", "starting CPUs\n\\ALPHA CPU 0 ready\n")


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"event": "cpu-down", "cpu": 0, "down": 1, "reason": "eof"}, "CPU 1 is down (eof)"),
        (
            {"event": "takeover", "cpu": 1, "name": "$SRV", "pin": 2, "from_cpu": 0, "cause": "cpu-down"},
            "takeover: $SRV is now primary in 1,2 (was in CPU 0; cpu-down)",
        ),
        ({"event": "cpu-down", "cpu": 0, "down": 3}, "cpu-down down=3"),
        ({"event": "unheard-of", "t": 1, "cpu": 0, "n": 3}, "unheard-of n=3"),
        (
            {"event": "process-ended", "cpu": 0, "pin": 2, "name": None, "completion_code": 5, "text": None},
            "process 0,2 ended with completion code 5",
        ),
    ],
)
def test_an_event_is_a_sentence_and_one_that_is_not_known_shows_what_it_holds(
    event: dict[str, object], text: str
) -> None:
    assert screen.event_text(event) == text


def test_a_change_of_a_cpu_that_several_cpus_report_is_told_once() -> None:
    told: dict[str, str] = {}
    down = {"event": "cpu-down", "cpu": 0, "down": 2, "reason": "eof"}
    again = down | {"cpu": 1}
    up = {"event": "cpu-up", "cpu": 0, "up": 2}
    heard = [watch._repeats(ALPHA_0, event, told) for event in (down, again, up, up, down)]
    assert heard == [False, True, False, True, False]
