"""What PROCESS_GETINFOLIST_ tells about a process, wherever it runs."""

from __future__ import annotations

import os
import time
from typing import Any, Protocol

from ..wire.codec import Message, Value
from ..wire.handle import NULL_HANDLE, ProcessHandle, descriptor, unpack
from ..wire.layouts import INFO_BY
from . import accounting
from .actions import Json
from .names import Names
from .process import Process, State, StopMode
from .processes import Processes
from .users import SUPER_SUPER

NO_PROCESS, NO_CPU, NO_NODE = 4, 5, 6
MONITOR_PIN, MONITOR_PRIORITY = 0, 201

HANDLES = ("handle", "mom", "gmom")


class Owner(Protocol):
    """What information needs from the rest of the kernel."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel; None when its CPU is down."""


class Information:
    """Guarantee: what is told of a process was true in its CPU at one moment after the request came."""

    def __init__(self, cpu: int, node: str, node_number: int, names: Names, processes: Processes, owner: Owner) -> None:
        self._cpu = cpu
        self._node = node
        self._node_number = node_number
        self._names = names
        self._processes = processes
        self._owner = owner

    async def tell(self, process: Process, message: Message) -> None:
        """Serve ``get_info``."""
        handle, by = unpack(message.handle("handle")) or process.handle, message.number("by")
        cpu = handle.cpu if by == INFO_BY["HANDLE"] else message.number("cpu")
        arguments = {"by": by, "handle": handle.pack().hex(), "pin": message.number("pin")}
        answer = await self._owner.ask(self._cpu if cpu == -1 else cpu, "info", arguments)
        answer = {"error": NO_CPU} if answer is None else answer
        values: dict[str, Value] = answer.get("values", {})
        values |= {name: bytes.fromhex(answer["handles"][name]) for name in HANDLES if "handles" in answer}
        strings = {name: text.encode() for name, text in answer.get("strings", {}).items()}
        self._processes.send(process, "info", values, strings, error=answer["error"], tag=message.tag)

    async def here(self, arguments: Json) -> Json:
        """Answer a monitor: about a process of this CPU."""
        if arguments["by"] == INFO_BY["PIN"] and arguments["pin"] == MONITOR_PIN:
            return self._monitor
        process = self._found(arguments)
        if process is None:
            return {"error": NO_PROCESS}
        handles = (process.handle, process.mom, process.gmom)
        packed = [(handle.pack() if handle else NULL_HANDLE).hex() for handle in handles]
        strings = {
            "descriptor": process.descriptor(self._node),
            "program": process.program,
            "home_terminal": process.home_terminal,
            "mom_name": self._name(process.mom),
            "gmom_name": self._name(process.gmom),
        }
        return {
            "error": 0,
            "handles": dict(zip(HANDLES, packed, strict=True)),
            "values": self._numbers(process),
            "strings": strings,
        }

    @property
    def _monitor(self) -> Json:
        """The monitor of this CPU, which is its kernel (CR-09)."""
        null = NULL_HANDLE.hex()
        handle = ProcessHandle(self._cpu, MONITOR_PIN, self._node_number, 0, 0, 0)
        values = {
            "priority": MONITOR_PRIORITY,
            "initial_priority": MONITOR_PRIORITY,
            "creator_access_id": SUPER_SUPER,
            "process_access_id": SUPER_SUPER,
            "state": accounting.SYSTEM_PROCESS | State.RUNNABLE,
            "stop_mode": int(StopMode.NOBODY),
            "process_time": time.process_time_ns() // 1000,
            "pid": os.getpid(),
        }
        return {
            "error": 0,
            "handles": {"handle": handle.pack().hex(), "mom": null, "gmom": null},
            "values": values,
            "strings": {"descriptor": descriptor(self._node, handle)},
        }

    def _found(self, arguments: Json) -> Process | None:
        if arguments["by"] == INFO_BY["PIN"]:
            return self._processes.of_pin(arguments["pin"])
        if arguments["by"] == INFO_BY["NEXT"]:
            return self._processes.next_from(arguments["pin"])
        return self._processes.of(unpack(bytes.fromhex(arguments["handle"])))

    def _numbers(self, process: Process) -> dict[str, Any]:
        entry = self._names.of(process.handle)
        primary = entry.primary.handle if entry and entry.primary else None
        return {
            "priority": process.priority,
            "initial_priority": process.initial_priority,
            "creator_access_id": process.creator_access_id,
            "process_access_id": process.process_access_id,
            "job": process.job,
            "state": accounting.state_word(process),
            "wait_state": accounting.wait_word(process),
            "stop_mode": int(process.stop_mode),
            "stop_queued": int(bool(process.queued_stops)),
            "is_primary": int(process.handle == primary),
            "qualifiers": int(process.qualifiers),
            "subtype": process.subtype,
            "file_security": process.file_security,
            "process_time": accounting.process_time(process.pid),
            "creation_time": process.created,
            "pid": process.pid,
        }

    def _name(self, handle: ProcessHandle | None) -> str:
        """The process file name; empty for none, for a name that is gone, and for a process of another node."""
        if handle is None or self._names.is_elsewhere(handle):
            return ""
        entry = self._names.of(handle)
        if handle.named and entry is None:
            return ""
        return descriptor(self._node, handle, entry.name if entry else "")
