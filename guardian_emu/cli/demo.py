"""``guardian-emu demo``: a process pair under load survives four faults."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guardian_emu.errors import ExpectationFailed, UsageError

from . import screen
from .options import duration, json_option, runtime_option

if TYPE_CHECKING:
    from guardian_emu.demo.script import FaultNotes
    from guardian_emu.launch.launcher import Launcher
    from guardian_emu.topology.model import Topology

    Play = Callable[[Topology, Launcher, screen.Progress, Path, FaultNotes], dict[str, Any]]


@click.command()
@runtime_option
@json_option
@click.option("--faults", help="What happens: halt, freeze, stop, with commas between; 50*halt for many.")
@click.option("--load", "load_seconds", type=float, help="Seconds of load before each fault.")
@click.option("--rolling", "rounds", type=click.IntRange(1), metavar="ROUNDS", help="Reload every CPU in turn instead.")
@click.option("--partitions", is_flag=True, help="Cut paths between CPUs instead: 2|2, 1|3, one-way, overlapping.")
@click.option("--flap", type=duration, metavar="TIME", help="Cut and join X and Y in turn instead, so long.")
@click.option("--settle", type=duration, metavar="TIME", help="With --rolling: rest before each halt, 5s.")
@click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), help="Where the run directory goes.")
def demo(
    runtime: str | None,
    as_json: bool,
    faults: str | None,
    load_seconds: float | None,
    rounds: int | None,
    partitions: bool,
    flap: int | None,
    settle: int | None,
    runs: Path,
) -> None:
    """Kill a processor under load, four times, and account for every request."""
    from guardian_emu.demo import script
    from guardian_emu.launch.rolling import SETTLE_SECONDS

    _check_together(faults, load_seconds, rounds, partitions, flap)
    if rounds is not None:
        content, directory = _on_stage(runtime, "rolling", runs, partial(_roll, rounds, settle))
    elif partitions:
        load = SETTLE_SECONDS if load_seconds is None else load_seconds
        content, directory = _on_stage(runtime, "rolling", runs, partial(_part, load))
    elif flap is not None:
        content, directory = _on_stage(runtime, "rolling", runs, partial(_flap, flap / 1000))
    else:
        plan = script.FAULTS if faults is None else script.faults_of(faults)
        load = script.LOAD_SECONDS if load_seconds is None else load_seconds
        content, directory = _on_stage(runtime, "demo", runs, partial(_play, plan, load))
    _show(content, directory, as_json)
    if not content["valid"]:
        raise ExpectationFailed(
            "the demonstration is not valid",
            str(content["requests"]),
            "a request was lost or done twice, or a takeover or a reload is missing",
            f"look at {directory}",
        )


def _check_together(
    faults: str | None, load: float | None, rounds: int | None, partitions: bool, flap: int | None
) -> None:
    plays = {"--rolling": rounds is not None, "--partitions": partitions, "--flap": flap is not None}
    given = [name for name, is_given in plays.items() if is_given]
    others = [*given[1:], *(["--faults"] if faults is not None else [])]
    if load is not None and given and given[0] != "--partitions":
        others.append("--load")
    if given and others:
        raise UsageError(f"{given[0]} makes no other faults", ", ".join(others), "both were given", "leave one out")


def _on_stage(runtime: str | None, name: str, runs: Path, play: Play) -> tuple[dict[str, Any], Path]:
    """Bring a topology up, play on it, take it down; the account and the run directory where it is."""
    from guardian_emu import topology as topologies
    from guardian_emu.demo import script, verdict
    from guardian_emu.launch import launcher as launch
    from guardian_emu.operating import programs

    from . import reports

    directory = script.run_directory(runs / name)
    topology = _topology(topologies.load(topologies.find(name)))
    with screen.Progress() as progress:
        launch.sweep(progress)
        chosen, reason = launch.choose(runtime)
        progress.note(f"runtime: {chosen} ({reason})")
        files = programs.compile_all(topology, progress)
        launcher = launch.create(topology, chosen, leashed=True)
        with reports.of_run(f"{topology.name} on {chosen}", topology, launcher, directory, progress) as report:
            launcher.up(progress)
            programs.install_all(topology, launcher, files)
            content = play(topology, launcher, progress, directory, report.faults)
            verdict.write(directory, content)
            report.expectations = reports.expectations(content)
    return content, directory


def _topology(topology: Topology) -> Topology:
    """The topology as it is; its programs for the host ABI where the tools of the nonstop ABI are missing."""
    from dataclasses import replace

    from guardian_emu.cc import toolchain
    from guardian_emu.topology.model import Abi

    if toolchain.has_nonstop_compiler():
        return topology
    return replace(topology, programs=tuple(replace(program, abi=Abi.HOST) for program in topology.programs))


def _play(
    faults: tuple[str, ...],
    load: float,
    topology: Topology,
    launcher: Launcher,
    progress: screen.Progress,
    directory: Path,
    notes: FaultNotes,
) -> dict[str, Any]:
    from guardian_emu.demo import script, verdict
    from guardian_emu.operating import programs

    node = topology.nodes[0].name
    with script.watching(launcher, node) as watcher:
        programs.start(topology, launcher, progress)
        stage = script.Stage(launcher, node, watcher, progress, directory, progress.note, faults, load, notes)
        requests, takeovers = script.play(stage)
    abi = topology.programs[0].abi.value
    return verdict.result(launcher.runtime, abi, requests, takeovers, expected=len(faults))


def _roll(
    rounds: int,
    settle: int | None,
    topology: Topology,
    launcher: Launcher,
    progress: screen.Progress,
    directory: Path,
    notes: FaultNotes,
) -> dict[str, Any]:
    from guardian_emu.demo import rolling
    from guardian_emu.launch.rolling import SETTLE_SECONDS
    from guardian_emu.operating import programs

    node = topology.nodes[0]
    seconds = SETTLE_SECONDS if settle is None else settle / 1000
    programs.start(topology, launcher, progress)
    requests, reloads = rolling.play(launcher, node.name, progress, directory, progress.note, rounds, seconds)
    abi = topology.programs[0].abi.value
    return rolling.result(launcher.runtime, abi, requests, reloads, node.cpus, rounds)


def _part(
    load: float, topology: Topology, launcher: Launcher, progress: screen.Progress, directory: Path, _: FaultNotes
) -> dict[str, Any]:
    from guardian_emu.demo import partitions
    from guardian_emu.operating import programs

    programs.start(topology, launcher, progress)
    stage = partitions.Stage(launcher, topology.nodes[0].name, progress, progress.note, load)
    requests, played = partitions.play(stage, directory)
    return partitions.result(launcher.runtime, topology.programs[0].abi.value, requests, played)


def _flap(
    seconds: float, topology: Topology, launcher: Launcher, progress: screen.Progress, directory: Path, _: FaultNotes
) -> dict[str, Any]:
    from guardian_emu.demo import flapping
    from guardian_emu.operating import programs

    programs.start(topology, launcher, progress)
    node = topology.nodes[0].name
    requests, flaps = flapping.play(launcher, node, progress, directory, progress.note, seconds)
    return flapping.result(launcher.runtime, topology.programs[0].abi.value, requests, flaps)


def _show(content: dict[str, Any], directory: Path, as_json: bool) -> None:
    if as_json:
        screen.print_json(content)
        return
    print()
    if "takeovers" in content:
        _show_takeovers(content)
    elif "partitions" in content:
        rows = [
            [one["name"], " ".join(map(str, one["survivors"])), f"{one['halted_ms']:.0f}"]
            for one in content["partitions"]
        ]
        screen.table(["partition", "survivors", "others halted after ms"], rows)
    elif "flaps" in content:
        flaps = content["flaps"]
        screen.table(["X cut", "Y cut", "takeovers and lost CPUs"], [[flaps["x"], flaps["y"], flaps["consequences"]]])
    else:
        headings = ["round", "cpu", "load ms"]
        screen.table(headings, [[one["round"], one["cpu"], f"{one['load_ms']:.1f}"] for one in content["reloads"]])
    _show_requests(content, directory)


def _show_takeovers(content: dict[str, Any]) -> None:
    rows = [
        [
            one["fault"],
            one["cpu"],
            f"{one['detect_ms']:.1f}",
            f"{one['takeover_ms']:.1f}",
            "-" if one["first_reply_ms"] is None else f"{one['first_reply_ms']:.1f}",
        ]
        for one in content["takeovers"]
    ]
    screen.table(["fault", "cpu", "detected ms", "taken over ms", "first reply ms"], rows)


def _show_requests(content: dict[str, Any], directory: Path) -> None:
    requests = content["requests"]
    print(
        f"\n{requests['sent']} requests sent, {requests['replied']} answered, "
        f"{requests['lost']} lost, {requests['duplicated']} done twice "
        f"({content['runtime']}, {content['abi']} ABI)"
    )
    print(f"valid: {str(content['valid']).lower()}   {directory / 'result.json'}")
    print(f"every message and takeover: {directory / 'timeline.html'}")
    sys.stdout.flush()
