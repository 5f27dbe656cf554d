"""``python -m guardian_emu.cli.images`` builds the CPU image, and its base, if they are not there: ``make images``."""

from __future__ import annotations

import sys

from guardian_emu.errors import GuardianEmuError

from .screen import Progress


def main() -> int:
    """Builds what is missing and prints the image's tag."""
    from guardian_emu.launch import engine, images

    try:
        with Progress() as progress:
            print(images.ensure(engine.connect(), progress))
    except GuardianEmuError as error:
        print(f"guardian-emu: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
