"""Embedded nodes for tests: real kernels as child processes, real sockets, no engine."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
USERS = {"PAYROLL.ANN": "8,44", "PAYROLL.MANAGER": "8,255", "OPS.BOB": "9,1"}
Json = dict[str, Any]


class Operator:
    """An operator's connection to one kernel."""

    def __init__(self, path: str) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(path)
        self.lines = self.sock.makefile("rb")
        self.number = 0
        self.events: list[Json] = []

    def start(self, op: str, **arguments: Any) -> int:
        """Send a request and do not wait for its reply."""
        self.number += 1
        self.sock.sendall(json.dumps({"id": self.number, "op": op, **arguments}).encode() + b"\n")
        return self.number

    def read(self) -> Json:
        """The next line."""
        line = self.lines.readline()
        if not line:
            raise EOFError("the kernel closed the operator connection")
        data: Json = json.loads(line)
        return data

    def reply(self, number: int) -> Json:
        """The reply to a request; events that come before it are kept."""
        while True:
            data = self.read()
            if "event" in data:
                self.events.append(data["event"])
            elif data["id"] == number:
                return data

    def ask(self, op: str, **arguments: Any) -> Json:
        """The result of a request that must succeed."""
        reply = self.reply(self.start(op, **arguments))
        assert reply["ok"], reply
        result: Json = reply["result"]
        return result

    def refusal(self, op: str, **arguments: Any) -> Json:
        """The reply to a request that must fail."""
        reply = self.reply(self.start(op, **arguments))
        assert not reply["ok"], reply
        return reply

    def event(self, wanted: Callable[[Json], bool]) -> Json:
        """The first event that is ``wanted``, now or when it comes; the others are kept."""
        seen = 0
        while True:
            for at, event in enumerate(self.events[seen:], seen):
                if wanted(event):
                    return self.events.pop(at)
            seen = len(self.events)
            data = self.read()
            if "event" in data:
                self.events.append(data["event"])

    def close(self) -> None:
        """Hang up."""
        self.lines.close()
        self.sock.close()


class Cpu:
    """One kernel: its process and its log."""

    def __init__(self, node: Node, number: int, incarnation: int, start: str, more: Json, code: Path = ROOT) -> None:
        self.number = number
        self.incarnation = incarnation
        self.operator_path = str(node.folder / f"op{number}")
        self.log: list[Json] = []
        self.operators: list[Operator] = []
        self._pending = b""
        configuration = node.configuration(number, incarnation, start) | more
        environment = {**os.environ, "GUARDIAN_CPU": json.dumps(configuration)}
        environment["PYTHONPATH"] = str(code)
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-m", "guardian_emu.kernel"], env=environment, stdout=subprocess.PIPE, cwd="/"
        )

    def wait_for(self, wanted: Callable[[Json], bool]) -> Json:
        """The first log record that is ``wanted``, now or when it comes. Records stay in ``log``."""
        seen = 0
        while True:
            for record in self.log[seen:]:
                if wanted(record):
                    return record
            seen = len(self.log)
            self._read()

    def ready(self) -> None:
        """Wait until this CPU is a member of the node."""
        self.wait_for(lambda record: record.get("stage") == "ready")

    def _read(self) -> None:
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(PATIENCE):
                raise TimeoutError(f"CPU {self.number} logged nothing more; its log: {self.log[-5:]}")
        data = os.read(self.process.stdout.fileno(), 65536)
        if not data:
            raise EOFError(f"CPU {self.number} ended; its log: {self.log[-5:]}")
        *lines, self._pending = (self._pending + data).split(b"\n")
        self.log += [json.loads(line) for line in lines]

    def operator(self) -> Operator:
        """A new operator connection, closed with the node."""
        self.operators.append(Operator(self.operator_path))
        return self.operators[-1]

    def signal(self, number: int) -> None:
        """Send a signal to the kernel."""
        self.process.send_signal(number)

    def close(self) -> None:
        """Let go of the log and the operator connections of a CPU that has ended."""
        for operator in self.operators:
            operator.close()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def kill(self) -> None:
        """The CPU dies."""
        self.process.kill()
        self.process.wait()


class Node:
    """A node of embedded CPUs in a temporary directory."""

    def __init__(self, cpus: int = 2, secret: str | None = None, **profile: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gemu-", dir="/tmp"))
        self.numbers = list(range(cpus))
        self.secret = secret or secrets.token_hex(32)
        self.profile = {"alive_ms": 400, "check_ms": 800} | profile
        self.cpus: dict[int, Cpu] = {}
        self.tcp = 0
        self.relayed: set[tuple[str, int]] = set()
        (self.folder / "state" / "system").mkdir(parents=True)

    def configuration(self, cpu: int, incarnation: int, start: str) -> Json:
        """GUARDIAN_CPU of one CPU."""

        def fabric(name: str) -> Json:
            if self.tcp:
                third = 1 if name == "x" else 2
                peers = {str(n): f"tcp:127.77.{third}.{n + 1}:{self.tcp}" for n in self.numbers if n != cpu}
                return {"listen": f"tcp:127.77.{third}.{cpu + 1}:{self.tcp}", "peers": peers}
            peers = {
                str(n): f"unix:{self.folder}/{name}{n}{'-relay' if (name, n) in self.relayed else ''}"
                for n in self.numbers
                if n != cpu
            }
            return {"listen": f"unix:{self.folder}/{name}{cpu}", "peers": peers}

        return {
            "node": "\\ALPHA", "node_number": 1, "cpu": cpu, "cpus": self.numbers, "incarnation": incarnation,
            "start": start, "secret": self.secret, "fabrics": {"X": fabric("x"), "Y": fabric("y")},
            "operator": f"unix:{self.folder}/op{cpu}", "state": str(self.folder / "state"), "profile": self.profile,
            "ttl_s": 120, "users": USERS,
        }  # fmt: skip

    def relay(self, fabric: str, cpu: int) -> Relay:
        """Lead all connections to ``cpu`` on a fabric through a relay; before the CPUs that connect are started."""
        self.relayed.add((fabric, cpu))
        return Relay(self.folder / f"{fabric}{cpu}-relay", self.folder / f"{fabric}{cpu}")

    def start(self) -> Node:
        """Cold load; returns when all CPUs are ready."""
        for number in self.numbers:
            self.cpus[number] = Cpu(self, number, 1, "cold", {})
        for cpu in self.cpus.values():
            cpu.ready()
        return self

    def load(self, number: int, start: str = "reload", code: Path = ROOT, **more: Any) -> Cpu:
        """Load one CPU again, without waiting for it; ``code`` is where the package is that it runs."""
        incarnation = self.cpus[number].incarnation + 1 if number in self.cpus else 1
        if number in self.cpus:
            self.cpus[number].close()
        self.cpus[number] = Cpu(self, number, incarnation, start, more, code)
        return self.cpus[number]

    def program(self, name: str, source: str) -> str:
        """Put a program file on $SYSTEM."""
        path = self.folder / "state" / "system" / name
        path.write_text(source)
        path.chmod(0o755)
        return name

    def stop(self) -> None:
        """Kill all CPUs and remove everything."""
        for cpu in self.cpus.values():
            if cpu.process.poll() is None:
                cpu.process.send_signal(signal.SIGCONT)
                cpu.process.terminate()
        for cpu in self.cpus.values():
            try:
                cpu.process.wait(5)
            except subprocess.TimeoutExpired:
                cpu.kill()
            cpu.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Relay:
    """A path that a test can cut: forwards connections from one UNIX socket to another."""

    def __init__(self, listen: Path, to: Path) -> None:
        self._to = str(to)
        self._is_cut = False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(listen))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End all connections and accept no more."""
        self._is_cut = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._end_all()

    def _end_all(self) -> None:
        for pair in self._pairs:
            for sock in pair:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                here, _address = self._listener.accept()
            except OSError:
                return
            there = socket.socket(socket.AF_UNIX)
            with contextlib.suppress(OSError):
                there.connect(self._to)
            self._pairs.append((here, there))
            if self._is_cut:
                self._end_all()
            threading.Thread(target=self._pump, args=(here, there), daemon=True).start()
            threading.Thread(target=self._pump, args=(there, here), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for sock in (source, sink):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        source.close()
