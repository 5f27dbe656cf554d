"""Mutual authentication of two kernels: challenge and HMAC-SHA256 over the topology's secret."""

from __future__ import annotations

import hmac
import json
import os
from typing import NamedTuple

from .actions import Json

PURPOSES = ("control", "link")


class Refused(Exception):
    """The other side is not who it must be; the text says why."""


class Hello(NamedTuple):
    """What the connecting side says first. ``nonce`` is fresh for every connection."""

    node: str
    cpu: int
    incarnation: int
    to: int
    purpose: str
    fabric: str
    nonce: str


def new_nonce() -> str:
    """16 random bytes in hex."""
    return os.urandom(16).hex()


def hello_from(data: Json, node: str, cpu: int, fabrics: list[str]) -> Hello:
    """The checked hello of a connecting side. Raises Refused."""
    try:
        hello = Hello(**data)
    except TypeError as error:
        raise Refused("hello lacks or misuses a field") from error
    numbers = (hello.cpu, hello.incarnation, hello.to)
    if any(type(number) is not int for number in numbers) or not 0 <= hello.cpu < 16:
        raise Refused(f"hello with numbers {numbers}")
    if hello.node != node or hello.to != cpu or hello.cpu == cpu:
        raise Refused(f"hello of CPU {hello.cpu} of {hello.node!r} was meant for CPU {hello.to}")
    if hello.purpose not in PURPOSES or hello.fabric not in fabrics:
        raise Refused(f"hello with purpose {hello.purpose!r} on fabric {hello.fabric!r}")
    if not isinstance(hello.nonce, str) or len(hello.nonce) != 32:
        raise Refused("hello with a bad nonce")
    return hello


def proof(secret: bytes, side: str, hello: Hello, incarnation: int, nonce: str) -> str:
    """What ``side`` (asks or answers) proves its knowledge of the secret with."""
    text = json.dumps([side, list(hello), incarnation, nonce])
    return hmac.new(secret, text.encode(), "sha256").hexdigest()


def check(secret: bytes, side: str, hello: Hello, incarnation: object, nonce: object, mac: object) -> None:
    """Raises Refused unless ``mac`` is the proof of the other side."""
    if type(incarnation) is not int or not isinstance(nonce, str) or not isinstance(mac, str) or not mac.isascii():
        raise Refused("handshake lacks or misuses a field")
    if not hmac.compare_digest(mac, proof(secret, side, hello, incarnation, nonce)):
        raise Refused(f"CPU {hello.cpu if side == 'asks' else hello.to} does not know the secret")
