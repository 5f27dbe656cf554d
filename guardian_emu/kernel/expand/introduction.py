"""Two kernels at the ends of a line prove to each other that they know the topology's secret."""

from __future__ import annotations

import hmac
import json
import os
from typing import Any, NamedTuple

TRUNK, CIRCUIT = "trunk", "circuit"


class Refused(Exception):
    """The other side is not who it must be; the text says why."""


class Caller(NamedTuple):
    """What the connecting side says first. ``nonce`` is fresh for every connection."""

    line: str
    node: int
    cpu: int
    incarnation: int
    purpose: str
    nonce: str


def new_nonce() -> str:
    """16 random bytes in hex."""
    return os.urandom(16).hex()


def caller_from(data: Any, line: str, node: int, cpu: int) -> Caller:
    """The checked words of the side that connected over ``line``, at whose other end that CPU is. Raises Refused."""
    try:
        caller = Caller(**data)
    except TypeError as error:
        raise Refused("introduction lacks or misuses a field") from error
    if (caller.line, caller.node, caller.cpu) != (line, node, cpu):
        raise Refused(f"CPU {caller.cpu} of node {caller.node} is not at the end of {line}")
    if caller.purpose not in (TRUNK, CIRCUIT) or type(caller.incarnation) is not int:
        raise Refused(f"purpose {caller.purpose!r}")
    if not isinstance(caller.nonce, str) or len(caller.nonce) != 32:
        raise Refused("a bad nonce")
    return caller


def proof(secret: bytes, side: str, caller: Caller, nonce: str, said: Any) -> str:
    """What ``side`` (asks or answers) proves its knowledge of the secret with; ``said`` is what it says besides."""
    text = json.dumps(["expand", side, list(caller), nonce, said], sort_keys=True)
    return hmac.new(secret, text.encode(), "sha256").hexdigest()


def check(secret: bytes, side: str, caller: Caller, nonce: object, said: Any, mac: object) -> None:
    """Raises Refused unless ``mac`` is the proof of the other side."""
    if not isinstance(nonce, str) or not isinstance(mac, str) or not mac.isascii():
        raise Refused("introduction lacks or misuses a field")
    if not hmac.compare_digest(mac, proof(secret, side, caller, nonce, said)):
        raise Refused(f"the other end of {caller.line} does not know the secret")
