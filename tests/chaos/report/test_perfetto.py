"""The Chrome trace: slices that nest, flows with both their ends."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from chaos.report.conftest import Halted
from chaos.report.test_model import built
from chaos.report.test_timeline import large

from guardian_emu.chaos.report import perfetto
from guardian_emu.chaos.report.model import Timeline


def trace_of(timeline: Timeline) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(perfetto.document(timeline))["traceEvents"]
    return found


def check(timeline: Timeline) -> list[dict[str, Any]]:
    trace = trace_of(timeline)
    assert {one["ph"] for one in trace} <= {"M", "X", "i", "s", "f"}
    flows = [one for one in trace if one["ph"] in "sf"]
    ends = Counter((one["id"], one["ph"]) for one in flows)
    ids = {one["id"] for one in flows}
    assert len(ids) == len(timeline.messages)
    assert ends == Counter({(number, phase): 1 for number in ids for phase in "sf"})
    _check_threads_are_named(trace)
    _check_flows_begin_and_end_in_slices(trace, flows)
    return trace


def _check_threads_are_named(trace: list[dict[str, Any]]) -> None:
    named = {(one["pid"], one["tid"]) for one in trace if one["name"] == "thread_name"}
    assert {(one["pid"], one["tid"]) for one in trace if one["ph"] != "M"} <= named


def _check_flows_begin_and_end_in_slices(trace: list[dict[str, Any]], flows: list[dict[str, Any]]) -> None:
    slices: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for one in trace:
        if one["ph"] == "X":
            slices.setdefault((one["pid"], one["tid"]), []).append((one["ts"], one["ts"] + one["dur"]))
    for flow in flows[:400]:
        here = slices[flow["pid"], flow["tid"]]
        assert any(begin - 0.001 <= flow["ts"] <= end + 0.001 for begin, end in here), flow


def test_a_pair_that_took_over_is_a_trace_with_a_flow_for_each_message(halted: Halted) -> None:
    trace = check(built(halted))
    names = {one["name"] for one in trace}
    assert {"detect", "regroup", "names", "halt of \\ALPHA CPU 0", "primary", "backup", "down"} <= names
    processes = [one["args"]["name"] for one in trace if one["name"] == "process_name"]
    assert processes == ["\\ALPHA CPU 0", "\\ALPHA CPU 1", "faults and takeovers"]


def test_a_hundred_thousand_events_are_a_valid_trace(tmp_path: Path) -> None:
    check(large(tmp_path))
