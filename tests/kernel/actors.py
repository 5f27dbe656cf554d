"""Real Guardian processes that tests speak through: each passes on what the test sends to its kernel, and back.

The process is a relay between its kernel socket and a socket of the test, so that a test says, in its own lines and
order, what several processes in several CPUs do.
"""

from __future__ import annotations

import array
import contextlib
import socket
import struct
from typing import Any, NamedTuple

from kernel.embedded import PATIENCE, Node, Operator

from guardian_emu.wire.codec import Message, Value, decode, encode
from guardian_emu.wire.handle import NULL_HANDLE
from guardian_emu.wire.layouts import PROTOCOL_VERSION

RELAY = """
import array, os, select, signal, socket
kernel = socket.socket(fileno=int(os.environ["GUARDIAN_KERNEL_FD"]))
test = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
test.connect(STAGE)
def relay(source, sink):
    packet, ancillary, _flags, _address = source.recvmsg(65536, 256)
    if packet.startswith(b"!"):
        exec(packet[1:])
        return
    rights = [(level, kind, data[:4]) for level, kind, data in ancillary if kind == socket.SCM_RIGHTS]
    sink.sendmsg([packet], rights) if packet else os._exit(0)
    for _level, _kind, data in rights:
        os.close(array.array("i", data)[0])
while True:
    for ready in select.select([kernel, test], [], [])[0]:
        relay(*((kernel, test) if ready is kernel else (test, kernel)))
"""
_DEATH = struct.Struct(">h20sqhhH12s20shhhHih")


class Death(NamedTuple):
    """A -101 in its parts."""

    handle: bytes
    time: int
    job: int
    code: int
    info: int
    ssid: bytes
    killer: bytes
    abend: bool
    text: bytes
    descriptor: bytes


def death(data: bytes) -> Death:
    """The parts of a -101."""
    number, handle, time, job, code, info, ssid, killer, length, at, name_length, flags, _pid, _ = _DEATH.unpack(
        data[: _DEATH.size]
    )
    assert number == -101
    text, name = data[_DEATH.size : _DEATH.size + length], data[at : at + name_length] if name_length else b""
    return Death(handle, time, job, code, info, ssid, killer, bool(flags & 1), text, name)


class Actor:
    """A process as the test sees it. ``welcome`` is what its kernel told it first."""

    def __init__(self, sock: socket.socket, node: Node) -> None:
        self.sock = sock
        self.sock.settimeout(PATIENCE)
        self.links: list[socket.socket] = []
        self.kept: list[Message] = []
        self._tag = 0
        self.welcome = self.get("welcome")
        self.handle = self.welcome.handle("handle")
        self._cpu = node.cpus[self.handle[1]]
        self.send("hello", {"version": PROTOCOL_VERSION, "abi": 1})
        self.pid = self.info().number("pid")

    def send(
        self, name: str, values: dict[str, Value] | None = None, strings: dict[str, bytes] | None = None, tag: int = 0
    ) -> None:
        """Send a kernel message."""
        self.sock.send(encode(name, values, strings, tag=tag))

    def run(self, statement: str) -> None:
        """Have the process execute a statement, such as one that ends it."""
        self.sock.send(b"!" + statement.encode())

    def get(self, *names: str) -> Message:
        """The next message of one of these names; others are kept."""
        for at, message in enumerate(self.kept):
            if message.name in names:
                return self.kept.pop(at)
        while True:
            message = self._receive()
            if message.name in names:
                return message
            self.kept.append(message)

    def ask(
        self, name: str, reply: str, values: dict[str, Value] | None = None, strings: dict[str, bytes] | None = None
    ) -> Message:
        """Send a request and get its reply."""
        self._tag += 1
        self.send(name, values, strings, self._tag)
        message = self.get(reply)
        assert message.tag == self._tag
        return message

    def info(self, handle: bytes = NULL_HANDLE, **values: Value) -> Message:
        """``get_info`` about a process, itself by default."""
        return self.ask("get_info", "info", {"handle": handle, **values})

    def set(
        self, attribute: int, value: int = 0, handle: bytes = NULL_HANDLE, specifier: int = 0, text: bytes = b""
    ) -> Message:
        """``set_info``."""
        values: dict[str, Value] = {"handle": handle, "specifier": specifier, "attribute": attribute, "value": value}
        return self.ask("set_info", "was", values, {"text": text})

    def stop(self, handle: bytes, specifier: int = 0, options: int = 0) -> int:
        """``stop`` of another process; the error."""
        return self.ask("stop", "done", {"handle": handle, "specifier": specifier, "options": options}).error

    def stop_itself(self, specifier: int = 0, text: bytes = b"", ssid: bytes = b"", **values: Value) -> None:
        """``stop`` of the process itself, and perhaps its partner; it is dead afterwards."""
        self.send("stop", {"specifier": specifier, **values}, {"text": text, "ssid": ssid})
        self.end()

    def suspend(self, handle: bytes = NULL_HANDLE, specifier: int = 0, suspended: int = 1) -> int:
        """``suspend``; the error."""
        values: dict[str, Value] = {"handle": handle, "specifier": specifier, "suspended": suspended}
        return self.ask("suspend", "done", values).error

    def death(self) -> Death:
        """The next system message, which must be a -101."""
        return death(self.get("system_message").strings["*"])

    def unread(self) -> list[int]:
        """Numbers of the system messages that have come, which are taken."""
        self.ask("find", "found", strings={"name": b"$X"})
        here = [message for message in self.kept if message.name == "system_message"]
        self.kept = [message for message in self.kept if message.name != "system_message"]
        return [int.from_bytes(message.strings["*"][:2], "big", signed=True) for message in here]

    def end(self) -> None:
        """Wait until the process is dead and its kernel has seen that."""
        with contextlib.suppress(ConnectionResetError):
            while self.sock.recv(65536):
                pass
        pin = int.from_bytes(self.handle[2:4], "big")
        self._cpu.wait_for(lambda record: record["event"] == "process-ended" and record["pin"] == pin)

    def close(self) -> None:
        """Let go of it; a process that lives ends then."""
        for link in self.links:
            link.close()
        self.sock.close()

    def _receive(self) -> Message:
        packet, ancillary, _flags, _address = self.sock.recvmsg(65536, 256)
        if not packet:
            raise EOFError("the process has ended")
        for _level, kind, data in ancillary:
            if kind == socket.SCM_RIGHTS:
                self.links.append(socket.socket(fileno=array.array("i", data[:4])[0]))
        return decode(packet)


class Stage:
    """A node, an operator at each CPU, and actors."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.operators: dict[int, Operator] = {number: cpu.operator() for number, cpu in node.cpus.items()}
        path = f"{node.folder}/stage"
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.settimeout(PATIENCE)
        self._listener.bind(path)
        self._listener.listen(64)
        self._actors: list[Actor] = []
        node.program("relay.py", RELAY.replace("STAGE", repr(path)))
        node.program("nonsense", "no program")

    def start(self, cpu: int = 0, name: str | None = None, **more: Any) -> Actor:
        """A process that an operator starts."""
        self.operators[cpu].ask("create", program="relay", cpu=cpu, name=name, **more)
        return self._enter()

    def create(
        self, creator: Actor, cpu: int = -1, name: str = "", name_option: int | None = None, **values: Value
    ) -> Actor:
        """A process that another one creates."""
        option = int(bool(name)) if name_option is None else name_option
        fields: dict[str, Value] = {"cpu": cpu, "name_option": option, "priority": -1, "job": -1}
        created = creator.ask("create", "created", {**fields, **values}, {"program": b"relay", "name": name.encode()})
        assert (created.error, created.detail) == (0, 0)
        return self._enter()

    def pair(self, name: str, primary: int, backup: int, creator: Actor | None = None) -> tuple[Actor, Actor]:
        """A named process and its backup."""
        first = self.create(creator, primary, name) if creator else self.start(primary, name)
        return first, self.create(first, backup, name_option=3)

    def settle(self) -> None:
        """Return when all updates that had begun are done, and every kernel has done what the others had sent it.

        A creation that fails runs updates; a kernel's own updates come one after the other.
        """
        living = [number for number, cpu in self.node.cpus.items() if cpu.process.poll() is None]
        for number in living:
            self.operators[number].refusal("create", program="nonsense", name=f"$Q{number}", cpu=number)
        for number in living:
            self.operators[number].ask("status")

    def kill_cpu(self, number: int) -> None:
        """The CPU dies, and the others know it."""
        self.node.cpus[number].kill()
        for other, cpu in self.node.cpus.items():
            if other != number and cpu.process.poll() is None:
                cpu.wait_for(lambda record: record["event"] == "cpu-down" and record["down"] == number)

    def close(self) -> None:
        """Let go of all actors."""
        for actor in self._actors:
            actor.close()
        self._listener.close()

    def _enter(self) -> Actor:
        sock, _address = self._listener.accept()
        self._actors.append(Actor(sock, self.node))
        return self._actors[-1]
