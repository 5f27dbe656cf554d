"""``python -m guardian_emu.cli`` is ``guardian-emu``."""

import sys

from . import main

sys.exit(main())
