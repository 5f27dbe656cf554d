"""Commands about whole nodes and their CPUs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from guardian_emu.errors import EnvironmentProblem, UsageError

from . import network, options, screen
from .options import CpuName, cpu_name, duration, json_option, runtime_option, topology_option

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import CpuAddress, Launcher
    from guardian_emu.topology.model import Node, Topology


@click.command()
@topology_option
@runtime_option
@click.option("--ttl", type=duration, metavar="TIME", help="CPUs halt themselves after this time, such as 30m.")
@json_option
def up(file: str | None, runtime: str | None, ttl: int | None, as_json: bool) -> None:
    """Start a topology: its CPUs, programs and processes."""
    from guardian_emu.launch import launcher as launch

    from . import programs

    topology = options.load_topology(file)
    with screen.Progress() as progress:
        for removed in launch.sweep(progress):
            progress.note(f"swept: {removed}")
        if already := options.session_of(topology, runtime):
            raise UsageError(
                f"{topology.name} is already up",
                f"session {already.session} on {already.runtime}",
                "an earlier `up` of the same topology",
                "use it (`guardian-emu status`), or run `guardian-emu down` first",
            )
        chosen, reason = launch.choose(runtime)
        progress.note(f"runtime: {chosen} ({reason})")
        files = programs.compile_all(topology, progress)
        launcher = launch.create(topology, chosen, ttl=None if ttl is None else ttl / 1000)
        launcher.up(progress)
        try:
            programs.install_all(topology, launcher, files)
            programs.start(topology, launcher, progress)
        except BaseException:
            launcher.remove(progress)
            raise
    _print_status(topology, launcher, as_json)


@click.command()
@topology_option
@runtime_option
@click.option("--all", "everything", is_flag=True, help="Remove every session of ours, of any topology.")
@json_option
def down(file: str | None, runtime: str | None, everything: bool, as_json: bool) -> None:
    """Remove every trace of a topology that is up. Nothing to remove is no error."""
    from guardian_emu.launch import launcher as launch

    with screen.Progress() as progress:
        if everything:
            removed = launch.sweep(progress, all=True)
        else:
            removed = _remove(options.load_topology(file), runtime, progress)
    _print_removed(removed, as_json)


def _remove(topology: Topology, runtime: str | None, progress: screen.Progress) -> list[str]:
    removed = []
    while launcher := options.session_of(topology, runtime):
        launcher.remove(progress)
        removed.append(f"{launcher.topology} ({launcher.session})")
    return removed


@click.command()
@click.option(
    "--cache", is_flag=True, help="Also empty the cache of programs and libraries, and remove outdated images."
)
@json_option
def prune(cache: bool, as_json: bool) -> None:
    """Remove what dead sessions left behind."""
    from guardian_emu.launch import launcher as launch

    with screen.Progress() as progress:
        removed = launch.sweep(progress)
    if cache:
        removed += [*_empty_cache(), *_remove_outdated_images()]
    _print_removed(removed, as_json)


def _empty_cache() -> Iterator[str]:
    import shutil

    from guardian_emu.cc import runtime

    for part in ("programs", "runtime", "objects"):
        directory = runtime.cache_directory() / part
        if directory.is_dir():
            shutil.rmtree(directory)
            yield str(directory)


def _remove_outdated_images() -> Iterator[str]:
    """An image that a running CPU still uses stays: the engine refuses to remove it."""
    from guardian_emu.launch import engine, images

    if not engine.probe()[0]:
        return
    api = engine.connect()
    for tag in images.outdated(api):
        try:
            with engine.problems("an image cannot be removed", tag):
                api.remove_image(tag)
        except EnvironmentProblem:
            continue
        yield tag
    api.close()


def _print_removed(removed: list[str], as_json: bool) -> None:
    if as_json:
        screen.print_json({"removed": removed})
    else:
        print("\n".join(f"removed {what}" for what in removed) or "nothing to remove")


@click.command()
@topology_option
@runtime_option
@json_option
def status(file: str | None, runtime: str | None, as_json: bool) -> None:
    """Show CPUs, processes and pairs with their roles."""
    topology, launcher = options.running(file, runtime)
    _print_status(topology, launcher, as_json)


def _print_status(topology: Topology, launcher: Launcher, as_json: bool) -> None:
    states = {str(cpu): state.value for cpu, state in launcher.states().items()}
    nodes = [_node_status(node, launcher, states) for node in topology.nodes]
    if as_json:
        screen.print_json(
            {"topology": topology.name, "runtime": launcher.runtime, "session": launcher.session, "nodes": nodes}
        )
        return
    for node in nodes:
        print(f"{node['node']}  {topology.name} on {launcher.runtime}")
        screen.table(
            ["cpu", "state", "node says", "load"],
            [[cpu["cpu"], cpu["container"], cpu["state"], cpu["incarnation"]] for cpu in node["cpus"]],
        )
        if node["processes"]:
            print()
            screen.table(
                ["process", "role", "cpu,pin", "program", "state", "pri", "user"],
                [_process_row(process) for process in node["processes"]],
            )
        network.print_status(node["expand"])


def _process_row(process: dict[str, Any]) -> list[object]:
    return [
        process.get("name") or process.get("descriptor"),
        process.get("role"),
        f"{process.get('cpu')},{process.get('pin')}",
        process.get("program"),
        process.get("state"),
        process.get("priority"),
        process.get("user"),
    ]


def _node_status(node: Node, launcher: Launcher, states: dict[str, str]) -> dict[str, Any]:
    """What the launcher sees of each CPU, and what the node itself says through the first CPU that answers."""
    said = _ask_node(node, launcher, states)
    of_cpu = {cpu["cpu"]: cpu for cpu in said.get("cpus", [])}
    cpus = [
        {
            "cpu": number,
            "container": states.get(f"{node.name} CPU {number}", "absent"),
            "state": of_cpu.get(number, {}).get("state"),
            "incarnation": of_cpu.get(number, {}).get("incarnation"),
        }
        for number in node.cpu_numbers
    ]
    processes = sorted(said.get("processes", []), key=_pairs_together)
    return {"node": node.name, "cpus": cpus, "processes": processes, "expand": said.get("expand")}


def _pairs_together(process: dict[str, Any]) -> tuple[bool, str, bool, int, int]:
    name = process.get("name") or ""
    return (not name, name, process.get("role") == "backup", int(process.get("cpu", 0)), int(process.get("pin", 0)))


def _ask_node(node: Node, launcher: Launcher, states: dict[str, str]) -> dict[str, Any]:
    from guardian_emu.launch.channel import ChannelClosed
    from guardian_emu.launch.launcher import CpuAddress

    for number in node.cpu_numbers:
        cpu = CpuAddress(node.name, number)
        if states.get(str(cpu)) != "running":
            continue
        try:
            with launcher.attach(cpu) as channel:
                return channel.request("status")
        except ChannelClosed:
            continue
    return {}


def _cpu(file: str | None, runtime: str | None, name: CpuName) -> tuple[Launcher, CpuAddress]:
    topology = options.load_topology(file)
    cpu = options.address(topology, name)
    from guardian_emu.launch import launcher as launch

    return launch.find(topology.name, runtime), cpu


@click.command()
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def halt(cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Kill a CPU with everything in it, at once."""
    launcher, target = _cpu(file, runtime, cpu)
    launcher.halt(target)
    print(f"{target} is halted")


@click.command()
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def reload(cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Load a halted CPU again; it joins the running node."""
    launcher, target = _cpu(file, runtime, cpu)
    with screen.Progress() as progress:
        progress.stage(f"loading {target}")
        launcher.start(target, progress)
    print(f"{target} is up")


@click.command()
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def freeze(cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Stop a CPU's time: nothing in it runs, nothing is closed. The node will declare it down."""
    launcher, target = _cpu(file, runtime, cpu)
    launcher.freeze(target)
    print(f"{target} is frozen")


@click.command()
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def thaw(cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Let a frozen CPU go on. One that was declared down meanwhile halts itself."""
    launcher, target = _cpu(file, runtime, cpu)
    launcher.thaw(target)
    print(f"{target} goes on")


_fabric_argument = click.argument("fabric", type=click.Choice(["X", "Y"], case_sensitive=False))


@click.command()
@_fabric_argument
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def cut(fabric: str, cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Take a CPU off fabric X or Y."""
    launcher, target = _cpu(file, runtime, cpu)
    launcher.cut(target, fabric)
    print(f"{target} is off fabric {fabric}")


@click.command()
@_fabric_argument
@click.argument("cpu", type=cpu_name)
@topology_option
@runtime_option
def join(fabric: str, cpu: CpuName, file: str | None, runtime: str | None) -> None:
    """Put a CPU back onto fabric X or Y."""
    launcher, target = _cpu(file, runtime, cpu)
    launcher.join(target, fabric)
    print(f"{target} is on fabric {fabric}")
