"""Inheritance: from what was written to what will run. ``process < node < defaults < built in``, the nearest wins."""

from __future__ import annotations

from pathlib import Path

from guardian_emu.topology import expand_checks
from guardian_emu.topology.instances import instance_args, instance_cpu, instance_names
from guardian_emu.topology.model import (
    PROFILES,
    Abi,
    Assign,
    Define,
    DefineClass,
    Fabric,
    Node,
    Param,
    Process,
    Profile,
    ProfileName,
    Program,
    ProgramKind,
    StartMode,
    Topology,
    User,
)
from guardian_emu.topology.sections import (
    AssignSection,
    DefaultsSection,
    DefineSection,
    NodeSection,
    ProcessSection,
    ProfileSection,
    ProgramSection,
    TopologySection,
)

DEFAULT_CPUS = 2
SUFFIX_KINDS = {".c": ProgramKind.C, ".py": ProgramKind.PYTHON}


def resolve(written: TopologySection, name: str, path: Path) -> Topology:
    """The topology that a validated file describes; ``path`` is the file's."""
    defaults = defaults_of(written)
    numbers = node_numbers(written)
    return Topology(
        name=name,
        path=path,
        nodes=tuple(_node(n, numbers[n], section, defaults) for n, section in (written.nodes or {}).items()),
        programs=tuple(_program(n, section, defaults, path.parent) for n, section in (written.programs or {}).items()),
        expand=expand_checks.resolve(written.expand),
    )


def defaults_of(written: TopologySection) -> DefaultsSection:
    """The defaults of a file, empty ones when it has none."""
    return written.defaults or DefaultsSection(place=written.place, places={})


def cpu_count(node: NodeSection, defaults: DefaultsSection) -> int:
    """How many CPUs a node has."""
    return node.cpus or defaults.cpus or DEFAULT_CPUS


def node_numbers(written: TopologySection) -> dict[str, int]:
    """The number of every node: as written, else the lowest from 1 that no node has."""
    nodes = written.nodes or {}
    taken = {section.number for section in nodes.values()}
    free = (number for number in range(1, len(nodes) + len(taken) + 1) if number not in taken)
    return {name: next(free) if section.number is None else section.number for name, section in nodes.items()}


def program_kind(program: ProgramSection) -> ProgramKind | None:
    """What a program is made from; None when its sources have suffixes that do not tell or do not agree."""
    if program.source is None:
        return ProgramKind.OBJECT
    kinds = {SUFFIX_KINDS.get(Path(source).suffix) for source in program.source}
    return kinds.pop() if len(kinds) == 1 else None


def profile_of(written: ProfileName | ProfileSection) -> Profile:
    """The intervals of a profile, named or one's own."""
    if isinstance(written, ProfileName):
        return PROFILES[written]
    alive = written.alive_interval or 0
    return Profile(alive_ms=alive, check_ms=written.check_interval or 2 * alive)


def user_number(user: str, users: dict[str, str]) -> int | None:
    """The number of a user that is written as ``group,user`` or as a name; None for a name that is not there."""
    written = users.get(user, user)
    group, comma, member = written.partition(",")
    return int(group) * 256 + int(member) if comma else None


def _node(name: str, number: int, node: NodeSection, defaults: DefaultsSection) -> Node:
    cpus = cpu_count(node, defaults)
    processes = [
        p for n, section in (node.processes or {}).items() for p in _processes(n, section, cpus, node, defaults)
    ]
    return Node(
        name=name,
        number=number,
        cpus=cpus,
        fabric=node.fabric or defaults.fabric or Fabric.NETWORKS,
        profile=profile_of(node.profile or defaults.profile or ProfileName.FAST),
        ttl_ms=node.ttl or defaults.ttl or 0,
        processes=tuple(processes),
        users=tuple(User(name=n, number=user_number(u, {}) or 0) for n, u in (node.users or {}).items()),
    )


def _processes(
    name: str, process: ProcessSection, cpus: int, node: NodeSection, defaults: DefaultsSection
) -> list[Process]:
    user = process.user or node.user or defaults.user
    return [
        Process(
            name=instance,
            program=process.program or "",
            cpu=instance_cpu(process.cpu or range(cpus), number),
            backup_cpu=process.backup_cpu,
            args=instance_args(process.args or (), number, process.backup_cpu),
            backup_args=_backup_args(process, cpus, number),
            start_mode=process.start_mode or StartMode.MANUAL,
            priority=_nearest_of(process.priority, node.priority, defaults.priority),
            user=user_number(user, node.users or {}) if user else None,
            home_terminal=process.home_terminal or node.home_terminal or defaults.home_terminal,
            default_volume=process.default_volume or node.default_volume or defaults.default_volume,
            infile=process.in_,
            outfile=process.out,
            params=tuple(Param(name=n, value=value) for n, value in (process.params or {}).items()),
            assigns=tuple(_assign(n, section) for n, section in (process.assigns or {}).items()),
            defines=tuple(_define(n, section) for n, section in (process.defines or {}).items()),
        )
        for number, instance in enumerate(instance_names(name, process.count), start=1)
    ]


def _backup_args(process: ProcessSection, cpus: int, number: int) -> tuple[str, ...]:
    """Those of a start in the backup CPU, which asks for the primary's as backup."""
    if process.backup_cpu is None:
        return ()
    return instance_args(process.args or (), number, instance_cpu(process.cpu or range(cpus), number))


def _assign(logical: str, section: AssignSection) -> Assign:
    return Assign(
        logical=logical,
        file=section.file,
        unit=section.unit,
        primary_extent=section.primary_extent,
        secondary_extent=section.secondary_extent,
        code=section.code,
        exclusion=section.exclusion,
        access=section.access,
        record_size=section.record_size,
        block_size=section.block_size,
    )


def _define(name: str, section: DefineSection) -> Define:
    kind = section.class_ or DefineClass.MAP
    values = (section.file or "",) if kind is DefineClass.MAP else section.subvols or ()
    return Define(name=name, kind=kind, values=values)


def _program(name: str, program: ProgramSection, defaults: DefaultsSection, directory: Path) -> Program:
    kind = program_kind(program) or ProgramKind.OBJECT
    abi = program.abi or defaults.abi or Abi.NONSTOP
    files = program.source or (program.file or "",)
    return Program(
        name=name,
        kind=kind,
        abi=Abi.HOST if kind is ProgramKind.PYTHON else abi,
        files=tuple(absolute(directory, file) for file in files),
        options=program.options or (),
    )


def absolute(directory: Path, file: str) -> Path:
    """A path of a topology file, which is relative to the file's directory."""
    return (directory / file).resolve()


def _nearest_of(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
