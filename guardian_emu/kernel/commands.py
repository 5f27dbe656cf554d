"""The operations of the operator channel."""

from __future__ import annotations

import asyncio
from typing import Any, NoReturn, Protocol

from .. import __version__
from .actions import Json
from .configuration import Configuration
from .creation import NAME_GIVEN, NO_NAME, Creation
from .events import Events
from .monitor import SUPER_SUPER, Monitor
from .operator import Emit, Operation, RequestError, Session
from .processes import EXTERNAL, Process, Processes
from .processor import Processor
from .systemmessages import Death

NO_SUCH_PROCESS = 14


class Owner(Protocol):
    """What the commands need from the rest of the kernel."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask another kernel; None when its CPU is down."""

    def halt(self, code: int, reason: str) -> NoReturn:
        """Stop this CPU."""


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

    def operations(self) -> dict[str, Operation]:
        """The table of operations for the channel."""
        return {
            "hello": self._hello,
            "status": self._status,
            "create": self._create,
            "stop": self._stop,
            "events": self._subscribe,
            "halt": self._halt,
        }

    def own_processes(self) -> list[Json]:
        """The processes of this CPU as ``status`` shows them."""
        return [self._describe(process) for process in self._processes.by_handle.values() if not process.dead]

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
        others = [cpu for cpu in sorted(membership.up) if cpu != self._configuration.cpu]
        answers = await asyncio.gather(*(self._owner.ask(cpu, "processes", {}) for cpu in others))
        processes = self.own_processes() + [item for answer in answers if answer for item in answer["processes"]]
        processes.sort(key=lambda item: (item["cpu"], item["pin"]))
        return {"cpus": cpus, "processes": processes}

    async def _create(self, request: Json, emit: Emit, session: Session) -> Json:
        name, follow = request.get("name") or "", bool(request.get("follow"))
        words = [str(word).encode() + b"\0" for word in request.get("args") or []]
        following = _Following(emit)
        if follow:
            following.cancel = self._events.subscribe(following.take)
            session.closing.append(following.end)
        created = await self._creation.create(
            program=str(request["program"]),
            name_option=NAME_GIVEN if name else NO_NAME,
            name=name,
            cpu=int(request.get("cpu", -1)),
            priority=int(request.get("priority", -1)),
            options=0,
            startup=b"".join(words),
            home_terminal="",
            creator=None,
        )
        if created.handle is None:
            following.end()
            text = f"PROCESS_CREATE_ of {request['program']!r}: error {created.error}, detail {created.detail}"
            raise RequestError(text, number=created.error, detail=created.detail)
        following.choose(created.handle.cpu, created.handle.pin)
        handle = created.handle
        return {
            "handle": handle.pack().hex(), "descriptor": created.descriptor, "cpu": handle.cpu, "pin": handle.pin
        }  # fmt: skip

    async def _stop(self, request: Json, emit: Emit, session: Session) -> Json:
        handle = await self._monitor.resolve(str(request["process"]))
        if handle is None:
            raise RequestError(f"there is no process {request['process']!r}", number=NO_SUCH_PROCESS)
        death = Death(handle.pack(), EXTERNAL, SUPER_SUPER, bool(request.get("abend")))
        error = await self._monitor.stop(handle, int(request.get("specifier", 0)), death)
        if error:
            raise RequestError(f"{request['process']!r} was not stopped: error {error}", number=error)
        return {}

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
            "state": "stopping" if process.ending else "running",
            "program": process.program,
            "priority": process.priority,
            "creator": process.creator.pack().hex() if process.creator else None,
        }

    def _role(self, process: Process) -> str:
        entry = self._core.names.of(process.handle)
        if not process.handle.named or entry is None:
            return "unnamed"
        if entry.backup and entry.backup.handle == process.handle:
            return "backup"
        return "primary" if entry.backup else "single"


class _Following:
    """Passes on the output and the end of one process; keeps what comes before it is known which."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._which: tuple[int, int] | None = None
        self._early: list[Json] = []
        self.cancel: Any = None

    def choose(self, cpu: int, pin: int) -> None:
        """This is the process."""
        self._which = (cpu, pin)
        early, self._early = self._early, []
        for event in early:
            self.take(event)

    def take(self, event: Json) -> None:
        """An event of the node."""
        if event["event"] not in ("output", "process-ended", "cpu-down"):
            return
        if self._which is None:
            self._early.append(event)
        elif event["event"] == "cpu-down" and event["down"] == self._which[0]:
            self._emit(event)
            self.end()
        elif event["event"] != "cpu-down" and (event["cpu"], event["pin"]) == self._which:
            self._emit(event)
            if event["event"] == "process-ended":
                self.end()

    def end(self) -> None:
        """No more."""
        if self.cancel:
            self.cancel()
            self.cancel = None
