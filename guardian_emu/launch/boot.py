"""First thing in every CPU: find out which load of the CPU this is, then become the kernel.

A CPU that is loaded again finds the count of its loads in its state directory. So a halted container is loaded by
nothing more than starting it again.
"""

import json
import os
import runpy
import sys
from typing import Any


def load(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration for this load: the first one as given, every later one a ``reload`` with the next incarnation.

    Also makes the directories of the state and takes away sockets of the load before.
    """
    state = config["state"]
    for directory in ("boot", "system", "recorder", "run"):
        os.makedirs(os.path.join(state, directory), exist_ok=True)
    for address in (config["operator"], *(fabric["listen"] for fabric in config["fabrics"].values())):
        kind, _, path = address.partition(":")
        if kind == "unix" and os.path.exists(path):
            os.unlink(path)
    loads = count(os.path.join(state, "boot", f"cpu-{config['cpu']}"))
    if loads > 1:
        return {**config, "incarnation": loads, "start": "reload"}
    return {**config, "incarnation": 1}


def count(path: str) -> int:
    """Add one to the number in a file and return it. The file is replaced whole, so SIGKILL never spoils it."""
    try:
        with open(path) as file:
            number = int(file.read()) + 1
    except FileNotFoundError:
        number = 1
    with open(path + ".new", "w") as file:
        file.write(str(number))
    os.replace(path + ".new", path)
    return number


def become_kernel(config: dict[str, Any]) -> None:
    """Run the kernel in this process, with the configuration for this load. Returns when the kernel ends."""
    os.environ["GUARDIAN_CPU"] = json.dumps(load(config))
    leave_out_openssl()
    sys.argv = ["guardian_emu.kernel"]
    runpy.run_module("guardian_emu.kernel", run_name="__main__", alter_sys=True)


def leave_out_openssl() -> None:
    """asyncio loads OpenSSL, and takes it as well when there is none: the kernel has no use for it, and it is a third
    of the time that asyncio takes to load."""
    sys.modules.setdefault("ssl", None)  # type: ignore[arg-type]


def main() -> None:
    """Start the CPU that the environment describes."""
    become_kernel(json.loads(os.environ["GUARDIAN_CPU"]))


if __name__ == "__main__":
    main()
