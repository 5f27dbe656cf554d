"""A Guardian process in Python for tests: speaks on the kernel socket and obeys the lines of a script.

The test writes the body of ``main(process)``; this module is its library.
"""

from __future__ import annotations

import array
import json
import os
import socket
from typing import Any

from guardian_emu.wire.codec import Message, decode, encode
from guardian_emu.wire.handle import NULL_HANDLE
from guardian_emu.wire.layouts import PROTOCOL_VERSION


class FakeProcess:
    """This process, as libguardian would be."""

    def __init__(self) -> None:
        self.kernel = socket.socket(fileno=int(os.environ["GUARDIAN_KERNEL_FD"]))
        self.kernel.setblocking(True)
        self.waiting: list[tuple[Message, socket.socket | None]] = []
        self.welcome = self.get("welcome")[0]
        self.send("hello", {"version": PROTOCOL_VERSION, "abi": 1, "pid": os.getpid()})

    def say(self, what: str, **fields: Any) -> None:
        """One line of output that the test waits for."""
        shown = {name: value.hex() if isinstance(value, bytes) else value for name, value in fields.items()}
        os.write(1, json.dumps({"say": what, **shown}).encode() + b"\n")

    def send(
        self, name: str, values: dict[str, Any] | None = None, strings: dict[str, bytes] | None = None, tag: int = 0
    ) -> None:
        """Send a kernel message."""
        self.kernel.send(encode(name, values, strings, tag=tag))

    def _receive(self) -> tuple[Message, socket.socket | None]:
        packet, ancillary, _flags, _address = self.kernel.recvmsg(65536, 256)
        descriptors = array.array("i")
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(data[:4])
        link = socket.socket(fileno=descriptors[0]) if descriptors else None
        if link:
            link.setblocking(True)
        return decode(packet), link

    def get(self, *names: str) -> tuple[Message, socket.socket | None]:
        """The next message of one of these names; others are kept."""
        for at, (message, _link) in enumerate(self.waiting):
            if message.name in names:
                return self.waiting.pop(at)
        while True:
            message, link = self._receive()
            if message.name in names:
                return message, link
            self.waiting.append((message, link))

    def ask(
        self, name: str, reply: str, values: dict[str, Any] | None = None, strings: dict[str, bytes] | None = None
    ) -> tuple[Message, socket.socket | None]:
        """Send a request and get its reply."""
        self.send(name, values, strings, tag=7)
        message, link = self.get(reply)
        assert message.tag == 7
        return message, link

    def find(self, name: str) -> bytes:
        """The handle of a name; the null handle when there is none."""
        message, _ = self.ask("find", "found", strings={"name": name.encode()})
        return message.handle("handle") if message.error == 0 else NULL_HANDLE

    def link(self, handle: bytes) -> tuple[int, socket.socket | None]:
        """A link to a process: its error or its socket."""
        message, link = self.ask("link", "linked", {"handle": handle})
        return message.error, link

    def create_backup(self, cpu: int = -1) -> Message:
        """Create this process's backup."""
        return self.ask("create", "created", {"cpu": cpu, "name_option": 3, "priority": -1})[0]

    def report_system_messages(self) -> None:
        """Say every notice that comes, for ever."""
        while True:
            message, _link = self.get("system_message", "peer_down", "opener_gone", "link_offer", "resumed")
            fields: dict[str, Any] = dict(message.fields)
            if "*" in message.strings:
                fields["data"] = message.strings["*"]
            self.say(message.name, **fields)
