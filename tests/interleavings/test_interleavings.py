"""Random interleavings of what requesters do and what befalls a pair, over real processes.

``GUARDIAN_EMU_INTERLEAVINGS`` and ``GUARDIAN_EMU_SEED`` choose how many and which; ``make interleavings`` does 10,000.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from guardian_emu.bench.laboratory import laboratory
from guardian_emu.cc import driver, runtime
from guardian_emu.cc.toolchain import Abi
from guardian_emu.launch.launcher import Silent

HERE = Path(__file__).parent
EXAMPLES = int(os.environ.get("GUARDIAN_EMU_INTERLEAVINGS", "100"))


@pytest.mark.timeout(3600)
@pytest.mark.requires("FS-02", "R-28", "R-31", "R-47", "R-64")
def test_no_interleaving_loses_repeats_or_hangs() -> None:
    runtime.shared_library()
    seed = int(os.environ.get("GUARDIAN_EMU_SEED", random.SystemRandom().randrange(1 << 32)))
    with laboratory("embedded", 2, Silent()) as node:
        node.launcher.install("MACHINE.py", HERE / "machine.py")
        node.launcher.install("PAIR", driver.cached_program([HERE / "pair.c"], driver.Options(abi=Abi.HOST)))
        with node.start("MACHINE", 0, EXAMPLES, seed) as running:
            try:
                running.end()
            finally:
                print("\n".join(running.lines))
    assert running.lines[-1].startswith(f"seed {seed}: ")
