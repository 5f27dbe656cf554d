"""Actors: Guardian processes in Python that do, step by step, what a test tells them.

    server = stage.actor("$SRV", cpu=1)
    server.do("receive = Receive(4)")
    asked = requester.start("FILE_WRITEREAD64_(f, b'x', 10)")
    message = server.do("message = receive.read()")
    stage.node.cpus[1].kill()
    asked.result()

An actor is an ordinary process of its node: libguardian is real, and while a test does not tell it anything it calls
nothing, like a program that computes. A backup that an actor starts is an actor too: it joins.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kernel.embedded import PATIENCE, Node

from guardian_emu.cc import runtime

ACTING = Path(__file__).parent / "acting.py"


class Raised(Exception):
    """What an actor did raised an exception; ``number`` and ``detail`` are those of a Guardian error."""

    def __init__(self, kind: str, number: int | None, detail: int | None, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.number = number
        self.detail = detail


class Ended(Exception):
    """The actor is gone."""


class Asked:
    """Something that an actor was told to do and may not have done yet."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def result(self) -> Any:
        """Its value, when it is done. Raises Raised, Ended, TimeoutError."""
        return self._actor.read()


class Actor:
    """One process that does as it is told."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._wire.settimeout(PATIENCE)
        self._stream = wire.makefile("rb")
        self.name, self.cpu, self.pid, self.first_role, self.handle = self._receive()

    def do(self, code: str) -> Any:
        """Have it evaluate an expression, or execute statements; the value."""
        return self.start(code).result()

    def start(self, code: str) -> Asked:
        """The same without waiting for the end."""
        data = pickle.dumps(code)
        try:
            self._wire.sendall(struct.pack("!I", len(data)) + data)
        except OSError as error:
            raise Ended(f"{self!r} is gone") from error
        return Asked(self)

    def fails(self, code: str) -> Raised:
        """Have it do what must raise; what it raises."""
        try:
            value = self.do(code)
        except Raised as raised:
            return raised
        raise AssertionError(f"{code} did not fail but gave {value!r}")

    def read(self) -> Any:
        """The outcome of the oldest thing that it was told and that was not yet asked for."""
        went_well, value = self._receive()
        if not went_well:
            raise Raised(*value)
        return value

    def _receive(self) -> Any:
        try:
            header = self._stream.read(4)
            if len(header) == 4:
                return pickle.loads(self._stream.read(struct.unpack("!I", header)[0]))
        except ConnectionError:
            pass
        raise Ended(f"{self!r} is gone")

    def kill(self) -> None:
        """Kill the process, in whatever it does."""
        os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let go of it."""
        self._stream.close()
        self._wire.close()

    def __repr__(self) -> str:
        return f"<Actor {getattr(self, 'name', '?')} in CPU {getattr(self, 'cpu', '?')}>"


class Stage:
    """A node and the actors on it."""

    def __init__(self, node: Node) -> None:
        runtime.shared_library()
        self.node = node
        target = node.folder / "state" / "system" / ACTING.name
        shutil.copy(ACTING, target)
        target.chmod(0o755)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(node.folder / "stage"))
        self._listener.listen(64)
        self._listener.settimeout(PATIENCE)
        self._waiting: list[Actor] = []
        self._actors: list[Actor] = []

    def actor(self, name: str | None, cpu: int, **more: Any) -> Actor:
        """Start one and wait until it is there; ``more`` are arguments of the operator's ``create``."""
        operator = next(cpu.operator() for cpu in self.node.cpus.values() if cpu.process.poll() is None)
        operator.ask("create", program=ACTING.name, name=name, cpu=cpu, args=[], **more)
        return self.joined(cpu)

    def joined(self, cpu: int) -> Actor:
        """The next actor that joins in that CPU: the backup or the child of another."""
        while True:
            for actor in self._waiting:
                if actor.cpu == cpu:
                    self._waiting.remove(actor)
                    return actor
            wire, _address = self._listener.accept()
            self._waiting.append(Actor(wire))
            self._actors.append(self._waiting[-1])

    def pair(self, name: str, cpus: tuple[int, int], prepare: str = "") -> tuple[Actor, Actor]:
        """A pair of actors: primary and backup. Both do ``prepare``."""
        primary = self.actor(name, cpus[0])
        primary.do(f"ns_start_backup({cpus[1]})")
        backup = self.joined(cpus[1])
        for member in (primary, backup):
            member.do(prepare or "None")
        return primary, backup

    def child_of(self, parent: Actor, cpu: int, name: str | None = None) -> Actor:
        """Have an actor create another one."""
        named = f"name_option=1, name={name!r}" if name else "name_option=0"
        parent.do(f"child = PROCESS_CREATE_('{ACTING.name}', processor={cpu}, {named}).processhandle")
        return self.joined(cpu)

    def freeze(self, cpu: int) -> None:
        """Stop a CPU and every process in it, as if its clock had stopped."""
        for number, pid in self._pids(cpu):
            os.kill(pid, number)

    def _pids(self, cpu: int) -> list[tuple[int, int]]:
        kernel = self.node.cpus[cpu].process.pid
        here = [actor.pid for actor in self._actors if actor.cpu == cpu]
        return [(signal.SIGSTOP, pid) for pid in [kernel, *here]]

    def thaw(self, cpu: int) -> None:
        """Let it run again."""
        for _number, pid in self._pids(cpu):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def close(self) -> None:
        """Let go of all actors; the node is stopped by whoever started it."""
        for actor in self._actors:
            actor.close()
        self._listener.close()


@pytest.fixture
def make_stage(make_node: Callable[..., Node]) -> Iterator[Callable[..., Stage]]:
    """Starts nodes for actors. Its CPUs are patient: only an end of file or a test's own wish makes one suspect."""
    stages: list[Stage] = []

    def make(cpus: int = 2, **profile: int) -> Stage:
        stages.append(Stage(make_node(cpus, **({"alive_ms": 1000, "check_ms": 10000} | profile))))
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()
