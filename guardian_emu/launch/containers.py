"""The docker launcher: every CPU is a container."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from ipaddress import IPv4Network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import (
    archives,
    cutting,
    engine,
    images,
    leftovers,
    lines,
    logs,
    marks,
    networks,
    notes,
    owner,
)
from guardian_emu.launch.channel import Channel, all_halted, unreachable
from guardian_emu.launch.container import OPERATOR, STATE, USER, ContainerMaker
from guardian_emu.launch.launcher import CpuAddress, CpuState, Direction, OperatorChannel, Progress
from guardian_emu.launch.plan import FABRICS, Plan
from guardian_emu.launch.plan import from_json as plan_from_json
from guardian_emu.launch.readiness import Readiness
from guardian_emu.launch.streams import EngineStream, ExecTransport

if TYPE_CHECKING:
    import docker

RELAY = ["python3", "-S", "-E", "/opt/guardian-emu/guardian_emu/launch/relay.py", OPERATOR]
PERIOD_US, NO_QUOTA = 100_000, -1

STATES = {
    "running": CpuState.RUNNING,
    "paused": CpuState.FROZEN,
    "created": CpuState.HALTED,
    "exited": CpuState.HALTED,
    "dead": CpuState.HALTED,
    "removing": CpuState.ABSENT,
}
NOT_MODIFIED, GONE, CONFLICT = 304, 404, 409


class DockerLauncher:
    """A session whose CPUs are containers. See ``Launcher`` for what its methods guarantee."""

    runtime = "docker"

    def __init__(self, api: docker.APIClient, plan: Plan, timeout: float, image: str | None = None) -> None:
        """``image``: start this one instead of the one that ``images.ensure`` knows."""
        self.session = plan.session
        self.topology = plan.topology
        self.plan = plan
        self._api = api
        self._timeout = timeout
        self._image = image
        self._labels = marks.of_session(plan, owner.current())
        self._calls = threading.BoundedSemaphore(engine.PARALLEL)
        self._subnets: dict[str, dict[str, IPv4Network]] = {}
        self._line_subnets: lines.Subnets = {}

    def up(self, progress: Progress) -> None:
        """See ``Launcher.up``."""
        image = self._image or images.ensure(self._api, progress)
        passed_over: frozenset[IPv4Network] = frozenset()
        try:
            while not self._tried(image, progress, passed_over):
                passed_over |= self._chosen_subnets()
                leftovers.remove(self._api, self.session, progress)
            leftovers.mark(self._api, self._labels, marks.UP)
        except BaseException:
            leftovers.remove(self._api, self.session, progress)
            raise

    def start(self, cpu: CpuAddress, progress: Progress) -> None:
        """See ``Launcher.start``."""
        self._known(cpu)
        state = self.states()[cpu]
        if state is not CpuState.HALTED:
            raise EnvironmentProblem(
                f"{cpu} cannot be loaded", state.value, "only a halted CPU can be loaded", "halt it first"
            )
        self._load([cpu], progress, self._name)

    def halt(self, cpu: CpuAddress) -> None:
        """See ``Launcher.halt``."""
        with engine.problems(f"{cpu} cannot be halted", ignore=(CONFLICT,)):
            self._api.kill(self._name(cpu), "SIGKILL")
            self._api.wait(self._name(cpu))

    def freeze(self, cpu: CpuAddress) -> None:
        """See ``Launcher.freeze``."""
        with engine.problems(f"{cpu} cannot be frozen"):
            self._api.pause(self._name(cpu))

    def thaw(self, cpu: CpuAddress) -> None:
        """See ``Launcher.thaw``."""
        with engine.problems(f"{cpu} cannot be thawed"):
            self._api.unpause(self._name(cpu))

    def throttle(self, cpu: CpuAddress, percent: int) -> str:
        """See ``Launcher.throttle``."""
        quota = PERIOD_US * percent // 100 if percent < 100 else NO_QUOTA
        with engine.problems(f"{cpu} cannot be slowed down", f"{percent}%"):
            self._api.update_container(self._name(cpu), cpu_period=PERIOD_US, cpu_quota=quota)
        return "the engine's quota for its container"

    def cut(self, cpu: CpuAddress, fabric: str, peer: int | None = None, direction: Direction = Direction.BOTH) -> None:
        """See ``Launcher.cut``."""
        if self._has_network(cpu, peer, direction):
            with engine.problems(f"{cpu} cannot be cut off fabric {fabric}"):
                if self._is_on(cpu, fabric):
                    self._api.disconnect_container_from_network(self._name(cpu), self._network(cpu, fabric))
        else:
            cutting.cut(self, cpu, fabric, peer, direction)

    def join(
        self, cpu: CpuAddress, fabric: str, peer: int | None = None, direction: Direction = Direction.BOTH
    ) -> None:
        """See ``Launcher.join``."""
        if not self._has_network(cpu, peer, direction):
            cutting.join(self, cpu, fabric, peer, direction)
            return
        with engine.problems(f"{cpu} cannot join fabric {fabric}"):
            if not self._is_on(cpu, fabric):
                labels = self._api.inspect_container(self._name(cpu))["Config"]["Labels"]
                address = labels[marks.ADDRESS + fabric.lower()]
                network = self._network(cpu, fabric)
                self._api.connect_container_to_network(self._name(cpu), network, ipv4_address=address)
        cutting.start_fabric(self, cpu, fabric)

    def note(self, key: str, text: str) -> None:
        """See ``Launcher.note``."""
        notes.keep(self._api, self._labels, key, text)

    def notes(self) -> dict[str, str]:
        """See ``Launcher.notes``."""
        return notes.kept(self._api, self.session)

    def erase(self, key: str) -> None:
        """See ``Launcher.erase``."""
        notes.erase(self._api, self.session, key)

    def cut_line(self, name: str) -> None:
        """See ``Launcher.cut_line``."""
        line = lines.known(self.plan, name)
        if lines.is_socket(self.plan, line):
            self._ask(line.ends[0], "cut-line", line.name)
        else:
            lines.cut(self._api, self.plan, line)

    def join_line(self, name: str) -> None:
        """See ``Launcher.join_line``."""
        line = lines.known(self.plan, name)
        if lines.is_socket(self.plan, line):
            self._ask(line.ends[0], "join-line", line.name)
        else:
            lines.join(self._api, self.plan, line)

    def _ask(self, cpu: CpuAddress, op: str, line: str) -> None:
        with self.attach(cpu) as channel:
            channel.request(op, line=line)

    def attach(self, cpu: CpuAddress | None = None) -> OperatorChannel:
        """See ``Launcher.attach``."""
        from docker.errors import APIError

        if cpu is None:
            cpu = next((cpu for cpu, state in self.states().items() if state is CpuState.RUNNING), None)
        if cpu is None:
            raise all_halted(self.topology)
        name = self._name(cpu)
        with engine.problems(f"{cpu} cannot be talked to", name):
            try:
                made = self._api.exec_create(name, RELAY, stdin=True, stdout=True, stderr=True)
                stream = EngineStream(self._api.exec_start(made["Id"], socket=True))
            except APIError as problem:
                if problem.status_code in (GONE, CONFLICT):
                    raise unreachable(cpu, str(problem.explanation)) from problem
                raise
        return Channel(cpu, ExecTransport(stream))

    def logs(self, cpu: CpuAddress, *, follow: bool = False, tail: int | None = None) -> Iterator[dict[str, Any]]:
        """See ``Launcher.logs``."""
        lines = logs.Lines()
        with engine.problems(f"the log of {cpu} cannot be read"):
            pieces = self._api.logs(self._name(cpu), stream=True, follow=follow, tail="all" if tail is None else tail)
            for piece in pieces:
                yield from map(logs.decode, lines.feed(piece))
        if rest := lines.end():
            yield logs.decode(rest)

    def install(self, name: str, program: Path) -> None:
        """See ``Launcher.install``."""
        packed = archives.pack([archives.Entry(f"system/{name}", program.read_bytes(), 0o755)], USER)
        for node in self.plan.nodes:
            with engine.problems("a program cannot be installed", name):
                self._api.put_archive(self._name(node.addresses()[0]), STATE, packed)

    def states(self) -> dict[CpuAddress, CpuState]:
        """See ``Launcher.states``."""
        states = dict.fromkeys(self.plan.addresses(), CpuState.ABSENT)
        chosen = engine.with_label(**{marks.SESSION: self.session})
        with engine.problems("the CPUs cannot be listed"):
            for container in self._api.containers(all=True, filters=chosen):
                states[marks.cpu_in(container["Labels"])] = STATES.get(container["State"], CpuState.ABSENT)
        return states

    def fetch_recorders(self, into: Path, cpus: Iterable[CpuAddress] | None = None) -> list[Path]:
        """See ``Launcher.fetch_recorders``."""
        found: list[Path] = []
        for cpu in self.plan.addresses() if cpus is None else cpus:
            target = into if len(self.plan.nodes) == 1 else into / self.plan.node(cpu.node).plain
            folder = f"{STATE}/recorder/cpu-{cpu.cpu}"
            with engine.problems(f"the flight recorders of {cpu} cannot be read", folder, ignore=(GONE,)):
                pieces, _ = self._api.get_archive(self._name(cpu), folder)
                unpacked = archives.unpack(io.BytesIO(b"".join(pieces)), target)
                found += [file for file in unpacked if file.suffix == ".ring"]
        return found

    def remove(self, progress: Progress) -> None:
        """See ``Launcher.remove``."""
        leftovers.remove(self._api, self.session, progress)

    def _tried(self, image: str, progress: Progress, passed_over: frozenset[IPv4Network]) -> bool:
        """Start all CPUs; False when a subnet proved taken. Networks and containers are made at the same time."""
        progress.stage("making networks and volumes")
        described = {**self._labels, marks.PLAN: json.dumps(self.plan.to_json())}
        for node in self.plan.nodes:
            with engine.problems("a volume cannot be made", node.name):
                self._api.create_volume(marks.node_name(self.plan, node), labels={**described, marks.NODE: node.name})
        if lines.needs_volume(self.plan):
            with engine.problems("a volume cannot be made", "lines"):
                self._api.create_volume(marks.lines_volume_name(self.plan), labels=self._labels)
        self._subnets = networks.choose(self._api, self.plan, passed_over)
        self._line_subnets = lines.choose(self._api, self.plan, passed_over | self._chosen_subnets())
        maker = ContainerMaker(self._api, self.plan, self._labels, self._subnets, self._line_subnets)
        progress.stage("starting CPUs")
        with ThreadPoolExecutor(len(FABRICS)) as pool:
            made = [
                pool.submit(networks.make, self._api, self.plan, self.plan.node(node), fabric, subnet, self._labels)
                for node, pair in self._subnets.items()
                for fabric, subnet in pair.items()
            ]
            made += [
                pool.submit(lines.make, self._api, self.plan, line, subnet, self._labels)
                for line, subnet in self._line_subnets.items()
            ]
            try:
                self._load(self.plan.addresses(), progress, lambda cpu: maker.create(cpu, image, made))
            except networks.SubnetTaken as taken:
                progress.stage(f"subnet {taken} is taken after all; trying others")
                return False
        return True

    def _load(self, cpus: list[CpuAddress], progress: Progress, prepare: Callable[[CpuAddress], str]) -> None:
        """Start containers, as many at a time as the engine likes, and follow each until its kernel is ready."""
        readiness = Readiness(cpus, progress, self._timeout)
        streams: list[EngineStream] = []
        with ThreadPoolExecutor(len(cpus)) as pool:
            try:
                futures = [pool.submit(self._load_one, cpu, readiness, prepare, streams) for cpu in cpus]
                for future in as_completed(futures):
                    future.result()
            except BaseException:
                readiness.give_up()
                for stream in list(streams):
                    stream.abort()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _load_one(
        self,
        cpu: CpuAddress,
        readiness: Readiness,
        prepare: Callable[[CpuAddress], str],
        streams: list[EngineStream],
    ) -> None:
        with self._calls, engine.problems(f"{cpu} cannot be started"):
            container = prepare(cpu)
            readiness.reached(cpu, "created")
            stream = EngineStream(self._api.attach_socket(container, {"stdout": 1, "stderr": 1, "stream": 1}))
            streams.append(stream)
            self._api.start(container)
            readiness.reached(cpu, "started")
        try:
            while cpu in readiness.waiting:
                for piece in stream.read(readiness.remaining()):
                    readiness.feed(cpu, piece.data)
                if stream.closed:
                    readiness.ended(cpu)
                    return
        finally:
            stream.close()

    def _chosen_subnets(self) -> frozenset[IPv4Network]:
        fabrics = {subnet for pair in self._subnets.values() for subnet in pair.values()}
        return frozenset(fabrics | set(self._line_subnets.values()))

    def _known(self, cpu: CpuAddress) -> None:
        if cpu not in self.plan.addresses():
            names = ", ".join(map(str, self.plan.addresses()))
            raise EnvironmentProblem(
                "there is no such CPU", str(cpu), f"{self.topology} has {names}", "name one of them"
            )

    def _name(self, cpu: CpuAddress) -> str:
        self._known(cpu)
        return marks.container_name(self.plan, cpu)

    def _has_network(self, cpu: CpuAddress, peer: int | None, direction: Direction) -> bool:
        """Whether a cut takes a CPU off a network; of part of a fabric, or without networks, its kernel makes it."""
        self._known(cpu)
        whole = peer is None and direction is Direction.BOTH
        return whole and not self.plan.node(cpu.node).sockets

    def _network(self, cpu: CpuAddress, fabric: str) -> str:
        return marks.network_name(self.plan, self.plan.node(cpu.node), fabric)

    def _is_on(self, cpu: CpuAddress, fabric: str) -> bool:
        settings = self._api.inspect_container(self._name(cpu))["NetworkSettings"]["Networks"]
        return self._network(cpu, fabric) in settings


def find(api: docker.APIClient, topology: str, timeout: float) -> DockerLauncher | None:
    """The session of the topology that is up, the youngest when there are several; None when there is none."""
    found = [entry for entry in leftovers.inventory(api).values() if entry.is_up]
    volumes = [volume for entry in found for volume in entry.volumes if marks.PLAN in volume["Labels"]]
    volumes = [volume for volume in volumes if volume["Labels"][marks.TOPOLOGY] == topology]
    if not volumes:
        return None
    youngest = max(volumes, key=lambda volume: str(volume["CreatedAt"]))
    plan = plan_from_json(json.loads(youngest["Labels"][marks.PLAN]))
    return DockerLauncher(api, plan, timeout)
