"""Which request waited for a takeover, told from events."""

from __future__ import annotations

from typing import Any

import pytest

from guardian_emu.bench import takeover
from guardian_emu.bench.rows import Steps
from guardian_emu.errors import ExpectationFailed

MS = 1_000_000
BEGIN = 1_000 * MS


def down(cpu: int, at: float, reporter: int = 3) -> dict[str, Any]:
    return {"event": "cpu-down", "down": cpu, "cpu": reporter, "t": int(BEGIN + at * MS)}


def slowest(*requests: tuple[float, float]) -> dict[str, Any]:
    words = [f"{int(BEGIN + begin * MS)}-{int(BEGIN + end * MS)}" for begin, end in requests]
    return {"event": "output", "name": "$POST", "text": " ".join(["slowest", *words]), "t": BEGIN}


def steps(*events: dict[str, Any], told: float = 3.0) -> Steps:
    return takeover.steps_of(events, 1, BEGIN, int(BEGIN + told * MS))


def test_the_request_that_waited_is_the_slowest_one_that_spans_the_discovery() -> None:
    found = steps(down(1, 2.5, reporter=2), down(1, 2.0), slowest((-30.0, -9.0), (0.5, 5.0), (5.1, 5.2), (9.0, 12.0)))
    assert found == Steps(2.0, 3.0, 5.0)


def test_a_slow_request_before_the_fault_is_not_taken_for_it() -> None:
    assert steps(down(1, 2.0), slowest((-50.0, 1.0)), slowest((1.5, 4.0))).replied == 4.0


def test_another_cpu_that_went_down_is_not_the_discovery() -> None:
    assert steps(down(0, 0.1), down(1, 2.0), slowest((1.0, 4.0))).detected == 2.0


def test_no_request_that_waited_is_an_error() -> None:
    with pytest.raises(ExpectationFailed, match="no request waited"):
        steps(down(1, 2.0), slowest((-3.0, 1.0), (3.5, 4.0)))


def test_output_of_other_processes_tells_of_no_request() -> None:
    assert takeover.requests_in({"event": "output", "name": "$LEDG", "text": "slowest 1-2"}) == []
    assert takeover.requests_in({"event": "output", "name": "$POST", "text": "post 7 failed"}) == []
