"""The operations of the operator channel."""

from __future__ import annotations

import asyncio
from typing import NoReturn, Protocol

from .. import __version__
from ..wire.handle import ProcessHandle, unpack
from ..wire.layouts import SETTABLE
from .actions import Json
from .configuration import Configuration
from .creation import Creation, Request
from .environment import requested
from .events import Events
from .following import Following
from .monitor import Monitor
from .operator import Emit, Operation, RequestError, Session
from .process import Process, State
from .processes import Processes
from .processor import Processor
from .stopping import QUEUED_FOR_MODE, Caller
from .users import Users

NO_SUCH_PROCESS, INVALID_OPERATION = 14, 2
_EXPLAINED = {
    2: " (it is so already)",
    QUEUED_FOR_MODE: " (it will be when its stop mode allows it)",
    590: " (bad value)",
}
_STATES = {
    State.STARTING: "starting",
    State.RUNNABLE: "running",
    State.SUSPENDED: "suspended",
    State.TERMINATING: "stopping",
}


class Owner(Protocol):
    """What the commands need from the rest of the kernel."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel; None when its CPU is down."""

    def halt(self, code: int, reason: str) -> NoReturn:
        """Stop this CPU."""

    async def expand_status(self) -> Json:
        """Lines of this node, and ways to the others."""


class Commands:
    """Answers for the whole node, whichever CPU is asked."""

    def __init__(
        self,
        configuration: Configuration,
        core: Processor,
        creation: Creation,
        monitor: Monitor,
        processes: Processes,
        events: Events,
        owner: Owner,
    ) -> None:
        self._configuration = configuration
        self._core = core
        self._creation = creation
        self._monitor = monitor
        self._processes = processes
        self._events = events
        self._owner = owner
        self._users = Users(configuration.users)
        self._hanging_up: set[asyncio.Task[Json | None]] = set()

    def operations(self) -> dict[str, Operation]:
        """The table of operations for the channel."""
        return {
            "hello": self._hello,
            "status": self._status,
            "create": self._create,
            "input": self._input,
            "stop": self._stop,
            "suspend": self._suspend,
            "activate": self._activate,
            "alter-priority": self._alter_priority,
            "events": self._subscribe,
            "halt": self._halt,
        }

    async def processes_here(self, _arguments: Json) -> Json:
        """Answer another kernel: the processes of this CPU as ``status`` shows them."""
        return {"processes": [self._describe(process) for process in self._processes.living()]}

    async def _hello(self, request: Json, emit: Emit, session: Session) -> Json:
        own = self._configuration
        return {"node": own.node, "cpu": own.cpu, "incarnation": own.incarnation, "version": __version__}

    async def _status(self, request: Json, emit: Emit, session: Session) -> Json:
        membership = self._core.membership
        cpus = [
            {
                "cpu": cpu,
                "state": "up" if cpu in membership.up else "down",
                "incarnation": membership.up.get(cpu, membership.down.get(cpu, 0)),
            }
            for cpu in self._configuration.cpus
        ]
        answers = await asyncio.gather(*(self._owner.ask(cpu, "processes", {}) for cpu in sorted(membership.up)))
        processes = [item for answer in answers if answer for item in answer["processes"]]
        processes.sort(key=lambda item: (item["cpu"], item["pin"]))
        return {"cpus": cpus, "processes": processes, "expand": await self._owner.expand_status()}

    async def _create(self, request: Json, emit: Emit, session: Session) -> Json:
        asked = self._requested(request)
        following = Following(emit)
        if request.get("follow"):
            following.cancel = self._events.subscribe(following.take)
            session.closing.append(following.end)
        created = await self._creation.create(asked, None)
        if created.handle is None:
            following.end()
            text = f"PROCESS_CREATE_ of {request['program']!r}: error {created.error}, detail {created.detail}"
            raise RequestError(text, number=created.error, detail=created.detail)
        following.choose(created.handle.cpu, created.handle.pin)
        handle = created.handle
        if asked.has_input:
            session.closing.append(lambda: self._hang_up(handle))
        return {
            "handle": handle.pack().hex(), "descriptor": created.descriptor, "cpu": handle.cpu, "pin": handle.pin
        }  # fmt: skip

    def _requested(self, request: Json) -> Request:
        try:
            return requested(request, self._configuration.node, self._users)
        except ValueError as why:
            raise RequestError(str(why)) from why

    async def _input(self, request: Json, emit: Emit, session: Session) -> Json:
        handle = await self._process(request)
        arguments = {
            "handle": handle.pack().hex(),
            "text": str(request.get("text", "")),
            "end": bool(request.get("end")),
        }
        answer = await self._owner.ask(handle.cpu, "input", arguments)
        if answer is None or answer["error"]:
            raise RequestError(f"{request['process']!r} takes no input", number=INVALID_OPERATION)
        return {}

    async def input_here(self, arguments: Json) -> Json:
        """Answer another kernel: write the standard input of a process of this CPU, or end it."""
        process = self._processes.of(unpack(bytes.fromhex(arguments["handle"])))
        written = process is not None and self._processes.input.write(process, arguments["text"].encode())
        if process and arguments["end"]:
            self._processes.input.finish(process)
        return {"error": 0 if written else INVALID_OPERATION}

    def _hang_up(self, handle: ProcessHandle) -> None:
        """Whoever wrote the input of that process is gone."""
        arguments = {"handle": handle.pack().hex(), "text": "", "end": True}
        task = asyncio.get_running_loop().create_task(self._owner.ask(handle.cpu, "input", arguments))
        self._hanging_up.add(task)
        task.add_done_callback(self._hanging_up.discard)

    async def _process(self, request: Json) -> ProcessHandle:
        handle = await self._monitor.inquiries.resolve(str(request["process"]))
        if handle is None:
            raise RequestError(f"there is no process {request['process']!r}", number=NO_SUCH_PROCESS)
        return handle

    async def _stop(self, request: Json, emit: Emit, session: Session) -> Json:
        handle, specifier = await self._process(request), int(request.get("specifier", 0))
        error = await self._monitor.stopping.stop(Caller(), handle, specifier, bool(request.get("abend")))
        return _done(request, error, "stopped")

    async def _suspend(self, request: Json, emit: Emit, session: Session) -> Json:
        handle, specifier = await self._process(request), int(request.get("specifier", 0))
        error = await self._monitor.suspension.set(Caller(), handle, specifier, True)
        return _done(request, error, "suspended")

    async def _activate(self, request: Json, emit: Emit, session: Session) -> Json:
        handle, specifier = await self._process(request), int(request.get("specifier", 0))
        error = await self._monitor.suspension.set(Caller(), handle, specifier, False)
        return _done(request, error, "activated")

    async def _alter_priority(self, request: Json, emit: Emit, session: Session) -> Json:
        handle, specifier = await self._process(request), int(request.get("specifier", 0))
        attribute, priority = SETTABLE["PRIORITY"], int(request["priority"])
        was = await self._monitor.attributes.change(Caller(), handle, specifier, attribute, priority)
        return {**_done(request, was.error, "given another priority"), "was": was.value}

    async def _subscribe(self, request: Json, emit: Emit, session: Session) -> Json:
        session.closing.append(self._events.subscribe(emit))
        return {}

    async def _halt(self, request: Json, emit: Emit, session: Session) -> Json:
        self._owner.halt(int(request.get("code", 0)), str(request.get("reason", "operator")))

    def _describe(self, process: Process) -> Json:
        handle = process.handle
        return {
            "name": process.name or None,
            "descriptor": process.descriptor(self._configuration.node),
            "handle": handle.pack().hex(),
            "cpu": handle.cpu,
            "pin": handle.pin,
            "pid": process.pid,
            "role": self._role(process),
            "state": _STATES[process.state],
            "program": process.program,
            "priority": process.priority,
            "user": self._users.text(process.process_access_id),
            "job": process.job,
            "home_terminal": process.home_terminal,
            "creator": process.creator.pack().hex() if process.creator else None,
        }

    def _role(self, process: Process) -> str:
        entry = self._core.names.of(process.handle)
        if not process.handle.named or entry is None:
            return "unnamed"
        if entry.backup and entry.backup.handle == process.handle:
            return "backup"
        return "primary" if entry.backup else "single"


def _done(request: Json, error: int, what: str) -> Json:
    if error:
        why = f"error {error}{_EXPLAINED.get(error, '')}"
        raise RequestError(f"{request['process']!r} was not {what}: {why}", number=error)
    return {}
