"""The monitor of a CPU: serves what its processes ask, and what other monitors ask (kernel.md sections 4.3 to 4.5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from ..wire.codec import Message, MessageError, Value
from ..wire.handle import NULL_HANDLE, ProcessHandle, unpack
from ..wire.layouts import MONITORED, PROTOCOL_VERSION
from .actions import Json
from .attributes import Attributes
from .configuration import Configuration
from .creation import Creation, Request
from .information import Information
from .inquiries import Inquiries
from .links import NO_SUCH_PROCESS, Links
from .names import Names
from .naming import LONG, SHORT, Naming
from .process import Process
from .processes import Processes
from .questions import Answer
from .stopping import Caller, Stopping
from .suspension import Suspension
from .systemmessages import MAX_TEXT, NO_SSID, SSID_BYTES, Death

BAD_VALUE = 590
_AHEAD_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


class Owner(Protocol):
    """What the monitor and its parts need from the rest of the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    def cpus_up(self) -> list[int]:
        """The CPUs that are up, ascending."""

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; error and effect."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel; None when its CPU is down."""


class Elsewhere(Protocol):
    """The network that joins nodes, as the monitor uses it."""

    def serve(self, process: Process, message: Message) -> Coroutine[Any, Any, None] | None:
        """What is to be done for a request that concerns another node; None for any other message."""


class Monitor:
    """Serves the kernel sockets of this CPU's processes, and other monitors.

    Guarantee: every request gets exactly one reply, unless its process is gone; what cannot be decoded ends the
    process that sent it.
    """

    def __init__(
        self,
        configuration: Configuration,
        names: Names,
        naming: Naming,
        processes: Processes,
        links: Links,
        creation: Creation,
        loop: asyncio.AbstractEventLoop,
        owner: Owner,
    ) -> None:
        self.stopping = Stopping(names, processes, owner)
        self.suspension = Suspension(names, processes, owner)
        self.attributes = Attributes(names, processes, self.stopping, owner)
        self.inquiries = Inquiries(configuration, names, processes, owner)
        information = Information(
            configuration.cpu, configuration.node, configuration.node_number, names, processes, owner
        )
        self._names = names
        self._naming = naming
        self._processes = processes
        self._links = links
        self._creation = creation
        self._loop = loop
        self._owner = owner
        self.elsewhere: Elsewhere
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_once: dict[str, Callable[[Process, Message], None]] = {
            "hello": self._hello,
            "broken": lambda process, message: links.broken(process, message.number("link"), message.number("socket")),
            "opened": self._opened,
            "closed": self._closed,
            "find": self._find,
            "pair_info": self.inquiries.pair_info,
            "monitor_cpus": self._monitor_cpus,
            "monitor": self._monitor,
            "get_node": self.inquiries.node,
            "get_user": self.inquiries.user,
        }
        self._waiting: dict[str, Callable[[Process, Message], Coroutine[Any, Any, None]]] = {
            "link": self._link,
            "create": self._create,
            "stop": self._stop,
            "set_primary": self._set_primary,
            "get_info": information.tell,
            "suspend": self._suspend,
            "set_info": self._set_info,
            "reserve_name": self._reserve_name,
            "get_processor": self.inquiries.processor,
        }
        self.answers: dict[str, Answer] = {
            "create": creation.create_here,
            "stop": self.stopping.stop_here,
            "may-stop": self.stopping.may_stop_here,
            "suspend": self.suspension.set_here,
            "set-info": self.attributes.set_here,
            "info": information.here,
            "lookup": self.inquiries.look_up_here,
            "processor": self.inquiries.processor_here,
        }

    def serve(self, process: Process, message: Message) -> None:
        """Serve a message of a process."""
        elsewhere = self.elsewhere.serve(process, message)
        if elsewhere:
            self._begin(process, elsewhere)
        elif message.name in self._at_once:
            self._at_once[message.name](process, message)
        else:
            self._begin(process, self._waiting[message.name](process, message))

    def link_ahead(self, process: Process, backup: ProcessHandle) -> None:
        """Broker a link to a backup before it is needed."""
        if backup != process.handle:
            self._begin(process, self._link_when_started(process, backup))

    # Requests that are served at once, and notices, which have no reply.

    def _hello(self, process: Process, message: Message) -> None:
        if message.number("version") != PROTOCOL_VERSION:
            raise MessageError(f"library speaks version {message.number('version')}, the kernel {PROTOCOL_VERSION}")
        process.greeted = True

    def _find(self, process: Process, message: Message) -> None:
        work = self.inquiries.find(process, message)
        if work:
            self._begin(process, work)

    def _monitor_cpus(self, process: Process, message: Message) -> None:
        process.mask = message.number("mask")

    def _monitor(self, process: Process, message: Message) -> None:
        """MONITORNET and MONITORNEW; this node's time is never set."""
        what = message.number("what")
        if what not in MONITORED.values():
            raise MessageError(f"there is nothing to monitor with number {what}")
        (process.monitored.add if message.number("enabled") else process.monitored.discard)(what)

    def _opened(self, process: Process, message: Message) -> None:
        target = unpack(message.handle("target"))
        if target is None:
            raise MessageError("opened with a null handle")
        process.opens[message.number("file")] = (message.number("label"), target)

    def _closed(self, process: Process, message: Message) -> None:
        process.opens.pop(message.number("file"), None)

    # Links.

    async def _link(self, process: Process, message: Message) -> None:
        peer = unpack(message.handle("handle"))
        if peer is None:
            values: dict[str, Value] = {"handle": NULL_HANDLE}
            self._processes.send(process, "linked", values, error=NO_SUCH_PROCESS, tag=message.tag)
            return
        await self._links.ask(process, peer, message.tag)
        entry = self._names.of(peer)
        if entry and entry.backup and entry.primary and entry.primary.handle == peer:
            self.link_ahead(process, entry.backup.handle)

    async def _link_when_started(self, process: Process, backup: ProcessHandle) -> None:
        """The table shows a backup before it has been started (R-05)."""
        for pause in _AHEAD_PAUSES:
            entry = self._names.of(backup)
            if process.dead or entry is None or entry.backup is None or entry.backup.handle != backup:
                return
            if await self._links.ahead(process, backup):
                return
            await asyncio.sleep(pause)

    # Processes and their names.

    async def _create(self, process: Process, message: Message) -> None:
        text = {name: message.strings[name].decode("ascii", "replace") for name in ("name", "home_terminal")}
        request = Request(
            program=message.strings["program"].decode("utf-8", "replace"),
            name_option=message.number("name_option"),
            name=text["name"],
            cpu=message.number("cpu"),
            priority=message.number("priority"),
            options=message.number("options"),
            job=message.number("job"),
            startup_by=message.number("startup_by"),
            startup=message.strings["startup"],
            home_terminal=text["home_terminal"],
            defines=message.strings["defines"],
            environment=message.strings["environment"],
        )
        created = await self._creation.create(request, process)
        values: dict[str, Value] = {"handle": created.handle.pack() if created.handle else NULL_HANDLE}
        strings = {"descriptor": created.descriptor.encode()}
        self._processes.send(
            process, "created", values, strings, error=created.error, detail=created.detail, tag=message.tag
        )

    async def _stop(self, process: Process, message: Message) -> None:
        handle, specifier = unpack(message.handle("handle")), message.number("specifier")
        if specifier not in (0, 1, 2):
            self._done(process, message, BAD_VALUE)
            return
        if specifier == 2:
            entry = self._names.of(process.handle)
            handle = entry.partner(process.handle) if entry else None
        elif handle is None or handle == process.handle:
            await self._stop_itself(process, message)
            return
        abend, error = bool(message.number("options") & 1), NO_SUCH_PROCESS
        if handle:
            error = await self.stopping.stop(Caller.of(process), handle, specifier, abend)
        self._done(process, message, error)

    async def _stop_itself(self, process: Process, message: Message) -> None:
        ssid = message.strings["ssid"]
        death = Death(
            process.handle.pack(),
            message.number("completion_code"),
            message.number("termination_info"),
            bool(message.number("options") & 1),
            message.strings["text"][:MAX_TEXT].decode("ascii", "replace"),
            ssid=ssid if len(ssid) == SSID_BYTES else NO_SSID,
        )
        if message.number("specifier") == 1 and process.handle.named:
            await self.stopping.stop_with_partner(process, death)
        else:
            self._processes.kill(process, death)

    async def _suspend(self, process: Process, message: Message) -> None:
        handle = unpack(message.handle("handle")) or process.handle
        specifier, suspended = message.number("specifier"), bool(message.number("suspended"))
        error = await self.suspension.set(Caller.of(process), handle, specifier, suspended)
        self._done(process, message, error)

    async def _set_info(self, process: Process, message: Message) -> None:
        was = await self.attributes.set(process, message)
        strings = {"text": was.text.encode()}
        self._processes.send(process, "was", {"value": was.value}, strings, error=was.error, tag=message.tag)

    async def _set_primary(self, process: Process, message: Message) -> None:
        entry = self._names.of(process.handle)
        error = NO_SUCH_PROCESS
        if entry:
            operation = {"do": "switch", "name": entry.name, "sequence": entry.sequence}
            error, _effect = await self._owner.update({**operation, "handle": process.handle.pack().hex()})
        self._done(process, message, error)

    async def _reserve_name(self, process: Process, message: Message) -> None:
        error, name = await self._naming.reserve_for(process, LONG if message.number("long") else SHORT)
        self._processes.send(process, "named", strings={"name": name.encode()}, error=error, tag=message.tag)

    def _done(self, process: Process, message: Message, error: int) -> None:
        self._processes.send(process, "done", error=error, tag=message.tag)

    def _begin(self, process: Process, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(self._guarded(process, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, process: Process, work: Coroutine[Any, Any, None]) -> None:
        """Nonsense of a process is that process's end, here as on the kernel socket."""
        try:
            await work
        except ValueError as why:
            self._processes.nonsense(process, why)
