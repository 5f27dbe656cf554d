"""Who is told what when a process or a CPU has died (docs/design.md, Death; system-messages.md section 4)."""

from __future__ import annotations

import time
from typing import Any, Protocol

from ..wire.handle import NULL_HANDLE, ProcessHandle, descriptor, unpack
from ..wire.layouts import DOWN_REASONS
from . import systemmessages
from .actions import CpuDown, Json
from .links import Links
from .names import Change, Entry, Names
from .processes import Process, Processes
from .systemmessages import Death

CPU_DOWN_CODE = -4
ABEND = 5


class Owner(Protocol):
    """What telling needs from the rest of the kernel."""

    def report_soon(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator, when what is urgent has been done."""

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""


class Deaths:
    """Tells the processes of this CPU.

    Guarantee: for one death a process hears ``peer_down`` first, then the system message, on the same socket; the
    destination table shows the death before either (R-01, R-03).
    """

    def __init__(self, node: str, names: Names, processes: Processes, links: Links, owner: Owner) -> None:
        self._node = node
        self._names = names
        self._processes = processes
        self._links = links
        self._owner = owner

    def cpu_down(self, down: CpuDown) -> None:
        """The takeover path: links cut, backups and requesters told, then -2, then ancestors; reports last."""
        lost = self._links.cut_cpu(down.cpu)
        self._tell_roles(down.changes)
        promoted = _promoted(down.changes)
        told = set()
        for handle, entry in promoted.items():
            process = self._processes.of(handle)
            partner = _other(entry, handle)
            if process and partner:
                told.add((handle, partner))
                self._peer_down(process, partner, "CPU")
        for process, peer in lost:
            if (process.handle, peer) not in told:
                self._peer_down(process, peer, "CPU")
        self._tell_monitors(systemmessages.cpu_down(down.cpu), down)
        told_at = time.monotonic_ns()
        for change in down.changes:
            if change.before and change.after is None and change.before.primary:
                last = change.before.primary.handle
                self._tell_ancestor(change.before, Death(last.pack(), CPU_DOWN_CODE, abend=True))
        for handle, entry in promoted.items():
            self._took_over(handle, _other(entry, handle), "cpu-down", told_at)

    def cpu_up(self, cpu: int) -> None:
        """-3 to all whose mask has the CPU."""
        self._tell_monitors(systemmessages.cpu_up(cpu), None, cpu)

    def updated(self, operation: Json, changes: list[Change]) -> None:
        """A global update of the names was applied."""
        kind = operation["do"]
        self._tell_roles(changes)
        if kind == "member-gone":
            self._member_gone(operation, changes)
        elif kind == "release" and operation.get("death"):
            self._released(operation, changes)
        elif kind == "switch":
            for handle, entry in _promoted(changes).items():
                self._took_over(handle, _other(entry, handle), "switch", time.monotonic_ns())
        for change in changes:
            if change.before and (change.after is None or change.after.sequence != change.before.sequence):
                if kind not in ("member-gone", "release") and change.before.primary:
                    last = change.before.primary.handle
                    self._tell_ancestor(change.before, Death(last.pack(), CPU_DOWN_CODE, abend=True))
            elif change.after and change.after.backup and change.after.primary:
                self._set_moms(change.after)

    def unnamed_gone(self, death: Death, mom: ProcessHandle | None) -> None:
        """An unnamed process ended, here or in another CPU."""
        handle = unpack(death.handle)
        if handle is None:
            return
        self._tell_peers(handle, None)
        process = self._processes.of(self._names.serving(mom))
        if process:
            self._system_message(process, systemmessages.process_death(death), death.handle)

    def opener_gone(self, opener: bytes, file: int, label: int, target: ProcessHandle) -> bool:
        """The kernel closes an open of a process that ended (DL-01); False when the server is not here."""
        process = self._processes.of(target)
        if process:
            self._processes.send(process, "opener_gone", {"opener": opener, "file": file, "label": label})
        return process is not None

    def _member_gone(self, operation: Json, changes: list[Change]) -> None:
        death = Death.from_json(operation["death"])
        gone = unpack(death.handle)
        assert gone is not None
        after = changes[0].after if changes else None
        partner = self._processes.of(after.primary.handle) if after and after.primary else None
        if partner:
            self._peer_down(partner, gone, "PROCESS")
        self._tell_peers(gone, partner)
        if partner:
            self._system_message(partner, systemmessages.process_death(death), death.handle)
        told_at = time.monotonic_ns()
        for change in changes:
            if change.before and change.after is None:
                self._tell_ancestor(change.before, death)
        for handle in _promoted(changes):
            self._took_over(handle, gone, "process-ended", told_at)

    def _released(self, operation: Json, changes: list[Change]) -> None:
        """Both members go as one: nobody of them hears of the other (R-60)."""
        death = Death.from_json(operation["death"])
        for entry in [change.before for change in changes if change.before]:
            for handle in entry.members():
                process = self._processes.of(handle)
                if process:
                    process.released = True
                    self._processes.kill(process, death._replace(handle=handle.pack()))
            for handle in entry.members():
                self._tell_peers(handle, None, entry)
            if entry.primary:
                self._tell_ancestor(entry, death._replace(handle=entry.primary.handle.pack()))

    def _tell_roles(self, changes: list[Change]) -> None:
        """So that a process knows its own role without asking (R-01, R-03, R-05, R-06)."""
        for entry in [change.after for change in changes if change.after]:
            for handle in entry.members():
                process = self._processes.of(handle)
                if process:
                    self._processes.send(process, "role", {"result": self._names.pair_result(entry, handle)})

    def _tell_peers(self, gone: ProcessHandle, told: Process | None, released: Entry | None = None) -> None:
        members = released.members() if released else []
        for process in self._links.peer_ended(gone):
            if process is not told and process.handle not in members:
                self._peer_down(process, gone, "PROCESS")

    def _peer_down(self, process: Process, peer: ProcessHandle, reason: str) -> None:
        successor = self._names.serving(peer) if peer.named else None
        values: dict[str, int | bytes] = {
            "handle": peer.pack(),
            "reason": DOWN_REASONS[reason],
            "named": int(peer.named),
            "successor": successor.pack() if successor else NULL_HANDLE,
        }
        self._processes.send(process, "peer_down", values)

    def _tell_monitors(self, message: bytes, down: CpuDown | None, cpu: int = -1) -> None:
        number = down.cpu if down else cpu
        gone = _partners(down.changes) if down else {}
        for process in self._processes.by_handle.values():
            if process.mask & (0x8000 >> number) and not process.dead:
                self._system_message(process, message, gone.get(process.handle, NULL_HANDLE))

    def _tell_ancestor(self, entry: Entry, death: Death) -> None:
        process = self._processes.of(self._names.ancestor(entry))
        if process:
            handle = unpack(death.handle)
            assert handle is not None
            text = descriptor(self._node, handle, entry.name)
            self._system_message(process, systemmessages.process_death(death, text), death.handle)

    def _system_message(self, process: Process, message: bytes, drain: bytes) -> None:
        self._processes.send(process, "system_message", {"drain": drain}, {"*": message})

    def _took_over(self, handle: ProcessHandle, before: ProcessHandle | None, cause: str, told_at: int) -> None:
        process = self._processes.of(handle)
        if process:
            from_cpu = before.cpu if before else -1
            self._owner.report_soon(
                "takeover",
                t=told_at,
                name=process.name,
                cpu=handle.cpu,
                pin=handle.pin,
                from_cpu=from_cpu,
                cause=cause,
            )

    def _set_moms(self, entry: Entry) -> None:
        """In a pair each member is the other's mom, and who deals with the primary gets a link to the backup."""
        for handle in entry.members():
            process = self._processes.of(handle)
            if process:
                process.mom = entry.partner(handle)


def _promoted(changes: list[Change]) -> dict[ProcessHandle, Entry]:
    """New primaries that were backups, with the entry before."""
    return {
        change.after.primary.handle: change.before
        for change in changes
        if change.before
        and change.after
        and change.after.primary
        and change.before.backup
        and change.after.primary.handle == change.before.backup.handle
        and change.after.sequence == change.before.sequence
    }


def _partners(changes: list[Change]) -> dict[ProcessHandle, bytes]:
    """For each surviving member the packed handle of the one it lost."""
    partners = {}
    for change in changes:
        if change.before and change.after:
            for handle in change.after.members():
                gone = _other(change.before, handle)
                if gone:
                    partners[handle] = gone.pack()
    return partners


def _other(entry: Entry, handle: ProcessHandle) -> ProcessHandle | None:
    return entry.partner(handle)
