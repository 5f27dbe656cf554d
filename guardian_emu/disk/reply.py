"""What a half answers: a reply, or that the request waits, and which waiting requests it finished on the way."""

from __future__ import annotations

import msgspec

from .position import Position


class Reply(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """The completion of a request: Guardian error, bytes moved, data read, the position after it.

    ``label`` is what an open is called from now on; ``name`` that of a file that was made.
    """

    error: int = 0
    count: int = 0
    data: bytes = b""
    position: Position | None = None
    label: int = 0
    name: str = ""


class Granted(msgspec.Struct, frozen=True, array_like=True):
    """A request of the open ``label`` that waited is finished. An open has at most one: its nowait depth is 1."""

    label: int
    reply: Reply


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What came of an operation.

    ``reply`` is None while the request waits for a lock, and while a half that is being revived only keeps it.
    ``repeated``: the reply is the saved one of the first time, nothing was done. ``number`` is how many operations
    have been applied to the volume; two halves that agree on it and on the generation are equal.
    """

    reply: Reply | None = None
    granted: tuple[Granted, ...] = ()
    repeated: bool = False
    number: int = 0


OK = Reply()
ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(Reply)
