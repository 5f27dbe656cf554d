"""In which order ``up`` starts processes, and what it leaves in the node for reloads."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guardian_emu.kernel import persistence
from guardian_emu.operating.programs import configured, in_phases
from guardian_emu.topology import Process, StartMode

PROCESS = Process(name="$P", program="P", cpu=1, backup_cpu=0, args=("0",), backup_args=("1",))


@pytest.mark.requires("RL-05", "ZP-05")
def test_up_starts_in_phases_and_leaves_out_what_is_disabled() -> None:
    modes = ("manual", "application", "disabled", "kernel", "system", "kernel", "manual")
    processes = [replace(PROCESS, name=f"$P{n}", start_mode=StartMode(mode)) for n, mode in enumerate(modes)]
    assert [process.name for process in in_phases(processes)] == ["$P3", "$P5", "$P4", "$P1", "$P0", "$P6"]


@pytest.mark.requires("ZP-07", "ZP-08")
def test_a_kernel_reads_what_up_writes() -> None:
    process = replace(PROCESS, start_mode=StartMode.SYSTEM, priority=150)
    [read] = persistence.configured(json.dumps({"\\A": [configured(process)]}), "\\A")
    assert (read.name, read.mode, read.cpu, read.backup_cpu) == ("$P", persistence.StartMode.SYSTEM, 1, 0)
    assert (read.request_in(1)["args"], read.request_in(0)["args"]) == (["0"], ["1"])
    assert read.request["priority"] == 150


def test_kernel_and_topology_have_the_same_start_modes_and_file() -> None:
    from guardian_emu.operating.programs import CONFIGURATION

    assert [mode.value for mode in StartMode] == [mode.value for mode in persistence.StartMode]
    assert CONFIGURATION == persistence.FILE
