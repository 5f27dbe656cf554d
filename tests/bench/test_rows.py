"""Arithmetic and rendering of what was measured."""

from __future__ import annotations

import json

import pytest

from guardian_emu.bench import rows
from guardian_emu.bench.rows import NotMeasured, Results, Round, Steps

OURS = [Round(13.0, 40.0), Round(12.0, 50.0), Round(90.0, 900.0)]
FLOORS = [Round(10.0, 20.0), Round(8.0, 30.0), Round(11.0, 25.0)]


def a_message_row(abi: str = "host") -> rows.MessageRow:
    return rows.message("same-cpu", abi, 64, OURS, FLOORS)


def test_a_message_row_compares_the_medians_of_its_rounds() -> None:
    row = a_message_row()
    assert (row.p50_us, row.floor_p50_us, row.ratio) == (13.0, 10.0, 1.3)
    assert (row.p99_us, row.floor_p99_us, row.rounds) == (50.0, 25.0, 3)


def test_a_message_row_tells_the_spread_of_its_rounds() -> None:
    row = a_message_row()
    assert row.p50_us_range == (12.0, 90.0)
    assert row.floor_p50_us_range == (8.0, 11.0)


@pytest.mark.parametrize(("abi", "goal"), [("host", 1.3), ("nonstop", 1.6)])
def test_the_goal_of_messages_depends_on_the_abi(abi: str, goal: float) -> None:
    assert a_message_row(abi).goal == goal


def test_a_takeover_row_holds_the_median_of_every_step() -> None:
    ours = [Steps(1.0, 2.0, 4.0), Steps(2.0, 3.0, 6.0), Steps(9.0, 9.5, 20.0)]
    row = rows.takeover("docker", "nonstop", "halt", ours, [0.5, 3.0, 2.0])
    assert (row.detected_p50_ms, row.told_p50_ms, row.p50_ms, row.p99_ms) == (2.0, 3.0, 6.0, 20.0)
    assert (row.floor_p50_ms, row.ratio, row.runs) == (2.0, 3.0, 3)


def test_a_boot_row_compares_medians() -> None:
    row = rows.boot("embedded", 16, [3.0, 1.0, 2.0], [1.0, 1.0, 4.0])
    assert (row.seconds, row.floor_seconds, row.ratio, row.goal) == (2.0, 1.0, 2.0, 2.0)
    assert row.seconds_range == (1.0, 3.0)


def test_a_boot_that_nobody_set_a_goal_for_has_none() -> None:
    assert rows.boot("embedded", 4, [1.0], [1.0]).goal is None


def test_a_row_of_compilations_compares_medians() -> None:
    row = rows.compilation("nonstop", 1000, [0.9, 0.3, 0.6], [0.2, 0.2, 0.8])
    assert (row.seconds, row.floor_seconds, row.ratio, row.goal) == (0.6, 0.2, 3.0, 2.0)
    text = rows.render(Results(cc=[row]))
    assert next(line for line in text.splitlines() if line.startswith("nonstop")).split()[4:7] == [
        "3.00",
        "2",
        "MISSED",
    ]


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 6.0), (0.99, 10.0), (1.0, 10.0)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert rows.percentile([float(number) for number in range(10, 0, -1)], share) == value


def results() -> Results:
    return Results(
        messages=[a_message_row()],
        takeover=[rows.takeover("embedded", "host", "halt", [Steps(1.0, 2.0, 30.0)], [1.0])],
        boot=[rows.boot("embedded", 4, [1.0], [2.0])],
        not_measured=[NotMeasured("everything on docker", "there is no container engine")],
        processors=2,
        load=[0.1, 0.7],
    )


def test_the_json_form_has_every_row_and_what_is_missing() -> None:
    told = json.loads(json.dumps(results().to_json()))
    assert told["messages"][0]["ratio"] == 1.3
    assert told["takeover"][0]["fault"] == "halt"
    assert told["boot"][0] | {"runtime": "embedded", "cpus": 4, "floor_seconds": 2.0} == told["boot"][0]
    assert told["not_measured"] == [{"what": "everything on docker", "why": "there is no container engine"}]
    assert told["machine"] == {"processors": 2, "load_average": [0.1, 0.7]}


def test_the_table_shows_the_goal_beside_each_ratio_and_says_when_it_is_missed() -> None:
    text = rows.render(results())
    message, takeover, boot = (
        next(line for line in text.splitlines() if line.startswith(beginning))
        for beginning in ("same-cpu", "embedded  host", "embedded  4")
    )
    assert message.split()[6:8] == ["1.30", "1.3"]
    assert takeover.endswith("30.00  10 MISSED")
    assert boot.split()[4:6] == ["0.50", "-"]


def test_the_table_says_loudly_what_was_not_measured() -> None:
    assert "NOT MEASURED:\n  everything on docker: there is no container engine" in rows.render(results())


def test_kinds_without_rows_have_no_table() -> None:
    assert "BOOT" not in rows.render(Results(messages=[a_message_row()]))
