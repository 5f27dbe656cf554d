"""Directories and files of embedded sessions.

``$GUARDIAN_EMU_STATE`` (else ``/tmp/guardian-emu-UID``) holds a directory per session: ``session.json``, the marks
``up`` and ``removing``, ``zygote.pid``, ``notes``, and per node its state: ``system``, ``recorder``, ``run`` (sockets),
``log``, ``pid``.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import marks, owner, plan, trees
from guardian_emu.launch.launcher import CpuAddress, Progress
from guardian_emu.launch.lifecycle import Standing
from guardian_emu.launch.owner import Owner
from guardian_emu.launch.plan import LinePlan, NodePlan, Plan

VARIABLE = "GUARDIAN_EMU_STATE"
SOCKET_PATH_BYTES = 107
UNFINISHED, FINISHED = ".making", ".gone"


def root() -> Path:
    """Where embedded sessions live. Made on first use; refused when somebody else could write there."""
    place = Path(os.environ.get(VARIABLE) or f"/tmp/guardian-emu-{os.getuid()}").absolute()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = place.lstat()
    except OSError as problem:
        step = f"set {VARIABLE} to a directory of yours"
        raise EnvironmentProblem("the state directory cannot be used", place, str(problem), step) from problem
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o022:
        cause = "it is not a directory that belongs to you alone"
        raise EnvironmentProblem("the state directory cannot be trusted", place, cause, f"remove it, or set {VARIABLE}")
    return place


@dataclass(frozen=True)
class Estate:
    """One session's directory. ``code`` is where the package is whose kernel all its CPUs run, reloaded ones too."""

    path: Path
    plan: Plan
    owner: Owner
    code: Path

    def state(self, node: NodePlan) -> Path:
        """The state directory of a node."""
        return self.path / node.plain

    def log(self, cpu: CpuAddress) -> Path:
        """The log of a CPU."""
        return self.state(self.plan.node(cpu.node)) / "log" / f"cpu-{cpu.cpu}.log"

    def pid(self, cpu: CpuAddress) -> Path:
        """The file that names the CPU's process."""
        return self.state(self.plan.node(cpu.node)) / "pid" / str(cpu.cpu)

    def suspended(self, cpu: CpuAddress) -> Path:
        """The file that names the CPU's processes that were suspended when it was frozen."""
        return self.pid(cpu).with_suffix(".suspended")

    def throttle(self, cpu: CpuAddress) -> Path:
        """The file that names the process that slows the CPU down."""
        return self.pid(cpu).with_name(f"throttle-{cpu.cpu}")

    def note(self, key: str) -> Path:
        """The file with a text that is kept."""
        return self.path / "notes" / key

    def keep(self, key: str, text: str) -> None:
        """Keep a text; it is there whole or not at all."""
        self.note(key).parent.mkdir(mode=0o700, exist_ok=True)
        _write(self.note(key), text)

    def kept(self) -> dict[str, str]:
        """The texts that are kept, by key."""
        files = [path for path in self.path.glob("notes/*") if path.suffix != ".new"]
        return {path.name: path.read_text() for path in files}

    def operator(self, cpu: CpuAddress) -> Path:
        """The socket of a CPU's operator channel."""
        return self.state(self.plan.node(cpu.node)) / "run" / f"o{cpu.cpu}"

    def fabric(self, node: NodePlan, fabric: str, cpu: int) -> Path:
        """The socket of a CPU on a fabric."""
        return self.state(node) / "run" / f"{fabric}{cpu}"

    def line(self, name: str, end: int) -> Path:
        """The socket of an end, 0 or 1, of a line."""
        line = self.plan.line(name)
        assert line is not None
        return self.state(self.plan.node(line.ends[end].node)) / "run" / line.plain

    @property
    def zygote(self) -> Path:
        """The file that names the process that starts CPUs."""
        return self.path / "zygote.pid"

    def mark(self, which: str) -> None:
        """Say that the session is up, or being removed by the calling process."""
        _write(self.path / which, json.dumps(owner.current()))

    def marked(self, which: str) -> Owner | None:
        """Who set a mark; None when it is not set."""
        try:
            return Owner(*json.loads((self.path / which).read_text()))
        except FileNotFoundError:
            return None

    @property
    def is_up(self) -> bool:
        """Whether ``up`` completed and nobody is removing the session."""
        return self.marked(marks.UP) is not None and self.marked(marks.REMOVING) is None

    def left_behind(self) -> bool:
        """See ``Standing.left_behind``; besides, no session outlives a restart of the host."""
        standing = Standing(
            owner=self.owner,
            up=self.marked(marks.UP) is not None,
            removing=self.marked(marks.REMOVING),
            leashed=self.plan.leashed,
            expires=self.plan.expires,
        )
        return standing.left_behind() or not owner.this_boot(self.owner)

    def remove(self) -> list[str]:
        """Kill its processes, remove its files, and say what was removed. Safe against SIGKILL at any point."""
        removed: list[str] = []
        self.mark(marks.REMOVING)
        for file in (self.zygote, *self.path.glob("*/pid/*[0-9]")):
            process = trees.load(file)
            if process is not None and process.alive:
                trees.kill(process)
                removed.append(f"process {process.pid}")
        gone = self.path.with_name(self.path.name + FINISHED)
        self.path.rename(gone)
        shutil.rmtree(gone, onerror=_unless_missing)
        return [*removed, f"directory {self.path}"]


def _unless_missing(_function: object, _path: str, problem: tuple[type[BaseException], BaseException, object]) -> None:
    """Whoever clears leftovers away may be at the same finished directory."""
    if not isinstance(problem[1], FileNotFoundError):
        raise problem[1]


def found(session: Plan, code: Path) -> Estate:
    """Make the directory of a new session; it appears whole or not at all."""
    me = owner.current()
    path = root() / session.session
    making = path.with_name(f"{path.name}-{me.pid}-{me.start}{UNFINISHED}")
    estate = Estate(path, session, me, code)
    _check_lengths(estate)
    for node in session.nodes:
        for name in ("log", "pid", "run", "system", "recorder"):
            (making / node.plain / name).mkdir(parents=True, mode=0o700)
    secrets = {"secret": session.secret, "passwords": session.passwords()}
    described = {"plan": session.to_json(), **secrets, "owner": me, "code": str(code)}
    _write(making / "session.json", json.dumps(described))
    making.rename(path)
    return estate


def estates() -> Iterator[Estate]:
    """Every session of this user, the oldest first."""
    files = sorted(root().glob("*/session.json"), key=_age)
    for file in files:
        if file.parent.suffix in (UNFINISHED, FINISHED):
            continue
        try:
            values = json.loads(file.read_text())
        except FileNotFoundError:
            continue
        except ValueError as problem:
            raise _unreadable(file, str(problem)) from problem
        try:
            session = plan.from_json(values["plan"], values["secret"], values.get("passwords"))
            yield Estate(file.parent, session, Owner(*values["owner"]), Path(values["code"]))
        except (KeyError, TypeError, ValueError) as problem:
            raise _unreadable(file, f"{type(problem).__name__}: {problem}") from problem


def _unreadable(file: Path, why: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        "a session's file cannot be read",
        str(file),
        f"it is damaged, or another version of guardian-emu wrote it ({why})",
        f"take the session down with that version, or end its processes and remove {file.parent}",
    )


def sweep(progress: Progress, *, everything: bool) -> list[str]:
    """Remove the sessions that were left behind, or all, and say what was removed."""
    removed: list[str] = []
    for estate in estates():
        if everything or estate.left_behind():
            progress.stage(f"removing session {estate.plan.session} of {estate.plan.topology}")
            removed += estate.remove()
    for path in root().glob(f"*{FINISHED}"):
        shutil.rmtree(path, ignore_errors=True)
        removed.append(f"directory {path}")
    for path in root().glob(f"*{UNFINISHED}"):
        _, pid, start = path.name.removesuffix(UNFINISHED).split("-")
        if everything or owner.start_of(int(pid)) != start:
            shutil.rmtree(path, ignore_errors=True)
            removed.append(f"directory {path}")
    return removed


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _write(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w") as file:
        file.write(text)
    new.rename(path)


def _check_lengths(estate: Estate) -> None:
    for node in estate.plan.nodes:
        lines = [estate.line(line.name, end) for line, end in _line_ends(estate.plan, node)]
        paths = [estate.fabric(node, plan.FABRICS[0], node.cpus - 1), *lines]
        longest = max(paths, key=lambda path: len(os.fsencode(path)))
        if len(os.fsencode(longest)) > SOCKET_PATH_BYTES:
            cause = f"a UNIX socket's path has at most {SOCKET_PATH_BYTES} bytes"
            step = f"set {VARIABLE} to a shorter directory"
            raise EnvironmentProblem("the state directory's path is too long", longest, cause, step)


def _line_ends(session: Plan, node: NodePlan) -> list[tuple[LinePlan, int]]:
    lines = session.expand.lines if session.expand else ()
    return [(line, end) for line in lines for end in (0, 1) if line.ends[end].node == node.name]
