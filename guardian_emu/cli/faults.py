"""Commands that do to CPUs and fabrics what accidents do, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from guardian_emu.errors import UsageError

from . import options, screen
from .options import CpuName, cpu_name, runtime_option, topology_option

if TYPE_CHECKING:
    from guardian_emu.chaos.faults import Fault
    from guardian_emu.launch.launcher import CpuAddress
    from guardian_emu.topology.model import Topology


@click.command()
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def halt(cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Kill a CPU with everything in it, at once."""
    from guardian_emu.chaos import faults, injection

    launcher, target = options.cpu_of(file, runtime, cpu)
    injection.inject(launcher, faults.Halt(target))
    print(f"{target} is halted")


@click.command()
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def freeze(cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Stop a CPU's time: nothing in it runs, nothing is closed. The node will declare it down."""
    from guardian_emu.chaos import faults, injection

    launcher, target = options.cpu_of(file, runtime, cpu)
    injection.inject(launcher, faults.Freeze(target))
    print(f"{target} is frozen")


@click.command()
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def thaw(cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Let a frozen CPU go on. One that was declared down meanwhile halts itself."""
    from guardian_emu.chaos import injection

    launcher, target = options.cpu_of(file, runtime, cpu)
    injection.thaw(launcher, target)
    print(f"{target} goes on")


def percentage(text: str) -> int:
    """Reads ``20%``, 1 to 100."""
    number = text.removesuffix("%")
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= 100):
        raise UsageError("this is no share of a processor", text, "it is 1% to 100%", "write for instance 20%")
    return int(number)


@click.command()
@click.argument("cpu", type=cpu_name)
@click.argument("percent", metavar="PERCENT", type=percentage)
@topology_option
@runtime_option
def throttle(cpu: CpuName, percent: int, file: str | None, runtime: str | None) -> None:
    """Let a CPU have only so much of a processor's time; 100% lifts it."""
    from guardian_emu.chaos import faults, injection

    launcher, target = options.cpu_of(file, runtime, cpu)
    if percent == faults.FULL_SPEED:
        injection.unthrottle(launcher, target)
        print(f"{target} runs at full speed")
        return
    means = injection.throttle(launcher, faults.Throttle(target, percent))
    print(f"{target} has {percent}% of a processor: {means}")


_fabric_argument = click.argument("fabric", type=click.Choice(["X", "Y", "both"], case_sensitive=False))
_peer_option = click.option("--peer", type=cpu_name, metavar="CPU", help="Only the path to that CPU.")
_direction_option = click.option(
    "--direction",
    type=click.Choice(["both", "out", "in"]),
    default="both",
    help="Only what CPU sends there (out), or gets from there (in).",
)


@click.command()
@_fabric_argument
@click.argument("cpu", type=cpu_name)
@_peer_option
@_direction_option
@topology_option
@runtime_option
def cut(fabric: str, cpu: CpuName, peer: CpuName | None, direction: str, file: str | None, runtime: str | None) -> None:
    """Take a CPU off fabric X or Y, or cut its path to one other CPU."""
    from guardian_emu.chaos import injection

    meant = _cuts(file, cpu, fabric, peer, direction)
    launcher, _ = options.cpu_of(file, runtime, cpu)
    for fault in meant:
        injection.inject(launcher, fault)
        print(_sentence(fault))


@click.command()
@_fabric_argument
@click.argument("cpu", type=cpu_name)
@_peer_option
@_direction_option
@topology_option
@runtime_option
def join(
    fabric: str, cpu: CpuName, peer: CpuName | None, direction: str, file: str | None, runtime: str | None
) -> None:
    """Put a CPU back onto fabric X or Y, whatever was cut of it there, or mend its path to one other CPU."""
    from guardian_emu.chaos import faults, injection

    meant = _cuts(file, cpu, fabric, peer, direction)
    launcher, target = options.cpu_of(file, runtime, cpu)
    for fault in meant:
        if isinstance(fault, faults.CutFabric):
            injection.join(launcher, target, fault.fabric)
        else:
            injection.lift(launcher, fault)
        print(fault.undone)


def _cuts(file: str | None, name: CpuName, fabric: str, peer: CpuName | None, direction: str) -> list[Fault]:
    """The cuts that the words of a command mean. Raises UsageError."""
    from guardian_emu.chaos import faults
    from guardian_emu.launch.launcher import Direction
    from guardian_emu.launch.plan import FABRICS

    topology = options.load_topology(file)
    cpu = options.address(topology, name)
    names = FABRICS if fabric == "both" else (fabric,)
    if peer is None and direction == "both":
        return [faults.CutFabric(cpu, one) for one in names]
    other = None if peer is None else _other(topology, cpu, peer)
    return [faults.CutPath(cpu, one, other, Direction(direction)) for one in names]


def _other(topology: Topology, cpu: CpuAddress, peer: CpuName) -> int:
    """The CPU at the other end of a path, which has to be one of the same node."""
    other = options.address(topology, CpuName(peer.node or cpu.node, peer.cpu))
    if other == cpu or other.node != cpu.node:
        cause = "a path leads to another CPU" if other == cpu else "fabrics join the CPUs of one node"
        raise UsageError("there is no such path", f"{cpu} to {other}", cause, "name another CPU of the same node")
    return other.cpu


def _sentence(fault: Fault) -> str:
    from guardian_emu.chaos import faults

    if isinstance(fault, faults.CutPath):
        return f"{fault.cpu} {fault.path} is cut"
    assert isinstance(fault, faults.CutFabric)
    return f"{fault.cpu} is off fabric {fault.fabric}"


@click.command()
@topology_option
@runtime_option
def heal(file: str | None, runtime: str | None) -> None:
    """Undo every fault of a topology that is up, and reload every CPU that has halted."""
    from guardian_emu.chaos import injection

    _topology, launcher = options.running(file, runtime)
    done = 0
    with screen.Progress() as progress:
        for done, sentence in enumerate(injection.heal(launcher, progress), 1):  # noqa: B007 - told below
            progress.note(sentence)
    print("nothing to heal" if done == 0 else "healed")
