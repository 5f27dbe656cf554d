"""Who of this CPU is told what when a process or a CPU has died (system-messages.md section 4)."""

from __future__ import annotations

import time
from typing import Any, Protocol

from ..wire.handle import NULL_HANDLE, ProcessHandle, descriptor, unpack
from ..wire.layouts import DOWN_REASONS
from . import systemmessages
from .actions import CpuDown, Json
from .entries import Change, Entry
from .links import Links
from .names import Names
from .process import Process
from .processes import Processes
from .releases import Farewell, Releases
from .systemmessages import Death
from .vanished import Vanished

CPU_DOWN_CODE = -4


class Owner(Protocol):
    """What telling needs from the rest of the kernel."""

    def report_soon(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator, when what is urgent has been done."""

    def tell_elsewhere(self, to: ProcessHandle, about: ProcessHandle, message: bytes) -> None:
        """A system message about a process of this node for one of another."""


class Deaths:
    """Tells the processes of this CPU.

    Guarantee: for one death a process hears ``peer_down`` first, then the system message, on the same socket; the
    destination table shows the death before either (R-01, R-03). Of one death it gets one -101, however many roles
    it has.
    """

    def __init__(
        self, node: str, names: Names, processes: Processes, links: Links, vanished: Vanished, owner: Owner
    ) -> None:
        self._node = node
        self._names = names
        self._processes = processes
        self._links = links
        self._vanished = vanished
        self._releases = Releases(names)
        self._owner = owner

    def cpu_down(self, down: CpuDown) -> None:
        """The takeover path: links cut, backups and requesters told, then -2; ancestors and reports last."""
        lost = self._links.cut_cpu(down.cpu)
        self._tell_roles(down.changes)
        promoted = _promoted(down.changes)
        told = set()
        for handle, entry in promoted.items():
            process = self._processes.of(handle)
            partner = entry.partner(handle)
            if process and partner:
                told.add((handle, partner))
                self._peer_down(process, partner, "CPU")
        for process, peer in lost:
            if (process.handle, peer) not in told:
                self._peer_down(process, peer, "CPU")
        self._tell_monitors(down.cpu, systemmessages.cpu_down(down.cpu), _partners(down.changes))
        told_at = time.monotonic_ns()
        self._set_moms(down.changes)
        self._vanished.noticed(down.changes)
        for farewell in self._releases.cpu_down(down.cpu):
            self._bid(farewell)
        for handle, entry in promoted.items():
            self._took_over(handle, entry.partner(handle), "cpu-down", told_at)

    def cpu_up(self, cpu: int) -> None:
        """-3 to all whose mask has the CPU."""
        self._tell_monitors(cpu, systemmessages.cpu_up(cpu), {})

    def updated(self, operation: Json, effect: Json, changes: list[Change]) -> None:
        """A global update of the names was applied."""
        kind = operation["do"]
        self._tell_roles(changes)
        self._set_moms(changes)
        if kind == "member-gone":
            self._member_gone(operation, changes)
        elif kind == "release":
            self._released(operation, changes)
        elif kind == "lost":
            for entry in self._vanished.confirmed(effect["lost"], operation["names"]):
                self._lost_with_its_cpu(entry)
        else:
            self._vanished.noticed(changes)
        if kind == "switch":
            for handle, entry in _promoted(changes).items():
                self._took_over(handle, entry.partner(handle), "switch", time.monotonic_ns())

    def gone(self, death: Death, name: str) -> None:
        """A process without a name, or one whose name was released before, is dead, here or in another CPU."""
        handle = unpack(death.handle)
        assert handle is not None
        if not name:
            self._tell_peers(handle, None)
            self._tell(death, "", self._kin(death))
        for farewell in self._releases.member_gone(name, handle, death) if name else []:
            self._bid(farewell)

    def _tell(self, death: Death, name: str, kin: list[ProcessHandle | None], partner: Process | None = None) -> None:
        """-101 to whoever of ``kin`` is here, and to the partner, who gets no descriptor."""
        handle = unpack(death.handle)
        assert handle is not None
        told = []
        if partner:
            self._system_message(partner, systemmessages.process_death(death), death.handle)
            told.append(partner)
        text = descriptor(self._node, handle, name) if name else ""
        for other in {other for other in kin if other and self._names.is_elsewhere(other)}:
            self._owner.tell_elsewhere(other, handle, systemmessages.process_death(death, text))
        for process in map(self._processes.of, kin):
            if process and process not in told:
                self._system_message(process, systemmessages.process_death(death, text), death.handle)
                told.append(process)

    def job_process(self, job: int, new: bytes, gmom: ProcessHandle) -> bool:
        """-112 to the ancestor of a job; False when it is not here."""
        process = self._processes.of(self._names.serving(gmom))
        if process:
            self._system_message(process, systemmessages.job_process(job, new), NULL_HANDLE)
        return process is not None

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
        if operation.get("never"):
            return  # nobody hears of the end of what never began
        mom, gmom = self._kin(death)
        ancestors = [self._names.ancestor(change.before) for change in changes if change.before and not change.after]
        self._tell(death, operation["name"], [mom, *ancestors, gmom], partner)
        told_at = time.monotonic_ns()
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
            for farewell in self._releases.released(entry, death):
                self._bid(farewell)

    def _bid(self, farewell: Farewell) -> None:
        death, entry, last = farewell
        mom, gmom = self._kin(death)
        self._tell(death, entry.name, [mom, self._names.ancestor(entry) if last else None, gmom])

    def _lost_with_its_cpu(self, entry: Entry) -> None:
        assert entry.primary is not None
        death = Death(entry.primary.handle.pack(), CPU_DOWN_CODE, abend=True)
        self._tell(death, entry.name, [self._names.ancestor(entry)])

    def _kin(self, death: Death) -> list[ProcessHandle | None]:
        """Mom and GMOM, or who serves for them now (DL-06)."""
        return [self._names.serving(unpack(handle)) for handle in (death.mom, death.gmom)]

    def _tell_roles(self, changes: list[Change]) -> None:
        """So that a process knows its own role without asking (R-01, R-03, R-05, R-06)."""
        for entry in [change.after for change in changes if change.after]:
            for handle in entry.members():
                process = self._processes.of(handle)
                if process:
                    partner = entry.partner(handle)
                    role: dict[str, int | bytes] = {"result": self._names.pair_result(entry, handle)}
                    role["partner"] = partner.pack() if partner else NULL_HANDLE
                    self._processes.send(process, "role", role)

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

    def _tell_monitors(self, cpu: int, message: bytes, partners: dict[ProcessHandle, bytes]) -> None:
        for process in self._processes.by_handle.values():
            if process.mask & (0x8000 >> cpu) and not process.dead:
                self._system_message(process, message, partners.get(process.handle, NULL_HANDLE))

    def _system_message(self, process: Process, message: bytes, drain: bytes) -> None:
        self._processes.send(process, "system_message", {"drain": drain}, {"*": message})

    def _took_over(self, handle: ProcessHandle, before: ProcessHandle | None, cause: str, told_at: int) -> None:
        process = self._processes.of(handle)
        if process:
            self._owner.report_soon(
                "takeover",
                t=told_at,
                name=process.name,
                cpu=handle.cpu,
                pin=handle.pin,
                from_cpu=before.cpu if before else -1,
                cause=cause,
            )

    def _set_moms(self, changes: list[Change]) -> None:
        """In a pair each member is the other's mom; who is alone again has none (PP-01)."""
        for change in changes:
            before, after = change
            was_pair = before is not None and before.backup is not None
            if after is None or after.primary is None or not (after.backup or was_pair):
                continue
            for handle in after.members():
                process = self._processes.of(handle)
                if process and (before is None or after.partner(handle) != before.partner(handle)):
                    process.mom = after.partner(handle)


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
                gone = change.before.partner(handle)
                if gone:
                    partners[handle] = gone.pack()
    return partners
