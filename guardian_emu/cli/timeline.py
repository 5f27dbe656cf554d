"""``guardian-emu timeline``: what happened on a topology that is up, as a page."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from . import options, screen
from .options import runtime_option, topology_option


@click.command()
@topology_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("timeline.html"),
    help="Where the page goes; without it timeline.html.",
)
@click.option(
    "--perfetto",
    "trace",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a Chrome trace as well, for ui.perfetto.dev.",
)
@runtime_option
def timeline(file: str | None, output: Path, trace: Path | None, runtime: str | None) -> None:
    """Draw processors, processes, messages and takeovers of a topology that is up.

    The page needs nothing else: no network, no server. It shows what flight recorders and logs still have.
    """  # fmt: skip
    from guardian_emu.chaos.report import directory as runs
    from guardian_emu.errors import UsageError

    topology, launcher = options.running(file, runtime)
    nodes = [node.name for node in topology.nodes]
    with tempfile.TemporaryDirectory() as name, screen.Progress() as progress:
        progress.stage("fetching recorders and logs")
        problems = runs.collect(launcher, Path(name))
        made = runs.build(Path(name), f"{topology.name} on {launcher.runtime}", nodes, problems)
        try:
            runs.write(made, output, trace)
        except OSError as problem:
            cause = problem.strerror or str(problem)
            raise UsageError("the file cannot be written", problem.filename, cause, "name another with -o") from None
    print(f"tracks {len(made.tracks)}, messages {len(made.messages)}, takeovers {len(made.takeovers)}: {output}")
