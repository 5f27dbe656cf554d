"""Addresses of fabrics: two /27s for each node, out of the benchmarking range."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network

from guardian_emu.errors import EnvironmentProblem

POOL = IPv4Network("198.18.0.0/15")
"""Set aside for benchmarks (RFC 2544): it collides with nobody's office or VPN."""

POOL_VARIABLE = "GUARDIAN_EMU_SUBNETS"
PREFIX = 27
FIRST_CPU = 2
PORT = 4100


def pool() -> IPv4Network:
    """The range to take from; the environment variable GUARDIAN_EMU_SUBNETS overrides it. Raises EnvironmentProblem."""
    text = os.environ.get(POOL_VARIABLE)
    if text is None:
        return POOL
    try:
        chosen = IPv4Network(text)
    except ValueError as problem:
        step = f"write a range such as {POOL}"
        raise EnvironmentProblem(f"{POOL_VARIABLE} is no range of addresses", text, str(problem), step) from problem
    if chosen.prefixlen > PREFIX:
        cause = f"a fabric needs a /{PREFIX}, and a node has two"
        raise EnvironmentProblem(f"{POOL_VARIABLE} is too small", text, cause, f"write a range such as {POOL}")
    return chosen


def candidates(seed: str, taken: Iterable[IPv4Network], within: IPv4Network) -> Iterator[IPv4Network]:
    """Free /27s of ``within``, starting at a place of its own for each ``seed`` so that sessions seldom meet."""
    used = list(taken)
    blocks = 1 << (PREFIX - within.prefixlen)
    start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4])
    size = 1 << (32 - PREFIX)
    for step in range(blocks):
        block = IPv4Network((int(within.network_address) + (start + step) % blocks * size, PREFIX))
        if not any(block.overlaps(other) for other in used):
            yield block


def address_of(subnet: IPv4Network, cpu: int) -> IPv4Address:
    """Where a CPU is in its fabric's subnet; the first address is the engine's own."""
    return subnet.network_address + FIRST_CPU + cpu
