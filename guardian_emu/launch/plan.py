"""What a session is to start: its nodes, their CPUs, how kernels find one another, and the secret they share."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from guardian_emu.launch.launcher import CpuAddress

if TYPE_CHECKING:
    from guardian_emu.topology.model import Topology

FABRICS = ("X", "Y")
SECRET_BYTES = 32

FabricAddress = Callable[[str, int], str]
"""Gives the address ``tcp:HOST:PORT`` or ``unix:PATH`` of a fabric letter and a CPU number."""


@dataclass(frozen=True)
class NodePlan:
    r"""One node: its name with ``\``, the number of its CPUs, its membership intervals in milliseconds.

    ``users`` are those that it knows by name, ``GROUP.USER`` to ``group,user``.
    """

    name: str
    number: int
    cpus: int
    sockets: bool
    alive_ms: int
    check_ms: int
    ttl_s: int
    users: dict[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        r"""The name without ``\``, upper case."""
        return self.name.lstrip("\\").upper()

    def addresses(self) -> list[CpuAddress]:
        """Its CPUs."""
        return [CpuAddress(self.name, cpu) for cpu in range(self.cpus)]

    def configuration(
        self, cpu: int, *, secret: str, state: str, operator: str, address: FabricAddress
    ) -> dict[str, Any]:
        """What the kernel of ``cpu`` is told (docs/design.md, "What a CPU is told when it starts")."""
        others = [other for other in range(self.cpus) if other != cpu]
        return {
            "node": self.name,
            "node_number": self.number,
            "cpu": cpu,
            "cpus": list(range(self.cpus)),
            "incarnation": 1,
            "start": "cold",
            "secret": secret,
            "fabrics": {
                fabric: {
                    "listen": address(fabric, cpu),
                    "peers": {str(other): address(fabric, other) for other in others},
                }
                for fabric in FABRICS
            },
            "operator": operator,
            "state": state,
            "profile": {"alive_ms": self.alive_ms, "check_ms": self.check_ms},
            "ttl_s": self.ttl_s,
            "users": self.users,
        }


@dataclass(frozen=True)
class Plan:
    """One session of one topology.

    ``expires`` is the Unix time after which the session is a leftover, 0 for never. A ``leashed`` session is a
    leftover as soon as its owner is gone, even though ``up`` had completed.
    """

    topology: str
    session: str
    nodes: tuple[NodePlan, ...]
    secret: str
    expires: float = 0.0
    leashed: bool = False

    def addresses(self) -> list[CpuAddress]:
        """Every CPU of every node."""
        return [address for node in self.nodes for address in node.addresses()]

    def node(self, name: str) -> NodePlan:
        """The node of that name."""
        return next(node for node in self.nodes if node.name == name)

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without the secret."""
        values = asdict(self)
        del values["secret"]
        return values


def from_json(values: dict[str, Any], secret: str = "") -> Plan:
    """The plan that ``to_json`` gave."""
    nodes = tuple(NodePlan(**node) for node in values["nodes"])
    return Plan(**{**values, "nodes": nodes, "secret": secret})


def draw(topology: Topology, *, ttl: float | None = None, leashed: bool = False) -> Plan:
    """The plan for a new session. ``ttl`` in seconds overrides what the topology says."""
    nodes = tuple(
        NodePlan(
            name=node.name,
            number=node.number,
            cpus=node.cpus,
            sockets=node.fabric.value == "socket",
            alive_ms=node.profile.alive_ms,
            check_ms=node.profile.check_ms,
            ttl_s=node.ttl_s if ttl is None else max(1, round(ttl)),
            users={user.name: f"{user.number >> 8},{user.number & 0xFF}" for user in node.users},
        )
        for node in topology.nodes
    )
    longest = max(node.ttl_s for node in nodes) if all(node.ttl_s for node in nodes) else 0
    return Plan(
        topology=topology.name,
        session=secrets.token_hex(4),
        nodes=nodes,
        secret=secrets.token_hex(SECRET_BYTES),
        expires=time.time() + longest if longest else 0.0,
        leashed=leashed,
    )
