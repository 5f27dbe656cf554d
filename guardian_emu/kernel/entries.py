"""Entries of the destination control table: a name, its pair, its ancestor (kernel.md section 4.2)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..wire.handle import ProcessHandle
from .actions import Json


class Member(NamedTuple):
    """A process of a pair and the load of its CPU that it belongs to."""

    handle: ProcessHandle
    incarnation: int


class Entry(NamedTuple):
    """One name. Guarantee: a backup stands only beside a primary; without either the name is reserved (DC-05).

    ``reserved_by`` is the CPU, in one load, whose death frees a name that nobody has used yet. ``holder`` is the
    process that reserved it with PROCESSNAME_CREATE_ and may use it.
    """

    name: str
    pair: int
    sequence: int
    ancestor: ProcessHandle | None
    ancestor_name: str
    any_ancestor: bool
    reserved_by: tuple[int, int]
    primary: Member | None
    backup: Member | None
    holder: ProcessHandle | None = None

    @property
    def key(self) -> tuple[str, int]:
        """The instance (PR-06)."""
        return self.name, self.sequence

    def members(self) -> list[ProcessHandle]:
        """Handles of the members, primary first."""
        return [member.handle for member in (self.primary, self.backup) if member]

    def partner(self, handle: ProcessHandle) -> ProcessHandle | None:
        """The other member of the pair."""
        others = [member for member in self.members() if member != handle]
        return others[0] if others else None

    def may_use(self, handle: ProcessHandle | None) -> bool:
        """Whether a creation by ``handle`` may take the reserved name: its holder's, or the holder's pair's."""
        if self.primary or self.holder is None or handle is None:
            return False
        return self.holder == handle or self.holder.same_pair(handle)


class Change(NamedTuple):
    """An entry before and after one step; None where there was or is none."""

    before: Entry | None
    after: Entry | None


def to_json(entry: Entry) -> Json:
    """The entry as it travels in an effect."""
    data = entry._asdict()
    data["ancestor"], data["holder"] = _handle_json(entry.ancestor), _handle_json(entry.holder)
    data["primary"], data["backup"] = _member_json(entry.primary), _member_json(entry.backup)
    data["reserved_by"] = list(entry.reserved_by)
    return data


def from_json(data: Json) -> Entry:
    """The entry of ``to_json``."""
    by = (data["reserved_by"][0], data["reserved_by"][1])
    handles = {"ancestor": _handle_from(data["ancestor"]), "holder": _handle_from(data["holder"])}
    members = {"primary": _member_from(data["primary"]), "backup": _member_from(data["backup"])}
    return Entry(**{**data, "reserved_by": by, **handles, **members})


def _handle_json(handle: ProcessHandle | None) -> Any:
    return list(handle) if handle else None


def _handle_from(data: Any) -> ProcessHandle | None:
    return ProcessHandle(*data) if data else None


def _member_json(member: Member | None) -> Any:
    return [list(member.handle), member.incarnation] if member else None


def _member_from(data: Any) -> Member | None:
    return Member(ProcessHandle(*data[0]), data[1]) if data else None
