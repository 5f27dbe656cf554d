"""A process of this CPU ended: what its kernel does about it in the node (docs/design.md, Death)."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol

from ..wire.handle import ProcessHandle, unpack
from .actions import Json
from .deaths import Deaths
from .names import Names
from .naming import Naming
from .process import Process
from .systemmessages import Death


class Owner(Protocol):
    """What endings need from the rest of the kernel."""

    def peers(self) -> list[int]:
        """The other CPUs that are up."""

    def send(self, cpu: int, message: Json) -> None:
        """Send a control message."""

    async def update(self, operation: Json) -> tuple[int, Json]:
        """Run a global update; error and effect."""

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this, without waiting for it."""

    def gone_for_others(self, process: Process) -> None:
        """Tell the other nodes that had to do with a process that it has ended."""


class Endings:
    """Guarantee: the table changes first, then come the deletion messages, then the opens of the process are closed."""

    def __init__(self, cpu: int, names: Names, naming: Naming, deaths: Deaths, owner: Owner) -> None:
        self._cpu = cpu
        self._names = names
        self._naming = naming
        self._deaths = deaths
        self._owner = owner

    def ended(self, process: Process, death: Death) -> None:
        """The process is gone and was reaped."""
        if process.released or not process.handle.named:
            self.announce(death, process.name)
            self._close_opens(process)
            self._owner.begin(self._naming.free(process))
        else:
            self._owner.begin(self._leave_table(process, death))

    async def _leave_table(self, process: Process, death: Death) -> None:
        await self.member_gone(process.name, process.handle, death)
        self._close_opens(process)
        await self._naming.free(process)

    async def member_gone(self, name: str, handle: ProcessHandle, death: Death, never: bool = False) -> None:
        """Take a member out of the table. With ``never`` it had not begun, and nobody is sent a message.

        When its name was released meanwhile the others still wait for the news of its end.
        """
        operation = {"do": "member-gone", "name": name, "sequence": handle.sequence, "never": int(never)}
        error, _effect = await self._owner.update(
            {**operation, "handle": handle.pack().hex(), "death": death.to_json()}
        )
        if error:
            self.announce(death, name)

    def announce(self, death: Death, name: str) -> None:
        """Tell all kernels of the end of a process that is not in the table, or no more."""
        for cpu in self._owner.peers():
            self._owner.send(cpu, {"t": "process-gone", "death": death.to_json(), "name": name})
        self._deaths.gone(death, name)

    def opener_gone(self, message: Json) -> None:
        """Close an open of a process that ended, at whoever serves it now, which may be in another CPU."""
        target = self._names.serving(unpack(bytes.fromhex(message["target"])))
        if target is None:
            return
        if target.cpu == self._cpu:
            opener = bytes.fromhex(message["opener"])
            self._deaths.opener_gone(opener, message["file"], message["label"], target)
        else:
            self._owner.send(target.cpu, message)

    def _close_opens(self, process: Process) -> None:
        self._owner.gone_for_others(process)
        for file, (label, target) in sorted(process.opens.items()):
            if self._names.is_elsewhere(target):
                continue  # its node was told
            self.opener_gone(
                {
                    "t": "opener-gone",
                    "opener": process.handle.pack().hex(),
                    "file": file,
                    "label": label,
                    "target": target.pack().hex(),
                }
            )
