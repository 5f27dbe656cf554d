"""Configured processes start again with their CPU, by mode and in phases, whoever is there to see it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from kernel.embedded import Node, Operator
from kernel.scripts import IDLE, MakeNode, program, watcher

from guardian_emu.kernel.persistence import FILE, configured, due

Json = dict[str, Any]


def entry(name: str, mode: str, cpu: int, backup: int | None = None, **create: Any) -> Json:
    asked = {"program": "idle.py", "name": name, "cpu": cpu, "args": [str(backup)], **create}
    return {"mode": mode, "backup-cpu": backup, "backup-args": [str(cpu)], "create": asked}


def text(*entries: Json) -> str:
    return json.dumps({"\\ALPHA": entries, "\\BETA": [entry("$B", "kernel", 0)]})


def configure(node: Node, *entries: Json) -> None:
    (node.folder / "state" / "system" / FILE).write_text(text(*entries))


def names_due(entries: list[Json], cpu: int, up: set[int]) -> list[str]:
    return [process.name for process in due(configured(text(*entries), "\\ALPHA"), cpu, up.__contains__)]


@pytest.mark.requires("RL-05", "ZP-05", "ZP-08")
def test_the_phases_come_in_their_order_and_manual_and_disabled_ones_not_at_all() -> None:
    modes = ("application", "manual", "system", "disabled", "kernel", "application", "kernel")
    entries = [entry(f"$P{number}", mode, 1) for number, mode in enumerate(modes)]
    assert names_due(entries, 1, {0, 1}) == ["$P4", "$P6", "$P2", "$P0", "$P5"]


@pytest.mark.requires("ZP-06", "ZP-07")
def test_a_cpu_starts_its_own_processes_and_those_whose_own_cpu_is_down() -> None:
    entries = [entry("$A", "system", 0, 1), entry("$B", "system", 1), entry("$C", "system", 2, 3)]
    assert names_due(entries, 1, {1, 2}) == ["$A", "$B"]
    assert names_due(entries, 1, {0, 1, 2}) == ["$B"]
    assert names_due(entries, 3, {0, 3}) == ["$C"]


@pytest.mark.requires("ZP-07")
def test_a_process_that_starts_in_its_backup_cpu_gets_the_other_one_for_its_backup() -> None:
    [process] = configured(text(entry("$A", "system", 0, 1)), "\\ALPHA")
    assert (process.request_in(0)["cpu"], process.request_in(0)["args"]) == (0, ["1"])
    assert (process.request_in(1)["cpu"], process.request_in(1)["args"]) == (1, ["0"])


def test_a_node_that_is_not_named_has_no_configured_processes() -> None:
    assert configured(text(entry("$A", "system", 0)), "\\GAMMA") == []


@pytest.mark.parametrize(
    "bad", ["", "[]", "7", '{"\\\\ALPHA": [{}]}', text(entry("$A", "sometimes", 0)), text({"mode": 1})]
)
def test_a_damaged_configuration_is_a_value_error(bad: str) -> None:
    with pytest.raises(ValueError):
        configured(bad, "\\ALPHA")


def restarted(operator: Operator, count: int) -> list[str]:
    seen = []
    for _ in range(count):
        event = operator.event(lambda event: event["event"] in ("restarted", "not-restarted"))
        seen.append(f"{event['name']} {event['mode']} {event['event']}")
    return seen


def running(operator: Operator) -> list[tuple[str, int]]:
    return [(process["name"], process["cpu"]) for process in operator.ask("status")["processes"]]


@pytest.mark.requires("RL-05", "RL-08", "ZP-05", "ZP-08", "ZP-12")
def test_a_reload_starts_them_in_phases_and_nothing_else(make_node: MakeNode) -> None:
    node = make_node(2)
    program(node, "idle", IDLE)
    operator = watcher(node.cpus[0])
    configure(
        node, entry("$APP", "application", 1), entry("$MAN", "manual", 1), entry("$KERN", "kernel", 1),
        entry("$DIS", "disabled", 1), entry("$SYS", "system", 1), entry("$HERE", "kernel", 0),
    )  # fmt: skip
    for name in ("$APP", "$MAN", "$KERN", "$SYS", None):
        operator.ask("create", program="idle.py", name=name, cpu=1)
    node.cpus[1].kill()
    node.load(1).ready()
    wanted = ["$KERN kernel restarted", "$SYS system restarted", "$APP application restarted"]
    assert restarted(operator, 3) == wanted
    assert sorted(running(operator)) == [("$APP", 1), ("$KERN", 1), ("$SYS", 1)]


@pytest.mark.requires("RL-06", "ZP-08")
def test_a_process_that_lives_elsewhere_is_left_alone(make_node: MakeNode) -> None:
    node = make_node(2)
    program(node, "idle", IDLE)
    operator = watcher(node.cpus[0])
    configure(node, entry("$LIVES", "kernel", 1), entry("$AWAY", "system", 1))
    operator.ask("create", program="idle.py", name="$LIVES", cpu=0)
    node.cpus[1].kill()
    node.load(1).ready()
    assert restarted(operator, 1) == ["$AWAY system restarted"]
    assert sorted(running(operator)) == [("$AWAY", 1), ("$LIVES", 0)]


@pytest.mark.requires("ZP-08", "ZP-12")
def test_one_that_cannot_start_is_told_and_keeps_nobody_from_starting(make_node: MakeNode) -> None:
    node = make_node(2)
    program(node, "idle", IDLE)
    operator = watcher(node.cpus[0])
    define = {"name": "=A", "class": "map", "values": []}
    bad, gone = entry("$BAD", "system", 1, defines=[define]), entry("$GONE", "kernel", 1, program="nothing")
    configure(node, gone, bad, entry("$GOOD", "application", 1))
    node.cpus[1].kill()
    node.load(1).ready()
    wanted = ["$GONE kernel not-restarted", "$BAD system not-restarted", "$GOOD application restarted"]
    assert restarted(operator, 3) == wanted


def test_a_damaged_configuration_does_not_keep_a_cpu_from_its_node(make_node: MakeNode) -> None:
    node = make_node(2)
    operator = watcher(node.cpus[0])
    (node.folder / "state" / "system" / FILE).write_text("{")
    node.cpus[1].kill()
    node.load(1).ready()
    assert operator.event(lambda event: event["event"] == "refused")["where"] == "configured processes"
