"""Changing attributes of processes (PROCESS_SETINFO_, PROCESS_SETSTRINGINFO_, SETSTOP)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from ..wire.codec import Message
from ..wire.handle import ProcessHandle, unpack
from ..wire.layouts import SETTABLE
from .actions import Json
from .links import NO_SUCH_PROCESS, PATH_DOWN
from .names import Names
from .process import Process, StopMode
from .processes import Processes
from .stopping import Caller, Stopping
from .users import SUPER_SUPER, qualified

NOT_THAT_ONE, SECURITY_VIOLATION, BAD_VALUE = 2, 48, 590
AS_IT_IS = -1
MAX_TERMINAL, MAX_SUBTYPE, MAX_SECURITY = 47, 63, 0o7777

_CALLER_ONLY = frozenset(
    SETTABLE[name] for name in ("FILE_SECURITY", "QUALIFIERS", "HOME_TERMINAL", "STOP_MODE", "SUBTYPE")
)
_OF_THE_PAIR = frozenset((SETTABLE["QUALIFIERS"],))


class Was(NamedTuple):
    """The outcome: a file-system error, and the value before."""

    error: int
    value: int = 0
    text: str = ""


class Change(NamedTuple):
    """What is asked for one process."""

    attribute: int
    value: int
    text: str
    caller: ProcessHandle | None
    access_id: int


class Owner(Protocol):
    """What attributes need from the rest of the kernel."""

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel; None when its CPU is down."""


class Attributes:
    """Guarantee: a process's attributes change in its own CPU only, wherever the caller is, and all or none of one
    call for one process.
    """

    def __init__(self, names: Names, processes: Processes, stopping: Stopping, owner: Owner) -> None:
        self._names = names
        self._processes = processes
        self._stopping = stopping
        self._owner = owner
        self._setters: dict[int, Callable[[Process, Change], Was]] = {
            SETTABLE["MOM"]: self._set_mom,
            SETTABLE["FILE_SECURITY"]: _set_file_security,
            SETTABLE["PRIORITY"]: self._set_priority,
            SETTABLE["QUALIFIERS"]: _set_qualifiers,
            SETTABLE["HOME_TERMINAL"]: _set_home_terminal,
            SETTABLE["STOP_MODE"]: self._set_stop_mode,
            SETTABLE["SUBTYPE"]: _set_subtype,
        }

    async def set(self, process: Process, message: Message) -> Was:
        """Serve ``set_info``."""
        handle = unpack(message.handle("handle")) or process.handle
        text = message.strings["text"].decode("ascii", "replace")
        specifier, attribute, value = (message.number(name) for name in ("specifier", "attribute", "value"))
        return await self.change(Caller.of(process), handle, specifier, attribute, value, text)

    async def change(
        self, caller: Caller, handle: ProcessHandle, specifier: int, attribute: int, value: int, text: str = ""
    ) -> Was:
        """Change an attribute of a process, or with specifier 1 of both members; what it was in the process named."""
        if attribute not in self._setters:
            return Was(NOT_THAT_ONE)
        if specifier not in (0, 1):
            return Was(BAD_VALUE)
        own = unpack(caller.handle)
        if (
            attribute in _CALLER_ONLY
            and handle != own
            and not (attribute in _OF_THE_PAIR and own in self._pair(handle))
        ):
            return Was(SECURITY_VIOLATION)
        both = attribute in _OF_THE_PAIR or (specifier and attribute not in _CALLER_ONLY)
        arguments = {
            "attribute": attribute, "value": value, "text": text, "caller": caller.handle.hex(), "by": caller.access_id
        }  # fmt: skip
        outcomes = [await self._ask(member, arguments) for member in (self._pair(handle) if both else [handle])]
        refused = [was for was in outcomes if was.error]
        return refused[0] if refused else outcomes[0]

    async def set_here(self, arguments: Json) -> Json:
        """Answer a monitor: change an attribute of a process of this CPU."""
        process = self._processes.of(unpack(bytes.fromhex(arguments["handle"])))
        if process is None:
            return Was(NO_SUCH_PROCESS)._asdict()
        change = Change(
            arguments["attribute"],
            arguments["value"],
            arguments["text"],
            unpack(bytes.fromhex(arguments["caller"])),
            arguments["by"],
        )
        return self._setters[change.attribute](process, change)._asdict()

    def _pair(self, handle: ProcessHandle) -> list[ProcessHandle]:
        """The process and its partner, if it has one."""
        entry = self._names.of(handle)
        partner = entry.partner(handle) if entry and handle in entry.members() else None
        return [handle, partner] if partner else [handle]

    async def _ask(self, handle: ProcessHandle, arguments: Json) -> Was:
        answer = await self._owner.ask(handle.cpu, "set-info", {**arguments, "handle": handle.pack().hex()})
        return Was(PATH_DOWN) if answer is None else Was(**answer)

    def _set_mom(self, process: Process, change: Change) -> Was:
        """STEPMOM: the caller becomes the mom."""
        if not _may(process, change) or change.caller is None:
            return Was(SECURITY_VIOLATION)
        process.mom = change.caller
        return Was(0)

    def _set_priority(self, process: Process, change: Change) -> Was:
        was = Was(0, process.priority)
        if change.value == AS_IT_IS:
            return was
        if not 1 <= change.value <= 199:
            return Was(BAD_VALUE)
        others = process.handle != change.caller
        raising = change.value > process.priority and change.access_id != SUPER_SUPER
        if others and (raising or not _may(process, change)):
            return Was(SECURITY_VIOLATION)
        process.priority = change.value
        if others:
            self._processes.send(process, "altered", {"priority": change.value})
        return was

    def _set_stop_mode(self, process: Process, change: Change) -> Was:
        """SETSTOP. Mode 2 is for the privileged, here the super id."""
        was = Was(0, process.stop_mode)
        if change.value == AS_IT_IS:
            return was
        if change.value not in list(StopMode):
            return Was(BAD_VALUE)
        if change.value == StopMode.NOBODY and change.access_id != SUPER_SUPER:
            return Was(SECURITY_VIOLATION)
        process.stop_mode = StopMode(change.value)
        self._stopping.mode_changed(process)
        return was


def _may(process: Process, change: Change) -> bool:
    return qualified(change.access_id, process.creator_access_id, process.process_access_id)


def _set_file_security(process: Process, change: Change) -> Was:
    if not 0 <= change.value <= MAX_SECURITY:
        return Was(BAD_VALUE)
    was, process.file_security = process.file_security, change.value
    return Was(0, was)


def _set_qualifiers(process: Process, change: Change) -> Was:
    if change.value not in (0, 1):
        return Was(BAD_VALUE)
    was, process.qualifiers = process.qualifiers, bool(change.value)
    return Was(0, int(was))


def _set_subtype(process: Process, change: Change) -> Was:
    if not 0 <= change.value <= MAX_SUBTYPE:
        return Was(BAD_VALUE)
    was, process.subtype = process.subtype, change.value
    return Was(0, was)


def _set_home_terminal(process: Process, change: Change) -> Was:
    """Children that are created from now on have it too."""
    if not change.text.startswith(("$", "\\")) or len(change.text) > MAX_TERMINAL:
        return Was(BAD_VALUE)
    was, process.home_terminal = process.home_terminal, change.text.upper()
    return Was(0, text=was)
