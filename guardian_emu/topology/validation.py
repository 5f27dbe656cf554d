"""What one value must be to another: CPUs that exist, programs that are there, names that differ."""

from __future__ import annotations

import os
from pathlib import Path

from guardian_emu.topology import expand_checks, instances
from guardian_emu.topology.errors import Refused, Report
from guardian_emu.topology.model import Abi, DefineClass, ProgramKind
from guardian_emu.topology.nearest import listed, nearest
from guardian_emu.topology.resolution import SUFFIX_KINDS, absolute, cpu_count, defaults_of, program_kind, user_number
from guardian_emu.topology.sections import (
    DefaultsSection,
    DefineSection,
    NodeSection,
    ProcessSection,
    ProfileSection,
    ProgramSection,
    TopologySection,
    VolumeSection,
)

LONGEST_PARAMETERS = 529
"""Bytes of a parameter string (system-messages.md section 5)."""

PARAM_ROOM = 1024
"""Bytes of all PARAMs of a process, one for the length of each name and value included."""


def validate(written: TopologySection, directory: Path, report: Report) -> None:
    """Put every contradiction into the report; ``directory`` is where relative paths begin."""
    programs = written.programs or {}
    for program in programs.values():
        _check_program(program, directory, report)
    defaults = defaults_of(written)
    _check_profile(defaults.profile, report)
    _check_numbers(written, report)
    for name, node in (written.nodes or {}).items():
        _check_node(name, node, cpu_count(node, defaults), list(programs), report)
        _check_users(node, defaults, report)
    if written.expand is not None:
        cpus = {name: cpu_count(node, defaults) for name, node in (written.nodes or {}).items()}
        users = {name: node.users or {} for name, node in (written.nodes or {}).items()}
        expand_checks.check(written.expand, cpus, users, report)


def _check_program(program: ProgramSection, directory: Path, report: Report) -> None:
    if "source" not in program.places and "file" not in program.places:
        step = "add source: with a path, or file: for a built executable"
        report.add(program.place, "this program has neither source nor file", "(nothing)", "it was left out", step)
    if program.source is not None and program.file is not None:
        step = "keep source to have it compiled, or file to take it as it is"
        report.add(program.at("file"), "this program has both source and file", program.file, "one is left over", step)
    _check_making(program, report)
    for path in program.source or ():
        _check_file("source", path, program, directory, report)
    if program.file is not None:
        _check_file("file", program.file, program, directory, report)


def _check_making(program: ProgramSection, report: Report) -> None:
    """What a program is made from must agree with how."""
    kind = program_kind(program)
    if kind is None:
        step = f"name files that end in {' or in '.join(SUFFIX_KINDS)}, not both"
        sources = listed(program.source or ())
        report.add(program.at("source"), "nobody knows how to make this program", sources, "its suffix decides", step)
    if kind is ProgramKind.PYTHON and program.abi is Abi.NONSTOP:
        report.add(program.at("abi"), "a Python program has no nonstop ABI", "nonstop", "abi is for C", "remove abi")
    if kind is not ProgramKind.C and program.options:
        step = "remove options, or name a C source"
        options = listed(program.options)
        report.add(program.at("options"), "options are the C compiler's", options, "nothing is compiled here", step)


def _check_file(key: str, path: str, program: ProgramSection, directory: Path, report: Report) -> None:
    wanted = absolute(directory, path)
    place = program.at(key)
    if not wanted.exists():
        near = nearest(wanted.name, _names_in(wanted.parent))
        cause = f"the file is called {near}" if near else f"paths are relative to {directory}"
        step = f"write {Path(path).parent / near}" if near else "create it, or correct the path"
        report.add(place, "this file does not exist", path, cause, step)
    elif not wanted.is_file():
        report.add(place, "this is no file", path, "a directory was named", "name the file in it")
    elif key == "file" and not os.access(wanted, os.X_OK):
        step = f"name an executable, or: chmod +x {path}"
        report.add(place, "this file is not executable", path, "it is a source, or lost its mode", step)


def _names_in(directory: Path) -> list[str]:
    try:
        return [path.name for path in directory.iterdir()]
    except OSError:
        return []


def _check_profile(profile: object, report: Report) -> None:
    if not isinstance(profile, ProfileSection) or profile.alive_interval is None or profile.check_interval is None:
        return
    if profile.check_interval < 2 * profile.alive_interval:
        cause = "one late sign of life would look like a death (FD-03)"
        step = f"write {2 * profile.alive_interval}ms or more, or leave it out"
        what = "check-interval is shorter than two alive-intervals"
        report.add(profile.at("check_interval"), what, f"{profile.check_interval}ms", cause, step)


def _check_numbers(written: TopologySection, report: Report) -> None:
    owners: dict[int, str] = {}
    for name, node in (written.nodes or {}).items():
        if node.number is None:
            continue
        if node.number in owners:
            cause = f"{owners[node.number]} has it already"
            what = f"two nodes have the number {node.number}"
            report.add(node.at("number"), what, str(node.number), cause, "give each node its own, or leave number out")
        owners.setdefault(node.number, name)


def _check_node(name: str, node: NodeSection, cpus: int, programs: list[str], report: Report) -> None:
    _check_profile(node.profile, report)
    owners: dict[str, str] = {}
    for process_name, process in (node.processes or {}).items():
        _check_program_of(process, programs, report)
        _check_cpus(name, process, cpus, report)
        _check_args(process, report)
        _check_params(process, report)
        for define in (process.defines or {}).values():
            _check_define(define, report)
        _check_instances(process_name, process, owners, report)
    for volume in (node.volumes or {}).values():
        _check_cpus(name, volume, cpus, report)


def _check_program_of(process: ProcessSection, programs: list[str], report: Report) -> None:
    if process.program is None or process.program in programs:
        return
    near = nearest(process.program, programs)
    cause = f"the programs are {listed(programs)}" if programs else "the file has no section programs"
    step = f"write {near}" if near else f"add {process.program} under programs"
    report.add(process.at("program"), f"there is no program {process.program}", process.program, cause, step)


def _check_cpus(node: str, process: ProcessSection | VolumeSection, cpus: int, report: Report) -> None:
    own = process.cpu if isinstance(process.cpu, tuple) else () if process.cpu is None else (process.cpu,)
    for attribute, cpu in [("cpu", cpu) for cpu in own] + [("backup_cpu", process.backup_cpu)]:
        if cpu is not None and cpu >= cpus:
            cause = f"{node} has {cpus} CPUs, numbered 0 to {cpus - 1}" if cpus > 1 else f"{node} has only CPU 0"
            step = f"write a CPU below {cpus}, or give {node} more cpus"
            report.add(process.at(attribute), f"{node} has no CPU {cpu}", str(cpu), cause, step)
    if process.backup_cpu is not None and process.backup_cpu in own:
        cause = "a backup in the CPU of its primary dies with it"
        step = "give cpu and backup-cpu different numbers"
        value = str(process.backup_cpu)
        report.add(process.at("backup_cpu"), "backup-cpu is also the primary's CPU", value, cause, step)


def _check_users(node: NodeSection, defaults: DefaultsSection, report: Report) -> None:
    users = node.users or {}
    owners: dict[str, str] = {}
    for name, number in users.items():
        if number in owners:
            what, cause = f"two users have the number {number}", f"{owners[number]} has it already"
            report.add(node.at("users"), what, name, cause, "give each user its own number")
        owners.setdefault(number, name)
    sections: list[DefaultsSection | NodeSection | ProcessSection] = [defaults, node]
    for section in sections + list((node.processes or {}).values()):
        if section.user is None or user_number(section.user, users) is not None:
            continue
        near = nearest(section.user, users)
        cause = f"the users are {listed(users)}" if users else "the node has no section users"
        step = f"write {near}" if near else f"add {section.user} under users, or write its group,user"
        report.add(section.at("user"), f"there is no user {section.user}", section.user, cause, step)


def _check_params(process: ProcessSection, report: Report) -> None:
    sizes = {name: len(name) + len(value.encode()) + 2 for name, value in (process.params or {}).items()}
    for name, value in (process.params or {}).items():
        if len(value.encode()) > 255:
            what, cause = f"the value of {name} is too long", "a PARAM value has at most 255 bytes"
            report.add(process.at("params"), what, f"{len(value.encode())} bytes", cause, "shorten it")
    if sum(sizes.values()) > PARAM_ROOM:
        cause = f"one message carries all of them, with room for {PARAM_ROOM}"
        step = "shorten them, or put them into a file"
        report.add(process.at("params"), "these PARAMs are too long", f"{sum(sizes.values())} bytes", cause, step)


def _check_define(define: DefineSection, report: Report) -> None:
    searches = define.class_ is DefineClass.SEARCH
    wanted, other = ("subvols", "file") if searches else ("file", "subvols")
    if wanted not in define.places:
        step = f"add {wanted}:"
        report.add(define.place, f"this DEFINE has no {wanted}", "(nothing)", "it was left out", step)
    if other in define.places:
        kind = "search" if searches else "map"
        step = f"remove {other}, or write another class"
        report.add(define.at(other), f"a DEFINE of class {kind} has no {other}", other, f"its value is {wanted}", step)


def _check_length(process: ProcessSection, report: Report) -> None:
    words = [word.replace('"', '""') if '"' in word else word for word in process.args or ()]
    quotes = sum(2 for word in process.args or () if word == "" or " " in word or '"' in word)
    length = sum(len(word.encode("utf-8", "surrogateescape")) + 1 for word in words) + quotes - 1
    if length > LONGEST_PARAMETERS:
        cause = f"a startup message has room for {LONGEST_PARAMETERS}"
        step = "shorten them, or use params"
        report.add(process.at("args"), "these arguments are too long", f"{length} bytes", cause, step)


def _check_args(process: ProcessSection, report: Report) -> None:
    _check_length(process, report)
    if "backup_cpu" in process.places or not any(instances.BACKUP_CPU in arg for arg in process.args or ()):
        return
    cause = "the process has no backup-cpu that could be put there"
    step = f"add backup-cpu: with a number, or remove {instances.BACKUP_CPU}"
    report.add(process.at("args"), f"{instances.BACKUP_CPU} has no value", instances.BACKUP_CPU, cause, step)


def _check_instances(name: str, process: ProcessSection, owners: dict[str, str], report: Report) -> None:
    """``owners`` maps the names that are given away to the process whose they are."""
    try:
        names = instances.instance_names(name, process.count)
    except Refused:
        what = f"{process.count} instances of {name} get names that are too long"
        cause = "their numbers are appended, and a process name has 5 letters or digits"
        report.add(process.at("count"), what, str(process.count), cause, f"shorten {name}, for instance {name[:4]}")
        return
    for instance in names:
        if instance in owners:
            what = f"{name} and {owners[instance]} both make a process {instance}"
            report.add(process.place, what, instance, "count appends numbers to the name", "rename one of the two")
        owners.setdefault(instance, name)
