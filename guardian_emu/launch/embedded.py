"""The launcher without an engine: every CPU is a process tree that dies as one."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import cutting, lines, logs, marks, owner, throttling, trees
from guardian_emu.launch import estate as estates
from guardian_emu.launch.channel import Channel, SocketTransport, all_halted, unreachable
from guardian_emu.launch.estate import Estate
from guardian_emu.launch.launcher import CpuAddress, CpuState, Direction, OperatorChannel, Progress
from guardian_emu.launch.plan import Plan
from guardian_emu.launch.readiness import Readiness
from guardian_emu.launch.watch import Watch

CODE = Path(__file__).resolve().parents[2]
CHUNK = 65536


class EmbeddedLauncher:
    """A session whose CPUs are process trees of this host. See ``Launcher`` for what its methods guarantee."""

    runtime = "embedded"

    def __init__(self, plan: Plan, timeout: float, estate: Estate | None = None, code: Path = CODE) -> None:
        """``estate``: the session is there already. ``code``: where the package is that a new session runs."""
        self.session = plan.session
        self.topology = plan.topology
        self.plan = plan
        self._timeout = timeout
        self._found = estate
        self._code = code

    def up(self, progress: Progress) -> None:
        """See ``Launcher.up``."""
        self._found = estates.found(self.plan, self._code)
        try:
            progress.stage("starting CPUs")
            self._load(self.plan.addresses(), progress)
            self._found.mark(marks.UP)
        except BaseException:
            self._found.remove()
            raise

    def start(self, cpu: CpuAddress, progress: Progress) -> None:
        """See ``Launcher.start``."""
        process = self._process(cpu)
        if process is not None and process.alive:
            raise EnvironmentProblem(
                f"{cpu} cannot be loaded", f"process {process.pid}", "only a halted CPU can be loaded", "halt it first"
            )
        self._load([cpu], progress)

    def halt(self, cpu: CpuAddress) -> None:
        """See ``Launcher.halt``."""
        if process := self._process(cpu):
            throttling.end(process, self._estate.throttle(cpu))
            trees.kill(process)

    def freeze(self, cpu: CpuAddress) -> None:
        """See ``Launcher.freeze``. Processes that the kernel has suspended stay so when the CPU goes on."""
        process = self._alive(cpu, "frozen")
        throttling.end(process, self._estate.throttle(cpu))
        if not process.stopped:
            trees.save(self._estate.suspended(cpu), trees.rest(process))
        trees.stop(process)

    def thaw(self, cpu: CpuAddress) -> None:
        """See ``Launcher.thaw``."""
        trees.resume(self._alive(cpu, "thawed"), trees.saved(self._estate.suspended(cpu)))

    def throttle(self, cpu: CpuAddress, percent: int) -> str:
        """See ``Launcher.throttle``. It ends with this load of the CPU, and when the CPU is frozen."""
        file = self._estate.throttle(self._known(cpu))
        throttling.end(self._process(cpu), file)
        if percent == throttling.FULL_SPEED:
            return "nothing stops its processes"
        process = self._alive(cpu, "slowed down")
        if process.stopped:
            raise EnvironmentProblem(f"{cpu} cannot be slowed down", f"{percent}%", "it is frozen", "thaw it first")
        throttling.start(process, file, percent)
        return "its processes are stopped for the rest of each tenth of a second"

    def cut(self, cpu: CpuAddress, fabric: str, peer: int | None = None, direction: Direction = Direction.BOTH) -> None:
        """See ``Launcher.cut``: here there are no networks."""
        cutting.cut(self, self._known(cpu), fabric, peer, direction)

    def join(
        self, cpu: CpuAddress, fabric: str, peer: int | None = None, direction: Direction = Direction.BOTH
    ) -> None:
        """See ``Launcher.join``."""
        cutting.join(self, self._known(cpu), fabric, peer, direction)

    def note(self, key: str, text: str) -> None:
        """See ``Launcher.note``."""
        self._estate.keep(key, text)

    def notes(self) -> dict[str, str]:
        """See ``Launcher.notes``."""
        return self._estate.kept()

    def erase(self, key: str) -> None:
        """See ``Launcher.erase``."""
        self._estate.note(key).unlink(missing_ok=True)

    def cut_line(self, name: str) -> None:
        """See ``Launcher.cut_line``: the kernel at its first end does it."""
        self._switch("cut-line", name)

    def join_line(self, name: str) -> None:
        """See ``Launcher.join_line``."""
        self._switch("join-line", name)

    def _switch(self, op: str, name: str) -> None:
        line = lines.known(self.plan, name)
        with self.attach(line.ends[0]) as channel:
            channel.request(op, line=line.name)

    def attach(self, cpu: CpuAddress | None = None) -> OperatorChannel:
        """See ``Launcher.attach``."""
        if cpu is None:
            cpu = next((cpu for cpu, state in self.states().items() if state is CpuState.RUNNING), None)
        if cpu is None:
            raise all_halted(self.topology)
        path = self._estate.operator(self._known(cpu))
        try:
            return Channel(cpu, SocketTransport(str(path)))
        except OSError as problem:
            raise unreachable(cpu, str(problem)) from problem

    def logs(self, cpu: CpuAddress, *, follow: bool = False, tail: int | None = None) -> Iterator[dict[str, Any]]:
        """See ``Launcher.logs``."""
        path = self._estate.log(self._known(cpu))
        process = self._process(cpu)
        lines = logs.Lines()
        with path.open("rb") as file, Watch() as watch:
            watch.add_file(path)
            running = follow and process is not None and process.alive and watch.add_process(process.pid)
            yield from map(logs.decode, deque(lines.feed(file.read()), tail))
            while running:
                _, ended = watch.wait()
                yield from map(logs.decode, lines.feed(file.read()))
                running = not ended
        if rest := lines.end():
            yield logs.decode(rest)

    def install(self, name: str, program: Path) -> None:
        """See ``Launcher.install``."""
        for node in self.plan.nodes:
            target = self._estate.state(node) / "system" / name
            new = target.with_name(name + ".new")
            shutil.copyfile(program, new)
            new.chmod(0o755)
            new.rename(target)

    def states(self) -> dict[CpuAddress, CpuState]:
        """See ``Launcher.states``."""
        return {cpu: self._state(cpu) for cpu in self.plan.addresses()}

    def fetch_recorders(self, into: Path, cpus: Iterable[CpuAddress] | None = None) -> list[Path]:
        """See ``Launcher.fetch_recorders``."""
        found: list[Path] = []
        for cpu in self.plan.addresses() if cpus is None else cpus:
            node = self.plan.node(cpu.node)
            source = self._estate.state(node) / "recorder"
            target = into if len(self.plan.nodes) == 1 else into / node.plain
            for file in sorted(source.glob(f"cpu-{cpu.cpu}/*.ring")):
                copy = target / file.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
                found.append(copy)
        return found

    def remove(self, progress: Progress) -> None:
        """See ``Launcher.remove``."""
        for estate in estates.estates():
            if estate.plan.session == self.session:
                estate.mark(marks.REMOVING)  # whoever reads the line below may be sure of the rest
                progress.stage(f"removing session {self.session}")
                estate.remove()

    @property
    def _estate(self) -> Estate:
        if self._found is None:
            raise EnvironmentProblem(f"{self.topology} is not up", None, "`up` was not called", "call `up` first")
        return self._found

    def _load(self, cpus: list[CpuAddress], progress: Progress) -> None:
        """Start kernels and follow their logs until each is ready. What they said in earlier loads is passed over."""
        readiness = Readiness(cpus, progress, self._timeout)
        with Watch() as watch:
            follower = _Follower(self._estate, cpus, readiness, watch)
            self._fork(cpus)
            follower.follow()

    def _fork(self, cpus: list[CpuAddress]) -> None:
        described = {"cpus": [self._described(cpu) for cpu in cpus]}
        said = self._estate.path / "zygote.log"
        with said.open("wb") as errors:
            zygote = subprocess.Popen(
                [sys.executable, "-S", "-m", "guardian_emu.launch.zygote"],
                stdin=subprocess.PIPE, stdout=errors, stderr=errors, cwd="/", env=self._environment(), umask=0o077,
            )  # fmt: skip
        self._estate.zygote.write_text(f"{zygote.pid} {owner.start_of(zygote.pid)}")
        zygote.communicate(json.dumps(described).encode())
        self._estate.zygote.unlink()
        if zygote.returncode:
            text = said.read_text(errors="replace").strip()[-800:]
            raise EnvironmentProblem("CPUs cannot be started", None, text or "no reason given", "see the traceback")

    def _described(self, cpu: CpuAddress) -> dict[str, Any]:
        estate, node = self._estate, self.plan.node(cpu.node)
        config = node.configuration(
            cpu.cpu,
            secret=self.plan.secret,
            state=str(estate.state(node)),
            operator=f"unix:{estate.operator(cpu)}",
            address=lambda fabric, number: f"unix:{estate.fabric(node, fabric, number)}",
        )
        config["expand"] = self.plan.network_settings(node, lambda line, end: f"unix:{estate.line(line, end)}")
        return {"config": config, "log": str(estate.log(cpu)), "pid": str(estate.pid(cpu))}

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's environment but the search path, and where the package and cffi are."""
        places = [str(self._estate.code)]
        if (cffi := importlib.util.find_spec("_cffi_backend")) and cffi.origin:
            places.append(str(Path(cffi.origin).parent))
        return {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": os.pathsep.join(places)}

    def _known(self, cpu: CpuAddress) -> CpuAddress:
        if cpu not in self.plan.addresses():
            names = ", ".join(map(str, self.plan.addresses()))
            raise EnvironmentProblem(
                "there is no such CPU", str(cpu), f"{self.topology} has {names}", "name one of them"
            )
        return cpu

    def _process(self, cpu: CpuAddress) -> trees.Process | None:
        return trees.load(self._estate.pid(self._known(cpu)))

    def _alive(self, cpu: CpuAddress, to_be: str) -> trees.Process:
        process = self._process(cpu)
        if process is None or not process.alive:
            raise EnvironmentProblem(f"{cpu} cannot be {to_be}", None, "it has halted", "load it first")
        return process

    def _state(self, cpu: CpuAddress) -> CpuState:
        process = self._process(cpu) if self._found is not None and self._found.path.exists() else None
        if process is None:
            return CpuState.ABSENT
        if not process.alive:
            return CpuState.HALTED
        frozen = process.stopped and not throttling.is_on(self._estate.throttle(cpu))
        return CpuState.FROZEN if frozen else CpuState.RUNNING


class _Follower:
    """Feeds what starting CPUs write into a ``Readiness``."""

    def __init__(self, estate: Estate, cpus: list[CpuAddress], readiness: Readiness, watch: Watch) -> None:
        self._estate = estate
        self._readiness = readiness
        self._watch = watch
        self._cpus = cpus
        self._of_file = {estate.log(cpu): cpu for cpu in cpus}
        self._position: dict[CpuAddress, int] = {}
        for path, cpu in self._of_file.items():
            path.touch(mode=0o600)
            self._position[cpu] = path.stat().st_size
            watch.add_file(path)

    def follow(self) -> None:
        """Return when all are ready."""
        of_pid: dict[int, CpuAddress] = {}
        ended: set[int] = set()
        for cpu in self._cpus:
            self._readiness.reached(cpu, "started")
            process = trees.load(self._estate.pid(cpu))
            assert process is not None
            of_pid[process.pid] = cpu
            if not self._watch.add_process(process.pid):
                ended.add(process.pid)
        while True:
            for pid in ended:
                self._read(of_pid[pid])
                self._readiness.ended(of_pid[pid])
            if not self._readiness.waiting:
                return
            grown, ended = self._watch.wait(self._readiness.remaining())
            for path in grown:
                self._read(self._of_file[path])

    def _read(self, cpu: CpuAddress) -> None:
        with self._estate.log(cpu).open("rb") as file:
            file.seek(self._position[cpu])
            data = file.read()
        self._position[cpu] += len(data)
        self._readiness.feed(cpu, data)


def find(topology: str, timeout: float) -> EmbeddedLauncher | None:
    """The session of the topology that is up, the youngest when there are several; None when there is none."""
    found = [estate for estate in estates.estates() if estate.plan.topology == topology and estate.is_up]
    return EmbeddedLauncher(found[-1].plan, timeout, found[-1]) if found else None
