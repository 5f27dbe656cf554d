"""The two internal networks of a node, X and Y, on subnets that nobody else holds."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from guardian_emu.errors import EnvironmentProblem
from guardian_emu.launch import engine, marks, subnets
from guardian_emu.launch.plan import FABRICS, NodePlan, Plan

if TYPE_CHECKING:
    import docker

ROUTES = Path("/proc/net/route")
OVERLAP = "overlap"


class Holder(NamedTuple):
    """Who holds a range of addresses."""

    subnet: IPv4Network
    name: str


def holders(api: docker.APIClient) -> list[Holder]:
    """The networks of the engine, and the routes of this host, with their addresses."""
    found = [
        Holder(IPv4Network(entry["Subnet"]), f"network {network['Name']}")
        for network in api.networks()
        for entry in (network["IPAM"] or {}).get("Config") or []
        if "." in entry.get("Subnet", "")
    ]
    return found + [holder for holder in _routes() if holder.subnet not in {other.subnet for other in found}]


def _routes() -> Iterator[Holder]:
    for line in ROUTES.read_text().splitlines()[1:] if ROUTES.exists() else ():
        interface, destination, _, _, _, _, _, mask, *_ = line.split()
        network, bits = (int.from_bytes(bytes.fromhex(word), "little") for word in (destination, mask))
        if bits:
            yield Holder(IPv4Network((network, bits.bit_count())), f"interface {interface}")


class SubnetTaken(Exception):
    """A subnet that looked free belongs to somebody after all."""


def choose(api: docker.APIClient, plan: Plan, passed_over: frozenset[IPv4Network]) -> dict[str, dict[str, IPv4Network]]:
    """Subnets that look free, by node and fabric, for every node that has networks. Raises ``EnvironmentProblem``."""
    nodes = [node.name for node in plan.nodes if not node.sockets]
    chosen = iter(free(api, plan, len(nodes) * len(FABRICS), passed_over))
    return {node: {fabric: next(chosen) for fabric in FABRICS} for node in nodes}


def free(api: docker.APIClient, plan: Plan, count: int, passed_over: frozenset[IPv4Network]) -> list[IPv4Network]:
    """So many subnets that look free. Raises ``EnvironmentProblem``."""
    with engine.problems("the engine's networks cannot be listed"):
        taken = holders(api)
    used = [*(holder.subnet for holder in taken), *passed_over]
    found = list(islice(subnets.candidates(plan.session, used, subnets.pool()), count))
    if len(found) < count:
        raise _exhausted(taken)
    return found


def make(
    api: docker.APIClient, plan: Plan, node: NodePlan, fabric: str, subnet: IPv4Network, labels: dict[str, str]
) -> None:
    """Make one network. Raises ``SubnetTaken`` when somebody was faster, or is not known to this engine's lists."""
    mine = {**labels, marks.NODE: node.name, marks.FABRIC: fabric}
    make_named(api, marks.network_name(plan, node, fabric), subnet, mine)


def make_named(api: docker.APIClient, name: str, subnet: IPv4Network, labels: dict[str, str]) -> None:
    """Make an internal network. Raises as ``make`` does."""
    from docker.errors import APIError
    from docker.types import IPAMConfig, IPAMPool

    ipam = IPAMConfig(pool_configs=[IPAMPool(subnet=str(subnet))])
    with engine.problems("a network cannot be made", f"{name} on {subnet}"):
        try:
            api.create_network(name, driver="bridge", internal=True, labels=labels, ipam=ipam)
        except APIError as problem:
            if OVERLAP in str(problem.explanation).lower():
                raise SubnetTaken(str(subnet)) from problem
            raise


def _exhausted(taken: list[Holder]) -> EnvironmentProblem:
    pool = subnets.pool()
    inside = [f"{holder.name} ({holder.subnet})" for holder in taken if holder.subnet.overlaps(pool)]
    return EnvironmentProblem(
        "no subnet is free for the fabrics",
        str(pool),
        f"the range is held by {', '.join(inside) or 'somebody the engine does not list'}",
        f"remove those, run `guardian-emu prune`, or set {subnets.POOL_VARIABLE} to another range",
    )
