"""Creation of processes (kernel.md section 4.3, errors.md section 6)."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Protocol

from ..wire.codec import Value, encode
from ..wire.handle import NULL_HANDLE, ProcessHandle, unpack
from ..wire.layouts import PROTOCOL_VERSION
from . import processes as starting
from .actions import Json
from .configuration import Configuration
from .links import NO_SUCH_PROCESS, PATH_DOWN
from .names import BAD_NAME, NAME_IN_USE, PAIR_FULL, Names, valid_name
from .processes import Process, Processes, StartError
from .systemmessages import Death

PARAMETER_ERROR, MONITOR_UNREACHABLE, NAME_ERROR, UNNAMED_CALLER = 2, 10, 11, 22
NO_NAME, NAME_GIVEN, NAME_BY_SYSTEM, CALLERS_NAME, LONG_NAME_BY_SYSTEM = range(5)
PROGRAM_PARAMETER, PRIORITY_PARAMETER, NAME_OPTION_PARAMETER = 1, 5, 9
MAX_STARTUP = 32768
ANY_ANCESTOR = 64
DEFAULT_PRIORITY = 100
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Created(NamedTuple):
    """Outcome of a creation: error and detail of PROCESS_CREATE_, or the new process."""

    error: int
    detail: int
    handle: ProcessHandle | None
    descriptor: str


class Owner(Protocol):
    """What creation needs from the rest of the kernel."""

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


def _refused(error: int, detail: int) -> Created:
    return Created(error, detail, None, "")


class Creation:
    """Creates processes in this CPU and asks other monitors to create theirs.

    Guarantee: a process finds itself in the destination table at its first instruction (R-05); a creation that
    fails leaves nothing behind; one for a CPU that is down fails at once (R-08).
    """

    def __init__(self, configuration: Configuration, names: Names, processes: Processes, owner: Owner) -> None:
        self._configuration = configuration
        self._cpu = configuration.cpu
        self._node = configuration.node
        self._names = names
        self._processes = processes
        self._owner = owner
        self._named_by_system = 0

    async def create(
        self,
        *,
        program: str,
        name_option: int,
        name: str,
        cpu: int,
        priority: int,
        options: int,
        startup: bytes,
        home_terminal: str,
        creator: Process | None,
        creator_name: str = "",
    ) -> Created:
        """PROCESS_CREATE_: check what can be checked here, and have the monitor of the target CPU do it (CR-01)."""
        if not (priority == -1 or 1 <= priority <= 199):
            return _refused(PARAMETER_ERROR, PRIORITY_PARAMETER)
        if len(startup) > MAX_STARTUP:
            return _refused(PARAMETER_ERROR, PROGRAM_PARAMETER)
        if not NO_NAME <= name_option <= LONG_NAME_BY_SYSTEM:
            return _refused(PARAMETER_ERROR, NAME_OPTION_PARAMETER)
        name = name.strip().upper().rpartition(".")[2]
        if name_option == NAME_GIVEN and not valid_name(name):
            return _refused(NAME_ERROR, BAD_NAME)
        if name_option == CALLERS_NAME:
            refusal = self._check_backup(creator)
            if refusal:
                return refusal
            assert creator is not None
            program = program or creator.program
            name = creator.name
            cpu = self._next_cpu(creator.handle.cpu) if cpu == -1 else cpu
        target = self._cpu if cpu == -1 else cpu
        if not self._owner.is_up(target) or (name_option == CALLERS_NAME and cpu == -1):
            return _refused(MONITOR_UNREACHABLE, PATH_DOWN)
        default = creator.priority if creator else DEFAULT_PRIORITY
        arguments: Json = {
            "program": program,
            "name_option": name_option,
            "name": name,
            "priority": default if priority == -1 else priority,
            "any_ancestor": int(bool(options & ANY_ANCESTOR)),
            "startup": startup.hex(),
            "home_terminal": home_terminal or (creator.home_terminal if creator else ""),
            "creator": (creator.handle.pack() if creator else NULL_HANDLE).hex(),
            "creator_name": creator_name,
        }
        if target == self._cpu:
            return await self.create_here(arguments)
        answer = await self._owner.ask(target, "create", arguments)
        if answer is None:
            return _refused(MONITOR_UNREACHABLE, PATH_DOWN)
        handle = unpack(bytes.fromhex(answer["handle"])) if answer["handle"] else None
        return Created(answer["error"], answer["detail"], handle, answer["name"])

    def _check_backup(self, creator: Process | None) -> Created | None:
        entry = self._names.of(creator.handle) if creator else None
        if entry is None:
            return _refused(UNNAMED_CALLER, 0)
        return _refused(NAME_ERROR, PAIR_FULL) if entry.backup else None

    def _next_cpu(self, cpu: int) -> int:
        others = [other for other in self._owner.cpus_up() if other != cpu]
        return next((other for other in others if other > cpu), others[0] if others else -1)

    async def create_here(self, arguments: Json) -> Created:
        """Create a process in this CPU: reserve, member, start; what was done is taken back when a step fails."""
        try:
            path = self._program(arguments["program"])
            starting.command(path, [])
            option = arguments["name_option"]
            if option == CALLERS_NAME:
                return await self._create_member(arguments, path, arguments["name"], "backup")
            if option == NO_NAME:
                return self._start(arguments, path, self._processes.new_handle(), "")
            name = await self._reserve(arguments)
            return await self._create_member(arguments, path, name, "primary")
        except StartError as error:
            self._owner.report("not-created", program=arguments["program"], why=str(error))
            return _refused(error.error, error.detail)

    def _program(self, program: str) -> str:
        """The program file: a plain name, or a Guardian file name whose last part is one."""
        plain = program.rpartition(".")[2].lower() if program.startswith(("$", "\\")) else program
        if not plain or "/" in plain or "\0" in plain or plain in (".", ".."):
            raise StartError(starting.FILE_ERROR, BAD_NAME, f"{program!r} is no program file name")
        return os.path.join(self._configuration.state, "system", plain)

    async def _reserve(self, arguments: Json) -> str:
        option = arguments["name_option"]
        while True:
            name = arguments["name"] if option == NAME_GIVEN else self._system_name(option)
            operation = {
                "do": "reserve", "name": name, "ancestor": arguments["creator"],
                "ancestor_name": arguments["creator_name"], "any_ancestor": arguments["any_ancestor"],
                "by": [self._cpu, self._configuration.incarnation],
            }  # fmt: skip
            error, _effect = await self._owner.update(operation)
            if error == 0:
                return str(name)
            if option == NAME_GIVEN or error != NAME_IN_USE:
                raise StartError(NAME_ERROR, error, f"name {name} cannot be reserved")

    def _system_name(self, option: int) -> str:
        """CR-02: a name of 4 or 5 characters, from this CPU's part of the system's names."""
        width = 2 if option == NAME_BY_SYSTEM else 3
        self._named_by_system = number = (self._named_by_system + 1) % 36**2
        text = _DIGITS[number // 36] + _DIGITS[number % 36]
        return f"$Z{_DIGITS[self._cpu]}{text:0>{width}}"

    async def _create_member(self, arguments: Json, path: str, name: str, role: str) -> Created:
        entry = self._names.find(name)
        if entry is None or (role == "backup" and entry.primary is None):
            raise StartError(NAME_ERROR, NO_SUCH_PROCESS, f"{name} is gone")
        handle = self._processes.new_handle(entry.pair, entry.sequence)
        operation: Json = {"do": "member", "name": name, "sequence": entry.sequence, "role": role}
        operation |= {"handle": handle.pack().hex(), "incarnation": self._configuration.incarnation}
        error, _effect = await self._owner.update(operation)
        try:
            if error:
                raise StartError(NAME_ERROR, error, f"{name} cannot get this {role}")
            entry = self._names.of(handle)
            if entry is None or handle not in entry.members():
                raise StartError(NAME_ERROR, NO_SUCH_PROCESS, f"{name} was released meanwhile")
            return self._start(arguments, path, handle, name)
        except StartError:
            self._processes.release_pin(handle)
            gone: Json = {"do": "member-gone" if error == 0 else "release", "name": name, "sequence": handle.sequence}
            gone |= {"handle": handle.pack().hex(), "death": Death(handle.pack(), 4).to_json()}
            if error == 0 or role == "primary":
                await self._owner.update(gone)
            raise

    def _start(self, arguments: Json, path: str, handle: ProcessHandle, name: str) -> Created:
        startup = bytes.fromhex(arguments["startup"])
        process = Process(handle, name, arguments["program"], startup)
        process.creator = unpack(bytes.fromhex(arguments["creator"]))
        process.priority = arguments["priority"]
        process.home_terminal = arguments["home_terminal"]
        entry = self._names.of(handle)
        process.is_backup = bool(entry and entry.backup and entry.backup.handle == handle)
        process.mom = entry.partner(handle) if entry and process.is_backup else process.creator
        try:
            self._processes.start(process, path, self._welcome(process))
        except StartError:
            self._processes.release_pin(handle)
            raise
        role = "backup" if process.is_backup else "single" if name else "unnamed"
        self._owner.report(
            "process-created", name=name, cpu=self._cpu, pin=handle.pin, program=process.program, role=role
        )
        return Created(0, 0, handle, process.descriptor(self._node))

    def _welcome(self, process: Process) -> bytes:
        own = self._configuration
        values: dict[str, Value] = {
            "version": PROTOCOL_VERSION,
            "cpu": self._cpu,
            "handle": process.handle.pack(),
            "mom": process.mom.pack() if process.mom else NULL_HANDLE,
            "node_number": own.node_number,
            "priority": process.priority,
            "is_backup": int(process.is_backup),
            "creator_access_id": 0xFFFF,
            "process_access_id": 0xFFFF,
        }
        label = process.name.lstrip("$") or str(process.handle.pin)
        ring = f"{own.state}/recorder/cpu-{self._cpu}/{own.incarnation}-{process.handle.pin}-{label}.ring"
        strings = {
            "node_name": self._node.encode(),
            "process_name": process.name.encode(),
            "program": process.program.encode(),
            "home_terminal": process.home_terminal.encode(),
            "startup": process.startup,
            "recorder_path": ring.encode(),
        }
        return encode("welcome", values, strings)
