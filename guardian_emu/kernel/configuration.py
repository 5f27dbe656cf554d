"""What a CPU is told when it starts (docs/design.md), checked."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .addresses import Address, ConfigurationError, address
from .expand import settings
from .expand.settings import Settings
from .users import access_id, is_user_name

MAX_CPUS = 16

__all__ = ["Address", "Configuration", "ConfigurationError", "Fabric", "address", "parse"]


class Fabric(NamedTuple):
    """One fabric as this CPU sees it."""

    listen: Address
    peers: dict[int, Address]


class Configuration(NamedTuple):
    """Everything a kernel knows before it has met another CPU. Times are in seconds."""

    node: str
    node_number: int
    cpu: int
    cpus: list[int]
    incarnation: int
    start: str
    secret: bytes
    fabrics: dict[str, Fabric]
    operator: Address | None
    state: str
    alive: float
    check: float
    ttl: float
    users: dict[str, int]
    expand: Settings = settings.NO_NETWORK


def _fabric(data: Any) -> Fabric:
    return Fabric(address(data["listen"]), {int(cpu): address(text) for cpu, text in data["peers"].items()})


def parse(text: str) -> Configuration:
    """The configuration in the JSON text. Raises ConfigurationError."""
    try:
        return _checked(json.loads(text))
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"GUARDIAN_CPU lacks or misuses {error}") from error
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"GUARDIAN_CPU is not JSON: {error}") from error


def _checked(data: dict[str, Any]) -> Configuration:
    cpu, cpus, profile = int(data["cpu"]), sorted(int(n) for n in data["cpus"]), data.get("profile", {})
    if cpu not in cpus or cpus[0] < 0 or cpus[-1] >= MAX_CPUS:
        raise ConfigurationError(f"cpu {cpu} must be one of cpus {cpus}, all of them 0..15 (NM-01)")
    if data["start"] not in ("cold", "reload"):
        raise ConfigurationError(f"start {data['start']!r} is neither cold nor reload")
    return Configuration(
        node=str(data["node"]).upper(),
        node_number=int(data["node_number"]),
        cpu=cpu,
        cpus=cpus,
        incarnation=int(data["incarnation"]),
        start=data["start"],
        secret=bytes.fromhex(data["secret"]),
        fabrics={name: _fabric(fabric) for name, fabric in sorted(data["fabrics"].items())},
        operator=address(data["operator"]) if data.get("operator") else None,
        state=str(data["state"]),
        alive=int(profile.get("alive_ms", 400)) / 1000,
        check=int(profile.get("check_ms", 800)) / 1000,
        ttl=float(data.get("ttl_s", 0)),
        users=_users(data.get("users", {})),
        expand=settings.parse(data.get("expand", {}), str(data["node"]).upper(), int(data["node_number"]), cpus),
    )


def _users(data: Any) -> dict[str, int]:
    users: dict[str, int] = {}
    for name, number in data.items():
        if not is_user_name(name):
            raise ConfigurationError(f"user {name!r} is not GROUP.USER, each part up to 8 letters or digits")
        try:
            users[name] = access_id(number)
        except ValueError as error:
            raise ConfigurationError(f"user {name}: {error}") from error
    return users
