"""The rate of a crowd of requesters, from what each of them printed."""

from __future__ import annotations

import pytest

from guardian_emu.bench import rows, throughput
from guardian_emu.bench.throughput import Report
from guardian_emu.errors import ExpectationFailed


def test_the_rate_counts_from_the_first_beginning_to_the_last_end() -> None:
    assert (
        throughput.rate([Report(500, 1_000_000_000, 1_500_000_000), Report(500, 1_100_000_000, 2_000_000_000)]) == 1000
    )


def test_a_requester_prints_its_requests_and_its_times() -> None:
    assert throughput.read(["something", "crowd 40 from 17 to 99"]) == Report(40, 17, 99)


def test_a_requester_that_prints_no_times_is_an_error() -> None:
    with pytest.raises(ExpectationFailed, match="no times"):
        throughput.read(["a request failed, error 201"])


def test_more_is_better_and_a_missed_goal_is_said() -> None:
    good = rows.throughput("same-cpu", "host", 64, 8, 15, [70.0, 90.0, 80.0], [100.0])
    bad = rows.throughput("same-cpu", "host", 64, 8, 15, [50.0], [100.0])
    assert (good.ratio, bad.ratio) == (0.8, 0.5)
    shown = rows.render(rows.Results(throughput=[good, bad], load=[0.0])).splitlines()
    assert [line.count("MISSED") for line in shown if line.startswith("same-cpu")] == [0, 1]
