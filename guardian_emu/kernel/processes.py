"""The processes of this CPU: PINs and handles, start, stop, end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from typing import Protocol

from ..wire.codec import Message, MessageError, Value, decode, encode
from ..wire.handle import NULL_HANDLE, ProcessHandle
from ..wire.layouts import FROM_PROCESS
from . import accounting, kernelsocket, spawning
from .input import Input
from .output import Output
from .process import Process
from .spawning import StartError
from .systemmessages import Death

FIRST_PIN, LAST_PIN = 2, 254
NO_PCB, STATE_INVALID, EXTERNAL = 15, -7, 6

_FROM_PROCESS = frozenset(layout.name for layout in FROM_PROCESS)


class Owner(Protocol):
    """Whom the processes' events go to."""

    def asked(self, process: Process, message: Message) -> None:
        """A message on the kernel socket."""

    def ended(self, process: Process, death: Death) -> None:
        """The process is gone and was reaped."""

    def output(self, process: Process, stream: str, text: str) -> None:
        """A line of output."""

    def report(self, event: str, **fields: object) -> None:
        """Log it and tell the operator."""


class Processes:
    """All processes of this CPU.

    Guarantee: a handle is never used twice; what comes on a kernel socket from anybody but the process that was
    started is refused; an end is handled once, after everything the process had said before.
    """

    def __init__(self, cpu: int, node: int, incarnation: int, loop: asyncio.AbstractEventLoop, owner: Owner) -> None:
        self.by_handle: dict[ProcessHandle, Process] = {}
        self._by_pin: dict[int, Process | None] = {}
        self._by_pid: dict[int, Process] = {}
        self._cpu = cpu
        self.node = node
        self._incarnation = incarnation
        self._loop = loop
        self._owner = owner
        self._output = Output(loop, owner.output)
        self.input = Input(loop)
        self._serial = 0
        self._next_pin = FIRST_PIN
        self._time_of_the_dead = 0

    def new_handle(self, pair: int = 0, sequence: int = 0) -> ProcessHandle:
        """A fresh handle with a PIN of its own until the process ends or ``release_pin``. Raises StartError."""
        for step in range(LAST_PIN - FIRST_PIN + 1):
            pin = FIRST_PIN + (self._next_pin - FIRST_PIN + step) % (LAST_PIN - FIRST_PIN + 1)
            if pin not in self._by_pin:
                break
        else:
            raise StartError(NO_PCB, 0, f"CPU {self._cpu} has no free PIN")
        self._next_pin = pin + 1 if pin < LAST_PIN else FIRST_PIN
        self._by_pin[pin] = None
        self._serial += 1
        unique = self._incarnation % 1_000_000 * 1_000_000 + self._serial
        serial = (self._incarnation * 4096 + self._serial) & 0xFFFF
        return ProcessHandle(self._cpu, pin, self.node, serial, pair, sequence if pair else unique)

    def release_pin(self, handle: ProcessHandle) -> None:
        """Give the PIN of a process that was never started back."""
        if self._by_pin.get(handle.pin, 0) is None:
            del self._by_pin[handle.pin]

    def of(self, handle: ProcessHandle | None) -> Process | None:
        """The living process with that handle."""
        process = self.by_handle.get(handle) if handle else None
        return process if process and not process.dead else None

    def of_pin(self, pin: int) -> Process | None:
        """The living process with that PIN."""
        return self._by_pin.get(pin)

    def next_from(self, pin: int) -> Process | None:
        """The living process with the lowest PIN that is not below ``pin``."""
        later = [process for number, process in self._by_pin.items() if number >= pin and process]
        return min(later, key=lambda process: process.handle.pin, default=None)

    def living(self) -> list[Process]:
        """The processes that have not ended."""
        return [process for process in self.by_handle.values() if not process.dead]

    def start(self, process: Process, path: str, words: list[str], welcome: bytes) -> None:
        """Start the program with ``welcome`` waiting on its kernel socket. Raises StartError."""
        line, environment = spawning.command(path, words)
        more = (text.partition("=") for text in process.environment.decode("utf-8", "surrogateescape").split("\0"))
        environment = {name: value for name, _, value in more if name} | environment
        ours, theirs = kernelsocket.pair()
        pipes = {"stdout": os.pipe(), "stderr": os.pipe()}
        typed = self.input.begin(process)
        process.sock = ours
        self.send_packet(process, welcome)
        try:
            kernel, out, err = theirs.fileno(), pipes["stdout"][1], pipes["stderr"][1]
            process.pid = spawning.spawn(line, environment, kernel, out, err, typed)
        except StartError:
            ours.close()
            self.input.end(process)
            for read_end, _write_end in pipes.values():
                os.close(read_end)
            raise
        finally:
            theirs.close()
            if typed >= 0:
                os.close(typed)
            for _read_end, write_end in pipes.values():
                os.close(write_end)
        self._watch(process)
        self._output.watch(process, {stream: ends[0] for stream, ends in pipes.items()})

    def kill(self, process: Process, death: Death) -> None:
        """Stop the process at once; ``death`` is what it will have died of unless something came before."""
        if process.ending is None:
            process.ending = death
        self._signal(process, signal.SIGKILL)

    def suspend(self, process: Process) -> None:
        """From now on it runs no code; what is sent to it waits."""
        process.suspended = True
        self._signal(process, signal.SIGSTOP)

    def activate(self, process: Process) -> None:
        """A suspended process goes on."""
        process.suspended = False
        self._signal(process, signal.SIGCONT)

    def nonsense(self, process: Process, why: ValueError) -> None:
        """A process cannot talk nonsense to its kernel and go on."""
        self._owner.report("refused", where="kernel socket", why=str(why), pin=process.handle.pin)
        self.kill(process, Death(process.handle.pack(), STATE_INVALID, abend=True, text=str(why)))

    def kill_all(self) -> None:
        """Everything in this CPU ends, children that processes have forked too."""
        for process in self._by_pid.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    def reap(self) -> None:
        """Collect every child that has ended, orphans included: this is PID 1."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            spent = int((usage.ru_utime + usage.ru_stime) * 1e6)
            self._time_of_the_dead += spent
            process = self._by_pid.pop(pid, None)
            if process:
                self._ended(process, status, spent)

    def busy(self) -> int:
        """CPU time, in microseconds, that this CPU's processes and its kernel have used since the CPU was loaded."""
        living = sum(accounting.process_time(pid) for pid in self._by_pid)
        return self._time_of_the_dead + living + time.process_time_ns() // 1000

    def send(
        self,
        process: Process,
        name: str,
        values: dict[str, Value] | None = None,
        strings: dict[str, bytes] | None = None,
        *,
        fd: int = -1,
        error: int = 0,
        tag: int = 0,
        detail: int = 0,
    ) -> None:
        """Send a kernel message, with a descriptor if ``fd`` is one."""
        self.send_packet(process, encode(name, values, strings, error=error, tag=tag, detail=detail), fd)

    def send_packet(self, process: Process, packet: bytes, fd: int = -1) -> None:
        """Send an encoded message; it waits in the kernel while the socket is full."""
        kernelsocket.send(self._loop, process, packet, fd)

    def last_output(self, process: Process) -> None:
        """Read what a process that ended had written."""
        self.input.end(process)
        self._output.last(process)

    def _signal(self, process: Process, number: signal.Signals) -> None:
        if process.dead:
            return  # its descriptor may be another's by now
        with contextlib.suppress(ProcessLookupError, OSError):
            signal.pidfd_send_signal(process.pidfd, number)

    def _watch(self, process: Process) -> None:
        assert process.sock is not None
        process.pidfd = os.pidfd_open(process.pid)
        process.created = accounting.julian_now()
        self.by_handle[process.handle] = process
        self._by_pin[process.handle.pin] = process
        self._by_pid[process.pid] = process
        self._loop.add_reader(process.pidfd, self.reap)
        self._loop.add_reader(process.sock.fileno(), self._readable, process)

    def _readable(self, process: Process) -> bool:
        """Take one packet; False when there is none."""
        assert process.sock is not None
        packet = kernelsocket.receive(process.sock)
        if packet is None:
            return False
        if not packet.data:
            self._loop.remove_reader(process.sock.fileno())
            return False
        if packet.sender != process.pid:
            why = f"packet of {len(packet.data)} bytes from Linux process {packet.sender}, not {process.pid}"
            self._owner.report("refused", where="kernel socket", why=why, pin=process.handle.pin)
            return True
        self._take(process, packet.data)
        return True

    def _take(self, process: Process, packet: bytes) -> None:
        try:
            message = decode(packet)
            if message.name not in _FROM_PROCESS:
                raise MessageError(f"{message.name} is no message of a process")
            self._owner.asked(process, message)
        except ValueError as why:
            self.nonsense(process, why)

    def _ended(self, process: Process, status: int, microseconds: int) -> None:
        while self._readable(process):
            pass
        process.dead = True
        self._loop.remove_reader(process.pidfd)
        os.close(process.pidfd)
        kernelsocket.close(self._loop, process)
        self._by_pin.pop(process.handle.pin, None)
        death = process.ending or spawning.completion(process.handle.pack(), status)
        mom, gmom = (handle.pack() if handle else NULL_HANDLE for handle in (process.mom, process.gmom))
        self._owner.ended(process, death._replace(time=microseconds, job=process.job, mom=mom, gmom=gmom))
        self.by_handle.pop(process.handle, None)
