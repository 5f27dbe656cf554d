"""What can be asked of a volume: every request is a value, and what follows from it depends on nothing else.

A request has a requester. Requests on an open name its ``label`` and the process that asks; the others name the
process and its user. ``sync`` identifies a request of its requester, so that it is done once however often it is sent;
0 for requests that may be repeated. ``at`` is the time of the request in microseconds: both halves write the same.
"""

from __future__ import annotations

import msgspec

from .attributes import Attributes
from .position import START, Position


class Requester(msgspec.Struct, frozen=True, array_like=True):
    """A process (its packed handle), its user (group * 256 + member), and whether it is of this node."""

    handle: bytes
    user: int = 0xFFFF
    local: bool = True


class Operation(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """A request, as the half gets it and as it goes to the other half."""


class OfProcess(Operation, frozen=True, tag=True, array_like=True):
    """A request that concerns no open."""

    by: Requester
    sync: int = 0
    at: int = 0


class OfOpen(Operation, frozen=True, tag=True, array_like=True):
    """A request on an open, by one of its processes (the primary or the backup of a pair)."""

    label: int
    handle: bytes
    sync: int = 0
    at: int = 0


class Create(OfProcess, frozen=True, tag=True, array_like=True):
    """FILE_CREATELIST_; an empty ``name`` asks for a temporary file, whose name is in the reply."""

    name: str = ""
    attributes: Attributes = Attributes()


class Purge(OfProcess, frozen=True, tag=True, array_like=True):
    """FILE_PURGE_."""

    name: str = ""


class Alter(OfProcess, frozen=True, tag=True, array_like=True):
    """FILE_ALTERLIST_: item codes and values, of those that ``ZSYS_VAL_FALT_*`` names."""

    name: str = ""
    items: dict[int, int] = {}


class Open(OfProcess, frozen=True, tag=True, array_like=True):
    """FILE_OPEN_ of a disk file; the reply has the label.

    A ``backup_of`` other than empty is the handle of the process whose open under the same ``filenum`` is shared.
    """

    name: str = ""
    filenum: int = 1
    access: int = 0
    exclusion: int = 0
    options: int = 0
    depth: int = 0
    backup_of: bytes = b""


class OpenerGone(Operation, frozen=True, tag=True, array_like=True):
    """A process ended: its opens are closed, or live on in its backup; nothing more comes from it."""

    handle: bytes
    at: int = 0


class ForgetOpeners(Operation, frozen=True, tag=True, array_like=True):
    """Nobody who had a file open is alive (the whole node was down). Files open for writing count as crash-open."""

    at: int = 0


class Close(OfOpen, frozen=True, tag=True, array_like=True):
    """FILE_CLOSE_ by one of the processes of an open."""


class Rename(OfOpen, frozen=True, tag=True, array_like=True):
    """FILE_RENAME_."""

    name: str = ""


class Read(OfOpen, frozen=True, tag=True, array_like=True):
    """READ, or READUPDATE with ``update``; with ``lock`` READLOCK and READUPDATELOCK."""

    position: Position = START
    count: int = 0
    update: bool = False
    lock: bool = False


class Write(OfOpen, frozen=True, tag=True, array_like=True):
    """WRITE."""

    position: Position = START
    data: bytes = b""


class WriteUpdate(OfOpen, frozen=True, tag=True, array_like=True):
    """WRITEUPDATE, which deletes when there are no data; with ``unlock`` WRITEUPDATEUNLOCK."""

    position: Position = START
    data: bytes = b""
    unlock: bool = False


class LockRecord(OfOpen, frozen=True, tag=True, array_like=True):
    """LOCKREC of the current record."""

    position: Position = START


class UnlockRecord(OfOpen, frozen=True, tag=True, array_like=True):
    """UNLOCKREC of the current record."""

    position: Position = START


class LockFile(OfOpen, frozen=True, tag=True, array_like=True):
    """LOCKFILE."""


class UnlockFile(OfOpen, frozen=True, tag=True, array_like=True):
    """UNLOCKFILE: the file and every record of it that the open has locked."""


class Cancel(OfOpen, frozen=True, tag=True, array_like=True):
    """The open does not wait any longer: CANCEL, or AWAITIO with a time limit."""


class Control(OfOpen, frozen=True, tag=True, array_like=True):
    """CONTROL: 2 write end of file, 20 purge data, 21 allocate and deallocate extents."""

    operation: int = 0
    parameter: int = 0
    position: Position = START


class SetMode(OfOpen, frozen=True, tag=True, array_like=True):
    """SETMODE; a parameter that was left out is None. The reply's data are the former ones, two words."""

    user: int = 0xFFFF
    function: int = 0
    first: int | None = None
    second: int | None = None


class ResetSync(OfOpen, frozen=True, tag=True, array_like=True):
    """RESETSYNC: forget the completions that are kept for the open."""


AnyOperation = (
    Create
    | Purge
    | Alter
    | Open
    | OpenerGone
    | ForgetOpeners
    | Close
    | Rename
    | Read
    | Write
    | WriteUpdate
    | LockRecord
    | UnlockRecord
    | LockFile
    | UnlockFile
    | Cancel
    | Control
    | SetMode
    | ResetSync
)

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(AnyOperation)


def pack(operation: Operation) -> bytes:
    """The operation as bytes, for the other half and for what waits in the database."""
    return _ENCODER.encode(operation)


def unpack(data: bytes) -> Operation:
    """The operation in bytes of ``pack``. Raises msgspec.MsgspecError for other bytes."""
    operation: Operation = _DECODER.decode(data)
    return operation
