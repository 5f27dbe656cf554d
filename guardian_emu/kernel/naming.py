"""Names in the destination table: reserving them, and making those that the system chooses (CR-02)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ..wire.handle import NULL_HANDLE
from .actions import Json
from .names import NAME_IN_USE, TABLE_FULL, Names
from .process import Process

SHORT, LONG = 4, 5
"""Characters after the ``$`` of a name that the system makes."""
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Owner(Protocol):
    """What naming needs from the rest of the kernel."""

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; error and effect."""


class Ancestor(NamedTuple):
    """Who is recorded in the table as the creator of a name; packed handle in hex."""

    handle: str = NULL_HANDLE.hex()
    name: str = ""
    any_ancestor: bool = False


class Naming:
    """Guarantee: two reservations of one name never both succeed, wherever they are made (DC-02)."""

    def __init__(self, cpu: int, incarnation: int, names: Names, owner: Owner) -> None:
        self._cpu = cpu
        self._incarnation = incarnation
        self._names = names
        self._owner = owner
        self._last = {SHORT: 0, LONG: 0}

    async def reserve(self, name: str, ancestor: Ancestor, holder: str = NULL_HANDLE.hex()) -> int:
        """Reserve this name; the error. A ``holder`` keeps it until somebody uses it or the holder ends."""
        operation = {
            "do": "reserve",
            "name": name,
            "ancestor": ancestor.handle,
            "ancestor_name": ancestor.name,
            "any_ancestor": int(ancestor.any_ancestor),
            "holder": holder,
            "by": [self._cpu, self._incarnation],
        }
        error, _effect = await self._owner.update(operation)
        return error

    async def reserve_any(self, width: int, ancestor: Ancestor, holder: str = NULL_HANDLE.hex()) -> tuple[int, str]:
        """Reserve a name that nobody has, of this CPU's part of the system's names; error 44 when there is none."""
        for name in self._candidates(width):
            if name in self._names.entries:
                continue
            error = await self.reserve(name, ancestor, holder)
            if error != NAME_IN_USE:
                return error, name
        return TABLE_FULL, ""

    async def reserve_for(self, process: Process, width: int) -> tuple[int, str]:
        """PROCESSNAME_CREATE_."""
        packed = process.handle.pack().hex()
        error, name = await self.reserve_any(width, Ancestor(packed, process.name), packed)
        entry = self._names.find(name) if not error else None
        if entry:
            process.reserved[name] = entry.sequence
        if process.dead:
            await self.free(process)
        return error, name

    async def give_back(self, name: str) -> None:
        """Free a name that was reserved for a creation, unless a process has it."""
        entry = self._names.find(name)
        if entry and entry.primary is None:
            operation = {"do": "unreserve", "name": name, "sequence": entry.sequence, "handle": NULL_HANDLE.hex()}
            await self._owner.update(operation)

    async def free(self, process: Process) -> None:
        """Free the names that a process that ended had reserved, as far as nobody used them."""
        while process.reserved:
            name, sequence = process.reserved.popitem()
            operation = {"do": "unreserve", "name": name, "sequence": sequence}
            await self._owner.update({**operation, "handle": process.handle.pack().hex()})

    def _candidates(self, width: int) -> Iterator[str]:
        """Each name once, beginning behind the one that was made last, so that a name rests before its next use."""
        digits = width - 2
        last, count = self._last[width], len(_DIGITS) ** digits
        for step in range(1, count + 1):
            self._last[width] = number = (last + step) % count
            yield f"$Z{_DIGITS[self._cpu]}{_in_digits(number, digits)}"


def _in_digits(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text
