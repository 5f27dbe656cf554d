"""What an actor runs in its processor: it does what the test tells it, one thing after another (see actors.py)."""

import os
import pickle
import socket
import struct
from pathlib import Path
from typing import Any

from guardian_emu.guardian import pair
from guardian_emu.guardian.procedures import PROCESSHANDLE_DECOMPOSE_, PROCESSHANDLE_GETMINE_

PRELUDE = """
import os, signal, struct, sys
from guardian_emu.guardian import *
from guardian_emu.guardian import pair, systemmessages
from guardian_emu.guardian.procedures import *
"""


def told(code: str, world: dict[str, Any]) -> tuple[bool, Any]:
    """Runs code, or evaluates an expression: whether that went well, and the value or what was wrong."""
    try:
        try:
            compiled = compile(code, "<test>", "eval")
        except SyntaxError:
            exec(code, world)
            return True, None
        return True, eval(compiled, world)
    except Exception as error:
        return False, (
            type(error).__name__,
            getattr(error, "number", getattr(error, "error", None)),
            getattr(error, "detail", None),
            str(error),
        )


def main() -> None:
    """Connects to the test and obeys."""
    wire = socket.socket(socket.AF_UNIX)
    wire.connect(str(Path(__file__).parents[2] / "stage"))
    stream = wire.makefile("rwb")

    def say(what: object) -> None:
        data = pickle.dumps(what)
        stream.write(struct.pack("!I", len(data)) + data)
        stream.flush()

    own = PROCESSHANDLE_GETMINE_()
    parts = PROCESSHANDLE_DECOMPOSE_(own)
    world: dict[str, Any] = {}
    exec(PRELUDE, world)
    say((parts.procname, parts.cpu, os.getpid(), int(pair.role()), own))
    while header := stream.read(4):
        say(told(pickle.loads(stream.read(struct.unpack("!I", header)[0])), world))


if __name__ == "__main__":
    main()
