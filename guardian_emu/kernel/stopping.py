"""Stopping processes: who may, who has to wait, and pairs as one (kernel.md section 4.4, errors.md section 7)."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ..wire.handle import NULL_HANDLE, ProcessHandle, unpack
from .actions import Json
from .links import NO_SUCH_PROCESS, PATH_DOWN
from .names import Names
from .process import Process, QueuedStop, StopMode
from .processes import EXTERNAL, Processes
from .systemmessages import Death
from .users import SUPER_SUPER, qualified

QUEUED_FOR_MODE, QUEUED_FOR_AUTHORITY = 638, 639


class Caller(NamedTuple):
    """Who asks: a process, or an operator, who has the null handle and is the super id. A ``remote`` one may do nothing
    to a process that is local (EX-14).
    """

    handle: bytes = NULL_HANDLE
    access_id: int = SUPER_SUPER
    creator_access_id: int = SUPER_SUPER
    remote: bool = False

    @staticmethod
    def of(process: Process) -> Caller:
        """A process of this CPU as a caller."""
        return Caller(process.handle.pack(), process.process_access_id, process.creator_access_id, process.remote)


class Owner(Protocol):
    """What stopping needs from the rest of the kernel."""

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; error and effect."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel; None when its CPU is down."""


class Stopping:
    """Guarantee: both members go by one update, so that neither hears of the other's death (R-60), or, when one of
    them may not be stopped now, each goes for itself.
    """

    def __init__(self, names: Names, processes: Processes, owner: Owner) -> None:
        self._names = names
        self._processes = processes
        self._owner = owner

    async def stop(self, caller: Caller, handle: ProcessHandle, specifier: int, abend: bool) -> int:
        """Stop another process anywhere in the node, or with specifier 1 its whole pair; a file-system error."""
        death = Death(handle.pack(), EXTERNAL, caller.creator_access_id, abend, killer=caller.handle)
        if specifier == 1 and handle.named:
            return await self._stop_both(caller, handle, death)
        return await self._stop_one(caller, handle, death)

    async def stop_with_partner(self, process: Process, death: Death) -> None:
        """A process ends itself and its partner. A partner that may not be stopped goes on, as the primary."""
        process.ending = death
        if await self._stop_both(Caller.of(process), process.handle, death):
            self._processes.kill(process, death)

    async def stop_here(self, arguments: Json) -> Json:
        """Answer a monitor: stop a process of this CPU, now or when its stop mode allows it."""
        process = self._processes.of(unpack(bytes.fromhex(arguments["handle"])))
        if process is None:
            return {"error": NO_SUCH_PROCESS}
        death = Death.from_json(arguments["death"])
        error = _refusal(process, arguments["by"], bool(arguments["remote"]))
        if error == 0:
            self._processes.kill(process, death)
        else:
            mode = StopMode.AUTHORISED if error == QUEUED_FOR_MODE else StopMode.ANYONE
            process.queued_stops.append(QueuedStop(mode, death))
        return {"error": error}

    async def may_stop_here(self, arguments: Json) -> Json:
        """Answer a monitor: whether a process of this CPU could be stopped now; one that is gone is no obstacle."""
        process = self._processes.of(unpack(bytes.fromhex(arguments["handle"])))
        return {"error": _refusal(process, arguments["by"], bool(arguments["remote"])) if process else 0}

    def mode_changed(self, process: Process) -> None:
        """A stop that waited for this mode is done now."""
        for queued in process.queued_stops:
            if process.stop_mode <= queued.mode:
                self._processes.kill(process, queued.death)
                return

    async def _stop_one(self, caller: Caller, handle: ProcessHandle, death: Death) -> int:
        arguments = {**_asked(caller, handle), "death": death.to_json()}
        answer = await self._owner.ask(handle.cpu, "stop", arguments)
        return PATH_DOWN if answer is None else int(answer["error"])

    async def _stop_both(self, caller: Caller, handle: ProcessHandle, death: Death) -> int:
        entry = self._names.of(handle)
        if entry is None:
            return NO_SUCH_PROCESS
        others = [member for member in entry.members() if member.pack() != caller.handle]
        for member in others:
            answer = await self._owner.ask(member.cpu, "may-stop", _asked(caller, member))
            if answer and answer["error"]:
                return await self._stop_each(caller, others, death)
        operation = {"do": "release", "name": entry.name, "sequence": entry.sequence, "death": death.to_json()}
        error, _effect = await self._owner.update(operation)
        return error

    async def _stop_each(self, caller: Caller, members: list[ProcessHandle], death: Death) -> int:
        errors = [await self._stop_one(caller, member, death._replace(handle=member.pack())) for member in members]
        return max(errors)


def _asked(caller: Caller, handle: ProcessHandle) -> Json:
    return {"handle": handle.pack().hex(), "by": caller.access_id, "remote": int(caller.remote)}


def _refusal(process: Process, by: int, remote: bool) -> int:
    """DL-09, EX-14: 0, 638 or 639."""
    if process.stop_mode is StopMode.ANYONE:
        return 0
    if remote and not process.remote:
        return QUEUED_FOR_AUTHORITY
    if not qualified(by, process.creator_access_id, process.process_access_id):
        return QUEUED_FOR_AUTHORITY
    return QUEUED_FOR_MODE if process.stop_mode is StopMode.NOBODY else 0
