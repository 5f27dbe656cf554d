"""What a kernel is told of the network when it starts, checked."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..addresses import Address, ConfigurationError, address

HIGHEST_FACTOR = 186


class KnownNode(NamedTuple):
    """A node of the network."""

    name: str
    number: int
    cpus: int


class LineEnd(NamedTuple):
    """This node's end of a line. ``to`` is the node at the other end. One end ``dials`` the trunk; circuits both do."""

    name: str
    cpu: int
    to: int
    to_cpu: int
    factor: int
    listen: Address
    peer: Address
    dials: bool


class Settings(NamedTuple):
    """Guarantee: ``nodes`` holds the own node; every line leads to one of the others. Times are in seconds.

    ``passwords`` are those of this node's users, by user and node number; None where the network has none.
    """

    node: int
    nodes: dict[int, KnownNode]
    lines: dict[str, LineEnd]
    abort: float
    l4_timeout: float
    l4_retries: int
    passwords: dict[tuple[str, int], str] | None

    def named(self, name: str) -> KnownNode | None:
        r"""The node of ``\NAME``; case does not matter."""
        return next((node for node in self.nodes.values() if node.name == name.upper()), None)


NO_NETWORK = Settings(-1, {}, {}, 0.0, 0.0, 0, None)
"""Where nobody asks for a node, not even for the own one."""


def parse(data: Any, node: str, number: int, cpus: list[int]) -> Settings:
    """The settings in ``expand`` of GUARDIAN_CPU; of a network of one node when it is empty. Raises KeyError,
    TypeError, ConfigurationError.
    """
    nodes = {number: KnownNode(node, number, cpus[-1] + 1)}
    for name, (other, count) in data.get("nodes", {}).items():
        nodes[int(other)] = KnownNode(str(name).upper(), int(other), int(count))
    settings = Settings(
        node=number,
        nodes=nodes,
        lines={},
        abort=int(data.get("abort_ms", 10_000)) / 1000,
        l4_timeout=int(data.get("l4_timeout_ms", 2_000)) / 1000,
        l4_retries=int(data.get("l4_retries", 3)),
        passwords=None,
    )
    if nodes[number].name != node or len({known.name for known in nodes.values()}) != len(nodes):
        raise ConfigurationError(f"nodes {sorted(nodes.values())} do not agree with {node} being number {number}")
    lines = {line["name"]: _line(line, settings, cpus) for line in data.get("lines", [])}
    return settings._replace(lines=lines, passwords=_passwords(data.get("passwords"), settings))


def _line(data: Any, settings: Settings, cpus: list[int]) -> LineEnd:
    to = settings.named(data["to"])
    if to is None or to.number == settings.node or data["cpu"] not in cpus:
        raise ConfigurationError(f"line {data['name']!r} from CPU {data['cpu']} to {data['to']!r} joins no two nodes")
    factor = int(data["factor"])
    if not 1 <= factor <= HIGHEST_FACTOR:
        raise ConfigurationError(f"line {data['name']!r} has time factor {factor}, not 1 to {HIGHEST_FACTOR} (EX-06)")
    places = (address(data["listen"]), address(data["peer"]))
    return LineEnd(
        str(data["name"]), int(data["cpu"]), to.number, int(data["to_cpu"]), factor, *places, bool(data["dials"])
    )


def _passwords(data: Any, settings: Settings) -> dict[tuple[str, int], str] | None:
    if data is None:
        return None
    found = {}
    for user, passwords in data.items():
        for name, password in passwords.items():
            node = settings.named(name)
            if node is None:
                raise ConfigurationError(f"remote password of {user} for {name!r}, which is no node")
            found[user, node.number] = str(password)
    return found
