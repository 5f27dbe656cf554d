# ruff: noqa: RUF009 - key() is a field specifier
"""The format of ``*.guardian.yaml``: every section, every key, what it means. The JSON Schema is made from this.

The values here are as written: nothing inherited, nothing checked against anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from guardian_emu.topology import names
from guardian_emu.topology.expand_format import ExpandSection
from guardian_emu.topology.kinds import (
    AnyMapping,
    Argument,
    Choice,
    Duration,
    Integer,
    ListOf,
    Name,
    Text,
)
from guardian_emu.topology.model import (
    MAX_CPUS,
    MAX_NODE_NUMBER,
    Abi,
    Access,
    DefineClass,
    Exclusion,
    Fabric,
    ProfileName,
    StartMode,
)
from guardian_emu.topology.section import Either, Later, MapOf, Section, SectionOf, WordsByName, key

CPU = Integer(0, MAX_CPUS - 1, "CPUs are numbered from 0 to 15")
CPUS = Integer(1, MAX_CPUS, "a node has 1 to 16 CPUs")
PRIORITY = Integer(1, 199, "execution priorities are 1 to 199")
RESTART = Integer(0, 10, "a process is restarted at most 10 times within 10 minutes")
TTL = Duration("1s", "720h")

NODE_NAME = Name(r"a node name such as \ALPHA", names.node_name, names.NODE_PATTERN)
PROCESS_NAME = Name("a process name such as $LEDG", names.process_name, names.PROCESS_PATTERN)
PROGRAM_NAME = Name("a program name such as LEDGER", names.program_name, names.PROGRAM_PATTERN)
VOLUME_NAME = Name("a volume name such as $DATA", names.volume_name, names.VOLUME_PATTERN)
TERMINAL_NAME = Name("a terminal name such as $ZHOME", names.terminal_name, names.TERMINAL_PATTERN)
FILE_NAME = Name("a file name such as $ZHOME or $DATA.WORK.INPUT", names.file_name, names.FILE_PATTERN)
SUBVOLUME_NAME = Name("a volume and subvolume such as $DATA.WORK", names.subvolume_name, names.SUBVOLUME_PATTERN)
DEFINE_NAME = Name("a DEFINE name such as =INPUT", names.define_name, names.DEFINE_PATTERN)
LOGICAL_NAME = Name("a logical file name such as JOURNAL", names.logical_name, names.LOGICAL_PATTERN)
PARAM_NAME = Name("a PARAM name such as DEBUG-LEVEL", names.param_name, names.PARAM_PATTERN)
USER_NAME = Name("a user name such as SUPER.OPER", names.user_name, names.USER_PATTERN)
USER_NUMBER = Name('a user number such as "8,44"', names.user_number, names.USER_NUMBER_PATTERN)
USER = Name('a user, "group,user" or GROUP.USER', names.user, f"{names.USER_NUMBER_PATTERN}|{names.USER_PATTERN}")
WORD = Integer(0, 65535, "this is a 16-bit number")
TOPOLOGY_NAME = Name("a topology name such as pair", names.topology_name, names.TOPOLOGY_PATTERN)

NO_RESTART = Later("this version does not restart processes", "remove restart; start again with: guardian-emu run")
NO_VOLUMES = Later("this version does not run disk volumes yet", "remove volumes; keep data in process pairs for now")
NO_CHAOS = Later(
    "this version does not run chaos from a topology yet", "remove chaos; inject faults with: guardian-emu halt"
)


@dataclass(frozen=True, kw_only=True)
class ProfileSection(Section):
    """Membership intervals of one's own."""

    label: ClassVar[str] = "a profile"
    alive_interval: int | None = key(
        Duration("20ms", "60s"), "how often a CPU says that it is alive, for instance 400ms", required=True
    )
    check_interval: int | None = key(
        Duration("40ms", "10m"), "silence after which a CPU is suspected; twice alive-interval when left out"
    )


PROFILE = Either[ProfileName, ProfileSection](Choice(ProfileName), SectionOf(ProfileSection))
FABRIC = Choice(Fabric)


@dataclass(frozen=True, kw_only=True)
class AssignSection(Section):
    """An ASSIGN: what stands behind a logical file of the program."""

    label: ClassVar[str] = "an ASSIGN"
    file: str | None = key(FILE_NAME, "the file")
    unit: str | None = key(LOGICAL_NAME, "the program unit that it is for; all when left out")
    primary_extent: int | None = key(WORD, "pages of the first extent")
    secondary_extent: int | None = key(WORD, "pages of every other extent")
    code: int | None = key(WORD, "file code")
    exclusion: Exclusion | None = key(Choice(Exclusion), "who else may have it open: shared, exclusive or protected")
    access: Access | None = key(Choice(Access), "what the program may do: read-write, read or write")
    record_size: int | None = key(WORD, "bytes of a record")
    block_size: int | None = key(WORD, "bytes of a block")


@dataclass(frozen=True, kw_only=True)
class DefineSection(Section):
    """A DEFINE."""

    label: ClassVar[str] = "a DEFINE"
    class_: DefineClass | None = key(Choice(DefineClass), "its class, map when left out: map or search")
    file: str | None = key(FILE_NAME, "of class map: the file")
    subvols: tuple[str, ...] | None = key(
        ListOf(SUBVOLUME_NAME, at_least=1, or_one=True), "of class search: the subvolumes, in the order of the search"
    )


@dataclass(frozen=True, kw_only=True)
class ProcessSection(Section):
    """A process to start."""

    label: ClassVar[str] = "a process"
    program: str | None = key(PROGRAM_NAME, "the program to run, a name under programs", required=True)
    cpu: tuple[int, ...] | None = key(
        ListOf(CPU, at_least=1, or_one=True),
        "its CPU, or CPUs for its instances in turn; all of the node when left out",
    )
    backup_cpu: int | None = key(CPU, "where it is asked to put its backup: <BCKP-CPU> in args")
    args: tuple[str, ...] | None = key(
        ListOf(Argument()), "argument words; <BCKP-CPU> becomes backup-cpu, <NUMBER> the number of the instance"
    )
    priority: int | None = key(PRIORITY, "execution priority, 1 to 199")
    count: int | None = key(
        Integer(1, 99, "a process has 1 to 99 instances"), "how many instances; their numbers are appended to the name"
    )
    start_mode: StartMode | None = key(
        Choice(StartMode), "when the system starts it: manual when left out, or kernel, system, application, disabled"
    )
    restart: int | None = key(RESTART, "restarts within 10 minutes after an abnormal end", later=NO_RESTART)
    home_terminal: str | None = key(TERMINAL_NAME, "its home terminal, $ZHOME when left out")
    user: str | None = key(USER, 'whose process it is, "group,user" or a name under users; "255,255" when left out')
    default_volume: str | None = key(
        SUBVOLUME_NAME, "what completes partial file names; $SYSTEM.NOSUBVOL when left out"
    )
    in_: str | None = key(FILE_NAME, "IN of its startup message; its home terminal when left out")
    out: str | None = key(FILE_NAME, "OUT of its startup message; its home terminal when left out")
    params: dict[str, str] | None = key(WordsByName(PARAM_NAME, Argument()), "PARAMs, by name: the C environment")
    assigns: dict[str, AssignSection] | None = key(
        MapOf(LOGICAL_NAME, SectionOf(AssignSection)), "ASSIGNs, by logical file name"
    )
    defines: dict[str, DefineSection] | None = key(MapOf(DEFINE_NAME, SectionOf(DefineSection)), "DEFINEs, by name")


@dataclass(frozen=True, kw_only=True)
class VolumeSection(Section):
    """A disk volume: a disk process pair in two CPUs."""

    label: ClassVar[str] = "a volume"
    cpu: int | None = key(CPU, "CPU of the primary disk process", required=True)
    backup_cpu: int | None = key(CPU, "CPU of the backup disk process", required=True)


@dataclass(frozen=True, kw_only=True)
class NodeSection(Section):
    """A node; what it leaves out comes from defaults."""

    label: ClassVar[str] = "a node"
    number: int | None = key(
        Integer(0, MAX_NODE_NUMBER, "node numbers are 0 to 254"), "node number; the lowest free one when left out"
    )
    cpus: int | None = key(CPUS, "how many CPUs, 1 to 16")
    fabric: Fabric | None = key(FABRIC, "what carries X and Y: networks, or socket for no networks at all")
    profile: ProfileName | ProfileSection | None = key(PROFILE, "membership intervals: fast, nonstop, or one's own")
    ttl: int | None = key(TTL, "its CPUs halt themselves after this time")
    priority: int | None = key(PRIORITY, "execution priority of its processes")
    restart: int | None = key(RESTART, "restarts of its processes", later=NO_RESTART)
    home_terminal: str | None = key(TERMINAL_NAME, "home terminal of its processes")
    user: str | None = key(USER, "whose processes they are")
    users: dict[str, str] | None = key(
        WordsByName(USER_NAME, USER_NUMBER), 'users that the node knows by name, each with its "group,user"'
    )
    default_volume: str | None = key(SUBVOLUME_NAME, "what completes partial file names of its processes")
    processes: dict[str, ProcessSection] | None = key(
        MapOf(PROCESS_NAME, SectionOf(ProcessSection)), "processes to start, by name, in this order"
    )
    volumes: dict[str, VolumeSection] | None = key(
        MapOf(VOLUME_NAME, SectionOf(VolumeSection)), "disk volumes, by name", later=NO_VOLUMES
    )


@dataclass(frozen=True, kw_only=True)
class DefaultsSection(Section):
    """What nodes, processes and programs take when they say nothing themselves."""

    label: ClassVar[str] = "defaults"
    cpus: int | None = key(CPUS, "CPUs of a node, 2 when left out")
    fabric: Fabric | None = key(FABRIC, "what carries X and Y, networks when left out")
    profile: ProfileName | ProfileSection | None = key(PROFILE, "membership intervals, fast when left out")
    ttl: int | None = key(TTL, "CPUs halt themselves after this time, never when left out")
    abi: Abi | None = key(Choice(Abi), "data model of C programs, nonstop when left out")
    priority: int | None = key(PRIORITY, "execution priority of processes")
    restart: int | None = key(RESTART, "restarts of processes", later=NO_RESTART)
    home_terminal: str | None = key(TERMINAL_NAME, "home terminal of processes")
    user: str | None = key(USER, "whose processes they are")
    default_volume: str | None = key(SUBVOLUME_NAME, "what completes partial file names of processes")


@dataclass(frozen=True, kw_only=True)
class ProgramSection(Section):
    """A program, made from source or taken as it is."""

    label: ClassVar[str] = "a program"
    source: tuple[str, ...] | None = key(
        ListOf(Text("the path of a source file"), at_least=1, or_one=True),
        "C sources, or a Python program and its modules; paths are relative to the topology file",
    )
    file: str | None = key(Text("the path of an executable file"), "a program that is built already, instead of source")
    abi: Abi | None = key(Choice(Abi), "data model of a C program: nonstop (big-endian, 32 bits) or host")
    options: tuple[str, ...] | None = key(ListOf(Argument()), "options for the C compiler, for instance -DTRACE")


@dataclass(frozen=True, kw_only=True)
class TopologySection(Section):
    """The whole file."""

    label: ClassVar[str] = "a topology"
    name: str | None = key(TOPOLOGY_NAME, "name of the topology; that of its file when left out")
    defaults: DefaultsSection | None = key(SectionOf(DefaultsSection), "what nodes, processes and programs inherit")
    programs: dict[str, ProgramSection] | None = key(
        MapOf(PROGRAM_NAME, SectionOf(ProgramSection)), "programs, by name"
    )
    nodes: dict[str, NodeSection] | None = key(
        MapOf(NODE_NAME, SectionOf(NodeSection, may_be_empty=True), at_least=1),
        r"nodes, by name, for instance \ALPHA",
        required=True,
    )
    expand: ExpandSection | None = key(SectionOf(ExpandSection), "the network that joins nodes")
    chaos: bool | None = key(AnyMapping(), "faults to inject", later=NO_CHAOS)


FILE = SectionOf(TopologySection)
