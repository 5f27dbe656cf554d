"""The event loop of a CPU: joins the machines with sockets, clocks and processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, NoReturn

from ..wire.codec import Message
from ..wire.handle import ProcessHandle, unpack
from . import systemmessages
from .actions import (
    Applied,
    CpuDown,
    CpuUp,
    Joined,
    Json,
    PathDown,
    Received,
    Sever,
)
from .commands import Commands
from .configuration import Configuration
from .creation import Creation
from .deaths import Deaths
from .endings import Endings
from .events import Events, Log
from .expand.circuits import is_for
from .expand.network import Network
from .fabric import Opened
from .handshake import Hello
from .image import OWN, WRONG_IMAGE
from .links import Links
from .member import Member
from .monitor import Monitor
from .naming import Naming
from .operator import Operator
from .pathcommands import PathCommands
from .persistence import Persistence
from .process import Process
from .processes import Processes
from .questions import Questions
from .systemmessages import Death
from .vanished import Vanished

SELF_HALT_STATUS = 3
_URGENT_SECONDS = 0.003


class Kernel:
    """One CPU.

    Guarantee: it halts rather than go on after an internal inconsistency (NM-07), and takes its processes along.
    """

    def __init__(self, configuration: Configuration, loop: asyncio.AbstractEventLoop) -> None:
        own = configuration
        self._configuration = own
        self._loop = loop
        self._member = Member(own, loop, self)
        self._core = self._member.core
        self._processes = Processes(own.cpu, own.node_number, own.incarnation, loop, self)
        self._links = Links(own.cpu, own.incarnation, self._processes, loop, self._member)
        self._questions = Questions(own.cpu, loop, self._member)
        names = self._core.names
        vanished = Vanished(names, self._looks_after, self._confirm)
        self._deaths = Deaths(own.node, names, self._processes, self._links, vanished, self)
        naming = Naming(own.cpu, own.incarnation, names, self._member)
        self._endings = Endings(own.cpu, names, naming, self._deaths, self)
        creation = Creation(own, names, naming, self._processes, self)
        self._persistence = Persistence(own, names, creation, self)
        self._monitor = Monitor(own, names, naming, self._processes, self._links, creation, loop, self)
        self._network = Network(own, names, self._processes, self._links, self._monitor, creation, loop, self)
        self._links.elsewhere = self._network
        self._monitor.elsewhere = creation.elsewhere = self._network.elsewhere
        self._log = Log(loop, own.cpu)
        self._events = Events(self._log, own.cpu, self._member.send, self._member.peers)
        self._commands = Commands(own, self._core, creation, self._monitor, self._processes, self._events, self)
        self._questions.answers = {
            **self._monitor.answers,
            "processes": self._commands.processes_here,
            "input": self._commands.input_here,
            **self._network.answers(),
        }
        paths = PathCommands(own, self._core, loop, self._member)
        of_network = self._network.operating.operations()
        self._operator = Operator({**self._commands.operations(), **paths.operations(), **of_network}, loop, self)
        self._early: list[tuple[int, Json]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._member.perform |= {
            PathDown: self._path_down,
            Received: lambda action: self._received(action.cpu, action.message),
            Sever: self._sever,
            CpuDown: self._cpu_down,
            CpuUp: self._cpu_up,
            Applied: self._applied,
            Joined: self._joined,
        }
        self._takers: dict[str, Callable[[int, Json], None]] = {
            "ask": self._questions.asked,
            "answer": lambda cpu, message: self._questions.answered(message),
            "process-gone": lambda cpu, message: self._deaths.gone(Death.from_json(message["death"]), message["name"]),
            "opener-gone": lambda cpu, message: self._endings.opener_gone(message),
            "job-process": lambda cpu, message: self._job_process(message),
            "link-broken": lambda cpu, message: self._links.broken_there(message["link"], message["socket"]),
            "event": lambda cpu, message: self._events.publish(message["event"]),
            "watch": lambda cpu, message: self._events.watched_by(cpu, message["on"], message.get("from_first")),
            "cold-load": lambda cpu, message: self._core.cold_loaded(message["at"]),
            **self._network.takers(),
        }

    def start(self) -> None:
        """Listen, and begin to join the node."""
        own = self._configuration
        self.report("stage", stage="boot", incarnation=own.incarnation, pid=os.getpid())
        os.makedirs(f"{own.state}/recorder/cpu-{own.cpu}", exist_ok=True)
        self._loop.add_signal_handler(signal.SIGTERM, self.halt, 0, "SIGTERM")
        self._loop.add_signal_handler(signal.SIGCHLD, self._processes.reap)
        self._member.listen()
        if own.operator:
            self._operator.listen(own.operator)
        self.report("stage", stage="listening")
        self._member.start()
        if own.ttl > 0:
            self._loop.call_later(own.ttl, self.halt, 0, f"time to live of {own.ttl:g} s is over")

    def halt(self, code: int, reason: str) -> NoReturn:
        """Stop this CPU and everything in it, at once."""
        self._processes.kill_all()
        self.report("halted", code=code, reason=reason)
        self._log.last_words()
        os._exit(SELF_HALT_STATUS if code else 0)

    def report(self, event: str, **fields: Any) -> None:
        """Log an event and tell operators."""
        self._events.report(event, fields)

    def report_soon(self, event: str, **fields: Any) -> None:
        """See ``deaths.Owner``: during a takeover processes ask their kernel things, and should not wait for a log."""
        self._loop.call_later(_URGENT_SECONDS, partial(self.report, event, **fields))

    # What the node asks of this CPU, and tells it.

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""
        return self._member.is_up(cpu)

    def cpus_up(self) -> list[int]:
        """The CPUs that are up, ascending."""
        return self._member.cpus_up()

    def link_asked(self, sock: socket.socket, hello: Hello, request: Json) -> tuple[Json, Callable[[], None]]:
        """Another kernel wants a link to a process here, or a chain that begins with it to go on."""
        if is_for(request):
            answer, on = self._network.circuit_from_cpu(hello.cpu, hello.fabric, request)
            return answer, lambda: on(sock)
        reply, then = self._links.asked(request, hello.fabric)
        return reply, lambda: then(sock)

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""
        self._member.send(cpu, message)

    async def open_link(self, cpu: int, request: Json, avoid: str = "") -> Opened:
        """Connect to another kernel for a link."""
        return await self._member.open_link(cpu, request, avoid)

    def _received(self, cpu: int, message: Json) -> None:
        if message["t"] == "wrong-image":
            self._wrong_image(message)
        elif not self._core.joined:
            self._early.append((cpu, message))
        elif self._core.is_up(cpu):
            self._take(cpu, message)

    def _wrong_image(self, message: Json) -> None:
        """The node runs other code than this CPU, which cannot join it (RL-02). A member takes no notice."""
        if not self._core.joined:
            self.halt(WRONG_IMAGE, OWN.reason(message))

    def _take(self, cpu: int, message: Json) -> None:
        take = self._takers.get(message["t"])
        if take is None:
            raise ValueError(f"control message of unknown type {message['t']!r}")
        take(cpu, message)

    def _path_down(self, path: PathDown) -> None:
        self._links.path_down(path.cpu, path.fabric)
        self._network.path_down(path.cpu, path.fabric)

    def _sever(self, sever: Sever) -> None:
        self._links.sever(sever.cpu)
        self._network.sever(sever.cpu)

    def _cpu_down(self, down: CpuDown) -> None:
        declared = time.monotonic_ns()
        self._deaths.cpu_down(down)
        self._questions.cpu_down(down.cpu)
        self._events.cpu_down(down.cpu)
        self._network.cpu_down(down.cpu)
        self.report_soon("cpu-down", t=declared, down=down.cpu, reason=down.reason)

    def _cpu_up(self, up: CpuUp) -> None:
        self._deaths.cpu_up(up.cpu)
        self._events.cpu_up(up.cpu)
        self._network.cpu_up(up.cpu)
        self.report("cpu-up", up=up.cpu)

    def _applied(self, applied: Applied) -> None:
        self._deaths.updated(applied.operation, applied.effect, applied.changes)
        for change in applied.changes:
            entry = change.after
            if entry and entry.backup and entry.primary:
                for process in self._links.holders(entry.primary.handle):
                    self._monitor.link_ahead(process, entry.backup.handle)

    def _joined(self, _joined: Joined) -> None:
        for cpu in self.peers() if self._core.dates_the_node() else []:
            self.send(cpu, {"t": "cold-load", "at": self._core.cold_load_time})
        self._network.joined()
        self._member.joined()
        early, self._early = self._early, []
        for cpu, message in early:
            self._received(cpu, message)
        if self._configuration.start == "reload":
            self.begin(self._persistence.start_again())

    # Questions between kernels, and updates.

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; its error and effect."""
        return await self._member.update(operation)

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask a kernel, this one too; None when its CPU is down."""
        return await self._questions.ask(cpu, what, arguments)

    def _confirm(self, operation: Json, delay: float) -> None:
        """Run a global update whose application says it all; see ``Vanished``."""
        self._loop.call_later(delay, lambda: self.begin(self._run(operation)))

    async def _run(self, operation: Json) -> None:
        await self.update(operation)

    # What the processes tell.

    def asked(self, process: Process, message: Message) -> None:
        """A message on a kernel socket."""
        self._monitor.serve(process, message)

    def output(self, process: Process, stream: str, text: str) -> None:
        """A line of output of a process."""
        handle = process.handle
        self.report("output", name=process.name, cpu=handle.cpu, pin=handle.pin, stream=stream, text=text)

    def ended(self, process: Process, death: Death) -> None:
        """A process of this CPU ended: links first, then the table, then its opens, reports last."""
        handle = process.handle
        self._network.farewells.ends(process)
        self._links.process_ended(process)
        self._endings.ended(process, death)
        self._processes.last_output(process)
        self.report(
            "process-ended", name=process.name, cpu=handle.cpu, pin=handle.pin, completion_code=death.code,
            info=death.info, abend=death.abend, text=death.text,
        )  # fmt: skip

    # What creation tells.

    def job_process(self, process: Process) -> None:
        """-112 to the ancestor of a new process's job, which may be in another CPU."""
        assert process.gmom is not None
        message = {"t": "job-process", "job": process.job, "handle": process.handle.pack().hex()}
        self._job_process({**message, "gmom": process.gmom.pack().hex()})

    def _job_process(self, message: Json) -> None:
        gmom = self._core.names.serving(unpack(bytes.fromhex(message["gmom"])))
        if gmom and self._core.names.is_elsewhere(gmom):
            handle = bytes.fromhex(message["handle"])
            about = unpack(handle)
            if about:
                self.tell_elsewhere(gmom, about, systemmessages.job_process(message["job"], handle))
        elif gmom and gmom.cpu == self._configuration.cpu:
            self._deaths.job_process(message["job"], bytes.fromhex(message["handle"]), gmom)
        elif gmom:
            self.send(gmom.cpu, message)

    # What the network between nodes asks, and is told.

    def cpu_states(self) -> list[tuple[int, int, bool]]:
        """CPUs of this node that have been up: their load, and whether they still are."""
        membership = self._core.membership
        down = [(cpu, load, False) for cpu, load in membership.down.items() if cpu not in membership.up]
        return [*((cpu, load, True) for cpu, load in membership.up.items()), *down]

    def close_open(self, message: Json) -> None:
        """Close an open of a process of another node that ended."""
        self._endings.opener_gone(message)

    def tell_elsewhere(self, to: ProcessHandle, about: ProcessHandle, message: bytes) -> None:
        """A system message about a process of this node for one of another."""
        self._network.farewells.tell(to, about, message)

    def gone_for_others(self, process: Process) -> None:
        """Tell the other nodes that had to do with a process that it has ended."""
        self._network.farewells.gone(process)

    async def expand_status(self) -> Json:
        """Lines of this node, and ways to the others."""
        return await self._network.operating.status()

    def _looks_after(self, handle: ProcessHandle) -> bool:
        """Whether this CPU finds out for that ancestor what became of a name: one of another node has the lowest."""
        if self._core.names.is_elsewhere(handle):
            return self._configuration.cpu == min(self.cpus_up())
        return handle.cpu == self._configuration.cpu

    async def never_started(self, name: str, handle: ProcessHandle, death: Death) -> None:
        """Take a member that could not be started out of the table again."""
        await self._endings.member_gone(name, handle, death, never=True)

    def cold_load_time(self) -> int:
        """Julian timestamp of the node's start."""
        return self._core.cold_load_time

    def peers(self) -> list[int]:
        """The other CPUs that are up."""
        return self._member.peers()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this, without waiting for it."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
