"""One process of this CPU and what PROCESS_GETINFOLIST_ tells about it."""

from __future__ import annotations

import socket
from collections import deque
from enum import IntEnum
from typing import Any, NamedTuple

from ..wire.handle import NULL_HANDLE, ProcessHandle, descriptor, unpack
from ..wire.layouts import STARTUP_BY
from .actions import Json
from .systemmessages import Death
from .users import SUPER_SUPER

DEFAULT_PRIORITY = 100
NETWORK_USER_SECURITY = 0o4646
"""``NUNU``: anyone may read and execute, the owner alone may write and purge, on this node and others."""


class State(IntEnum):
    """Process states (CR-07), the low five bits of attribute 32."""

    STARTING = 1
    RUNNABLE = 2
    SUSPENDED = 3
    TERMINATING = 13


class StopMode(IntEnum):
    """Who may stop a process (DL-09)."""

    ANYONE = 0
    AUTHORISED = 1
    NOBODY = 2


class QueuedStop(NamedTuple):
    """A stop that waits until the stop mode is at most ``mode``."""

    mode: StopMode
    death: Death


class Heritage(NamedTuple):
    """What a process has from its creator. ``job`` 0 is none; ``gmom`` is the ancestor of the job. Who is created by a
    ``remote`` process is remote himself, wherever he runs (EX-13).
    """

    priority: int = DEFAULT_PRIORITY
    creator_access_id: int = SUPER_SUPER
    process_access_id: int = SUPER_SUPER
    job: int = 0
    gmom: bytes = NULL_HANDLE
    home_terminal: str = ""
    file_security: int = NETWORK_USER_SECURITY
    qualifiers: bool = False
    remote: bool = False

    def to_json(self) -> Json:
        """As it travels to the monitor that creates the process."""
        return {**self._asdict(), "gmom": self.gmom.hex()}

    @staticmethod
    def from_json(data: Json) -> Heritage:
        """The heritage of ``to_json``."""
        return Heritage(**{**data, "gmom": bytes.fromhex(data["gmom"])})


class Process:
    """One process of this CPU, from before its start until its end is handled."""

    def __init__(self, handle: ProcessHandle, name: str, program: str, startup: bytes, heritage: Heritage) -> None:
        self.handle = handle
        self.name = name
        self.program = program
        self.startup = startup
        self.startup_by = STARTUP_BY["NOBODY"]
        self.defines = b""
        self.environment = b""
        self.has_input = False
        self.creator: ProcessHandle | None = None
        self.mom: ProcessHandle | None = None
        self.is_backup = False
        self.recorder = ""
        self.created = 0

        self.initial_priority = self.priority = heritage.priority
        self.creator_access_id = heritage.creator_access_id
        self.process_access_id = heritage.process_access_id
        self.job = heritage.job
        self.gmom = unpack(heritage.gmom)
        self.home_terminal = heritage.home_terminal
        self.file_security = heritage.file_security
        self.qualifiers = heritage.qualifiers
        self.remote = heritage.remote
        self.subtype = 0
        self.stop_mode = StopMode.AUTHORISED
        self.queued_stops: list[QueuedStop] = []
        self.greeted = False
        self.suspended = False

        self.mask = 0
        self.monitored: set[int] = set()
        self.reserved: dict[str, int] = {}
        self.opens: dict[int, tuple[int, ProcessHandle]] = {}
        self.links: list[Any] = []
        self.ending: Death | None = None
        self.released = False
        self.dead = False

        self.pid = 0
        self.pidfd = -1
        self.sock: socket.socket | None = None
        self.outgoing: deque[tuple[bytes, int]] = deque()
        self.pipes: dict[int, tuple[str, bytearray]] = {}
        self.input = -1
        self.input_ends = False
        self.unwritten = bytearray()

    @property
    def state(self) -> State:
        """Its process state."""
        if self.ending or self.dead:
            return State.TERMINATING
        if self.suspended:
            return State.SUSPENDED
        return State.RUNNABLE if self.greeted else State.STARTING

    def descriptor(self, node: str) -> str:
        """Its process descriptor (PR-05)."""
        return descriptor(node, self.handle, self.name)

    def heritage(self) -> Heritage:
        """What it gives to a process that it creates: the creator's process access id is the child's both (CR-05)."""
        return Heritage(
            self.priority,
            self.process_access_id,
            self.process_access_id,
            self.job,
            self.gmom.pack() if self.gmom else NULL_HANDLE,
            self.home_terminal,
            self.file_security,
            remote=self.remote,
        )
