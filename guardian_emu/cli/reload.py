"""Loading CPUs again: some that have halted, or all of a node in turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from guardian_emu.errors import EnvironmentProblem, GuardianEmuError, UsageError

from . import options, screen
from .options import CpuName, cpu_name, duration, runtime_option, topology_option

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress, Launcher
    from guardian_emu.topology.model import Topology

DISK_OPTIONS = ("PRIME", "NOSWITCH")
_RANGE = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")


@click.command()
@click.argument("words", metavar="[CPU]...", nargs=-1)
@click.option("--rolling", is_flag=True, help="Halt and reload every CPU of the node in turn, under way.")
@click.option(
    "--settle",
    type=duration,
    metavar="TIME",
    default="5s",
    show_default=True,
    help="How long --rolling leaves new backups alone before the next halt.",
)
@click.option("--node", metavar="NODE", help="Of several nodes, the one that --rolling means.")
@topology_option
@runtime_option
def reload(
    words: tuple[str, ...], rolling: bool, settle: int, node: str | None, file: str | None, runtime: str | None
) -> None:
    """Load halted CPUs again; they join the running node.

    CPUs are given as in `reload 1 2`, `reload 1,2` or `reload 1-3`.
    """
    names, disk_options = cpu_list(words)
    if rolling and (names or disk_options):
        raise UsageError("--rolling reloads every CPU", " ".join(words), "CPUs were named too", "leave one of them out")
    if not rolling and not names:
        raise UsageError("no CPU was named", None, "reload loads halted CPUs", "name them, or use --rolling")
    cpus = [options.address(options.load_topology(file), name) for name in names]
    topology, launcher = options.running(file, runtime)
    if rolling:
        _roll(topology, launcher, node, settle / 1000)
        return
    for option in disk_options:
        print(f"{option} changes nothing: it is about disk processes, and this node has none")
    _reload(launcher, cpus)


def cpu_list(words: tuple[str, ...]) -> tuple[list[CpuName], list[str]]:
    """The CPUs and the options for disk processes in the words of the command. Raises UsageError (RL-03)."""
    names: list[CpuName] = []
    disk_options: list[str] = []
    for word in " ".join(words).replace(",", " ").split():
        if word.upper() in DISK_OPTIONS:
            disk_options.append(word.upper())
            continue
        for name in _range(word):
            if name in names:
                raise UsageError(f"CPU {name} already specified", " ".join(words), "it is named twice", "name it once")
            names.append(name)
    return names, disk_options


def _range(word: str) -> list[CpuName]:
    if found := _RANGE.fullmatch(word):
        first, last = int(found[1]), int(found[2])
        if first > last:
            raise UsageError("this is no range of CPUs", word, "it ends before it begins", f"write {last}-{first}")
        return [cpu_name(str(number)) for number in range(first, last + 1)]
    return [cpu_name(word)]


def _reload(launcher: Launcher, cpus: list[CpuAddress]) -> None:
    """One after the other; a line for each, and what keeps one of them away does not keep the others (RL-01)."""
    from guardian_emu.chaos import injection

    problems: list[GuardianEmuError] = []
    with screen.Progress() as progress:
        for cpu in cpus:
            progress.stage(f"loading {cpu}")
            try:
                injection.reload(launcher, cpu, progress)
            except GuardianEmuError as problem:
                problems.append(problem)
                if len(cpus) > 1:
                    progress.note(f"{cpu} is not reloaded: {problem.cause}")
            else:
                print(f"{cpu} is up")
    if len(problems) == 1:
        raise problems[0]
    if problems:
        whats = "; ".join(problem.what for problem in problems)
        raise EnvironmentProblem(
            f"{len(problems)} CPUs are not reloaded", whats, problems[0].cause, problems[0].next_step
        )


def _roll(topology: Topology, launcher: Launcher, node: str | None, settle: float) -> None:
    from guardian_emu.chaos import injection
    from guardian_emu.launch import rolling

    name = topology.node(node).name
    with screen.Progress() as progress:

        def load(cpu: CpuAddress) -> None:
            progress.stage(f"{cpu} is halted; loading it")
            injection.reload(launcher, cpu, progress)
            progress.stage(f"{cpu} is up; waiting for the pairs to be whole")

        for cpu in rolling.roll(launcher, name, load, settle):
            progress.note(f"{cpu} is reloaded, every pair has its backup")
    print(f"every CPU of {name} is reloaded")
