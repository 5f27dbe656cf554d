"""Writes the C headers that come from the tables of this package: ``python -m guardian_emu.wire.generate``.

``--check`` compares instead and exits 1 when a header is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .headers import byteorder, calls, derror, frames, procedures, signals, zsysc

RUNTIME = Path(__file__).parents[2] / "runtime"


def files() -> dict[Path, str]:
    """Every generated file and its text."""
    return {
        RUNTIME / "src" / "wire.h": frames.header(),
        RUNTIME / "src" / "byte_order_table.h": byteorder.header(),
        RUNTIME / "src" / "procedure_numbers.h": procedures.numbers(),
        RUNTIME / "include" / "guardian_calls.h": calls.header(),
        RUNTIME / "include" / "cextdecs.h": procedures.cextdecs(),
        RUNTIME / "include" / "crtlns.h": procedures.crtlns(),
        RUNTIME / "include" / "nonstop.h": procedures.nonstop(),
        RUNTIME / "include" / "zsysc.h": zsysc.header(),
        RUNTIME / "include" / "derror.h": derror.header(),
        RUNTIME / "include" / "tdmsig.h": signals.header(),
    }


def main(arguments: list[str]) -> int:
    """Writes the headers, or checks that they are fresh."""
    stale = [path for path, text in files().items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path} is stale: run python -m guardian_emu.wire.generate", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files()[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
