"""The destination control table: names, pairs, ancestors, sequence numbers (kernel.md section 4)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..wire.handle import ProcessHandle, unpack
from . import entries
from .actions import Json
from .entries import Change, Entry, Member

NAME_IN_USE, NOT_FOUND, TABLE_FULL, PAIR_FULL = 10, 14, 44, 45
MAX_PAIRS = 65535
SINGLE, CALLER_IS_PRIMARY, CALLER_IS_BACKUP, NO_PROCESS, RESERVED = 4, 5, 6, 9, 13


class Verdict(NamedTuple):
    """What the locker decided: an error, or the effect that every CPU applies as it is."""

    error: int
    effect: Json


class Names:
    """One CPU's copy of the table.

    Guarantee: copies that applied the same effects in the same order and know the same CPUs to be dead are equal,
    whatever the order between effects and deaths was: the locker decides, effects carry whole entries, and members
    in dead CPUs are taken out after every step (GU-02, GU-09).
    """

    def __init__(self, node: int = -1) -> None:
        """``node`` is the number of the own node; handles of others are nothing to this table. -1: any is its own."""
        self.node = node
        self.entries: dict[str, Entry] = {}
        self.last_sequence = 0
        self._dead: dict[int, int] = {}
        self._by_pair: dict[int, Entry] = {}

    def decide(self, operation: Json) -> Verdict:
        """What ``operation`` does to this copy, without doing it.

        ``lost`` does nothing: it asks, in its place in the order, which of the names are gone for good.
        """
        if operation["do"] == "lost":
            return Verdict(0, {"lost": [key for key in operation["names"] if not self.find(*key)]})
        entry = self.entries.get(operation["name"])
        if operation["do"] == "reserve":
            return self._reserve(operation, entry)
        if entry is None or entry.sequence != operation["sequence"]:
            return Verdict(NOT_FOUND, {})
        return _DECISIONS[operation["do"]](operation, entry)

    def apply(self, effect: Json) -> list[Change]:
        """Carry out an effect of ``decide``."""
        if "put" in effect:
            entry = entries.from_json(effect["put"])
            before = self._take_out(entry.name)
            self._put_in(entry)
            if before and before.sequence != entry.sequence:
                return [Change(before, None), Change(None, self._sweep(entry))]
            return [Change(before, self._sweep(entry))]
        if "delete" in effect:
            name, sequence = effect["delete"]
            if self.find(name, sequence):
                return [Change(self._take_out(name), None)]
        return []

    def cpu_down(self, cpu: int, incarnation: int) -> list[Change]:
        """Take out the members that lived in that load of the CPU; backups become primaries, empty names go."""
        self._dead[cpu] = max(incarnation, self._dead.get(cpu, incarnation))
        changes = []
        for entry in list(self.entries.values()):
            after = self._sweep(entry)
            if after != entry:
                changes.append(Change(entry, after))
        return changes

    def find(self, name: str, sequence: int | None = None) -> Entry | None:
        """The entry of that name, of that instance if one is named (PR-07)."""
        entry = self.entries.get(name)
        return entry if entry and sequence in (None, entry.sequence) else None

    def of(self, handle: ProcessHandle | None) -> Entry | None:
        """The entry of the pair instance that ``handle`` belongs to, living member or not."""
        own = handle is not None and handle.named and not self.is_elsewhere(handle)
        entry = self._by_pair.get(handle.pair) if handle and own else None
        return entry if entry and handle and entry.sequence == handle.sequence else None

    def after(self, pair: int) -> Entry | None:
        """The entry with the lowest pair index above ``pair``: a search by index never sees a name twice."""
        later = [other for other in self._by_pair if other > pair]
        return self._by_pair[min(later)] if later else None

    def serving(self, handle: ProcessHandle | None) -> ProcessHandle | None:
        """Who serves for ``handle`` now: the primary of its instance, or itself when it has no name (DL-06).

        Of a process of another node that node knows who serves: here it is itself.
        """
        if handle is None or not handle.named or self.is_elsewhere(handle):
            return handle
        entry = self.of(handle)
        return entry.primary.handle if entry and entry.primary else None

    def ancestor(self, entry: Entry) -> ProcessHandle | None:
        """Who is told that the name went (system-messages.md section 4, seniority check)."""
        foreign = entry.ancestor is not None and self.is_elsewhere(entry.ancestor)
        if entry.any_ancestor and entry.ancestor_name and not foreign:
            holder = self.entries.get(entry.ancestor_name)
            return holder.primary.handle if holder and holder.primary else None
        return self.serving(entry.ancestor)

    def is_elsewhere(self, handle: ProcessHandle) -> bool:
        """Whether the process belongs to another node."""
        return self.node not in (-1, handle.node)

    def pair_result(self, entry: Entry | None, caller: ProcessHandle | None) -> int:
        """Return value of PROCESS_GETPAIRINFO_ (MO-09)."""
        if entry is None:
            return NO_PROCESS
        if entry.primary is None:
            return RESERVED
        if entry.backup is None:
            return SINGLE
        roles = {entry.primary.handle: CALLER_IS_PRIMARY, entry.backup.handle: CALLER_IS_BACKUP}
        return roles.get(caller, 0) if caller else 0

    def snapshot(self) -> Json:
        """The whole table for a CPU that is being reloaded."""
        table = [entries.to_json(self.entries[name]) for name in sorted(self.entries)]
        return {"entries": table, "last_sequence": self.last_sequence, "dead": sorted(self._dead.items())}

    def load(self, snapshot: Json) -> None:
        """Replace the table by a snapshot."""
        self.entries, self._by_pair = {}, {}
        self._dead = dict(snapshot["dead"])
        for data in snapshot["entries"]:
            self._put_in(entries.from_json(data))
        self.last_sequence = snapshot["last_sequence"]

    def _reserve(self, operation: Json, entry: Entry | None) -> Verdict:
        cpu, incarnation = operation["by"]
        ancestor, holder = (unpack(bytes.fromhex(operation[role])) for role in ("ancestor", "holder"))
        if entry is None:
            sequence = self.last_sequence + 1
            pair = next((p for p in _cycle(sequence) if p not in self._by_pair), 0)
            if not pair:
                return Verdict(TABLE_FULL, {})
        elif entry.may_use(ancestor) and holder is None:
            sequence, pair = entry.sequence, entry.pair
        else:
            return Verdict(NAME_IN_USE, {})
        descent = (ancestor, operation["ancestor_name"], bool(operation["any_ancestor"]))
        return _put(Entry(operation["name"], pair, sequence, *descent, (cpu, incarnation), None, None, holder))

    def _put_in(self, entry: Entry) -> None:
        self.entries[entry.name] = self._by_pair[entry.pair] = entry
        self.last_sequence = max(self.last_sequence, entry.sequence)

    def _take_out(self, name: str) -> Entry | None:
        entry = self.entries.pop(name, None)
        if entry:
            self._by_pair.pop(entry.pair, None)
        return entry

    def _lost(self, cpu: int, incarnation: int) -> bool:
        return incarnation <= self._dead.get(cpu, -1)

    def _sweep(self, entry: Entry) -> Entry | None:
        living = [m for m in (entry.primary, entry.backup) if m and not self._lost(m.handle.cpu, m.incarnation)]
        if not living and (entry.primary or self._lost(*entry.reserved_by)):
            self._take_out(entry.name)
            return None
        primary, backup = (*living, None, None)[:2]
        if (primary, backup) != (entry.primary, entry.backup):
            entry = entry._replace(primary=primary, backup=backup)
            self._put_in(entry)
        return entry


def _cycle(first: int) -> Any:
    return ((first + step - 1) % MAX_PAIRS + 1 for step in range(MAX_PAIRS))


def _put(entry: Entry) -> Verdict:
    return Verdict(0, {"put": entries.to_json(entry)})


def _member(operation: Json, entry: Entry) -> Verdict:
    handle = unpack(bytes.fromhex(operation["handle"]))
    assert handle is not None
    member = Member(handle, operation["incarnation"])
    if operation["role"] == "primary":
        return _put(entry._replace(primary=member)) if entry.primary is None else Verdict(PAIR_FULL, {})
    if entry.primary is None:
        return Verdict(NOT_FOUND, {})
    return _put(entry._replace(backup=member)) if entry.backup is None else Verdict(PAIR_FULL, {})


def _member_gone(operation: Json, entry: Entry) -> Verdict:
    handle = unpack(bytes.fromhex(operation["handle"]))
    living = [member for member in (entry.primary, entry.backup) if member and member.handle != handle]
    if len(living) == len(entry.members()):
        return Verdict(NOT_FOUND, {})
    if not living:
        return _release(operation, entry)
    return _put(entry._replace(primary=living[0], backup=None))


def _switch(operation: Json, entry: Entry) -> Verdict:
    handle = unpack(bytes.fromhex(operation["handle"]))
    if entry.primary and entry.primary.handle == handle:
        return _put(entry)
    if entry.backup is None or entry.backup.handle != handle:
        return Verdict(NOT_FOUND, {})
    return _put(entry._replace(primary=entry.backup, backup=entry.primary))


def _release(operation: Json, entry: Entry) -> Verdict:
    return Verdict(0, {"delete": [entry.name, entry.sequence]})


def _unreserve(operation: Json, entry: Entry) -> Verdict:
    """The process that reserved the name ended; whoever used it meanwhile has it."""
    holder = unpack(bytes.fromhex(operation["handle"]))
    if entry.primary or entry.holder != holder:
        return Verdict(NOT_FOUND, {})
    return _release(operation, entry)


_DECISIONS = {
    "member": _member,
    "member-gone": _member_gone,
    "switch": _switch,
    "release": _release,
    "unreserve": _unreserve,
}
