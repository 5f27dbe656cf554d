"""``guardian-emu demo``: a process pair under load survives four faults."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import screen
from .options import json_option, runtime_option

if TYPE_CHECKING:
    from guardian_emu.launch.launcher import Launcher
    from guardian_emu.topology.model import Topology


@click.command()
@runtime_option
@json_option
@click.option("--faults", help="What happens: halt, freeze, stop, with commas between; 50*halt for many.")
@click.option("--load", "load_seconds", type=float, help="Seconds of load before each fault.")
@click.option("--runs", type=click.Path(path_type=Path), default=Path("runs"), help="Where the run directory goes.")
def demo(runtime: str | None, as_json: bool, faults: str | None, load_seconds: float | None, runs: Path) -> None:
    """Kill a processor under load, four times, and account for every request."""
    from guardian_emu import topology as topologies
    from guardian_emu.demo import script
    from guardian_emu.errors import ExpectationFailed
    from guardian_emu.launch import launcher as launch

    from . import programs

    plan = script.FAULTS if faults is None else script.faults_of(faults)
    load = script.LOAD_SECONDS if load_seconds is None else load_seconds
    directory = script.run_directory(runs / "demo")
    topology = _topology(topologies.load(topologies.find("demo")))
    with screen.Progress() as progress:
        launch.sweep(progress)
        chosen, reason = launch.choose(runtime)
        progress.note(f"runtime: {chosen} ({reason})")
        files = programs.compile_all(topology, progress)
        launcher = launch.create(topology, chosen, leashed=True)
        try:
            launcher.up(progress)
            programs.install_all(topology, launcher, files)
            content = _play(topology, launcher, progress, directory, plan, load)
        except BaseException:
            _save_logs(launcher, directory)
            raise
        finally:
            launcher.remove(progress)
    _show(content, directory, as_json)
    if not content["valid"]:
        raise ExpectationFailed(
            "the demonstration is not valid",
            str(content["requests"]),
            "a request was lost or done twice, or a takeover is missing",
            f"look at {directory}",
        )


def _topology(topology: Topology) -> Topology:
    """The topology as it is; its programs for the host ABI where the tools of the nonstop ABI are missing."""
    from dataclasses import replace

    from guardian_emu.cc import toolchain
    from guardian_emu.topology.model import Abi

    if toolchain.has_nonstop_compiler():
        return topology
    return replace(topology, programs=tuple(replace(program, abi=Abi.HOST) for program in topology.programs))


def _play(
    topology: Topology,
    launcher: Launcher,
    progress: screen.Progress,
    directory: Path,
    faults: tuple[str, ...],
    load: float,
) -> dict[str, Any]:
    from guardian_emu.demo import script, verdict

    from . import programs

    node = topology.nodes[0].name
    with script.watching(launcher, node) as watcher:
        programs.start(topology, launcher, progress)
        stage = script.Stage(launcher, node, watcher, progress, directory, progress.note, faults, load)
        requests, takeovers = script.play(stage)
    content = verdict.result(
        launcher.runtime, topology.programs[0].abi.value, requests, takeovers, expected=len(faults)
    )
    verdict.write(directory, content)
    return content


def _save_logs(launcher: Launcher, directory: Path) -> None:
    """What the CPUs said, for whoever looks into a failure; a CPU that is not there has said nothing."""
    import json

    from guardian_emu.errors import GuardianEmuError

    for cpu in launcher.states():
        try:
            lines = [json.dumps(line) for line in launcher.logs(cpu)]
        except GuardianEmuError as problem:
            lines = [str(problem)]
        (directory / f"cpu-{cpu.cpu}.log").write_text("\n".join(lines) + "\n")


def _show(content: dict[str, Any], directory: Path, as_json: bool) -> None:
    if as_json:
        screen.print_json(content)
        return
    print()
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
    requests = content["requests"]
    print(
        f"\n{requests['sent']} requests sent, {requests['replied']} answered, "
        f"{requests['lost']} lost, {requests['duplicated']} done twice "
        f"({content['runtime']}, {content['abi']} ABI)"
    )
    print(f"valid: {str(content['valid']).lower()}   {directory / 'result.json'}")
    sys.stdout.flush()
