"""Commands about whole nodes and their CPUs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from guardian_emu.errors import EnvironmentProblem, UsageError

from . import network, options, screen
from .options import duration, json_option, runtime_option, topology_option

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import Launcher
    from guardian_emu.topology.model import Topology


@click.command()
@topology_option
@runtime_option
@click.option("--ttl", type=duration, metavar="TIME", help="CPUs halt themselves after this time, such as 30m.")
@json_option
def up(file: str | None, runtime: str | None, ttl: int | None, as_json: bool) -> None:
    """Start a topology: its CPUs, programs and processes."""
    from guardian_emu.launch import launcher as launch
    from guardian_emu.operating import programs

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
@click.option("--paths", "shows_paths", is_flag=True, help="Show the paths between CPUs on both fabrics instead.")
def status(file: str | None, runtime: str | None, as_json: bool, shows_paths: bool) -> None:
    """Show CPUs, processes and pairs with their roles."""
    topology, launcher = options.running(file, runtime)
    if shows_paths:
        from . import paths

        paths.show(topology, launcher, as_json)
        return
    _print_status(topology, launcher, as_json)


def _print_status(topology: Topology, launcher: Launcher, as_json: bool) -> None:
    from guardian_emu.operating.status import of_topology

    told = of_topology(topology, launcher)
    if as_json:
        screen.print_json(told)
        return
    for node in told["nodes"]:
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
