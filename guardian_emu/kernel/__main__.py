"""``python -S -m guardian_emu.kernel``: run the kernel of the CPU that GUARDIAN_CPU describes."""

from __future__ import annotations

import os
import sys

from .configuration import ConfigurationError, parse
from .running import run


def main() -> int:
    """Run until the CPU halts; the exit status is 0 after an orderly halt."""
    try:
        configuration = parse(os.environ.pop("GUARDIAN_CPU", ""))
    except ConfigurationError as error:
        print(f"guardian_emu.kernel: {error}", file=sys.stderr)
        return 2
    return run(configuration)


if __name__ == "__main__":
    sys.exit(main())
