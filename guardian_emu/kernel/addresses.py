"""Addresses of kernels, and what is said when a configuration is not usable."""

from __future__ import annotations

import socket
from typing import Any, NamedTuple


class ConfigurationError(ValueError):
    """The text of GUARDIAN_CPU is not usable; the message names the key and the value."""


class Address(NamedTuple):
    """Where a kernel listens. ``place`` is what ``bind`` and ``connect`` take."""

    family: int
    place: Any


def address(text: str) -> Address:
    """The address in ``unix:PATH`` or ``tcp:HOST:PORT``."""
    kind, _, rest = text.partition(":")
    if kind == "unix" and rest:
        return Address(socket.AF_UNIX, rest)
    host, _, port = rest.rpartition(":")
    if kind == "tcp" and host and port.isdigit() and int(port) < 65536:
        return Address(socket.AF_INET, (host, int(port)))
    raise ConfigurationError(f"address {text!r} is neither unix:PATH nor tcp:HOST:PORT")
