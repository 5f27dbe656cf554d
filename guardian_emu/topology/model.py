"""A topology as it will run: everything inherited, counted out and checked. Values only, all of them frozen."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from guardian_emu.errors import UsageError
from guardian_emu.topology.expand_model import Expand

MAX_CPUS = 16
MAX_NODE_NUMBER = 254


class Fabric(StrEnum):
    """What carries the X and Y fabrics of a node."""

    NETWORKS = "networks"
    SOCKET = "socket"


class Abi(StrEnum):
    """The data model a C program is compiled for."""

    NONSTOP = "nonstop"
    HOST = "host"


class ProfileName(StrEnum):
    """The named sets of membership intervals."""

    FAST = "fast"
    NONSTOP = "nonstop"


class Exclusion(StrEnum):
    """Who else may have a file open."""

    SHARED = "shared"
    EXCLUSIVE = "exclusive"
    PROTECTED = "protected"


class Access(StrEnum):
    """What a program may do with a file."""

    READ_WRITE = "read-write"
    READ = "read"
    WRITE = "write"


class DefineClass(StrEnum):
    """The class of a DEFINE."""

    MAP = "map"
    SEARCH = "search"


class StartMode(StrEnum):
    """When the system starts a process (ZP-05): at ``up`` unless disabled; of the first three at a reload as well.

    They are the phases of a load, in this order (RL-05). ``manual`` waits for an operator, who starts it with ``up``.
    """

    KERNEL = "kernel"
    SYSTEM = "system"
    APPLICATION = "application"
    MANUAL = "manual"
    DISABLED = "disabled"


class ProgramKind(StrEnum):
    """What a program is made from."""

    C = "c"
    PYTHON = "python"
    OBJECT = "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How fast a silent CPU is suspected (FD-02, FD-03), in milliseconds.

    Guarantee: ``check_ms`` is at least twice ``alive_ms``.
    """

    alive_ms: int
    check_ms: int


PROFILES = {
    ProfileName.FAST: Profile(alive_ms=400, check_ms=800),
    ProfileName.NONSTOP: Profile(alive_ms=1200, check_ms=2400),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """An object file to be made or taken. Paths are absolute; ``options`` are the compiler's."""

    name: str
    kind: ProgramKind
    abi: Abi
    files: tuple[Path, ...]
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One PARAM."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """One ASSIGN; what is None is not supplied."""

    logical: str
    file: str | None = None
    unit: str | None = None
    primary_extent: int | None = None
    secondary_extent: int | None = None
    code: int | None = None
    exclusion: Exclusion | None = None
    access: Access | None = None
    record_size: int | None = None
    block_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Define:
    """One DEFINE: ``values`` is the file of class map, the subvolumes of class search."""

    name: str
    kind: DefineClass
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user that a node knows by name; ``number`` is group * 256 + user."""

    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process to start when its node is up.

    ``args`` are final, and ``backup_args`` those of a start in ``backup_cpu`` (ZP-07). What is None is the kernel's
    choice. ``backup_cpu`` is where the program is asked to put its backup; it knows of it only when its arguments say
    so, since a Guardian program creates its own backup. ``user`` is group * 256 + user.
    """

    name: str
    program: str
    cpu: int
    backup_cpu: int | None = None
    args: tuple[str, ...] = ()
    backup_args: tuple[str, ...] = ()
    start_mode: StartMode = StartMode.MANUAL
    priority: int | None = None
    user: int | None = None
    home_terminal: str | None = None
    default_volume: str | None = None
    infile: str | None = None
    outfile: str | None = None
    params: tuple[Param, ...] = ()
    assigns: tuple[Assign, ...] = ()
    defines: tuple[Define, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    r"""One system: ``name`` with its ``\``, ``number`` (NM-04), its CPUs and what starts in them, in order.

    ``ttl_ms`` is the time after which its CPUs halt themselves; 0 is never.
    """

    name: str
    number: int
    cpus: int
    fabric: Fabric
    profile: Profile
    ttl_ms: int
    processes: tuple[Process, ...]
    users: tuple[User, ...] = ()

    @property
    def cpu_numbers(self) -> range:
        """The numbers of its CPUs (NM-01)."""
        return range(self.cpus)

    @property
    def ttl_s(self) -> int:
        """``ttl_ms`` in whole seconds, rounded up."""
        return -(-self.ttl_ms // 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """What one ``*.guardian.yaml`` says. Guarantee: whoever holds one holds a checked one."""

    name: str
    path: Path
    nodes: tuple[Node, ...]
    programs: tuple[Program, ...]
    expand: Expand | None = None

    def node(self, name: str | None = None) -> Node:
        r"""The node of that name, letter case and ``\`` aside; the only node when no name is given.

        Raises UsageError when there is none, or when several could be meant.
        """
        names = ", ".join(node.name for node in self.nodes)
        if name is None and len(self.nodes) > 1:
            raise UsageError("the node was not named", names, f"{self.name} has several nodes", "name one of them")
        for node in self.nodes:
            if name is None or node.name.lstrip("\\") == name.lstrip("\\").upper():
                return node
        raise UsageError(f"{self.name} has no such node", name, f"its nodes are {names}", f"write {self.nodes[0].name}")

    def program(self, name: str) -> Program:
        """The program of that name, letter case aside. Raises UsageError when there is none."""
        for program in self.programs:
            if program.name == name.upper():
                return program
        names = ", ".join(program.name for program in self.programs) or "none"
        step = "add it under programs, or name one of these"
        raise UsageError(f"{self.name} has no such program", name, f"its programs are {names}", step)

    def to_json(self) -> dict[str, Any]:
        """The model as JSON values with kebab-case keys, for ``validate --json``."""
        plain = _plain(self)
        assert isinstance(plain, dict)
        return plain


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name.replace("_", "-"): _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value
