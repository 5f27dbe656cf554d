"""What the machine itself takes: the least that any implementation would have to pay, measured beside ours."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from ipaddress import IPv4Network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guardian_emu.cc import toolchain
from guardian_emu.cc.toolchain import Abi
from guardian_emu.errors import EnvironmentProblem, ExpectationFailed
from guardian_emu.launch import archives, engine, images, leftovers, marks, networks, owner, plan, subnets
from guardian_emu.launch.launcher import Silent
from guardian_emu.launch.plan import FABRICS, Plan

from . import laboratory
from .laboratory import Laboratory

if TYPE_CHECKING:
    import docker

SOURCE = Path(__file__).with_name("programs") / "floor.c"
ENDS = 60
"""Seconds after which a floor that does not end is given up."""

VICTIM, WATCHER, ECHO = 1, 2, 3
_REPLIED = re.compile(r"replied (\d+)")


def compiled(into: Path) -> Path:
    """The bare program: native, static, and without libguardian."""
    target = into / "floor"
    command = [*toolchain.compiler(Abi.HOST), "-std=gnu11", "-O2", "-static", str(SOURCE), "-o", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EnvironmentProblem("the floor does not compile", SOURCE, done.stderr, "see the compiler's messages")
    return target


# ----------------------------------------------------------------------------------------------- takeover


def death_of_process(floor: Path) -> float:
    """Milliseconds from SIGKILL of a process until another saw its end of file and had an answer from a third."""
    with tempfile.TemporaryDirectory(prefix="guardian-emu-bench-") as scratch, ExitStack() as processes:
        victim = _listening(processes, floor, f"unix:{scratch}/victim")
        _listening(processes, floor, f"unix:{scratch}/echo")
        watcher = processes.enter_context(_process(floor, "watch", f"unix:{scratch}/victim", f"unix:{scratch}/echo"))
        _line(watcher, "watching")
        begin = time.monotonic_ns()
        os.kill(victim.pid, signal.SIGKILL)
        return _milliseconds(begin, _line(watcher, "replied"))


def death_of_cpu(node: Laboratory) -> float:
    """The same between three CPUs; the one of the victim is halted. Program FLOOR is installed there."""
    victim, echo = node.floor_address(VICTIM), node.floor_address(ECHO)
    with ExitStack() as processes:
        for cpu, address in ((VICTIM, victim), (ECHO, echo)):
            processes.enter_context(node.start("FLOOR", cpu, "serve", address)).wait_for("listening")
        watcher = processes.enter_context(node.start("FLOOR", WATCHER, "watch", victim, echo))
        watcher.wait_for("watching")
        begin = time.monotonic_ns()
        node.launcher.halt(node.cpu(VICTIM))
        return _milliseconds(begin, watcher.wait_for("replied"))


def _listening(processes: ExitStack, floor: Path, address: str) -> subprocess.Popen[str]:
    process = processes.enter_context(_process(floor, "serve", address))
    _line(process, "listening")
    return process


@contextmanager
def _process(floor: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([floor, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        with process:
            try:
                yield process
            finally:
                process.kill()
    finally:
        process.wait(ENDS)


def _line(process: subprocess.Popen[str], beginning: str) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if line.startswith(beginning):
        return line
    raise ExpectationFailed("the floor did not do its work", line or None, f"no {beginning!r}", "see what it wrote")


def _milliseconds(begin: int, line: str) -> float:
    match = _REPLIED.search(line)
    assert match
    return (int(match[1]) - begin) / 1e6


# --------------------------------------------------------------------------------------------------- boot


def interpreters(count: int) -> float:
    """Seconds that so many bare interpreters take together to start and to load asyncio."""
    command = [sys.executable, "-S", "-c", "import asyncio"]
    begin = time.monotonic()
    running = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _ in range(count)]
    for process in running:
        process.wait(ENDS)
    return time.monotonic() - begin


class Containers:
    """Trivial containers of our image, on networks and a volume as a node has them, bearing the marks of a session.

    The volume and the program on it are made beforehand; ``start`` makes networks and containers.
    """

    def __init__(self, api: docker.APIClient, floor: Path, cpus: int) -> None:
        self._api = api
        self._plan: Plan = plan.draw(laboratory.topology("docker", cpus), leashed=True)
        self._node = self._plan.nodes[0]
        self._labels = marks.of_session(self._plan, owner.current())
        self._image = images.ensure(api, Silent())
        self._volume = marks.node_name(self._plan, self._node)
        try:
            self._fill(floor)
        except BaseException:
            self.remove()
            raise

    def start(self) -> float:
        """Seconds to make the networks, and to create and start every container; as parallel as a node does it.

        Raises ``EnvironmentProblem`` when somebody took a subnet meanwhile.
        """
        begin = time.monotonic()
        ranges = networks.choose(self._api, self._plan, frozenset())[self._node.name]
        with ThreadPoolExecutor(len(FABRICS)) as makers, ThreadPoolExecutor(engine.PARALLEL) as starters:
            made = [makers.submit(self._make_network, fabric, subnet) for fabric, subnet in ranges.items()]
            started = [starters.submit(self._start_one, cpu, ranges, made) for cpu in range(self._node.cpus)]
            for future in [*made, *started]:
                future.result()
        return time.monotonic() - begin

    def remove(self) -> None:
        """Remove every trace."""
        leftovers.remove(self._api, self._plan.session, Silent())

    def _fill(self, floor: Path) -> None:
        with engine.problems("the floor's volume cannot be made", self._volume):
            self._api.create_volume(self._volume, labels={**self._labels, marks.NODE: self._node.name})
            carrier = self._create("carrier", self._api.create_host_config(mounts=[self._mount()]), None)
            packed = archives.pack([archives.Entry("floor", floor.read_bytes(), 0o755)])
            self._api.put_archive(carrier, "/guardian", packed)
            self._api.remove_container(carrier, force=True)

    def _make_network(self, fabric: str, subnet: IPv4Network) -> None:
        try:
            networks.make(self._api, self._plan, self._node, fabric, subnet, self._labels)
        except networks.SubnetTaken as taken:
            raise EnvironmentProblem(
                "a subnet of the floor is taken", taken, "another node came up", "again"
            ) from taken

    def _start_one(self, cpu: int, ranges: dict[str, IPv4Network], networks_made: list[Future[None]]) -> None:
        first, *others = FABRICS
        with engine.problems("the floor's containers cannot be started"):
            endpoint: Any = self._api.create_endpoint_config(ipv4_address=str(subnets.address_of(ranges[first], cpu)))
            chosen: Any = {self._network(first): endpoint}
            networking = self._api.create_networking_config(chosen)
            host = self._api.create_host_config(network_mode=self._network(first), mounts=[self._mount()])
            made = self._create(str(cpu), host, networking)
            for network_made in networks_made:
                network_made.result()
            for fabric in others:
                address = str(subnets.address_of(ranges[fabric], cpu))
                self._api.connect_container_to_network(made, self._network(fabric), ipv4_address=address)
            self._api.start(made)

    def _create(self, name: str, host: Any, networking: Any) -> str:
        made: str = self._api.create_container(
            self._image,
            name=f"{self._volume}-{name}-{secrets.token_hex(2)}",
            entrypoint=["/guardian/floor", "sleep"],
            labels={**self._labels, marks.NODE: self._node.name, marks.CPU: "0"},
            host_config=host,
            networking_config=networking,
        )["Id"]
        return made

    def _mount(self) -> Any:
        from docker.types import Mount

        return Mount("/guardian", self._volume, type="volume")

    def _network(self, fabric: str) -> str:
        return marks.network_name(self._plan, self._node, fabric)
