"""What a ledger requester and the ledger server say to one another: ledger.h in Python.

The layouts are those of the C example on this machine ("=": its byte order, no padding needed), so a C requester can
post to the Python ledger and the other way round.
"""

from __future__ import annotations

import struct
from typing import NamedTuple, Self

ACCOUNTS = 64
POST, TOTAL, CLOSE, QUIT = 1, 2, 3, 4

_REQUEST = struct.Struct("=hhii")
_REPLY = struct.Struct("=hhiii")


class Request(NamedTuple):
    """A request: requests of one account are numbered from 1."""

    kind: int
    account: int = 0
    number: int = 0
    amount: int = 0

    def pack(self) -> bytes:
        """The bytes of the message."""
        return _REQUEST.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The request in a message; a shorter message is filled with zeros, as a C server's cleared buffer would be."""
        return cls(*_REQUEST.unpack(data[: _REQUEST.size].ljust(_REQUEST.size, b"\0")))


class Reply(NamedTuple):
    """A reply: how many posts there are so far, of the account or of all, and their sum."""

    kind: int
    account: int
    number: int
    entries: int = 0
    balance: int = 0

    def pack(self) -> bytes:
        """The bytes of the message."""
        return _REPLY.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """The reply in a message. Raises struct.error when it is too short."""
        return cls(*_REPLY.unpack(data))


REPLY_BYTES = _REPLY.size
