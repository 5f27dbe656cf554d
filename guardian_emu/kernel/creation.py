"""Creation of processes (kernel.md section 4.3, errors.md section 6)."""

from __future__ import annotations

import os
from typing import Any, NamedTuple, Protocol

from ..wire import startupmessages
from ..wire.codec import Value, encode
from ..wire.handle import NULL_HANDLE, ProcessHandle, unpack
from ..wire.layouts import PROTOCOL_VERSION, STARTUP_BY
from . import spawning
from .actions import Json
from .configuration import Configuration
from .descriptors import BAD_NAME, valid_name
from .entries import Entry
from .links import NO_SUCH_PROCESS, PATH_DOWN
from .names import PAIR_FULL, Names
from .naming import LONG, SHORT, Ancestor, Naming
from .process import Heritage, Process
from .processes import Processes
from .releases import NEVER_STARTED
from .spawning import StartError
from .systemmessages import Death

PARAMETER_ERROR, MONITOR_UNREACHABLE, NAME_ERROR, UNNAMED_CALLER = 2, 10, 11, 22
NO_NAME, NAME_GIVEN, NAME_BY_SYSTEM, CALLERS_NAME, LONG_NAME_BY_SYSTEM = range(5)
PROGRAM_PARAMETER, PRIORITY_PARAMETER, NAME_OPTION_PARAMETER, JOB_PARAMETER = 1, 5, 9, 16
MAX_STARTUP = 32768
ANY_ANCESTOR = 64
OF_CREATOR = -1
OTHER_NODE = 20
"""A pair is in one node; a name cannot be that of a process elsewhere (FENETVIOL)."""


class Request(NamedTuple):
    """What PROCESS_CREATE_ is asked for. -1 as priority or job is the creator's, as CPU the system's choice.

    ``user`` and ``has_input`` are for operators only: a process gives its own process access id (CR-05), and the
    standard input of a process is at its end unless an operator writes it.
    """

    program: str
    name_option: int = NO_NAME
    name: str = ""
    cpu: int = -1
    priority: int = OF_CREATOR
    options: int = 0
    job: int = OF_CREATOR
    startup_by: int = STARTUP_BY["NOBODY"]
    startup: bytes = b""
    home_terminal: str = ""
    defines: bytes = b""
    environment: bytes = b""
    user: int | None = None
    has_input: bool = False


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
        """Ask a kernel; None when its CPU is down."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""

    def job_process(self, process: Process) -> None:
        """Tell the ancestor of its job that the process was created."""

    async def never_started(self, name: str, handle: ProcessHandle, death: Death) -> None:
        """Take the member out of the table again; nobody is sent a message."""

    def cold_load_time(self) -> int:
        """Julian timestamp of the node's start."""


class Elsewhere(Protocol):
    """The network that joins nodes, as creation uses it."""

    def node_of_program(self, program: str) -> int | None:
        r"""The other node that ``\NODE.`` before a program's name means."""

    async def create(self, node: int, cpu: int, letter: Json, creator: Process | None) -> Created:
        """PROCESS_CREATE_ in another node; with CPU -1 in one that it chooses."""


def _refused(error: int, detail: int) -> Created:
    return Created(error, detail, None, "")


class Creation:
    """Creates processes in this CPU and asks other monitors to create theirs.

    Guarantee: a process finds itself in the destination table at its first instruction (R-05); a creation that
    fails leaves nothing behind; one for a CPU that is down fails at once (R-08).
    """

    def __init__(
        self, configuration: Configuration, names: Names, naming: Naming, processes: Processes, owner: Owner
    ) -> None:
        self._configuration = configuration
        self._cpu = configuration.cpu
        self._node = configuration.node
        self._names = names
        self._naming = naming
        self._processes = processes
        self._owner = owner
        self.elsewhere: Elsewhere

    async def create(self, request: Request, creator: Process | None) -> Created:
        """PROCESS_CREATE_: check what can be checked here, and have the monitor of the target CPU do it (CR-01)."""
        name = request.name.strip().upper().rpartition(".")[2]
        refusal = _check(request, name)
        if refusal is None and request.name_option == CALLERS_NAME:
            refusal = self._check_backup(creator)
        if refusal:
            return refusal
        node = self.elsewhere.node_of_program(request.program)
        if node is not None:
            if request.name_option == CALLERS_NAME:
                return _refused(NAME_ERROR, OTHER_NODE)
            program = request.program.partition(".")[2]
            return await self.elsewhere.create(
                node, request.cpu, self._letter(request, program, name, creator), creator
            )
        program, cpu = request.program, self._cpu if request.cpu == -1 else request.cpu
        if request.name_option == CALLERS_NAME:
            assert creator is not None
            program, name = program or creator.program, creator.name
            cpu = self._next_cpu(creator.handle.cpu) if request.cpu == -1 else request.cpu
        if not self._owner.is_up(cpu):
            return _refused(MONITOR_UNREACHABLE, PATH_DOWN)
        answer = await self._owner.ask(cpu, "create", self._letter(request, program, name, creator))
        if answer is None:
            return _refused(MONITOR_UNREACHABLE, PATH_DOWN)
        handle = unpack(bytes.fromhex(answer["handle"])) if answer["handle"] else None
        return Created(answer["error"], answer["detail"], handle, answer["name"])

    def _letter(self, request: Request, program: str, name: str, creator: Process | None) -> Json:
        """What the monitor that creates the process is asked."""
        return {
            "program": program,
            "name_option": request.name_option,
            "name": name,
            "any_ancestor": int(bool(request.options & ANY_ANCESTOR)),
            "startup_by": request.startup_by,
            "startup": request.startup.hex(),
            "defines": request.defines.hex(),
            "environment": request.environment.hex(),
            "has_input": int(request.has_input),
            "creator": (creator.handle.pack() if creator else NULL_HANDLE).hex(),
            "creator_name": creator.name if creator else "",
            "heritage": heritage_of(request, creator).to_json(),
        }

    def _check_backup(self, creator: Process | None) -> Created | None:
        entry = self._names.of(creator.handle) if creator else None
        if entry is None:
            return _refused(UNNAMED_CALLER, 0)
        return _refused(NAME_ERROR, PAIR_FULL) if entry.backup else None

    def _next_cpu(self, cpu: int) -> int:
        others = [other for other in self._owner.cpus_up() if other != cpu]
        return next((other for other in others if other > cpu), others[0] if others else -1)

    async def create_here(self, arguments: Json) -> Json:
        """Answer another monitor: create a process in this CPU."""
        created = await self._create_here(arguments)
        handle = created.handle.pack().hex() if created.handle else ""
        return {"error": created.error, "detail": created.detail, "handle": handle, "name": created.descriptor}

    async def _create_here(self, arguments: Json) -> Created:
        """Reserve, member, start; what was done is taken back when a step fails."""
        try:
            path = self._program(arguments["program"])
            spawning.command(path, [])
            option = arguments["name_option"]
            if option == CALLERS_NAME:
                return await self._create_member(arguments, path, arguments["name"], "backup")
            if option == NO_NAME:
                return self._start(arguments, path, self._processes.new_handle(), "")
            return await self._create_named(arguments, path)
        except StartError as error:
            self._owner.report("not-created", program=arguments["program"], why=str(error))
            return _refused(error.error, error.detail)

    def _program(self, program: str) -> str:
        """The program file: a plain name, or a Guardian file name whose last part is one."""
        plain = program.rpartition(".")[2].lower() if program.startswith(("$", "\\")) else program
        if not plain or "/" in plain or "\0" in plain or plain in (".", ".."):
            raise StartError(spawning.FILE_ERROR, BAD_NAME, f"{program!r} is no program file name")
        return os.path.join(self._configuration.state, "system", plain)

    async def _create_named(self, arguments: Json, path: str) -> Created:
        name = await self._reserve(arguments)
        try:
            return await self._create_member(arguments, path, name, "primary")
        except StartError:
            await self._naming.give_back(name)
            raise

    async def _reserve(self, arguments: Json) -> str:
        ancestor = Ancestor(arguments["creator"], arguments["creator_name"], arguments["any_ancestor"])
        name: str = arguments["name"]
        if arguments["name_option"] == NAME_GIVEN:
            error = await self._naming.reserve(name, ancestor)
        else:
            width = SHORT if arguments["name_option"] == NAME_BY_SYSTEM else LONG
            error, name = await self._naming.reserve_any(width, ancestor)
        if error:
            raise StartError(NAME_ERROR, error, f"name {name} cannot be reserved")
        return name

    async def _create_member(self, arguments: Json, path: str, name: str, role: str) -> Created:
        entry = self._names.find(name)
        if entry is None or (role == "backup" and entry.primary is None):
            raise StartError(NAME_ERROR, NO_SUCH_PROCESS, f"{name} is gone")
        handle = self._handle_for(entry)
        operation: Json = {"do": "member", "name": name, "sequence": entry.sequence, "role": role}
        operation |= {"handle": handle.pack().hex(), "incarnation": self._configuration.incarnation}
        error, _effect = await self._owner.update(operation)
        if error:
            self._processes.release_pin(handle)
            raise StartError(NAME_ERROR, error, f"{name} cannot get this {role}")
        try:
            entry = self._names.of(handle)
            if entry is None or handle not in entry.members():
                raise StartError(NAME_ERROR, NO_SUCH_PROCESS, f"{name} was released meanwhile")
            return self._start(arguments, path, handle, name)
        except StartError:
            self._processes.release_pin(handle)
            await self._owner.never_started(name, handle, Death(handle.pack(), NEVER_STARTED))
            raise

    def _handle_for(self, entry: Entry) -> ProcessHandle:
        return self._processes.new_handle(entry.pair, entry.sequence)

    def _start(self, arguments: Json, path: str, handle: ProcessHandle, name: str) -> Created:
        process = self._process(arguments, handle, name)
        try:
            self._processes.start(process, path, words(process), self._welcome(process))
        except StartError:
            self._processes.release_pin(handle)
            raise
        role = "backup" if process.is_backup else "single" if name else "unnamed"
        self._owner.report(
            "process-created", name=name, cpu=self._cpu, pin=handle.pin, program=process.program, role=role
        )
        if process.job and process.gmom:
            self._owner.job_process(process)
        return Created(0, 0, handle, process.descriptor(self._node))

    def _process(self, arguments: Json, handle: ProcessHandle, name: str) -> Process:
        startup = bytes.fromhex(arguments["startup"])
        process = Process(handle, name, arguments["program"], startup, Heritage.from_json(arguments["heritage"]))
        process.startup_by = arguments["startup_by"]
        process.defines = bytes.fromhex(arguments["defines"])
        process.environment = bytes.fromhex(arguments["environment"])
        process.has_input = bool(arguments["has_input"])
        process.creator = unpack(bytes.fromhex(arguments["creator"]))
        process.remote = process.remote or (process.creator is not None and self._names.is_elsewhere(process.creator))
        entry = self._names.of(handle)
        process.is_backup = bool(entry and entry.backup and entry.backup.handle == handle)
        process.mom = entry.partner(handle) if entry and process.is_backup else process.creator
        process.recorder = self._recorder(process)
        return process

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
            "creator_access_id": process.creator_access_id,
            "process_access_id": process.process_access_id,
            "job": process.job,
            "gmom": process.gmom.pack() if process.gmom else NULL_HANDLE,
            "startup_by": process.startup_by,
            "cold_load_time": self._owner.cold_load_time(),
        }
        strings = {
            "node_name": self._node.encode(),
            "process_name": process.name.encode(),
            "program": process.program.encode(),
            "home_terminal": process.home_terminal.encode(),
            "startup": process.startup,
            "defines": process.defines,
            "recorder_path": process.recorder.encode(),
        }
        return encode("welcome", values, strings)

    def _recorder(self, process: Process) -> str:
        label = process.name.lstrip("$") or str(process.handle.pin)
        folder = f"{self._configuration.state}/recorder/cpu-{self._cpu}"
        return f"{folder}/{self._configuration.incarnation}-{process.handle.pin}-{label}.ring"


def words(process: Process) -> list[str]:
    """The argument words that ``execve`` gets: none where the creator sends the startup message (CR-08)."""
    if process.startup_by == STARTUP_BY["KERNEL"]:
        return startupmessages.words(process.startup)
    if process.startup_by == STARTUP_BY["CREATOR"]:
        return []
    return [word.decode("utf-8", "surrogateescape") for word in process.startup.split(b"\0")[:-1]]


def heritage_of(request: Request, creator: Process | None) -> Heritage:
    """What the new process has from its creator, or from the operator who asks (CR-05, CR-06)."""
    heritage = creator.heritage() if creator else Heritage()
    if request.name_option == CALLERS_NAME and creator:
        heritage = heritage._replace(qualifiers=creator.qualifiers)
    if request.user is not None:
        heritage = heritage._replace(creator_access_id=request.user, process_access_id=request.user)
    if request.priority != OF_CREATOR:
        heritage = heritage._replace(priority=request.priority)
    if request.home_terminal:
        heritage = heritage._replace(home_terminal=request.home_terminal)
    if request.job != OF_CREATOR:
        gmom = creator.handle.pack() if creator and request.job else NULL_HANDLE
        heritage = heritage._replace(job=request.job, gmom=gmom)
    return heritage


def _startup_is_right(request: Request) -> bool:
    try:
        return request.startup_by != STARTUP_BY["KERNEL"] or startupmessages.messages(request.startup) is not None
    except startupmessages.StartupError:
        return False


def _check(request: Request, name: str) -> Created | None:
    if request.priority != OF_CREATOR and not 1 <= request.priority <= 199:
        return _refused(PARAMETER_ERROR, PRIORITY_PARAMETER)
    if len(request.startup) > MAX_STARTUP or not _startup_is_right(request):
        return _refused(PARAMETER_ERROR, PROGRAM_PARAMETER)
    if not NO_NAME <= request.name_option <= LONG_NAME_BY_SYSTEM:
        return _refused(PARAMETER_ERROR, NAME_OPTION_PARAMETER)
    if request.job < OF_CREATOR:
        return _refused(PARAMETER_ERROR, JOB_PARAMETER)
    if request.name_option == NAME_GIVEN and not valid_name(name):
        return _refused(NAME_ERROR, BAD_NAME)
    return None
