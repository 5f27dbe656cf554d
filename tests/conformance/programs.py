"""Conformance programs: found by their source, compiled with the project's own driver, run on one node of the session.

A program is compiled for one ABI when its first check is wanted, and started then. It says what it does in lines:
``start SENTENCE``, ``not ok FILE:LINE: what``, ``said text``, ``end SENTENCE``. Each item reads on until its own
check has ended, so time and output are those of the check.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from kernel.embedded import Json, Node, Operator

from guardian_emu.cc import driver
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import GuardianEmuError

HERE = Path(__file__).parent
PARTNER = [HERE / name for name in ("partner.c", "memory.c", "orders.c", "startup.c")]
CHECKER = [HERE / name for name in ("check.c", "companions.c", "listening.c", "startup.c")]
PATIENCE = 60.0
"""Seconds that a check may take."""

CPUS = 4
PROGRAM_NAME = "$CHK"

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_STRINGS = rf"((?:{_STRING}\s*)+)"
_CHECK = re.compile(rf"^CHECK\(\s*{_STRINGS},\s*{_STRINGS},\s*{_STRINGS}\)", re.MULTILINE)
_ANY_CHECK = re.compile(r"^CHECK\(", re.MULTILINE)


class SourceError(Exception):
    """A program's source is not what the framework understands."""


@dataclass(frozen=True)
class Check:
    """One check as its source announces it."""

    number: int
    line: int
    sentence: str
    requirements: tuple[str, ...]
    procedures: tuple[str, ...]


def _text(literals: str) -> str:
    return re.sub(r"\\(.)", r"\1", "".join(part[1:-1] for part in re.findall(_STRING, literals)))


def checks_of(source: Path) -> list[Check]:
    """The checks of a program. Raises SourceError for one that cannot be read, or a sentence that is there twice."""
    text = source.read_text(encoding="utf-8")
    checks: list[Check] = []
    for match in _CHECK.finditer(text):
        sentence, requirements, procedures = map(_text, match.groups())
        line = text.count("\n", 0, match.start()) + 1
        if any(check.sentence == sentence for check in checks):
            raise SourceError(f"{source}:{line}: the sentence {sentence!r} is there twice")
        checks.append(Check(len(checks), line, sentence, tuple(requirements.split()), tuple(procedures.split())))
    if len(checks) != len(_ANY_CHECK.findall(text)):
        raise SourceError(f'{source}: a CHECK is not of the form CHECK("sentence", "ids", "procedures")')
    return checks


class SessionNode(Node):
    """A node that lives as long as a test session. Its CPUs are patient, as the machine may be busy."""

    def __init__(self) -> None:
        super().__init__(CPUS, alive_ms=2000, check_ms=15000)
        self.start()
        self.lately: deque[str] = deque(maxlen=40)
        self.running: Running | None = None
        self._readers = [threading.Thread(target=self._keep, args=(cpu.process.stdout,)) for cpu in self.cpus.values()]
        for reader in self._readers:
            reader.start()

    def _keep(self, records: Iterable[bytes]) -> None:
        """Read the log of a CPU as it comes: ends and words of processes, and complaints, are kept for a while."""
        for record in map(json.loads, records):
            event = {key: value for key, value in record.items() if key not in ("t", "level")}
            if event.get("name") != PROGRAM_NAME or event.get("event") != "output":
                self.lately.append(json.dumps(event))

    def configuration(self, cpu: int, incarnation: int, start: str) -> Json:
        return super().configuration(cpu, incarnation, start) | {"ttl_s": 3600}

    def stop(self) -> None:
        if self.running:
            self.running.close()
        for cpu in self.cpus.values():
            cpu.process.terminate()
        for reader in self._readers:
            reader.join()
        super().stop()

    def is_whole(self) -> bool:
        """Whether all CPUs are still there."""
        return all(cpu.process.poll() is None for cpu in self.cpus.values())

    def put(self, built: Path, name: str) -> None:
        """A program file to $SYSTEM."""
        target = self.folder / "state" / "system" / name
        shutil.copy(built, target)
        target.chmod(0o755)

    def stop_program(self) -> None:
        """End the program that runs, and everything that it has started; returns when all is gone."""
        if self.running is None:
            return
        self.running.close()
        self.running = None
        if self.is_whole():
            self._stop_processes()

    def _stop_processes(self) -> None:
        operator = Operator(self.cpus[0].operator_path)
        try:
            while processes := operator.ask("status")["processes"]:
                for process in processes:
                    operator.reply(operator.start("stop", process=process["handle"]))
                time.sleep(0.02)
        finally:
            operator.close()


@dataclass
class Outcome:
    """How a check ended: what failed, all that was said from its start on, and what the node's CPUs logged lately."""

    failures: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)


class Running:
    """A program that was started, and its lines as they come."""

    def __init__(self, node: Node, names: tuple[str, str], first: int, patience: float) -> None:
        self._operator = Operator(node.cpus[0].operator_path)
        self._operator.sock.settimeout(patience)
        reply = self._operator.reply(
            self._operator.start(
                "create", program=names[0], name=PROGRAM_NAME, cpu=0, args=["checks", *names, str(first)], follow=True
            )
        )
        if not reply["ok"]:
            raise RuntimeError(f"the program cannot be started: {reply}")

    def line(self) -> str:
        """Its next line. Raises EOFError when it has ended, TimeoutError when it says nothing for too long."""
        while True:
            event = self._operator.events.pop(0) if self._operator.events else self._operator.read().get("event")
            if event and event["event"] == "output":
                return str(event["text"])
            if event and event["event"] == "process-ended":
                code, info = event["completion_code"], event.get("info", event.get("termination_info", 0))
                raise EOFError(f"the program ended with completion code {code} ({info}) {event.get('text') or ''}")

    def close(self) -> None:
        """Hang up."""
        self._operator.close()


class Program:
    """One program of one ABI: the outcome of each of its checks, found out when it is asked for."""

    def __init__(self, source: Path, abi: Abi, patience: float = PATIENCE) -> None:
        self._source = source
        self._patience = patience
        self._abi = abi
        self._checks = checks_of(source)
        self._outcomes: dict[str, Outcome] = {}
        self._names: tuple[str, str] | None = None
        self._wrong: GuardianEmuError | None = None
        self._next = 0
        self._node: SessionNode | None = None
        self._running: Running | None = None

    def outcome(self, check: Check, node: SessionNode) -> Outcome:
        """How a check ended; runs the program up to it."""
        if node is not self._node:
            self.stop()
            self._node, self._names = node, None
        if check.sentence not in self._outcomes:
            self._run_to(check, node)
        return self._outcomes[check.sentence]

    def stop(self) -> None:
        """End what runs, and everything that it has started."""
        if self._running is None or self._node is None:
            return
        if self._node.running is self._running:
            self._node.stop_program()
        self._running = None

    def _run_to(self, check: Check, node: SessionNode) -> None:
        if self._running is None or self._running is not node.running or self._next > check.number:
            node.stop_program()
            self._running = node.running = Running(node, self._build(node), check.number, self._patience)
            self._next = check.number
        while self._next <= check.number:
            following = self._checks[self._next]
            self._outcomes[following.sentence] = self._read(following)
            self._next = self._next + 1 if self._running else len(self._checks)
        if check.number == len(self._checks) - 1:
            self.stop()

    def _read(self, check: Check) -> Outcome:
        """Reads the lines of one check up to its end; a program that ends or hangs instead is stopped."""
        assert self._running is not None
        outcome = Outcome()
        deadline = time.monotonic() + self._patience
        try:
            while (line := self._running.line()) != f"end {check.sentence}":
                outcome.said.append(line)
                if line.startswith("not ok "):
                    outcome.failures.append(line.removeprefix("not ok "))
                if time.monotonic() > deadline:
                    raise TimeoutError
        except TimeoutError:
            outcome.failures.append(f"no end of this check within {self._patience:g} s")
            self.stop()
        except EOFError as error:
            outcome.failures.append(str(error))
            self.stop()
        if outcome.failures and self._node:
            outcome.logged = list(self._node.lately)
        return outcome

    def _build(self, node: SessionNode) -> tuple[str, str]:
        """Compiles program and partner and puts them on $SYSTEM; their names there."""
        if self._wrong:
            raise self._wrong
        if self._names is None:
            options = driver.Options(abi=self._abi, include=(HERE,))
            letter = self._abi.value[0]
            self._names = (f"{program_name(self._source)}{letter}", f"partner{letter}")
            try:
                node.put(driver.cached_program([*sources_of(self._source), *CHECKER], options), self._names[0])
                node.put(driver.cached_program(PARTNER, options), self._names[1])
            except GuardianEmuError as error:
                self._wrong = error
                raise
        return self._names


def sources_of(program: Path) -> list[Path]:
    """A program's source, and the .c files of this folder whose headers it includes beside check.h."""
    headers = re.findall(r'^#include "(\w+)\.h"', program.read_text(encoding="utf-8"), re.MULTILINE)
    parts = [HERE / f"{header}.c" for header in headers if header != "check"]
    return [program, *(part for part in parts if part.exists())]


def program_name(source: Path) -> str:
    """The name of a program on $SYSTEM without its last letter, which is that of the ABI."""
    return re.sub("[^a-z0-9]", "", source.stem.lower())[:7]


NODE = pytest.StashKey[SessionNode]()


def node_of(config: pytest.Config) -> SessionNode:
    """The node of this session (under xdist: of this worker), a new one when a CPU of it has gone."""
    node = config.stash.get(NODE, None)
    if node is None or not node.is_whole():
        if node:
            node.stop()
        node = config.stash[NODE] = SessionNode()
    return node
