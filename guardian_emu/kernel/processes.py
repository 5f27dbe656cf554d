"""The processes of this CPU: start, kernel sockets, output, end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import struct
import sys
from collections import deque
from typing import Any, Protocol

from ..wire.codec import MAX_KERNEL_MESSAGE, Message, MessageError, Value, decode, encode
from ..wire.handle import ProcessHandle, descriptor
from ..wire.layouts import FROM_PROCESS
from .systemmessages import Death

KERNEL_FD = 3
MAX_LINE = 65536
FIRST_PIN, LAST_PIN = 2, 254
BAD_FILE_FORMAT, FILE_ERROR, NO_PCB, RESOURCES = 12, 1, 15, 104
NOT_FOUND, SECURITY, STATE_INVALID, EXTERNAL = 11, 48, -7, 6

_FROM_PROCESS = frozenset(layout.name for layout in FROM_PROCESS)
_CREDENTIALS = struct.Struct("3i")
_PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_POWERPC_HEADER = (b"\x7fELF\x01\x02", b"\x00\x14")
_HARDWARE = {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL}


class StartError(Exception):
    """A process could not be started; carries the creation error and its detail."""

    def __init__(self, error: int, detail: int, why: str) -> None:
        super().__init__(why)
        self.error = error
        self.detail = detail


class Process:
    """One process of this CPU, from before its start until its end is handled."""

    def __init__(self, handle: ProcessHandle, name: str, program: str, startup: bytes) -> None:
        self.handle = handle
        self.name = name
        self.program = program
        self.startup = startup
        self.creator: ProcessHandle | None = None
        self.mom: ProcessHandle | None = None
        self.priority = 100
        self.home_terminal = ""
        self.is_backup = False
        self.mask = 0
        self.opens: dict[int, tuple[int, ProcessHandle]] = {}
        self.links: list[Any] = []
        self.ending: Death | None = None
        self.released = False
        self.dead = False
        self.pid = 0
        self.pidfd = -1
        self.sock: socket.socket | None = None
        self.outgoing: deque[tuple[bytes, int]] = deque()
        self.pipes: dict[int, tuple[str, bytearray]] = {}

    def descriptor(self, node: str) -> str:
        """Its process descriptor (PR-05)."""
        return descriptor(node, self.handle, self.name)


class Owner(Protocol):
    """Whom the processes' events go to."""

    def asked(self, process: Process, message: Message) -> None:
        """A message on the kernel socket."""

    def ended(self, process: Process, death: Death) -> None:
        """The process is gone and was reaped."""

    def output(self, process: Process, stream: str, text: str) -> None:
        """A line of output."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


def completion(handle: bytes, status: int, microseconds: int) -> Death:
    """The death of a process that ended without saying so, from its wait status (docs/design.md)."""
    if not os.WIFSIGNALED(status):
        code = 2 if os.WEXITSTATUS(status) else 0
        return Death(handle, code, time=microseconds)
    number = os.WTERMSIG(status)
    if number == signal.SIGABRT:
        return Death(handle, 5, abend=True, time=microseconds)
    code = -6 if number in _HARDWARE else 9
    return Death(handle, code, number, True, time=microseconds)


def command(path: str, words: list[str]) -> tuple[list[str], dict[str, str]]:
    """What to execute for a program file, and its environment. Raises StartError.

    A program in Python has the ending .py, which its name on ``$SYSTEM`` leaves out; it finds libguardian beside it.
    """
    if not os.path.exists(path) and os.path.exists(f"{path}.py"):
        path = f"{path}.py"
    try:
        with open(path, "rb") as file:
            head = file.read(20)
    except PermissionError as error:
        raise StartError(FILE_ERROR, SECURITY, f"{path}: {error.strerror}") from error
    except OSError as error:
        raise StartError(FILE_ERROR, NOT_FOUND, f"{path}: {error.strerror}") from error
    environment = {"GUARDIAN_KERNEL_FD": str(KERNEL_FD)}
    if head[:6] == _POWERPC_HEADER[0] and head[18:20] == _POWERPC_HEADER[1]:
        return [_emulator(path), path, *words], environment
    if path.endswith(".py"):
        library = os.path.join(os.path.dirname(path), "libguardian.so")
        if os.path.exists(library):
            environment["GUARDIAN_LIBRARY"] = library
        return [sys.executable, "-u", path, *words], {**environment, "PYTHONPATH": _PACKAGE_ROOT}
    return [path, *words], environment


def _emulator(path: str) -> str:
    for folder in [*os.environ.get("PATH", "").split(":"), "/usr/bin"]:
        candidate = os.path.join(folder, "qemu-ppc-static")
        if os.access(candidate, os.X_OK):
            return candidate
    raise StartError(13, 0, f"{path} is a PowerPC program and qemu-ppc-static is in no directory of PATH or /usr/bin")


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
        self._node = node
        self._incarnation = incarnation
        self._loop = loop
        self._owner = owner
        self._serial = 0
        self._next_pin = FIRST_PIN

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
        return ProcessHandle(self._cpu, pin, self._node, serial, pair, sequence if pair else unique)

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

    def start(self, process: Process, path: str, welcome: bytes) -> None:
        """Start the program with ``welcome`` waiting on its kernel socket. Raises StartError."""
        words = [word.decode("utf-8", "surrogateescape") for word in process.startup.split(b"\0")[:-1]]
        line, environment = command(path, words)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        ours.setblocking(False)
        pipes = {"stdout": os.pipe(), "stderr": os.pipe()}
        process.sock = ours
        self.send_packet(process, welcome)
        try:
            process.pid = _spawn(line, environment, theirs.fileno(), pipes["stdout"][1], pipes["stderr"][1])
        except OSError as error:
            ours.close()
            for read_end, _write_end in pipes.values():
                os.close(read_end)
            number = SECURITY if isinstance(error, PermissionError) else 2
            kind = FILE_ERROR if isinstance(error, PermissionError) else BAD_FILE_FORMAT
            raise StartError(kind, number, f"{path}: {error.strerror}") from error
        finally:
            theirs.close()
            for _read_end, write_end in pipes.values():
                os.close(write_end)
        self._watch(process, {stream: ends[0] for stream, ends in pipes.items()})

    def kill(self, process: Process, death: Death) -> None:
        """Stop the process at once; ``death`` is what it will have died of unless something came before."""
        if process.ending is None:
            process.ending = death
        with contextlib.suppress(ProcessLookupError, OSError):
            signal.pidfd_send_signal(process.pidfd, signal.SIGKILL)

    def nonsense(self, process: Process, why: ValueError) -> None:
        """A process cannot talk nonsense to its kernel and go on."""
        self._owner.report("refused", where="kernel socket", why=str(why), pin=process.handle.pin)
        self.kill(process, Death(process.handle.pack(), STATE_INVALID, abend=True, text=str(why)))

    def kill_all(self) -> None:
        """Everything in this CPU ends."""
        for process in self._by_pid.values():
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
            process = self._by_pid.pop(pid, None)
            if process:
                self._ended(process, status, int((usage.ru_utime + usage.ru_stime) * 1e6))

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
        """Send an encoded message; it waits here while the socket is full."""
        if process.dead or process.sock is None:
            return
        if not process.outgoing:
            try:
                _send_packet(process.sock, packet, fd)
                return
            except BlockingIOError:
                self._loop.add_writer(process.sock.fileno(), self._writable, process)
            except OSError:
                return  # it is ending
        process.outgoing.append((packet, os.dup(fd) if fd >= 0 else -1))

    def _writable(self, process: Process) -> None:
        assert process.sock is not None
        while process.outgoing:
            packet, fd = process.outgoing[0]
            try:
                _send_packet(process.sock, packet, fd)
            except BlockingIOError:
                return
            except OSError:
                pass
            process.outgoing.popleft()
            if fd >= 0:
                os.close(fd)
        self._loop.remove_writer(process.sock.fileno())

    def _watch(self, process: Process, pipes: dict[str, int]) -> None:
        assert process.sock is not None
        process.pidfd = os.pidfd_open(process.pid)
        self.by_handle[process.handle] = process
        self._by_pin[process.handle.pin] = process
        self._by_pid[process.pid] = process
        self._loop.add_reader(process.pidfd, self.reap)
        self._loop.add_reader(process.sock.fileno(), self._readable, process)
        for stream, fd in pipes.items():
            os.set_blocking(fd, False)
            process.pipes[fd] = (stream, bytearray())
            self._loop.add_reader(fd, self._read_output, process, fd)

    def _readable(self, process: Process) -> bool:
        """Take one packet; False when there is none."""
        assert process.sock is not None
        try:
            packet, ancillary, _flags, _address = process.sock.recvmsg(MAX_KERNEL_MESSAGE + 1, 256)
        except BlockingIOError:
            return False
        except OSError:
            packet, ancillary = b"", []
        if not packet:
            self._loop.remove_reader(process.sock.fileno())
            return False
        if _sender(ancillary) != process.pid:
            why = f"packet of {len(packet)} bytes from Linux process {_sender(ancillary)}, not {process.pid}"
            self._owner.report("refused", where="kernel socket", why=why, pin=process.handle.pin)
            return True
        self._take(process, packet)
        return True

    def _take(self, process: Process, packet: bytes) -> None:
        try:
            message = decode(packet)
            if message.name not in _FROM_PROCESS:
                raise MessageError(f"{message.name} is no message of a process")
            self._owner.asked(process, message)
        except ValueError as why:
            self.nonsense(process, why)

    def _read_output(self, process: Process, fd: int) -> bool:
        stream, pending = process.pipes[fd]
        try:
            data = os.read(fd, 65536)
        except BlockingIOError:
            return False
        if not data:
            self._loop.remove_reader(fd)
            return False
        pending += data
        *lines, rest = bytes(pending).split(b"\n")
        if len(rest) > MAX_LINE:
            lines, rest = [*lines, rest], b""
        pending[:] = rest
        for line in lines:
            self._owner.output(process, stream, line.decode("utf-8", "replace"))
        return True

    def _ended(self, process: Process, status: int, microseconds: int) -> None:
        assert process.sock is not None
        while self._readable(process):
            pass
        process.dead = True
        self._loop.remove_reader(process.pidfd)
        os.close(process.pidfd)
        self._loop.remove_reader(process.sock.fileno())
        self._loop.remove_writer(process.sock.fileno())
        process.sock.close()
        for _packet, fd in process.outgoing:
            if fd >= 0:
                os.close(fd)
        self._by_pin.pop(process.handle.pin, None)
        death = process.ending or completion(process.handle.pack(), status, 0)
        self._owner.ended(process, death._replace(time=microseconds))
        self.by_handle.pop(process.handle, None)

    def last_output(self, process: Process) -> None:
        """Read what a process that ended had written."""
        for fd, (stream, pending) in process.pipes.items():
            while self._read_output(process, fd):
                pass
            if pending:
                self._owner.output(process, stream, pending.decode("utf-8", "replace"))
            self._loop.remove_reader(fd)
            os.close(fd)
        process.pipes = {}


def process_time(pid: int) -> int:
    """CPU time of a living process in microseconds."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) // 1000
    except (OSError, ValueError, IndexError):
        return 0


def _spawn(line: list[str], environment: dict[str, str], kernel: int, out: int, err: int) -> int:
    actions: list[Any] = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, out, 1),
        (os.POSIX_SPAWN_DUP2, err, 2),
        (os.POSIX_SPAWN_DUP2, kernel, KERNEL_FD),
    ]
    return os.posix_spawn(line[0], line, environment, file_actions=actions, setsigmask=[], setsigdef=[signal.SIGPIPE])


def _send_packet(sock: socket.socket, packet: bytes, fd: int) -> None:
    if fd < 0:
        sock.send(packet)
    else:
        sock.sendmsg([packet], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", fd))])


def _sender(ancillary: list[tuple[int, int, bytes]]) -> int:
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return int(_CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0])
    return 0
