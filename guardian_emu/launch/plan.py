"""What a session is to start: its nodes, their CPUs, how kernels find one another, and the secret they share."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from guardian_emu.launch.launcher import CpuAddress

if TYPE_CHECKING:
    from guardian_emu.topology.expand_model import LineEnd
    from guardian_emu.topology.model import Topology

FABRICS = ("X", "Y")
SECRET_BYTES = 32

FabricAddress = Callable[[str, int], str]
"""Gives the address ``tcp:HOST:PORT`` or ``unix:PATH`` of a fabric letter and a CPU number."""

Passwords = dict[str, dict[str, dict[str, str]]]

LineAddress = Callable[[str, int], str]
"""Gives the address of an end, 0 or 1, of the line of that name."""


@dataclass(frozen=True)
class LinePlan:
    """One line of Expand: its name, the CPUs that it joins, its time factor."""

    name: str
    ends: tuple[CpuAddress, CpuAddress]
    factor: int

    @property
    def plain(self) -> str:
        """The name without ``$``, upper case."""
        return self.name.lstrip("$").upper()

    def end_at(self, cpu: CpuAddress) -> int | None:
        """Which end that CPU holds, None for neither."""
        return self.ends.index(cpu) if cpu in self.ends else None


@dataclass(frozen=True)
class ExpandPlan:
    r"""The network that joins the nodes. Times are in milliseconds. ``passwords`` has, by node and user, what the
    user's REMOTEPASSWORD says there for ``\NODE``; None where there are none.
    """

    lines: tuple[LinePlan, ...]
    abort_ms: int
    l4_timeout_ms: int
    l4_retries: int
    passwords: Passwords | None = None


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
    expand: ExpandPlan | None = None

    def addresses(self) -> list[CpuAddress]:
        """Every CPU of every node."""
        return [address for node in self.nodes for address in node.addresses()]

    def node(self, name: str) -> NodePlan:
        """The node of that name."""
        return next(node for node in self.nodes if node.name == name)

    def line(self, name: str) -> LinePlan | None:
        """The line of that name, case and ``$`` aside."""
        lines = self.expand.lines if self.expand else ()
        return next((line for line in lines if line.plain == name.lstrip("$").upper()), None)

    def lines_at(self, cpu: CpuAddress) -> list[LinePlan]:
        """The lines that end in that CPU."""
        return [line for line in (self.expand.lines if self.expand else ()) if line.end_at(cpu) is not None]

    def network_settings(self, node: NodePlan, address: LineAddress) -> dict[str, Any]:
        """What the kernels of a node are told of the network (docs/design.md, "Expand")."""
        expand = self.expand
        if expand is None:
            return {}
        told: dict[str, Any] = {
            "nodes": {other.name: [other.number, other.cpus] for other in self.nodes},
            "lines": [_line_end(line, node.name, address) for line in expand.lines if _ends_in(line, node.name)],
            "abort_ms": expand.abort_ms,
            "l4_timeout_ms": expand.l4_timeout_ms,
            "l4_retries": expand.l4_retries,
        }
        return told if expand.passwords is None else {**told, "passwords": expand.passwords.get(node.name, {})}

    def passwords(self) -> Passwords | None:
        """Remote passwords by node, user and node; None where the network has none."""
        return self.expand.passwords if self.expand else None

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without secrets."""
        values = asdict(self)
        del values["secret"]
        if self.expand is not None:
            values["expand"]["passwords"] = None
        return values


def _ends_in(line: LinePlan, node: str) -> bool:
    return any(end.node == node for end in line.ends)


def _line_end(line: LinePlan, node: str, address: LineAddress) -> dict[str, Any]:
    here = 0 if line.ends[0].node == node else 1
    return {
        "name": line.name,
        "cpu": line.ends[here].cpu,
        "to": line.ends[1 - here].node,
        "to_cpu": line.ends[1 - here].cpu,
        "factor": line.factor,
        "listen": address(line.name, here),
        "peer": address(line.name, 1 - here),
        "dials": here == 0,
    }


def from_json(values: dict[str, Any], secret: str = "", passwords: Passwords | None = None) -> Plan:
    """The plan that ``to_json`` gave; its secrets come separately."""
    nodes = tuple(NodePlan(**node) for node in values["nodes"])
    return Plan(
        **{**values, "nodes": nodes, "secret": secret, "expand": _expand_from_json(values.get("expand"), passwords)}
    )


def _expand_from_json(values: dict[str, Any] | None, passwords: Passwords | None) -> ExpandPlan | None:
    if values is None:
        return None
    lines = tuple(
        LinePlan(line["name"], (CpuAddress(*line["ends"][0]), CpuAddress(*line["ends"][1])), line["factor"])
        for line in values["lines"]
    )
    return ExpandPlan(**{**values, "lines": lines, "passwords": passwords})


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
        expand=_expand(topology),
    )


def _expand(topology: Topology) -> ExpandPlan | None:
    expand = topology.expand
    if expand is None:
        return None
    passwords: Passwords | None = None
    if expand.passwords is not None:
        passwords = {}
        for one in expand.passwords:
            passwords.setdefault(one.node, {}).setdefault(one.user, {})[one.to] = one.password
    lines = tuple(
        LinePlan(line.name, (_address(line.ends[0]), _address(line.ends[1])), line.factor) for line in expand.lines
    )
    profile = expand.profile
    return ExpandPlan(lines, profile.abort_ms, profile.l4_timeout_ms, profile.l4_retries, passwords)


def _address(end: LineEnd) -> CpuAddress:
    return CpuAddress(end.node, end.cpu)
