r"""Lines of Expand in an engine: each is an internal network of its own that only the CPUs at its two ends join.

A line with an end in a node of `fabric: socket` is a UNIX socket in a volume that the ends share.
"""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import engine, marks, networks, subnets
from guardian_emu.launch.launcher import CpuAddress
from guardian_emu.launch.plan import LinePlan, Plan

if TYPE_CHECKING:
    import docker

FOLDER = "/lines"

Subnets = dict[str, IPv4Network]
"""Of lines, by name."""


def over_networks(plan: Plan) -> list[LinePlan]:
    """The lines that are networks."""
    return [line for line in _lines(plan) if not is_socket(plan, line)]


def is_socket(plan: Plan, line: LinePlan) -> bool:
    """Whether a line is a socket, because a node at one of its ends has no networks."""
    return any(plan.node(end.node).sockets for end in line.ends)


def needs_volume(plan: Plan) -> bool:
    """Whether there is a line that is a socket."""
    return any(is_socket(plan, line) for line in _lines(plan))


def choose(api: docker.APIClient, plan: Plan, passed_over: frozenset[IPv4Network]) -> Subnets:
    """A subnet that looks free for every line that is a network. Raises ``EnvironmentProblem``."""
    lines = over_networks(plan)
    return dict(zip([line.name for line in lines], networks.free(api, plan, len(lines), passed_over), strict=True))


def make(api: docker.APIClient, plan: Plan, line: str, subnet: IPv4Network, labels: dict[str, str]) -> None:
    """Make the network of a line. Raises ``SubnetTaken`` as ``networks.make`` does."""
    networks.make_named(api, marks.line_network_name(plan, line), subnet, {**labels, marks.LINE: line})


def address(plan: Plan, chosen: Subnets, name: str, end: int) -> str:
    """Where an end of a line listens."""
    if name not in chosen:
        line = plan.line(name)
        return f"unix:{FOLDER}/{line.plain if line else name}-{end}.sock"
    return f"tcp:{subnets.address_of(chosen[name], end)}:{subnets.PORT}"


def labels_of(plan: Plan, chosen: Subnets, cpu: CpuAddress) -> dict[str, str]:
    """The addresses of a CPU on its lines, for its container to bear."""
    return {_label(line): str(_place(chosen, line, cpu)) for line in plan.lines_at(cpu) if line.name in chosen}


def connect(api: docker.APIClient, plan: Plan, chosen: Subnets, cpu: CpuAddress, container: str) -> None:
    """Put a container that was made onto the networks of its lines."""
    for line in plan.lines_at(cpu):
        if line.name in chosen:
            network = marks.line_network_name(plan, line.name)
            api.connect_container_to_network(container, network, ipv4_address=_place(chosen, line, cpu))


def cut(api: docker.APIClient, plan: Plan, line: LinePlan) -> None:
    """Take the first end off the network. Idempotent."""
    end = line.ends[0]
    container, network = marks.container_name(plan, end), marks.line_network_name(plan, line.name)
    with engine.problems(f"{line.name} cannot be cut", str(end)):
        if network in _networks_of(api, container):
            api.disconnect_container_from_network(container, network)


def join(api: docker.APIClient, plan: Plan, line: LinePlan) -> None:
    """Put it back under its old address. Idempotent."""
    end = line.ends[0]
    container, network = marks.container_name(plan, end), marks.line_network_name(plan, line.name)
    with engine.problems(f"{line.name} cannot be joined", str(end)):
        if network not in _networks_of(api, container):
            labels = api.inspect_container(container)["Config"]["Labels"]
            api.connect_container_to_network(container, network, ipv4_address=labels[_label(line)])


def known(plan: Plan, name: str) -> LinePlan:
    """The line of that name. Raises ``EnvironmentProblem``."""
    line = plan.line(name)
    if line is None:
        names = ", ".join(line.name for line in _lines(plan)) or "none"
        raise EnvironmentProblem("there is no such line", name, f"the lines are {names}", "name one of them")
    return line


def _lines(plan: Plan) -> tuple[LinePlan, ...]:
    return plan.expand.lines if plan.expand else ()


def _label(line: LinePlan) -> str:
    return f"{marks.ADDRESS}{line.plain.lower()}"


def _place(chosen: Subnets, line: LinePlan, cpu: CpuAddress) -> str:
    return str(subnets.address_of(chosen[line.name], line.ends.index(cpu)))


def _networks_of(api: docker.APIClient, container: str) -> Any:
    return api.inspect_container(container)["NetworkSettings"]["Networks"]
