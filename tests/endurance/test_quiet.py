"""A node of sixteen CPUs on a machine whose processors are all busy: nobody is taken for dead.

``make soak`` has it for ten minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from guardian_emu.bench.laboratory import laboratory
from guardian_emu.launch.launcher import Silent

SECONDS = 600 if os.environ.get("GUARDIAN_EMU_FULL") == "1" else 10
CPUS = 16
ALARMS = ("suspected", "cpu-down", "halted", "regroup", "path-down", "fabric-down")
BUSY = "while True: pass"

pytestmark = pytest.mark.timeout(3600)


@pytest.mark.requires("FD-09", "FD-02", "NM-01")
def test_load_on_all_processors_makes_no_cpu_suspect_another() -> None:
    with laboratory("embedded", CPUS, Silent()) as node:
        hogs = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(os.cpu_count() or 1)]
        try:
            time.sleep(SECONDS)  # it is the time that is tested
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()
        said = [line for cpu in node.launcher.states() for line in node.launcher.logs(cpu)]
        assert len([line for line in said if line.get("stage") == "ready"]) == CPUS
        assert [line for line in said if line["event"] in ALARMS] == []
        assert all(state.value == "running" for state in node.launcher.states().values())
        assert [cpu["state"] for cpu in node.ask(0, "status")["cpus"]] == ["up"] * CPUS
