"""What several commands have in common: options, and the values behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from guardian_emu.errors import EnvironmentProblem, UsageError

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress, Launcher
    from guardian_emu.topology.model import Topology

Function = TypeVar("Function", bound=Callable[..., Any])

topology_option = click.option(
    "-f",
    "--file",
    "file",
    metavar="FILE",
    help="Topology file or name; without it the one in this directory.",
)
runtime_option = click.option(
    "--runtime",
    type=click.Choice(["docker", "embedded"]),
    help="Where CPUs run; without it Docker when its engine answers, else embedded.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class CpuName(NamedTuple):
    """A CPU as a user writes it: ``1``, or ``\\BETA.1`` where there are several nodes."""

    node: str | None
    cpu: int

    def __str__(self) -> str:
        return str(self.cpu) if self.node is None else f"{self.node}.{self.cpu}"


def cpu_name(text: str) -> CpuName:
    """Reads a CpuName; its range is checked against the topology later."""
    found = re.fullmatch(r"(?:(\\[A-Za-z][A-Za-z0-9]{0,6})\.)?([0-9]{1,2})", text)
    if found is None or int(found[2]) > 15:
        raise UsageError(
            "this is no CPU", text, "CPUs are numbered 0 to 15", r"write for instance 1, or '\BETA.1' for another node"
        )
    return CpuName(found[1] and found[1].upper(), int(found[2]))


def process_reference(text: str) -> str:
    """Reads ``$NAME``, ``CPU,PIN`` or a handle in hex, as the operator protocol takes them."""
    forms = (r"(\\[A-Z][A-Z0-9]{0,6}\.)?\$[A-Z][A-Z0-9]{0,4}", r"[0-9]{1,2},[0-9]{1,5}", r"[0-9A-F]{40}")
    if not any(re.fullmatch(form, text.upper()) for form in forms):
        raise UsageError(
            "this names no process",
            text,
            "a shell takes $NAME for a variable of its own unless it is quoted",
            "write '$SRV' in single quotes, or CPU,PIN such as 1,2 (`guardian-emu status` shows both)",
        )
    return text.upper()


def duration(text: str) -> int:
    """Reads ``30m`` or ``2s``, as milliseconds."""
    from guardian_emu.topology.durations import milliseconds
    from guardian_emu.topology.errors import Refused

    try:
        return milliseconds(text)
    except Refused as refused:
        raise UsageError(refused.what, text, refused.cause, refused.next_step) from None


def name_of_process(text: str) -> str:
    """Reads a process name, ``$`` and 1 to 5 letters or digits."""
    from guardian_emu.topology import names

    return _name(text, names.process_name)


def _name(text: str, parse: Callable[[str], str]) -> str:
    from guardian_emu.topology.errors import Refused

    try:
        return parse(text)
    except Refused as refused:
        quoted = ", in single quotes" if "$" in refused.next_step else ""
        raise UsageError(refused.what, text, refused.cause, f"{refused.next_step}{quoted}") from None


def user_reference(text: str) -> str:
    """Reads ``GROUP.USER`` or ``group,user``."""
    from guardian_emu.topology import names

    return _name(text, names.user)


def file_of_startup(text: str) -> str:
    """Reads a file name for IN or OUT; an empty text is no file."""
    from guardian_emu.topology import names

    return _name(text, names.file_name) if text else ""


def home_terminal(text: str) -> str:
    """Reads the name of a terminal."""
    from guardian_emu.topology import names

    return _name(text, names.terminal_name)


def param(text: str) -> tuple[str, str]:
    """Reads ``NAME=VALUE``; the value may be empty."""
    from guardian_emu.topology import names

    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError("this is no PARAM", text, "it has no =", "write NAME=VALUE, for instance DEBUG=on")
    return _name(name, names.param_name), value


def assign(text: str) -> tuple[str, str]:
    """Reads ``LOGICAL=FILE``."""
    from guardian_emu.topology import names

    name, equals, file = text.partition("=")
    if not equals:
        raise UsageError("this is no ASSIGN", text, "it has no =", "write NAME=FILE, for instance 'JOURNAL=$D.S.F'")
    return _name(name, names.logical_name), _name(file, names.file_name)


def load_topology(file: str | None) -> Topology:
    """The topology that ``-f`` names, or that of this directory."""
    from guardian_emu import topology

    return topology.load(topology.find(file))


def running(file: str | None, runtime: str | None) -> tuple[Topology, Launcher]:
    """The topology and its session that is up. Raises EnvironmentProblem when none is."""
    from guardian_emu.launch import launcher

    topology = load_topology(file)
    return topology, launcher.find(topology.name, runtime)


def session_of(topology: Topology, runtime: str | None) -> Launcher | None:
    """The session of the topology that is up, if there is one."""
    from guardian_emu.launch import launcher

    try:
        return launcher.find(topology.name, runtime)
    except EnvironmentProblem as problem:
        if problem.what != f"{topology.name} is not up":
            raise
    return None


def address(topology: Topology, name: CpuName) -> CpuAddress:
    """The CPU meant. Raises UsageError for one that the topology does not have."""
    from guardian_emu.launch.launcher import CpuAddress

    node = topology.node(name.node)
    if name.cpu not in node.cpu_numbers:
        cause = f"{node.name} has {node.cpus} CPUs"
        raise UsageError("the node has no such CPU", name, cause, f"name one of 0 to {node.cpus - 1}")
    return CpuAddress(node.name, name.cpu)


def cpu_of(file: str | None, runtime: str | None, name: CpuName) -> tuple[Launcher, CpuAddress]:
    """The session of the topology that is up, and the CPU meant. Raises UsageError and EnvironmentProblem."""
    from guardian_emu.launch import launcher

    topology = load_topology(file)
    cpu = address(topology, name)
    return launcher.find(topology.name, runtime), cpu
