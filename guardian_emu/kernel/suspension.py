"""Suspending and activating processes (PROCESS_SUSPEND_, PROCESS_ACTIVATE_)."""

from __future__ import annotations

from typing import Protocol

from ..wire.handle import ProcessHandle, unpack
from .actions import Json
from .links import PATH_DOWN
from .names import Names
from .process import StopMode
from .processes import Processes
from .stopping import Caller
from .users import qualified

ALREADY_SO, NO_PROCESS, SECURITY_VIOLATION, BAD_VALUE = 2, 11, 48, 590


class Owner(Protocol):
    """What suspending needs from the rest of the kernel."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel; None when its CPU is down."""


class Suspension:
    """Guarantee: a suspended process runs none of its code; what is sent to it waits for it; it can be stopped."""

    def __init__(self, names: Names, processes: Processes, owner: Owner) -> None:
        self._names = names
        self._processes = processes
        self._owner = owner

    async def set(self, caller: Caller, handle: ProcessHandle, specifier: int, suspended: bool) -> int:
        """Suspend or activate a process, or with specifier 1 both members; a file-system error.

        Of a pair it is error 2 only when nothing changed for either member.
        """
        if specifier not in (0, 1):
            return BAD_VALUE
        entry = self._names.of(handle) if specifier else None
        errors = [await self._ask(caller, member, suspended) for member in (entry.members() if entry else [handle])]
        worse = [error for error in errors if error not in (0, ALREADY_SO)]
        return worse[0] if worse else min(errors)

    async def set_here(self, arguments: Json) -> Json:
        """Answer a monitor: suspend or activate a process of this CPU."""
        process = self._processes.of(unpack(bytes.fromhex(arguments["handle"])))
        if process is None or process.ending:
            return {"error": NO_PROCESS}
        owners = (process.creator_access_id, process.process_access_id)
        if arguments["remote"] and not process.remote:
            return {"error": SECURITY_VIOLATION}
        if process.stop_mode is not StopMode.ANYONE and not qualified(arguments["by"], *owners):
            return {"error": SECURITY_VIOLATION}
        if process.suspended == bool(arguments["suspended"]):
            return {"error": ALREADY_SO}
        (self._processes.suspend if arguments["suspended"] else self._processes.activate)(process)
        return {"error": 0}

    async def _ask(self, caller: Caller, handle: ProcessHandle, suspended: bool) -> int:
        asked = {"handle": handle.pack().hex(), "by": caller.access_id, "remote": int(caller.remote)}
        arguments = {**asked, "suspended": int(suspended)}
        answer = await self._owner.ask(handle.cpu, "suspend", arguments)
        return PATH_DOWN if answer is None else int(answer["error"])
