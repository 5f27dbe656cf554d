"""What the section ``expand`` must be to the nodes of its topology, and what it becomes."""

from __future__ import annotations

from collections.abc import Mapping as Dict

from guardian_emu.topology.errors import Report
from guardian_emu.topology.expand_format import ExpandSection, LineSection
from guardian_emu.topology.expand_model import (
    EXPAND_PROFILES,
    Expand,
    ExpandProfile,
    ExpandProfileName,
    Line,
    LineEnd,
    RemotePassword,
    factor_of,
)
from guardian_emu.topology.nearest import listed, nearest

MOST_LINES_OF_A_PATH = 8
BUILT_IN_USERS = ("SUPER.SUPER", "NULL.NULL")


def check(section: ExpandSection, cpus: Dict[str, int], users: Dict[str, Dict[str, str]], report: Report) -> None:
    """Put every contradiction into the report. ``cpus`` and ``users`` are those of each node, by its name."""
    owners: dict[str, LineSection] = {}
    lines_of: dict[frozenset[str], int] = {}
    for number, line in enumerate(section.lines or (), start=1):
        _check_ends(line, cpus, report)
        _check_weight(line, report)
        _check_name(line, number, owners, report)
        nodes = frozenset(end.node for end in line.between or ())
        lines_of[nodes] = lines_of.get(nodes, 0) + 1
        if lines_of[nodes] == MOST_LINES_OF_A_PATH + 1:
            cause, step = "a path has up to 8 lines (EX-02)", "remove one"
            report.add(line.place, f"{listed(sorted(nodes))} have too many lines", str(lines_of[nodes]), cause, step)
    for node, of_users in (section.remote_passwords or {}).items():
        _check_node(section, node, cpus, report)
        for user, passwords in of_users.items():
            _check_user(section, user, [*BUILT_IN_USERS, *users.get(node, {})], report)
            for to in passwords:
                _check_node(section, to, cpus, report)


def resolve(section: ExpandSection | None) -> Expand | None:
    """The network that a validated section describes."""
    if section is None:
        return None
    usual = EXPAND_PROFILES[section.profile or ExpandProfileName.FAST]
    return Expand(
        profile=ExpandProfile(
            abort_ms=usual.abort_ms if section.abort_timer is None else section.abort_timer,
            l4_timeout_ms=section.l4_timeout or usual.l4_timeout_ms,
            l4_retries=usual.l4_retries if section.l4_retries is None else section.l4_retries,
        ),
        lines=tuple(_line(line, number) for number, line in enumerate(section.lines or (), start=1)),
        passwords=_passwords(section),
    )


def name_of(line: LineSection, number: int) -> str:
    """The name of the line that stands in that place of the list."""
    return line.name or f"$LH{number}"


def _line(line: LineSection, number: int) -> Line:
    first, second = line.between or ()
    factor = factor_of(line.speed) if line.speed else line.time_factor or 1
    return Line(name=name_of(line, number), ends=(first, second), factor=factor)


def _passwords(section: ExpandSection) -> tuple[RemotePassword, ...] | None:
    if section.remote_passwords is None:
        return None
    return tuple(
        RemotePassword(node=node, user=user, to=to, password=password)
        for node, users in section.remote_passwords.items()
        for user, passwords in users.items()
        for to, password in passwords.items()
    )


def _check_ends(line: LineSection, cpus: Dict[str, int], report: Report) -> None:
    if line.between is None:
        return
    place = line.at("between")
    if len(line.between) != 2:
        shown = listed(f"{end.node}.{end.cpu}" for end in line.between)
        report.add(place, "a line has two ends", shown, "one is missing, or one too many", "name two CPUs")
        return
    for end in line.between:
        _check_end(line, end, cpus, report)
    if line.between[0].node == line.between[1].node:
        cause, step = "the CPUs of a node have their fabrics X and Y", "name CPUs of two nodes"
        report.add(place, "both ends of this line are in one node", line.between[0].node, cause, step)


def _check_end(line: LineSection, end: LineEnd, cpus: Dict[str, int], report: Report) -> None:
    if end.node not in cpus:
        near = nearest(end.node, cpus)
        step = f"write {near}" if near else f"add {end.node} under nodes"
        report.add(line.at("between"), f"there is no node {end.node}", end.node, f"the nodes are {listed(cpus)}", step)
    elif end.cpu >= cpus[end.node]:
        cause = f"{end.node} has {cpus[end.node]} CPUs, numbered from 0"
        step = f"write a CPU below {cpus[end.node]}, or give {end.node} more cpus"
        report.add(line.at("between"), f"{end.node} has no CPU {end.cpu}", str(end.cpu), cause, step)


def _check_weight(line: LineSection, report: Report) -> None:
    if line.speed is not None and line.time_factor is not None:
        cause, step = "each gives the other: speed = 224000 / time-factor", "keep one of the two"
        report.add(line.at("speed"), "this line has both speed and time-factor", str(line.speed), cause, step)


def _check_name(line: LineSection, number: int, owners: dict[str, LineSection], report: Report) -> None:
    name = name_of(line, number)
    if name in owners:
        cause = f"the line of line {owners[name].place.line} of this file has it"
        report.add(line.at("name"), f"two lines have the name {name}", name, cause, "give each line its own name")
    owners.setdefault(name, line)


def _check_node(section: ExpandSection, node: str, cpus: Dict[str, int], report: Report) -> None:
    if node not in cpus:
        near = nearest(node, cpus)
        step = f"write {near}" if near else f"add {node} under nodes"
        cause = f"the nodes are {listed(cpus)}"
        report.add(section.at("remote_passwords"), f"there is no node {node}", node, cause, step)


def _check_user(section: ExpandSection, user: str, users: list[str], report: Report) -> None:
    if user not in users:
        near = nearest(user, users)
        step = f"write {near}" if near else f"add {user} under users of the node"
        cause = f"the users there are {listed(users)}"
        report.add(section.at("remote_passwords"), f"there is no user {user} in that node", user, cause, step)
