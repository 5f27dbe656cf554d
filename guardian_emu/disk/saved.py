"""Completions that are kept, so that a request that comes again gets its first reply (DK-06, R-35 to R-44)."""

from __future__ import annotations

from .openings import Openings
from .operations import OfOpen, OfProcess, Operation
from .reply import DECODER, ENCODER, Reply
from .store import Store

_PROCESS_DEPTH = 16
"""Completions that are kept of a process for requests on no open; they are waited, so one would do."""


class Saved:
    """The last completions of every opener: as many as the sync depth of the open.

    An open with sync depth 0 has none, and a repeated request of it is done again (R-41). One that is older than
    what is kept is done again too (R-36).
    """

    def __init__(self, store: Store, openings: Openings) -> None:
        self._store = store
        self._openings = openings
        self._kept: dict[bytes, dict[int, tuple[int, bytes]]] = {}
        self.reload()

    def reload(self) -> None:
        """Read everything again from the database."""
        self._kept.clear()
        for opener, place, sync, reply in self._store.run("SELECT opener, place, sync, reply FROM saved"):
            self._kept.setdefault(opener, {})[place] = (sync, reply)

    def find(self, operation: Operation) -> Reply | None:
        """The reply that was given to this request when it came first."""
        if not isinstance(operation, OfOpen | OfProcess) or not operation.sync:
            return None
        depth = self._depth(operation)
        kept = self._kept.get(_opener(operation)) if depth else None
        if not kept:
            return None
        sync, reply = kept.get(operation.sync % depth, (0, b""))
        return DECODER.decode(reply) if sync == operation.sync else None

    def keep(self, operation: Operation, reply: Reply) -> None:
        """Keep the reply to this request, in the place of the one that is ``depth`` requests older."""
        if not isinstance(operation, OfOpen | OfProcess) or not operation.sync:
            return
        depth = self._depth(operation)
        if not depth:
            return
        opener, place, packed = _opener(operation), operation.sync % depth, ENCODER.encode(reply)
        self._store.run("INSERT OR REPLACE INTO saved VALUES (?,?,?,?)", (opener, place, operation.sync, packed))
        self._kept.setdefault(opener, {})[place] = (operation.sync, packed)

    def forget_open(self, label: int) -> None:
        """The open is closed, or RESETSYNC."""
        self._forget(label.to_bytes(4, "big"))

    def forget_process(self, handle: bytes) -> None:
        """The process ended."""
        self._forget(handle)

    def forget_all(self) -> None:
        """Nobody who could ask again is alive."""
        self._store.run("DELETE FROM saved")
        self._kept.clear()

    def _forget(self, opener: bytes) -> None:
        if self._kept.pop(opener, None):
            self._store.run("DELETE FROM saved WHERE opener=?", (opener,))

    def _depth(self, operation: OfOpen | OfProcess) -> int:
        if isinstance(operation, OfProcess):
            return _PROCESS_DEPTH
        opening = self._openings.find(operation.label)
        return opening.depth if opening else 0


def _opener(operation: OfOpen | OfProcess) -> bytes:
    """Four bytes of an open's label, or a process handle: they cannot be confused."""
    return operation.label.to_bytes(4, "big") if isinstance(operation, OfOpen) else operation.by.handle
