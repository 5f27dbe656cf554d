"""The operator channel: JSON lines over any byte stream."""

from __future__ import annotations

import json
import socket
from collections import deque
from collections.abc import Iterator
from typing import Any, Protocol, Self

from guardian_emu.errors import EnvironmentProblem, GuardianEmuError
from guardian_emu.launch.launcher import CpuAddress
from guardian_emu.launch.logs import Lines

CHUNK = 65536


class ChannelClosed(EnvironmentProblem):
    """The CPU at the other end halted, or its node was removed."""


def unreachable(cpu: CpuAddress, cause: str) -> ChannelClosed:
    """The error for a CPU that does not talk, or no longer."""
    return ChannelClosed(f"{cpu} does not talk", None, f"it has halted or is frozen ({cause})", "ask another CPU")


def all_halted(topology: str) -> EnvironmentProblem:
    """The error for a session without any running CPU."""
    step = f"see `guardian-emu logs`, then `guardian-emu down` and `up` for {topology}"
    return EnvironmentProblem("no CPU is running", topology, "all CPUs have halted", step)


class OperatorRefusal(GuardianEmuError):
    """The kernel refused an operation. ``number`` and ``detail`` are Guardian's, 0 when there is none."""

    exit_code = EnvironmentProblem.exit_code

    def __init__(self, what: str, value: object, cause: str, next_step: str, reply: dict[str, Any]) -> None:
        super().__init__(what, value, cause, next_step)
        self.args = (what, value, cause, next_step, reply)
        self.reply = reply
        self.number = int(reply.get("number") or 0)
        self.detail = int(reply.get("detail") or 0)


class Transport(Protocol):
    """Bytes to and from a kernel's operator socket."""

    def send(self, data: bytes) -> None: ...

    def receive(self) -> bytes:
        """Some bytes; none at all when the other end has closed."""

    def fileno(self) -> int: ...

    def close(self) -> None: ...


class SocketTransport:
    """A transport over a connected socket."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(path)
        except OSError:
            self._socket.close()
            raise

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def receive(self) -> bytes:
        return self._socket.recv(CHUNK)

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()


class Channel:
    """An ``OperatorChannel`` over a transport."""

    def __init__(self, cpu: CpuAddress, transport: Transport) -> None:
        self.cpu = cpu
        self._transport = transport
        self._lines = Lines()
        self._received: deque[dict[str, Any]] = deque()
        self._next_id = 0

    def request(self, op: str, **arguments: Any) -> dict[str, Any]:
        """See ``OperatorChannel.request``."""
        number = self._ask(op, arguments)
        while True:
            message = self._message(number)
            if "event" not in message:
                return self._result(op, message)

    def stream(self, op: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """See ``OperatorChannel.stream``. The request is sent at once, not at the first ``next``."""
        return self._events(op, self._ask(op, arguments))

    def pending(self) -> bool:
        """See ``OperatorChannel.pending``."""
        return bool(self._received)

    def fileno(self) -> int:
        """See ``OperatorChannel.fileno``."""
        return self._transport.fileno()

    def close(self) -> None:
        """See ``OperatorChannel.close``."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, op: str, arguments: dict[str, Any]) -> int:
        self._next_id += 1
        line = json.dumps({"id": self._next_id, "op": op, **arguments}).encode() + b"\n"
        try:
            self._transport.send(line)
        except OSError as problem:
            raise self._closed(str(problem)) from problem
        return self._next_id

    def _events(self, op: str, number: int) -> Iterator[dict[str, Any]]:
        while True:
            message = self._message(number)
            if "event" in message:
                yield message["event"]
                continue
            if result := self._result(op, message):
                yield {"event": "result", **result}

    def _message(self, number: int) -> dict[str, Any]:
        while True:
            while not self._received:
                self._receive()
            message = self._received.popleft()
            if message.get("id") == number:
                return message

    def _receive(self) -> None:
        try:
            data = self._transport.receive()
        except OSError as problem:
            raise self._closed(str(problem)) from problem
        if not data:
            raise self._closed("end of the stream")
        for line in self._lines.feed(data):
            self._received.append(json.loads(line))

    def _closed(self, cause: str) -> ChannelClosed:
        return unreachable(self.cpu, cause)

    def _result(self, op: str, message: dict[str, Any]) -> dict[str, Any]:
        if message.get("ok"):
            result = message.get("result")
            return result if isinstance(result, dict) else {}
        error = str(message.get("error", "no reason given"))
        if message.get("relay"):
            raise self._closed(error)
        raise OperatorRefusal(f"{self.cpu} refused `{op}`", message.get("number"), error, "", message)
