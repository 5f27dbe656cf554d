"""Commands that watch a node."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from . import options, screen
from .options import CpuName, cpu_name, json_option, runtime_option, topology_option

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress


@click.command()
@click.argument("cpu", type=cpu_name, required=False)
@click.option("--follow", is_flag=True, help="Go on until the CPU ends; needs a CPU.")
@click.option("--tail", type=click.IntRange(min=0), metavar="N", help="Only the last N lines of each CPU.")
@topology_option
@runtime_option
@json_option
def logs(
    cpu: CpuName | None, follow: bool, tail: int | None, file: str | None, runtime: str | None, as_json: bool
) -> None:
    """Show the log of one CPU, or of all CPUs one after the other."""
    if follow and cpu is None:
        raise click.UsageError("--follow needs a CPU", click.get_current_context())
    topology = options.load_topology(file)
    wanted = [options.address(topology, cpu)] if cpu else _all_cpus(topology.nodes)
    _, launcher = options.running(file, runtime)
    for target in wanted:
        for line in launcher.logs(target, follow=follow, tail=tail):
            _print_log(target, line, as_json)


def _all_cpus(nodes: Any) -> list[CpuAddress]:
    from guardian_emu.launch.launcher import CpuAddress

    return [CpuAddress(node.name, number) for node in nodes for number in node.cpu_numbers]


def _print_log(cpu: CpuAddress, line: dict[str, Any], as_json: bool) -> None:
    if as_json:
        screen.print_json_line({"node": cpu.node, **line})
        return
    from guardian_emu.launch.logs import describe

    print(f"{cpu.node}.{cpu.cpu} {_seconds(line)} {line.get('level', ''):<7} {describe(line)}", flush=True)


def _seconds(event: dict[str, Any]) -> str:
    return f"{event['t'] / 1e9:.3f}" if isinstance(event.get("t"), int) else "-"


@click.command()
@topology_option
@runtime_option
@json_option
def events(file: str | None, runtime: str | None, as_json: bool) -> None:
    """Follow CPUs going down and up, takeovers, births and deaths of processes, until interrupted."""
    from guardian_emu.operating.listening import Listening

    _, launcher = options.running(file, runtime)
    listening = Listening(launcher)
    print(f"listening to {len(listening.cpus)} CPUs", file=sys.stderr, flush=True)
    told: dict[str, str] = {}
    for cpu, event in listening.events():
        if as_json:
            screen.print_json_line({"node": cpu.node, **event})
        elif not _repeats(cpu, event, told):
            print(f"{_seconds(event)} {cpu.node}.{event.get('cpu', '?')} {screen.event_text(event)}", flush=True)


def _repeats(cpu: CpuAddress, event: dict[str, Any], told: dict[str, str]) -> bool:
    """Whether another CPU has reported this change of a CPU already: every survivor does."""
    kind = str(event.get("event"))
    if kind not in ("cpu-down", "cpu-up"):
        return False
    subject = f"{cpu.node}.{event.get('down' if kind == 'cpu-down' else 'up')}"
    repeated = told.get(subject) == kind
    told[subject] = kind
    return repeated
