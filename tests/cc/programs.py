"""Compiled programs, run as the kernel runs them but with no kernel behind them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from guardian_emu.cc import toolchain
from guardian_emu.cc.toolchain import Abi

NONSTOP_TOOLS = toolchain.has_nonstop_compiler() and shutil.which(toolchain.NONSTOP_EMULATOR) is not None
BOTH_ABIS = [
    Abi.HOST,
    pytest.param(
        Abi.NONSTOP,
        marks=pytest.mark.skipif(not NONSTOP_TOOLS, reason=f"needs {toolchain.NONSTOP_PACKAGES}"),
    ),
]


def run(program: Path, abi: Abi) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end, at most a minute."""
    command = [str(program)] if abi is Abi.HOST else [toolchain.NONSTOP_EMULATOR, str(program)]
    environment = {key: value for key, value in os.environ.items() if key != "GUARDIAN_KERNEL_FD"}
    return subprocess.run(command, capture_output=True, encoding="latin-1", check=False, timeout=60, env=environment)
