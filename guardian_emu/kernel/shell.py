"""The event loop of a CPU: joins the machines with sockets, clocks and processes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import time
import traceback
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, NoReturn

from ..wire.codec import Message
from ..wire.handle import NULL_HANDLE, unpack
from . import quickend
from .actions import (
    Action,
    Applied,
    Completed,
    CpuDown,
    CpuUp,
    Halt,
    ImAlive,
    Joined,
    Json,
    Missing,
    Poison,
    Report,
    Send,
)
from .commands import Commands
from .configuration import Configuration
from .creation import Creation
from .deaths import Deaths
from .events import Events, Log
from .fabric import Fabric, Opened
from .globalupdate import INCONSISTENT
from .handshake import Hello
from .links import Links
from .monitor import Monitor
from .operator import Operator
from .processes import Process, Processes
from .processor import OWN_MESSAGES, Processor
from .systemmessages import Death

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
        self._core = Processor(own)
        self._fabric = Fabric(own, loop, self)
        self._processes = Processes(own.cpu, own.node_number, own.incarnation, loop, self)
        self._links = Links(own.cpu, own.incarnation, self._processes, loop, self)
        names = self._core.names
        self._deaths = Deaths(own.node, names, self._processes, self._links, self)
        creation = Creation(own, names, self._processes, self)
        self._monitor = Monitor(own, names, self._processes, creation, self._links, loop, self)
        self._log = Log(loop, own.cpu)
        self._events = Events(self._log, own.cpu, self.send, self._peers)
        self._commands = Commands(own, self._core, creation, self._monitor, self._processes, self._events, self)
        self._operator = Operator(self._commands.operations(), loop, self)
        self._updates: dict[int, asyncio.Future[tuple[int, Json]]] = {}
        self._questions: dict[int, tuple[int, asyncio.Future[Json | None]]] = {}
        self._question = 0
        self._missing: list[int] | None = None
        self._ready = False
        self._early: list[tuple[int, Json]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._perform: dict[type[Any], Callable[[Any], None]] = {
            Send: lambda action: self._fabric.send(action.cpu, action.message),
            ImAlive: lambda action: self._fabric.alive(),
            Poison: self._poison,
            CpuDown: self._cpu_down,
            CpuUp: self._cpu_up,
            Applied: self._applied,
            Completed: self._completed,
            Joined: self._joined,
            Missing: self._still_missing,
            Halt: lambda action: self.halt(action.code, action.reason),
            Report: lambda action: self.report(action.event, **action.fields),
        }

    def start(self) -> None:
        """Listen, and begin to join the node."""
        own = self._configuration
        self.report("stage", stage="boot", incarnation=own.incarnation, pid=os.getpid())
        os.makedirs(f"{own.state}/recorder/cpu-{own.cpu}", exist_ok=True)
        self._loop.add_signal_handler(signal.SIGTERM, self.halt, 0, "SIGTERM")
        self._loop.add_signal_handler(signal.SIGCHLD, self._processes.reap)
        self._fabric.listen()
        if own.operator:
            self._operator.listen(own.operator)
        self.report("stage", stage="listening")
        self._do(self._core.start(self._loop.time()))
        self._fabric.announce()
        self._fabric.dial()
        self._tick()
        if own.ttl > 0:
            self._loop.call_later(own.ttl, self.halt, 0, f"time to live of {own.ttl:g} s is over")
        if os.getpid() != 1:
            self._loop.call_later(0.5, _adopt_orphans)

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

    # What the fabric tells.

    def connected(self, cpu: int, incarnation: int, view: dict[int, int]) -> None:
        """The first control connection to a CPU stands."""
        self._do(self._core.connect(cpu, incarnation, view, self._loop.time()))

    def strengthened(self) -> None:
        """One more path stands: a member is ready when every CPU is connected on both fabrics, or a period later."""
        if self._core.joined and self._fabric.is_complete():
            self._announce()

    def lost(self, cpu: int) -> None:
        """The last control connection to a CPU ended."""
        self._do(self._core.end_of_file(cpu, self._loop.time()))

    def heard(self, cpu: int) -> None:
        """Any sign of life."""
        self._core.hear(cpu, self._loop.time())

    def poisoned(self, cpu: int) -> None:
        """A CPU says that this one was declared down."""
        self._do(self._core.poisoned(cpu))

    def view(self) -> dict[int, int]:
        """CPUs that are up, with incarnations."""
        return self._core.view()

    def is_buried(self, cpu: int, incarnation: int) -> bool:
        """Whether that load of the CPU was declared down."""
        return self._core.membership.is_buried(cpu, incarnation)

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""
        return self._core.is_up(cpu)

    def cpus_up(self) -> list[int]:
        """The CPUs that are up, ascending."""
        return sorted(self._core.membership.up)

    def dials(self, cpu: int) -> bool:
        """At cold load the higher CPU connects, at reload the one that is reloaded."""
        if self._core.joined:
            return False
        if self._configuration.start == "reload":
            return True
        return cpu < self._configuration.cpu and cpu not in self._core.membership.down

    def link_asked(self, sock: socket.socket, hello: Hello, request: Json) -> tuple[Json, Callable[[], None]]:
        """Another kernel wants a link to a process here."""
        reply, then = self._links.asked(request)
        return reply, lambda: then(sock)

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""
        self._fabric.send(cpu, message)

    async def open_link(self, cpu: int, request: Json, avoid: str = "") -> Opened:
        """Connect to another kernel for a link."""
        return await self._fabric.open_link(cpu, request, avoid)

    def received(self, cpu: int, message: Json) -> None:
        """A control message."""
        if message["t"] in OWN_MESSAGES:
            self._do(self._core.receive(cpu, message, self._loop.time()))
        elif not self._core.joined:
            self._early.append((cpu, message))
        elif self._core.is_up(cpu):
            self._take(cpu, message)

    def _take(self, cpu: int, message: Json) -> None:
        kind = message["t"]
        if kind == "ask":
            self._task(self._answer(cpu, message))
        elif kind == "answer":
            _cpu, future = self._questions.pop(message["id"], (cpu, None))
            if future and not future.done():
                future.set_result(message["answer"])
        elif kind == "process-gone":
            self._deaths.unnamed_gone(Death.from_json(message["death"]), unpack(bytes.fromhex(message["mom"])))
        elif kind == "opener-gone":
            self._opener_gone(message)
        elif kind == "link-broken":
            self._links.broken_there(message["link"])
        elif kind == "event":
            self._events.publish(message["event"])
        elif kind == "watch":
            self._events.watched_by(cpu, message["on"])
        else:
            raise ValueError(f"control message of unknown type {kind!r}")

    # Carrying out actions.

    def _do(self, actions: list[Action]) -> None:
        for action in self._core.sift(actions):
            self._perform[type(action)](action)

    def _tick(self) -> None:
        now = self._loop.time()
        self._do(self._core.tick(now))
        self._fabric.check(now, self._configuration.check)
        self._loop.call_later(self._configuration.alive / 4, self._tick)

    def _cpu_down(self, down: CpuDown) -> None:
        declared = time.monotonic_ns()
        self._deaths.cpu_down(down)
        for number, (cpu, future) in list(self._questions.items()):
            if cpu == down.cpu:
                del self._questions[number]
                if not future.done():
                    future.set_result(None)
        self._events.cpu_down(down.cpu)
        self.report_soon("cpu-down", t=declared, down=down.cpu, reason=down.reason)

    def _cpu_up(self, up: CpuUp) -> None:
        self._deaths.cpu_up(up.cpu)
        self._events.cpu_up(up.cpu)
        self.report("cpu-up", up=up.cpu)

    def _poison(self, poison: Poison) -> None:
        if self._fabric.poison(poison.cpu):
            self.report("poisoned", poisoned=poison.cpu)

    def _applied(self, applied: Applied) -> None:
        self._deaths.updated(applied.operation, applied.changes)
        for change in applied.changes:
            entry = change.after
            if entry and entry.backup and entry.primary:
                for process in self._links.holders(entry.primary.handle):
                    self._monitor.link_ahead(process, entry.backup.handle)

    def _completed(self, completed: Completed) -> None:
        future = self._updates.pop(completed.token, None)
        if future and not future.done():
            future.set_result((completed.error, completed.effect))

    def _joined(self, _joined: Joined) -> None:
        self._loop.call_later(self._configuration.alive, self._announce)
        self.strengthened()
        early, self._early = self._early, []
        for cpu, message in early:
            self.received(cpu, message)

    def _announce(self) -> None:
        if not self._ready:
            self._ready = True
            self.report("stage", stage="ready")

    def _still_missing(self, missing: Missing) -> None:
        if missing.cpus != self._missing:
            self._missing = missing.cpus
            self.report("stage", stage="joining", missing=missing.cpus)

    # Questions between kernels, and updates.

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; its error and effect."""
        token, actions = self._core.submit(operation)
        future: asyncio.Future[tuple[int, Json]] = self._loop.create_future()
        self._updates[token] = future
        self._do(actions)
        return await future

    async def ask(self, cpu: int, what: str, arguments: Json) -> Json | None:
        """Ask another kernel; None when its CPU is down."""
        if not self._core.is_up(cpu):
            return None
        self._question += 1
        future: asyncio.Future[Json | None] = self._loop.create_future()
        self._questions[self._question] = (cpu, future)
        self.send(cpu, {"t": "ask", "id": self._question, "what": what, "arguments": arguments})
        return await future

    async def _answer(self, cpu: int, message: Json) -> None:
        what, arguments = message["what"], message["arguments"]
        if what == "processes":
            answer: Json = {"processes": self._commands.own_processes()}
        else:
            answer = await self._monitor.answer(cpu, what, arguments)
        self.send(cpu, {"t": "answer", "id": message["id"], "answer": answer})

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
        self._links.process_ended(process)
        if not process.released:
            if handle.named:
                self._task(self._member_gone(process, death))
            else:
                self._unnamed_gone(process, death)
        self._processes.last_output(process)
        self.report(
            "process-ended", name=process.name, cpu=handle.cpu, pin=handle.pin, completion_code=death.code,
            abend=death.abend, text=death.text,
        )  # fmt: skip
        if process.released:
            self._close_opens(process)

    def _unnamed_gone(self, process: Process, death: Death) -> None:
        mom = (process.mom.pack() if process.mom else NULL_HANDLE).hex()
        for cpu in self._peers():
            self.send(cpu, {"t": "process-gone", "death": death.to_json(), "mom": mom})
        self._deaths.unnamed_gone(death, process.mom)
        self._close_opens(process)

    async def _member_gone(self, process: Process, death: Death) -> None:
        operation = {"do": "member-gone", "name": process.name, "sequence": process.handle.sequence}
        await self.update({**operation, "handle": process.handle.pack().hex(), "death": death.to_json()})
        self._close_opens(process)

    def _close_opens(self, process: Process) -> None:
        for file, (label, target) in sorted(process.opens.items()):
            self._opener_gone(
                {
                    "t": "opener-gone", "opener": process.handle.pack().hex(), "file": file, "label": label,
                    "target": target.pack().hex(),
                }
            )  # fmt: skip

    def _opener_gone(self, message: Json) -> None:
        """Close an open of a process that ended, at whoever serves it now, which may be in another CPU."""
        target = self._core.names.serving(unpack(bytes.fromhex(message["target"])))
        if target is None:
            return
        if target.cpu == self._configuration.cpu:
            opener = bytes.fromhex(message["opener"])
            self._deaths.opener_gone(opener, message["file"], message["label"], target)
        else:
            self.send(target.cpu, message)

    def _peers(self) -> list[int]:
        return [cpu for cpu in self.cpus_up() if cpu != self._configuration.cpu]

    def _task(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _adopt_orphans() -> None:
    """Outside a PID namespace: orphans of this CPU's processes become children of this kernel."""
    import ctypes

    set_child_subreaper = 36
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _failed(loop: asyncio.AbstractEventLoop, context: dict[str, Any], kernel: Kernel) -> None:
    """An error nobody expected: the CPU is fail-fast (NM-07)."""
    error = context.get("exception")
    if isinstance(error, asyncio.CancelledError):
        return
    trace = "".join(traceback.format_exception(error)) if error else ""
    kernel.report("failed", message=context.get("message", ""), trace=trace)
    kernel.halt(INCONSISTENT, f"internal error: {error!r}")


def run(configuration: Configuration) -> int:
    """Run the kernel; returns only when the loop was stopped."""
    if os.getpid() == 1:
        quickend.share_memory()
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    gc.freeze()  # what was loaded stays: a collection in the middle of a takeover need not look at it
    gc.enable()
    loop = asyncio.new_event_loop()
    kernel = Kernel(configuration, loop)
    loop.set_exception_handler(lambda loop, context: _failed(loop, context, kernel))
    kernel.start()
    loop.run_forever()
    return 0
