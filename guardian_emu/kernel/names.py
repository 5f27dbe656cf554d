"""The destination control table: names, pairs, ancestors, sequence numbers (kernel.md section 4)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..wire.handle import ProcessHandle, unpack
from .actions import Json

NAME_IN_USE, BAD_NAME, NOT_FOUND, UNKNOWN_NODE, TABLE_FULL, PAIR_FULL = 10, 13, 14, 18, 44, 45
MAX_PAIRS = 65535

_NAME = re.compile(r"\$[A-Z][A-Z0-9]{0,4}")
_DESCRIPTOR = re.compile(
    r"(?:(?P<node>\\[A-Z][A-Z0-9]{0,6})\.)?"
    r"(?:(?P<name>\$[A-Z][A-Z0-9]{0,4})(?::(?P<sequence>[1-9][0-9]{0,12}|0))?"
    r"|\$:(?P<cpu>[0-9]{1,2}):(?P<pin>[0-9]{1,5}):(?P<serial>[1-9][0-9]{0,12}|0))"
    r"(?P<qualifier>(?:\.#[A-Z][A-Z0-9]{0,6}(?:\.[A-Z][A-Z0-9]{0,7})?)?)"
)


class Member(NamedTuple):
    """A process of a pair and the load of its CPU that it belongs to."""

    handle: ProcessHandle
    incarnation: int


class Entry(NamedTuple):
    """One name. Guarantee: a backup stands only beside a primary; without either the name is reserved (DC-05)."""

    name: str
    pair: int
    sequence: int
    ancestor: ProcessHandle | None
    ancestor_name: str
    any_ancestor: bool
    reserved_by: tuple[int, int]
    primary: Member | None
    backup: Member | None

    def members(self) -> list[ProcessHandle]:
        """Handles of the members, primary first."""
        return [member.handle for member in (self.primary, self.backup) if member]

    def partner(self, handle: ProcessHandle) -> ProcessHandle | None:
        """The other member of the pair."""
        others = [member for member in self.members() if member != handle]
        return others[0] if others else None


class Change(NamedTuple):
    """An entry before and after one step; None where there was or is none."""

    before: Entry | None
    after: Entry | None


class Verdict(NamedTuple):
    """What the locker decided: an error, or the effect that every CPU applies as it is."""

    error: int
    effect: Json


class Descriptor(NamedTuple):
    """A parsed process descriptor. ``name`` is empty for the form with CPU and PIN."""

    name: str
    sequence: int | None
    cpu: int
    pin: int


def valid_name(name: str) -> bool:
    """PR-04: ``$`` and 1 to 5 letters or digits, a letter first."""
    return _NAME.fullmatch(name) is not None


def parse_descriptor(text: str, node: str) -> Descriptor | int:
    """The parts of a process name or descriptor (PR-05), or error 13 or 18."""
    match = _DESCRIPTOR.fullmatch(text.strip().upper())
    if match is None:
        return BAD_NAME
    if match["node"] and match["node"] != node:
        return UNKNOWN_NODE
    if match["name"]:
        return Descriptor(match["name"], int(match["sequence"]) if match["sequence"] else None, -1, -1)
    return Descriptor("", int(match["serial"]), int(match["cpu"]), int(match["pin"]))


class Names:
    """One CPU's copy of the table.

    Guarantee: copies that applied the same effects in the same order and know the same CPUs to be dead are equal,
    whatever the order between effects and deaths was: the locker decides, effects carry whole entries, and members
    in dead CPUs are taken out after every step (GU-02, GU-09).
    """

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.last_sequence = 0
        self._dead: dict[int, int] = {}
        self._by_pair: dict[int, Entry] = {}

    def decide(self, operation: Json) -> Verdict:
        """What ``operation`` does to this copy, without doing it."""
        entry = self.entries.get(operation["name"])
        if operation["do"] == "reserve":
            return self._reserve(operation, entry)
        if entry is None or entry.sequence != operation["sequence"]:
            return Verdict(NOT_FOUND, {})
        decide = {"member": _member, "member-gone": _member_gone, "switch": _switch, "release": _release}
        return decide[operation["do"]](operation, entry)

    def apply(self, effect: Json) -> list[Change]:
        """Carry out an effect of ``decide``."""
        if "put" in effect:
            entry = entry_from_json(effect["put"])
            before = self._take_out(entry.name)
            self._put_in(entry)
            if before and before.sequence != entry.sequence:
                return [Change(before, None), Change(None, self._sweep(entry))]
            return [Change(before, self._sweep(entry))]
        name, sequence = effect["delete"]
        if name in self.entries and self.entries[name].sequence == sequence:
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
        entry = self._by_pair.get(handle.pair) if handle and handle.named else None
        return entry if entry and handle and entry.sequence == handle.sequence else None

    def serving(self, handle: ProcessHandle | None) -> ProcessHandle | None:
        """Who serves for ``handle`` now: the primary of its instance, or itself when it has no name (DL-06)."""
        if handle is None or not handle.named:
            return handle
        entry = self.of(handle)
        return entry.primary.handle if entry and entry.primary else None

    def ancestor(self, entry: Entry) -> ProcessHandle | None:
        """Who is told that the name went (system-messages.md section 4, seniority check)."""
        if entry.any_ancestor and entry.ancestor_name:
            holder = self.entries.get(entry.ancestor_name)
            return holder.primary.handle if holder and holder.primary else None
        return self.serving(entry.ancestor)

    def pair_result(self, entry: Entry | None, caller: ProcessHandle | None) -> int:
        """Return value of PROCESS_GETPAIRINFO_ (MO-09)."""
        if entry is None:
            return 9
        if entry.primary is None:
            return 13
        if entry.backup is None:
            return 4
        return {entry.primary.handle: 5, entry.backup.handle: 6}.get(caller, 0) if caller else 0

    def snapshot(self) -> Json:
        """The whole table for a CPU that is being reloaded."""
        entries = [entry_to_json(self.entries[name]) for name in sorted(self.entries)]
        return {"entries": entries, "last_sequence": self.last_sequence, "dead": sorted(self._dead.items())}

    def load(self, snapshot: Json) -> None:
        """Replace the table by a snapshot."""
        self.entries, self._by_pair = {}, {}
        self._dead = dict(snapshot["dead"])
        for data in snapshot["entries"]:
            self._put_in(entry_from_json(data))
        self.last_sequence = snapshot["last_sequence"]

    def _reserve(self, operation: Json, entry: Entry | None) -> Verdict:
        if entry is not None:
            return Verdict(NAME_IN_USE, {})
        sequence = self.last_sequence + 1
        pair = next((p for p in _cycle(sequence) if p not in self._by_pair), 0)
        if not pair:
            return Verdict(TABLE_FULL, {})
        cpu, incarnation = operation["by"]
        ancestor = unpack(bytes.fromhex(operation["ancestor"]))
        new = Entry(
            operation["name"], pair, sequence, ancestor, operation["ancestor_name"], bool(operation["any_ancestor"]),
            (cpu, incarnation), None, None,
        )  # fmt: skip
        return Verdict(0, {"put": entry_to_json(new)})

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
    return Verdict(0, {"put": entry_to_json(entry)})


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


def _handle_json(handle: ProcessHandle | None) -> Any:
    return list(handle) if handle else None


def _member_json(member: Member | None) -> Any:
    return [list(member.handle), member.incarnation] if member else None


def _member_from(data: Any) -> Member | None:
    return Member(ProcessHandle(*data[0]), data[1]) if data else None


def entry_to_json(entry: Entry) -> Json:
    """The entry as it travels in an effect."""
    data = entry._asdict()
    data["ancestor"] = _handle_json(entry.ancestor)
    data["primary"], data["backup"] = _member_json(entry.primary), _member_json(entry.backup)
    data["reserved_by"] = list(entry.reserved_by)
    return data


def entry_from_json(data: Json) -> Entry:
    """The entry of ``entry_to_json``."""
    ancestor = ProcessHandle(*data["ancestor"]) if data["ancestor"] else None
    by = (data["reserved_by"][0], data["reserved_by"][1])
    members = {"primary": _member_from(data["primary"]), "backup": _member_from(data["backup"])}
    return Entry(**{**data, "ancestor": ancestor, "reserved_by": by, **members})
