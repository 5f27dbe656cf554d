"""The monitor of a CPU: what processes, operators and other kernels ask for (kernel.md sections 4.3 to 4.5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from ..wire.codec import Message, MessageError, Value
from ..wire.handle import NULL_HANDLE, ProcessHandle, descriptor, unpack
from ..wire.layouts import PAIR_INFO_BY, PROTOCOL_VERSION
from . import processes as starting
from .actions import Json
from .configuration import Configuration
from .creation import Creation
from .links import NO_SUCH_PROCESS, PATH_DOWN, Links
from .names import Descriptor, Names, parse_descriptor
from .processes import EXTERNAL, Process, Processes
from .systemmessages import MAX_TEXT, Death

SUPER_SUPER = 0xFFFF
_AHEAD_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
RUNNABLE = 2


class Owner(Protocol):
    """What the monitor needs from the rest of the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    def cpus_up(self) -> list[int]:
        """The CPUs that are up, ascending."""

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; error and effect."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask another kernel; None when its CPU is down."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


class Monitor:
    """Serves the kernel sockets of this CPU's processes, and other monitors.

    Guarantee: every request gets exactly one reply, unless its process is gone; what cannot be decoded ends the
    process that sent it.
    """

    def __init__(
        self,
        configuration: Configuration,
        names: Names,
        processes: Processes,
        creation: Creation,
        links: Links,
        loop: asyncio.AbstractEventLoop,
        owner: Owner,
    ) -> None:
        self._configuration = configuration
        self._cpu = configuration.cpu
        self._node = configuration.node
        self._names = names
        self._processes = processes
        self._links = links
        self._loop = loop
        self._owner = owner
        self._creation = creation
        self._tasks: set[asyncio.Task[None]] = set()
        self._handlers: dict[str, Callable[[Process, Message], None]] = {
            "hello": self._hello,
            "find": self._find,
            "link": self._link,
            "broken": lambda process, message: links.broken(process, message.number("link")),
            "opened": self._opened,
            "closed": self._closed,
            "pair_info": self._pair_info,
            "monitor_cpus": self._monitor_cpus,
            "create": lambda process, message: self._task(process, self._create(process, message)),
            "stop": lambda process, message: self._task(process, self._stop(process, message)),
            "set_primary": lambda process, message: self._task(process, self._set_primary(process, message)),
            "get_info": lambda process, message: self._task(process, self._get_info(process, message)),
        }

    def serve(self, process: Process, message: Message) -> None:
        """Serve a message of a process."""
        self._handlers[message.name](process, message)

    async def answer(self, sender: int, what: str, arguments: Json) -> Json:
        """Answer another kernel's question."""
        if what == "create":
            created = await self._creation.create_here(arguments)
            packed = created.handle.pack().hex() if created.handle else ""
            return {"error": created.error, "detail": created.detail, "handle": packed, "name": created.descriptor}
        if what == "stop":
            return {"error": self.stop_here(arguments)}
        if what == "lookup":
            process = self._processes.of_pin(arguments["pin"])
            return {"handle": process.handle.pack().hex() if process and not process.dead else ""}
        if what == "info":
            return self.info_here(unpack(bytes.fromhex(arguments["handle"])))
        raise ValueError(f"CPU {sender} asks for {what!r}")

    # Requests without a wait.

    def _hello(self, process: Process, message: Message) -> None:
        if message.number("version") != PROTOCOL_VERSION:
            raise MessageError(f"library speaks version {message.number('version')}, the kernel {PROTOCOL_VERSION}")

    def _monitor_cpus(self, process: Process, message: Message) -> None:
        process.mask = message.number("mask")

    def _opened(self, process: Process, message: Message) -> None:
        target = unpack(message.handle("target"))
        if target is None:
            raise MessageError("opened with a null handle")
        process.opens[message.number("file")] = (message.number("label"), target)

    def _closed(self, process: Process, message: Message) -> None:
        process.opens.pop(message.number("file"), None)

    def _link(self, process: Process, message: Message) -> None:
        peer = unpack(message.handle("handle"))
        if peer is None:
            values: dict[str, Value] = {"handle": NULL_HANDLE}
            self._processes.send(process, "linked", values, error=NO_SUCH_PROCESS, tag=message.tag)
            return
        self._task(process, self._link_and_ahead(process, peer, message.tag))

    async def _link_and_ahead(self, process: Process, peer: ProcessHandle, tag: int) -> None:
        await self._links.ask(process, peer, tag)
        entry = self._names.of(peer)
        if entry and entry.backup and entry.primary and entry.primary.handle == peer:
            self.link_ahead(process, entry.backup.handle)

    def link_ahead(self, process: Process, backup: ProcessHandle) -> None:
        """Broker a link to a backup before it is needed."""
        if backup != process.handle:
            self._task(process, self._link_when_started(process, backup))

    async def _link_when_started(self, process: Process, backup: ProcessHandle) -> None:
        """The table shows a backup before it has been started (R-05)."""
        for pause in _AHEAD_PAUSES:
            entry = self._names.of(backup)
            if process.dead or entry is None or entry.backup is None or entry.backup.handle != backup:
                return
            if await self._links.ahead(process, backup):
                return
            await asyncio.sleep(pause)

    def _find(self, process: Process, message: Message) -> None:
        parsed = parse_descriptor(message.strings["name"].decode("ascii", "replace"), self._node)
        if isinstance(parsed, int):
            self._processes.send(process, "found", error=parsed, tag=message.tag)
        elif not parsed.name:
            self._task(process, self._find_unnamed(process, parsed, message.tag))
        else:
            self._find_named(process, parsed, message.tag)

    def _find_named(self, process: Process, parsed: Descriptor, tag: int) -> None:
        entry = self._names.find(parsed.name, parsed.sequence)
        if entry is None or entry.primary is None:
            self._processes.send(process, "found", error=NO_SUCH_PROCESS, tag=tag)
            return
        own = process.handle in entry.members()
        target = entry.partner(process.handle) if own else entry.primary.handle
        other = entry.partner(target) if target else None
        values: dict[str, Value] = {"own_pair": int(own)}
        values["handle"] = target.pack() if target else NULL_HANDLE
        values["backup"] = other.pack() if other else NULL_HANDLE
        text = descriptor(self._node, entry.primary.handle, entry.name).encode()
        error = 0 if target else NO_SUCH_PROCESS
        self._processes.send(process, "found", values, {"descriptor": text}, error=error, tag=tag)

    async def _find_unnamed(self, process: Process, parsed: Descriptor, tag: int) -> None:
        error, handle = await self._look_up(parsed.cpu, parsed.pin)
        if handle and handle.sequence != parsed.sequence:
            error, handle = NO_SUCH_PROCESS, None
        values: dict[str, Value] = {"handle": handle.pack() if handle else NULL_HANDLE}
        text = descriptor(self._node, handle).encode() if handle else b""
        self._processes.send(process, "found", values, {"descriptor": text}, error=error, tag=tag)

    def _pair_info(self, process: Process, message: Message) -> None:
        by, entry, result = message.number("by"), None, 9
        if by == PAIR_INFO_BY["NAME"]:
            parsed = parse_descriptor(message.strings["name"].decode("ascii", "replace"), self._node)
            named = isinstance(parsed, Descriptor) and parsed.name != ""
            entry = self._names.find(parsed.name, parsed.sequence) if isinstance(parsed, Descriptor) and named else None
            result = self._names.pair_result(entry, process.handle) if named else 2
        else:
            handle = process.handle if by == PAIR_INFO_BY["CALLER"] else unpack(message.handle("handle"))
            if handle and not handle.named:
                result = 7
            else:
                entry = self._names.of(handle)
                result = self._names.pair_result(entry, process.handle)
        values: dict[str, Value] = {"result": result}
        strings: dict[str, bytes] = {}
        if entry:
            primary, backup = entry.primary, entry.backup
            values["primary"] = primary.handle.pack() if primary else NULL_HANDLE
            values["backup"] = backup.handle.pack() if backup else NULL_HANDLE
            values["ancestor"] = entry.ancestor.pack() if entry.ancestor else NULL_HANDLE
            values["sequence"] = entry.sequence
            name = descriptor(self._node, primary.handle, entry.name) if primary else f"{self._node}.{entry.name}"
            strings = {"name": name.encode(), "ancestor_name": entry.ancestor_name.encode()}
        self._processes.send(process, "pair", values, strings, tag=message.tag)

    # Creation.

    async def _create(self, process: Process, message: Message) -> None:
        entry = self._names.of(process.handle)
        created = await self._creation.create(
            program=message.strings["program"].decode("utf-8", "replace"),
            name_option=message.number("name_option"),
            name=message.strings["name"].decode("ascii", "replace"),
            cpu=message.number("cpu"),
            priority=message.number("priority"),
            options=message.number("options"),
            startup=message.strings["startup"],
            home_terminal=message.strings["home_terminal"].decode("ascii", "replace"),
            creator=process,
            creator_name=entry.name if entry else "",
        )
        values: dict[str, Value] = {"handle": created.handle.pack() if created.handle else NULL_HANDLE}
        strings = {"descriptor": created.descriptor.encode()}
        self._processes.send(
            process, "created", values, strings, error=created.error, detail=created.detail, tag=message.tag
        )

    # Stopping.

    async def _stop(self, process: Process, message: Message) -> None:
        handle = unpack(message.handle("handle"))
        abend = bool(message.number("options") & 1)
        specifier = message.number("specifier")
        text = message.strings["text"][:MAX_TEXT].decode("ascii", "replace")
        if handle is None or handle == process.handle:
            code, info = message.number("completion_code"), message.number("termination_info")
            own = Death(process.handle.pack(), code, info, abend, text)
            if specifier == 2:
                entry = self._names.of(process.handle)
                handle = entry.partner(process.handle) if entry else None
            elif specifier == 1 and process.handle.named:
                process.ending = own
                if await self._stop_both(process.handle, own):
                    self._processes.kill(process, own)
                return
            else:
                self._processes.kill(process, own)
                return
        error = NO_SUCH_PROCESS
        if handle:
            killer = process.handle.pack()
            error = await self.stop(handle, specifier, Death(handle.pack(), EXTERNAL, SUPER_SUPER, abend, "", killer))
        self._processes.send(process, "done", error=error, tag=message.tag)

    async def stop(self, handle: ProcessHandle, specifier: int, death: Death) -> int:
        """Stop a process anywhere in the node, or with specifier 1 its whole pair; a file-system error."""
        if specifier == 1 and handle.named:
            return await self._stop_both(handle, death)
        if handle.cpu == self._cpu:
            return self.stop_here({"handle": handle.pack().hex(), "death": death.to_json()})
        if not self._owner.is_up(handle.cpu):
            return PATH_DOWN
        answer = await self._owner.ask(
            handle.cpu, "stop", {"handle": handle.pack().hex(), "death": death.to_json()}
        )  # fmt: skip
        return PATH_DOWN if answer is None else int(answer["error"])

    async def _stop_both(self, handle: ProcessHandle, death: Death) -> int:
        entry = self._names.of(handle)
        if entry is None:
            return NO_SUCH_PROCESS
        operation = {"do": "release", "name": entry.name, "sequence": entry.sequence, "death": death.to_json()}
        error, _effect = await self._owner.update(operation)
        return error

    def stop_here(self, arguments: Json) -> int:
        """Stop a process of this CPU."""
        process = self._processes.of(unpack(bytes.fromhex(arguments["handle"])))
        if process is None:
            return NO_SUCH_PROCESS
        self._processes.kill(process, Death.from_json(arguments["death"]))
        return 0

    # Other requests that may wait.

    async def _set_primary(self, process: Process, message: Message) -> None:
        entry = self._names.of(process.handle)
        error = NO_SUCH_PROCESS
        if entry:
            operation = {"do": "switch", "name": entry.name, "sequence": entry.sequence}
            error, _effect = await self._owner.update({**operation, "handle": process.handle.pack().hex()})
        self._processes.send(process, "done", error=error, tag=message.tag)

    async def _get_info(self, process: Process, message: Message) -> None:
        handle = unpack(message.handle("handle")) or process.handle
        info: Json | None
        if handle.cpu == self._cpu:
            info = self.info_here(handle)
        elif self._owner.is_up(handle.cpu):
            info = await self._owner.ask(handle.cpu, "info", {"handle": handle.pack().hex()})
        else:
            info = None
        info = info if info is not None else {"error": 5}
        values: dict[str, Value] = {"handle": handle.pack()}
        if info["error"] == 0:
            values |= {"mom": bytes.fromhex(info["mom"]), "priority": info["priority"], "state": RUNNABLE}
            values |= {"creator_access_id": SUPER_SUPER, "process_access_id": SUPER_SUPER}
            values["process_time"] = info["process_time"]
        strings = {name: str(info.get(name, "")).encode() for name in ("descriptor", "program", "home_terminal")}
        self._processes.send(process, "info", values, strings, error=info["error"], tag=message.tag)

    def info_here(self, handle: ProcessHandle | None) -> Json:
        """What PROCESS_GETINFO_ tells about a process of this CPU; error 4 when there is none."""
        process = self._processes.of(handle)
        if process is None:
            return {"error": 4}
        return {
            "error": 0,
            "mom": (process.mom.pack() if process.mom else NULL_HANDLE).hex(),
            "priority": process.priority,
            "process_time": starting.process_time(process.pid),
            "descriptor": process.descriptor(self._node),
            "program": process.program,
            "home_terminal": process.home_terminal,
        }

    async def _look_up(self, cpu: int, pin: int) -> tuple[int, ProcessHandle | None]:
        if not self._owner.is_up(cpu):
            return (PATH_DOWN if cpu in self._configuration.cpus else NO_SUCH_PROCESS), None
        if cpu == self._cpu:
            answer: Json | None = await self.answer(cpu, "lookup", {"pin": pin})
        else:
            answer = await self._owner.ask(cpu, "lookup", {"pin": pin})
        if answer is None:
            return PATH_DOWN, None
        handle = unpack(bytes.fromhex(answer["handle"])) if answer["handle"] else None
        return (0, handle) if handle else (NO_SUCH_PROCESS, None)

    async def resolve(self, text: str) -> ProcessHandle | None:
        """The process an operator means by ``$NAME``, ``cpu,pin`` or a handle in hex."""
        cpu, comma, pin = text.partition(",")
        if comma and cpu.strip().isdigit() and pin.strip().isdigit():
            return (await self._look_up(int(cpu), int(pin)))[1]
        if len(text) == 40:
            try:
                return unpack(bytes.fromhex(text))
            except ValueError:
                return None
        parsed = parse_descriptor(text, self._node)
        if isinstance(parsed, int):
            return None
        if not parsed.name:
            return (await self._look_up(parsed.cpu, parsed.pin))[1]
        entry = self._names.find(parsed.name, parsed.sequence)
        return entry.primary.handle if entry and entry.primary else None

    def _task(self, process: Process, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(self._guarded(process, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, process: Process, work: Coroutine[Any, Any, None]) -> None:
        """Nonsense of a process is that process's end, here as on the kernel socket."""
        try:
            await work
        except ValueError as why:
            self._processes.nonsense(process, why)
