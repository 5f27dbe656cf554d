"""Configured processes of a CPU that was reloaded: which of them start again, and in which order (ZP-05, ZP-08).

Their configuration is the file ``zsysconf.config`` on ``$SYSTEM`` (docs/design.md): it is in the node, so that a reload
starts them whoever asked for it and whatever became of him.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from .actions import Json
from .configuration import Configuration
from .creation import NAME_ERROR, Creation
from .environment import requested
from .names import Names
from .users import Users

FILE = "zsysconf.config"
NAME_IN_USE = 10


class StartMode(StrEnum):
    """When the system starts a configured process (ZP-05), in the order of the phases of a load (RL-05)."""

    KERNEL = "kernel"
    SYSTEM = "system"
    APPLICATION = "application"
    MANUAL = "manual"
    DISABLED = "disabled"


PHASES = (StartMode.KERNEL, StartMode.SYSTEM, StartMode.APPLICATION)
"""The modes whose processes a reload starts (ZP-08)."""


class Configured(NamedTuple):
    """A configured process. ``request`` is the operator's request ``create`` for it, in its own CPU."""

    name: str
    mode: StartMode
    cpu: int
    backup_cpu: int | None
    backup_args: list[str]
    request: Json

    def request_in(self, cpu: int) -> Json:
        """The request for a start in that CPU; its backup CPU asks for the other one as backup (ZP-07)."""
        swapped = {} if cpu == self.cpu else {"args": self.backup_args}
        return {**self.request, **swapped, "cpu": cpu}


def configured(text: str, node: str) -> list[Configured]:
    """The processes of a node in a configuration. Raises ValueError."""
    try:
        entries = json.loads(text).get(node, [])
        return [
            Configured(str(entry["create"]["name"]), StartMode(entry["mode"]), int(entry["create"]["cpu"]),
                       entry["backup-cpu"], entry["backup-args"], entry["create"])
            for entry in entries
        ]  # fmt: skip
    except (KeyError, TypeError, AttributeError) as why:
        raise ValueError(f"{FILE} lacks or misuses {why}") from why


def due(processes: Iterable[Configured], cpu: int, is_up: Callable[[int], bool]) -> Iterator[Configured]:
    """What a reload of ``cpu`` starts, in order: processes of this CPU, and those whose own CPU is down (ZP-07)."""
    here = [one for one in processes if one.cpu == cpu or (one.backup_cpu == cpu and not is_up(one.cpu))]
    for phase in PHASES:
        yield from (one for one in here if one.mode is phase)


class Owner(Protocol):
    """What the persistence manager needs from the rest of the kernel."""

    def is_up(self, cpu: int) -> bool:
        """Whether the CPU is up."""

    def report(self, event: str, **fields: Any) -> None:
        """Log it and tell the operator."""


class Persistence:
    """Starts the configured processes of this CPU after its reload.

    Guarantee: a process whose name lives, in whatever CPU, is left alone; one that cannot be started is reported and
    does not keep the others from starting.
    """

    def __init__(self, configuration: Configuration, names: Names, creation: Creation, owner: Owner) -> None:
        self._configuration = configuration
        self._names = names
        self._creation = creation
        self._owner = owner
        self._users = Users(configuration.users)

    async def start_again(self) -> None:
        """Start what a reload of this CPU starts (ZP-08), one after the other."""
        own = self._configuration
        for process in due(self._configured(), own.cpu, self._owner.is_up):
            if self._names.find(process.name) is None:
                await self._start(process)

    def _configured(self) -> list[Configured]:
        try:
            with open(os.path.join(self._configuration.state, "system", FILE)) as file:
                return configured(file.read(), self._configuration.node)
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as why:
            self._owner.report("refused", where="configured processes", why=str(why))
            return []

    async def _start(self, process: Configured) -> None:
        own, about = self._configuration, {"name": process.name, "mode": process.mode}
        try:
            asked = requested(process.request_in(own.cpu), own.node, self._users)
        except ValueError as why:
            self._owner.report("not-restarted", **about, error=0, detail=0, text=str(why))
            return
        created = await self._creation.create(asked, None)
        if created.handle:
            self._owner.report("restarted", **about, at=created.handle.cpu, pin=created.handle.pin)
        elif (created.error, created.detail) != (NAME_ERROR, NAME_IN_USE):  # else somebody was faster
            self._owner.report("not-restarted", **about, error=created.error, detail=created.detail, text="")
