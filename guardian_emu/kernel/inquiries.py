"""What processes ask about names, pairs, processors, nodes and users."""

from __future__ import annotations

import time
from collections.abc import Coroutine
from typing import Any, Protocol

from ..wire.codec import Message, Value
from ..wire.handle import NULL_HANDLE, ProcessHandle, descriptor, unpack
from ..wire.layouts import PAIR_INFO_BY
from . import accounting
from .actions import Json
from .configuration import Configuration
from .descriptors import UNKNOWN_NODE, Descriptor, parse_descriptor
from .entries import Entry
from .links import NO_SUCH_PROCESS, PATH_DOWN
from .names import NO_PROCESS, Names
from .process import Process
from .processes import Processes
from .users import Users

PARAMETER_ERROR, UNNAMED, SEARCH_COMPLETE, NODE_UNREACHABLE = 2, 7, 8, 10
UNKNOWN_USER = 11
OWN, LOOK_UP = -1, -1


class Owner(Protocol):
    """What inquiries need from the rest of the kernel."""

    def cpus_up(self) -> list[int]:
        """The CPUs that are up, ascending."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel; None when its CPU is down."""


class Inquiries:
    """Guarantee: names are answered from this CPU's copy of the table, at once."""

    def __init__(self, configuration: Configuration, names: Names, processes: Processes, owner: Owner) -> None:
        self._configuration = configuration
        self._node = configuration.node
        self._names = names
        self._processes = processes
        self._users = Users(configuration.users)
        self._owner = owner
        self._loaded = time.monotonic_ns()

    def find(self, process: Process, message: Message) -> Coroutine[Any, Any, None] | None:
        """Serve ``find``; what is returned is still to be done."""
        parsed = parse_descriptor(message.strings["name"].decode("ascii", "replace"), self._node)
        if isinstance(parsed, int):
            self._processes.send(process, "found", error=parsed, tag=message.tag)
        elif parsed.name:
            self._find_named(process, parsed, message.tag)
        else:
            return self._find_unnamed(process, parsed, message.tag)
        return None

    async def found(self, text: str) -> Json:
        """Answer another node: what ``find`` gives, packed handles in hex, or its error."""
        parsed = parse_descriptor(text, self._node)
        if isinstance(parsed, int):
            return {"error": parsed}
        backup, name = None, ""
        if parsed.name:
            entry = self._names.find(parsed.name, parsed.sequence)
            handle = entry.primary.handle if entry and entry.primary else None
            backup = entry.partner(handle) if entry and handle else None
            error, name = 0 if handle else NO_SUCH_PROCESS, parsed.name
        else:
            error, handle = await self.look_up(parsed.cpu, parsed.pin)
            error = NO_SUCH_PROCESS if handle and handle.sequence != parsed.sequence else error
        if error or handle is None:
            return {"error": error}
        packed = {"handle": handle.pack().hex(), "backup": (backup.pack() if backup else NULL_HANDLE).hex()}
        return {"error": 0, **packed, "descriptor": descriptor(self._node, handle, name)}

    def pair_of(self, by: int, handle: ProcessHandle | None, name: str) -> Json:
        """Answer another node: what ``pair_info`` gives by name or handle; its caller is no member here."""
        if by == PAIR_INFO_BY["NAME"]:
            result, entry = self._pair_named(name, None)
        else:
            entry = self._names.of(handle)
            unnamed = handle is not None and not handle.named
            result = UNNAMED if unnamed else self._names.pair_result(entry, None)
        values, strings = self._pair(entry) if entry else ({}, {})
        handles = {part: value.hex() for part, value in values.items() if isinstance(value, bytes)}
        numbers = {part: value for part, value in values.items() if not isinstance(value, bytes)}
        texts = {part: text.decode() for part, text in strings.items()}
        return {"values": {**numbers, "result": result}, "handles": handles, "strings": texts}

    async def look_up(self, cpu: int, pin: int) -> tuple[int, ProcessHandle | None]:
        """The process with that PIN: a file-system error, or its handle."""
        if cpu not in self._configuration.cpus:
            return NO_SUCH_PROCESS, None
        answer = await self._owner.ask(cpu, "lookup", {"pin": pin})
        if answer is None:
            return PATH_DOWN, None
        handle = unpack(bytes.fromhex(answer["handle"])) if answer["handle"] else None
        return (0, handle) if handle else (NO_SUCH_PROCESS, None)

    async def look_up_here(self, arguments: Json) -> Json:
        """Answer a monitor: who has a PIN of this CPU."""
        process = self._processes.of_pin(arguments["pin"])
        return {"handle": process.handle.pack().hex() if process else ""}

    async def resolve(self, text: str) -> ProcessHandle | None:
        """The process an operator means by ``$NAME``, ``cpu,pin`` or a handle in hex."""
        cpu, comma, pin = text.partition(",")
        if comma and cpu.strip().isdigit() and pin.strip().isdigit():
            return (await self.look_up(int(cpu), int(pin)))[1]
        if len(text) == 40:
            try:
                return unpack(bytes.fromhex(text))
            except ValueError:
                return None
        parsed = parse_descriptor(text, self._node)
        if isinstance(parsed, int):
            return None
        if not parsed.name:
            return (await self.look_up(parsed.cpu, parsed.pin))[1]
        entry = self._names.find(parsed.name, parsed.sequence)
        return entry.primary.handle if entry and entry.primary else None

    def pair_info(self, process: Process, message: Message) -> None:
        """Serve ``pair_info`` (MO-09)."""
        by, entry, result = message.number("by"), None, NO_PROCESS
        if by == PAIR_INFO_BY["INDEX"]:
            entry = self._names.after(message.number("index"))
            result = self._names.pair_result(entry, process.handle) if entry else SEARCH_COMPLETE
        elif by == PAIR_INFO_BY["NAME"]:
            name = message.strings["name"].decode("ascii", "replace")
            result, entry = self._pair_named(name, process.handle)
        else:
            handle = process.handle if by == PAIR_INFO_BY["CALLER"] else unpack(message.handle("handle"))
            entry = self._names.of(handle)
            unnamed = handle is not None and not handle.named
            result = UNNAMED if unnamed else self._names.pair_result(entry, process.handle)
        values, strings = self._pair(entry) if entry else ({}, {})
        self._processes.send(process, "pair", {**values, "result": result}, strings, tag=message.tag)

    async def processor(self, process: Process, message: Message) -> None:
        """Serve ``get_processor``."""
        own, node, cpu = self._configuration, message.number("node"), message.number("cpu")
        if node not in (OWN, own.node_number):
            self._processes.send(process, "processor", error=UNKNOWN_NODE, tag=message.tag)
            return
        error, values = await self.processor_values(cpu)
        self._processes.send(process, "processor", values, error=error, tag=message.tag)

    async def processor_values(self, cpu: int) -> tuple[int, dict[str, Value]]:
        """What ``get_processor`` gives about this node: the error, and the values."""
        own, up = self._configuration, sum(0x8000 >> number for number in self._owner.cpus_up())
        values: dict[str, Value] = {"node": own.node_number, "up": up, "highest": own.cpus[-1], "cpu": cpu}
        answer = await self._owner.ask(cpu, "processor", {}) if cpu != OWN else {}
        return (PATH_DOWN if answer is None else 0), values | (answer or {})

    async def processor_here(self, _arguments: Json) -> Json:
        """Answer a monitor: time and memory of this CPU."""
        pages, free = accounting.memory()
        return {
            "elapsed": (time.monotonic_ns() - self._loaded) // 1000,
            "busy": self._processes.busy(),
            "processes": len(self._processes.living()),
            "memory_pages": pages,
            "free_pages": free,
        }

    def node(self, process: Process, message: Message) -> None:
        """Serve ``get_node``."""
        network, number = self._configuration.expand, message.number("number")
        name = message.strings["name"].decode("ascii", "replace").strip().upper()
        known = network.nodes.get(number) if number != LOOK_UP else network.named(name or self._node)
        values: dict[str, Value] = {"number": known.number if known else 0}
        strings = {"name": known.name.encode() if known else b""}
        self._processes.send(process, "node", values, strings, error=0 if known else UNKNOWN_NODE, tag=message.tag)

    def user(self, process: Process, message: Message) -> None:
        """Serve ``get_user``."""
        number = message.number("number")
        by_name = self._users.named(message.strings["name"].decode("ascii", "replace"))
        user = by_name if number == LOOK_UP else self._users.numbered(number)
        if user is None:
            self._processes.send(process, "user", error=UNKNOWN_USER, tag=message.tag)
            return
        strings = {"group": user.group.encode(), "user": user.name.encode()}
        self._processes.send(process, "user", {"number": user.number}, strings, tag=message.tag)

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
        error, handle = await self.look_up(parsed.cpu, parsed.pin)
        if handle and handle.sequence != parsed.sequence:
            error, handle = NO_SUCH_PROCESS, None
        values: dict[str, Value] = {"handle": handle.pack() if handle else NULL_HANDLE}
        text = descriptor(self._node, handle).encode() if handle else b""
        self._processes.send(process, "found", values, {"descriptor": text}, error=error, tag=tag)

    def _pair_named(self, text: str, caller: ProcessHandle | None) -> tuple[int, Entry | None]:
        parsed = parse_descriptor(text, self._node)
        if isinstance(parsed, int):
            return (NODE_UNREACHABLE if parsed == UNKNOWN_NODE else PARAMETER_ERROR), None
        if not parsed.name:
            return UNNAMED, None
        entry = self._names.find(parsed.name, parsed.sequence)
        return self._names.pair_result(entry, caller), entry

    def _pair(self, entry: Entry) -> tuple[dict[str, Value], dict[str, bytes]]:
        primary, backup = entry.primary, entry.backup
        values: dict[str, Value] = {
            "primary": primary.handle.pack() if primary else NULL_HANDLE,
            "backup": backup.handle.pack() if backup else NULL_HANDLE,
            "ancestor": entry.ancestor.pack() if entry.ancestor else NULL_HANDLE,
            "sequence": entry.sequence,
            "next": entry.pair,
        }
        name = descriptor(self._node, primary.handle, entry.name) if primary else f"{self._node}.{entry.name}"
        ancestor = self._ancestor_name(entry)
        return values, {"name": name.encode(), "ancestor_name": ancestor.encode()}

    def _ancestor_name(self, entry: Entry) -> str:
        if entry.ancestor is None:
            return ""
        node = self._configuration.expand.nodes.get(entry.ancestor.node)
        return descriptor(node.name if node else self._node, entry.ancestor, entry.ancestor_name)
