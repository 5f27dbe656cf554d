"""Commands about the network that joins nodes: its lines, and the ways between nodes."""

from __future__ import annotations

from typing import Any

import click

from . import options, screen
from .options import json_option, runtime_option, topology_option


@click.group()
def line() -> None:
    """Cut and join lines between nodes."""


@line.command()
@click.argument("name")
@topology_option
@runtime_option
def cut(name: str, file: str | None, runtime: str | None) -> None:
    """Cut a line of Expand: nothing goes over it any more."""
    _topology, launcher = options.running(file, runtime)
    launcher.cut_line(name)
    print(f"line {name.upper()} is cut")


@line.command()
@click.argument("name")
@topology_option
@runtime_option
def join(name: str, file: str | None, runtime: str | None) -> None:
    """Put a line that was cut back into use."""
    _topology, launcher = options.running(file, runtime)
    launcher.join_line(name)
    print(f"line {name.upper()} is joined")


@click.command()
@click.argument("first")
@click.argument("second")
@topology_option
@runtime_option
@json_option
def probe(first: str, second: str, file: str | None, runtime: str | None, as_json: bool) -> None:
    """Show the way from one node to another, and how long a question there and its answer take."""
    from guardian_emu.errors import EnvironmentProblem
    from guardian_emu.launch.launcher import CpuState

    topology, launcher = options.running(file, runtime)
    node = topology.node(first)
    states = launcher.states()
    here = [cpu for cpu, state in states.items() if cpu.node == node.name and state is CpuState.RUNNING]
    if not here:
        raise EnvironmentProblem(f"no CPU of {node.name} is running", None, "all have halted", "load one of them")
    with launcher.attach(here[0]) as channel:
        found = channel.request("probe", node=topology.node(second).name)
    if as_json:
        screen.print_json(found)
    else:
        print(f"{' - '.join(found['way'])}  {found['round_trip_ms']} ms")


def print_status(network: dict[str, Any] | None) -> None:
    """The lines of a node and its ways to others, if there are any."""
    if not network or not network["nodes"]:
        return
    print()
    screen.table(
        ["line", "cpu", "to", "state", "factor", "circuits"],
        [
            [line["line"], line["cpu"], f"{line['to']}.{line['to_cpu']}", line["state"], line["time_factor"],
             line["circuits"]]
            for line in network["lines"]
        ],
    )  # fmt: skip
    print()
    screen.table(
        ["node", "number", "state", "way", "factor", "cpus up"],
        [
            [node["node"], node["number"], node["state"], " ".join(node["way"]), node["time_factor"],
             " ".join(map(str, node["cpus_up"]))]
            for node in network["nodes"]
        ],
    )  # fmt: skip
